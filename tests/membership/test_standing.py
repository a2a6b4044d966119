"""What a step tells the person's record, and that taking it back untells it."""

from datetime import date

import pytest

from casework.models import Person
from casework.workflow import perform, take_back
from tests.membership.factories import NEXT, application, day_of
from tests.officers import officer, township

pytestmark = pytest.mark.django_db
PROBATIONARY = (Person.Standing.PROBATIONARY, date(2027, 10, 8), None)
FULL = (Person.Standing.FULL, date(2027, 10, 8), date(2028, 10, 8))
EXTENDED = (Person.Standing.FULL, date(2027, 10, 8), date(2029, 4, 8))
NOBODY = (Person.Standing.NONE, None, None)


def standing(case):
    person = Person.objects.get(pk=case.person_id)
    return person.standing, person.joined_on, person.full_member_on


def case_in(stage, step):
    """A case that nothing blocks, whose person stands as the stage says."""
    case = application(stage, step=step)
    if stage in ("probationary", "extended"):
        case.set_standing(*PROBATIONARY)
    return case


def taken(case, step, by):
    return perform(case, step, by=by, on=day_of(case.stage, step)).case


@pytest.mark.parametrize(
    ("stage", "step", "before", "after"),
    [
        ("adopted", "approve", NOBODY, PROBATIONARY),
        ("probationary", "convert", PROBATIONARY, FULL),
        ("extended", "convert", PROBATIONARY, EXTENDED),
        ("probationary", "extend", PROBATIONARY, PROBATIONARY),
        ("probationary", "annul", PROBATIONARY, NOBODY),
        ("probationary", "not_recognise", PROBATIONARY, NOBODY),
    ],
)
def test_the_record_follows_the_step_and_its_taking_back(stage, step, before, after):
    by = officer("township_officer", township())
    case = case_in(stage, step)
    assert standing(case) == before
    case = taken(case, step, by)
    assert standing(case) == after
    case = take_back(case, by=by, note="录错")
    assert (standing(case), case.stage) == (before, stage)


def test_a_full_member_not_recognised_by_mistake_is_a_full_member_again():
    by = officer("township_officer", township())
    case = taken(case_in("probationary", "convert"), "convert", by)

    def reason(case):
        case.end_reason, case.ended_on = "经调查核实", date(2028, 12, 1)

    case = perform(case, "not_recognise", by=by, on=date(2028, 12, 1), facts=reason).case
    assert standing(case) == NOBODY
    case = take_back(case, by=by, note="录错")
    assert (standing(case), case.end_reason) == (FULL, "")


def test_the_votes_of_a_step_taken_back_no_longer_count():
    by = officer("township_officer", township())
    case = take_back(taken(application("pre_reviewed"), "adopt", by), by=by, note="录错")
    assert case.meetings.get(purpose="admission").withdrawn


@pytest.mark.parametrize("stage", NEXT)
def test_every_step_forward_is_taken_by_the_officer(stage):
    by = officer("township_officer", township())
    case = taken(application(stage), NEXT[stage], by)
    assert case.steps.get().cites and case.papers_missing == 0
