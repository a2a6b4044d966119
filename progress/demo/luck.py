"""Chance that repeats itself: everything invented comes from a seed."""

from datetime import date, timedelta
from random import Random

from casework.dates import add_months_clamp
from casework.resident_id import check_character

from . import names

SATURDAY = 5


class Luck(Random):
    """A random generator with the office's habits: no meeting on a Saturday or Sunday."""

    def day(self, first: date, last: date) -> date:
        """A day from `first` to `last`; `first` where they are the wrong way round."""
        return first + timedelta(days=self.randint(0, max(0, (last - first).days)))

    def after(self, day: date, least: int, most: int) -> date:
        return day + timedelta(days=self.randint(least, most))

    def before(self, day: date, least: int, most: int) -> date:
        return day - timedelta(days=self.randint(least, most))

    def born(self, on: date, youngest: int, oldest: int) -> date:
        """A birth date of somebody of `youngest` to `oldest` completed years on the day."""
        last = add_months_clamp(on, -12 * youngest)
        return self.day(add_months_clamp(on, -12 * (oldest + 1)) + timedelta(days=1), last)

    def name(self, sex: str) -> str:
        """An invented name of two or three characters."""
        first, second = names.MEN if sex == "m" else names.WOMEN
        (surname,) = self.choices(names.SURNAMES, names.WEIGHTS)
        middle = self.choice(first) if self.random() < 0.75 else ""
        return surname + middle + self.choice(second)

    def some(self, items, number: int) -> list:
        """`number` of the items, or all where there are fewer."""
        return self.sample(items, min(number, len(items)))


def office_day(day: date) -> date:
    """The day itself, or the Monday after a weekend. Keeps the order of days."""
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() >= SATURDAY else day


def workday_before(day: date) -> date:
    """The day itself, or the Friday before."""
    return day - timedelta(days=max(0, day.weekday() - SATURDAY + 1))


class Numbers:
    """ID numbers with a sound check character and a region code that was never assigned."""

    def __init__(self, region: str):
        self.region = region
        self.used: set[str] = set()

    def of(self, luck: Luck, born_on: date, sex: str) -> str:
        """A number that nobody has been given yet; odd sequence for a man."""
        order = luck.randrange(500)
        while True:
            sequence = 2 * order + (sex == "m")
            seventeen = f"{self.region}{born_on:%Y%m%d}{sequence % 1000:03d}"
            if seventeen not in self.used:
                self.used.add(seventeen)
                return seventeen + check_character(seventeen)
            order = (order + 1) % 500
