"""Date arithmetic of the regulations: pure functions, no clock.

One principle: rounding never shortens a minimum nor lengthens a maximum.
"Three months" is three calendar months, never 90 days. The inverses
(`latest_start`, `earliest_start`) put the arithmetic on the constant, so that
the database compares a bare column and an index serves.
"""

import calendar
from collections.abc import Collection
from datetime import date, timedelta

DAY = timedelta(days=1)


def _shift(day: date, months: int) -> tuple[int, int, int]:
    """Year and month `months` later, and how many days that month has."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return year, month + 1, calendar.monthrange(year, month + 1)[1]


def add_months_clamp(day: date, months: int) -> date:
    """The same day `months` later; the month's last day where there is none.

    For maximum periods: a deadline is met when event <= add_months_clamp(start, n).
    """
    year, month, length = _shift(day, months)
    return date(year, month, min(day.day, length))


def add_months_roll(day: date, months: int) -> date:
    """The same day `months` later; the first of the next month where there is none.

    For minimum periods: one is served when event >= add_months_roll(start, n).
    """
    year, month, length = _shift(day, months)
    if day.day > length:
        return date(year, month, length) + DAY
    return date(year, month, day.day)


def latest_start(on: date, months: int) -> date:
    """The last day on which a minimum period of `months` served by `on` may begin.

    start <= latest_start(on, n)  if and only if  add_months_roll(start, n) <= on.
    """
    return add_months_clamp(on, -months)


def earliest_start(on: date, months: int) -> date:
    """The first day from which a deadline of `months` is still met by `on`.

    start >= earliest_start(on, n)  if and only if  on <= add_months_clamp(start, n).
    """
    return add_months_roll(on, -months)


def completed_years(born_on: date, on: date) -> int:
    """Age in completed years (周岁); the birthday counts, 29 February turns on 1 March."""
    years = on.year - born_on.year
    return years if add_months_roll(born_on, 12 * years) <= on else years - 1


def born_by(on: date, years: int) -> date:
    """The latest birth date of somebody who has completed `years` on `on`."""
    return latest_start(on, 12 * years)


class WorkCalendar:
    """Working days: Monday to Friday, less public holidays, plus make-up workdays (调休).

    `off` and `working` are the State Council's table; `years` are the years the
    table covers. A result that touches another year is provisional.
    """

    def __init__(
        self,
        off: Collection[date] = (),
        working: Collection[date] = (),
        years: Collection[int] = (),
    ):
        self.off, self.working, self.years = frozenset(off), frozenset(working), frozenset(years)

    def is_working(self, day: date) -> bool:
        return day in self.working or (day.weekday() < 5 and day not in self.off)

    def end_of(self, start: date, days: int, *, count_start: bool = True) -> date:
        """The day on which the `days`-th working day from `start` ends.

        `count_start`: the posting day counts if it is a working day (A-09).
        """
        day = start if count_start else start + DAY
        while True:
            days -= self.is_working(day)
            if days <= 0:
                return day
            day += DAY

    def knows(self, *days: date) -> bool:
        """Whether the holiday table covers every year the days fall in."""
        return all(day.year in self.years for day in days)
