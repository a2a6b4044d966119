"""Files to grids: what a file is by its content, and every refusal with its sentence."""

import csv
import io
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _
from python_calamine import (
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from . import look_xls, look_xlsx
from .grid import Grid, Look

OLE, ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"
MOST_BYTES = 400 * 1024 * 1024
MOST_CELLS = 6_000_000
BINARY = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"Rar!", b"7z\xbc\xaf", b"GIF8")
UTF16 = (b"\xff\xfe", b"\xfe\xff")


class Refused(Exception):
    """A file that is not read; the text is a sentence for the person who chose it."""


@dataclass
class Book:
    """The visible sheets of a file and the names of the hidden ones."""

    grids: list
    hidden: list = field(default_factory=list)


def _broken():
    return Refused(_("文件已损坏，打不开。请用 Excel 或 WPS 打开后另存为 .xlsx 再导入。"))


def _encrypted():
    return Refused(_("文件设了打开密码。请去掉密码，另存为 .xlsx 再导入。"))


def _word():
    return Refused(_("这是 Word 文件，不是表格。请把名单整理成 Excel 表再导入。"))


def _no_table():
    return Refused(_("这不是表格文件。请选择 .xlsx、.xls 或 .csv 文件。"))


def _too_large():
    return Refused(_("表格使用范围过大。请删掉数据下方和右侧的空行空列，另存后再导入。"))


@contextmanager
def _damage_refused():
    """Whatever a damaged file makes a parser raise becomes one sentence.

    The Rust reader may panic, which is no Exception; every other stop passes through.
    """
    try:
        yield
    except Refused:
        raise
    except PasswordError as error:
        raise _encrypted() from error
    except BaseException as error:
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise _broken() from error


def load_bytes(source):
    """The bytes of a path or of bytes-like data; raises Refused where it cannot be opened."""
    if isinstance(source, bytes | bytearray | memoryview):
        return bytes(source)
    try:
        return Path(source).read_bytes()
    except OSError as error:
        raise Refused(_("文件打不开，请检查文件是否还在原处、是否有权读取。")) from error


def open_book(source, filename):
    """The Book of a file; the content decides what it is, the suffix only for .et.

    Raises Refused with a sentence for everything that is no table.
    """
    data = load_bytes(source)
    if not data.strip(b"\x00 \r\n\t"):
        raise Refused(_("文件是空的。"))
    if filename.lower().endswith((".et", ".ett")):
        raise Refused(_("这是 WPS 表格的 .et 文件，请在 WPS 里另存为 .xlsx 再导入。"))
    if data.startswith(ZIP):
        return _open_zip(data)
    if data.startswith(OLE):
        return _open_ole(data)
    return _open_text(data)


def _open_zip(data):
    with _damage_refused():
        package = zipfile.ZipFile(io.BytesIO(data))
    names = set(package.namelist())
    if sum(info.file_size for info in package.infolist()) > MOST_BYTES:
        raise _too_large()
    if "xl/workbook.xml" in names:
        return _calamine(data, *_xlsx_looks(package))
    if "word/document.xml" in names:
        raise _word()
    if "xl/workbook.bin" in names or "content.xml" in names:
        return _calamine(data, {}, False)
    raise _no_table()


def _xlsx_looks(package):
    with _damage_refused():
        looks, epoch_1904 = look_xlsx.looks(package)
    if any(look.area > MOST_CELLS for look in looks.values()):
        raise _too_large()
    return looks, epoch_1904


def _open_ole(data):
    with _damage_refused():
        names = look_xls.ole_names(data)
        stream = look_xls.stream_of(data)
    if "EncryptedPackage" in names:
        raise _encrypted()
    if stream is None:
        raise _word() if "WordDocument" in names else _no_table()
    if look_xls.is_encrypted(stream):
        raise _encrypted()
    with _damage_refused():
        looks, epoch_1904 = look_xls.looks(stream)
    return _calamine(data, looks, epoch_1904)


def _calamine(data, looks, epoch_1904):
    with _damage_refused():
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return _book(workbook, looks, epoch_1904)


def _book(workbook, looks, epoch_1904):
    book = Book([])
    for meta in workbook.sheets_metadata:
        if meta.typ != SheetTypeEnum.WorkSheet:
            continue
        if meta.visible != SheetVisibleEnum.Visible:
            book.hidden.append(meta.name)
            continue
        look = looks.get(meta.name) or Look()
        book.grids.append(_grid(workbook.get_sheet_by_name(meta.name), look, epoch_1904))
    return book


def _grid(sheet, look, epoch_1904):
    if sheet.end is None:
        return Grid(sheet.name, [])
    if (sheet.end[0] + 1) * (sheet.end[1] + 1) > MOST_CELLS:
        raise _too_large()
    merged = [(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
    rows = sheet.to_python(skip_empty_area=False)
    return Grid(sheet.name, rows, merged, look, epoch_1904)


def _decode(data):
    """Text of a file without types: UTF-8, UTF-16 with BOM, else GB18030."""
    for encoding in ("utf-16",) if data.startswith(UTF16) else ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused(_("文字编码认不出。请用 Excel 打开后另存为 .xlsx 再导入。"))


def _delimiter(text):
    """The separator that the first lines hold most of."""
    head = "\n".join(text.splitlines()[:20])
    return max("\t,;|，", key=lambda char: (head.count(char), char == ","))


def _open_text(data):
    if data.startswith(BINARY) or (b"\x00" in data[:4000] and not data.startswith(UTF16)):
        raise _no_table()
    start = data[:2000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith(b"<") and any(tag in start for tag in (b"<html", b"<table", b"<!doctype")):
        raise Refused(_("这是网页表格改名存成的文件。请用 Excel 打开后另存为 .xlsx 再导入。"))
    if start.startswith(b"<"):
        raise Refused(_("这是 XML 格式的表格。请用 Excel 打开后另存为 .xlsx 再导入。"))
    text = _decode(data)
    return Book([Grid("", _csv_rows(text), untyped=True)])


def _csv_rows(text):
    with _damage_refused():
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)))
