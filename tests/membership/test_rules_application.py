"""Rules of the step to activist (articles 5–8): one thing taken away at a time."""

from datetime import date

import pytest

from casework.models import Person
from tests.asking import Row
from tests.membership.factories import member
from tests.membership.tables import asked


def seven_members(case):
    case.unit.has_committee = False
    case.unit.save()
    case.activist_decided_by = "general_meeting"
    case.save()
    for number in range(5):  # the factory's branch has two
        member(f"党员{number}", case.unit)


def six_members(case):
    seven_members(case)
    Person.objects.filter(name="党员0").delete()


def six_members_and_a_probationary_one(case):
    seven_members(case)
    Person.objects.filter(name="党员0").update(full_member_on=None)


def six_members_on_the_day(case):
    seven_members(case)
    Person.objects.filter(name="党员0").update(full_member_on=date(2026, 7, 11))


def seventh_today(case):
    seven_members(case)
    Person.objects.filter(name="党员0").update(full_member_on=date(2026, 7, 10))


TODAY = "2026-07-10"  # the day of the decision
ALL_TODAY = dict.fromkeys(["applied_on", "talked_on", "recommended_on"], TODAY)


def expelled_on(day):
    return lambda case: case.person.sanctions.create(kind="expulsion", since=day)


MOBILE_ORG = {"unit__for_mobile_members": True}
LOCALITY = {"situation": "unit_without_org", "received_by": "locality"}

ROWS = [
    Row("received_by_the_right_org", "unknown", "applicant", {"situation": ""}),
    Row("received_by_the_right_org", "elsewhere", "applicant", {"received_by": "own_unit"}),
    Row("received_by_the_right_org", "locality-2026", "applicant", LOCALITY, fails=False),
    Row("received_by_the_right_org", "locality-2014", "applicant", LOCALITY, law=2014),
    Row(
        "received_by_the_right_org",
        "residence-2014",
        "applicant",
        {**LOCALITY, "received_by": "residence"},
        law=2014,
        fails=False,
    ),
    Row(
        "received_by_the_right_org",
        "unit-with-organisation",
        "applicant",
        {"situation": "unit_with_org"},
    ),
    Row(
        "received_by_the_right_org",
        "mobile-organisation",
        "applicant",
        {"received_by": "mobile_org"},
    ),
    Row(
        "received_by_the_right_org",
        "mobile-person",
        "applicant",
        {"received_by": "mobile_org", "is_mobile": True},
        fails=False,
    ),
    Row("talk_covered", "family-left-out", "applicant", {"talk_topics": "record,view,motive"}),
    Row("talk_covered", "2014-text", "applicant", {"talk_topics": ""}, law=2014, fails=False),
    Row("talked_by_enough", "nobody-named", "applicant", {"talker": ""}),
    Row("talked_by_enough", "one", "applicant", {"second_talker": ""}, fails=False),
    Row(
        "decision_quorate",
        "half",
        "applicant",
        {"decision_expected": 4, "decision_present": 2},
        fails=False,
    ),
    Row(
        "decision_quorate",
        "less-than-half",
        "applicant",
        {"decision_expected": 5, "decision_present": 2},
    ),
    Row("decision_quorate", "untold", "applicant", {"decision_expected": 5}, fails=False),
    Row("mobile_org_able", "able", "applicant", MOBILE_ORG, fails=False),
    Row(
        "mobile_org_able",
        "not-able",
        "applicant",
        {**MOBILE_ORG, "unit__may_recruit": False},
        also=("branch_may_recruit",),
    ),
    Row(
        "not_expelled_in_five_years",
        "five-years",
        "applicant",
        expelled_on("2021-07-10"),
        fails=False,
    ),
    Row("not_expelled_in_five_years", "a-day-less", "applicant", expelled_on("2021-07-11")),
    Row(
        "not_expelled_in_five_years",
        "after-the-event",
        "applicant",
        expelled_on("2026-07-11"),
        fails=False,
    ),
    Row("not_expelled_in_five_years", "at-the-meeting", "pre_reviewed", expelled_on("2022-10-09")),
    Row(
        "adult_when_applying",
        "birthday",
        "applicant",
        {"person__born_on": "2008-06-01"},
        fails=False,
    ),
    Row("adult_when_applying", "day-before", "applicant", {"person__born_on": "2008-06-02"}),
    Row(
        "adult_when_applying",
        "unknown",
        "applicant",
        {"person__born_on": None},
        also=("not_over_fifty",),
    ),
    Row(
        "adult_when_applying",
        "no-letter",
        "applicant",
        {"applied_on": None},
        also=("talked", "talked_in_time"),
    ),
    Row("talked", "unknown", "applicant", {"talked_on": None}, also=("talked_in_time",)),
    Row("talked", "before-the-letter", "applicant", {"talked_on": "2026-05-31"}),
    Row("talked", "same-day", "applicant", {"talked_on": "2026-06-01"}, fails=False),
    Row(
        "talked",
        "after-the-decision",
        "applicant",
        {"talked_on": "2026-07-11"},
        also=("talked_in_time",),
    ),
    Row("talked_in_time", "last-day", "applicant", {"talked_on": "2026-07-01"}, fails=False),
    Row("talked_in_time", "day-after", "applicant", {"talked_on": "2026-07-02"}),
    Row("recommended", "unknown", "applicant", {"recommended_on": None}),
    Row("recommended", "by-nobody", "applicant", {"recommended_by": ""}),
    Row(
        "recommended", "mass-organisation", "applicant", {"recommended_by": "mass_org"}, fails=False
    ),
    Row("recommended", "day-after", "applicant", {"recommended_on": "2026-07-11"}),
    Row("decided_by_the_right_meeting", "unknown", "applicant", {"activist_decided_by": ""}),
    Row(
        "decided_by_the_right_meeting",
        "general-meeting-though-committee",
        "applicant",
        {"activist_decided_by": "general_meeting"},
    ),
    Row(
        "decided_by_the_right_meeting",
        "committee-where-none",
        "applicant",
        {"unit__has_committee": False},
    ),
    Row(
        "decided_by_the_right_meeting",
        "general-meeting-where-no-committee",
        "applicant",
        {"unit__has_committee": False, "activist_decided_by": "general_meeting"},
        fails=False,
    ),
    Row("talked", "everything-on-the-day", "applicant", ALL_TODAY, fails=False),
    Row("committee_where_due", "seventh-today", "applicant", seventh_today),
    Row("branch_may_recruit", "told-so", "applicant", {"unit__may_recruit": False}),
    Row("branch_may_recruit", "temporary", "applicant", {"unit__is_temporary": True}),
    Row("committee_where_due", "seven-without", "applicant", seven_members),
    Row("committee_where_due", "six-without", "applicant", six_members, fails=False),
    Row(
        "committee_where_due",
        "seventh-on-probation",
        "applicant",
        six_members_and_a_probationary_one,
        fails=False,
    ),
    Row(
        "committee_where_due",
        "seventh-tomorrow",
        "applicant",
        six_members_on_the_day,
        fails=False,
    ),
    Row(
        "not_over_fifty",
        "exactly-fifty",
        "applicant",
        {"person__born_on": "1976-07-10"},
        fails=False,
    ),
    Row(
        "not_over_fifty",
        "fifty-one-tomorrow",
        "applicant",
        {"person__born_on": "1975-07-11"},
        fails=False,
    ),
    Row("not_over_fifty", "fifty-one-today", "applicant", {"person__born_on": "1975-07-10"}),
]


@pytest.mark.django_db
@pytest.mark.parametrize("row", ROWS, ids=str)
def test_the_step_to_activist(row):
    assert asked(row) == row.expected
