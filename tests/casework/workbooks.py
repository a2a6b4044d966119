"""Small workbooks for the tests of rosters, made in memory: nobody in them exists."""

from datetime import date
from io import BytesIO

from openpyxl import Workbook

from casework import resident_id, rosters

AS_OF = date(2026, 10, 31)


def number(birth="19900501", serial="123", area="379901"):
    """A sound number of 18 characters for a birth date; an odd serial is a man's."""
    seventeen = f"{area}{birth}{serial}"
    return seventeen + resident_id.check_character(seventeen)


def to_bytes(book):
    """A workbook as the bytes of a file."""
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def sheet_of(*rows, title="名册", merged=(), formats=None):
    """A workbook of one sheet; `formats` maps A1 addresses to number formats."""
    book = Workbook()
    sheet = book.active
    fill(sheet, rows, title, merged, formats)
    return book


def fill(sheet, rows, title, merged=(), formats=None):
    """Put rows into a sheet of openpyxl."""
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for area in merged:
        sheet.merge_cells(area)
    for address, code in (formats or {}).items():
        sheet[address].number_format = code


def read(book, filename="名册.xlsx", **options):
    """Read a workbook of openpyxl, or bytes, as of 2026-10-31."""
    data = book if isinstance(book, bytes) else to_bytes(book)
    return rosters.read(data, filename, AS_OF, **options)


def read_rows(*rows, filename="名册.xlsx", **options):
    """Read the rows of one sheet; gives the Roster's only Sheet."""
    roster = read(sheet_of(*rows, **options), filename)
    assert roster.accepted, roster.reason
    return roster.sheets[0]


def codes(row):
    """The finding codes of a row, sorted."""
    return sorted(finding.code for finding in row.findings)


def one(**cells):
    """One person of a roster with the given columns (header=value); gives its Row."""
    cells = {"姓名": "张三", "身份证号": number(), "性别": "男"} | cells
    return read_rows(list(cells), list(cells.values())).rows[0]
