"""The age structure of a group of people: grouped by the database, added up here.

The database counts people by age and sex, so that one query of a few hundred rows
answers for a township and for a province; everything else is arithmetic.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

from django.db.models import Count, F, Func, IntegerField, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.ages import (
    BULLETIN,
    PARTY_STATISTICS,
    PYRAMID,
    Band,
    band_edges_as_birth_dates,
    shares,
)
from casework.models import Person, Unit
from talent.structure import villages_without_local_young, villages_without_young

from .populations import Population

# “35岁以下” includes 35 (Civil Code art. 1259).
YOUNG = Band(_("35岁及以下"), None, 35)
PRESETS = {
    "bulletin": (_("八段公报"), BULLETIN),
    "statistics": (_("党内统计"), PARTY_STATISTICS),
}
TENTH = Decimal("0.1")
WIDE = (Unit.Kind.PROVINCE, Unit.Kind.COUNTY)
MOST_NAMED = 200  # villages; a province has fifty thousand
MEN, WOMEN = Person.Sex.MAN, Person.Sex.WOMAN


def born_in(band: Band, on: date, prefix: str = "") -> Q:
    """The condition of a band on the birth date; an unknown date meets none."""
    born_from, born_until = band_edges_as_birth_dates(band, on)
    found = Q(**{f"{prefix}born_on__isnull": False})
    if born_from:
        found &= Q(**{f"{prefix}born_on__gte": born_from})
    if born_until:
        found &= Q(**{f"{prefix}born_on__lte": born_until})
    return found


def share(part: int, whole: int) -> Decimal:
    """`part` in per cent of `whole`, one decimal, half up; 0.0 of nothing."""
    exact = Decimal(100 * part) / whole if whole else Decimal(0)
    return exact.quantize(TENTH, rounding=ROUND_HALF_UP)


class Age(Func):
    """Completed years on a day as `completed_years` counts them; NULL without a birth date."""

    output_field = IntegerField()

    def __init__(self, born_on: F, *, on: date):
        super().__init__(born_on, year=on.year, month_and_day=f"{on:%m%d}")

    def as_sqlite(self, compiler, connection, **context):
        return self.as_sql(
            compiler,
            connection,
            template="(%(year)s - substr(%(expressions)s, 1, 4) - (substr(%(expressions)s, 6, 2)"
            " || substr(%(expressions)s, 9, 2) > '%(month_and_day)s'))",
            **context,
        )

    def as_postgresql(self, compiler, connection, **context):
        return self.as_sql(
            compiler,
            connection,
            template="(%(year)s - date_part('year', %(expressions)s)"
            " - (100 * date_part('month', %(expressions)s) + date_part('day', %(expressions)s)"
            " > %(month_and_day)s)::int)::int",
            **context,
        )


class Census:
    """People counted by age on a day and sex. `groups` are (age, sex, month only, number)."""

    def __init__(self, on: date, groups):
        self.on, self.groups = on, list(groups)
        self.by_age: Counter = Counter()
        for age, sex, _month_only, number in self.groups:
            self.by_age[age, sex] += number

    @cached_property
    def total(self) -> int:
        return sum(self.by_age.values())

    @cached_property
    def unknown(self) -> int:
        """How many have no birth date."""
        return sum(number for (age, _sex), number in self.by_age.items() if age is None)

    @cached_property
    def month_only(self) -> int:
        return sum(number for _born, _sex, month_only, number in self.groups if month_only)

    def count(self, band: Band, sex: str | None = None) -> int:
        """How many are in the band, of one sex or of all."""
        return sum(
            number
            for (age, of), number in self.by_age.items()
            if age is not None and age in band and sex in (None, of)
        )

    @cached_property
    def mean(self) -> Decimal | None:
        """Mean of the known ages, one decimal, half up; None where none is known."""
        known = self.total - self.unknown
        years = sum(age * number for (age, _sex), number in self.by_age.items() if age is not None)
        if not known:
            return None
        return (Decimal(years) / known).quantize(TENTH, rounding=ROUND_HALF_UP)

    def shares(self, bands) -> list[Decimal]:
        """Per cent of each band and, last, of the unknown; together exactly 100.0."""
        return shares([*map(self.count, bands), self.unknown])

    def pyramid(self) -> tuple[list[int], list[int]]:
        """Men and women in the five-year bands."""
        men = [self.count(band, MEN) for band in PYRAMID]
        return men, [self.count(band, WOMEN) for band in PYRAMID]


def census(rows: QuerySet, population: Population, on: date) -> Census:
    """Count the rows' people in one query; who stands behind two rows counts once."""
    return Census(population.age_day(on), grouped(rows, population, on))


def grouped(rows: QuerySet, population: Population, on: date, *more) -> QuerySet:
    """Groups for a Census; the columns or values `more` stand before them and divide them
    further."""
    prefix = population.person
    age = Age(F(f"{prefix}born_on"), on=population.age_day(on))
    columns = [f"{prefix}{name}" for name in ("sex", "born_month_only")]
    people = Count(f"{prefix}pk", distinct=bool(prefix))
    return rows.order_by().values_list(*more, age, *columns).annotate(people=people)


@dataclass(frozen=True)
class BandRow:
    """One line of the table of bands; `band` is None for the unknown birth dates."""

    label: str | Promise
    band: Band | None
    count: int
    share: Decimal
    before: int
    change: Decimal


@dataclass(frozen=True)
class Place:
    """One line of the table by village."""

    unit: Unit
    census: Census
    oldest: Band

    @property
    def total(self) -> int:
        return self.census.total

    @property
    def young(self) -> int:
        return self.census.count(YOUNG)

    @property
    def old(self) -> int:
        return self.census.count(self.oldest)

    @property
    def unknown(self) -> int:
        return self.census.unknown

    @property
    def mean(self) -> Decimal | None:
        return self.census.mean

    @property
    def mean_or_none(self) -> Decimal:
        """For sorting: where no age is known, below all."""
        return self.mean or Decimal(-1)


@dataclass(frozen=True)
class Villages:
    """Villages of which something is true: how many, and the first MOST_NAMED of them."""

    number: int = 0
    first: tuple[Unit, ...] = ()

    @classmethod
    def of(cls, units: QuerySet) -> "Villages":
        """One query, and a second where there are more than are named."""
        found = tuple(units[: MOST_NAMED + 1])
        many = len(found) > MOST_NAMED
        return cls(units.count() if many else len(found), found[:MOST_NAMED])

    @property
    def more(self) -> int:
        return self.number - len(self.first)


@dataclass(frozen=True)
class Figures:
    """What page, report and workbook say of a population in a unit on a day."""

    population: Population
    scope: Unit
    on: date
    bands: tuple[Band, ...]
    now: Census
    before: Census
    places: list[Place]
    village_count: int
    without_young: Villages
    without_local_young: Villages

    @property
    def oldest(self) -> Band:
        return self.bands[-1]

    @cached_property
    def rows(self) -> list[BandRow]:
        """The bands and, where there are any, the unknown; the shares add up to 100.0."""
        bands = [*self.bands, None]
        now, before = self.now.shares(self.bands), self.before.shares(self.bands)
        rows = [
            BandRow(
                band.label if band else _("出生日期不详"),
                band,
                self.now.count(band) if band else self.now.unknown,
                now[place],
                self.before.count(band) if band else self.before.unknown,
                now[place] - before[place],
            )
            for place, band in enumerate(bands)
        ]
        return rows if self.now.unknown or self.before.unknown else rows[:-1]

    @property
    def young(self) -> int:
        return self.now.count(YOUNG)

    def _young_of(self, place: str) -> Decimal:
        own = [row for row in self.rows if row.band and row.band.high and row.band.high <= 35]
        return sum((getattr(row, place) for row in own), Decimal("0.0"))

    @property
    def young_share(self) -> Decimal:
        """The shares of the bands up to 35, so that text and table agree."""
        return self._young_of("share")

    @property
    def young_change(self) -> Decimal:
        return self._young_of("change")

    @property
    def old(self) -> int:
        return self.now.count(self.oldest)

    @property
    def old_share(self) -> Decimal:
        return next(row.share for row in self.rows if row.band is self.oldest)

    @property
    def mean_change(self) -> Decimal | None:
        """Years against the end of the year before; None where either is unknown."""
        known = self.now.mean is not None and self.before.mean is not None
        return self.now.mean - self.before.mean if known else None


def figures(population: Population, scope: Unit, on: date, bands: tuple[Band, ...]) -> Figures:
    """Seven queries, however many people."""
    return Figures(
        population,
        scope,
        on,
        bands,
        _census_of(population, scope, on),
        _census_of(population, scope, population.day_before(on)),
        by_place(population, scope, on, bands[-1]),
        *_villages_that_lack(population, scope, on),
    )


def _census_of(population: Population, scope: Unit, on: date) -> Census:
    return census(population.under(scope.path, on), population, on)


def _villages_that_lack(population: Population, scope: Unit, on: date) -> tuple:
    """How many villages; those without anybody of 35 or younger: of anybody, of their own."""
    if population.slug != "committee":
        return 0, Villages(), Villages()
    villages = Unit.objects.under(scope.path).villages()
    lacking = (villages_without_young, villages_without_local_young)
    return villages.count(), *(Villages.of(without(villages, on)) for without in lacking)


def by_place(population: Population, scope: Unit, on: date, oldest: Band) -> list[Place]:
    """The units directly below a township or village, with their people."""
    if scope.kind in WIDE:
        return []
    below = Unit.objects.under(scope.path).exclude(pk=scope.pk)
    units = {unit.pk: unit for unit in below}
    parents = {unit.path: unit for unit in units.values() if unit.parent_id == scope.pk}
    groups: dict = {}
    rows = population.under(scope.path, on)
    for unit_id, *group in grouped(rows, population, on, population.unit):
        place = _child_above(units.get(unit_id), scope, parents)
        groups.setdefault(place, []).append(group)
    day = population.age_day(on)
    found = [Place(unit, Census(day, people), oldest) for unit, people in groups.items()]
    return sorted(found, key=lambda place: _steps(place.unit))


def _steps(unit: Unit) -> list[int]:
    """The path as numbers: village 9 before village 10."""
    return [int(step) for step in unit.path.split("/") if step]


def _child_above(unit: Unit | None, scope: Unit, children: dict[str, Unit]) -> Unit:
    """The unit directly below `scope` that holds `unit`; `scope` itself for its own people."""
    if unit is None:
        return scope
    step = unit.path[len(scope.path) :].split("/")[0]
    return children[f"{scope.path}{step}/"]
