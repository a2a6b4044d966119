"""What the pages of the import show: steps, columns with samples, the problem workbook."""

from django.urls import reverse
from django.utils.translation import gettext as _

from .. import excel, resident_id
from ..import_facts import PERSON_KEYS
from ..importing import KINDS, keeper_of
from ..rosters.columns import COMPUTED, label
from ..wording import listed, remarked

STEPS = ("import", "import-check", "import-check", "import-changes", "import-done")
SAMPLES = 40
MASKED = {"id", "phone"}


def stepper(now: int, job=None) -> list[dict]:
    """The five steps; the ones behind lead back while nothing is stored."""
    words = [_("选文件"), _("认表头"), _("看问题"), _("看变化"), _("完成")]
    back = job is not None and job.is_draft
    return [
        {
            "label": word,
            "state": "done" if place < now else "current" if place == now else "todo",
            "url": reverse(STEPS[place - 1], args=[job.pk] if place > 1 else [])
            if back and place < now
            else "",
        }
        for place, word in enumerate(words, 1)
    ]


def unknown_of(sheets) -> str:
    """The headers that nobody knows, to be said at the top."""
    return listed(
        column["header"]
        for _sheet, columns in sheets
        for column in columns
        if column["fate"] == "new"
    )


def summary(roster) -> str:
    """What the file was taken for."""
    return str(KINDS.get(roster.kind, KINDS["person"]))


def columns_of(sheet) -> list[dict]:
    """Every column: what it was taken for, one sample, and whether it is stored."""
    keeper = keeper_of(sheet.kind)
    stored = PERSON_KEYS | (keeper.keys if keeper else frozenset())
    return [
        {
            "header": column.path or column.header or column.letter,
            "label": label(column.key) if column.key else "",
            "sample": _sample(sheet, column),
            "fate": _fate(column.key, stored),
            "guessed": column.guessed,
        }
        for column in sheet.columns
    ]


def _fate(key, stored) -> str:
    """stored, computed (worked out here), known (recognised, not kept) or new (unknown)."""
    if not key:
        return "new"
    if key in stored or key == "seq":
        return "stored" if key != "seq" else "computed"
    return "computed" if key in COMPUTED or key == "age" else "known"


def _sample(sheet, column) -> str:
    cells = (row.raw.get(column.letter) for row in sheet.rows[:SAMPLES])
    text = str(_cell(next((cell for cell in cells if cell not in (None, "")), "")))[:30]
    return resident_id.mask(text) if text and column.key in MASKED else text


def problem_sheets(plan) -> list:
    """A sheet for each of the roster's: the rows with problems, their cells as they stand."""
    notes: dict = {}
    for problem in [*plan.unstorable, *plan.rules, *plan.look]:
        told = notes.setdefault((problem.sheet, problem.row), [])
        told.append(remarked(problem.text, problem.what))
    return [_problem_sheet(sheet, notes) for sheet in plan.roster.sheets]


def _problem_sheet(sheet, notes):
    columns = [
        excel.Column(
            column.header or column.letter, column.letter, "id" if column.key in MASKED else "text"
        )
        for column in sheet.columns
    ]
    rows = [
        {
            **{k: _cell(v) for k, v in row.raw.items()},
            "note": "\n".join(notes[sheet.name, row.number]),
        }
        for row in sheet.rows
        if (sheet.name, row.number) in notes
    ]
    return excel.Sheet(
        sheet.name or _("问题表"), [*columns, excel.Column(_("批注"), "note", width=60)], rows
    )


def _cell(value):
    """A day without its midnight; a whole number without its point."""
    if hasattr(value, "isoformat"):
        return value.isoformat()[:10]
    return int(value) if isinstance(value, float) and value.is_integer() else value
