"""Giving and changing the places of a year: of a township and of its branches, in one go.

Each change runs in one transaction: the places of the year under lock, the rights read anew, the
version compared, an event for each plan that changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import audit
from casework.access import acting
from casework.beside import Watch
from casework.models import Unit
from casework.transactions import whole
from casework.workflow import Stale

from .models import YearPlan
from .year_plan import used_by_branch

MAY_CHANGE = "membership.change_plan"
TAKEN = gettext_lazy("这个年度的计划刚被别人登记，请重新打开后再办。")
EVENTS = ("year_plan", "year_plan_copied")


@dataclass(frozen=True)
class Answer:
    """The places of one organisation, and why they were exceeded."""

    places: int
    excess: str = ""


def units_of(place: Unit) -> list[Unit]:
    """The township and its branches, in the order of the page. One query."""
    branches = Unit.objects.under(place.path).branches()
    return list((branches | Unit.objects.filter(pk=place.pk)).order_by("path"))


def plans_of(place: Unit, year: int) -> dict[int, YearPlan]:
    """The plans of a township and its branches by unit. One query."""
    below = Unit.objects.under(place.path).values("pk")
    rows = YearPlan.objects.filter(year=year, unit__in=below).select_related("unit")
    return {plan.unit_id: plan for plan in rows}


def version_of(plans: Mapping[int, YearPlan]) -> int:
    """Grows with every change of any of them: plans are never removed."""
    return sum(plan.version for plan in plans.values())


def change(place: Unit, year: int, answers: dict[int, Answer], *, by, version: int) -> int:
    """Keep the places of some organisations, by id; how many changed.

    Raises PermissionDenied, Stale (somebody changed one meanwhile), ValidationError.
    """
    with whole(TAKEN):
        units = _locked(place, by)
        plans = plans_of(place, year)
        if version_of(plans) != version:
            raise Stale(place)
        used, watch = used_by_branch(year, list(units)), Watch(*map(units.get, answers))
        told = []
        for pk, answer in answers.items():
            plan = plans.get(pk) or YearPlan(unit=units[pk], year=year, used=used[pk])
            told += _write(plan, answer)
        if told:
            told[-1] |= audit.beside(watch)
            audit.append_all("year_plan", told, by=by)
    return len(told)


def _locked(place: Unit, by) -> dict[int, Unit]:
    """The organisations under lock in the order of their ids, as `workflow` locks a branch."""
    if connection.features.has_select_for_update:
        below = Unit.objects.under(place.path).order_by("pk")
        list(below.select_for_update(no_key=True).values("pk"))
    if not acting(by).has_perm(MAY_CHANGE, place):
        raise PermissionDenied
    return {unit.pk: unit for unit in units_of(place)}


def _write(plan: YearPlan, answer: Answer) -> list[dict]:
    """Save the plan where it differs; what the event tells."""
    excess = answer.excess if plan.used > answer.places else ""
    before = (plan.places, plan.excess) if plan.pk else (None, "")
    if before == (answer.places, excess):
        return []
    plan.places, plan.excess = answer.places, excess
    plan.version += 1
    plan.save(update_fields=["places", "excess", "version"] if plan.pk else None)
    changed = {"places": [before[0], plan.places], "excess": [before[1], excess]}
    return [
        {
            "unit_path": plan.unit.path,
            "subject": f"membership.yearplan:{plan.pk}",
            "what": _("%(unit)s %(year)s年") % {"unit": plan.unit, "year": plan.year},
            "changed": {name: pair for name, pair in changed.items() if pair[0] != pair[1]},
        }
    ]


def copy(place: Unit, year: int, *, by) -> int:
    """Give every organisation without a plan in `year` what it had the year before; how many.

    Where more than that was admitted already, the plan says so. Raises PermissionDenied.
    """
    with whole(TAKEN):
        units = _locked(place, by)
        before, now = plans_of(place, year - 1), plans_of(place, year)
        used, watch = used_by_branch(year, list(units)), Watch(*units.values())
        fresh = [_copied(plan, year, used[pk]) for pk, plan in before.items() if pk not in now]
        YearPlan.objects.bulk_create(fresh)
        if fresh:
            what = _("%(unit)s %(year)s年") % {"unit": place, "year": year}
            about = {"unit_path": place.path, "subject": f"casework.unit:{place.pk}"}
            told = {**about, "what": what, "rows": len(fresh), **audit.beside(watch)}
            audit.append("year_plan_copied", by=by, **told)
    return len(fresh)


def _copied(plan: YearPlan, year: int, used: int) -> YearPlan:
    excess = _("计划复制自上年") if used > plan.places else ""
    facts = {"places": plan.places, "used": used, "excess": excess}
    return YearPlan(unit=plan.unit, year=year, version=1, **facts)
