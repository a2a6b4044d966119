"""Rules of review, general meeting and approval (articles 14–25): one thing taken away."""

import pytest

from casework.models import Person, Sanction
from tests.asking import Row
from tests.membership.factories import member
from tests.membership.tables import asked


def one_introducer(case):
    case.introducers.first().delete()


def three_introducers(case):
    case.introducers.create(member=member("李长河", case.unit), appointed_on="2027-08-01")


def same_introducer_twice(case):
    case.introducers.update(member=case.introducers.first().member)


def introducers(**columns):
    return lambda case: case.introducers.update(**columns)


def members(**columns):
    return lambda case: Person.objects.exclude(pk=case.person_id).update(**columns)


def planned(places, used, year=2027):
    """The branch has a plan of the year."""
    return lambda case: case.unit.year_plans.create(year=year, places=places, used=used)


def penalty(kind, since, until=None, **columns):
    """One introducer is under a penalty from a day to a day."""

    def punish(case):
        case.introducers.update(**columns)
        companion = case.introducers.first().member
        Sanction.objects.create(person=companion, kind=kind, since=since, until=until)

    return punish


def vote(**tally):
    """Change the numbers of the admission meeting; it counts them anew."""

    def tell(case):
        meeting = case.meetings.get(purpose="admission")
        for name, number in tally.items():
            setattr(meeting, name, number)
        meeting.save()

    return tell


PROBATION, WARNING = "party_probation_penalty", "warning"
DAY_AFTER_LIMIT = "2027-12-01"  # the review of 2027-09-01 and three months
REVIEWED = ("listed_on", "political_review_on", "training_ended_on", "committee_reviewed_on")

ROWS = [
    Row("two_introducers", "none", "prospective", lambda case: case.introducers.all().delete()),
    Row("two_introducers", "one", "prospective", one_introducer),
    Row("two_introducers", "three", "prospective", three_introducers),
    Row("two_introducers", "one-named-twice", "prospective", same_introducer_twice),
    Row("two_introducers", "named-tomorrow", "prospective", introducers(appointed_on="2027-09-11")),
    Row("two_introducers", "on-probation", "prospective", members(full_member_on=None)),
    Row(
        "two_introducers",
        "on-probation-at-the-meeting",
        "pre_reviewed",
        members(full_member_on="2027-10-09"),
    ),
    Row("within_year_plan", "used-up", "pre_reviewed", planned(2, 2)),
    Row("within_year_plan", "one-left", "pre_reviewed", planned(2, 1), fails=False),
    Row("within_year_plan", "last-year-s", "pre_reviewed", planned(2, 2, 2026), fails=False),
    Row("within_year_plan", "2014-text", "pre_reviewed", planned(0, 0, 2023), law=2014),
    Row("introducers_have_rights", "open", "prospective", penalty(PROBATION, "2027-01-01")),
    Row(
        "introducers_have_rights",
        "last-day",
        "prospective",
        penalty(PROBATION, "2026-09-10", "2027-09-10"),
    ),
    Row(
        "introducers_have_rights",
        "restored-yesterday",
        "prospective",
        penalty(PROBATION, "2026-09-09", "2027-09-09"),
        fails=False,
    ),
    Row(
        "introducers_have_rights",
        "2014-text",
        "prospective",
        penalty(PROBATION, "2023-01-01"),
        law=2014,
    ),
    Row(
        "introducers_have_rights",
        "at-the-meeting",
        "pre_reviewed",
        penalty(PROBATION, "2027-10-08"),
    ),
    Row("introducers_have_rights", "expelled", "prospective", penalty("expulsion", "2027-01-01")),
    Row(
        "introducers_unpunished",
        "in-effect",
        "prospective",
        penalty(WARNING, "2027-01-01", "2028-01-01"),
    ),
    Row(
        "introducers_unpunished",
        "last-day-of-effect",
        "prospective",
        penalty("removal_from_post", "2026-02-01", "2027-08-01"),
    ),
    Row(
        "introducers_unpunished",
        "end-unknown",
        "prospective",
        penalty("serious_warning", "2027-01-01"),
    ),
    Row(
        "introducers_unpunished",
        "effect-over",
        "prospective",
        penalty(WARNING, "2026-07-31", "2027-07-31"),
        fails=False,
    ),
    Row(
        "introducers_unpunished",
        "punished-after-the-appointment",
        "prospective",
        penalty(WARNING, "2027-08-02", "2028-08-02"),
        fails=False,
    ),
    Row(
        "introducers_unpunished",
        "appointed-under-2014",
        "prospective",
        penalty(WARNING, "2025-12-01", "2026-12-01", appointed_on="2026-05-10"),
        fails=False,
    ),
    Row(
        "introducers_unpunished",
        "2014-text",
        "prospective",
        penalty(WARNING, "2023-01-01", "2024-01-01"),
        law=2014,
        fails=False,
    ),
    Row("politically_reviewed", "unknown", "prospective", {"political_review_passed": None}),
    Row("politically_reviewed", "unqualified", "prospective", {"political_review_passed": False}),
    Row("politically_reviewed", "undated", "prospective", {"political_review_on": None}),
    Row(
        "politically_reviewed",
        "after-the-review",
        "prospective",
        {"political_review_on": "2027-09-02"},
    ),
    Row("trained", "neither", "prospective", {"training_days": 2, "training_hours": 23}),
    Row("trained", "days-alone", "prospective", {"training_hours": None}, fails=False),
    Row("trained", "hours-alone", "prospective", {"training_days": 2}, fails=False),
    Row("trained", "unknown", "prospective", {"training_days": None, "training_hours": None}),
    Row("trained", "result-unknown", "prospective", {"training_passed": None}),
    Row("trained", "after-the-review", "prospective", {"training_ended_on": "2027-09-02"}),
    Row(
        "trained",
        "special-case",
        "prospective",
        {"training_ended_on": None, "training_exemption": "抗洪抢险一线吸收"},
        fails=False,
    ),
    Row(
        "committee_reviewed",
        "unknown",
        "prospective",
        {"committee_reviewed_on": None},
        also=("pre_review_passed",),
    ),
    Row("committee_reviewed", "before-the-listing", "prospective", {"listed_on": "2027-09-02"}),
    Row(
        "committee_reviewed",
        "everything-on-the-day",
        "prospective",
        dict.fromkeys(REVIEWED, "2027-09-10"),
        fails=False,
    ),
    Row(
        "two_introducers",
        "named-today",
        "prospective",
        introducers(appointed_on="2027-09-10"),
        fails=False,
    ),
    Row(
        "two_introducers",
        "full-members-today",
        "prospective",
        members(full_member_on="2027-09-10"),
        fails=False,
    ),
    Row(
        "form_issued",
        "everything-on-the-day",
        "pre_reviewed",
        dict.fromkeys(["pre_reviewed_on", "form_issued_on"], "2027-10-08"),
        fails=False,
    ),
    Row("form_issued", "tomorrow", "pre_reviewed", {"form_issued_on": "2027-10-09"}),
    Row(
        "talked_before_approval",
        "today",
        "adopted",
        {"approval_talk_on": "2027-11-01"},
        fails=False,
    ),
    Row(
        "introducers_have_rights",
        "from-tomorrow",
        "prospective",
        penalty(PROBATION, "2027-09-11"),
        fails=False,
    ),
    Row("introducers_have_rights", "from-today", "prospective", penalty(PROBATION, "2027-09-10")),
    Row(
        "introducers_unpunished",
        "punished-on-the-day",
        "prospective",
        penalty(WARNING, "2027-08-01", "2028-08-01"),
    ),
    Row(
        "introducers_unpunished",
        "appointed-on-the-first-day-of-2026",
        "prospective",
        penalty(WARNING, "2025-12-01", "2026-12-01", appointed_on="2026-05-11"),
    ),
    Row(
        "meeting_in_time",
        "pre-reviewed-on-the-first-day-of-2026",
        "pre_reviewed",
        {"pre_reviewed_on": "2026-05-11"},
    ),
    Row("stays_three_months", "leaves-at-the-limit", "prospective", {"leaves_on": DAY_AFTER_LIMIT}),
    Row(
        "stays_three_months",
        "leaves-later",
        "prospective",
        {"leaves_on": "2027-12-02"},
        fails=False,
    ),
    Row("pre_review_passed", "unknown", "prospective", {"pre_review_passed": None}),
    Row("pre_review_passed", "unqualified", "prospective", {"pre_review_passed": False}),
    Row("pre_review_passed", "undated", "prospective", {"pre_reviewed_on": None}),
    Row("pre_review_passed", "before-the-review", "prospective", {"pre_reviewed_on": "2027-08-31"}),
    Row("form_issued", "unknown", "pre_reviewed", {"form_issued_on": None}),
    Row(
        "form_of_the_year",
        "last-day-of-last-year",
        "pre_reviewed",
        {"form_issued_on": "2026-12-31"},
        also=("form_issued",),
    ),
    Row(
        "form_of_the_year",
        "new-year-s-day",
        "pre_reviewed",
        {"form_issued_on": "2027-01-01", "pre_reviewed_on": "2026-12-30"},
        fails=False,
        also=("meeting_in_time",),
    ),
    Row(
        "form_of_the_year",
        "unknown",
        "pre_reviewed",
        {"form_issued_on": None},
        fails=False,
        also=("form_issued",),
    ),
    Row("form_issued", "without-number", "pre_reviewed", {"form_number": ""}),
    Row("form_issued", "before-the-pre-review", "pre_reviewed", {"form_issued_on": "2027-09-09"}),
    Row(
        "meeting_in_time",
        "last-day",
        "pre_reviewed",
        {"pre_reviewed_on": "2027-09-08"},
        fails=False,
    ),
    Row("meeting_in_time", "day-after", "pre_reviewed", {"pre_reviewed_on": "2027-09-07"}),
    Row(
        "meeting_in_time",
        "pre-reviewed-under-2014",
        "pre_reviewed",
        {"pre_reviewed_on": "2026-05-10"},
        fails=False,
    ),
    Row(
        "meeting_in_time",
        "unknown",
        "pre_reviewed",
        {"pre_reviewed_on": None},
        also=("form_issued",),
    ),
    Row(
        "admission_quorate",
        "half",
        "pre_reviewed",
        vote(eligible=12, present=6, yes=6, no=0),
        also=("admission_carried",),
    ),
    Row(
        "admission_quorate",
        "more-than-half",
        "pre_reviewed",
        vote(eligible=11, present=6, yes=6, no=0),
        fails=False,
    ),
    Row(
        "admission_quorate",
        "on-another-day",
        "pre_reviewed",
        lambda case: case.meetings.update(held_on="2027-10-07"),
        also=("admission_carried",),
    ),
    Row(
        "admission_quorate",
        "withdrawn",
        "pre_reviewed",
        lambda case: case.meetings.update(withdrawn=True),
        also=("admission_carried",),
    ),
    Row("admission_carried", "half", "pre_reviewed", vote(eligible=12, present=7)),
    Row(
        "admission_carried",
        "with-written",
        "pre_reviewed",
        vote(yes=4, written_yes=1, written_in_time=True),
        fails=False,
    ),
    Row(
        "admission_carried",
        "written-too-late",
        "pre_reviewed",
        vote(yes=4, written_yes=1, written_in_time=False),
        also=("written_opinions_counted",),
    ),
    Row(
        "admission_carried",
        "written-unknown",
        "pre_reviewed",
        vote(yes=4, written_yes=1),
        also=("written_opinions_counted",),
    ),
    Row("talked_before_approval", "unknown", "adopted", {"approval_talk_on": None}),
    Row(
        "talked_before_approval",
        "before-the-meeting",
        "adopted",
        {"approval_talk_on": "2027-10-07"},
    ),
    Row(
        "talked_before_approval",
        "meeting-day",
        "adopted",
        {"approval_talk_on": "2027-10-08"},
        fails=False,
    ),
    Row("talked_before_approval", "day-after", "adopted", {"approval_talk_on": "2027-11-02"}),
    Row(
        "approved_in_three_months", "last-day", "adopted", {"adopted_on": "2027-08-01"}, fails=False
    ),
    Row("approved_in_three_months", "day-after", "adopted", {"adopted_on": "2027-07-31"}),
    Row(
        "approved_in_six_months",
        "last-day",
        "adopted",
        {"adopted_on": "2027-05-01"},
        fails=False,
        also=("approved_in_three_months",),
    ),
    Row(
        "approved_in_six_months",
        "day-after",
        "adopted",
        {"adopted_on": "2027-04-30"},
        also=("approved_in_three_months",),
    ),
]


@pytest.mark.django_db
@pytest.mark.parametrize("row", ROWS, ids=str)
def test_the_steps_of_the_admission(row):
    assert asked(row) == row.expected
