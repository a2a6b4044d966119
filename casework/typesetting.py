"""Chinese text on a reportlab page: where a line may end, and a face for each character.

reportlab's own wordWrap="CJK" begins lines with ，》：；, ends them with 《（ and cuts numbers and
Latin words. Rules after GB/T 15834 (标点) and the usual 避头尾.
"""

from dataclasses import dataclass, replace

from reportlab.lib.colors import HexColor
from reportlab.platypus import Flowable

from . import fonts

NO_START = frozenset(
    "!'),.:;?]}%¢°·‐–—―’”•…‰′″›℃∶、。〃々〆〉》」』】〕〗〞︰！），．：；？］｝～％"
)
NO_END = frozenset("$([{£¥‘“〈《「『【〔〖〝（［｛￡￥＄№§")
INSEPARABLE = frozenset({"——", "……"})
INK, MUTED = "#000000", "#5B6470"
# A justified line gets at most this much after each character, in em.
WIDEST_GAP = 0.2
LEFT, CENTER, RIGHT, JUSTIFY = "left", "center", "right", "justify"


@dataclass(frozen=True)
class Style:
    """How a paragraph looks. Sizes and spaces in points, `indent` of the first line in em."""

    role: str = fonts.FANGSONG
    size: float = 12
    leading: float = 20
    indent: float = 0
    align: str = JUSTIFY
    before: float = 0
    after: float = 0
    color: str = INK
    keep_with_next: bool = False


def may_break(left: str, right: str) -> bool:
    """Whether a line may end between two neighbouring characters."""
    if right in NO_START or left in NO_END or left + right in INSEPARABLE:
        return False
    return not (_in_word(left) and _in_word(right))


def _in_word(char: str) -> bool:
    """A character of a number or of a word in an alphabet: these are never cut."""
    if char in ".,%:'–":
        return True
    return "!" <= char <= "\u024f" and char not in NO_START and char not in NO_END


def pieces(text: str) -> list[str]:
    """`text` cut wherever a line may end."""
    result: list[str] = []
    for index, char in enumerate(text):
        if index and not may_break(text[index - 1], char):
            result[-1] += char
        else:
            result.append(char)
    return result


def break_lines(text: str, role: str, size: float, first: float, others: float) -> list[str]:
    """`text` in lines no wider than `first`, then `others` points; blanks at the ends go.

    A piece wider than a whole line is cut, as nothing else can be done with it.
    """
    if fonts.width(text, role, size) <= first + 1e-6:
        return [text.rstrip()]
    lines, line, room = [], "", first
    for piece in pieces(text):
        piece = piece if line else piece.lstrip()
        if line and fonts.width((line + piece).rstrip(), role, size) > room + 1e-6:
            lines.append(line.rstrip())
            line, room, piece = "", others, piece.lstrip()
        line += piece
        while fonts.width(line.rstrip(), role, size) > room + 1e-6 and len(line) > 1:
            head = _fitting(line, role, size, room)
            lines.append(line[:head])
            line, room = line[head:], others
    return [*lines, line.rstrip()] if line or not lines else lines


def _fitting(line: str, role: str, size: float, room: float) -> int:
    """How many characters fit, at least one."""
    used = 0.0
    for index, char in enumerate(line):
        used += fonts.advance(char, role) * size
        if used > room + 1e-6:
            return max(index, 1)
    return len(line)


def draw_line(canvas, x: float, y: float, text: str, style: Style, spread: float = 0) -> None:
    """Set one printable line at the baseline `y`; `x` is its left, centre or right by the style.

    `spread` is added after each character (points): this is how a line is justified.
    """
    extent = fonts.width(text, style.role, style.size)
    offset = {CENTER: extent / 2, RIGHT: extent}.get(style.align, 0)
    pen = canvas.beginText(x - offset, y)
    pen.setFillColor(HexColor(style.color))
    pen.setCharSpace(spread)
    for name, run in fonts.runs(text, style.role):
        pen.setFont(name, style.size)
        pen.textOut(run)
    canvas.drawText(pen)


class ZhParagraph(Flowable):
    """A paragraph of plain text; splits between pages line by line, never leaving one alone."""

    def __init__(self, text: str, style: Style):
        super().__init__()
        self.text, self.style = fonts.printable(text, style.role), style
        self.keepWithNext = style.keep_with_next
        self.lines: list[str] = []
        self.ended = True

    def getSpaceBefore(self) -> float:
        return self.style.before

    def getSpaceAfter(self) -> float:
        return self.style.after

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        style = self.style
        first = width - style.indent * style.size
        self.lines = break_lines(self.text, style.role, style.size, first, width)
        self.width, self.height = width, len(self.lines) * style.leading
        return self.width, self.height

    def split(self, width: float, height: float) -> list["ZhParagraph"]:
        self.wrap(width, height)
        fit = min(int((height + 1e-6) // self.style.leading), len(self.lines))
        if fit == len(self.lines):
            return [self]
        if fit == len(self.lines) - 1 and len(self.lines) > 3:
            fit -= 1
        if fit < 2:
            return []
        end = _end_of(self.lines[:fit], self.text)
        rest = replace(self.style, indent=0, before=0)
        return [
            self._part(self.text[:end].rstrip(), replace(self.style, after=0), False),
            self._part(self.text[end:].lstrip(), rest, self.ended),
        ]

    def _part(self, text: str, style: Style, ended: bool) -> "ZhParagraph":
        part = ZhParagraph(text, style)
        part.ended = ended
        return part

    def minWidth(self) -> float:
        widths = [fonts.width(p, self.style.role, self.style.size) for p in pieces(self.text)]
        return max(widths, default=0)

    def draw(self) -> None:
        style = self.style
        # The em box sits in the middle of the leading; its baseline is 0.12 em above its foot.
        lift = (style.leading - style.size) / 2 + 0.14 * style.size
        for index, line in enumerate(self.lines):
            y = self.height - (index + 1) * style.leading + lift
            draw_line(self.canv, self._left(index), y, line, style, self._spread(index, line))

    def _left(self, index: int) -> float:
        start = 0 if index else self.style.indent * self.style.size
        return {CENTER: self.width / 2, RIGHT: self.width}.get(self.style.align, start)

    def _spread(self, index: int, line: str) -> float:
        """Points to add after each character so that the line fills the measure."""
        last = index == len(self.lines) - 1 and self.ended
        if self.style.align != JUSTIFY or last or len(line) < 2:
            return 0
        measure = self.width - (0 if index else self.style.indent * self.style.size)
        short = measure - fonts.width(line, self.style.role, self.style.size)
        spread = short / (len(line) - 1)
        return spread if spread < WIDEST_GAP * self.style.size else 0


def _end_of(lines: list[str], text: str) -> int:
    """Where in `text` the last of its first `lines` ends."""
    place = 0
    for line in lines:
        place = text.index(line, place) + len(line)
    return place
