"""What the forms of the talent pipeline write, refuse and tell the trail."""

from datetime import date

import pytest
from django.urls import reverse

from casework.models import AuditEvent, Seat, Term
from talent.forms import form_of, open_seats
from talent.models import DepartmentOpinion, ReviewRound, Talent
from talent.steps import BY_SLUG, RECORDS, TRANSITIONS
from tests.conftest import most_queries
from tests.officers import officer, township, village
from tests.talent.factories import NEXT, full_member, hold, seat_of, talent
from tests.told import told

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)
COURT = {
    "court-asked_on": "2026.11.2",
    "court-replied_on": "2026-11-12",
    "court-conclusion": "clear",
}


@pytest.fixture
def desk(client):
    client.user = officer("township_officer", township())
    client.force_login(client.user)
    return client


def saved(desk, case, slug, **answers):
    """Record facts through the page; the version is the case's own."""
    version = Talent.objects.get(pk=case.pk).version
    url = reverse("talent:record", args=[case.pk, slug])
    return desk.post(url, {**answers, "version": version})


def refused(desk, case, slug, **answers) -> str:
    answer = saved(desk, case, slug, **answers)
    assert answer.status_code == 422
    return answer.content.decode()


def step(desk, case, name, **answers):
    version = Talent.objects.get(pk=case.pk).version
    url = reverse("talent:step", args=[case.pk, name])
    return desk.post(url, {**answers, "version": version, "action": "confirm"})


def test_every_form_of_the_table_can_be_opened(desk):
    for stage in NEXT:
        case = talent(stage, unit=village(f"{stage}村"))
        for slug in BY_SLUG:
            form = form_of(case, slug, None, today=TODAY, user=desk.user)
            reviewed = stage != "suspended" or slug not in ("round", "opinions")
            assert (form is not None) is reviewed, (stage, slug)


def test_an_unknown_form_is_no_page(desk):
    case = talent("pool")
    assert desk.get(reverse("talent:record", args=[case.pk, "nothing"])).status_code == 404


def test_every_transition_has_a_form_and_every_form_a_title():
    assert {item.slug for item in TRANSITIONS} == {
        way.custom["step"] for way in Talent._meta.get_field("stage").get_all_transitions(Talent)
    }
    assert all(str(item.title) and item.cites for item in (*TRANSITIONS, *RECORDS))


def test_the_first_facts_open_the_round_of_the_present_purpose(desk):
    case = talent("pool")
    case.rounds.update(closed=True)
    saved(
        desk, case, "round", recommended_on="2026年11月2日", reason="带头致富", township_passed=""
    )
    row = case.rounds.get(closed=False)
    assert (row.purpose, row.recommended_on) == ("reserve_promotion", date(2026, 11, 2))
    assert AuditEvent.objects.filter(kind="round", person_id=case.person_id).exists()


def test_a_recorded_day_of_a_round_changes_only_with_a_reason(desk):
    case = talent("lead")
    row = case.rounds.get(purpose="pool_entry")
    facts = {"recommended_on": "2026-03-02", "township_reviewed_on": "2026-03-03"}
    facts |= {"township_passed": "true", "notice_from_on": "2026-03-10", "decided_on": "2026-03-20"}
    assert "更正已有记录须写明原因" in refused(desk, case, "round", **facts)
    saved(desk, case, "round", **facts, note="推荐会议日期记错")
    row.refresh_from_db()
    assert row.recommended_on == date(2026, 3, 2)


def test_opinions_are_counted_and_the_validity_follows_the_last_reply(desk):
    case = talent("lead")
    case.rounds.update(closed=True)
    saved(desk, case, "opinions", **COURT, **{"police-asked_on": "2026-11-02"})
    row = case.rounds.get(closed=False)
    assert (row.opinions_asked, row.opinions_open, row.valid_until) == (2, 1, None)
    police = {"police-asked_on": "2026-11-02", "police-replied_on": "2026-11-20"}
    saved(desk, case, "opinions", **COURT, **police, **{"police-conclusion": "against"})
    row.refresh_from_db()
    assert (row.opinions_open, row.opinions_against) == (0, 1)
    assert row.valid_until == date(2027, 5, 19)
    assert DepartmentOpinion.objects.filter(round=row).count() == 2
    event = AuditEvent.objects.filter(kind="opinions").first()
    assert "公安 2026-11-20 不同意" in told(event)["note"]


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"court-replied_on": "2026-11-12", "court-conclusion": "clear"}, "有答复就要有送审日期"),
        ({**COURT, "court-replied_on": "2026-11-01"}, "答复日期不能早于送审日期"),
        ({**COURT, "court-conclusion": ""}, "答复日期和结论要一起填"),
        ({**COURT, "court-asked_on": "上周"}, "“上周”不是日期"),
    ],
)
def test_contradictions_of_a_department_are_named(desk, answers, words):
    case = talent("lead")
    case.rounds.update(closed=True)
    assert words in refused(desk, case, "opinions", **answers)
    assert not ReviewRound.objects.filter(closed=False).exists()


def test_a_second_appraisal_keeps_the_first(desk):
    case = talent("pool")
    answers = {"kind": "vanguard", "since": "2026-03-25", "grade": "good"}
    saved(desk, case, "post", **answers, appraised_on="2026-11-10")
    rows = list(case.posts.values_list("grade", "since", "until"))
    assert rows == [
        ("excellent", date(2026, 3, 25), date(2026, 6, 10)),
        ("good", date(2026, 6, 10), None),
    ]


def test_a_second_post_of_another_kind_runs_beside_the_first(desk):
    case = talent("pool")
    saved(desk, case, "post", kind="zone", since="2026-11-01")
    assert set(case.posts.filter(until=None).values_list("kind", flat=True)) == {"vanguard", "zone"}


def test_a_grade_needs_its_day(desk):
    case = talent("pool")
    answers = {"kind": "zone", "since": "2026-11-01", "grade": "good"}
    assert "考核等次和考核日期要一起填" in refused(desk, case, "post", **answers)


def test_a_new_mentor_ends_the_time_of_the_one_before(desk):
    case = talent("reserve")
    new = full_member(case.unit)
    saved(desk, case, "mentor", mentor=new.pk, since="2026-11-01")
    assert case.mentors.get(until=None).mentor == new
    assert case.mentors.exclude(until=None).get().until == date(2026, 11, 1)


def test_an_open_circumstance_gets_its_end(desk):
    case = talent("pool")
    answers = {"code": "absent", "severity": "caution", "since": "2026-01-01"}
    saved(desk, case, "negative", **answers)
    saved(desk, case, "negative", **answers, until="2026-10-01")
    assert case.hits.get().until == date(2026, 10, 1)


def test_only_open_seats_of_the_township_are_offered_the_own_village_first():
    case = talent("reserve")
    held = seat_of(case.unit, number=5)
    hold(held, full_member(case.unit))
    seconded = seat_of(case.unit, number=4)
    hold(seconded, full_member(township()), holder=Term.Holder.SECONDED)
    other = seat_of(village("东沟村"), number=1)
    clerk = officer("township_officer", township())
    assert list(open_seats(case, clerk)) == [case.seat, seconded, other]


def test_a_tally_that_cannot_be_is_refused_and_a_lost_election_kept(desk):
    case = talent("candidate")
    case.elections.all().delete()
    numbers = {"vote-held_on": "2026-10-20", "vote-due": 29, "vote-present": 24, "vote-seats": 1}
    numbers |= {"vote-candidates": 2, "vote-ballots": 24}
    wrong = refused(desk, case, "election", **numbers | {"vote-votes": 25})
    assert "得票不能多于收回的选票" in wrong
    wrong = refused(desk, case, "election", **numbers | {"vote-present": 30, "vote-votes": 20})
    assert "实到人数不能多于应到人数" in wrong
    saved(desk, case, "election", **numbers | {"vote-votes": 12})
    row = case.elections.get()
    assert (row.valid, row.won, row.seat) == (True, False, case.seat)


def test_a_won_election_changes_the_hands_of_the_seat(desk):
    case = talent("candidate")
    case.elections.all().delete()
    numbers = {"vote-due": 29, "vote-present": 24, "vote-seats": 1, "vote-candidates": 2}
    numbers |= {"vote-ballots": 24, "vote-votes": 20}
    answer = step(desk, case, "take_seat", seated_on="2026-10-20", **numbers)
    assert answer.url == case.get_absolute_url()
    term = Seat.objects.get(pk=case.seat_id).terms.get(until=None)
    assert (term.person, term.basis) == (case.person, Term.Basis.BY_ELECTED)
    assert Talent.objects.get(pk=case.pk).stage == "seated"


def test_the_reason_of_an_earlier_suspension_is_no_reason_to_leave(desk):
    case = talent("suspended", end_reason="有信访件待查")
    page = desk.get(reverse("talent:step", args=[case.pk, "leave_store"]))
    form = page.context["form"]
    assert {field.name: field.value() for field in form.visible_fields()}["end_reason"] == ""
    assert form.recorded() == []
    answer = step(desk, case, "leave_store", ended_on="2026-11-01", end_reason="")
    assert answer.status_code == 422
    step(desk, case, "leave_store", ended_on="2026-11-01", end_reason="联审不同意")
    assert Talent.objects.get(pk=case.pk).end_reason == "联审不同意"


def test_a_step_and_a_grid_of_opinions_ask_few_queries(desk, django_assert_max_num_queries):
    case = talent("pool")
    url = reverse("talent:step", args=[case.pk, "promote"])
    answers = {"reserved_on": "2026-06-20", "version": case.version, "action": "confirm"}
    with django_assert_max_num_queries(most_queries(20)):
        assert desk.post(url, answers).status_code == 302
    case = talent("lead", unit=village("东沟村"))
    case.rounds.update(closed=True)
    given = {f"{name}-asked_on": "2026-11-02" for name in DepartmentOpinion.Department.values}
    url = reverse("talent:record", args=[case.pk, "opinions"])
    with django_assert_max_num_queries(most_queries(20)):
        assert desk.post(url, {**given, "version": 0}).status_code == 302
    assert case.rounds.get(closed=False).opinions_asked == 9


@pytest.mark.parametrize(
    ("slug", "never", "still"),
    [
        ("round", "notice_from_on", "filed_on"),
        ("round", "township_passed", "filed_on"),
        ("post", "grade", "until"),
        ("seat", "villager_class", None),
        ("negative", None, "until"),
        ("mentor", "mentor", None),
    ],
)
def test_what_a_blocker_reads_is_not_called_optional(desk, slug, never, still):
    form = form_of(talent("reserve"), slug, None, today=TODAY, user=desk.user)
    said = {name.name for name in form.visible_fields() if "（可不填）" in name.as_field_group()}
    assert never not in said and (still is None or still in said)
