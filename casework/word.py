"""Word documents in the page frame of GB/T 9704-2012: for whatever is edited, signed or stamped.

Twenty-two lines of twenty-eight characters: the lines by a grid, the characters by 0.2 pt less
between them. A grid of characters would say the same, but LibreOffice spreads the text by it.

The official faces are named, never embedded; the font table says what to take where a machine
lacks them. Measures in twips (1/20 pt) as the file has them.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.section import WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor, Twips
from docx.text.paragraph import Paragraph
from lxml import etree

from . import seal_line
from .charts import Chart
from .excel import clean

TITLE_FACE, HEI, SONG = "方正小标宋简体", "黑体", "宋体"
FANGSONG, KAI = "仿宋_GB2312", "楷体_GB2312"
LATIN = "Times New Roman"
# What stands in for a face that the machine lacks.
ALTERNATIVES = {
    TITLE_FACE: "华文中宋,宋体,SimSun",
    FANGSONG: "仿宋,FangSong",
    KAI: "楷体,KaiTi",
    HEI: "SimHei",
    SONG: "SimSun",
}
PAGE = {"page_width": 11906, "page_height": 16838}
MARGINS = {"top_margin": 2098, "left_margin": 1588, "right_margin": 1474, "bottom_margin": 1984}
FOOTER_DISTANCE = Mm(23)
CENTER, LEFT, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT
JUSTIFY = WD_ALIGN_PARAGRAPH.JUSTIFY

# style -> (face, size and exact leading in pt, alignment, first line in hundredths of a character)
STYLES = {
    "公文标题": (TITLE_FACE, 22, 35, CENTER, 0),
    "公文正文": (FANGSONG, 16, 28.95, JUSTIFY, 200),
    "公文主送": (FANGSONG, 16, 28.95, LEFT, 0),
    "公文一级": (HEI, 16, 28.95, LEFT, 200),
    "公文二级": (KAI, 16, 28.95, LEFT, 200),
    "公文落款": (FANGSONG, 16, 28.95, RIGHT, 0),
    "表题": (HEI, 14, None, CENTER, 0),
    "表头": (HEI, 10.5, None, CENTER, 0),
    "表文": (FANGSONG, 10.5, None, LEFT, 0),
    "页码": (SONG, 14, None, LEFT, 0),
}
LEADING = 28.95
CODE = Mm(22)  # side of a QR code
# What the schema puts after an indent, in so far as it is used here.
AFTER_INDENT = ("w:jc", "w:textAlignment", "w:outlineLvl")
AFTER_NUMBERS = ("w:cols", "w:titlePg", "w:textDirection", "w:docGrid")
HEADINGS = {1: "公文一级", 2: "公文二级"}


class Letter:
    """A report or letter put together from top to bottom, then rendered."""

    def __init__(self, title: str, *, landscape: bool = False, author: str = ""):
        self.document: DocumentType = Document()
        self._set_page(landscape)
        _define_styles(self.document)
        _name_faces(self.document)
        self._number_pages()
        properties = self.document.core_properties
        properties.title, properties.author, properties.comments = clean(title), clean(author), ""
        self._say(title, "公文标题")

    def begin_again(self, title: str) -> None:
        """Another paper in the same file: on a new page, numbered from 1."""
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        numbers = OxmlElement("w:pgNumType")
        numbers.set(qn("w:start"), "1")
        section._sectPr.insert_element_before(numbers, *AFTER_NUMBERS)
        self._say(title, "公文标题")

    def addressee(self, text: str) -> None:
        """Whom it is sent to: one empty line under the title, flush left, full-width colon."""
        self._say("", "公文正文")
        self._say(text.rstrip("：:") + "：", "公文主送")

    def heading(self, text: str, level: int = 1) -> None:
        """A heading of level 1 (一、黑体) or 2 （（一）楷体)."""
        self._say(text, HEADINGS[level]).paragraph_format.keep_with_next = True

    def paragraph(self, text: str) -> None:
        """A paragraph of plain text; line breaks in `text` begin new ones."""
        for line in text.splitlines():
            self._say(line, "公文正文")

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
        """A ruled table as in pdf.Paper.table: repeated head, `widths` as shares of the page."""
        if title:
            self._say(title, "表题").paragraph_format.keep_with_next = True
        if unit:
            line = self._say(unit, "表文")
            line.alignment, line.paragraph_format.keep_with_next = RIGHT, True
        texts = [["" if value is None else str(value) for value in row] for row in rows]
        grid = self.document.add_table(1 + len(texts), len(head), "Table Grid")
        grid.alignment, grid.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        _fill(grid, [list(head), *texts], set(numeric))
        _set_widths(grid, widths or _natural([list(head), *texts]), self._measure())

    def chart(self, chart: Chart) -> None:
        """A chart as a picture of 300 dpi. Raises fonts.NoFont."""
        line = self._say("", "表题")
        picture = line.add_run().add_picture(BytesIO(chart.png()), Twips(self._measure()))
        picture._inline.docPr.set("descr", clean(chart.label))

    def signature(self, unit: str, on: date) -> None:
        """Unit and date under the text."""
        self.closing(unit, f"{on.year}年{on.month}月{on.day}日")

    def closing(self, *lines: str) -> None:
        """Lines under the text: the last four characters from the right, the others above its
        middle."""
        self._say("", "公文正文")
        for text in lines:
            indent = 4 + (_wide(lines[-1]) - _wide(text)) / 2
            line = self._say(text, "公文落款")
            line.paragraph_format.right_indent = Pt(max(indent, 0) * 16)

    def seal(self, words: str, code: str) -> None:
        """The mark of the event that tells of the export, and its QR code (seal_line)."""
        line = self._say("", "表文")
        drawn = line.add_run().add_picture(BytesIO(seal_line.picture(code)), CODE)
        drawn._inline.docPr.set("descr", clean(words))
        line.paragraph_format.space_before, line.paragraph_format.keep_with_next = Pt(LEADING), True
        self._say(words, "表文")

    def render(self) -> bytes:
        """The document as .docx."""
        out = BytesIO()
        self.document.save(out)
        return out.getvalue()

    def _say(self, text: str, style: str) -> Paragraph:
        return self.document.add_paragraph(clean(text), style)

    def _measure(self) -> int:
        """Width of the type area in twips."""
        section = self.document.sections[0]
        return (section.page_width - section.left_margin - section.right_margin) // 635

    def _set_page(self, landscape: bool) -> None:
        section = self.document.sections[0]
        for name, value in {**PAGE, **MARGINS}.items():
            setattr(section, name, Twips(value))
        section.footer_distance = FOOTER_DISTANCE
        if landscape:
            section.orientation = 1
            section.page_width, section.page_height = section.page_height, section.page_width
        grid = section._sectPr.find(qn("w:docGrid"))
        if grid is None:
            grid = OxmlElement("w:docGrid")
            section._sectPr.append(grid)
        for name, value in {"type": "lines", "linePitch": "579"}.items():
            grid.set(qn(f"w:{name}"), value)

    def _number_pages(self) -> None:
        """— 1 — at the outer edge, one character in: odd pages right, even pages left."""
        self.document.settings.odd_and_even_pages_header_footer = True
        section = self.document.sections[0]
        for footer, align in ((section.footer, RIGHT), (section.even_page_footer, LEFT)):
            line = footer.paragraphs[0]
            line.style, line.alignment = self.document.styles["页码"], align
            inset = Pt(14)
            if align == RIGHT:
                line.paragraph_format.right_indent = inset
            else:
                line.paragraph_format.left_indent = inset
            _add_page_field(line)


def _wide(text: str) -> float:
    """Width in characters of the body size; figures and letters take half of one."""
    return sum(1 if ord(char) > 0x2E7F else 0.5 for char in text)


def _define_styles(document: DocumentType) -> None:
    _set_faces(document.styles["Normal"], FANGSONG, 16)
    for name, (face, size, leading, align, first) in STYLES.items():
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Normal"]
        style.quick_style = True
        _set_faces(style, face, size)
        shape = style.paragraph_format
        air = Pt(0 if leading else 2)
        shape.alignment, shape.space_before, shape.space_after = align, air, air
        if leading:
            shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(leading)
        else:
            _leave_grid(style)
        if leading == LEADING:
            _condense(style)
        if first:
            _indent_first(style, first)
        if name in HEADINGS.values():
            _outline(style, list(HEADINGS.values()).index(name))


def _set_faces(style, face: str, size: float) -> None:
    style.font.name, style.font.size = LATIN, Pt(size)
    style.font.color.rgb = RGBColor(0, 0, 0)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), face)


def _indent_first(style, hundredths: int) -> None:
    """First line by characters, so that it follows the size of the type."""
    indent = OxmlElement("w:ind")
    indent.set(qn("w:firstLineChars"), str(hundredths))
    indent.set(qn("w:firstLine"), str(hundredths * 16 * 20 // 100))
    style.element.get_or_add_pPr().insert_element_before(indent, *AFTER_INDENT)


def _leave_grid(style) -> None:
    """Small type in tables and page feet takes its own height, not that of a body line."""
    snap = OxmlElement("w:snapToGrid")
    snap.set(qn("w:val"), "0")
    followers = ("w:spacing", "w:ind", *AFTER_INDENT)
    style.element.get_or_add_pPr().insert_element_before(snap, *followers)


def _outline(style, level: int) -> None:
    """Headings show in the navigation pane."""
    outline = OxmlElement("w:outlineLvl")
    outline.set(qn("w:val"), str(level))
    style.element.get_or_add_pPr().append(outline)


def _condense(style) -> None:
    """0.2 pt less between characters: 28 of them in 156 mm."""
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), "-4")
    followers = ("w:w", "w:kern", "w:position", "w:sz", "w:szCs")
    style.element.rPr.insert_element_before(spacing, *followers)


def _name_faces(document: DocumentType) -> None:
    """altName for every face in fontTable.xml, so that a machine without it takes the right one."""
    parts = document.part.package.iter_parts()
    table = next(part for part in parts if part.partname == "/word/fontTable.xml")
    root = parse_xml(table.blob)
    for face, others in ALTERNATIVES.items():
        root.append(
            parse_xml(
                f'<w:font {nsdecls("w")} w:name="{face}"><w:altName w:val="{others}"/>'
                '<w:charset w:val="86"/><w:family w:val="auto"/><w:pitch w:val="default"/></w:font>'
            )
        )
    table._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _add_page_field(line: Paragraph) -> None:
    line.add_run("— ")
    field = parse_xml(
        f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    )
    line._p.append(field)
    line.add_run(" —")


def _fill(grid, texts: list[list[str]], numeric: set[int]) -> None:
    for row, values in zip(grid.rows, texts, strict=True):
        head = row is grid.rows[0] or values is texts[0]
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        if head:
            row._tr.trPr.append(OxmlElement("w:tblHeader"))
        for place, (cell, text) in enumerate(zip(row.cells, values, strict=True)):
            line = cell.paragraphs[0]
            line.style, line.text = "表头" if head else "表文", clean(text)
            if place in numeric and not head:
                line.alignment = RIGHT


def _natural(rows: list[list[str]]) -> list[float]:
    """Shares by content: the square root keeps a long remark from taking the whole page."""
    columns = zip(*rows, strict=True)
    return [max(max(_wide(text) for text in texts), 1.5) ** 0.7 for texts in columns]


def _set_widths(grid, shares: Sequence[float], measure: int) -> None:
    total = sum(shares)
    widths = [Twips(int(measure * share / total)) for share in shares]
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    for row in grid.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width
