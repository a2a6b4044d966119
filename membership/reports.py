"""The missing-paper matrix: one definition for the page and for the workbook."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from casework.documents import COMPLETE, MISSING
from casework.excel import Column, Sheet

from .models import ApplicationPaper, MissingApplicationPaper
from .papers import CATALOGUE

CHUNK = 500
SIGNS = {"present": "✓", "flawed": "◐", "absent": "✗", "later": "–"}


def totals_by_paper(cases) -> dict[str, int]:
    """How many of `cases` lack each paper, in dossier order. One query."""
    rows = MissingApplicationPaper.objects.filter(case__in=cases.order_by().values("pk"))
    found = dict(rows.order_by().values_list("kind").annotate(Count("pk")))
    return {paper.slug: found[paper.slug] for paper in CATALOGUE if paper.slug in found}


def totals_by_branch(cases, most: int | None = None) -> list[dict]:
    """People and papers lacking in each branch, the most first. One query."""
    rows = cases.order_by().values("unit_id", "unit__short_name")
    found = rows.annotate(people=Count("pk"), papers=Sum("papers_missing"))
    return list(found.order_by("-papers", "unit_id")[:most])


def states(cases, on: date) -> dict[int, dict[str, tuple[str, str]]]:
    """Mark and words of every paper of `cases` (a list), by case. Two queries."""
    pks = [case.pk for case in cases]
    standing = CATALOGUE.standing(type(cases[0]).objects.filter(pk__in=pks), on) if pks else {}
    held = {pk: {} for pk in pks}
    papers = ApplicationPaper.objects.filter(case__in=pks).order_by()
    rows = papers.values_list("case", "kind", "state").annotate(Count("pk"))
    for pk, kind, state, number in rows:
        held[pk].setdefault(kind, {})[state] = number
    return {
        pk: {
            paper.slug: _cell(
                paper.wanted(on), standing[pk][paper.slug], held[pk].get(paper.slug, {})
            )
            for paper in CATALOGUE
        }
        for pk in standing
    }


def _cell(wanted: int, standing: str, held: dict[str, int]) -> tuple[str, str]:
    """The mark of casework_ui and, where several are wanted, “3/4”."""
    complete = held.get(COMPLETE, 0)
    if standing == COMPLETE:
        return "present", ""
    if standing == MISSING and wanted > 1 and complete:
        return "absent", f"{complete}/{wanted}"
    if standing == MISSING:
        return ("flawed" if held else "absent"), ""
    return "later", ""


def matrix_sheets(cases, on: date) -> list[Sheet]:
    """Matrix, totals by paper and totals by branch of all `cases`, as three worksheets."""
    totals = totals_by_paper(cases)
    kinds = [CATALOGUE.by_slug[slug] for slug in totals]
    columns = [Column(_("姓名"), "name"), Column(_("党支部"), "unit"), Column(_("阶段"), "stage")]
    columns += [Column(f"{paper.code} {paper.title}", paper.slug, width=8) for paper in kinds]
    columns.append(Column(_("缺"), "lacking", "number"))
    notes = [_("✓ 齐　◐ 有缺陷　✗ 缺　– 还不需要")]
    return [
        Sheet(_("缺件矩阵"), columns, _lines(cases, kinds, on), notes=notes),
        Sheet(_("按材料"), _paper_columns(), _paper_lines(totals)),
        Sheet(_("按支部"), _branch_columns(), totals_by_branch(cases)),
    ]


def _paper_columns():
    return [
        Column(_("编号"), "code", "id"),
        Column(_("材料"), "title"),
        Column(_("缺件人数"), "people", "number"),
    ]


def _branch_columns():
    return [
        Column(_("党支部"), "unit__short_name"),
        Column(_("缺件人数"), "people", "number"),
        Column(_("缺件份数"), "papers", "number"),
    ]


def _paper_lines(totals: dict[str, int]) -> list[dict]:
    return [
        {
            "code": CATALOGUE.by_slug[slug].code,
            "title": CATALOGUE.by_slug[slug].title,
            "people": number,
        }
        for slug, number in totals.items()
    ]


def _lines(cases, kinds, on: date) -> Iterator[dict]:
    """Rows in chunks, so that memory does not grow with the province."""
    chunk = []
    for case in cases.iterator(chunk_size=CHUNK):
        chunk.append(case)
        if len(chunk) == CHUNK:
            yield from _chunk_lines(chunk, kinds, on)
            chunk = []
    yield from _chunk_lines(chunk, kinds, on)


def _chunk_lines(cases: list, kinds, on: date) -> Iterator[dict]:
    marks = states(cases, on) if cases else {}
    for case in cases:
        line = {"name": case.person.name, "unit": str(case.unit)}
        line |= {"stage": case.get_stage_display(), "lacking": case.papers_missing}
        for paper in kinds:
            state, text = marks[case.pk][paper.slug]
            line[paper.slug] = text or SIGNS[state]
        yield line
