"""The reports: what each holds on paper and in a workbook, and where it is made.

Page, paper and workbook say the same because all three read the same figures.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import charts, excel, seal_line
from casework.ages import PYRAMID, completed_years
from casework.audit_words import plain_text
from casework.models import AuditEvent
from casework.pdf import Paper

from . import wording
from .structure import YOUNG, Figures
from .tables import BandTable, CommitmentTable, PeopleTable, PlaceTable, TodoTable, signed


@dataclass(frozen=True)
class Report:
    """One report of the centre. `makes` are (words of the button, URL name)."""

    slug: str
    title: str | Promise
    holds: str | Promise
    makes: tuple[tuple[str | Promise, str], ...]


REPORTS = (
    Report(
        "ages",
        gettext_lazy("年龄结构分析报告"),
        gettext_lazy("基本情况、各年龄段人数与占比、金字塔图、分村表和口径说明。"),
        ((gettext_lazy("生成 PDF"), "ages-pdf"), (gettext_lazy("生成表格"), "ages-xlsx")),
    ),
    Report(
        "missing-papers",
        gettext_lazy("材料缺件清单"),
        gettext_lazy("谁缺哪份材料、依据哪一条，按支部排列。"),
        (
            (gettext_lazy("生成表格"), "membership:matrix-export"),
            (gettext_lazy("看缺件矩阵"), "membership:matrix"),
        ),
    ),
    Report(
        "rectification",
        gettext_lazy("整改台账"),
        gettext_lazy("问题、措施、目标、时限、现值、状态和完成情况。"),
        (
            (gettext_lazy("生成 PDF"), "commitments-pdf"),
            (gettext_lazy("生成表格"), "commitments-xlsx"),
        ),
    ),
    Report(
        "idle",
        gettext_lazy("没有发展党员的支部"),
        gettext_lazy(
            "几年没有发展党员的支部和没有入党积极分子的村，最近一次的日期，在培养的人数。"
        ),
        (
            (gettext_lazy("生成 PDF"), "idle-pdf"),
            (gettext_lazy("生成表格"), "idle-xlsx"),
            (gettext_lazy("看名单"), "idle"),
        ),
    ),
    Report(
        "week",
        gettext_lazy("本周清单"),
        gettext_lazy("超期和本周到期的事项，一事一行。"),
        ((gettext_lazy("生成表格"), "week-xlsx"),),
    ),
)


def subject_of(slug: str) -> str:
    """How the trail names a report."""
    return f"report:{slug}"


def last_made(user) -> dict[str, AuditEvent]:
    """The newest export of each report in what the user sees, by slug. Two queries."""
    subjects = {subject_of(report.slug): report.slug for report in REPORTS}
    exports = AuditEvent.objects.visible_to(user).filter(kind="export", subject__in=subjects)
    newest = exports.order_by().values("subject").annotate(last=Max("seq")).values("last")
    return {subjects[event.subject]: event for event in AuditEvent.objects.filter(seq__in=newest)}


def actions_of(report: Report) -> list[dict]:
    """The buttons of a report."""
    return [{"label": words, "url": reverse(name)} for words, name in report.makes]


def marks_of(event: AuditEvent) -> dict[str, str]:
    """What a printed page carries of the event that made it."""
    return {"foot": seal_line.line(event), "qr": seal_line.code(event)}


# Age structure --------------------------------------------------------------------------


def title_of(found: Figures) -> str:
    return _("%(place)s%(who)s年龄结构分析报告") % {
        "place": found.scope,
        "who": found.population.title,
    }


def pyramid_of(found: Figures) -> charts.Chart:
    """The one pyramid: the page draws it as SVG, the report on paper."""
    men, women = found.now.pyramid()
    return charts.pyramid(PYRAMID, men, women, _("%s年龄金字塔") % found.population.title)


def ages_paper(found: Figures, event: AuditEvent) -> bytes:
    marks = marks_of(event)
    paper = Paper(title_of(found), as_of=found.on, unit=str(found.scope), **marks)
    paper.heading(_("一、基本情况"))
    paper.paragraph(wording.summary(found))
    paper.heading(_("二、年龄结构"))
    _band_table(paper, found)
    paper.chart(pyramid_of(found))
    if found.places:
        _place_table(paper, found)
    paper.heading(_("三、需要注意的情况"))
    for line in wording.problems(found):
        paper.paragraph(line)
    paper.heading(_("四、口径说明"))
    for number, line in enumerate(wording.notes(found), 1):
        paper.note(f"{number}. {line}")
    return paper.render()


def _band_table(paper: Paper, found: Figures) -> None:
    compared = found.population.compared
    paper.table(
        [
            _("年龄段"),
            _("人数"),
            _("占比（%）"),
            _("%s人数") % compared,
            _("较%s（百分点）") % compared,
        ],
        [*map(_band_cells, found.rows), _total_cells(found)],
        numeric=(1, 2, 3, 4),
        title=_("表1　各年龄段人数与占比"),
        unit=_("单位：人"),
    )


def _band_cells(row) -> list:
    return [row.label, row.count, row.share, row.before, signed(row.change)]


def _total_cells(found: Figures) -> list:
    total = sum(row.share for row in found.rows)
    return [_("合计"), found.now.total, total, found.before.total, "–"]


def _place_table(paper: Paper, found: Figures) -> None:
    paper.table(
        [_("单位"), _("人数"), _("平均年龄"), str(YOUNG.label), str(found.oldest.label), _("不详")],
        [
            [place.unit, place.total, place.mean or "–", place.young, place.old, place.unknown]
            for place in found.places
        ],
        numeric=range(1, 6),
        title=_("表2　分村年龄结构"),
        unit=_("单位：人、岁"),
    )


def ages_sheets(found: Figures, people) -> list[excel.Sheet]:
    """Bands, the units below, and the list of everybody."""
    notes = wording.notes(found)
    sheets = [excel.from_table(BandTable(found), _("年龄段"), title=title_of(found), notes=notes)]
    if found.places:
        sheets.append(excel.from_table(PlaceTable(found), _("分村"), title=_("分村年龄结构")))
    return [*sheets, people_sheet(people, found.now.on, str(found.population.title))]


def people_sheet(people, age_day: date, title: str) -> excel.Sheet:
    table = PeopleTable(people, ages=lambda born_on: completed_years(born_on, age_day))
    return excel.from_table(table, _("名单"), title=title)


# Rectification and the week -------------------------------------------------------------


def ledger_paper(
    items: Sequence, table: CommitmentTable, event: AuditEvent, *, unit: str, on: date
) -> bytes:
    """The ledger across the page; closed and open items counted in the first sentence."""
    marks = marks_of(event)
    paper = Paper(_("整改事项进度表"), as_of=on, unit=unit, landscape=True, **marks)
    paper.paragraph(ledger_sentence(items))
    paper.table(
        [
            _("编号"),
            _("问题"),
            _("整改措施"),
            _("现值→目标"),
            _("完成时限"),
            _("状态"),
            _("完成情况"),
        ],
        [_ledger_cells(row) for row in table.rows],
        widths=[6, 16, 30, 12, 11, 11, 22],
        title=_("整改台账"),
    )
    return paper.render()


def _ledger_cells(row) -> list[str]:
    item = row.record
    shown = {name: row.get_cell_value(name) for name in ("figure", "state")}
    tail = _("并长期坚持") if item.long_term else ""
    due = f"{item.due_on:%Y-%m-%d} {tail}".strip()
    return [
        item.number,
        item.title,
        item.measure,
        shown["figure"],
        due,
        shown["state"],
        item.evidence,
    ]


def ledger_sentence(items: Sequence) -> str:
    closed = sum(item.closed_on is not None for item in items)
    return _("整改事项共%(all)d项，已销号%(done)d项，正在整改%(open)d项，完成率%(share)s%%。") % {
        "all": len(items),
        "done": closed,
        "open": len(items) - closed,
        "share": f"{100 * closed / len(items):.1f}" if items else "0.0",
    }


def week_sheet(rows: Iterable) -> excel.Sheet:
    return excel.from_table(TodoTable(rows), _("本周清单"))


def done_paper(lines: Sequence[dict], week: date, event: AuditEvent, *, who) -> bytes:
    """What an account did in the week that begins on `week`: lines of audit_words.sentences."""
    last = week + timedelta(days=6)
    paper = Paper(_("一周办理情况"), as_of=timezone.localdate(), **marks_of(event))
    words = {"who": who, "first": week, "last": last, "n": len(lines)}
    paper.paragraph(_("%(who)s %(first)s 至 %(last)s 办理 %(n)s 件。") % words)
    if lines:
        rows = [_done_cells(number, line) for number, line in enumerate(lines, 1)]
        paper.table([_("序号"), _("时间"), _("对象"), _("内容")], rows, numeric=(0,))
    return paper.render()


def _done_cells(number: int, line: dict) -> list:
    at = timezone.localtime(line["at"])
    return [number, f"{at:%m-%d %H:%M}", line["who"], plain_text(line)]
