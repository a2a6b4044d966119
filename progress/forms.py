"""The questions of the progress pages and the facts of a commitment."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from casework.forms import DayField
from casework.models import Unit

from .models import Commitment
from .populations import ALL
from .structure import PRESETS

ABOVE = (Unit.Kind.PROVINCE, Unit.Kind.COUNTY, Unit.Kind.TOWNSHIP)
OFFERED = 200  # branches in the choice at most


def unit_choices(scope: Unit, home: Unit) -> list[tuple[int, str]]:
    """The units above `scope` up to the user's own, itself, and those below. One query."""
    above = [int(pk) for pk in scope.path.split("/") if pk]
    found = Unit.objects.filter(pk__in=above) | Unit.objects.filter(parent=scope)
    return [
        (unit.pk, "　" * (unit.path.count("/") - home.path.count("/")) + str(unit))
        for unit in found.order_by("path")
        if unit.path.startswith(home.path)
    ]


class AgesForm(forms.Form):
    """Whose ages, as of which day, in which bands and where. Everything has a default."""

    object = forms.ChoiceField(
        label=_("对象"), choices=[(one.slug, one.title) for one in ALL], required=False
    )
    on = DayField(label=_("截至"), required=False)
    bands = forms.ChoiceField(
        label=_("分段"),
        choices=[(slug, title) for slug, (title, _bands) in PRESETS.items()],
        required=False,
    )
    unit = forms.TypedChoiceField(label=_("范围"), coerce=int, empty_value=None, required=False)

    def __init__(self, data, *, scope: Unit, home: Unit, today):
        defaults = {"object": ALL[0].slug, "bands": "bulletin", "unit": scope.pk, "on": today}
        given = {name: data[name] for name in defaults if data.get(name)}
        super().__init__({**defaults, **given})
        self.fields["unit"].choices = unit_choices(scope, home)

    def clean_on(self):
        """Every day of a year that has a year before and one after."""
        on = self.cleaned_data["on"]
        if not 1901 <= on.year <= 2200:
            raise forms.ValidationError(_t("请写 1901 年至 2200 年之间的日期。"))
        return on


class BandForm(forms.Form):
    """Which people of the figures: an age range, the unknown, or everybody."""

    low = forms.IntegerField(min_value=0, max_value=150, required=False)
    high = forms.IntegerField(min_value=0, max_value=150, required=False)
    unknown = forms.BooleanField(required=False)


class TodoForm(forms.Form):
    """The branch of the to-do list, and whether only starred cases; group and state are links."""

    unit = forms.TypedChoiceField(
        label=_("支部"), coerce=int, empty_value=None, required=False, choices=()
    )

    starred = forms.BooleanField(label=_("只看我标星的"), required=False)

    def __init__(self, data, *, home: Unit):
        super().__init__(data)
        branches = Unit.objects.under(home.path).exclude(kind__in=ABOVE).order_by("path")
        own = [(unit.pk, str(unit)) for unit in branches[:OFFERED]]
        self.fields["unit"].choices = [("", _t("全部")), *own]


MOST_POSTPONED = 366  # days


class PostponeForm(forms.Form):
    """Until when to-dos are put off, and why."""

    until = DayField(label=_("推迟到"), help_text=_("到这一天重新出现在待办里；期限本身不变。"))
    reason = forms.CharField(
        label=_("推迟的理由"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, data=None, *, today, **options):
        super().__init__(data, **options)
        self.today = today

    def clean_until(self):
        until = self.cleaned_data["until"]
        if not self.today < until <= self.today + timedelta(days=MOST_POSTPONED):
            raise forms.ValidationError(_t("请写明天以后、一年以内的日期。"))
        return until


class ProgressForm(forms.ModelForm):
    """How far a commitment has come, in the officer's words."""

    class Meta:
        model = Commitment
        fields = ("responsible", "measure", "target", "evidence")
        widgets = {name: forms.Textarea(attrs={"rows": 4}) for name in fields[1:]}


class ClosingForm(forms.Form):
    """The day an item was finished, and why although its figure falls short."""

    closed_on = DayField(label=_("销号日期"))
    reason = forms.CharField(
        label=_("未达目标仍销号的理由"),
        required=False,
        max_length=200,
        help_text=_("由数据计量的事项未达到目标时必须填写。"),
    )
