"""Several people of one meeting in one go: typed once, decided singly, each with an audit row."""

from datetime import date

import pytest

from casework import audit, receipts
from casework.audit_words import sentences
from casework.models import AuditEvent, Person, Proposal, Unit
from casework.workflow import record
from membership.batches import BATCHES
from membership.models import Application, YearPlan
from membership.steps import BY_SLUG
from tests.conftest import most_queries
from tests.officers import branch, village

from .factories import application, day_of

pytestmark = pytest.mark.django_db
ADDRESS, TODAY = "/membership/together/", date(2030, 1, 10)  # after the factories' timeline
NAMES = "甲乙丙丁戊己庚辛壬癸"
RUSH = "同一批培养成熟，县委组织部同意一次接收"


def several(number: int, stage: str, unit=None, **facts) -> list[Application]:
    """So many people of one branch whom nothing blocks, at one stage."""
    unit, made = unit or branch(), []
    for place in range(number):
        person = Person.objects.create(
            name=f"王{NAMES[place]}", unit=unit, born_on=date(1990 + place, 3, 1)
        )
        made.append(application(stage, person=person, unit=unit, **facts))
    return made


def asked(cases, step: str = "") -> dict:
    return {"step": step, "case": [case.pk for case in cases]}


def form_for(cases, step: str, **typed) -> dict:
    """What the page would send: shared values under their names, own ones with the case's."""
    versions = {f"{case.pk}-version": case.version for case in cases}
    token = {receipts.FIELD: receipts.new_token()}
    return {**asked(cases, step), "action": "confirm", **versions, **token, **typed}


def designation(cases, **typed) -> dict:
    own = {"all-recommended_on": "2026-07-01", "all-recommended_by": "members"}
    shared = {"activist_on": "2026-07-10", "activist_decided_by": "committee"}
    return form_for(cases, "designate", **{**shared, **own, **typed})


def admission(cases, yes: dict | None = None, **typed) -> dict:
    """A general meeting of nine, seven present, that admits; `yes` by case differs from six, and
    the others of the seven are against."""
    vote = {"vote-place": "村部", "vote-eligible": 9, "vote-present": 7, "all-vote-yes": 6}
    vote |= {"all-vote-no": 1, "why-not_in_a_rush": RUSH}
    own = {f"{case.pk}-vote-yes": number for case, number in (yes or {}).items()}
    own |= {f"{case.pk}-vote-no": max(7 - number, 0) for case, number in (yes or {}).items()}
    facts = {"adopted_on": "2027-10-08"}
    return form_for(cases, "adopt", **{**facts, **vote, **own, **typed})


SITTING = {"sitting-members": 7, "sitting-present": 6, "all-sitting-yes": 6}


@pytest.fixture
def at_the_meeting(desk):
    """Three people whom the general meeting of 8 October 2027 may admit."""
    YearPlan.objects.create(unit=branch(), year=2027, places=5, used=0)
    return several(3, "pre_reviewed", adopted_on=None)


def stages(cases) -> list[str]:
    found = dict(Application.objects.values_list("pk", "stage"))
    return [found[case.pk] for case in cases]


def lines(response) -> dict:
    return {str(line["case"]): line for line in response.context["lines"]}


# The page ---------------------------------------------------------------------------------


def test_every_batch_is_a_step_of_the_chart():
    for slug, batch in BATCHES.items():
        step = BY_SLUG[slug]
        assert batch.transition == step.transition
        assert batch.event == (step.transition or slug)
        assert (batch.step_of(Application) is not None) == bool(step.transition)


def test_what_is_shared_is_asked_once_and_the_rest_for_each(desk, at_the_meeting):
    response = desk.get(ADDRESS, asked(at_the_meeting, "adopt"))
    form = response.context["form"]
    shared = [field.html_name for field in form.shared()]
    assert {"adopted_on", "vote-place", "vote-eligible", "vote-present"} <= {*shared}
    assert "vote-yes" in form.columns and "vote-yes" not in shared
    grid = form.grid()
    assert [row["label"] for row in grid["rows"]] == ["各人相同", "王甲", "王乙", "王丙"]
    cell = grid["rows"][1]["cells"][form.columns.index("vote-yes")]
    assert cell.name == f"{at_the_meeting[0].pk}-vote-yes"
    assert cell.label == "王甲 赞成票"
    assert f'name="{cell.name}"' in response.content.decode()


def test_the_step_follows_from_where_the_people_stand(desk, at_the_meeting):
    assert desk.get(ADDRESS, asked(at_the_meeting)).context["batch"].slug == "adopt"


def test_whoever_stands_at_another_step_is_named_and_left_out(desk, today):
    here, (other,) = several(2, "applicant"), several(1, "activist", branch(village("东沟村")))
    Application.objects.filter(pk=other.pk).update(unit=branch())
    response = desk.get(ADDRESS, asked([*here, other], "designate"))
    assert [line["case"] for line in response.context["lines"]] == here
    assert [one["words"] for one in response.context["others"]] == ["王甲（入党积极分子）"]
    only = desk.get(ADDRESS, asked([other], "designate"), follow=True)
    assert "选的人都不在“推荐和确定入党积极分子”这一步。" in only.content.decode()


def test_a_meeting_of_a_branch_is_of_one_branch(desk, today):
    cases = several(1, "applicant") + several(2, "applicant", branch(village("东沟村")))
    response = desk.get(ADDRESS, asked(cases, "designate"))
    text = response.content.decode()
    assert "请按支部分开办" in text and "2 人" in text
    assert desk.post(ADDRESS, designation(cases)).status_code == 200
    assert stages(cases) == ["applicant"] * 3


def test_what_is_on_record_differently_is_never_painted_over(desk, today):
    cases = several(3, "applicant")
    Application.objects.filter(pk=cases[0].pk).update(activist_decided_by="general_meeting")
    form = desk.get(ADDRESS, asked(cases, "designate")).context["form"]
    assert "activist_decided_by" in form.columns
    assert "activist_on" not in form.columns


def test_the_page_costs_the_same_for_two_and_for_nine(desk, django_assert_max_num_queries):
    cases, seen = several(9, "pre_reviewed", adopted_on=None), []
    for some in (cases[:2], cases):
        with django_assert_max_num_queries(most_queries(20)) as queries:
            assert desk.get(ADDRESS, asked(some, "adopt")).status_code == 200
        seen.append(len(queries))
    assert seen[0] == seen[1]


def test_nobody_chosen_leads_to_the_choice(desk, today):
    several(2, "applicant")
    response = desk.get(ADDRESS, {"step": "designate", "unit": branch().short_name})
    assert response.context["ticked"] and len(response.context["cases"]) == 2
    assert desk.get(ADDRESS).status_code == 200
    nobody = desk.get(ADDRESS, {"step": "convert"})
    assert "现在没有人在这一步。" in nobody.content.decode()
    unknown = desk.get(ADDRESS, {"step": "designate", "unit": "没有的支部"})
    assert "没有叫“没有的支部”的单位" in unknown.content.decode()


def test_too_many_are_refused_in_words(desk, today):
    response = desk.get(ADDRESS, {"step": "designate", "case": range(1, 62)})
    assert "一次最多办 60 人" in response.content.decode()


# Taking -----------------------------------------------------------------------------------


def test_each_goes_through_with_an_own_row_and_the_own_votes(desk, at_the_meeting):
    response = desk.post(ADDRESS, admission(at_the_meeting, {at_the_meeting[1]: 5}))
    assert response.status_code == 302
    assert stages(at_the_meeting) == ["adopted"] * 3
    assert [case.meetings.get().yes for case in at_the_meeting] == [6, 5, 6]
    assert {case.meetings.get().place for case in at_the_meeting} == {"村部"}
    events = AuditEvent.objects.filter(kind="adopt")
    assert {event.person_id for event in events} == {case.person_id for case in at_the_meeting}
    waived = [case.steps.get().waived for case in at_the_meeting]
    assert waived == [{}, {}, {"not_in_a_rush": RUSH}]
    assert audit.first_broken() is None


def test_checking_keeps_nothing_and_says_of_each_what_the_rules_say(desk, at_the_meeting):
    sent = admission(at_the_meeting, {at_the_meeting[0]: 4}, action="check")
    response = desk.post(ADDRESS, sent)
    told = lines(response)
    assert response.status_code == 200
    assert [line["state"] for line in told.values()] == ["blocked", "met", "met"]
    assert response.context["ready"] == 2
    assert stages(at_the_meeting) == ["pre_reviewed"] * 3
    assert not any(case.meetings.exists() for case in at_the_meeting)


def test_what_stops_one_undoes_nothing_of_another(desk, at_the_meeting):
    first, *_others = at_the_meeting
    response = desk.post(ADDRESS, admission(at_the_meeting, {first: 4}))
    assert response.status_code == 409
    assert stages(at_the_meeting) == ["pre_reviewed", "adopted", "adopted"]
    assert [str(case) for case in response.context["done"]] == ["王乙", "王丙"]
    told = lines(response)
    assert list(told) == ["王甲"]
    requirements = [str(found["requirement"]) for found in told["王甲"]["findings"]]
    articles = [str(found["article"]) for found in told["王甲"]["findings"]]
    assert any("半数" in words for words in requirements)
    assert any("第20条" in words for words in articles)
    text = response.content.decode()
    assert f'name="{first.pk}-vote-yes" value="4"' in text
    assert "已办的不受影响" in text


def test_who_was_stopped_is_tried_again_alone(desk, at_the_meeting):
    first, *_others = at_the_meeting
    desk.post(ADDRESS, admission(at_the_meeting, {first: 4}))
    again = desk.post(ADDRESS, admission([first]))
    assert again.status_code == 302
    assert stages(at_the_meeting) == ["adopted"] * 3


def test_a_contradiction_is_told_at_its_cell_and_nobody_is_done(desk, at_the_meeting):
    first = at_the_meeting[0]
    response = desk.post(ADDRESS, admission(at_the_meeting, {first: 8}))
    text = response.content.decode()
    assert response.status_code == 422
    assert f'href="#id_{first.pk}-vote-yes"' in text
    assert "王甲 赞成票" in text
    assert f'name="{first.pk}-vote-yes" value="8"' in text
    assert stages(at_the_meeting) == ["pre_reviewed"] * 3


def test_a_wrong_shared_value_is_told_once(desk, at_the_meeting):
    sent = admission(at_the_meeting, adopted_on="国庆后")
    told = desk.post(ADDRESS, sent).context["form"].error_lines()
    assert [line["url"] for line in told] == ["#id_adopted_on"]
    assert "“国庆后”不是日期" in told[0]["text"]


def test_a_reason_is_wanted_for_whom_a_rule_warns_of(desk, at_the_meeting):
    """The third admission of one meeting is more than half of the plan of five."""
    _first, _second, third = at_the_meeting
    refused = desk.post(ADDRESS, admission(at_the_meeting, **{"why-not_in_a_rush": ""}))
    assert refused.status_code == 409
    assert stages(at_the_meeting) == ["adopted", "adopted", "pre_reviewed"]
    (warning,) = refused.context["warnings"]
    assert (warning["people"], warning["field"].errors) == ([third], ["请写明理由。"])
    own = {f"{third.pk}-why-not_in_a_rush": "本人将随军"}
    assert desk.post(ADDRESS, admission([third], **own)).status_code == 302
    assert third.steps.get().waived == {"not_in_a_rush": "本人将随军"}


def test_the_check_counts_the_places_that_those_before_take(desk, at_the_meeting):
    YearPlan.objects.update(places=2)
    told = lines(desk.post(ADDRESS, admission(at_the_meeting, action="check")))
    assert [line["state"] for line in told.values()] == ["met", "warn", "blocked"]
    assert YearPlan.objects.get().used == 0
    response = desk.post(ADDRESS, admission(at_the_meeting))
    assert stages(at_the_meeting) == ["adopted", "adopted", "pre_reviewed"]
    assert list(lines(response)) == ["王丙"]
    assert YearPlan.objects.get().used == 2


def test_papers_come_into_the_dossiers_that_lack_them(desk, today):
    cases = several(2, "applicant")
    cases[0].papers.filter(kind="activist_minutes").delete()
    form = desk.get(ADDRESS, asked(cases, "designate")).context["form"]
    (at_hand,) = (field for field in form.shared() if field.html_name == "at_hand")
    assert [slug for slug, _title in at_hand.field.choices] == ["activist_minutes"]
    assert desk.post(ADDRESS, designation(cases, at_hand="activist_minutes")).status_code == 302
    assert [case.papers.filter(kind="activist_minutes").count() for case in cases] == [1, 1]


def test_somebody_changed_meanwhile_is_told_of_and_the_others_go_on(desk, secretary, today):
    cases = several(2, "applicant")
    opened = designation(cases)
    record(cases[0], "talk", lambda case: setattr(case, "talker", "白振"), by=secretary.user)
    response = desk.post(ADDRESS, opened)
    assert response.status_code == 409
    assert stages(cases) == ["applicant", "activist"]
    (line,) = response.context["lines"]
    assert "已由branch_secretary于" in line["refusal"]
    assert line["version"] == 1
    again = designation(cases[:1], **{f"{cases[0].pk}-version": 1})
    assert desk.post(ADDRESS, again).status_code == 302


# Once, and by whom ------------------------------------------------------------------------


def test_the_same_form_sent_again_does_nothing_twice_and_gets_the_same_answer(desk, today):
    cases = several(3, "applicant")
    sent = designation(cases)
    first, again = desk.post(ADDRESS, sent), desk.post(ADDRESS, sent)
    assert (first.status_code, again.status_code) == (302, 302)
    assert first["Location"] == again["Location"]
    assert AuditEvent.objects.filter(kind="designate").count() == 3
    assert [case.steps.count() for case in cases] == [1, 1, 1]


def test_a_form_whose_first_sending_ended_half_way_does_the_rest(desk, today, monkeypatch):
    cases, settle, calls = several(3, "applicant"), Application.settle, []

    def fails_at_the_second(case, on, **options):
        calls.append(case.pk)
        if len(calls) == 2:
            raise RuntimeError("the disk is full")
        settle(case, on, **options)

    sent = designation(cases)
    with monkeypatch.context() as patch, pytest.raises(RuntimeError):
        patch.setattr(Application, "settle", fails_at_the_second)
        desk.post(ADDRESS, sent)
    assert stages(cases) == ["activist", "applicant", "applicant"]
    assert desk.post(ADDRESS, sent).status_code == 302
    assert stages(cases) == ["activist"] * 3
    assert AuditEvent.objects.filter(kind="designate").count() == 3


def test_what_takes_two_people_is_proposed_for_each(desk):
    Unit.objects.filter(kind=Unit.Kind.TOWNSHIP).update(four_eyes=True)
    cases = several(2, "adopted")
    sent = form_for(cases, "approve", approved_on="2027-11-01", **SITTING)
    refused = desk.post(ADDRESS, sent)
    assert refused.status_code == 409
    assert stages(cases) == ["adopted"] * 2
    page = desk.post(ADDRESS, {**sent, "action": "check"})
    assert page.context["for_two"]
    assert "提请审批 2 人" in page.content.decode()
    assert desk.post(ADDRESS, {**sent, "action": "propose"}).url == "/proposals/"
    assert Proposal.objects.pending().count() == 2
    assert desk.post(ADDRESS, {**sent, "action": "propose"}).url == "/proposals/"
    assert Proposal.objects.count() == 2


def test_one_may_approve_several_where_the_township_lets_one_person(desk):
    cases = several(2, "adopted")
    sent = form_for(cases, "approve", approved_on="2027-11-01", **SITTING)
    assert desk.post(ADDRESS, sent).status_code == 302
    assert stages(cases) == ["probationary"] * 2
    assert {Person.objects.get(pk=case.person_id).standing for case in cases} == {"probationary"}


def test_foreign_is_missing_and_no_right_is_told(desk, reader, secretary, stranger, today):
    cases = several(2, "applicant")
    assert stranger.get(ADDRESS, asked(cases, "designate")).status_code == 404
    assert stranger.post(ADDRESS, designation(cases)).status_code == 404
    assert desk.get(ADDRESS, asked(cases, "nonsense")).status_code == 404
    assert reader.get(ADDRESS, asked(cases, "designate")).status_code == 403
    assert secretary.get(ADDRESS, {"step": "approve"}).status_code == 403
    assert stranger.get(f"{ADDRESS}done/", asked(cases, "designate")).status_code == 404
    assert stages(cases) == ["applicant"] * 2


# Recording --------------------------------------------------------------------------------


def test_a_filing_is_recorded_for_several_with_one_event_each(desk, today):
    cases = several(2, "activist")
    Application.objects.update(activist_filed_on=None)
    sent = form_for(cases, "file-activist", activist_filed_on="2026-07-09")
    assert desk.post(ADDRESS, sent).status_code == 302
    filed = Application.objects.values_list("activist_filed_on", flat=True)
    assert set(filed) == {date(2026, 7, 9)}
    assert AuditEvent.objects.filter(kind="file-activist").count() == 2


def test_a_correction_of_somebody_wants_a_reason(desk, today):
    cases = several(2, "activist")
    sent = form_for(cases, "file-activist", activist_filed_on="2026-07-09")
    refused = desk.post(ADDRESS, sent)
    text = refused.content.decode()
    assert refused.status_code == 422
    assert "王甲：" in text and "2026-07-20 → 2026-07-09" in text
    assert desk.post(ADDRESS, {**sent, "note": "会议记录为9日"}).status_code == 302
    told = sentences(AuditEvent.objects.filter(kind="file-activist"))
    assert {line["note"] for line in told} == {"会议记录为9日"}


def test_votes_on_conversion_are_recorded_one_by_one(desk):
    before = ("conversion_members_on", "conversion_public_on", "conversion_reviewed_on")
    cases = several(2, "probationary", conversion_met_on=None, **dict.fromkeys(before))
    vote = {"vote-eligible": 9, "vote-present": 8, "all-vote-yes": 8}
    vote |= {f"{cases[1].pk}-vote-yes": 7, f"{cases[1].pk}-vote-no": 1}
    sent = form_for(cases, "conversion-meeting", conversion_met_on="2028-10-08", **vote)
    assert desk.post(ADDRESS, sent).status_code == 302
    votes = [case.meetings.get(purpose="conversion").yes for case in cases]
    assert votes == [8, 7]


# What came of it --------------------------------------------------------------------------


def test_the_sheet_says_what_the_trail_says(desk, at_the_meeting, django_assert_max_num_queries):
    YearPlan.objects.update(places=3)
    _first, *others = at_the_meeting
    desk.post(ADDRESS, admission(others))
    with django_assert_max_num_queries(most_queries(12)):
        page = desk.get(f"{ADDRESS}done/", asked(at_the_meeting, "adopt"))
    rows = {str(row["case"]): row for row in page.context["rows"]}
    assert rows["王甲"]["event"] is None
    assert rows["王乙"]["on"] == day_of("pre_reviewed")
    assert "赞成票 6" in rows["王乙"]["note"]
    assert (rows["王乙"]["reasons"], rows["王丙"]["reasons"]) == ([], [f"没有突击发展：{RUSH}"])
    assert "township_officer" in page.content.decode()
    assert desk.get(f"{ADDRESS}done/", {"step": "adopt"}).status_code == 404
