"""Days that follow from a case's facts: worked out once, compared by the rules."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.dates import add_months_roll
from casework.models import Person
from membership import timing
from membership.models import Application
from membership.stages import Stage

day = date.fromisoformat
DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))


def case(stage=Stage.APPLICANT, **days):
    """A case in memory: nothing here needs a database."""
    born = days.pop("born_on", None)
    facts = {name: day(value) if isinstance(value, str) else value for name, value in days.items()}
    made = Application(stage=stage, person=Person(name="甲", born_on=born and day(born)), **facts)
    made.work_out()
    return made


def dues(case, assessed=0) -> dict:
    return {due.kind: due.due_on for due in timing.deadlines(case, assessed=assessed)}


@given(DAYS)
def test_probation_lasts_a_year_and_its_last_day_is_the_day_before_full_membership(adopted_on):
    expires = timing.probation_expiry(adopted_on)
    assert timing.last_day_of_probation(expires) + timedelta(days=1) == expires
    assert 365 <= (expires - adopted_on).days <= 366


@given(DAYS, st.integers(6, 12))
def test_an_extension_runs_from_the_expiry_not_from_the_meeting(adopted_on, months):
    expires = timing.probation_expiry(adopted_on)
    assert timing.probation_expiry(adopted_on, months) == add_months_roll(expires, months)


@given(DAYS, st.integers(0, 6))
def test_assessments_fall_due_every_half_year(start, held):
    due, next_due = timing.next_assessment(start, held), timing.next_assessment(start, held + 1)
    assert start < due < next_due
    assert 181 - 3 <= (next_due - due).days <= 184 + 3


@given(st.dates(date(2026, 1, 1), date(2026, 11, 30)))
def test_a_notice_ends_on_a_working_day(start):
    assert timing.notice_end(start) >= start + timedelta(days=4)
    assert timing.CALENDAR.is_working(timing.notice_end(start))


def test_nothing_follows_from_unknown_days():
    empty = case()
    derived = [name for name in Application.MACHINERY if name.endswith("_on")]
    assert [getattr(empty, name) for name in derived] == [None] * len(derived)
    assert timing.notice_end(None) is None and timing.probation_expiry(None, 6) is None


def test_eighteen_years_after_a_leap_day_is_the_first_of_march():
    assert case(born_on="2008-02-29").adult_on == day("2026-03-01")


@pytest.mark.parametrize(
    ("fact", "derived", "expected"),
    [
        ({"applied_on": "2027-01-31"}, "talk_due_on", "2027-02-28"),
        ({"notice_from_on": "2026-09-23"}, "notice_ends_on", "2026-09-30"),
        ({"second_notice_from_on": "2026-09-23"}, "second_notice_ends_on", "2026-09-30"),
        ({"committee_reviewed_on": "2026-06-20"}, "leaving_limit_on", "2026-09-20"),
        ({"pre_reviewed_on": "2026-06-30"}, "meeting_due_on", "2026-07-30"),
        ({"adopted_on": "2026-11-30"}, "approval_due_on", "2027-02-28"),
        ({"approved_on": "2026-07-31"}, "oath_due_on", "2026-08-31"),
        ({"adopted_on": "2025-09-01"}, "probation_expires_on", "2026-09-01"),
        ({"adopted_on": "2025-09-01"}, "postponed_until_on", "2027-03-01"),
        ({"conversion_met_on": "2026-09-05"}, "conversion_due_on", "2026-12-05"),
    ],
)
def test_each_derived_day(fact, derived, expected):
    assert getattr(case(**fact), derived) == day(expected)


EXTENSION = {"adopted_on": "2025-09-01", "extended_on": "2026-09-10", "extension_months": 6}


@pytest.mark.parametrize(
    ("stage", "expires"),
    [
        pytest.param(Stage.PROBATIONARY, "2026-09-01", id="before-the-step-is-taken"),
        pytest.param(Stage.EXTENDED, "2027-03-01", id="extended"),
        pytest.param(Stage.FULL, "2027-03-01", id="still-so-once-a-full-member"),
    ],
)
def test_an_extension_counts_from_the_step_on(stage, expires):
    assert case(stage, **EXTENSION).probation_expires_on == day(expires)


@pytest.mark.parametrize(
    ("made", "assessed", "expected"),
    [
        (case(applied_on="2026-08-31"), 0, {"talk": "2026-09-30"}),
        (case(applied_on="2026-08-31", talked_on="2026-09-02"), 0, {}),
        (
            case(Stage.ACTIVIST, activist_on="2026-01-15"),
            1,
            {"filing": "2026-02-15", "assessment": "2027-02-14"},
        ),
        (
            case(Stage.ACTIVIST, activist_on="2026-01-15", activist_filed_on="2026-02-01"),
            2,
            {"assessment": "2027-08-14", "propose": "2028-01-15"},
        ),
        (
            case(  # the year begins anew where the move does not count on
                Stage.ACTIVIST,
                activist_on="2026-01-15",
                activist_filed_on="2026-02-01",
                transferred_in_on="2026-06-01",
                transfer_verified_on="2026-06-10",
            ),
            2,
            {"assessment": "2027-08-14", "propose": "2028-06-10"},
        ),
        (case(Stage.PROPOSED, notice_from_on="2026-09-23"), 0, {"list": "2026-11-01"}),
        (case(Stage.PRE_REVIEWED, pre_reviewed_on="2026-06-30"), 0, {"meeting": "2026-07-30"}),
        (case(Stage.PRE_REVIEWED, pre_reviewed_on="2026-05-10"), 0, {}),
        (case(Stage.ADOPTED, adopted_on="2026-08-31"), 0, {"approval": "2026-11-30"}),
        (
            case(Stage.PROBATIONARY, adopted_on="2026-06-01", approved_on="2026-07-31"),
            2,
            {"oath": "2026-08-31", "conversion": "2027-07-01"},
        ),
        (
            case(Stage.PROBATIONARY, adopted_on="2025-09-01", conversion_met_on="2026-09-05"),
            2,
            {"conversion-approval": "2026-12-05"},
        ),
        (case(Stage.FULL, adopted_on="2025-09-01"), 0, {}),
    ],
)
def test_what_a_case_waits_for(made, assessed, expected):
    assert dues(made, assessed) == {kind: day(due) for kind, due in expected.items()}


def test_the_soonest_deadline_comes_first():
    waiting = timing.deadlines(case(Stage.ACTIVIST, activist_on="2026-01-15"), assessed=2)
    assert [due.due_on for due in waiting] == sorted(due.due_on for due in waiting)


def test_every_deadline_opens_before_it_is_due():
    made = case(Stage.PROBATIONARY, adopted_on="2026-06-01", approved_on="2026-07-31")
    waiting = timing.deadlines(made, assessed=2)
    assert all(due.opens_on is None or due.opens_on <= due.due_on for due in waiting)
