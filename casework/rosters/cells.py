"""Cells to values, one reader for every kind of column.

A reader gives (value, codes): value None is “nothing to store”, codes are findings of the
cell by itself.
"""

import re

from casework import resident_id

from . import vocabulary
from .text import clean, fold, is_empty

LOST = re.compile(r"\d(\.\d+)?E\+?1[4-8]", re.IGNORECASE)
DOTS = re.compile(r"[•・．‧∙●.]")
HAN = re.compile(r"[\u2e80-\u9fff\U00020000-\U0003ffff·〇]+")
SPLIT_NAMES = re.compile(r"[、，,/;；\n]+|\s+(?=\S{2,})")
MOBILE = re.compile(r"1\d{10}")


def read_id(value):
    """(number, codes): normalised as text; lost digits leave no number at all."""
    if isinstance(value, float | int) and not isinstance(value, bool):
        if value >= 10**15:
            return None, ["ID_PRECISION_LOST"]
        value = f"{value:.0f}"
    if is_empty(value):
        return None, ["MISSING_ID"]
    number = resident_id.normalise(value)
    if LOST.fullmatch(number):
        return None, ["ID_PRECISION_LOST"]
    codes = resident_id.check(number)
    if codes[:1] == ["ID_BAD_CHECKSUM"] and number.endswith("000"):
        return None, ["ID_PRECISION_LOST"]
    return number, codes


def lost_birth(value):
    """The birth date of a number whose last three digits are lost; the first 15 are right."""
    digits = f"{value:.0f}" if isinstance(value, float | int) else resident_id.normalise(value)
    return resident_id.birth_date(digits) if len(digits) == 18 else None


def read_name(value):
    """A name: blanks inside Chinese names are layout; one middle dot for all."""
    text = DOTS.sub("·", clean(value))
    bare = fold(text)
    return (bare if HAN.fullmatch(bare) else text) or None


def read_names(value):
    """Two names in one cell, apart by 、，/ or blanks."""
    if is_empty(value):
        return []
    parts = [part for part in SPLIT_NAMES.split(str(value).strip()) if part.strip()]
    if len(parts) > 1 and all(len(fold(part)) == 1 for part in parts):
        parts = ["".join(parts)]
    return [name for part in parts if (name := read_name(part))]


def _phone_digits(text):
    digits = re.sub(r"[\s\-—()]", "", text)
    return re.sub(r"^(\+?86|0086)(?=1\d{10}$)", "", digits)


def read_phone(value):
    """(number, codes): the first mobile number of the cell, or the text and PHONE_BAD."""
    if is_empty(value):
        return None, []
    text = fold(value)
    for part in re.split(r"[、,，/;；]", text):
        if MOBILE.fullmatch(_phone_digits(part)):
            return _phone_digits(part), []
    return text, ["PHONE_BAD"]


def read_age(value):
    """Completed years as the sheet gives them, or None."""
    match = re.fullmatch(r"(\d{1,3})(\.0+)?(周岁|岁)?", fold(value))
    return int(match[1]) if match else None


def read_ethnicity(value):
    """(full name with 族, codes)."""
    if is_empty(value):
        return None, []
    name = vocabulary.ethnicity(value)
    return name, [] if name else ["ETH_UNKNOWN"]


def read_education(value, key):
    """(canonical level, codes); 在读 and the like keep their words and are warned of."""
    if key == "edu" and fold(value) == "无":
        return "其他", []
    if is_empty(value):
        return None, []
    if vocabulary.is_unfinished(value):
        return clean(value), ["EDU_UNKNOWN"]
    level = vocabulary.education(value)
    return level, [] if level else ["EDU_UNKNOWN"]


def read_sex(value, codes):
    """(男 or 女, codes); `codes` says what bare numbers mean in this column."""
    if is_empty(value):
        return None, []
    found = vocabulary.sex(value) or codes.get(fold(value))
    return found, [] if found else ["VALUE_UNREAD"]


def read_choice(value, key):
    """The canonical word of a closed list, else the text as it stands."""
    if key in ("is_migrant", "is_lost", "intent", "one_shoulder"):
        found = vocabulary.yes_no(value)
    else:
        found = vocabulary.political(value) if key == "pol" else vocabulary.stage(value)
    return found or (None if is_empty(value) else clean(value))


def read_text(value):
    """Any other cell as clean text."""
    return None if is_empty(value) else clean(value)


def sex_codes(pairs):
    """What 0, 1, 2 mean in a column: the reading that agrees with the IDs, or {}.

    `pairs`: (folded cell, sex by ID or None). Without IDs 1 and 2 are read by GB/T 2261.1.
    """
    used = {text for text, _by_id in pairs if text in ("0", "1", "2")}
    readings = ({"1": "男", "2": "女"}, {"0": "男", "1": "女"}, {"0": "女", "1": "男"})
    fitting = [reading for reading in readings if used <= set(reading)]
    if not used or not fitting:
        return {}
    scores = [
        sum(reading.get(text) == by_id for text, by_id in pairs if by_id) for reading in fitting
    ]
    best = max(scores)
    if best and scores.count(best) == 1:
        return fitting[scores.index(best)]
    return readings[0] if used & {"2"} else {}
