"""Keeps the derived rows of a membership case: deadlines and missing papers."""

from collections import Counter
from datetime import date

from casework.rules import HowMany
from casework.upkeep import settle_deadlines, settle_papers

from . import timing
from .papers import CATALOGUE
from .stages import phase_of


def settle(case, on: date, *, saving: bool = True) -> None:
    """Write the deadlines and missing papers of `case` anew, and its counters. What both rest on,
    the papers and the assessments, is read in one query."""
    mine = type(case)._base_manager.filter(pk=case.pk)
    assessed = HowMany("assessments", phase=phase_of(case.stage))
    papers, (held,) = CATALOGUE.read(mine, on, stage=case.stage, also=[assessed])[case.pk]
    settle_deadlines(case, timing.deadlines(case, assessed=held))
    settle_papers(case, papers, saving=saving)


def dues(cases: list) -> dict[int, list[timing.Due]]:
    """What each of the cases waits for, by its id. One query, if any waits for assessments."""
    assessed = [case for case in cases if timing.counts_assessments(case)]
    held = _held(assessed) if assessed else Counter()
    return {
        case.pk: timing.deadlines(case, assessed=held[case.pk, phase_of(case.stage)])
        for case in cases
    }


def _held(cases: list) -> Counter:
    """How many assessments there were, by case and phase."""
    assessments = cases[0].assessments.model._base_manager.filter(case__in=cases).order_by()
    return Counter(assessments.values_list("case", "phase"))
