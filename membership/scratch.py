"""The form of the scratch page 试算: the main facts of a case, from which the rules are asked."""

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.forms import DayField

from .models import Application
from .stages import FIVE
from .steps import STEPS

DAYS = {step.slug: step for step in STEPS if step.done}
BETWEEN = ("consent_on", "notice_from_on", "second_notice_from_on", "extended_on")
BRANCH = (
    "has_committee", "has_cells", "general_branch", "is_temporary", "for_mobile_members",
)  # fmt: skip


def _day(words) -> DayField:
    return DayField(label=words, required=False)


def _column(name: str):
    return Application._meta.get_field(name).verbose_name


class ScratchForm(forms.Form):
    """Days of the steps; what is left empty has not happened. The rest is taken as in order."""

    born_on = _day(_("出生日期"))
    as_of = _day(_("从哪天起往后算"))
    full_members = forms.IntegerField(
        label=_("支部正式党员人数"), required=False, min_value=0, max_value=999
    )
    has_committee = forms.BooleanField(label=_("设支部委员会"), required=False, initial=True)
    has_cells = forms.BooleanField(label=_("设党小组"), required=False)
    general_branch = forms.BooleanField(label=_("上级之间有党总支或村党委"), required=False)
    is_temporary = forms.BooleanField(label=_("临时党组织"), required=False)
    for_mobile_members = forms.BooleanField(label=_("流动党员党组织"), required=False)
    mobile = forms.BooleanField(label=_("流动人员"), required=False)
    extension_months = forms.IntegerField(
        label=_("延长预备期月数"), required=False, min_value=0, max_value=99
    )

    def __init__(self, data=None):
        super().__init__(data)
        for step in DAYS.values():
            self.fields[step.done] = _day(f"{step.number}. {step.title}")
        for name in BETWEEN:
            self.fields[name] = _day(_column(name))

    def parts(self) -> list[dict]:
        """The fields in the order of the chart, grouped by stage."""
        person = ("born_on", "mobile", "full_members", *BRANCH, "as_of")
        found = [{"legend": _("人和支部"), "fields": [self[name] for name in person]}]
        extra = {"prospective": BETWEEN[:3], "probationary": ("extended_on", "extension_months")}
        for five, words, _stages in FIVE:
            names = [step.done for step in DAYS.values() if step.five == five]
            fields = [self[name] for name in (*names, *extra.get(five, ()))]
            found.append({"legend": words, "fields": fields})
        return found

    def facts(self) -> dict:
        """The answers as the facts that `told.read` takes."""
        answers = {name: value for name, value in self.cleaned_data.items() if value}
        days = [name for name in (*BETWEEN, *(s.done for s in DAYS.values())) if name in answers]
        extended = {"months": answers["extension_months"]} if "extension_months" in answers else {}
        return {
            "assume": True,
            "as_of": _text(answers.get("as_of")),
            "person": {"born_on": _text(answers.get("born_on"))},
            "mobile": "mobile" in answers,
            "branch": {
                "full_members": answers.get("full_members", 0),
                **{name: name in answers for name in BRANCH},
            },
            "events": {name: _text(answers[name]) for name in days},
            "extension": extended,
        }


def _text(day) -> str | None:
    return day.isoformat() if day else None
