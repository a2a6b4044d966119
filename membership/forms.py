"""Forms of the membership pipeline, built from the table of steps."""

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.forms import DayField, RowForm, Together, facts_form
from casework.models import Person

from .models import Application, Assessment, Meeting
from .stages import ON_PROBATION
from .steps import BY_SLUG

TALLY = (
    "place", "eligible", "present", "yes", "no", "abstain", "void",
    "written_yes", "written_no", "written_abstain",
)  # fmt: skip


def full_members_of(case):
    """Full members of the Party organisations of the case's village (or of its own branch)."""
    full = Person.objects.filter(full_member_on__isnull=False).order_by("pinyin")
    if case.unit.parent and case.unit.parent.kind == "village":
        return full.filter(affiliation__parent=case.unit.parent_id)
    return full.filter(affiliation=case.unit_id)


class TallyForm(RowForm):
    """The vote of the general meeting about this person; the day is the step's own."""

    class Meta:
        model = Meeting
        fields = TALLY

    def __init__(self, data, *, purpose: str, day: str):
        super().__init__(data, prefix="vote")
        self.purpose, self.day = purpose, day

    def complete(self, row, case) -> None:
        row.purpose, row.held_on = self.purpose, getattr(case, self.day)


class AssessmentForm(RowForm):
    class Meta:
        model = Assessment
        fields = ("held_on", "opinion")
        field_classes = {"held_on": DayField}

    def complete(self, row, case) -> None:
        on_probation = case.stage in ON_PROBATION
        row.phase = Assessment.Phase.PROBATION if on_probation else Assessment.Phase.ACTIVIST


class CompanionsForm(forms.Form):
    """One or two full members from a day on; they take the place of those before."""

    appointed_on = DayField(label=_("指定日期"))
    first = forms.ModelChoiceField(Person.objects.none(), label=_("第一名"))
    second = forms.ModelChoiceField(Person.objects.none(), label=_("第二名"), required=False)

    def __init__(self, data, *, case, rows: str):
        super().__init__(data)
        self.rows = rows
        for name in ("first", "second"):
            self.fields[name].queryset = full_members_of(case)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("first") and cleaned.get("first") == cleaned.get("second"):
            self.add_error("second", _("两名不能是同一个人。"))
        return cleaned

    def write(self, case) -> None:
        manager, on = getattr(case, self.rows), self.cleaned_data["appointed_on"]
        if self.rows == "mentors":
            manager.filter(until__isnull=True).update(until=on)
        else:
            manager.all().delete()
        for name in ("first", "second"):
            if self.cleaned_data[name]:
                manager.create(member=self.cleaned_data[name], appointed_on=on)


def form_of(case, slug: str, data, *, today):
    """The form of step `slug` for a case; None for a slug that no step has."""
    step = BY_SLUG.get(slug)
    if step is None:
        return None
    if step.rows == "assessments":
        return AssessmentForm(data)
    if step.rows:
        return CompanionsForm(data, case=case, rows=step.rows)
    return _facts_of(case, step, data, today)


def _facts_of(case, step, data, today):
    day = next(name for name in step.fields if name.endswith("_on"))
    made = facts_form(Application, step.fields, required=[day])
    facts = made(data, instance=case, initial=_suggested(case, step, day, today))
    if not step.tally:
        return Together(facts)
    return Together(facts, TallyForm(data, purpose=step.tally, day=day))


def _suggested(case, step, day, today) -> dict:
    """Defaults first: the step's own day is today, the deciding meeting is the branch's."""
    decider = "committee" if case.unit.has_committee else "general_meeting"
    suggested = {day: getattr(case, day) or today}
    if "activist_decided_by" in step.fields:
        suggested["activist_decided_by"] = case.activist_decided_by or decider
    return suggested
