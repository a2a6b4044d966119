"""Dates as people write them in rosters (shared roster-columns §3).

A date is read with the precision it was written in; nothing is rounded or guessed.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import isfinite

from .text import fold, is_empty

EPOCH_1900, EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
ARTEFACT_LIMIT = date(1900, 3, 1)
SERIALS = range(10_000, 60_001)
YEARS = range(1901, 2100)
DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
STATES = re.compile(
    r"(尚|暂|还|仍)?未[^\d]{0,6}|[^\d]{0,4}期内|预备期|预备|预备党员|至今|[^\d]{0,4}(培养|考察)中"
    r"|非党员|群众|(共青)?团员|中共党员|党员|不适用|(已|按期|已按期|延期)?转正"
)
TIME = re.compile(r"[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|\+\d\d:?\d\d)?$")
SEP = r"[年/.\-·_、,]"
FULL = re.compile(rf"(\d{{4}}){SEP}(\d{{1,2}})[月/.\-·_、,](\d{{1,2}})[日号.]?")
MONTH = re.compile(rf"(\d{{4}}){SEP}(\d{{1,2}})月?份?[.]?")
SHORT = re.compile(rf"'?(\d{{2}}){SEP}(\d{{1,2}})(?:[月/.\-·_、,](\d{{1,2}})?[日号.]?)?")
CHINESE = re.compile(
    r"([〇○零O0一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月"
    r"(?:([一二三四五六七八九十]{1,3})[日号])?"
)
RANGE = re.compile(r"(?P<start>\d.*?)(?:至|到|~|～|—+|–|--|起|(?<=[日月])-|-(?=\d{4}[./年]))")


@dataclass(frozen=True)
class Day:
    """A day, or the month that holds it; `exact` is the day behind a month-only format."""

    value: date
    precision: str = "day"
    exact: date | None = None

    @property
    def first(self):
        """The earliest day it can be."""
        return self.value if self.precision == "day" else self.value.replace(day=1)

    @property
    def last(self):
        """The latest day it can be."""
        if self.precision == "day":
            return self.value
        return self.value.replace(day=monthrange(self.value.year, self.value.month)[1])

    def may_be(self, day):
        """Whether it can be that day."""
        return self.first <= day <= self.last

    def __str__(self):
        return self.value.isoformat()[: 10 if self.precision == "day" else 7]


@dataclass(frozen=True)
class Reading:
    """What a date cell says: a day, a finding code, or nothing; `state` is text like 预备期内."""

    day: Day | None = None
    code: str = ""
    state: str = ""


@dataclass(frozen=True)
class Frame:
    """What a date is read against.

    `born`: the ID's birth date, for a birth column only. `as_of`: the statistics date.
    `epoch_1904`, `month_only`, `two_decimals`: the workbook's epoch and the cell's format.
    `untyped`: text from a file without types (csv), where 1990.1 may be 1990.10.
    """

    as_of: date
    born: date | None = None
    epoch_1904: bool = False
    month_only: bool = False
    two_decimals: bool = False
    untyped: bool = False


EMPTY, TEXT = Reading(), Reading(code="TEXT_IN_DATE")
IMPOSSIBLE, ARTEFACT = Reading(code="DATE_IMPOSSIBLE"), Reading(code="DATE_1900_ARTEFACT")


def _build(year, month, day=None, code=""):
    if (1899, 12) <= (year, month) <= (1900, 2):
        return ARTEFACT
    if year not in YEARS and year != 1900:
        return IMPOSSIBLE
    try:
        value = date(year, month, 1 if day is None else day)
    except ValueError:
        return IMPOSSIBLE
    precise = day is not None
    if not precise:
        return Reading(Day(value, "month"), code)
    return Reading(Day(value), code)


def _from_date(value, frame):
    if value < ARTEFACT_LIMIT or (frame.epoch_1904 and value < date(1904, 3, 1)):
        return ARTEFACT
    if frame.month_only:
        return Reading(Day(value.replace(day=1), "month", exact=value))
    return Reading(Day(value))


def _from_serial(number, frame):
    epoch = EPOCH_1904 if frame.epoch_1904 else EPOCH_1900
    return _from_date(epoch + timedelta(days=number), frame)


def _full_year(short, frame):
    """The one year that ends in these two digits and is possible, or None."""
    if frame.born and frame.born.year % 100 == short:
        return frame.born.year
    fits = [year for year in (1900 + short, 2000 + short) if 0 <= frame.as_of.year - year < 100]
    return fits[0] if len(fits) == 1 else None


def _two_digit(short, month, day, frame):
    year = _full_year(short, frame)
    if year is None:
        return Reading(code="DATE_TWO_DIGIT_YEAR")
    reading = _build(year, month, day)
    return Reading(reading.day, "DATE_TWO_DIGIT_YEAR") if reading.day else reading


def _one_or_ten(year, frame):
    """The number 1990.1: the ID's month, else what the format shows, else nothing."""
    if frame.born and frame.born.year == year and frame.born.month in (1, 10):
        return _build(year, frame.born.month, code="DATE_AMBIGUOUS")
    if frame.two_decimals:
        return _build(year, 10, code="DATE_AMBIGUOUS")
    return Reading(code="DATE_AMBIGUOUS")


def _from_decimals(number, frame):
    whole, _dot, decimals = f"{number:.6f}".rstrip("0").partition(".")
    if len(decimals) > 2:
        return TEXT
    if decimals == "1" and int(whole) in YEARS:
        return _one_or_ten(int(whole), frame)
    if int(whole) in YEARS:
        return _build(int(whole), int(decimals))
    if 60 < number < 100:
        return _two_digit(int(whole), int(decimals), None, frame)
    return TEXT


def _from_digits(text, frame):
    """Digits without separators: 19900501, 199005, 900501 or a serial."""
    if len(text) == 8:
        return _build(int(text[:4]), int(text[4:6]), int(text[6:]))
    if len(text) == 6 and (int(text[:4]) in YEARS or text[:4] == "1900"):
        return _build(int(text[:4]), int(text[4:]))
    if len(text) == 6:
        return _two_digit(int(text[:2]), int(text[2:4]), int(text[4:]), frame)
    if int(text) in SERIALS and len(text) == 5:
        return _from_serial(int(text), frame)
    return TEXT


def _from_number(number, frame):
    if not isfinite(number):
        return TEXT
    if number <= 60:
        return ARTEFACT
    if number in SERIALS or 10_000 <= number <= 60_000:
        return _from_serial(int(number), frame)
    if float(number).is_integer():
        return _from_digits(str(int(number)), frame)
    return _from_decimals(number, frame)


def _chinese_number(text):
    """十二 → 12, 三十 → 30, 五 → 5."""
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return int(text.translate(DIGITS))
    return 10 * int((tens or "一").translate(DIGITS)) + int((ones or "零").translate(DIGITS))


def _from_chinese(match):
    year, month, day = match.groups()
    year = int(year.replace("O", "0").translate(DIGITS))
    return _build(year, _chinese_number(month), _chinese_number(day) if day else None)


def _from_month_text(match, text, frame):
    year, month = int(match[1]), int(match[2])
    if frame.untyped and text == f"{year}.1" and frame.born and frame.born.month == 10:
        return _one_or_ten(year, frame)
    return _build(year, month)


def _from_short_text(match, frame):
    day = int(match[3]) if match[3] else None
    return _two_digit(int(match[1]), int(match[2]), day, frame)


def _from_plain_number(text, frame):
    if "." in text or len(text) < 5:
        return _from_number(float(text), frame)
    return _from_digits(text, frame)


def _from_pattern(text, frame):
    """The reading of one date in folded text, or None where no pattern fits."""
    if match := FULL.fullmatch(text):
        return _build(*map(int, match.groups()))
    if match := MONTH.fullmatch(text):
        return _from_month_text(match, text, frame)
    if match := CHINESE.fullmatch(text):
        return _from_chinese(match)
    if match := SHORT.fullmatch(text):
        return _from_short_text(match, frame)
    if re.fullmatch(r"\d+(\.\d+)?", text):
        return _from_plain_number(text, frame)
    return None


def _from_text(value, frame):
    text = fold(TIME.sub("", value.strip())).lstrip("'‘’`").rstrip("。;；")
    if is_empty(text):
        return EMPTY
    if STATES.fullmatch(text):
        return Reading(state=text)
    reading = _from_pattern(text, frame)
    if reading is None and (match := RANGE.match(text)):
        reading = _from_pattern(match["start"], frame)
    return TEXT if reading is None else reading


def read_day(value, frame):
    """One date cell. Never raises: what is no date comes back with its finding code."""
    if value is None or isinstance(value, bool):
        return TEXT if isinstance(value, bool) else EMPTY
    if isinstance(value, datetime):
        return _from_date(value.date(), frame)
    if isinstance(value, date):
        return _from_date(value, frame)
    if isinstance(value, time | timedelta):
        return ARTEFACT
    if isinstance(value, int | float):
        return _from_number(value, frame)
    return _from_text(str(value), frame)
