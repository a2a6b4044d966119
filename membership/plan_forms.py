"""The grid of a township's places of the year, and what is told of the numbers of its forms."""

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from casework.forms import DayField
from casework.wording import remarked

from . import form_register
from .models import AdmissionForm
from .quota import Answer

MOST = 9999


def _of(unit, words: str) -> SafeString:
    """The label of a unit's field; its name stays Chinese in every language, and says so."""
    return mark_safe(words % {"unit": format_html('<span lang="zh-CN">{}</span>', unit)})


class PlacesForm(forms.Form):
    """Places of a township and its branches; a plan below what was used says why."""

    def __init__(self, data, *, place, units, plans, used):
        super().__init__(data)
        self.place, self.units, self.plans, self.used = place, units, plans, used
        for unit in units:
            self._line(unit, plans.get(unit.pk))

    def _line(self, unit, plan) -> None:
        self.fields[f"p{unit.pk}"] = forms.IntegerField(
            label=_of(unit, _t("%(unit)s的计划数")),
            initial=plan.places if plan else None,
            min_value=0,
            max_value=MOST,
            required=False,
        )
        if unit.pk != self.place.pk:
            self.fields[f"why{unit.pk}"] = forms.CharField(
                label=_of(unit, _t("%(unit)s超出计划的说明")),
                initial=plan.excess if plan else "",
                max_length=200,
                required=False,
            )

    def clean(self):
        """A plan given stays given; below what was used it needs a word."""
        cleaned = super().clean()
        for unit in self.units:
            self._check(unit, cleaned.get(f"p{unit.pk}"), cleaned.get(f"why{unit.pk}"))
        return cleaned

    def _check(self, unit, places, why) -> None:
        name, used = f"p{unit.pk}", self._used(unit)
        if name in self.errors:
            return
        if places is None:
            if unit.pk in self.plans:
                self.add_error(name, _t("计划数已登记，不能留空；没有名额的写 0。"))
        elif places < used and not why:
            self.add_error(
                f"why{unit.pk}",
                _t("本年已接收 %(used)s 名，计划数少于已接收数，请写明原因（如县委组织部核减）。")
                % {"used": used},
            )

    def _used(self, unit) -> int:
        return 0 if unit.pk == self.place.pk else self.used[unit.pk]

    def answers(self) -> dict[int, Answer]:
        """What was filled in, by unit."""
        given = self.cleaned_data
        return {
            unit.pk: Answer(given[f"p{unit.pk}"], given.get(f"why{unit.pk}", ""))
            for unit in self.units
            if given[f"p{unit.pk}"] is not None
        }

    @property
    def grid(self) -> dict:
        """The branches for _grid.html; the township's own stands above it."""
        rows = [
            {"label": self._label(unit), "cells": [self[f"p{unit.pk}"], self[f"why{unit.pk}"]]}
            for unit in self.units
            if unit.pk != self.place.pk
        ]
        return {
            "caption": _("各支部计划数"),
            "row_title": _("党支部"),
            "columns": [_("计划数"), _("超出计划的说明")],
            "rows": rows,
        }

    def _label(self, unit) -> str:
        used = self._used(unit)
        return remarked(unit, _t("已用 %s") % used) if used else str(unit)

    def own(self):
        """The township's own plan, above the grid."""
        return [self[f"p{self.place.pk}"]]


class RangeForm(forms.Form):
    """The numbers that came from the county for a year, from the first to the last."""

    year = forms.IntegerField(label=_("年度"), min_value=1950, max_value=2200)
    first = forms.CharField(label=_("起号"), max_length=30)
    last = forms.CharField(label=_("止号"), max_length=30, help_text=_("只有一份的，与起号相同。"))

    def clean(self):
        """Both ends are of one row of numbers."""
        cleaned = super().clean()
        if cleaned.get("first") and cleaned.get("last"):
            self.numbers = form_register.numbers(cleaned["first"], cleaned["last"])
        return cleaned


class EndForm(forms.ModelForm):
    """A form went back to the county or was spoilt; an empty choice takes that back."""

    class Meta:
        model = AdmissionForm
        fields = ("ended_as", "ended_on", "remark")
        field_classes = {"ended_on": DayField}

    def __init__(self, data, *, instance, today):
        super().__init__(data, instance=instance, initial={"ended_on": instance.ended_on or today})
        self.today = today

    def clean(self):
        """The day comes with the choice, and none that lies ahead."""
        cleaned = super().clean()
        if not cleaned.get("ended_as"):
            return {**cleaned, "ended_on": None}
        on = cleaned.get("ended_on")
        if on is None:
            self.add_error("ended_on", _t("退回或作废须有日期。"))
        elif on > self.today:
            self.add_error("ended_on", _t("日期不能晚于今天。"))
        elif self.instance.issued_on and on < self.instance.issued_on:
            self.add_error("ended_on", _t("不能早于发放日期 %s。") % self.instance.issued_on)
        return cleaned

    def _post_clean(self):
        """The row on the screen is never touched: what is written is written under lock."""
