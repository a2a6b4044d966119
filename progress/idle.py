"""Branches that have admitted nobody for years, villages without an activist (article 37).

Rule, list, report and workbook start from the same conditions (membership/rules/branches.py).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Max, Q, QuerySet
from django.utils.translation import gettext as _

from casework.ages import completed_years
from casework.models import Unit
from membership.models import Application
from membership.rules.branches import admitted_within, has_activist, last_admission
from membership.stages import Stage
from membership.standards import YEARS_IDLE, YEARS_WITHOUT_ACTIVIST

LEDGER = (1, 2, 3)  # years that the tabs offer
MOST_YEARS = 20
VILLAGES = "villages"


@dataclass(frozen=True)
class Idle:
    """One line: a branch or village, when it last admitted (designated), who is on the way."""

    unit: Unit
    last: date | None
    applicants: int
    activists: int
    on: date

    @property
    def years(self) -> int | None:
        """Completed years since; None where there never was one on record."""
        return completed_years(self.last, self.on) if self.last else None

    @property
    def place(self) -> str:
        """Township and village, for a list that spans several."""
        above = self.unit.parent
        between = above and above.kind == Unit.Kind.VILLAGE and above.parent
        return " ".join(str(one) for one in (between, above) if one)


def default_years(on: date) -> int:
    return YEARS_IDLE.on(on)


def recruiting(scope: Unit) -> QuerySet:
    """The branches at or below `scope` that may recruit."""
    return Unit.objects.under(scope.path).branches().recruiting()


def branches(scope: Unit, years: int, on: date) -> QuerySet:
    """Those without an admission for so many years, the longest first."""
    idle = recruiting(scope).filter(~admitted_within(years, on))
    last = idle.annotate(last=last_admission(on)).select_related("parent__parent")
    return last.order_by(F("last").asc(nulls_first=True), "path")


def villages(scope: Unit, on: date) -> QuerySet:
    """The villages with a branch that may recruit and without an activist for years."""
    recruit = (
        Unit.objects.under(scope.path).villages().filter(pk__in=recruiting(scope).values("parent"))
    )
    return recruit.exclude(has_activist.condition(on)).select_related("parent").order_by("path")


def numbers(scope: Unit, on: date) -> dict:
    """How many branches each number of years names, and villages. Two queries."""
    wanted = {f"y{years}": _idle_for(years, on) for years in LEDGER}
    found = recruiting(scope).aggregate(**wanted)
    counted = {years: found[f"y{years}"] for years in LEDGER}
    return {**counted, VILLAGES: villages(scope, on).order_by().count()}


def _idle_for(years: int, on: date) -> Count:
    return Count("pk", filter=~admitted_within(years, on))


def of_branches(units: Iterable[Unit], on: date) -> list[Idle]:
    """The lines of some branches of `branches`. Two queries."""
    units = list(units)
    people = _on_the_way("unit", units)
    return [_line(unit, unit.last, people, on) for unit in units]


def of_villages(units: Iterable[Unit], on: date) -> list[Idle]:
    """The lines of some villages. Three queries."""
    units = list(units)
    people = _on_the_way("unit__parent", units)
    cases = Application.objects.filter(unit__parent__in=units, activist_on__lte=on).order_by()
    last = dict(cases.values_list("unit__parent").annotate(Max("activist_on")))
    return [_line(unit, last.get(unit.pk), people, on) for unit in units]


def _line(unit: Unit, last: date | None, people: Counter, on: date) -> Idle:
    applicants, activists = (people[unit.pk, one] for one in (Stage.APPLICANT, Stage.ACTIVIST))
    return Idle(unit, last, applicants, activists, on)


def _on_the_way(path: str, units: list[Unit]) -> Counter:
    """Applicants and activists of each unit. One query."""
    here = Q(**{f"{path}__in": units}, stage__in=(Stage.APPLICANT, Stage.ACTIVIST))
    rows = Application.objects.filter(here).order_by().values_list(path, "stage")
    return Counter({(pk, stage): n for pk, stage, n in rows.annotate(Count("pk"))})


@dataclass(frozen=True)
class Found:
    """What the report holds."""

    scope: Unit
    years: int
    on: date
    recruiting: int
    branches: list[Idle]
    villages: list[Idle]


def found(scope: Unit, years: int, on: date) -> Found:
    """Both lists whole. Six queries."""
    return Found(
        scope,
        years,
        on,
        recruiting(scope).count(),
        of_branches(branches(scope, years, on), on),
        of_villages(villages(scope, on), on),
    )


def definition(on: date) -> str:
    """How it is counted, under the table."""
    return _(
        "按上级党委审批日期计入，满几年没有审批新的预备党员即列入；由别处转入的、不予承认的不算，"
        "不能发展党员的支部不列。村：%(years)s 年内没有确定积极分子，现在也没有积极分子的列入。"
    ) % {"years": YEARS_WITHOUT_ACTIVIST.on(on)}
