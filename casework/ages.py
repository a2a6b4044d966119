"""Age bands, shares and mean age: pure functions of birth dates and a day.

Age is completed years (周岁) by `dates.completed_years`: the birthday counts, somebody born on
29 February is a year older on 1 March.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from .dates import DAY, born_by, completed_years

__all__ = [
    "BULLETIN",
    "PARTY_STATISTICS",
    "PYRAMID",
    "Band",
    "band_edges_as_birth_dates",
    "band_of",
    "completed_years",
    "counts",
    "custom_bands",
    "mean_age",
    "shares",
]


@dataclass(frozen=True)
class Band:
    """Ages from `low` to `high`, both included; None is an open end."""

    label: str | Promise = field(compare=False)
    low: int | None = None
    high: int | None = None

    def __str__(self) -> str:
        return str(self.label)

    def __contains__(self, age: int) -> bool:
        return (self.low is None or self.low <= age) and (self.high is None or age <= self.high)


def custom_bands(tops: Sequence[int]) -> tuple[Band, ...]:
    """Bands that end at the ages `tops` (ascending), and an open one above.

    Raises ValueError when the ages do not ascend.
    """
    if not tops or list(tops) != sorted(set(tops)):
        raise ValueError("band tops must ascend")
    between = [_closed(low + 1, high) for low, high in pairwise(tops)]
    return (_up_to(tops[0]), *between, _from(tops[-1] + 1))


def _up_to(high: int) -> Band:
    return Band(format_lazy(_("{high}岁及以下"), high=high), None, high)


def _closed(low: int, high: int) -> Band:
    return Band(format_lazy(_("{low}–{high}岁"), low=low, high=high), low, high)


def _from(low: int) -> Band:
    return Band(format_lazy(_("{low}岁及以上"), low=low), low, None)


# The eight bands of the Organization Department's annual bulletin.
BULLETIN = custom_bands((30, 35, 40, 45, 50, 55, 60))
# The bands of the township's party statistics.
PARTY_STATISTICS = custom_bands((35, 45, 54, 59))
# Five-year bands for a pyramid; its outer bands are left out where nobody fills them.
PYRAMID = custom_bands(tuple(range(19, 80, 5)))


def band_edges_as_birth_dates(band: Band, on: date) -> tuple[date | None, date | None]:
    """(born_from, born_until), both included, so that the database compares a bare column.

    An age on the day `on` lies in the band if and only if born_from <= born_on <= born_until;
    None stands for an open end. Somebody born after `on` has a negative age.
    """
    born_from = None if band.high is None else born_by(on, band.high + 1) + DAY
    born_until = None if band.low is None else born_by(on, band.low)
    return born_from, born_until


def band_of(born_on: date, bands: Sequence[Band], on: date) -> Band | None:
    """The first of `bands` that holds the age on the day `on`."""
    age = completed_years(born_on, on)
    return next((band for band in bands if age in band), None)


def counts(births: Iterable[date | None], bands: Sequence[Band], on: date) -> list[int]:
    """How many fall into each band; an unknown birth date falls into none."""
    totals = [0] * len(bands)
    for born_on in births:
        band = band_of(born_on, bands, on) if born_on else None
        if band:
            totals[bands.index(band)] += 1
    return totals


def shares(numbers: Sequence[int], digits: int = 1) -> list[Decimal]:
    """Percentages with `digits` decimals that add up to exactly 100, by largest remainder.

    Equal remainders go to the earlier number. All zero where there is nothing to share.
    """
    total, parts = sum(numbers), 100 * 10**digits
    if not total:
        return [Decimal(0).scaleb(-digits) for _number in numbers]
    whole = [number * parts // total for number in numbers]
    by_rest = sorted(range(len(numbers)), key=lambda i: -(numbers[i] * parts % total))
    for index in by_rest[: parts - sum(whole)]:
        whole[index] += 1
    return [Decimal(part).scaleb(-digits) for part in whole]


def mean_age(births: Iterable[date | None], on: date) -> Decimal | None:
    """Mean of the completed years on the day `on`, one decimal, half up; None for nobody."""
    ages = [completed_years(born_on, on) for born_on in births if born_on]
    if not ages:
        return None
    exact = Decimal(sum(ages)) / len(ages)
    return exact.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
