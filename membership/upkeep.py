"""Keeps the derived rows of a membership case: deadlines and missing papers."""

from datetime import date

from casework.upkeep import settle_deadlines, settle_papers

from . import timing
from .papers import CATALOGUE
from .stages import ON_PROBATION


def settle(case, on: date) -> None:
    """Write the deadlines and missing papers of `case` anew, and its counters."""
    phase = "probation" if case.stage in ON_PROBATION else "activist"
    assessed = case.assessments.filter(phase=phase).count()
    settle_deadlines(case, timing.deadlines(case, assessed=assessed))
    settle_papers(case, CATALOGUE, on)
