"""A workbook as people with findings: the package's front door, without a database."""

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from casework import resident_id

from . import branches as branch_list
from .cells import read_id, sex_codes
from .columns import PERSONAL
from .findings import Finding, levels, messages, note
from .header import SEARCHED_ROWS, find_header, match
from .kinds import TALENT, kind_of
from .lines import Lines
from .people import compare_people
from .person import Person, Sheetwise
from .reader import Refused, open_book
from .shapes import is_card_layout, is_statistics
from .text import clean, fold, is_blank, is_empty
from .vocabulary import stage

VILLAGE = re.compile(r".+(村|社区|居委会)")
GENERIC_JOIN = re.compile(r"入党(时间|日期|年月)")
FILL_DOWN = {"village", "branch"}


@dataclass
class Sheet:
    """One sheet of people: Excel's header rows, columns, rows, skipped (row, why), findings."""

    name: str
    kind: str = "person"
    header_rows: list = field(default_factory=list)
    columns: list = field(default_factory=list)
    rows: list = field(default_factory=list)
    skipped: list = field(default_factory=list)
    findings: list = field(default_factory=list)


@dataclass
class Roster:
    """A file: accepted, or refused with a reason; `findings` concern the file as a whole."""

    file: str
    accepted: bool = True
    reason: str = ""
    kind: str = "person"
    sheets: list = field(default_factory=list)
    findings: list = field(default_factory=list)

    @property
    def people(self):
        """Every row of every sheet, with its sheet."""
        return [(sheet, row) for sheet in self.sheets for row in sheet.rows]


class NotRoster(Exception):
    """A sheet that lists no people; carries the code and the sentence."""

    def __init__(self, code, sentence):
        super().__init__(sentence)
        self.code = code


def read(source, filename, as_of, branches=None):
    """Read a file (path or bytes) into a Roster; never raises for what a file holds.

    `as_of`: the statistics date. `branches`: a Branches, or None for the project's list.
    """
    branches = branch_list.default() if branches is None else branches
    roster = Roster(Path(filename).name)
    try:
        book = open_book(source, roster.file)
        _read_sheets(roster, book, as_of, branches)
    except Refused as refusal:
        roster.accepted, roster.reason = False, str(refusal)
    return roster


def _read_sheets(roster, book, as_of, branches):
    refusals = []
    for grid in book.grids:
        try:
            roster.sheets.append(_read_sheet(grid, roster.file, as_of, branches))
        except NotRoster as refusal:
            refusals.append((grid, refusal))
    roster.findings += _hidden_notes(book)
    if not roster.sheets:
        _refuse(roster, [refusal for grid, refusal in refusals if grid.rows])
        return
    for grid, refusal in refusals:
        if grid.rows:
            roster.findings.append(note(_left_out(grid, refusal)))
    compare_people(roster.sheets)
    roster.kind = Counter(sheet.kind for sheet in roster.sheets).most_common(1)[0][0]


def _left_out(grid, refusal):
    return _("工作表“%(name)s”未读取：%(why)s") % {"name": grid.name, "why": refusal}


def _hidden_notes(book):
    return [note(_("隐藏的工作表“%(name)s”未读取。") % {"name": name}) for name in book.hidden]


def _refuse(roster, refusals):
    roster.accepted = False
    if not refusals:
        roster.reason = _("文件里没有内容。")
        return
    roster.reason = str(refusals[0])
    code = refusals[0].code
    roster.findings.append(Finding(code, levels[code], "", roster.reason))


def _not_roster(grid):
    """Why a grid without a header is no roster."""
    if is_statistics(grid):
        return NotRoster("NOT_ROSTER", _("这是统计表，不是花名册，不能导入。"))
    cells = [cell for row in grid.rows[:SEARCHED_ROWS] for cell in row if isinstance(cell, str)]
    if any(match(cell) == "name" for cell in cells):
        sentence = _("表头里认出的列太少（至少要有“姓名”等三列），不像人员花名册。")
        return NotRoster("NOT_ROSTER", sentence)
    return NotRoster("NOT_ROSTER", _("前15行里没有找到含“姓名”的表头，不像人员花名册。"))


def _read_sheet(grid, filename, as_of, branches):
    if is_card_layout(grid):
        raise NotRoster(
            "CARD_LAYOUT", _("这是一人一块的卡片式表，不能按行读取，请整理成一人一行的花名册。")
        )
    header = find_header(grid)
    if header is None:
        raise _not_roster(grid)
    lines = Lines(grid, header)
    sheet = Sheet(grid.name, columns=header.columns, header_rows=[r + 1 for r in header.rows])
    sheet.kind = _kind(grid, header, filename)
    _name_join(sheet)
    people = _sort_rows(grid, header, lines, sheet)
    _name_category(grid, sheet, people)
    shared = _shared(grid, sheet, people, as_of, branches)
    sheet.rows = [Person(shared, index).read() for index in people]
    _add_village(grid, sheet, branches)
    sheet.findings += _sheet_notes(grid, sheet, people)
    return sheet


def _kind(grid, header, filename):
    titles = [clean(v) for row in grid.rows[: header.rows[0]] for v in row if not is_blank(v)]
    return kind_of(grid.name, titles, filename, [column.key for column in header.columns])


def _name_join(sheet):
    """入党时间 is `join` in rosters of cadres, and beside a column that says it better."""
    places = [column for column in sheet.columns if column.key in ("probation", "probation2")]
    generic = [column for column in places if GENERIC_JOIN.match(fold(column.header))]
    if generic and (sheet.kind in TALENT or len(places) > 1):
        generic[0].key = "join"
        for column in places:
            if column.key == "probation2":
                column.key = "probation"


def _name_category(grid, sheet, people):
    """人员类别 is a stage or an occupation (农民, 务工…): most of its values say which."""
    column = next((column for column in sheet.columns if column.key == "category"), None)
    if column is None or _place(sheet, "job") is not None:
        return
    texts = [v for index in people if not is_empty(v := grid.cell(index, column.index))]
    if 2 * sum(stage(text) is None for text in texts) > len(texts):
        column.key = "job"


def _sort_rows(grid, header, lines, sheet):
    """The indexes of the rows that are people; the others go to `skipped` with a reason."""
    people = []
    sheet.skipped = [(i + 1, lines.why_above(i)) for i in range(header.rows[0])]
    for index in range(header.rows[-1] + 1, len(grid.rows)):
        why = lines.why_not(index)
        if not why:
            people.append(index)
            continue
        sheet.skipped.append((index + 1, why))
        if why == "header" and people:
            sheet.findings.append(_extra_header(index + 1))
    return people


def _extra_header(number):
    sentence = _("第%(row)s行 %(what)s") % {"row": number, "what": messages["EXTRA_HEADER_ROW"]}
    return RowFinding("EXTRA_HEADER_ROW", levels["EXTRA_HEADER_ROW"], "", sentence, number)


@dataclass(frozen=True)
class RowFinding(Finding):
    """A finding about a row that is no person."""

    row: int = 0


def _shared(grid, sheet, people, as_of, branches):
    shared = Sheetwise(grid, sheet.columns, as_of, branches, sheet.kind)
    shared.sex_codes = _sex_codes(grid, sheet, people)
    shared.filled = _filled(grid, sheet, people)
    return shared


def _place(sheet, key):
    return next((column.index for column in sheet.columns if column.key == key), None)


def _sex_codes(grid, sheet, people):
    sex, number = _place(sheet, "sex"), _place(sheet, "id")
    if sex is None:
        return {}
    pairs = []
    for index in people:
        text = fold(grid.cell(index, sex))
        if text in ("0", "1", "2"):
            found, codes = read_id(grid.cell(index, number)) if number is not None else (None, [1])
            pairs.append((text, None if codes else resident_id.sex(found)))
    return sex_codes(pairs)


def _filled(grid, sheet, people):
    """Values that stand for several rows: merged ranges, and blocks written once."""
    filled = {}
    for column in sheet.columns:
        if not column.key or column.key in PERSONAL:
            continue
        for index in people:
            anchor = grid.anchor(index, column.index)
            if anchor and anchor[0] < index and anchor[1] == column.index:
                filled[index, column.index] = grid.cell(*anchor)
        if column.key in FILL_DOWN and not grid.merged:
            filled.update(_written_once(grid, column.index, people))
    return filled


def _written_once(grid, place, people):
    """Without merged cells: a first row that is filled, and most others blank, is a block."""
    blank = [index for index in people if is_blank(grid.cell(index, place))]
    if not people or people[0] in blank or 2 * len(blank) <= len(people):
        return {}
    found, last = {}, ""
    for index in people:
        value = grid.cell(index, place)
        last = last if is_blank(value) else value
        found[index, place] = last
    return found


def _add_village(grid, sheet, branches):
    """A sheet named after a village says where its people are, if no column does."""
    name = clean(grid.name)
    if _place(sheet, "village") is not None or _place(sheet, "branch") is not None:
        return
    if name in branches.villages or VILLAGE.fullmatch(name) or f"{name}村" in branches.villages:
        for row in sheet.rows:
            row.values["village"] = f"{name}村" if f"{name}村" in branches.villages else name


def _sheet_notes(grid, sheet, people):
    hidden = len(grid.look.hidden_rows & set(people))
    known = {c.index for c in sheet.columns if c.key}
    uncached = sum(row in set(people) and col in known for row, col in grid.look.uncached)
    texts = [
        _("有%(n)s行被筛选隐藏，已一并读取。") % {"n": hidden} if hidden else "",
        _("有%(n)s格公式没有保存结果，请用 Excel 打开后重新保存再导入。") % {"n": uncached}
        if uncached
        else "",
        "" if people else _("表头已认出，但没有一行人员。"),
    ]
    return [note(text) for text in texts if text]
