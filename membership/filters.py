"""The questions of the list and of the missing-paper matrix."""

import django_filters as filters
from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from casework import due
from casework.ages import band_edges_as_birth_dates, custom_bands
from casework.forms import UnitField
from casework.models import Person, Unit
from casework.wording import labelled

from .models import Application, ApplicationDeadline, MissingApplicationPaper
from .papers import CATALOGUE

BANDS = custom_bands((35, 50))  # the rectification measures ≤ 35 and > 50


class UnitFilter(filters.Filter):
    """Cases of one Party organisation, named in words or letters."""

    field_class = UnitField

    def filter(self, cases, unit):
        return cases.filter(unit=unit) if unit else cases


class Questions(filters.FilterSet):
    """A filter set that knows the day and offers the branches of the officer's unit."""

    def __init__(self, data, queryset, *, user, today):
        super().__init__(data, queryset)
        self.today = today
        branches = Unit.objects.under(user.account.unit.path).branches()
        self.form.fields["unit"].offer(branches)

    def complaints(self) -> list[str]:
        """A sentence for each answer that is not understood; the others still count."""
        return [
            labelled(self.form[name].label, error)
            for name, errors in self.form.errors.items()
            for error in errors
        ]

    @property
    def asked(self) -> bool:
        """Whether any question is answered."""
        answers = self.form.cleaned_data if self.form.is_bound and self.errors is not None else {}
        return any(value not in (None, "", [], False) for value in answers.values())


class ApplicationFilter(Questions):
    q = filters.CharFilter(
        label=_("查找"),
        method="search",
        widget=forms.TextInput(attrs={"placeholder": _("姓名/首字母/证号后4位")}),
    )
    unit = UnitFilter(label=_("支部"))
    due = filters.ChoiceFilter(
        label=_("期限"), choices=due.CHOICES, empty_label=_("全部"), method="by_deadline"
    )
    age = filters.ChoiceFilter(
        label=_("年龄"),
        choices=[(str(place), band.label) for place, band in enumerate(BANDS)],
        empty_label=_("全部"),
        method="by_age",
    )
    education = filters.ChoiceFilter(
        label=_("学历"),
        field_name="person__education",
        choices=Person.Education.choices,
        empty_label=_("全部"),
    )
    missing = filters.BooleanFilter(
        label=_("缺材料"),
        method="lacking",
        widget=forms.CheckboxInput,
    )

    class Meta:
        model = Application
        fields = []

    def search(self, cases, _name, text):
        people = Person.objects.search(text).order_by()
        return cases.filter(person__in=people.values("pk"))

    def by_deadline(self, cases, _name, wanted):
        """By the deadline that comes first, as the list shows it."""
        mine = ApplicationDeadline.objects.filter(case=OuterRef("pk")).order_by()
        here = Q(Exists(mine.filter(due.in_state(wanted, self.today))))
        worse = [due.OVERDUE, due.SOON, due.NORMAL]
        for earlier in worse[: worse.index(wanted)]:
            here &= ~Q(Exists(mine.filter(due.in_state(earlier, self.today))))
        return cases.filter(here)

    def by_age(self, cases, _name, place):
        born_from, born_until = band_edges_as_birth_dates(BANDS[int(place)], self.today)
        edges = {"person__born_on__gte": born_from, "person__born_on__lte": born_until}
        return cases.filter(**{path: day for path, day in edges.items() if day})

    def lacking(self, cases, _name, wanted):
        return cases.lacking_papers() if wanted else cases


class BranchFilter(Questions):
    unit = UnitFilter(label=_("支部"))

    class Meta:
        model = Application
        fields = []


class MatrixFilter(BranchFilter):
    paper = filters.ChoiceFilter(
        label=_("材料"),
        choices=[
            (paper.slug, format_lazy("{} {}", paper.code, paper.title)) for paper in CATALOGUE
        ],
        empty_label=_("全部"),
        method="lacks",
    )

    class Meta:
        model = Application
        fields = []

    def lacks(self, cases, _name, kind):
        rows = MissingApplicationPaper.objects.filter(case=OuterRef("pk"), kind=kind)
        return cases.filter(Exists(rows))
