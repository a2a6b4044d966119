"""Date arithmetic: minimums are never shortened, maximums never lengthened, inverses exact."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.dates import (
    WorkCalendar,
    add_months_clamp,
    add_months_roll,
    born_by,
    completed_years,
    earliest_start,
    latest_start,
)
from casework.holidays import CALENDAR

DAYS = st.dates(date(1930, 1, 1), date(2080, 12, 31))
MONTHS = st.integers(0, 240)
NEAR = st.integers(-70, 70)
DAY = timedelta(days=1)
day = date.fromisoformat


@pytest.mark.parametrize(
    ("start", "months", "deadline", "served"),
    [
        pytest.param("2026-06-01", 3, "2026-09-01", "2026-09-01", id="same-day"),
        pytest.param("2026-08-31", 1, "2026-09-30", "2026-10-01", id="no-such-day"),
        pytest.param("2027-01-31", 1, "2027-02-28", "2027-03-01", id="february"),
        pytest.param("2028-01-31", 1, "2028-02-29", "2028-03-01", id="leap-february"),
        pytest.param("2028-02-29", 12, "2029-02-28", "2029-03-01", id="leap-day"),
        pytest.param("2028-02-29", 48, "2032-02-29", "2032-02-29", id="leap-day-to-leap-day"),
        pytest.param("2026-12-31", 2, "2027-02-28", "2027-03-01", id="over-the-year"),
        pytest.param("2026-12-31", 12, "2027-12-31", "2027-12-31", id="end-of-the-year"),
    ],
)
def test_months_end_where_the_regulation_means(start, months, deadline, served):
    assert add_months_clamp(day(start), months) == day(deadline)
    assert add_months_roll(day(start), months) == day(served)


@given(DAYS, MONTHS)
def test_rounding_never_shortens_a_minimum_nor_lengthens_a_maximum(start, months):
    deadline, served = add_months_clamp(start, months), add_months_roll(start, months)
    assert served - deadline in (timedelta(0), DAY)
    assert (deadline.year * 12 + deadline.month) - (start.year * 12 + start.month) == months
    if deadline.day == start.day:
        assert served == deadline


@given(DAYS, MONTHS, NEAR)
def test_the_latest_start_is_the_exact_inverse_of_a_minimum(start, months, off):
    on = add_months_roll(start, months) + off * DAY
    assert (start <= latest_start(on, months)) == (add_months_roll(start, months) <= on)


@given(DAYS, MONTHS, NEAR)
def test_the_earliest_start_is_the_exact_inverse_of_a_deadline(start, months, off):
    on = add_months_clamp(start, months) + off * DAY
    assert (start >= earliest_start(on, months)) == (on <= add_months_clamp(start, months))


@given(DAYS, st.integers(0, 400), MONTHS)
def test_a_later_start_never_ends_earlier(start, more, months):
    later = start + more * DAY
    assert add_months_clamp(start, months) <= add_months_clamp(later, months)
    assert add_months_roll(start, months) <= add_months_roll(later, months)
    assert latest_start(start, months) <= latest_start(later, months)
    assert earliest_start(start, months) <= earliest_start(later, months)


@given(DAYS, st.integers(0, 110), NEAR)
def test_who_is_born_by_a_day_has_completed_the_years(born_on, years, off):
    on = add_months_roll(born_on, 12 * years) + off * DAY
    assert (completed_years(born_on, on) >= years) == (born_on <= born_by(on, years))


@pytest.mark.parametrize(
    ("on", "age"),
    [
        pytest.param("2026-02-28", 17, id="day-before"),
        pytest.param("2026-03-01", 18, id="first-of-march"),
        pytest.param("2028-02-28", 19, id="leap-year-day-before"),
        pytest.param("2028-02-29", 20, id="leap-day"),
    ],
)
def test_somebody_born_on_a_leap_day_grows_older_on_the_first_of_march(on, age):
    assert completed_years(day("2008-02-29"), day(on)) == age


def test_a_notice_over_the_mid_autumn_holiday_ends_five_working_days_later():
    """Worked case 5: 23, 24, 28, 29, 30 September 2026; counting weekdays would say the 29th."""
    assert CALENDAR.end_of(day("2026-09-23"), 5) == day("2026-09-30")
    assert WorkCalendar().end_of(day("2026-09-23"), 5) == day("2026-09-29")


@pytest.mark.parametrize(
    ("on", "working"),
    [
        pytest.param("2026-01-04", True, id="sunday-made-up"),
        pytest.param("2026-02-14", True, id="saturday-before-new-year"),
        pytest.param("2026-02-23", False, id="last-day-of-spring-festival"),
        pytest.param("2026-02-24", True, id="first-day-after"),
        pytest.param("2026-02-28", True, id="saturday-after-spring-festival"),
        pytest.param("2026-05-09", True, id="saturday-after-may-day"),
        pytest.param("2026-06-19", False, id="dragon-boat-friday"),
        pytest.param("2026-09-20", True, id="sunday-before-mid-autumn"),
        pytest.param("2026-09-25", False, id="mid-autumn-friday"),
        pytest.param("2026-10-07", False, id="last-day-of-national-holiday"),
        pytest.param("2026-10-10", True, id="saturday-after-national-holiday"),
        pytest.param("2026-10-11", False, id="ordinary-sunday"),
    ],
)
def test_the_2026_table_of_holidays(on, working):
    assert CALENDAR.is_working(day(on)) == working


def test_the_2026_table_counts_the_working_days_of_the_year():
    every = [date(2026, 1, 1) + n * DAY for n in range(365)]
    weekdays = sum(on.weekday() < 5 for on in every)
    assert sum(map(CALENDAR.is_working, every)) == weekdays - 19 + 6


def test_a_notice_posted_on_a_holiday_counts_from_the_next_working_day():
    assert CALENDAR.end_of(day("2026-10-01"), 1) == day("2026-10-08")
    assert CALENDAR.end_of(day("2026-09-23"), 1, count_start=False) == day("2026-09-24")


@given(st.dates(date(2026, 1, 1), date(2026, 11, 30)), st.integers(1, 15))
def test_exactly_the_wanted_working_days_lie_in_a_notice(start, wanted):
    end = CALENDAR.end_of(start, wanted)
    inside = [start + n * DAY for n in range((end - start).days + 1)]
    assert sum(map(CALENDAR.is_working, inside)) == wanted and CALENDAR.is_working(end)


def test_a_year_without_its_table_is_provisional():
    assert CALENDAR.knows(day("2025-12-31"), day("2026-01-01"))
    assert not CALENDAR.knows(day("2026-12-31"), day("2027-01-01"))
