"""The joint review as one grid: which department was asked, answered what, and when."""

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from casework.forms import DayField

from .models import DepartmentOpinion, ReviewRound
from .reviewing import purpose_of

COLUMNS = {
    "asked_on": _("送审日期"),
    "replied_on": _("答复日期"),
    "conclusion": _("结论"),
    "document_no": _("文号"),
}
Department = DepartmentOpinion.Department
CONCLUSIONS = [("", "——"), *DepartmentOpinion.Conclusion.choices]


class OpinionsForm(forms.Form):
    """A row for every department; one that was not asked stays empty. Silence is no consent."""

    def __init__(self, data, *, round, today):
        super().__init__(data)
        self.round = round
        self.held = {row.department: row for row in round.opinions.all()} if round else {}
        for department, words in Department.choices:
            for name, title in COLUMNS.items():
                field = self.fields[f"{department}-{name}"] = _field(name, f"{words} {title}")
                field.initial = self._known(department, name, today)

    def _known(self, department: str, name: str, today):
        if not self.held:
            return today if name == "asked_on" else None
        return getattr(self.held.get(department), name, None)

    @property
    def grid(self) -> dict:
        """What _grid.html shows."""
        rows = [
            {"label": words, "cells": [self[f"{department}-{name}"] for name in COLUMNS]}
            for department, words in Department.choices
        ]
        return {
            "caption": _t("联审部门意见"),
            "row_title": _t("部门"),
            "columns": list(COLUMNS.values()),
            "rows": rows,
        }

    def clean(self):
        cleaned = super().clean()
        for department in Department.values:
            for name, words in _contradictions(self.answers(department)):
                self.add_error(f"{department}-{name}", words)
        return cleaned

    def answers(self, department: str) -> dict:
        return {name: self.cleaned_data.get(f"{department}-{name}") for name in COLUMNS}

    def write(self, case) -> None:
        """Keep the opinions of the open round, which the first of them opens."""
        row = self.round or ReviewRound.objects.create(case=case, purpose=purpose_of(case.stage))
        given = {name: self.answers(name) for name in Department.values}
        asked = [
            DepartmentOpinion(round=row, department=name, **answer)
            for name, answer in given.items()
            if answer["asked_on"]
        ]
        if self.held.keys() - {opinion.department for opinion in asked}:
            row.opinions.exclude(department__in=[opinion.department for opinion in asked]).delete()
        DepartmentOpinion.objects.bulk_create(
            asked,
            update_conflicts=True,
            unique_fields=["round", "department"],
            update_fields=list(COLUMNS),
        )
        row.count_opinions()

    def recorded(self) -> list[str]:
        """What an earlier visit to the grid entered."""
        return [
            f"{department}-{name}"
            for department, row in self.held.items()
            for name in COLUMNS
            if getattr(row, name)
        ]

    def corrections(self) -> list[str]:
        return [
            f"{self[key].label}：{old} → {self.cleaned_data.get(key) or '–'}"
            for key in self.recorded()
            for old in [getattr(self.held[key.split("-")[0]], key.split("-")[1])]
            if old != self.cleaned_data.get(key)
        ]

    def told(self) -> list[str]:
        """For the note of the event: every department that answered."""
        words = dict(CONCLUSIONS)
        return [
            f"{label} {answer['replied_on']} {words[answer['conclusion']]}".strip()
            for department, label in Department.choices
            for answer in [self.answers(department)]
            if answer["replied_on"]
        ]


def _field(name: str, label: str):
    if name == "conclusion":
        return forms.ChoiceField(label=label, choices=CONCLUSIONS, required=False)
    if name == "document_no":
        return forms.CharField(label=label, max_length=30, required=False)
    return DayField(label=label, required=False)


def _contradictions(answer: dict):
    """(column, words) for what does not fit together in one department's row."""
    asked, replied = answer["asked_on"], answer["replied_on"]
    if replied and not asked:
        yield "asked_on", _t("有答复就要有送审日期。")
    if replied and asked and replied < asked:
        yield "replied_on", _t("答复日期不能早于送审日期。")
    if bool(replied) != bool(answer["conclusion"]):
        yield "conclusion", _t("答复日期和结论要一起填。")
