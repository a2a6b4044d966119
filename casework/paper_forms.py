"""Forms of the papers of a dossier: one line of it, and those that come with a step."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .forms import DayField

STATES = [("", "——"), ("complete", gettext_lazy("齐")), ("defective", gettext_lazy("有缺陷"))]


class PaperForm(forms.Form):
    """One line of a dossier: nothing chosen means that nothing is marked."""

    state = forms.ChoiceField(choices=STATES, required=False)
    dated_on = DayField(required=False)
    pages = forms.IntegerField(required=False, min_value=1, max_value=9999)
    remark = forms.CharField(required=False, max_length=200)
    text = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 8}))

    def __init__(self, data, *, paper, today: date, with_text: bool):
        start = {"state": "complete"} if with_text else {}
        super().__init__(data, prefix=paper.slug, initial=start)
        self.paper, self.today = paper, today
        if not with_text:
            del self.fields["text"]
        self.fields["state"].required = with_text
        for name, field in self.fields.items():
            field.label = PAPER_WORDS[name] if with_text else f"{paper.title} {PAPER_WORDS[name]}"

    @property
    def filled(self) -> bool:
        return any(self.cleaned_data.values())

    def clean_dated_on(self):
        day = self.cleaned_data["dated_on"]
        if day and day > self.today:
            raise ValidationError(_("形成时间不能晚于今天。"))
        return day

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("state") and "state" not in self.errors and any(cleaned.values()):
            self.add_error("state", _("请选“齐”或“有缺陷”。"))
        return cleaned

    def write(self, case) -> None:
        case.papers.create(kind=self.paper.slug, **self.cleaned_data)

    def told(self) -> list[str]:
        values = {name: value for name, value in self.cleaned_data.items() if name != "text"}
        values["state"] = dict(STATES)[values["state"]]
        return [
            f"《{self.paper.title}》" + " ".join(str(value) for value in values.values() if value)
        ]


class PapersAtHand(forms.Form):
    """Papers that come into the dossier with the step: ticked, they count as complete."""

    at_hand = forms.MultipleChoiceField(
        label=gettext_lazy("随这一步归档的材料"),
        help_text=gettext_lazy("已在手边、看过是齐的打勾；其余在“补材料”里登记。"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, data, *, rules, day: str):
        super().__init__(data)
        self.day = day
        self.titles = {rule.paper: rule.title for rule in rules if rule.paper}
        self.fields["at_hand"].choices = list(self.titles.items())

    def narrow(self, findings) -> None:
        """Offer only what is not on file, and what has been ticked."""
        wanted = {found.rule.paper for found in findings if not found.met}
        wanted |= set(self["at_hand"].value() or [])
        offered = [(slug, title) for slug, title in self.titles.items() if slug in wanted]
        self.fields["at_hand"].choices = offered
        if not offered:
            del self.fields["at_hand"]

    def write(self, case) -> None:
        chosen, day = self.cleaned_data["at_hand"], getattr(case, self.day)
        papers = case.papers.model
        papers.objects.bulk_create(papers(case=case, kind=kind, dated_on=day) for kind in chosen)

    def recorded(self) -> list[str]:
        return []

    def corrections(self) -> list[str]:
        return []

    def told(self) -> list[str]:
        return [f"《{self.titles[slug]}》" for slug in self.cleaned_data["at_hand"]]

    def shown(self) -> list[dict]:
        told = "、".join(self.told())
        return [{"label": _("归档材料"), "value": told, "url": "#id_at_hand"}] if told else []


PAPER_WORDS = {
    "state": gettext_lazy("状态"),
    "dated_on": gettext_lazy("形成时间"),
    "pages": gettext_lazy("页数"),
    "remark": gettext_lazy("备注"),
    "text": gettext_lazy("正文"),
}
