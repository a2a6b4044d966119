"""The 18-character citizen number (公民身份号码, GB 11643) as pure functions.

6 digits region, 8 digits birth date, 3 digits sequence (odd: male), 1 check character.
Numbers of 15 digits were issued before 1999: two-digit year, no check character.
"""

import re
import unicodedata
from datetime import date

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
INVISIBLE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")
FORMULA_TEXT = re.compile(r'^="(.*)"$')


def normalise(text):
    """The number as it is stored: NFKC, no blanks, no leading ', no ="…", x as X."""
    folded = INVISIBLE.sub("", unicodedata.normalize("NFKC", str(text)))
    folded = FORMULA_TEXT.sub(r"\1", folded)
    return folded.lstrip("'‘’`").upper()


def check_character(seventeen):
    """The 18th character that belongs to the first 17 digits (GB 11643, MOD 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(seventeen, WEIGHTS, strict=True))
    return CHECKS[total % 11]


def _birth_digits(number):
    return "19" + number[6:12] if len(number) == 15 else number[6:14]


def birth_date(number):
    """The day of birth written in a normalised number of 15 or 18; None where there is none."""
    digits = _birth_digits(number)
    if len(number) not in (15, 18) or not re.fullmatch(r"[0-9]{8}", digits):
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def sex(number):
    """男 or 女 by the sequence number of 15 or 18 characters; None where it cannot be read."""
    place = {15: 14, 18: 16}.get(len(number))
    if place is None or number[place] not in "0123456789":
        return None
    return "男" if int(number[place]) % 2 else "女"


def _shape_codes(number):
    if re.fullmatch(r"[0-9]{15}", number):
        return ["ID_OLD_15"]
    if len(number) != 18:
        return ["ID_BAD_LENGTH"]
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return ["ID_BAD_CHECKSUM"]
    return []


def _content_codes(number, as_of):
    born = birth_date(number)
    if born is None or born.year < 1850 or (as_of and born > as_of):
        return ["ID_INVALID_DATE"]
    if len(number) == 18 and number[17] != check_character(number[:17]):
        return ["ID_BAD_CHECKSUM"]
    return []


def check(number, as_of=None):
    """Finding codes of a number, worst first; [] is a sound number of 18 characters.

    A birth part that is no day (or lies after `as_of`) hides the check character: the
    number is wrong in more than its last place. Codes: shared roster-columns §8.
    """
    number = normalise(number)
    shape = _shape_codes(number)
    if shape and shape != ["ID_OLD_15"]:
        return shape
    return _content_codes(number, as_of) + shape


def is_valid(number, as_of=None):
    """Whether a number is a sound one of 18 characters."""
    return check(number, as_of) == []


def upgrade(number):
    """The 18-character form of an old 15-digit number; others come back normalised."""
    number = normalise(number)
    if not re.fullmatch(r"[0-9]{15}", number):
        return number
    seventeen = f"{number[:6]}19{number[6:]}"
    return seventeen + check_character(seventeen)


def mask(number):
    """The number as the screen shows it by default: 110101********1234."""
    number = normalise(number)
    if len(number) < 11:
        return "*" * len(number)
    return number[:6] + "*" * (len(number) - 10) + number[-4:]
