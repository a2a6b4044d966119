"""What an .xlsx says beside its values: number formats, hidden rows, formulas, epoch.

The reader of values (calamine) gives none of this. One pass of expat over each sheet.
"""

import posixpath
import re
from xml.parsers import expat

from .grid import Look

DATE_BUILTIN_MONTH = {17, 55, 57}
QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")


def shows_month_only(code):
    """Whether a number format shows year and month and no day: yyyy"年"m"月"."""
    bare = QUOTED.sub("", code.lower()).split(";")[0]
    return "y" in bare and "m" in bare and not re.search(r"[dhs]", bare)


def shows_two_decimals(code):
    """Whether a number format always shows two decimals."""
    return bool(re.fullmatch(r"[#,]*0\.00(_\s?)?", code.split(";")[0]))


def _parse(data, start, end=None, text=None):
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = lambda tag, attrs: start(tag.rpartition(" ")[2], attrs)
    if text:
        parser.CharacterDataHandler = text
    if end:
        parser.EndElementHandler = lambda tag: end(tag.rpartition(" ")[2])
    parser.Parse(data, True)


class _Styles:
    """Style numbers whose format is month-only or two decimals."""

    def __init__(self, data):
        self.month_only, self.two_decimals = set(), set()
        self._codes, self._inside, self._count = {}, False, 0
        if data:
            _parse(data, self._start, self._end)

    def _start(self, tag, attrs):
        if tag == "numFmt" and "numFmtId" in attrs:
            self._codes[int(attrs["numFmtId"])] = attrs.get("formatCode", "")
        elif tag == "cellXfs":
            self._inside = True
        elif tag == "xf" and self._inside:
            self._format(int(attrs.get("numFmtId", 0)))

    def _format(self, number):
        code = self._codes.get(number, "")
        if number in DATE_BUILTIN_MONTH or shows_month_only(code):
            self.month_only.add(self._count)
        elif number == 2 or shows_two_decimals(code):
            self.two_decimals.add(self._count)
        self._count += 1

    def _end(self, tag):
        self._inside = self._inside and tag != "cellXfs"


def _column_number(letters):
    number = 0
    for char in letters:
        number = number * 26 + ord(char) - 64
    return number - 1


class _SheetScan:
    """One pass over a sheet's cells."""

    def __init__(self, styles):
        self.look, self._styles = Look(), styles
        self._row, self._column, self._style = -1, -1, 0
        self._formula = self._value = self._inside = False
        self._last_row = self._last_column = -1

    def start(self, tag, attrs):
        if tag == "c":
            self._cell(attrs)
        elif tag in ("v", "is"):
            self._inside = True
        elif tag == "f":
            self._formula = True
        elif tag == "row":
            self._next_row(attrs)
        elif tag == "col" and attrs.get("hidden") in ("1", "true"):
            last = min(int(attrs["max"]), int(attrs["min"]) + 255)
            self.look.hidden_columns.update(range(int(attrs["min"]) - 1, last))

    def text(self, _data):
        """Characters inside v or is: the cell has a value. (A bare <v/> is none.)"""
        self._value = self._value or self._inside

    def _next_row(self, attrs):
        self._row = int(attrs["r"]) - 1 if "r" in attrs else self._row + 1
        self._column = -1
        if attrs.get("hidden") in ("1", "true"):
            self.look.hidden_rows.add(self._row)

    def _cell(self, attrs):
        match = REFERENCE.match(attrs.get("r", ""))
        self._column = _column_number(match[1]) if match else self._column + 1
        self._style = int(attrs.get("s", 0))
        self._formula = self._value = False

    def end(self, tag):
        if tag in ("v", "is"):
            self._inside = False
        if tag != "c":
            return
        place = (self._row, self._column)
        if self._value:
            self._last_row = max(self._last_row, self._row)
            self._last_column = max(self._last_column, self._column)
            self._note_format(place)
        elif self._formula:
            self.look.uncached.add(place)

    def _note_format(self, place):
        if self._style in self._styles.month_only:
            self.look.month_only.add(place)
        elif self._style in self._styles.two_decimals:
            self.look.two_decimals.add(place)

    def done(self):
        self.look.area = (self._last_row + 1) * (self._last_column + 1)
        return self.look


class _Workbook:
    """Sheet names with their relation, and the epoch, from xl/workbook.xml."""

    def __init__(self, data):
        self.epoch_1904, self.sheets = False, []
        _parse(data, self._start)

    def _start(self, tag, attrs):
        if tag == "workbookPr":
            self.epoch_1904 = attrs.get("date1904") in ("1", "true")
        elif tag == "sheet":
            relation = next((v for k, v in attrs.items() if k.rpartition(" ")[2] == "id"), "")
            self.sheets.append((attrs.get("name", ""), relation))


def _targets(data):
    found = {}
    _parse(data, lambda tag, attrs: found.update({attrs.get("Id", ""): attrs.get("Target", "")}))
    return found


def _part(package, name):
    return package.read(name) if name in package.namelist() else b""


def looks(package):
    """({sheet name: Look}, epoch is 1904) of an open zip; raises what a broken one raises.

    Errors: expat.ExpatError, KeyError, zipfile.BadZipFile.
    """
    workbook = _Workbook(package.read("xl/workbook.xml"))
    targets = _targets(package.read("xl/_rels/workbook.xml.rels"))
    styles = _Styles(_part(package, "xl/styles.xml"))
    found = {}
    for name, relation in workbook.sheets:
        target = posixpath.normpath(posixpath.join("xl", targets.get(relation, "")))
        target = targets[relation].lstrip("/") if targets[relation].startswith("/") else target
        scan = _SheetScan(styles)
        if data := _part(package, target):
            _parse(data, scan.start, scan.end, scan.text)
        found[name] = scan.done()
    return found, workbook.epoch_1904
