"""The questions a list of talent cases answers."""

import django_filters as filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework import due
from casework.ages import band_edges_as_birth_dates, custom_bands
from casework.models import Person, Unit

from .models import PostAssignment, Talent
from .structure import villages_of

BANDS = custom_bands((35, 45))
LEVELS = {
    "college": (_("大专及以上"), ("10", "20", "30")),
    "secondary": (_("高中、中专"), ("41", "44", "47", "60")),
    "below": (_("初中及以下"), ("70", "80", "90", "")),
}
ANY = _("全部")
MEMBERS = (Person.Standing.FULL, Person.Standing.PROBATIONARY)


def _villages(request):
    return villages_of(request.user).order_by("initials") if request else Unit.objects.none()


class TalentFilter(filters.FilterSet):
    """Filters of the list and of its workbook. `today` is the day ages and deadlines count on."""

    q = filters.CharFilter(
        method="named",
        label=_("查找"),
        widget=forms.TextInput(attrs={"placeholder": _("姓名/首字母/证号后4位")}),
    )
    unit = filters.ModelChoiceFilter(queryset=_villages, empty_label=ANY, label=_("村"))
    age = filters.ChoiceFilter(
        method="aged",
        empty_label=ANY,
        choices=[(place, band.label) for place, band in enumerate(BANDS)],
        label=_("年龄"),
    )
    education = filters.ChoiceFilter(
        method="educated",
        empty_label=ANY,
        choices=[(k, v[0]) for k, v in LEVELS.items()],
        label=_("学历"),
    )
    member = filters.ChoiceFilter(
        method="a_member",
        empty_label=ANY,
        choices=[("yes", _("党员")), ("no", _("非党员"))],
        label=_("是否党员"),
    )
    willing = filters.ChoiceFilter(
        method="inclined",
        empty_label=ANY,
        choices=[("yes", _("愿意")), ("no", _("不愿意")), ("unknown", _("未问"))],
        label=_("意愿"),
    )
    post = filters.ChoiceFilter(
        method="posted", empty_label=ANY, choices=PostAssignment.Kind.choices, label=_("岗位")
    )
    grade = filters.ChoiceFilter(
        method="graded", empty_label=ANY, choices=PostAssignment.Grade.choices, label=_("考核")
    )
    due = filters.ChoiceFilter(
        method="waiting", empty_label=ANY, choices=due.CHOICES, label=_("状态")
    )
    papers = filters.ChoiceFilter(
        method="lacking",
        empty_label=ANY,
        choices=[("missing", _("缺材料")), ("none", _("齐全"))],
        label=_("材料"),
    )

    class Meta:
        model = Talent
        fields = []

    def __init__(self, data, queryset, *, request, today):
        self.today = today
        super().__init__(data, queryset, request=request)

    @property
    def asked(self) -> bool:
        """Whether any question is answered."""
        answers = self.form.cleaned_data if self.form.is_bound and self.errors is not None else {}
        return any(value not in (None, "", []) for value in answers.values())

    def named(self, cases, _name, text):
        people = Person.objects.search(text).order_by().values("pk")
        return cases.filter(person__in=people)

    def aged(self, cases, _name, band):
        first, last = band_edges_as_birth_dates(BANDS[int(band)], self.today)
        wanted = Q(person__born_on__gte=first) if first else Q()
        return cases.filter(wanted & (Q(person__born_on__lte=last) if last else Q()))

    def educated(self, cases, _name, level):
        return cases.filter(person__education__in=LEVELS[level][1])

    def a_member(self, cases, _name, answer):
        members = Q(person__standing__in=MEMBERS)
        return cases.filter(members if answer == "yes" else ~members)

    def inclined(self, cases, _name, answer):
        value = {"yes": True, "no": False}.get(answer)
        return cases.filter(willing__isnull=True) if value is None else cases.filter(willing=value)

    def posted(self, cases, _name, kind):
        running = PostAssignment.objects.filter(kind=kind, until__isnull=True)
        return cases.filter(pk__in=running.values("case"))

    def graded(self, cases, _name, grade):
        return cases.filter(pk__in=PostAssignment.objects.filter(grade=grade).values("case"))

    def waiting(self, cases, _name, state):
        rows = Talent._meta.get_field("deadlines").related_model.objects
        return cases.filter(pk__in=rows.filter(due.in_state(state, self.today)).values("case"))

    def lacking(self, cases, _name, answer):
        return cases.lacking_papers() if answer == "missing" else cases.filter(papers_missing=0)
