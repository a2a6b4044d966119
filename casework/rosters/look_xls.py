"""What an old .xls (BIFF8) says beside its values: formats, hidden rows, epoch, password."""

import struct
from io import BytesIO

import olefile

from .grid import Look
from .look_xlsx import DATE_BUILTIN_MONTH, shows_month_only, shows_two_decimals

BOF, EOF, FILEPASS, DATEMODE = 0x809, 0x0A, 0x2F, 0x22
BOUNDSHEET, FORMAT, XF = 0x85, 0x41E, 0xE0
ROW, COLINFO, RK, NUMBER, MULRK, FORMULA = 0x208, 0x7D, 0x27E, 0x203, 0xBD, 0x06


def _records(stream, offset=0):
    """(type, payload) from an offset on, to the end of the stream."""
    while offset + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, offset)
        yield kind, stream[offset + 4 : offset + 4 + length]
        offset += 4 + length


def _text(data, length_bytes):
    """A BIFF8 string with its length before it."""
    length = int.from_bytes(data[:length_bytes], "little")
    wide = data[length_bytes] & 1
    raw = data[length_bytes + 1 : length_bytes + 1 + length * (2 if wide else 1)]
    return raw.decode("utf-16-le" if wide else "latin-1")


class _Globals:
    """The workbook's globals: sheets, formats by style, epoch, whether it is encrypted."""

    def __init__(self, stream):
        self.epoch_1904 = self.encrypted = False
        self.sheets, self._codes, self._styles = [], {}, []
        for kind, data in _records(stream):
            if kind == EOF:
                break
            self._read(kind, data)
        self.month_only = {i for i, n in enumerate(self._styles) if self._is_month(n)}
        self.two_decimals = {
            i for i, n in enumerate(self._styles)
            if n == 2 or shows_two_decimals(self._codes.get(n, ""))
        }  # fmt: skip

    def _is_month(self, number):
        return number in DATE_BUILTIN_MONTH or shows_month_only(self._codes.get(number, ""))

    def _read(self, kind, data):
        if kind == FILEPASS:
            self.encrypted = True
        elif kind == DATEMODE:
            self.epoch_1904 = data[:2] == b"\x01\x00"
        elif kind == BOUNDSHEET and not self.encrypted:
            self.sheets.append((_text(data[6:], 1), int.from_bytes(data[:4], "little")))
        elif kind == FORMAT and not self.encrypted:
            self._codes[int.from_bytes(data[:2], "little")] = _text(data[2:], 2)
        elif kind == XF:
            self._styles.append(int.from_bytes(data[2:4], "little"))


def _note(look, known, row, column, style):
    if style in known.month_only:
        look.month_only.add((row, column))
    elif style in known.two_decimals:
        look.two_decimals.add((row, column))


def _scan_record(look, known, kind, data):
    if kind in (RK, NUMBER, FORMULA):
        _note(look, known, *struct.unpack_from("<HHH", data))
    elif kind == MULRK:
        row, first = struct.unpack_from("<HH", data)
        for place in range((len(data) - 6) // 6):
            style = struct.unpack_from("<H", data, 4 + 6 * place)[0]
            _note(look, known, row, first + place, style)
    elif kind == ROW and data[12] & 0x20:
        look.hidden_rows.add(struct.unpack_from("<H", data)[0])
    elif kind == COLINFO and data[8] & 1:
        first, last = struct.unpack_from("<HH", data)
        look.hidden_columns.update(range(first, min(last, 255) + 1))


def _sheet_look(stream, offset, known):
    look = Look()
    for kind, data in _records(stream, offset):
        if kind == EOF:
            break
        _scan_record(look, known, kind, data)
    return look


def stream_of(data):
    """The workbook stream of an OLE file, or None where it holds no workbook."""
    with olefile.OleFileIO(BytesIO(data)) as file:
        for name in ("Workbook", "Book"):
            if file.exists(name):
                return file.openstream(name).read()
    return None


def ole_names(data):
    """The names of the streams of an OLE file."""
    with olefile.OleFileIO(BytesIO(data)) as file:
        return {"/".join(path) for path in file.listdir()}


def is_encrypted(stream):
    """Whether a workbook stream asks for a password."""
    for kind, _data in _records(stream):
        if kind in (FILEPASS, EOF):
            return kind == FILEPASS
    return False


def looks(stream):
    """({sheet name: Look}, epoch is 1904) of a workbook stream.

    Errors: struct.error, IndexError, UnicodeDecodeError where records are cut short.
    """
    known = _Globals(stream)
    found = {name: _sheet_look(stream, offset, known) for name, offset in known.sheets}
    return found, known.epoch_1904
