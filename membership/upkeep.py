"""Keeps the derived rows of a membership case: deadlines and missing papers."""

from datetime import date

from casework.documents import COMPLETE, MISSING

from . import timing
from .papers import CATALOGUE
from .stages import ON_PROBATION


def settle(case, on: date) -> None:
    """Write the deadlines and missing papers of `case` anew, and its counters."""
    phase = "probation" if case.stage in ON_PROBATION else "activist"
    assessed = case.assessments.filter(phase=phase).count()
    case.deadlines.all().delete()
    case.deadlines.bulk_create(
        case.deadlines.model(case=case, kind=due.kind, opens_on=due.opens_on, due_on=due.due_on)
        for due in timing.deadlines(case, assessed=assessed)
    )
    papers = CATALOGUE.standing(type(case)._base_manager.filter(pk=case.pk), on)[case.pk]
    missing = [kind for kind, standing in papers.items() if standing == MISSING]
    case.missing.all().delete()
    case.missing.bulk_create(case.missing.model(case=case, kind=kind) for kind in missing)
    held = sum(standing == COMPLETE for standing in papers.values())
    case.papers_expected = held + len(missing)
    case.papers_missing = len(missing)
    case.save(update_fields=["papers_expected", "papers_missing"])
