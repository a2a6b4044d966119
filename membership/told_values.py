"""The values of a case told as facts (docs/evaluate.md): days, numbers, yes or no, choices, texts.

What cannot be read is refused with the place where it stands and what may be written there; it is
never taken for something else.
"""

from collections.abc import Iterable
from datetime import date
from difflib import get_close_matches

from django.db import models
from django.utils.translation import gettext as _

from casework.fields import CodesField

YEARS = range(1900, 2200)
MOST = 9999  # of people, months, days or hours


class ValuesReader:
    """Reads single values; `faults` collects what is wrong."""

    def __init__(self):
        self.faults: list[str] = []

    def wrong(self, where: str, words: str) -> None:
        self.faults.append(f"{where}: {words}")

    def known(self, where: str, data: dict, names: Iterable[str]) -> None:
        for name in data.keys() - set(names):
            self.wrong(where, _("不认识“%s”") % name + near(name, names))

    def part(self, data: dict, name: str) -> dict:
        value = data.get(name) or {}
        return value if self.is_object(name, value) else {}

    def is_object(self, where: str, value) -> bool:
        if not isinstance(value, dict):
            self.wrong(where, _("应是一个对象"))
        return isinstance(value, dict)

    def objects(self, where: str, value) -> list[dict]:
        """A list of objects, those that are one."""
        if not isinstance(value, list):
            self.wrong(where, _("应是对象的列表"))
            return []
        return [one for one in value if self.is_object(where, one)]

    def day(self, where: str, value) -> date | None:
        if value in (None, ""):
            return None
        try:
            day = date.fromisoformat(value)
        except (TypeError, ValueError):
            day = None
        if day is None or day.isoformat() != value:
            self.wrong(where, _("“%s”不是日期，请写成 2026-11-23") % value)
        elif day.year not in YEARS:
            self.wrong(where, _("“%s”不在 1900 至 2199 年之间") % value)
        else:
            return day
        return None

    def days(self, where: str, value) -> list[date]:
        several = value if isinstance(value, list) else [value]
        return [day for one in several if (day := self.day(where, one))]

    def number(self, where: str, value) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST:
            return value
        self.wrong(where, _("“%s”不是数目") % value)
        return 0

    def yes(self, where: str, value) -> bool:
        """True or false and nothing else: the text "no" would be taken for yes."""
        if not isinstance(value, bool):
            self.wrong(where, _("“%s”应写成 true 或 false") % value)
        return value is True

    def one_of(self, where: str, value, some) -> str:
        """One of the codes of a choice; `some` are pairs or a mapping."""
        codes = dict(some)
        if isinstance(value, str) and value in codes:
            return value
        told = {"value": value, "known": "、".join(filter(None, codes))}
        self.wrong(where, _("“%(value)s”不在可填的值里：%(known)s") % told)
        return ""

    def text(self, where: str, value, most: int | None) -> str:
        if most and len(str(value)) > most:
            self.wrong(where, _("不能超过 %s 个字") % most)
        return str(value)

    def codes(self, where: str, kind: CodesField, value) -> str:
        """Several codes, as a list or as text; "all" means every one."""
        known = dict(kind.codes)
        given = value.split(",") if isinstance(value, str) else value
        if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
            self.wrong(where, _("应是代码的列表"))
            return ""
        given = list(known) if given == ["all"] else [one for one in given if one]
        self.known(where, dict.fromkeys(given), known)
        return ",".join(code for code in known if code in given)

    def of_kind(self, where: str, kind: models.Field, value):
        """The value of a column, in the kind that the column has."""
        if isinstance(kind, models.DateField):
            return self.day(where, value)
        if value is None:
            return kind.get_default()
        if isinstance(kind, models.PositiveSmallIntegerField):
            return self.number(where, value)
        if isinstance(kind, models.BooleanField):
            return self.yes(where, value)
        if isinstance(kind, CodesField):
            return self.codes(where, kind, value)
        if kind.choices and value != "":
            return self.one_of(where, value, kind.flatchoices)
        return self.text(where, value, kind.max_length)


def near(name: str, names: Iterable[str]) -> str:
    """“，是不是 adopted_on？”, where a known name is spelled alike."""
    alike = get_close_matches(str(name), list(names), 1)
    return _("，是不是“%s”？") % alike[0] if alike else ""
