"""Rules about votes that failed, many at once, and who approves: one thing changed at a time."""

import pytest

from casework.models import Person, Unit
from membership.models import Application, Meeting, YearPlan
from tests.asking import Row
from tests.membership.factories import VOTE
from tests.membership.tables import asked

FAILED = {**VOTE, "yes": 4, "no": 3}
ADOPTED_ON = "2027-10-08"


def failed_on(day, **more):
    """The meeting had voted before, in vain."""

    def vote(case):
        Meeting.objects.create(case=case, purpose="admission", held_on=day, **FAILED, **more)

    return vote


def together(number: int, places: int, **facts):
    """So many people are admitted at the same meeting, under a plan of so many places."""

    def admit(case):
        facts.setdefault("adopted_on", ADOPTED_ON)
        for place in range(1, number):
            person = Person.objects.create(name=f"同批{place}", unit=case.unit)
            Application.objects.create(person=person, unit=case.unit, stage="adopted", **facts)
        YearPlan.objects.create(unit=case.unit, year=2027, places=places)

    return admit


def under(**facts):
    """An organisation of another kind lies between branch and township."""

    def hang(case):
        village = case.unit.parent
        between = Unit.objects.create(name="-", short_name="-", parent=village.parent, **facts)
        Unit.objects.filter(pk=case.unit_id).update(parent=between)

    return hang


def general_branch(day=None):
    def hang(case):
        general = Unit.objects.create(
            kind="general_branch", name="-", short_name="-", parent=case.unit.parent.parent
        )
        Unit.objects.filter(pk=case.unit_id).update(general_branch=general)
        Application.objects.update(deliberated_on=day)

    return hang


def powerless(case):
    Unit.objects.update(can_approve=False)


def temporary(kind):
    return lambda case: Unit.objects.filter(kind=kind).update(is_temporary=True)


def power_of_the_general_branch(case):
    powerless(case)
    under(kind="general_branch", can_approve=True)(case)


ROWS = [
    Row(
        "met_after_pre_review",
        "unknown",
        "pre_reviewed",
        {"pre_reviewed_on": None},
        fails=False,
        also=("form_issued", "meeting_in_time"),
    ),
    Row(
        "met_after_pre_review",
        "same-day",
        "pre_reviewed",
        dict.fromkeys(["pre_reviewed_on", "form_issued_on"], "2027-10-08"),
        fails=False,
    ),
    Row(
        "met_after_pre_review",
        "the-day-before",
        "pre_reviewed",
        {"pre_reviewed_on": "2027-10-09"},
        also=("form_issued",),
    ),
    Row("revote_waited", "six-months", "pre_reviewed", failed_on("2027-04-08"), fails=False),
    Row("revote_waited", "a-day-less", "pre_reviewed", failed_on("2027-04-09")),
    Row(
        "revote_waited",
        "taken-back",
        "pre_reviewed",
        failed_on("2027-09-01", withdrawn=True),
        fails=False,
    ),
    Row("revote_waited", "2014-text", "pre_reviewed", failed_on("2023-04-09"), law=2014),
    Row("not_in_a_rush", "half-of-the-plan", "pre_reviewed", together(2, 4), fails=False),
    Row("not_in_a_rush", "more-than-half", "pre_reviewed", together(2, 3)),
    Row("not_in_a_rush", "one-of-one", "pre_reviewed", together(1, 1), fails=False),
    Row(
        "not_in_a_rush",
        "another-meeting",
        "pre_reviewed",
        together(3, 3, adopted_on="2027-10-07"),
        fails=False,
    ),
    Row("approver_competent", "nobody", "adopted", powerless),
    Row(
        "approver_competent",
        "a-general-branch",
        "adopted",
        power_of_the_general_branch,
        also=("deliberated",),
    ),
    Row("approver_competent", "a-temporary-one", "adopted", temporary("township")),
    Row("not_received_by_temporary", "is-one", "pre_reviewed", temporary("branch")),
    Row("not_received_by_temporary", "2014-text", "pre_reviewed", temporary("branch"), law=2014),
    Row("approver_competent", "2014-text", "adopted", powerless, law=2014),
    Row("deliberated", "not-yet", "adopted", general_branch()),
    Row("deliberated", "before-the-meeting", "adopted", general_branch("2027-10-07")),
    Row("deliberated", "on-the-meeting-day", "adopted", general_branch("2027-10-08"), fails=False),
    Row("deliberated", "after-the-approval", "adopted", general_branch("2027-11-02")),
    Row("deliberated", "village-committee", "adopted", under(kind="committee")),
    Row(
        "deliberated",
        "village-committee-with-power",
        "adopted",
        under(kind="committee", can_approve=True),
    ),
    Row("deliberated", "nobody-between", "adopted", {}, fails=False),
    Row("deliberated", "2014-text", "adopted", general_branch(), law=2014),
]


@pytest.mark.django_db
@pytest.mark.parametrize("row", ROWS, ids=str)
def test_votes_plans_and_approvers(row):
    assert asked(row) == row.expected
