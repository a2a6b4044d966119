"""Keeps the derived rows of a talent case: deadlines and missing papers."""

from datetime import date

from django.db.models import Max

from casework.upkeep import settle_deadlines, settle_papers

from . import timing
from .papers import CATALOGUE


def settle(case, on: date, *, saving: bool = True) -> None:
    """Write the deadlines and missing papers of `case` anew, and its counters."""
    settle_deadlines(case, dues([case])[case.pk])
    settle_papers(case, CATALOGUE, on, saving=saving)


def dues(cases: list) -> dict[int, list[timing.Due]]:
    """What each of the cases waits for, by its id. Two queries."""
    if not cases:
        return {}
    posts = cases[0].posts.model._base_manager.order_by()
    mentors = cases[0].mentors.model._base_manager.order_by()
    newest = dict(
        posts.filter(case__in=cases, appraised_on__isnull=False)
        .values_list("case")
        .annotate(newest=Max("appraised_on"))
    )
    mentored = set(
        mentors.filter(case__in=cases, until__isnull=True).values_list("case", flat=True)
    )
    return {
        case.pk: timing.deadlines(
            case, mentored=case.pk in mentored, appraised_on=newest.get(case.pk)
        )
        for case in cases
    }
