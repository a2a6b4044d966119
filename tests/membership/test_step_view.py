"""One page takes every step: facts, rules, check, confirm; and says why not."""

from datetime import date

import pytest

from casework.models import AuditEvent
from casework.workflow import record
from membership.models import Application
from tests.told import told

from .conftest import people
from .factories import application, member

WRITTEN = ("written_yes", "written_no", "written_abstain")


def designate(case, **changed) -> dict:
    return {
        "activist_on": "2026-07-10",
        "activist_decided_by": "committee",
        "recommended_on": "2026-07-01",
        "recommended_by": "members",
        "version": case.version,
        "action": "confirm",
        **changed,
    }


def url(case, name="designate") -> str:
    return f"/membership/{case.pk}/step/{name}/"


def test_checking_keeps_nothing_and_shows_the_answers(desk, applicant):
    response = desk.post(url(applicant), designate(applicant, action="check"))
    assert response.status_code == 200
    answers = {fact["label"]: fact for fact in response.context["answers"]}
    assert answers["确定为积极分子日期"]["value"] == "2026-07-10"
    assert answers["确定为积极分子日期"]["url"] == "#id_activist_on"
    assert Application.objects.get().stage == "applicant"


def test_confirming_takes_the_step_within_twenty_queries(
    desk, applicant, django_assert_max_num_queries
):
    with django_assert_max_num_queries(20):
        response = desk.post(url(applicant), designate(applicant))
    assert response.url == applicant.get_absolute_url()
    assert Application.objects.get().stage == "activist"
    assert applicant.steps.get().decided_on == date(2026, 7, 10)


def test_a_vote_is_taken_within_twenty_queries(desk, today, django_assert_max_num_queries):
    case = application("pre_reviewed", law=2014)
    case.meetings.all().delete()
    Application.objects.filter(pk=case.pk).update(adopted_on=None)
    vote = {"vote-eligible": 9, "vote-present": 7, "vote-yes": 6, "vote-no": 1}
    vote |= {f"vote-{name}": 0 for name in ("abstain", "void", *WRITTEN)}
    facts = {"adopted_on": "2023-10-08", "version": 0, "action": "confirm", **vote}
    marks = 2  # of the savepoint which in a test stands for the transaction
    with django_assert_max_num_queries(20 + marks):
        response = desk.post(url(case, "adopt"), facts)
    assert response.status_code == 302
    assert case.meetings.get().carried


def test_the_number_of_voters_is_suggested(desk, today):
    case = application("pre_reviewed")
    case.meetings.all().delete()
    Application.objects.filter(pk=case.pk).update(adopted_on=None)
    member("孙有田", case.unit)
    facts, _papers = desk.get(url(case, "adopt")).context["form"].parts
    assert facts.parts[1]["eligible"].value() == 3


def test_papers_at_hand_come_into_the_dossier_with_the_step(desk, applicant):
    kinds = ["member_recommendation", "activist_minutes"]
    applicant.papers.filter(kind__in=kinds).delete()
    offered = desk.get(url(applicant)).context["form"].parts[1].fields["at_hand"].choices
    assert [slug for slug, _title in offered] == kinds
    data = designate(applicant, at_hand=kinds)
    assert not desk.post(url(applicant), {**data, "action": "check"}).context["blocking"]
    assert not applicant.papers.filter(kind__in=kinds).exists()
    assert desk.post(url(applicant), data).status_code == 302
    assert applicant.papers.get(kind="activist_minutes").dated_on == date(2026, 7, 10)


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"vote-present": 12}, "id_vote-present", "实到人数不能多于应到人数"),
        ({"vote-yes": "多数"}, "id_vote-yes", "整数"),
        ({"adopted_on": "国庆后"}, "id_adopted_on", "“国庆后”不是日期"),
    ],
)
def test_errors_of_a_combined_form_lead_to_their_fields(desk, today, changed, field, sentence):
    case = application("pre_reviewed")
    vote = {
        "vote-eligible": 9,
        "vote-present": 7,
        "vote-yes": 6,
        "vote-no": 1,
        "vote-place": "村部",
    }
    facts = {"adopted_on": "2026-07-08", "version": 0, "action": "check", **vote, **changed}
    response = desk.post(url(case, "adopt"), facts)
    text = response.content.decode()
    assert response.status_code == 422
    assert f'href="#{field}"' in text
    assert f'id="{field}"' in text
    assert sentence in text
    assert 'value="村部"' in text


def test_a_blocked_step_names_what_is_missing_and_from_when_it_is_possible(desk, today):
    case = application("activist")
    Application.objects.filter(pk=case.pk).update(proposed_on=None)
    facts = {"proposed_on": "2026-07-10", "version": 0, "action": "confirm"}
    response = desk.post(url(case, "propose"), facts)
    assert response.status_code == 409
    text = response.content.decode()
    assert "2027-07-10 起可办" in text
    assert "/membership/calendar/" in text
    assert "没有推进" in text
    assert 'value="2026-07-10"' in text
    assert not case.steps.exists()


def test_a_warning_passes_with_a_reason_only(desk, applicant):
    applicant.papers.filter(kind="id_copy").delete()
    refused = desk.post(url(applicant), designate(applicant))
    assert refused.status_code == 409
    assert "请写明理由。" in refused.content.decode()
    reason = {"why-paper_id_copy": "原件在县档案室"}
    assert desk.post(url(applicant), designate(applicant, **reason)).status_code == 302
    assert applicant.steps.get().waived == {"paper_id_copy": "原件在县档案室"}


def test_a_stale_form_says_who_was_faster_and_keeps_what_was_typed(desk, secretary, applicant):
    opened = designate(applicant, recommended_on="2026-07-03")
    record(applicant, "talk", lambda case: setattr(case, "talker", "白振"), by=secretary.user)
    response = desk.post(url(applicant), opened)
    text = response.content.decode()
    assert response.status_code == 409
    assert "已由branch_secretary于 2026-07-10 12:00 改过（党组织派人谈话）" in text
    assert 'value="2026-07-03"' in text
    again = designate(applicant, version=response.context["version"])
    assert desk.post(url(applicant), again).status_code == 302


def test_a_form_without_a_version_is_stale(desk, applicant):
    assert desk.post(url(applicant), designate(applicant, version="")).status_code == 409


def test_wrong_stage_wrong_name_wrong_person(desk, secretary, reader, stranger, applicant):
    response = desk.get(url(applicant, "convert"), follow=True)
    assert "这一步不能从“入党申请人”办理" in response.content.decode()
    assert desk.get(url(applicant, "nonsense")).status_code == 404
    assert reader.post(url(applicant), designate(applicant)).status_code == 403
    assert stranger.post(url(applicant), designate(applicant)).status_code == 404
    proposed = application("proposed")
    assert secretary.post(url(proposed, "list_prospective"), {}).status_code == 403


def test_a_fact_is_recorded_whatever_the_rules_say(desk, today):
    (case,) = people(1, today)
    facts = {"talked_on": "2026年7月9日", "talker": "白振", "version": case.version}
    assert desk.post(f"/membership/{case.pk}/record/talk/", facts).status_code == 302
    case.refresh_from_db()
    assert case.talked_on == date(2026, 7, 9)


def test_a_correction_needs_a_reason_and_keeps_the_old_value(desk, applicant):
    address = f"/membership/{applicant.pk}/record/talk/"
    facts = {"talked_on": "2026-06-12", "talker": applicant.talker, "version": applicant.version}
    refused = desk.post(address, facts)
    assert refused.status_code == 422
    assert "派人谈话日期：2026-06-10 → 2026-06-12" in refused.content.decode()
    assert desk.post(address, {**facts, "note": "谈话记录为12日"}).status_code == 302
    event = AuditEvent.objects.get()
    assert '"talked_on": ["2026-06-10", "2026-06-12"]' in event.payload
    assert told(event)["note"] == "谈话记录为12日"


def test_a_tally_is_corrected_not_doubled(desk, today):
    case = application("adopted", law=2014)
    vote = {f"vote-{name}": 0 for name in ("no", "abstain", "void", *WRITTEN)}
    facts = {"adopted_on": "2023-10-08", "vote-eligible": 9, "vote-present": 8, "vote-yes": 8}
    facts |= {**vote, "version": 0, "note": "票数抄错"}
    assert desk.post(f"/membership/{case.pk}/record/adopt/", facts).status_code == 302
    assert case.meetings.get().yes == 8
    assert "赞成票：6 → 8" in told(AuditEvent.objects.get())["note"]


def test_replaced_introducers_need_a_reason(desk, today):
    case = application("prospective")
    new = member("孙有田", case.unit)
    facts = {"appointed_on": "2026-07-09", "first": new.pk, "version": 0}
    address = f"/membership/{case.pk}/record/introducers/"
    assert desk.post(address, facts).status_code == 422
    assert desk.post(address, {**facts, "note": "原介绍人调离"}).status_code == 302
    assert "陈建国、赵明德 → 孙有田" in told(AuditEvent.objects.get())["note"]


def test_mentors_change_without_a_reason_and_the_old_ones_stay_on_record(desk, today):
    case = application("activist")
    new = member("孙有田", case.unit)
    facts = {"appointed_on": "2026-07-09", "first": new.pk, "version": 0}
    address = f"/membership/{case.pk}/record/mentors/"
    assert "更正原因" not in desk.get(address).content.decode()
    assert desk.post(address, facts).status_code == 302
    assert case.mentors.filter(until__isnull=True).get().member == new
    assert case.mentors.count() == 3


def test_a_step_is_taken_back_with_a_reason(desk, reader, applicant):
    desk.post(url(applicant), designate(applicant))
    back = f"/membership/{applicant.pk}/take-back/"
    applicant.refresh_from_db()
    assert "确定为入党积极分子" in desk.get(back).content.decode()
    assert reader.get(back).status_code == 403
    empty = {"note": "", "version": applicant.version}
    assert desk.post(back, empty).status_code == 422
    assert desk.post(back, {"note": "误点", "version": 0}).status_code == 409
    assert desk.post(back, {**empty, "note": "误点"}).status_code == 302
    applicant.refresh_from_db()
    assert applicant.stage == "applicant"
