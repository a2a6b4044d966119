"""Periods as the county counts them: pure arithmetic over the settings of the day (§2.8).

Minimum periods roll and may be counted strictly; the last day of a deadline may be moved to the
working day before (A-26), never to the one after.
"""

from datetime import date
from itertools import pairwise
from typing import Protocol

from casework.dates import DAY, WorkCalendar, add_months_clamp, add_months_roll, latest_start
from casework.holidays import CALENDAR

from .standards import HOLIDAY_SHIFT, STRICT_MINIMUM


class Dated(Protocol):
    """A number with the days from which its values hold: a Limit or a Setting."""

    days: tuple[date, ...]

    def on(self, day: date) -> int: ...


def begun_by(on: date, months: int) -> date:
    """The last day on which a minimum period of `months` served by `on` may begin."""
    return latest_start(on - DAY if months and STRICT_MINIMUM.on(on) else on, months)


def served_on(start: date, months: Dated) -> date:
    """The first day on which a minimum period from `start` is served, by the value of that day."""
    changes = {day for day in (*months.days, *STRICT_MINIMUM.days) if day > start}
    for since, until in pairwise([start, *sorted(changes), date.max]):
        number = months.on(since)
        strict = bool(number) and STRICT_MINIMUM.on(since)
        day = max(since, add_months_roll(start, number) + DAY * strict)
        if day < until:
            break
    return day


def last_day(day: date, calendar: WorkCalendar = CALENDAR) -> date:
    """The last day of a deadline, on the working day before where the county wants it so."""
    if HOLIDAY_SHIFT.on(day) == "earlier":
        while not calendar.is_working(day):
            day -= DAY
    return day


def due(start: date, months: int) -> date:
    """The last day in time of a maximum period of `months` from `start`."""
    return last_day(add_months_clamp(start, months))
