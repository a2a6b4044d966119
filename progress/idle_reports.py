"""The report on branches without an admission: paper and workbook from the same lines."""

from django.utils.translation import gettext as _

from casework import excel
from casework.models import AuditEvent
from casework.pdf import Paper

from .idle import Found, definition
from .idle_tables import BranchTable, VillageTable, years_words
from .reports import marks_of


def title_of(found: Found) -> str:
    return _("%(place)s没有发展党员的支部") % {"place": found.scope}


def sentence(found: Found) -> str:
    """The figures of the report in one sentence."""
    words = {
        "day": found.on.isoformat(),
        "all": found.recruiting,
        "years": found.years,
        "idle": len(found.branches),
        "villages": len(found.villages),
    }
    return (
        _(
            "截至%(day)s，可以发展党员的支部共 %(all)s 个，"
            "%(years)s 年以上没有发展党员的 %(idle)s 个；没有入党积极分子的村 %(villages)s 个。"
        )
        % words
    )


def idle_paper(found: Found, event: AuditEvent) -> bytes:
    paper = Paper(title_of(found), as_of=found.on, unit=str(found.scope), **marks_of(event))
    paper.paragraph(sentence(found))
    people = [_("入党申请人"), _("入党积极分子")]
    _table(
        paper,
        [_("党支部"), _("所在单位"), _("最近一次审批"), _("时间"), *people],
        found.branches,
        _("表1　%s 年以上没有发展党员的支部") % found.years,
    )
    _table(
        paper,
        [_("村"), _("所在单位"), _("最近一次确定积极分子"), _("时间"), *people],
        found.villages,
        _("表2　没有入党积极分子的村"),
    )
    paper.note(definition(found.on))
    return paper.render()


def _table(paper: Paper, head: list[str], lines, title: str) -> None:
    if lines:
        rows = [_cells(line) for line in lines]
        paper.table(head, rows, numeric=(4, 5), title=title, unit=_("单位：人"))


def _cells(line) -> list:
    last = line.last.isoformat() if line.last else "–"
    years = years_words(line.years)
    return [line.unit, line.place, last, years, line.applicants, line.activists]


def idle_sheets(found: Found) -> list[excel.Sheet]:
    """Branches and villages, each a worksheet."""
    notes = [sentence(found), definition(found.on)]
    name, title = _("未发展党员的支部"), title_of(found)
    branches = excel.from_table(BranchTable(found.branches), name, title=title, notes=notes)
    villages = excel.from_table(VillageTable(found.villages), _("没有积极分子的村"))
    return [branches, villages]
