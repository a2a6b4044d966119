"""The typefaces a printed page is set in: found on the machine, never shipped.

reportlab embeds TrueType outlines only, so every face here is a .ttf or a member of a .ttc. Faces
are looked for in `settings.CASEWORK_FONTS` (role -> path, or (path, index in a .ttc)), then among
the fonts that Chinese Windows, UOS and Kylin carry, then among four Debian packages. No single
face has every character that stands in a name, therefore each character asks the faces of its role
in turn; what none of them has is reported by name, never printed as a box.
"""

import os
import re
import threading
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from reportlab.pdfbase import pdfmetrics, ttfonts

SONG, HEI, FANGSONG, KAI, TITLE, RARE = "song", "hei", "fangsong", "kai", "title", "rare"

# File names in order of preference. A role takes the first that can be used; RARE takes them all.
KNOWN_FILES = {
    SONG: ("simsun.ttc", "simsun.ttf", "FZSSJW.TTF", "FZSSK.TTF", "uming.ttc"),
    HEI: ("simhei.ttf", "FZHTJW.TTF", "FZHTK.TTF", "wqy-microhei.ttc"),
    FANGSONG: (
        "FangSong_GB2312.ttf",
        "仿宋_GB2312.ttf",
        "simfang.ttf",
        "FZFSJW.TTF",
        "FZFSK.TTF",
    ),
    KAI: (
        "KaiTi_GB2312.ttf",
        "楷体_GB2312.ttf",
        "simkai.ttf",
        "FZKTJW.TTF",
        "FZKTK.TTF",
        "LXGWWenKai-Regular.ttf",
    ),
    TITLE: ("方正小标宋简体.ttf", "方正小标宋_GBK.ttf", "FZXBSJW.TTF", "FZXBSK.TTF"),
    RARE: ("simsunb.ttf", "HanaMinA.ttf", "HanaMinB.ttf", "LXGWWenKai-Regular.ttf"),
}

# Where a role has no face, or its face lacks a character, the nearest in style comes next.
NEXT_ROLES = {
    SONG: (SONG, RARE, FANGSONG, KAI, HEI),
    HEI: (HEI, SONG, RARE, KAI, FANGSONG),
    FANGSONG: (FANGSONG, SONG, RARE, KAI, HEI),
    KAI: (KAI, FANGSONG, SONG, RARE, HEI),
    TITLE: (TITLE, SONG, RARE, HEI, FANGSONG, KAI),
}

PROBE = "中"
LINE_ENDS = re.compile("[\t\n\v\f\r\x85\u2028\u2029]+")
_lock = threading.RLock()


class NoFont(Exception):
    """No usable Chinese face, or one named in the settings cannot be used; one line of advice."""


@dataclass(frozen=True)
class MissingGlyph:
    """A character that no face on this machine has; `text` is where it was first met."""

    char: str
    text: str

    @property
    def code(self) -> str:
        return f"U+{ord(self.char):04X}"

    def __str__(self) -> str:
        name = unicodedata.name(self.char, _("无名字符"))
        facts = {"text": self.text[:20], "code": self.code, "name": name}
        return _("本机没有字体能印“%(text)s”中的 %(code)s（%(name)s）") % facts


@dataclass(frozen=True)
class Face:
    """One registered TrueType face; `name` is what reportlab knows it by."""

    name: str

    @property
    def outlines(self):
        return pdfmetrics.getFont(self.name).face

    def has(self, char: str) -> bool:
        """Whether the face draws `char`: mapped, and (blanks aside) to a glyph with an outline."""
        glyph = self.outlines.charToGlyph.get(ord(char))
        if not glyph:
            return False
        places = self.outlines.glyphPos
        return char.isspace() or places[glyph + 1] > places[glyph]

    def width(self, char: str) -> float:
        """Advance of `char` in em."""
        return self.outlines.charWidths.get(ord(char), self.outlines.defaultWidth) / 1000


def to_unicode_map(font_name: str, subset: list[int]) -> str:
    """The CMap by which a reader copies and searches the text of a subset of at most 256 codes.

    Values are UTF-16BE, so a character above U+FFFF is a surrogate pair: reportlab 5.1 writes five
    hex digits there and 𬭎 is copied as another character. Blocks hold at most 100 entries.
    """
    pairs = [f"<{index:02X}> <{_utf16(code)}>" for index, code in enumerate(subset)]
    blocks = [pairs[start : start + 100] for start in range(0, len(pairs), 100)]
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        f"/CIDSystemInfo << /Registry ({font_name}) /Ordering ({font_name}) /Supplement 0 >> def",
        f"/CMapName /{font_name} def",
        "/CMapType 2 def",
        f"1 begincodespacerange\n<00> <{len(subset) - 1:02X}>\nendcodespacerange",
    ]
    for block in blocks:
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines)


def _utf16(code: int) -> str:
    return chr(code).encode("utf-16-be", "surrogatepass").hex().upper()


ttfonts.makeToUnicodeCMap = to_unicode_map


def folders() -> list[Path]:
    """Where this operating system keeps fonts, the machine's before the user's."""
    windows, local = os.environ.get("WINDIR"), os.environ.get("LOCALAPPDATA")
    if windows:
        own = [Path(local, "Microsoft", "Windows", "Fonts")] if local else []
        return [Path(windows, "Fonts"), *own]
    home = Path.home()
    shared = [Path("/usr/local/share/fonts"), Path("/usr/share/fonts")]
    return [*shared, home / ".local" / "share" / "fonts", home / ".fonts"]


@lru_cache(maxsize=1)
def installed() -> dict[str, Path]:
    """Every .ttf and .ttc of the machine by file name in lower case; the first folder wins."""
    found: dict[str, Path] = {}
    for folder in folders():
        for path in sorted(folder.rglob("*")):
            if path.suffix.lower() in (".ttf", ".ttc"):
                found.setdefault(path.name.lower(), path)
    return found


def register(path: Path, index: int = 0) -> Face:
    """Register the face once per process. Raises TTFError or OSError when it cannot be used."""
    name = f"{path.name}-{index}"
    with _lock:
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(ttfonts.TTFont(name, str(path), subfontIndex=index))
    return Face(name)


def _usable(path: Path) -> Face | None:
    """The face, or None for a file that the machine has and reportlab cannot embed."""
    try:
        return register(path)
    except (ttfonts.TTFError, OSError):
        return None


def _configured(role: str) -> list[Face]:
    """The face that `settings.CASEWORK_FONTS` names for the role; a wrong entry is an error."""
    entry = getattr(settings, "CASEWORK_FONTS", {}).get(role)
    if not entry:
        return []
    path, index = (entry, 0) if isinstance(entry, (str, Path)) else entry
    try:
        return [register(Path(path), index)]
    except (ttfonts.TTFError, OSError) as error:
        facts = {"path": path, "error": error}
        raise NoFont(_("CASEWORK_FONTS 中的字体 %(path)s 不能用：%(error)s") % facts) from error


def _found(role: str) -> list[Face]:
    files = [installed()[name.lower()] for name in KNOWN_FILES[role] if name.lower() in installed()]
    faces = (face for face in map(_usable, files) if face)
    return list(faces) if role == RARE else [face for face in (next(faces, None),) if face]


@lru_cache(maxsize=8)
def faces(role: str) -> tuple[Face, ...]:
    """The faces that a text of `role` asks, in order. Raises NoFont when none is Chinese."""
    with _lock:
        chain = [face for near in NEXT_ROLES[role] for face in _configured(near) + _found(near)]
    if not any(face.has(PROBE) for face in chain):
        raise NoFont(advice())
    return tuple(dict.fromkeys(chain))


def advice() -> str:
    """What to install, in one line."""
    packages = "fonts-arphic-uming fonts-wqy-microhei fonts-lxgw-wenkai fonts-hanazono"
    return _(
        "没有可用的中文字体，不能生成 PDF：Debian、Ubuntu、UOS、麒麟请安装 %(packages)s，"
        "Windows 请恢复宋体（simsun.ttc）；Word、Excel 不受影响"
    ) % {"packages": packages}


@lru_cache(maxsize=65536)
def face_of(char: str, role: str) -> Face | None:
    """The first face of the role that has `char`; None when there is none.

    Private-use characters count as missing: what a face draws there is its maker's own matter.
    """
    if unicodedata.category(char) == "Co":
        return None
    return next((face for face in faces(role) if face.has(char)), None)


def clean(text: str) -> str:
    """`text` on one line, without what has no shape: controls, joiners, variation selectors."""
    if text.isascii() and text.isprintable():
        return text
    line = LINE_ENDS.sub(" ", text)
    return "".join(char for char in line if not _shapeless(char))


def _shapeless(char: str) -> bool:
    category = unicodedata.category(char)
    return category in ("Cc", "Cf", "Cs") or (category == "Mn" and "VARIATION" in _name(char))


def _name(char: str) -> str:
    return unicodedata.name(char, "")


def missing(text: str, role: str = SONG) -> list[MissingGlyph]:
    """The characters of `text` that no face has, each once."""
    lost = dict.fromkeys(char for char in clean(text) if face_of(char, role) is None)
    return [MissingGlyph(char, text) for char in lost]


def printable(text: str, role: str = SONG) -> str:
    """`text` with the code point, as in 〔U+2BB5E〕, in place of a character that no face has."""
    chars = clean(text)
    return "".join(c if face_of(c, role) else f"〔U+{ord(c):04X}〕" for c in chars)


def runs(text: str, role: str) -> list[tuple[str, str]]:
    """(face name, text) in order; expects the output of `printable`."""
    pairs = groupby(text, key=lambda char: face_of(char, role) or faces(role)[0])
    return [(face.name, "".join(part)) for face, part in pairs]


@lru_cache(maxsize=65536)
def advance(char: str, role: str) -> float:
    """Width of `char` in em."""
    return (face_of(char, role) or faces(role)[0]).width(char)


def width(text: str, role: str, size: float) -> float:
    """Width of `text` in points."""
    return sum(advance(char, role) for char in text) * size


def forget() -> None:
    """Look again: for tests, and after a font was installed while the process runs."""
    for cache in (installed, faces, face_of, advance):
        cache.cache_clear()
