"""Printed pages: A4, title, tables whose head is repeated, charts, page numbers as GB/T 9704.

Every page says as of which day it holds and when it was made. The same input gives the same
bytes, so `generated_at` is part of the input. Raises fonts.NoFont where the machine has no face.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from itertools import groupby
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from reportlab.lib.colors import HexColor, black, white
from reportlab.lib.pagesizes import A4
from reportlab.lib.pagesizes import landscape as turned
from reportlab.lib.units import mm
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Frame,
    KeepTogether,
    LongTable,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Spacer,
    TableStyle,
)

from . import fonts, seal_line
from .charts import Chart
from .typesetting import (
    CENTER,
    LEFT,
    MUTED,
    RIGHT,
    Style,
    ZhParagraph,
    break_lines,
    draw_line,
)

TITLE = Style(fonts.TITLE, 20, 30, align=CENTER)
SUBTITLE = Style(fonts.KAI, 12, 20, align=CENTER, before=2)
AS_OF = Style(fonts.KAI, 11, 18, align=CENTER, after=10)
BODY = Style(fonts.FANGSONG, 12, 21, indent=2)
NOTE = Style(fonts.FANGSONG, 9, 14, color=MUTED, before=3, after=3)
HEADINGS = {
    1: Style(fonts.HEI, 13, 22, indent=2, align=LEFT, before=8, after=2, keep_with_next=True),
    2: Style(fonts.KAI, 12.5, 21, indent=2, align=LEFT, before=4, after=1, keep_with_next=True),
}
# A table breaks across pages, so its caption is kept by room for a few rows, not with all of it.
CAPTION = Style(fonts.HEI, 11, 18, align=CENTER, before=8, after=3)
UNIT = Style(fonts.FANGSONG, 9.5, 13, align=RIGHT, after=2)
HEAD = Style(fonts.HEI, 10, 14, align=CENTER)
CELL = Style(fonts.FANGSONG, 10, 14, align=LEFT)
FOLIO = Style(fonts.SONG, 14, 14)
FOOT = Style(fonts.FANGSONG, 8.5, 11, color=MUTED)
MARK = Style(fonts.FANGSONG, 7.5, 9.5, align=LEFT, color=MUTED)

# top, outer, bottom, binding edge; GB/T 9704 for upright pages, wider for tables laid across.
UPRIGHT, ACROSS = (37 * mm, 26 * mm, 35 * mm, 28 * mm), (25 * mm, 20 * mm, 26 * mm, 20 * mm)
PADDING = 4
CODE, LOWEST = 13 * mm, 5 * mm  # the side of a QR code, and how near the paper's edge it may come
LINE, HEAD_FILL = HexColor("#868E99"), HexColor("#F1F3F5")
IN_TURN = NextPageTemplate(["even", "odd"])


class Paper:
    """A document put together from top to bottom, then rendered.

    `foot` is a mark of the audit chain or the like, set small under the page number, and `qr` the
    text of a code beside it; `missing` lists the characters met that cannot be printed.
    """

    def __init__(
        self,
        title: str,
        subtitle: str = "",
        *,
        as_of: date | None = None,
        landscape: bool = False,
        foot: str = "",
        qr: str = "",
        unit: str = "",
        generated_at: datetime | None = None,
    ):
        self.title, self.foot, self.unit = title, foot, unit
        self.modules = seal_line.matrix(qr) if qr else []
        self.as_of = as_of
        self.generated_at = generated_at or timezone.now()
        self.size = turned(A4) if landscape else A4
        self.margins = ACROSS if landscape else UPRIGHT
        self.missing: list[fonts.MissingGlyph] = []
        self.story: list[Any] = []
        self._say(title, TITLE)
        if subtitle:
            self._say(subtitle, SUBTITLE)
        self._say(self.as_of_line(), AS_OF)

    @property
    def measure(self) -> float:
        """Width of the type area in points."""
        return self.size[0] - self.margins[1] - self.margins[3]

    def as_of_line(self) -> str:
        """The unit and the day the facts hold, under the title."""
        day = _("截至%s") % long_date(self.as_of) if self.as_of else ""
        return "　".join(part for part in (self.unit, day) if part)

    def paragraph(self, text: str) -> None:
        """A paragraph of plain text; line breaks in `text` begin new ones."""
        for line in text.splitlines():
            self._say(line, BODY)

    def heading(self, text: str, level: int = 1) -> None:
        """A heading of level 1 (一、黑体) or 2 （（一）楷体)."""
        self._say(text, HEADINGS[level])

    def note(self, text: str) -> None:
        """A remark in small type."""
        self._say(text, NOTE)

    def chart(self, chart: Chart) -> None:
        """A chart across the type area, never cut."""
        for text in chart.texts():
            self._look(text, fonts.HEI)
        drawing = chart.drawing(min(self.measure, chart.width * 0.75))
        drawing.hAlign = "CENTER"
        self.story.append(KeepTogether([Spacer(1, 8), drawing, Spacer(1, 8)]))

    def page_break(self) -> None:
        self.story.append(PageBreak())

    def table(
        self,
        head: Sequence[str],
        rows: Iterable[Sequence[Any]],
        widths: Sequence[float] | None = None,
        numeric: Iterable[int] = (),
        *,
        title: str = "",
        unit: str = "",
    ) -> None:
        """A ruled table whose head is repeated on each page.

        `widths` are shares of the type area (by content when None); `numeric` are the columns set
        to the right; `title` stands above it, `unit` (单位：人) above its right edge.
        """
        texts = [[_cell(value) for value in row] for row in rows]
        right = {place: replace(CELL, align=RIGHT) for place in numeric}
        lines = [[self._text(text, HEAD) for text in head]] if head else []
        for row in texts:
            lines.append([self._text(t, right.get(i, CELL)) for i, t in enumerate(row)])
        if not lines:
            return
        self.story.append(CondPageBreak(40 * mm))
        if title:
            self._say(title, CAPTION)
        if unit:
            self._say(unit, UNIT)
        natural = _natural([list(head), *texts] if head else texts)
        grid = _grid(lines, _columns(widths or natural, self.measure), bool(head))
        self.story.append(grid)
        self.story.append(Spacer(1, 8))

    def render(self) -> bytes:
        """The document as PDF. A page at the end names what could not be printed."""
        out = BytesIO()
        document = BaseDocTemplate(
            out,
            pagesize=self.size,
            title=self.title,
            author=self.unit,
            creator="",
            invariant=1,
            lang="zh-CN",
            pageTemplates=self._pages(),
        )
        document.build([IN_TURN, *self.story, *self._missing_note()])
        return out.getvalue()

    def _text(self, text: str, style: Style) -> ZhParagraph:
        self._look(text, style.role)
        return ZhParagraph(text, style)

    def _say(self, text: str, style: Style) -> None:
        if text:
            self.story.append(self._text(text, style))

    def _look(self, text: str, role: str) -> None:
        known = {glyph.char for glyph in self.missing}
        self.missing += [glyph for glyph in fonts.missing(text, role) if glyph.char not in known]

    def _missing_note(self) -> list[ZhParagraph]:
        if not self.missing:
            return []
        lead = _("本机字体缺字，上文以〔编码〕代替，请用 Word 版打印或手写补正：")
        return [ZhParagraph(lead + "；".join(map(str, self.missing)), NOTE)]

    def _pages(self) -> list[PageTemplate]:
        """Odd pages bound at the left, even ones at the right."""
        top, outer, bottom, binding = self.margins
        height = self.size[1] - top - bottom
        return [
            PageTemplate(name, Frame(left, bottom, self.measure, height, 0, 0, 0, 0), self._furnish)
            for name, left in (("odd", binding), ("even", outer))
        ]

    def _furnish(self, canvas, document) -> None:
        """Running head, page number at the outer edge, the day, and the audit mark."""
        number, (top, outer, bottom, binding) = document.page, self.margins
        odd = number % 2 == 1
        left = binding if odd else outer
        edges = {True: left + self.measure, False: left}
        base = bottom - 7 * mm - FOLIO.size
        folio = replace(FOLIO, align=RIGHT if odd else LEFT)
        inset = -FOLIO.size if odd else FOLIO.size
        draw_line(canvas, edges[odd] + inset, base, f"— {number} —", folio)
        made = replace(FOOT, align=LEFT if odd else RIGHT)
        draw_line(canvas, edges[not odd], base + 2, self._made(), made)
        self._draw_mark(canvas, left, base - 14)
        self._draw_code(canvas, left, base - 6)
        if number > 1:
            self._draw_running_head(canvas, left, self.size[1] - top + 8)

    def _made(self) -> str:
        moment = self.generated_at
        local = timezone.localtime(moment) if timezone.is_aware(moment) else moment
        made = _("生成于%s") % f"{local:%Y-%m-%d %H:%M}"
        return _("截至%s") % self.as_of.isoformat() + "　" + made if self.as_of else made

    def _draw_mark(self, canvas, left: float, y: float) -> None:
        if not self.foot:
            return
        canvas.setStrokeColor(LINE)
        canvas.setLineWidth(0.4)
        canvas.line(left, y + 9, left + self.measure, y + 9)
        text = fonts.printable(self.foot, MARK.role)
        for line in break_lines(text, MARK.role, MARK.size, self.measure, self.measure)[:2]:
            draw_line(canvas, left, y, line, MARK)
            y -= MARK.leading

    def _draw_code(self, canvas, left: float, top: float) -> None:
        """Under the rule at the right, or where the foot is too low for that, in its middle."""
        if not self.modules:
            return
        low = top - CODE < LOWEST
        x = left + (self.measure - CODE) / 2 if low else left + self.measure - CODE
        side, y = CODE / len(self.modules), LOWEST + CODE if low else top
        canvas.setFillColor(white)
        canvas.rect(x, y - CODE, CODE, CODE, stroke=0, fill=1)
        canvas.setFillColor(black)
        path = canvas.beginPath()
        for number, row in enumerate(self.modules, 1):
            for place, length in _runs(row):
                path.rect(x + place * side, y - number * side, length * side, side)
        canvas.drawPath(path, stroke=0, fill=1)

    def _draw_running_head(self, canvas, left: float, y: float) -> None:
        text = fonts.printable(self.title, FOOT.role)
        draw_line(canvas, left, y, text, replace(FOOT, align=LEFT))
        canvas.setStrokeColor(LINE)
        canvas.setLineWidth(0.4)
        canvas.line(left, y - 4, left + self.measure, y - 4)


def _runs(row: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """(place, length) of each dark stretch: one rectangle each leaves no hairlines."""
    place = 0
    for dark, several in groupby(row):
        length = len(list(several))
        if dark:
            yield place, length
        place += length


def long_date(day: date) -> str:
    """2026年10月31日 in Chinese, the language's own form otherwise."""
    return date_format(day, _("Y年n月j日"))


def _cell(value: Any) -> str:
    return "" if value is None else str(value)


def _natural(rows: Sequence[Sequence[str]]) -> list[float]:
    """Widths by content: what the longest cell of each column wants, in points."""
    return [max(_extent(text) for text in texts) for texts in zip(*rows, strict=True)]


def _extent(text: str) -> float:
    """Points that a cell wants in one line, with padding and a little air."""
    return fonts.width(fonts.printable(text, CELL.role), CELL.role, CELL.size) + 2 * PADDING + 6


def _columns(wanted: Sequence[float], measure: float) -> list[float]:
    """Widths that fill the measure: room to spare is shared in proportion, a lack of it is borne
    by the wide columns alone, so that dates and names stay on one line."""
    widths, room = list(wanted), measure
    wide = sorted(range(len(wanted)), key=wanted.__getitem__)
    while wide and wanted[wide[0]] <= room / len(wide):
        room -= wanted[wide.pop(0)]
    roots = {place: wanted[place] ** 0.5 for place in wide}
    for place, root in roots.items():
        widths[place] = room * root / sum(roots.values())
    return [width * measure / sum(widths) for width in widths]


def _grid(lines: list[list[ZhParagraph]], widths: list[float], headed: bool) -> LongTable:
    look = [
        ("GRID", (0, 0), (-1, -1), 0.4, LINE),
        ("BOX", (0, 0), (-1, -1), 0.8, LINE),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LEFTPADDING", (0, 0), (-1, -1), PADDING),
        ("RIGHTPADDING", (0, 0), (-1, -1), PADDING),
        ("TOPPADDING", (0, 0), (-1, -1), 3),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
    ]
    head = [("BACKGROUND", (0, 0), (-1, 0), HEAD_FILL)] if headed else []
    return LongTable(lines, colWidths=widths, repeatRows=int(headed), style=TableStyle(look + head))
