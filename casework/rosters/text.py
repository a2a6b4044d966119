"""Cleaning of what people type: blanks, full width, empty marks."""

import re
import unicodedata

INVISIBLE = re.compile(r"[\u200b-\u200f\u2060\ufeff\u00ad]")
BLANKS = re.compile(r"[\s\u3000\u00a0]+")
EMPTY = {
    "", "-", "--", "---", "—", "——", "–", "―", "/", "\\", "、", ".", "。", "*", "无", "暂无",
    "空", "(空)", "NULL", "NONE", "N/A", "#N/A", "NA", "NAN", "#VALUE!", "#REF!", "没有",
}  # fmt: skip


def clean(value):
    """A cell as text: invisible characters gone, blanks outside gone, whole numbers plain."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return BLANKS.sub(" ", INVISIBLE.sub("", "" if value is None else str(value))).strip()


def fold(value):
    """Text for comparing: NFKC and no blanks at all."""
    return BLANKS.sub("", INVISIBLE.sub("", unicodedata.normalize("NFKC", clean(value))))


def is_empty(value):
    """Whether a cell says nothing: blank, a dash, 无, 暂无, （空）, NULL …"""
    return fold(value).upper() in EMPTY


def is_blank(value):
    """Whether a cell holds nothing that prints."""
    if not isinstance(value, str):
        return value is None
    return not value or not (value[0].isalnum() or fold(value))
