"""Workbooks: one sheet is one table, as on the screen, ready for WPS and for the printer.

Text stays text (no formula, no link), numbers of identity stay text in '@' columns, dates are
dates. Nothing is merged; the head is frozen, filtered and repeated on paper. Who reports, when,
and as of which day stands in the page foot and below the table.
"""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import IO, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django_tables2 import DateColumn, DateTimeColumn
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import Worksheet

KINDS = ("text", "date", "number", "id")
FORMATS = {"text": "General", "date": "yyyy-mm-dd", "number": "General", "id": "@"}
FACE = "宋体"
LAST_ROW = 1_048_575
CELL_UNITS = 32_767
NARROWEST, WIDEST = 6, 48
UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
FORBIDDEN_IN_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


class SheetFull(Exception):
    """More rows than a worksheet holds (1 048 576 with its head)."""


@dataclass(frozen=True)
class Column:
    """One column. `kind` is text, date, number or id (text that looks like a number).

    `width` in characters of the default face; by content when None.
    """

    title: str
    key: str
    kind: str = "text"
    width: float | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"unknown kind of column: {self.kind}")


@dataclass(frozen=True)
class Sheet:
    """A table: rows are mappings by the columns' keys, or sequences in their order."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Any]
    title: str = ""
    notes: Sequence[str] = ()


@dataclass(frozen=True)
class Stamp:
    """Who reports, on which day it was filled in, and as of which day the facts are.

    `seal` is the mark of the event that tells of the export, `code` its whole (seal_line).
    """

    unit: str = ""
    filled_on: date | None = None
    as_of: date | None = None
    seal: str = ""
    code: str = ""

    def parts(self) -> list[str]:
        filled = self.filled_on or timezone.localdate()
        lines = [_("填报日期：%s") % filled.isoformat()]
        lines += [_("截至日：%s") % self.as_of.isoformat()] if self.as_of else []
        lines += [self.seal] if self.seal else []
        return [_("填报单位：%s") % self.unit, *lines] if self.unit else lines

    def below(self) -> list[str]:
        """The lines under a table."""
        return ["　".join(self.parts()), *([self.code] if self.code else [])]


def workbook(sheets: Iterable[Sheet], stamp: Stamp | None = None) -> bytes:
    """The sheets as one .xlsx. Raises SheetFull."""
    out = BytesIO()
    write(out, sheets, stamp)
    return out.getvalue()


def write(out: IO[bytes], sheets: Iterable[Sheet], stamp: Stamp | None = None) -> None:
    """Write the sheets to a binary file, row by row: memory does not grow with the rows."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    stamp, taken = stamp or Stamp(), set()
    with Workbook(out, options) as book:
        pen = _Pen(book)
        for sheet in sheets:
            name = sheet_name(sheet.name, taken)
            taken.add(name.lower())
            _fill(pen, book.add_worksheet(name), sheet, stamp)


def sheet_name(name: str, taken: Iterable[str] = ()) -> str:
    """`name` within Excel's limits: 31 units, no []:*?/\\, no apostrophe at an end, unique.

    `taken` holds the names in use, in lower case.
    """
    base = FORBIDDEN_IN_NAME.sub(" ", clean(name)).strip(" '") or _("表")
    base = base + "_" if base.lower() == "history" else base
    result, number = _cut(base, 31), 2
    while result.lower() in taken:
        result, number = f"{_cut(base, 31 - len(str(number)) - 2)}({number})", number + 1
    return result


def clean(text: str) -> str:
    """`text` without characters that XML cannot hold."""
    return UNSTORABLE.sub("", text)


def _cut(text: str, units: int) -> str:
    """The longest beginning of `text` that takes at most `units` UTF-16 units, as Excel counts."""
    return text.encode("utf-16-le")[: units * 2].decode("utf-16-le", "ignore")


def _fits(text: str) -> str:
    """What of `text` one cell holds; an ellipsis shows that something was left out."""
    text = clean(text)
    whole = len(text.encode("utf-16-le")) // 2 <= CELL_UNITS
    return text if whole else _cut(text, CELL_UNITS - 1) + "…"


class _Pen:
    """The formats of a workbook and how each kind of value is written."""

    def __init__(self, book: Workbook):
        cell = {"font_name": FACE, "font_size": 11, "valign": "vcenter", "border": 1}
        cell |= {"border_color": "#C9CED6"}
        wrap = {"text": {"text_wrap": True}, "number": {"align": "right"}}
        self.cells = {
            kind: book.add_format(cell | {"num_format": code} | wrap.get(kind, {}))
            for kind, code in FORMATS.items()
        }
        head = {"bold": True, "align": "center", "text_wrap": True, "bg_color": "#F1F3F5"}
        self.head = book.add_format(cell | head)
        self.note = book.add_format({"font_name": FACE, "font_size": 10, "font_color": "#5B6470"})

    def put(self, page: Worksheet, row: int, place: int, value: Any, kind: str) -> str:
        """Write one value; returns the text it shows, for the width of the column."""
        look = self.cells[kind]
        if value is None or value == "":
            page.write_blank(row, place, None, look)
            return ""
        if kind == "date" and isinstance(value, date) and value.year >= 1900:
            page.write_datetime(row, place, _naive(value), look)
            return value.strftime("%Y-%m-%d")
        if kind in ("number", "text") and _is_number(value):
            page.write_number(row, place, value, self.cells["number"])
            return str(value)
        text = _fits(_shown(value))
        page.write_string(row, place, text, look)
        return text


def _is_number(value: Any) -> bool:
    """A finite number that Excel keeps exactly enough; longer integers are written as text."""
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return False
    return math.isfinite(value) and abs(value) < 10**15


def _naive(value: date) -> date:
    """A moment in local time without its zone: Excel knows none."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.make_naive(value)
    return value


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, date):
        return _naive(value).isoformat(*([" ", "minutes"] if isinstance(value, datetime) else []))
    return str(value)


def cells_wide(text: str) -> float:
    """Width in characters of the widest line; a Chinese character counts two."""
    return max((sum(1 + (ord(c) > 0x2E7F) for c in line) for line in text.split("\n")), default=0)


def _fill(pen: _Pen, page: Worksheet, sheet: Sheet, stamp: Stamp) -> None:
    widths = [_head_width(column) for column in sheet.columns]
    page.set_row(0, 30)
    for place, column in enumerate(sheet.columns):
        page.write_string(0, place, clean(column.title), pen.head)
    last = 0
    for last, values in enumerate(_values(sheet), 1):
        if last > LAST_ROW:
            raise SheetFull(_("“%s”超过一张工作表能放的行数，请先筛选") % sheet.name)
        for place, (column, value) in enumerate(zip(sheet.columns, values, strict=True)):
            text = pen.put(page, last, place, value, column.kind)
            widths[place] = max(widths[place], cells_wide(text))
    _set_widths(page, sheet.columns, widths)
    _below(pen, page, last + 2, [*sheet.notes, *stamp.below()])
    _lay_out(page, sheet, last, stamp)


def _head_width(column: Column) -> float:
    """Room for the title with its filter arrow, in two lines when it is long."""
    wide = cells_wide(column.title)
    return (wide if wide <= 12 else wide / 2) + 3


def _values(sheet: Sheet) -> Iterator[Sequence[Any]]:
    keys = [column.key for column in sheet.columns]
    for row in sheet.rows:
        yield [row.get(key) for key in keys] if hasattr(row, "get") else list(row)


def _set_widths(page: Worksheet, columns: Sequence[Column], widths: Sequence[float]) -> None:
    for place, (column, wide) in enumerate(zip(columns, widths, strict=True)):
        page.set_column(place, place, column.width or min(max(wide + 1, NARROWEST), WIDEST))


def _below(pen: _Pen, page: Worksheet, row: int, lines: Sequence[str]) -> None:
    """Notes under the table, one blank row away, so that sorting and filtering leave them."""
    if row + len(lines) <= LAST_ROW:
        for offset, line in enumerate(lines):
            page.write_string(row + offset, 0, _fits(line), pen.note)


def _lay_out(page: Worksheet, sheet: Sheet, last: int, stamp: Stamp) -> None:
    width = max(len(sheet.columns) - 1, 0)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, last, width)
    _silence(page, sheet.columns, last)
    page.set_landscape()
    page.set_paper(9)
    page.set_margins(left=0.6, right=0.6, top=0.9, bottom=0.8)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    title = sheet.title or sheet.name
    page.set_header("&C&14" + _page_text(" " + title, 200))
    stamped = _page_text("　".join(stamp.parts()), 180)
    page.set_footer("&L&9" + " " + stamped + "&R&9 " + _("第 &P 页 共 &N 页"))


def _silence(page: Worksheet, columns: Sequence[Column], last: int) -> None:
    """No green corner on numbers that are text on purpose."""
    places = [place for place, column in enumerate(columns) if column.kind == "id"]
    if places and last:
        areas = " ".join(xl_range(1, place, last, place) for place in places)
        page.ignore_errors({"number_stored_as_text": areas})


def _page_text(text: str, units: int) -> str:
    """Text for a page head or foot, where & introduces a code."""
    return _cut(clean(text), units).replace("&", "&&")


def from_table(table, name: str = "", *, title: str = "", notes: Sequence[str] = ()) -> Sheet:
    """The workbook's side of a django-tables2 table: its export columns, all its rows.

    A column says its kind by `attrs={"export": {"kind": "id", "width": 20}}`; date columns know
    theirs. Dates and numbers come from the record, everything else as the table's value.
    """
    bound = [column for column in table.columns.iterall() if not column.column.exclude_from_export]
    columns = [_column_of(item) for item in bound]
    pairs = list(zip(bound, columns, strict=True))
    rows = ([_value_of(row, *pair) for pair in pairs] for row in table.rows)
    label = name or title or _("名单")
    return Sheet(label, columns, rows, title=title or label, notes=notes)


def _column_of(bound) -> Column:
    export = bound.column.attrs.get("export", {})
    dated = isinstance(bound.column, (DateColumn, DateTimeColumn))
    kind = export.get("kind", "date" if dated else "text")
    return Column(str(bound.header), bound.name, kind, export.get("width"))


def _value_of(row, bound, column: Column) -> Any:
    if column.kind in ("date", "number"):
        raw = bound.accessor.resolve(row.record, quiet=True)
        if isinstance(raw, (date, int, float, Decimal)):
            return raw
    value = row.get_cell_value(bound.name)
    return "" if value == bound.default else value  # the dash of the screen is an empty cell
