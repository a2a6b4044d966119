"""Forms of the settings and of the comparison of a text."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .forms import DayField
from .models import Comparison
from .standards import NUMBERS, Kind, Setting

TWO = (("1", gettext_lazy("是")), ("0", gettext_lazy("否")))


def _value_field(setting: Setting) -> forms.Field:
    """A field of the setting's kind; what may not stand is refused with its article."""
    words = gettext_lazy("新的取值")
    choices = list(setting.choices.items())
    if setting.kind in NUMBERS:
        return forms.IntegerField(label=words)
    if setting.kind is Kind.YES_NO:
        coerce = {"1": True, "0": False}.get
        return forms.TypedChoiceField(
            label=words, choices=TWO, coerce=coerce, widget=forms.RadioSelect
        )
    if setting.kind is Kind.LIST:
        boxes = forms.CheckboxSelectMultiple
        return forms.MultipleChoiceField(label=words, choices=choices, required=False, widget=boxes)
    return forms.ChoiceField(label=words, choices=choices, widget=forms.RadioSelect)


class StandardForm(forms.Form):
    """A new value, from a first day on, by what paper and why."""

    since = DayField(label=gettext_lazy("从哪天起执行"))
    source = forms.CharField(label=gettext_lazy("依据（文件名称、文号）"), max_length=200)
    reason = forms.CharField(label=gettext_lazy("更改的理由"), max_length=200)

    field_order = ("value", "since", "source", "reason")

    def __init__(self, data=None, *, setting: Setting, today):
        self.setting = setting
        self.base_fields = {"value": _value_field(setting), **self.base_fields}
        now = setting.on(setting.since or today)
        shown = str(int(now)) if setting.kind is Kind.YES_NO else now
        super().__init__(data, initial={"value": shown, "since": today})
        if setting.since:
            del self.fields["since"]

    def clean_value(self):
        value = self.cleaned_data["value"]
        value = tuple(value) if self.setting.kind is Kind.LIST else value
        self.setting.check(value)
        return value

    def answers(self) -> dict:
        """What `regulating.put` takes."""
        return {"since": self.setting.since, **self.cleaned_data}


class WithdrawForm(forms.Form):
    """Why a value that does not hold yet is taken back."""

    number = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=gettext_lazy("撤回的理由"), max_length=200)


class ComparisonForm(forms.ModelForm):
    """Who laid the text beside which print, when, and what came of it."""

    compared_on = DayField(label=gettext_lazy("核对日期"))

    class Meta:
        model = Comparison
        fields = ("compared_on", "print", "result", "remark")
        widgets = {"result": forms.RadioSelect}

    def __init__(self, data=None, *, today, **options):
        self.today = today
        super().__init__(data, initial={"compared_on": today}, **options)
        self.fields["result"].choices = Comparison.Result.choices

    def clean_compared_on(self):
        day = self.cleaned_data["compared_on"]
        if day > self.today:
            raise ValidationError(_("核对日期不能晚于今天。"))
        return day

    def clean(self):
        """What differs has to be said."""
        cleaned = super().clean()
        if cleaned.get("result") == Comparison.Result.DIFFERS and not cleaned.get("remark"):
            self.add_error("remark", _("请写明哪一条、哪一处有出入。"))
        return cleaned
