"""Rules that hold only where the county asks for them: with and without the setting."""

import pytest

from casework import standards
from tests.asking import Row, changed, failing
from tests.membership.factories import application, day, day_of
from tests.membership.tables import asked

WAIT = {"min_letter_to_activist_months": 2}
LISTING = {"cult_year_event": "listing"}
ASK = {"grandfather_listing": "ask"}
OLD_LISTING = {"listed_on": "2026-04-20", "notice_from_on": None}

ROWS = [
    Row("waited_after_letter", "not-asked", "applicant", {"applied_on": "2026-06-09"}, fails=False),
    Row(
        "waited_after_letter",
        "a-day-less",
        "applicant",
        {"applied_on": "2026-05-11", "talked_on": "2026-06-10"},
        settings=WAIT,
    ),
    Row(
        "waited_after_letter",
        "two-months",
        "applicant",
        {"applied_on": "2026-05-10", "talked_on": "2026-06-10"},
        fails=False,
        settings=WAIT,
    ),
    Row(
        "waited_after_letter",
        "two-months-counted-strictly",
        "applicant",
        {"applied_on": "2026-05-10", "talked_on": "2026-06-10"},
        settings={**WAIT, "strict_minimum": True},
    ),
    Row("cultivated_when_listed", "not-asked", "proposed", {"activist_on": "2027-07-01"}, False),
    Row(
        "cultivated_when_listed",
        "a-day-less",
        "proposed",
        {"activist_on": "2026-07-29"},
        settings=LISTING,
    ),
    Row(
        "cultivated_when_listed",
        "a-year-by-the-listing",
        "proposed",
        {"activist_on": "2026-07-28"},
        fails=False,
        settings=LISTING,
    ),
    Row("notice_before_the_revision", "listed-2014", "prospective", OLD_LISTING),
    Row(
        "notice_before_the_revision",
        "with-a-notice",
        "prospective",
        {**OLD_LISTING, "notice_from_on": "2026-04-10"},
        fails=False,
    ),
    Row(
        "notice_made_up",
        "asked",
        "prospective",
        OLD_LISTING,
        also=("notice_before_the_revision",),
        settings=ASK,
    ),
    Row(
        "notice_made_up",
        "made-up",
        "prospective",
        {**OLD_LISTING, "notice_from_on": "2027-08-02"},
        fails=False,
        settings=ASK,
    ),
    Row(
        "notice_made_up",
        "still-posted",
        "prospective",
        {**OLD_LISTING, "notice_from_on": "2027-09-08"},
        settings=ASK,
    ),
]


@pytest.mark.django_db
@pytest.mark.parametrize("row", ROWS, ids=str)
def test_the_county_asks_for_it(row):
    assert asked(row) == row.expected


@pytest.mark.django_db
def test_the_year_may_end_with_the_listing_instead_of_the_committee():
    for settings, fails in (({}, {"cultivated_one_year"}), (LISTING, set())):
        with standards.as_if(settings):
            case = changed(application("activist"), activist_on="2026-07-20")
            assert failing(case, "propose", day_of("activist")) == fails
            case.delete()


@pytest.mark.django_db
def test_a_past_event_keeps_the_value_of_its_day():
    rows = [(day("2026-07-01"), 0), (day("2026-07-10"), 2)]
    with standards.as_if({"min_letter_to_activist_months": rows}):
        case = changed(application("applicant"), recommended_on="2026-07-01")
        assert failing(case, "designate", day("2026-07-09")) == set()
        assert failing(case, "designate", day("2026-07-10")) == {"waited_after_letter"}
