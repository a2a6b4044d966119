"""One geometry, two pictures: SVG for the page and a reportlab Drawing for paper.

`charts.py` lays charts out with these marks. A `Chart` is a list of them in pixels from the top
left corner. `.svg()` gives classes and presentation attributes (a style sheet may override the
colours), a <title> for each mark that counts something, no ids, no inline style. `.drawing()`
gives the same marks in points. Women are told from men by hatching as well as by colour.
"""

from dataclasses import dataclass, field
from html import escape
from io import BytesIO

import pypdfium2
from reportlab.graphics import renderPDF
from reportlab.graphics.shapes import Circle, Drawing, Group, Line, PolyLine, Rect, String
from reportlab.lib.colors import HexColor

from . import fonts
from .wording import labelled

# Colours by class; contrast on white is checked in the tests (text 4.5, marks 3).
PALETTE = {
    "men": "#2F6FB2",
    "women": "#B4501E",
    "hatch": "#FFFFFF",
    "bar": "#2F6FB2",
    "track": "#E8EBEE",
    "done": "#146C43",
    "goal": "#8A4B00",
    "curve": "#0B57D0",
    "dot": "#0B57D0",
    "title": "#1F2328",
    "label": "#1F2328",
    "value": "#1F2328",
    "muted": "#5B6470",
    "grid": "#E1E4E8",
    "axis": "#868E99",
}
TITLE, LABEL, SMALL = 15, 13, 12
HATCH_STEP = 6


def text_width(text: str, size: float) -> float:
    """Pixels that a text takes, near enough to lay a chart out before any font is known."""
    return sum(1.0 if ord(char) > 0x2E7F else 0.56 for char in text) * size


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


@dataclass(frozen=True)
class Box:
    x: float
    y: float
    width: float
    height: float
    kind: str
    tip: str = ""
    hatched: bool = False

    def svg(self) -> str:
        place = f'x="{_n(self.x)}" y="{_n(self.y)}" width="{_n(self.width)}"'
        size = f'height="{_n(self.height)}" fill="{PALETTE[self.kind]}"'
        tip = f"<title>{escape(self.tip)}</title>" if self.tip else ""
        rect = f'<rect class="chart-{self.kind}" {place} {size}'
        if not self.hatched:
            return f"{rect}>{tip}</rect>" if tip else f"{rect}/>"
        path = "".join(f"M{_n(a)} {_n(b)}L{_n(c)} {_n(d)}" for a, b, c, d in self.hatches())
        lines = f'<path class="chart-hatch" d="{path}" stroke="{PALETTE["hatch"]}"/>'
        return f"<g>{tip}{rect}/>{lines if path else ''}</g>"

    def shapes(self, height: float) -> list:
        y = height - self.y - self.height
        fill = HexColor(PALETTE[self.kind])
        rect = Rect(self.x, y, self.width, self.height, fillColor=fill, strokeColor=None)
        white = HexColor(PALETTE["hatch"])
        lines = [
            Line(a, height - b, c, height - d, strokeColor=white, strokeWidth=1)
            for a, b, c, d in (self.hatches() if self.hatched else [])
        ]
        return [rect, *lines]

    def hatches(self) -> list[tuple[float, float, float, float]]:
        """Lines at 45 degrees, cut off at the edges: nothing has to be clipped, so no ids."""
        lines = []
        for step in range(1, int((self.width + self.height) / HATCH_STEP) + 1):
            reach = step * HATCH_STEP
            left, right = max(reach - self.height, 0), min(reach, self.width)
            if right - left > 0.5:
                top, foot = self.y + reach - right, self.y + reach - left
                lines.append((self.x + left, foot, self.x + right, top))
        return lines


@dataclass(frozen=True)
class Rule:
    x1: float
    y1: float
    x2: float
    y2: float
    kind: str = "grid"
    dashed: bool = False
    tip: str = ""

    def svg(self) -> str:
        place = f'x1="{_n(self.x1)}" y1="{_n(self.y1)}" x2="{_n(self.x2)}" y2="{_n(self.y2)}"'
        dash = ' stroke-dasharray="4 3"' if self.dashed else ""
        look = f'stroke="{PALETTE[self.kind]}"{dash}'
        tip = f"<title>{escape(self.tip)}</title>" if self.tip else ""
        return f'<line class="chart-{self.kind}" {place} {look}>{tip}</line>'

    def shapes(self, height: float) -> list:
        dash = [4, 3] if self.dashed else None
        color = HexColor(PALETTE[self.kind])
        ends = (self.x1, height - self.y1, self.x2, height - self.y2)
        return [Line(*ends, strokeColor=color, strokeWidth=0.8, strokeDashArray=dash)]


@dataclass(frozen=True)
class Words:
    x: float
    y: float
    text: str
    kind: str = "label"
    anchor: str = "start"
    size: float = LABEL

    def svg(self) -> str:
        place = f'x="{_n(self.x)}" y="{_n(self.y)}" text-anchor="{self.anchor}"'
        look = f'font-size="{_n(self.size)}" fill="{PALETTE[self.kind]}"'
        return f'<text class="chart-{self.kind}" {place} {look}>{escape(self.text)}</text>'

    def shapes(self, height: float) -> list:
        text = fonts.printable(self.text, fonts.HEI)
        extent = fonts.width(text, fonts.HEI, self.size)
        x = self.x - {"start": 0, "middle": extent / 2, "end": extent}[self.anchor]
        look = {"fontSize": self.size, "fillColor": HexColor(PALETTE[self.kind])}
        result = []
        for name, run in fonts.runs(text, fonts.HEI):
            result.append(String(x, height - self.y, run, fontName=name, **look))
            x += fonts.width(run, fonts.HEI, self.size)
        return result


@dataclass(frozen=True)
class Curve:
    points: tuple[tuple[float, float], ...]
    kind: str = "curve"

    def svg(self) -> str:
        path = " ".join(f"{_n(x)},{_n(y)}" for x, y in self.points)
        look = f'fill="none" stroke="{PALETTE[self.kind]}" stroke-width="2"'
        return f'<polyline class="chart-{self.kind}" points="{path}" {look}/>'

    def shapes(self, height: float) -> list:
        flat = [value for x, y in self.points for value in (x, height - y)]
        return [PolyLine(flat, strokeColor=HexColor(PALETTE[self.kind]), strokeWidth=2)]


@dataclass(frozen=True)
class Dot:
    x: float
    y: float
    tip: str = ""
    kind: str = "dot"

    def svg(self) -> str:
        place = f'cx="{_n(self.x)}" cy="{_n(self.y)}" r="4"'
        look = f'class="chart-{self.kind}" fill="{PALETTE[self.kind]}"'
        return f"<circle {look} {place}><title>{escape(self.tip)}</title></circle>"

    def shapes(self, height: float) -> list:
        fill = HexColor(PALETTE[self.kind])
        return [Circle(self.x, height - self.y, 4, fillColor=fill, strokeColor=None)]


Mark = Box | Rule | Words | Curve | Dot


@dataclass
class Chart:
    """Marks on a sheet of `width` x `height` pixels. `title` and `summary` are read aloud."""

    title: str
    width: float
    height: float
    summary: str = ""
    marks: list[Mark] = field(default_factory=list)

    def add(self, *marks: Mark) -> None:
        self.marks.extend(marks)

    @property
    def label(self) -> str:
        return labelled(self.title, self.summary) if self.summary else self.title

    def texts(self) -> list[str]:
        """Every text drawn, for whoever looks for characters that cannot be printed."""
        return [mark.text for mark in self.marks if isinstance(mark, Words)]

    def svg(self) -> str:
        """The picture as SVG text. Everything in it is escaped; mark it safe in the template."""
        size = f'width="{_n(self.width)}" height="{_n(self.height)}"'
        box = f'viewBox="0 0 {_n(self.width)} {_n(self.height)}"'
        head = f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" {size} {box}'
        body = "".join(mark.svg() for mark in self.marks)
        return f'{head} aria-label="{escape(self.label)}">{body}</svg>'

    def drawing(self, width: float | None = None) -> Drawing:
        """The picture for paper, `width` points wide. Raises fonts.NoFont."""
        scale = (width or self.width * 0.75) / self.width
        shapes = [shape for mark in self.marks for shape in mark.shapes(self.height)]
        sheet = Drawing(self.width * scale, self.height * scale)
        sheet.add(Group(*shapes, transform=(scale, 0, 0, scale, 0, 0)))
        return sheet

    def png(self, dpi: int = 300) -> bytes:
        """The picture as PNG, for Word. Raises fonts.NoFont."""
        paper = renderPDF.drawToString(self.drawing(), showBoundary=False)
        document = pypdfium2.PdfDocument(paper)
        out = BytesIO()
        document[0].render(scale=dpi / 72).to_pil().save(out, "PNG", dpi=(dpi, dpi))
        document.close()
        return out.getvalue()
