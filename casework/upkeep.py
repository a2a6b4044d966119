"""Writes the derived rows that both pipelines keep for a case."""

from collections.abc import Iterable
from datetime import date

from .documents import COMPLETE, MISSING, Catalogue

BATCH = 500


def settle_deadlines(case, found: Iterable) -> None:
    """Replace the case's deadlines by `found` (each with kind, opens_on, due_on)."""
    case.deadlines.all().delete()
    case.deadlines.bulk_create(
        case.deadlines.model(case=case, kind=due.kind, opens_on=due.opens_on, due_on=due.due_on)
        for due in found
    )


def settle_papers(case, papers: dict[str, str], *, saving: bool = True) -> None:
    """Replace the case's missing papers and its two counters by what `papers` (of its Catalogue)
    says. Whoever saves the case afterwards saves those, too."""
    missing, expected = lacking(papers)
    if case.papers_missing:
        case.missing.all().delete()
    case.missing.bulk_create(case.missing.model(case=case, kind=kind) for kind in missing)
    case.papers_expected, case.papers_missing = expected, len(missing)
    if saving:
        case.save(update_fields=["papers_expected", "papers_missing"])


def settle_all(cases: list, catalogue: Catalogue, due, on: date) -> None:
    """The derived rows of many new cases at once; `due(case)` lists a case's deadlines."""
    model = type(cases[0]) if cases else None
    for start in range(0, len(cases), BATCH):
        part = cases[start : start + BATCH]
        _settle_part(model, part, catalogue, due, on)


def _settle_part(model, cases, catalogue, due, on) -> None:
    deadline, absent = (
        model._meta.get_field(name).related_model for name in ("deadlines", "missing")
    )
    deadline.objects.bulk_create(
        deadline(case=case, kind=one.kind, opens_on=one.opens_on, due_on=one.due_on)
        for case in cases
        for one in due(case)
    )
    papers = catalogue.standing(model._base_manager.filter(pk__in=[c.pk for c in cases]), on)
    rows = []
    for case in cases:
        missing, case.papers_expected = lacking(papers[case.pk])
        case.papers_missing = len(missing)
        rows += [absent(case=case, kind=kind) for kind in missing]
    absent.objects.bulk_create(rows)
    model._base_manager.bulk_update(cases, ["papers_expected", "papers_missing"])


def lacking(papers: dict[str, str]) -> tuple[list[str], int]:
    """The missing kinds of a dossier, and how many papers it ought to hold."""
    missing = [kind for kind, standing in papers.items() if standing == MISSING]
    return missing, len(missing) + sum(standing == COMPLETE for standing in papers.values())
