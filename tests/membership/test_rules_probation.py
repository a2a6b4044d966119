"""Rules of probation, conversion and the ways out (articles 29–41): one thing taken away."""

import pytest

from tests.asking import Row, changed
from tests.membership.tables import asked


def one_assessment(case):
    case.assessments.filter(phase="probation").first().delete()


def vote(purpose, **tally):
    """Change the numbers of a meeting; it counts them anew."""

    def tell(case):
        meeting = case.meetings.get(purpose=purpose)
        for name, value in tally.items():
            setattr(meeting, name, value)
        meeting.save()

    return tell


def met_on(day, **columns):
    """Hold the conversion meeting on another day."""

    def move(case):
        case.meetings.filter(purpose="conversion").update(held_on=day)
        case.sittings.filter(purpose="conversion").update(held_on=day)
        changed(case, conversion_met_on=day, **columns)

    return move


def moved_in_and_met_on(day, moved_on="2028-09-01", **columns):
    """The same after the member came from elsewhere during the probation."""

    def move(case):
        changed(case, transferred_in_on=moved_on, transfer_verified_on=moved_on)
        met_on(day, **columns)(case)

    return move


def all_today(case):
    """Oath, application, meeting and assessment fall on the day of the approval."""
    today = "2028-10-08"
    case.assessments.filter(held_on="2028-10-01").update(held_on=today)
    case.sittings.filter(purpose="conversion").update(held_on=today)
    changed(case, oath_on=today, conversion_applied_on=today)


def applied_late(case):
    """The application came a day after the expiry, the meeting with it."""
    case.meetings.filter(purpose="conversion").update(held_on="2028-10-09")
    changed(case, conversion_applied_on="2028-10-09", conversion_met_on="2028-10-09")


LATE = {"delayed_by": "organisation", "delay_reason": "支部换届"}
OUT = ["withdraw", "drop", "refuse", "not_recognise", "transfer_out", "record_death"]
FROM = {"withdraw": "applicant", "drop": "activist", "refuse": "adopted"}

ROWS = [
    Row("sworn_in", "unknown", "probationary", {"oath_on": None}, also=("sworn_in_one_month",)),
    Row("sworn_in", "before-the-approval", "probationary", {"oath_on": "2027-10-31"}),
    Row("sworn_in", "on-the-approval-day", "probationary", {"oath_on": "2027-11-01"}, fails=False),
    Row("sworn_in", "2014-text", "probationary", {"oath_on": None}, law=2014),
    Row(
        "sworn_in",
        "everything-on-the-day",
        "probationary",
        all_today,
        on="2028-10-08",
        fails=False,
        also=("sworn_in_one_month",),
    ),
    Row(
        "sworn_in_one_month",
        "approved-on-the-first-day-of-2026",
        "probationary",
        {"approved_on": "2026-05-11", "oath_on": "2026-09-01"},
    ),
    Row(
        "postponed_six_months_at_most",
        "moved-in-on-the-meeting-day",
        "probationary",
        moved_in_and_met_on("2029-04-09", "2027-10-08"),
        on="2029-04-20",
    ),
    Row(
        "postponed_six_months_at_most",
        "moved-in-before-the-admission",
        "probationary",
        moved_in_and_met_on("2029-04-09", "2027-10-07", **LATE),
        on="2029-04-20",
        fails=False,
    ),
    Row("sworn_in_one_month", "last-day", "probationary", {"oath_on": "2027-12-01"}, fails=False),
    Row("sworn_in_one_month", "day-after", "probationary", {"oath_on": "2027-12-02"}),
    Row(
        "sworn_in_one_month",
        "2014-text",
        "probationary",
        {"oath_on": "2024-09-01"},
        law=2014,
        fails=False,
    ),
    Row(
        "sworn_in_one_month",
        "approved-under-2014",
        "probationary",
        {"approved_on": "2026-05-10", "oath_on": "2026-09-01"},
        fails=False,
    ),
    Row("assessed_on_probation", "once", "probationary", one_assessment),
    Row(
        "conversion_applied",
        "unknown",
        "probationary",
        {"conversion_applied_on": None},
        also=("conversion_applied_in_time",),
    ),
    Row(
        "conversion_applied",
        "meeting-day",
        "probationary",
        {"conversion_applied_on": "2028-10-08"},
        fails=False,
    ),
    Row(
        "conversion_applied",
        "after-the-meeting",
        "probationary",
        {"conversion_applied_on": "2028-10-09"},
        also=("conversion_applied_in_time",),
    ),
    Row(
        "conversion_applied_in_time",
        "on-the-expiry",
        "probationary",
        {"conversion_applied_on": "2028-10-08"},
        fails=False,
    ),
    Row("conversion_applied_in_time", "day-after", "probationary", applied_late),
    Row("assigned", "unknown", "probationary", {"assigned_on": None}),
    Row("assigned", "before-the-approval", "probationary", {"assigned_on": "2027-10-31"}),
    Row("assigned", "on-the-day", "probationary", {"assigned_on": "2027-11-01"}, fails=False),
    Row("assigned", "2014-text", "probationary", {"assigned_on": None}, law=2014),
    Row("examined_on_probation", "not-yet", "probationary", {"transferred_in_on": "2028-03-01"}),
    Row(
        "examined_on_probation",
        "same-day",
        "probationary",
        dict.fromkeys(["transferred_in_on", "transfer_verified_on"], "2028-03-01"),
        fails=False,
    ),
    Row(
        "examined_on_probation",
        "moved-before-the-admission",
        "probationary",
        {"transferred_in_on": "2027-10-07"},
        fails=False,
    ),
    Row(
        "examined_on_probation",
        "moved-after-the-conversion",
        "probationary",
        {"transferred_in_on": "2028-10-21"},
        fails=False,
    ),
    Row("probation_over", "day-before", "probationary", {"adopted_on": "2027-10-09"}),
    Row("probation_over", "anniversary", "probationary", {"adopted_on": "2027-10-08"}, fails=False),
    Row(
        "probation_over",
        "unknown",
        "probationary",
        {"adopted_on": None},
        also=("conversion_applied_in_time",),
    ),
    Row(
        "probation_over",
        "extended",
        "extended",
        {"extension_months": 7},
        also=("conversion_not_applied_early",),
    ),
    Row(
        "probation_over",
        "meeting-unknown",
        "probationary",
        {"conversion_met_on": None},
        also=(
            "conversion_quorate",
            "conversion_carried",
            "conversion_resolution_complete",
            "converted_by_vote",
            "converted_in_three_months",
        ),
    ),
    Row(
        "postponed_six_months_at_most",
        "last-day",
        "probationary",
        moved_in_and_met_on("2029-04-08"),
        on="2029-04-20",
        fails=False,
    ),
    Row(
        "postponed_six_months_at_most",
        "day-after",
        "probationary",
        moved_in_and_met_on("2029-04-09"),
        on="2029-04-20",
    ),
    Row(
        "postponed_six_months_at_most",
        "nobody-moved",
        "probationary",
        met_on("2029-04-09", **LATE),
        on="2029-04-20",
        fails=False,
    ),
    Row(
        "conversion_quorate",
        "half",
        "probationary",
        vote("conversion", eligible=14),
        also=("conversion_carried",),
    ),
    Row(
        "conversion_quorate",
        "vote-of-another-day",
        "probationary",
        vote("conversion", held_on="2028-10-09"),
        also=("conversion_carried", "conversion_resolution_complete"),
    ),
    Row("conversion_carried", "half", "probationary", vote("conversion", eligible=12)),
    Row(
        "conversion_carried",
        "more-than-half",
        "probationary",
        vote("conversion", eligible=11),
        fails=False,
    ),
    Row(
        "converted_in_three_months",
        "last-day",
        "probationary",
        lambda case: None,
        on="2029-01-08",
        fails=False,
    ),
    Row(
        "converted_in_three_months", "day-after", "probationary", lambda case: None, on="2029-01-09"
    ),
    Row("extension_in_range", "unknown", "probationary", {"extension_months": None}, step="extend"),
    Row("extension_in_range", "five", "probationary", {"extension_months": 5}, step="extend"),
    Row(
        "extension_in_range",
        "twelve",
        "probationary",
        {"extension_months": 12},
        step="extend",
        fails=False,
    ),
    Row("extension_in_range", "thirteen", "probationary", {"extension_months": 13}, step="extend"),
    Row("extended_once", "first", "probationary", {}, fails=False, step="extend"),
    Row(
        "extended_once",
        "second",
        "extended",
        {},
        step="extend",
        also=("expiry_reached",),
    ),
    Row(
        "expiry_reached", "day-before", "probationary", {"adopted_on": "2027-10-09"}, step="extend"
    ),
    Row("expiry_reached", "unknown", "probationary", {"adopted_on": None}, step="extend"),
    Row(
        "expiry_reached",
        "breach-of-discipline",
        "probationary",
        {"adopted_on": "2027-10-09", "extension_for_discipline": True},
        step="extend",
        fails=False,
    ),
    Row("extension_carried", "half", "probationary", vote("outcome", eligible=12), step="extend"),
    Row(
        "annulment_carried",
        "not-quorate",
        "probationary",
        vote("outcome", present=4, yes=4, no=0),
        step="annul",
    ),
    Row(
        "annulment_carried",
        "vote-of-the-extension",
        "extended",
        vote("outcome", held_on="2028-10-07"),
        step="annul",
    ),
    Row("reason_given", "annul-without", "probationary", {"end_reason": ""}, step="annul"),
    *(
        Row(
            "reason_given",
            f"{step}-without",
            FROM.get(step, "probationary"),
            {"end_reason": ""},
            step=step,
        )
        for step in OUT
    ),
]


@pytest.mark.django_db
@pytest.mark.parametrize("row", ROWS, ids=str)
def test_the_steps_of_probation_and_the_ways_out(row):
    assert asked(row) == row.expected
