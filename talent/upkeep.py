"""Keeps the derived rows of a talent case: deadlines and missing papers."""

from datetime import date

from casework.upkeep import settle_deadlines, settle_papers

from . import timing
from .papers import CATALOGUE


def settle(case, on: date) -> None:
    """Write the deadlines and missing papers of `case` anew, and its counters."""
    newest = case.posts.filter(appraised_on__isnull=False).order_by("-appraised_on").first()
    found = timing.deadlines(
        case,
        mentored=case.mentors.filter(until__isnull=True).exists(),
        appraised_on=newest.appraised_on if newest else None,
    )
    settle_deadlines(case, found)
    settle_papers(case, CATALOGUE, on)
