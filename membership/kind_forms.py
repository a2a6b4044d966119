"""Forms of records of which a case has one of a kind: recommendations, both sides of the two-way
appraisal, the county's notices. Opened again, each corrects the one on record."""

from django.utils.translation import gettext_lazy as _

from casework.forms import DayField, RowForm, Together

from . import choices
from .impossible import OfStep
from .models import Appraisal, Notice, Recommendation
from .tallies import FIGURES

MAY_BE_NONE = ("against", "abstain")
HOUSEHOLDS = {
    "entitled": _("有资格参加的户数"),
    "present": _("参加的户代表"),
    "favour": _("同意的户代表"),
}


class OfKind(OfStep, RowForm):
    """The one row of a kind."""

    relation, column = "", "kind"

    def __init__(self, data, *, case, kind: str, **options):
        self.kind = kind
        rows = getattr(case, self.relation)
        super().__init__(data, instance=rows.filter(**{self.column: kind}).first(), **options)

    def complete(self, row, case) -> None:
        row.case = case
        setattr(row, self.column, self.kind)


class Counted(OfKind):
    """With a tally: nobody against or undecided need not be typed."""

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("favour") is None:
            return cleaned
        return {**cleaned, **{n: 0 for n in MAY_BE_NONE if cleaned.get(n, 0) is None}}


class RecommendationForm(Counted):
    """One recommendation with its figures; of a people's organisation which, and its seal. What
    the case says of its recommendations follows."""

    relation = "recommendations"
    OWN = {"mass_org": ("organisation", "sealed"), "households": ("method",)}

    class Meta:
        model = Recommendation
        fields = ("held_on", "organisation", "sealed", "method", *FIGURES)
        field_classes = {"held_on": DayField}

    def __init__(self, data, *, case, kind: str):
        super().__init__(data, case=case, kind=kind)
        mine = self.OWN.get(kind, ())
        for name in {name for own in self.OWN.values() for name in own} - set(mine):
            del self.fields[name]
        for name, words in HOUSEHOLDS.items() if kind == "households" else ():
            self.fields[name].label = words

    def write(self, case) -> None:
        super().write(case)
        case.sum_up_recommendations()


class SideForm(Counted):
    """One side of the appraisal; left empty as a whole, it has not been given yet."""

    relation, column = "appraisals", "side"

    class Meta:
        model = Appraisal
        fields = ("role", "organisation", "held_on", "signer", "conclusion", "opinion", *FIGURES)
        field_classes = {"held_on": DayField}

    def __init__(self, data, *, case, kind: str):
        super().__init__(data, case=case, kind=kind, prefix=kind, use_required_attribute=False)
        self.empty_permitted = self.instance.pk is None
        self.fields["opinion"].widget.attrs["rows"] = 2
        side = dict(choices.SIDES)[kind]
        for field in self.fields.values():
            field.label = _("%(side)s：%(what)s") % {"side": side, "what": field.label}
        self.more = ("signer", *FIGURES)

    def write(self, case) -> None:
        if self.cleaned_data:
            super().write(case)

    def told(self) -> list[str]:
        return super().told() if self.cleaned_data else []


class NoticeForm(OfKind):
    """A notice of the county's: posted where and when, and what came of it."""

    relation = "notices"
    more = ("resolved_on",)

    class Meta:
        model = Notice
        fields = (
            "posted_on", "place", "second_posted_on", "second_place", "objection", "resolved_on",
            "result",
        )  # fmt: skip
        field_classes = {
            "posted_on": DayField, "second_posted_on": DayField, "resolved_on": DayField,
        }  # fmt: skip

    def __init__(self, data, *, case, kind: str):
        super().__init__(data, case=case, kind=kind)
        self.fields["result"].widget.attrs["rows"] = 2
        if not case.is_mobile and not self.instance.second_posted_on:
            del self.fields["second_posted_on"], self.fields["second_place"]


KIND_FORMS = {"recommendations": RecommendationForm, "notices": NoticeForm}


def form_of_kind(step, data, *, case, today) -> Together:
    """The form of a record of which there is one of a kind."""
    if step.rows == "appraisals":
        sides = [SideForm(data, case=case, kind=side) for side, _words in choices.SIDES]
        return Together(*(side.of(step, case, today) for side in sides))
    return Together(KIND_FORMS[step.rows](data, case=case, kind=step.kind).of(step, case, today))
