"""Who is left out of those that should attend a general meeting, as a question of a form (A-14).

The six categories stand in one table: how many, and the days of both approvals.
"""

from datetime import date
from typing import NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from casework.forms import DayField
from casework.wording import listed, remarked

from .choices import EXCLUSIONS
from .models import Exclusion

PARTS = ("number", "consent_on", "adopted_on")


class Left(NamedTuple):
    """So many members of one category, with the approvals that leave them out."""

    category: str
    number: int
    consent_on: date | None = None
    adopted_on: date | None = None

    def row(self) -> Exclusion:
        """As a row that is not stored; its gathering is still to be named."""
        return Exclusion(**self._asdict())

    def __str__(self) -> str:
        row = self.row()
        words = _("%(category)s %(number)s 名") % {
            "category": row.get_category_display(),
            "number": self.number,
        }
        approved = {_("上级同意 %s"): self.consent_on, _("大会通过 %s"): self.adopted_on}
        said = listed(text % day for text, day in approved.items() if day)
        return remarked(words, said or _("没有批准记录"))


class LeftOut(tuple):
    """Some `Left` in the order of the categories; a dash where there is none."""

    __slots__ = ()

    @classmethod
    def of(cls, rows) -> "LeftOut":
        """What the rows of a gathering say."""
        return cls(
            Left(row.category, row.number, row.consent_on, row.adopted_on)
            for row in sorted(rows, key=lambda row: row.category)
        )

    def __str__(self) -> str:
        return listed(self) or "–"


class ExclusionsWidget(forms.Widget):
    """A line for each category, folded away while nobody is left out."""

    template_name = "membership/_exclusions.html"
    use_fieldset = True

    def value_from_datadict(self, data, files, name) -> dict:
        return {
            category: {part: data.get(f"{name}-{category}-{part}", "") for part in PARTS}
            for category in EXCLUSIONS
        }

    def id_for_label(self, id_):
        return ""

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        value = value or {}
        rows = [
            {
                "words": words,
                "cells": [
                    {
                        "name": f"{name}-{category}-{part}",
                        "label": Exclusion._meta.get_field(part).verbose_name,
                        "value": value.get(category, {}).get(part, ""),
                        "is_day": part != "number",
                    }
                    for part in PARTS
                ],
            }
            for category, words in EXCLUSIONS.items()
        ]
        head = [Exclusion._meta.get_field(name).verbose_name for name in ("category", *PARTS)]
        filled = any(cell["value"] for row in rows for cell in row["cells"])
        return {**context, "rows": rows, "head": head, "filled": filled}


class ExclusionsField(forms.Field):
    """The six lines as a `LeftOut`; a line without a number is a fault where it has a day."""

    widget = ExclusionsWidget

    def to_python(self, value) -> LeftOut:
        if isinstance(value, LeftOut):
            return value
        lines = [(category, cells) for category, cells in (value or {}).items()]
        return LeftOut(
            sorted(_read(category, cells) for category, cells in lines if any(cells.values()))
        )

    def prepare_value(self, value):
        if not isinstance(value, LeftOut):
            return value
        return {
            left.category: {
                "number": left.number,
                "consent_on": left.consent_on.isoformat() if left.consent_on else "",
                "adopted_on": left.adopted_on.isoformat() if left.adopted_on else "",
            }
            for left in value
        }

    def has_changed(self, initial, data) -> bool:
        try:
            return self.to_python(data) != (initial or LeftOut())
        except ValidationError:
            return True


def _read(category: str, cells: dict) -> Left:
    number = str(cells["number"]).strip()
    if not number.isdecimal() or not int(number):
        raise ValidationError(_("“%s”一行要写人数。") % EXCLUSIONS[category])
    days = [DayField(required=False).clean(cells[name]) for name in PARTS[1:]]
    return Left(category, int(number), *days)
