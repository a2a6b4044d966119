"""Writes the derived rows that both pipelines keep for a case."""

from collections.abc import Iterable
from datetime import date

from .documents import COMPLETE, MISSING, Catalogue


def settle_deadlines(case, found: Iterable) -> None:
    """Replace the case's deadlines by `found` (each with kind, opens_on, due_on)."""
    case.deadlines.all().delete()
    case.deadlines.bulk_create(
        case.deadlines.model(case=case, kind=due.kind, opens_on=due.opens_on, due_on=due.due_on)
        for due in found
    )


def settle_papers(case, catalogue: Catalogue, on: date) -> None:
    """Replace the case's missing papers and its two counters."""
    mine = type(case)._base_manager.filter(pk=case.pk)
    papers = catalogue.standing(mine, on)[case.pk].items()
    missing = [kind for kind, standing in papers if standing == MISSING]
    case.missing.all().delete()
    case.missing.bulk_create(case.missing.model(case=case, kind=kind) for kind in missing)
    held = sum(standing == COMPLETE for _kind, standing in papers)
    case.papers_expected, case.papers_missing = held + len(missing), len(missing)
    case.save(update_fields=["papers_expected", "papers_missing"])
