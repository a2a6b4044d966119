"""Forms of the rows beside a case: companions and their opinions, assessments, education."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from casework.forms import DayField, RowForm
from casework.models import Person
from casework.wording import listed

from .impossible import OfStep, explained
from .models import Assessment, EducationRecord, Introducer
from .stages import ON_PROBATION, phase_of
from .step_rules import most_rows, wanted


def full_members_of(case, user):
    """Full members of the Party organisations of the case's village (or of its own branch), as
    far as the user's unit reaches."""
    full = Person.objects.known_to(user).filter(full_member_on__isnull=False).order_by("pinyin")
    if case.unit.parent and case.unit.parent.kind == "village":
        return full.filter(affiliation__parent=case.unit.parent_id)
    return full.filter(affiliation=case.unit_id)


class OfPhase(OfStep, RowForm):
    """A row of the time of cultivation or of probation, as the case stands."""

    def __init__(self, data, *, case):
        super().__init__(data)
        self.on_probation = case.stage in ON_PROBATION

    def complete(self, row, case) -> None:
        row.phase = phase_of(case.stage)


class AssessmentForm(OfPhase):
    """A half-yearly assessment, with what mentors or introducers and the cell write to it."""

    class Meta:
        model = Assessment
        fields = ("held_on", "opinion", "companion_opinion", "cell_opinion")
        field_classes = {"held_on": DayField}

    def __init__(self, data, *, case):
        super().__init__(data, case=case)
        words = _("介绍人意见") if self.on_probation else _("培养联系人意见")
        self.fields["companion_opinion"].label = words
        for name in ("opinion", "companion_opinion", "cell_opinion"):
            self.fields[name].widget.attrs["rows"] = 3
        if not case.unit.has_cells:
            del self.fields["cell_opinion"]


class EducationForm(OfPhase):
    """One occasion of education."""

    class Meta:
        model = EducationRecord
        fields = ("held_on", "kind", "topic")
        field_classes = {"held_on": DayField}


ROW_FORMS = {"assessments": AssessmentForm, "educations": EducationForm}


class CompanionsForm(OfStep, forms.Form):
    """One or two full members from a day on; they take the place of those before."""

    more = ("first_is_relative", "second_is_relative", "reason")
    appointed_on = DayField(label=_("指定日期"))
    first = forms.ModelChoiceField(Person.objects.none(), label=_("第一名"))
    second = forms.ModelChoiceField(Person.objects.none(), label=_("第二名"), required=False)
    first_is_relative = forms.BooleanField(label=_("第一名是本人的直系亲属"), required=False)
    second_is_relative = forms.BooleanField(label=_("第二名是本人的直系亲属"), required=False)
    reason = forms.CharField(label=_("原联系人更换原因"), max_length=200, required=False)

    def __init__(self, data, *, case, rows: str, user):
        super().__init__(data)
        self.rows = rows
        before = getattr(case, rows).select_related("member")
        self.before = list(before.filter(until__isnull=True) if rows == "mentors" else before)
        for name in ("first", "second"):
            self.fields[name].queryset = full_members_of(case, user)
        if rows != "mentors" or not self.before:
            del self.fields["reason"]

    def mark_wanted(self) -> None:
        """A second one where a rule wants two."""
        self.fields["second"].wanted = most_rows(self.step, self.today) > 1

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("first") and cleaned.get("first") == cleaned.get("second"):
            words = gettext("两名不能是同一个人")
            self.add_error("second", explained(words, self.step, cleaned.get("appointed_on")))
        return cleaned

    def names(self) -> list[str]:
        return [row.member.name for row in self.before]

    def recorded(self) -> list[str]:
        """Introducers are replaced, which wants a reason; mentors change as time goes by."""
        return [] if self.rows == "mentors" else self.names()

    def chosen(self) -> list[str]:
        return [one.name for one in map(self.cleaned_data.get, ("first", "second")) if one]

    def corrections(self) -> list[str]:
        before = self.recorded()
        if not before or before == self.chosen():
            return []
        return [f"{listed(before)} → {listed(self.chosen())}"]

    def told(self) -> list[str]:
        before, now = listed(self.names()), listed(self.chosen())
        words = f"{before} → {now}" if before else now
        reason = self.cleaned_data.get("reason")
        return [f"{words}（{self.cleaned_data['appointed_on']}）", *([reason] if reason else [])]

    def write(self, case) -> None:
        manager, on = getattr(case, self.rows), self.cleaned_data["appointed_on"]
        if self.rows == "mentors":
            self._release(case, on)
        else:
            manager.all().delete()
        for name in ("first", "second"):
            if self.cleaned_data[name]:
                relative = self.cleaned_data[f"{name}_is_relative"]
                member = self.cleaned_data[name]
                manager.create(member=member, appointed_on=on, is_relative=relative)

    def _release(self, case, on) -> None:
        for row in case.mentors.filter(until__isnull=True):
            row.case, row.until = case, on
            row.release_reason = self.cleaned_data.get("reason", "")
            row.save()


class OpinionsForm(OfStep, forms.Form):
    """What each introducer wrote and signed in the admission form, and when (article 15)."""

    PLACES = (("first", _("第一介绍人")), ("second", _("第二介绍人")))

    def __init__(self, data, *, case):
        super().__init__(data, prefix="introducer")
        rows = case.introducers.select_related("member").order_by("pk")
        self.rows = dict(zip(("first", "second"), rows, strict=False))
        for place, which in self.PLACES:
            if place in self.rows:
                self._ask(place, which, self.rows[place])
        self.more = tuple(f"{place}_opinion" for place in self.rows)

    def _ask(self, place: str, which, row) -> None:
        words = {"which": which, "who": row.member.name}
        self.fields[f"{place}_on"] = DayField(
            label=_("%(which)s签署意见日期") % words,
            help_text=row.member.name,
            required=False,
            initial=row.opinion_on,
        )
        self.fields[f"{place}_opinion"] = forms.CharField(
            label=_("%(which)s的意见") % words,
            help_text=row.member.name,
            required=False,
            initial=row.opinion,
            widget=forms.Textarea(attrs={"rows": 3}),
        )

    def mark_wanted(self) -> None:
        """The parts of an opinion that a rule reads, of each introducer."""
        names = wanted(self.step, Introducer, self.today)
        parts = {"on": "opinion_on", "opinion": "opinion"}
        for place in self.rows:
            for part, column in parts.items():
                self.fields[f"{place}_{part}"].wanted = column in names

    def recorded(self) -> list[str]:
        return [f"{place}_on" for place, row in self.rows.items() if row.opinion_on]

    def corrections(self) -> list[str]:
        """A signed opinion that gets another day or other words."""
        return [
            f"{self[f'{place}_on'].label}：{row.opinion_on} → {self._answers(place)[0]}"
            for place, row in self.rows.items()
            if row.opinion_on and self._answers(place) != (row.opinion_on, row.opinion)
        ]

    def told(self) -> list[str]:
        signed = ((row, self._answers(place)[0]) for place, row in self.rows.items())
        return [
            _("%(who)s %(day)s签署意见") % {"who": row, "day": day} for row, day in signed if day
        ]

    def shown(self) -> list[dict]:
        return []

    def _answers(self, place: str) -> tuple:
        return self.cleaned_data[f"{place}_on"], self.cleaned_data[f"{place}_opinion"]

    def write(self, case) -> None:
        for place, row in self.rows.items():
            row.case = case
            row.opinion_on, row.opinion = self._answers(place)
            row.save()
