"""The forms of several people as one: what all share is asked once, the rest in a grid.

Each person's answers are laid out as the form of the single step reads them and go through that
very form, so one person and several are checked and written alike.
"""

from collections.abc import Callable

from django.http import QueryDict
from django.utils.translation import gettext as _

from .batches import Batch, Entry
from .forms import ReasonsForm
from .wording import labelled, remarked

ALL = "all"  # the row whose values count for everybody who has none of their own
EMPTY = ("", "unknown")
AT_HAND = "at_hand"


def answers_for(posted, pk: int, like: dict[str, str]) -> QueryDict:
    """One person's answers: the own cell, else the row for all, else what is asked once."""
    answers = QueryDict(mutable=True)
    for name, values in posted.lists():
        if not _is_own(name):
            answers.setlist(name, values)
    for start in (f"{ALL}-", f"{pk}-"):
        for name, values in posted.lists():
            if name.startswith(start) and not set(values) <= set(EMPTY):
                answers.setlist(name.removeprefix(start), values)
    for name, other in like.items():
        answers[name] = answers.get(name) or answers.get(other, "")
    return answers


def _is_own(name: str) -> bool:
    start = name.partition("-")[0]
    return start == ALL or start.isdecimal()


class Cell:
    """A field of one person's form in the grid, under a name that tells whose it is."""

    def __init__(self, field, whose: str, who: str, value):
        self.field, self.value = field, value
        self.name = f"{whose}-{field.html_name}"
        self.id_for_label = f"id_{self.name}"
        self.label = f"{who} {field.label}"
        self.errors = field.errors if whose != ALL else ""

    def __str__(self) -> str:
        widget = self.field.field.widget
        attrs = {"id": self.id_for_label}
        if self.errors:
            attrs["aria-invalid"] = "true"
        return widget.render(self.name, self.value, attrs, self.field.form.renderer)


class BatchForm:
    """What was or is to be typed for the cases of a batch.

    `build(case, data)` makes the form of the single step; `rules` are those whose warnings may
    be set aside; `wanted` tells, by case, the papers that its dossier lacks. An empty page needs
    one such form, however many the people.
    """

    def __init__(
        self, batch: Batch, cases: list, build: Callable, posted=None, rules=(), wanted=None
    ):
        self.batch, self.posted, self.wanted = batch, posted, wanted or {}
        self.entries = [self._entry(case, build, rules) for case in cases]
        self.lead = build(cases[0], posted)
        self.reasons = ReasonsForm(posted, rules)
        self.columns = [
            field.html_name for field in self.lead.visible_fields() if self._is_column(field)
        ]
        if AT_HAND in self._shared():
            self._offer_papers(self._shared()[AT_HAND].field)

    def _entry(self, case, build, rules) -> Entry:
        if self.posted is None:
            return Entry(case)
        answers = answers_for(self.posted, case.pk, self.batch.like)
        if AT_HAND in answers:
            lacking = self.wanted.get(case.pk, ())
            kinds = [kind for kind in answers.getlist(AT_HAND) if kind in lacking]
            answers.setlist(AT_HAND, kinds)
        return Entry(case, answers, build(case, answers), ReasonsForm(answers, rules))

    def _offer_papers(self, field) -> None:
        """The papers that anybody of them lacks."""
        lacking = {kind for kinds in self.wanted.values() for kind in kinds}
        field.choices = [choice for choice in field.choices if choice[0] in lacking]

    def _is_column(self, field) -> bool:
        """Whether a field stands in the grid: it is each person's own, or what is on record
        differs, which one value for all would paint over."""
        name = field.html_name
        if name == AT_HAND:
            return False
        if name in self.batch.own:
            return True
        if self.posted is not None:
            return any(f"{entry.case.pk}-{name}" in self.posted for entry in self.entries)
        return len({str(_recorded(entry.case, name)) for entry in self.entries}) > 1

    def _shared(self) -> dict:
        return {
            field.html_name: field
            for field in self.lead.visible_fields()
            if field.html_name not in self.columns
        }

    # Reading -------------------------------------------------------------------------------

    def is_valid(self) -> bool:
        """Whether everybody's form is; what is wrong with a shared value is told there, once."""
        valid = all([entry.form.is_valid() and entry.reasons.is_valid() for entry in self.entries])
        self.lead.is_valid()
        shared = self._shared()
        for entry in self.entries:
            for field in entry.form.visible_fields():
                if field.html_name in shared:
                    _tell(shared[field.html_name], field.errors)
        return valid

    def corrections(self) -> list[str]:
        """What recorded values would become others, with whose they are."""
        return [
            labelled(entry.case, words)
            for entry in self.entries
            for words in entry.form.corrections()
        ]

    # Showing -------------------------------------------------------------------------------

    def shared(self) -> list:
        fields = self._shared()
        if AT_HAND in fields and not fields[AT_HAND].field.choices:
            del fields[AT_HAND]
        return list(fields.values())

    def grid(self) -> dict:
        """For casework/_grid.html; nothing where all is shared."""
        if not self.columns:
            return {}
        places = {str(entry.case.unit) for entry in self.entries}
        rows = [self._row(entry, len(places) > 1) for entry in self.entries]
        if len(self.entries) > 1:
            rows.insert(0, self._row_for_all())
        titles = [_field(self.lead, name).label for name in self.columns]
        return {
            "caption": _("各人情况"),
            "row_title": _("姓名"),
            "columns": titles,
            "rows": rows,
        }

    def _row(self, entry, with_place: bool) -> dict:
        who = str(entry.case)
        label = remarked(who, entry.case.unit) if with_place else who
        return {"label": label, "cells": [self._cell(entry, name) for name in self.columns]}

    def _cell(self, entry, name: str) -> Cell:
        who, whose = str(entry.case), str(entry.case.pk)
        if entry.form is None:
            return Cell(_field(self.lead, name), whose, who, _recorded(entry.case, name))
        field = _field(entry.form, name)
        return Cell(field, whose, who, field.value())

    def _row_for_all(self) -> dict:
        typed = self.posted or {}
        cells = [
            Cell(field, ALL, _("各人相同"), typed.get(f"{ALL}-{field.html_name}", ""))
            for field in (_field(self.lead, name) for name in self.columns)
        ]
        return {"label": _("各人相同"), "cells": cells, "for_all": True}

    def error_lines(self) -> list[dict]:
        """Every error with the place it leads to, shared ones first."""
        lines = [
            {"url": f"#{field.id_for_label}", "text": labelled(field.label, error)}
            for field in self.shared()
            for error in field.errors
        ]
        for entry in self.entries if self.posted is not None else ():
            general = entry.form.non_field_errors()
            lines += [{"url": "", "text": labelled(entry.case, error)} for error in general]
            for name in self.columns:
                field = _field(entry.form, name)
                label = f"{entry.case} {field.label}"
                url = f"#id_{entry.case.pk}-{name}"
                lines += [{"url": url, "text": labelled(label, error)} for error in field.errors]
        return lines


def _recorded(case, name: str):
    """What is on record in a column of the case; a default is no record."""
    known = name in {column.name for column in case._meta.concrete_fields}
    return (getattr(case, name) or None) if known else None


def _field(form, name: str):
    return next(field for field in form.visible_fields() if field.html_name == name)


def _tell(field, errors) -> None:
    for error in errors:
        if error not in field.errors:
            field.form.add_error(field.name, error)
