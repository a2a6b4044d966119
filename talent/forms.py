"""Forms of the talent pipeline, built from the table of steps."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Case, Prefetch, Q, Value, When
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from casework.forms import FactsForm, RowForm, Together, UnitField, facts_form
from casework.models import Person, Seat, Term
from casework.models.units import within
from casework.wording import labelled, listed

from .models import ByElection, Mentorship, NegativeHit, PostAssignment, ReviewRound, Talent
from .opinions import OpinionsForm
from .reviewing import open_round, purpose_of
from .step_rules import mark
from .steps import BY_SLUG
from .structure import OPEN_STATES, seats_of

TALLY = ("due", "present", "seats", "candidates", "ballots", "votes", "supplementary")


class AgainForm(FactsForm):
    """Facts of an event that may happen again: earlier values are history, not a draft."""

    def recorded(self) -> list[str]:
        return []


class SeatField(forms.ModelChoiceField):
    """A vacant seat or one that an office cadre holds, the case's own village first."""

    def label_from_instance(self, seat) -> str:
        words = str(seat)
        held = listed(term.person.name for term in seat.running)
        state = seat.get_state_display()
        state = labelled(state, held) if held else state
        return _t("%(seat)s（%(number)s 号席，%(state)s）") % {
            "seat": words,
            "number": seat.number,
            "state": state,
        }


def open_seats(case, user):
    """The seats of the township that a case may be put up for and the user may see, with who
    holds them. Two queries."""
    running = Term.objects.filter(until__isnull=True).select_related("person")
    vacant = Q(village__parent=case.unit.parent_id, state__in=OPEN_STATES)
    seats = seats_of(user).filter(vacant) | seats_of(user).filter(pk=case.seat_id)
    own = When(village=case.unit_id, then=Value(0))
    ordered = seats.order_by(Case(own, default=Value(1)), "village__path", "body", "number")
    return ordered.prefetch_related(Prefetch("terms", running, to_attr="running"))


# Rows of a case ---------------------------------------------------------------------------


def _rows_form(model, names, base=RowForm):
    """A form over a related table whose days may be written in any form."""
    return type(f"{model.__name__}Form", (base, facts_form(model, names)), {})


class RoundRow(RowForm):
    """The review round of the present purpose; opened by the first facts about it."""

    def complete(self, row, case) -> None:
        row.purpose = row.purpose or purpose_of(case.stage)


class HitRow(RowForm):
    """A circumstance of the negative list; the same open one again gets its end."""

    def write(self, case) -> None:
        open_hits = case.hits.filter(code=self.cleaned_data["code"], until__isnull=True)
        self.instance = open_hits.first() or self.instance
        super().write(case)


class MentorRow(RowForm):
    """Who guides the person from a day on; the mentor before ends with that day."""

    def complete(self, row, case) -> None:
        case.mentors.filter(until__isnull=True).update(until=row.since)


class TallyRow(RowForm):
    """The count of one by-election; the seat is the case's own, the day the step's."""

    day = ""

    def __init__(self, data, *, case, day: str = "", instance=None):
        super().__init__(data, instance=instance, prefix="vote")
        self.case, self.day = case, day

    def complete(self, row, case) -> None:
        row.seat = case.seat
        if self.day:
            row.held_on = getattr(case, self.day)

    def recorded(self) -> list[str]:
        return []

    def _post_clean(self):
        """Ask the table's own constraints, and for the seat the ballot was about."""
        if not self.day and self.case.seat_id is None:
            self.add_error(None, _t("还没有选定拟任席位，先选席位再记计票。"))
        if not self.errors:
            row = ByElection(**self.cleaned_data)
            try:
                row.validate_constraints(exclude={"case", "seat"})
            except ValidationError as error:
                self.add_error(None, error)


POST = ("kind", "since", "grade", "appraised_on", "until")


class PostRow(RowForm):
    """Taking up a post, or the appraisal and the end of the one that runs."""

    def clean(self):
        cleaned = super().clean()
        if bool(cleaned.get("grade")) != bool(cleaned.get("appraised_on")):
            self.add_error("appraised_on", _t("考核等次和考核日期要一起填。"))
        for name in ("appraised_on", "until"):
            early = cleaned.get("since") and cleaned.get(name) and cleaned[name] < cleaned["since"]
            if early:
                self.add_error(name, _t("不能早于上岗日期。"))
        return cleaned

    def recorded(self) -> list[str]:
        return []

    def write(self, case) -> None:
        """Correct the running post of this kind; a second appraisal begins a new term of it."""
        running = case.posts.filter(kind=self.cleaned_data["kind"], until__isnull=True).first()
        appraised = self.cleaned_data["appraised_on"]
        row = running or PostAssignment(case=case)
        if running and running.appraised_on and appraised and appraised > running.appraised_on:
            running.until = running.appraised_on
            running.save()
            row = PostAssignment(case=case)
        for name, value in self.cleaned_data.items():
            setattr(row, name, value)
        if row is not running and running:
            row.since = running.until
        row.save()


ROUND = (
    "reason", "recommended_on", "township_reviewed_on", "township_passed", "notice_from_on",
    "objection", "decided_on", "filed_on", "closed",
)  # fmt: skip
RoundForm = _rows_form(ReviewRound, ROUND, RoundRow)
HitForm = _rows_form(NegativeHit, ("code", "severity", "since", "until", "document_no"), HitRow)
MentorForm = _rows_form(Mentorship, ("mentor", "since"), MentorRow)
PostForm = _rows_form(PostAssignment, POST, PostRow)
TallyForm = _rows_form(ByElection, TALLY, TallyRow)
ElectionForm = _rows_form(ByElection, ("held_on", *TALLY), TallyRow)


def mentors_for(case, user):
    """Office cadres of the township and full members of the village whom the user may see."""
    township = case.unit.path[: case.unit.path.rstrip("/").rfind("/") + 1]
    office = Q(within(township, "unit__path"), is_office_cadre=True)
    members = Q(affiliation__parent=case.unit_id, full_member_on__isnull=False)
    people = Person.objects.known_to(user).filter(office | members).exclude(pk=case.person_id)
    return people.order_by("-is_office_cadre", "pinyin")


REVIEWING = ("rounds", "opinions")  # only where a review leads on from the stage


# Which form a slug has ------------------------------------------------------------------


def form_of(case, slug: str, data, *, today, user):
    """The form of step `slug` for a case; None for a slug that no step has."""
    step = BY_SLUG.get(slug)
    if step is None or (step.rows in REVIEWING and not purpose_of(case.stage)):
        return None
    if step.rows == "opinions":
        return OpinionsForm(data, round=open_round(case), today=today)
    if step.rows:
        return mark(_row_form(case, step.rows, data, today, user), step, today)
    return _facts_of(case, step, data, today, user)


def _row_form(case, rows: str, data, today, user):
    if rows == "rounds":
        return _round_form(case, data, today)
    if rows == "posts":
        return PostForm(data, initial=_post_of(case, today))
    if rows == "mentors":
        form = MentorForm(data, initial={"since": today})
        form.fields["mentor"].queryset = mentors_for(case, user)
        return form
    if rows == "elections":
        return ElectionForm(data, case=case)
    return HitForm(data, initial={"since": today})


def _round_form(case, data, today):
    """The open round, or a new one recommended today; only an open one can be closed."""
    row = open_round(case)
    form = RoundForm(data, instance=row, initial={} if row else {"recommended_on": today})
    if row is None:
        del form.fields["closed"]
    return form


def _post_of(case, today) -> dict:
    """Defaults: the post that runs, to be appraised today; else a new one from today."""
    running = case.posts.filter(until__isnull=True).order_by("since").last()
    if running is None:
        return {"since": today}
    return {"kind": running.kind, "since": running.since}


def _facts_of(case, step, data, today, user):
    made = facts_form(Talent, step.fields)
    made = type(made.__name__, (AgainForm, made), {}) if step.again else made
    facts = made(data, instance=case, initial=_suggested(case, step, today))
    for name in {step.day, "end_reason"} & {*facts.fields}:
        facts.fields[name].required = True
    for name, words in step.labels.items():
        facts.fields[name].label = words
    if "seat" in facts.fields:
        facts.fields["seat"] = SeatField(open_seats(case, user), label=_("拟任席位"))
    mark(facts, step, today)
    if not step.tally:
        return Together(facts)
    won = case.elections.filter(seat=case.seat, valid=True, won=True).last()
    return Together(facts, TallyForm(data, case=case, day=step.day, instance=won))


def _suggested(case, step, today) -> dict:
    """Defaults first: the step's own day is today; the reason is never an old one."""
    suggested = {step.day: today} if step.day else {}
    if "end_reason" in step.fields:
        suggested["end_reason"] = ""
    if "seat" in step.fields and case.seat_id is None:
        seats = Seat.objects.filter(village=case.unit_id, state__in=OPEN_STATES)[:2]
        suggested["seat"] = seats[0].pk if len(seats) == 1 else None
    return suggested


class RegisterForm(facts_form(Talent, ("source", "target", "surveyed_on"))):
    """What is known of a lead beside the person: the village and where they come from."""

    unit = UnitField(label=_("村"))
    field_order = ("unit", "source")

    def __init__(self, data, *, villages, today):
        super().__init__(data, initial={"surveyed_on": today})
        self.fields["unit"].offer(villages)
        self.fields["source"].required = self.fields["surveyed_on"].required = True

    def case(self, person) -> Talent:
        since = self.cleaned_data["surveyed_on"]
        return Talent(person=person, stage_since=since, **self.cleaned_data)
