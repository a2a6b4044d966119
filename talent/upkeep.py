"""Keeps the derived rows of a talent case: deadlines and missing papers."""

from datetime import date

from django.db.models import Max

from casework.upkeep import settle_deadlines, settle_papers

from . import timing
from .papers import CATALOGUE
from .stages import Stage


def settle(case, on: date, *, saving: bool = True) -> None:
    """Write the deadlines and missing papers of `case` anew, and its counters."""
    settle_deadlines(case, dues([case])[case.pk])
    mine = type(case)._base_manager.filter(pk=case.pk)
    papers = CATALOGUE.standing(mine, on, stage=case.stage)[case.pk]
    settle_papers(case, papers, saving=saving)


def dues(cases: list) -> dict[int, list[timing.Due]]:
    """What each of the cases waits for, by its id. Two queries at most."""
    newest = _appraised([case for case in cases if case.stage in (Stage.POOL, Stage.RESERVE)])
    mentored = _mentored([case for case in cases if case.stage == Stage.RESERVE])
    return {
        case.pk: timing.deadlines(
            case, mentored=case.pk in mentored, appraised_on=newest.get(case.pk)
        )
        for case in cases
    }


def _appraised(cases: list) -> dict[int, date]:
    """The newest appraisal of each case that has one."""
    if not cases:
        return {}
    posts = cases[0].posts.model._base_manager.order_by()
    appraised = posts.filter(case__in=cases, appraised_on__isnull=False)
    return dict(appraised.values_list("case").annotate(newest=Max("appraised_on")))


def _mentored(cases: list) -> set[int]:
    """The cases that somebody guides now."""
    if not cases:
        return set()
    running = cases[0].mentors.model._base_manager.order_by().filter(until__isnull=True)
    return set(running.filter(case__in=cases).values_list("case", flat=True))
