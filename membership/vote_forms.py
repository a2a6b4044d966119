"""Forms of votes: the general meeting and its tally about one person, and committees."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from casework.forms import DayField, FactsForm, RowForm, Together
from casework.models import Person
from casework.penalties import without_vote

from . import votes
from .exclusions import ExclusionsField, LeftOut
from .models import Gathering, Meeting, Sitting
from .step_rules import mark

SHARED = ("place", "chair", "eligible", "present", "ballot_inspector", "ballot_counter")
WRITTEN = ("written_yes", "written_no", "written_abstain", "written_in_time")
BALLOTS = (
    "issued", "returned", "yes", "no", "abstain", "void",
    *WRITTEN, "performance", "signed_by", "signed_on",
)  # fmt: skip
MAY_BE_NONE = ("no", "abstain", "void", *WRITTEN[:3])
PARTY = tuple(Sitting.OF_PARTY)
BRANCH = (Sitting.Purpose.PROPOSAL, Sitting.Purpose.REVIEW)


def voters(unit_id: int, on) -> int:
    """How many full members of the branch are entitled to vote on the day: those under probation
    within the Party (留党察看) or expelled are not. One query."""
    full = Person.objects.filter(
        affiliation=unit_id, standing=Person.Standing.FULL, full_member_on__lte=on
    )
    without = Person.objects.filter(without_vote("sanctions", on))
    return full.exclude(pk__in=without.values("pk")).count()


class VotePart(FactsForm):
    """A part of what is recorded of a vote; `vote` is the one on record that it corrects, `day`
    the column of the case that has its day."""

    vote, day = None, ""

    def contradicted(self, on: date) -> None:
        """Add what is at odds with other numbers, once the day of the event is read."""

    def recorded(self) -> list[str]:
        return super().recorded() if self.vote else []

    def told(self) -> list[str]:
        if self.vote:
            return self.corrections()
        facts = [fact for fact in self.shown() if fact["value"] not in ("–", "0")]
        return [f"{fact['label']} {fact['value']}" for fact in facts]


class GatheringForm(VotePart):
    """The general meeting: what all votes taken there share. The day is the step's own.

    The meeting is as it was last told; each vote keeps the numbers it was told with, and a rule
    tells of votes of one meeting that differ.
    """

    excluded = ExclusionsField(label=_("不计入应到的党员"), required=False)

    class Meta:
        model = Gathering
        fields = SHARED

    def __init__(self, data, *, case, vote, day: str, on):
        self.vote, self.day = vote, day
        instance = _gathering_of(vote, case) if vote else None
        start = {"excluded": instance.excluded} if vote else {}
        start = start or ({} if data else _suggested(case, on))
        super().__init__(data, prefix="vote", instance=instance, initial=start)
        self.order_fields(["place", "chair", "eligible", "present", "excluded"])

    def clean(self):
        cleaned = super().clean()
        return {**cleaned, "excluded": cleaned.get("excluded") or LeftOut()}

    def told_of(self, on) -> Gathering:
        """The meeting as typed, with its exclusions reckoned; not stored."""
        typed = {name: self.cleaned_data[name] for name in SHARED}
        made = Gathering(held_on=on, **typed)
        made.reckon([left.row() for left in self.cleaned_data["excluded"]])
        return made

    def write(self, case) -> None:
        """Nobody left out means so where a vote is corrected; a new one may not have been told."""
        shared = {name: self.cleaned_data[name] for name in SHARED}
        rows = [left.row() for left in self.cleaned_data["excluded"]]
        told = rows if rows or self.vote else None
        self.held = Gathering.tell(case.unit_id, getattr(case, self.day), shared, told)


def _gathering_of(vote: Meeting, case) -> Gathering:
    """The meeting of a vote as the vote has it; votes from before there were meetings have all
    that they need themselves."""
    held = vote.gathering or Gathering(unit_id=case.unit_id, pk=0)
    held.excluded = LeftOut.of(held.exclusions.all() if vote.gathering else ())
    for name in ("held_on", "place", "eligible", "present"):
        setattr(held, name, getattr(vote, name))
    return held


def _suggested(case, on) -> dict:
    """From the branch: everything of a meeting already on record for the day, the people and the
    place of the last one, and the members entitled to vote by the roll."""
    last = Gathering.objects.filter(unit=case.unit_id, held_on__lte=on).last()
    same_day = last is not None and last.held_on == on
    names = SHARED if same_day else ("place", "chair", "ballot_inspector", "ballot_counter")
    start = {name: getattr(last, name) for name in names} if last else {}
    if same_day:
        return {**start, "excluded": LeftOut.of(last.exclusions.all())}
    return {**start, "eligible": voters(case.unit_id, on) or None}


class TallyForm(VotePart, RowForm):
    """The vote about this person. Opened again after the meeting, it corrects the tally."""

    more = WRITTEN  # opinions in writing are rare

    class Meta:
        model = Meeting
        fields = BALLOTS
        field_classes = {"signed_on": DayField}

    def __init__(self, data, *, vote, purpose: str, gathering: GatheringForm):
        self.vote, self.purpose, self.gathering = vote, purpose, gathering
        self.day = gathering.day
        start = {} if data or vote else {"yes": None}
        super().__init__(data, prefix="vote", instance=vote, initial=start)
        for name in MAY_BE_NONE:
            self.fields[name].required = False

    def clean(self):
        """No vote of a kind may be left empty."""
        cleaned = super().clean()
        empty = {name: 0 for name in MAY_BE_NONE if cleaned.get(name, 0) is None}
        return {**cleaned, **empty}

    def contradicted(self, on: date) -> None:
        """Hold the ballots against the meeting, at the field of either form that is at odds."""
        if self.is_valid() and self.gathering.is_valid():
            vote = Meeting(**self.cleaned_data, **self.gathering.told_of(on).shared())
            for name, words in votes.tally_faults(vote).items():
                (self if name in self.fields else self.gathering).add_error(name, words)

    def _post_clean(self):
        """The day decides which article is cited: `contradicted` asks."""

    def complete(self, row, case) -> None:
        held, on = self.gathering.held, getattr(case, self.day)
        shared = self.gathering.told_of(on).shared()
        for name, value in {**shared, "gathering": held, "purpose": self.purpose}.items():
            setattr(row, name, value)

    def write(self, case) -> None:
        """A meeting that no vote refers to any more, because its day was corrected, goes."""
        before = self.vote.gathering if self.vote else None
        super().write(case)
        if before and before != self.gathering.held and not before.votes.exists():
            before.delete()


class SittingForm(VotePart, RowForm):
    """How many of a committee sat; of the Party committee also how they voted."""

    class Meta:
        model = Sitting
        fields = ("chair", "members", "present", "yes", "no", "abstain")

    def __init__(self, data, *, case, purpose: str, day: str):
        self.purpose, self.day = purpose, day
        on = getattr(case, day)
        mine = case.sittings.filter(purpose=purpose, held_on=on, withdrawn=False)
        self.vote = mine.last() if on else None
        start = {} if data or self.vote else _last_time(case, purpose)
        super().__init__(data, prefix="sitting", instance=self.vote, initial=start)
        self.decides = purpose in PARTY
        for name in () if self.decides else ("yes", "no", "abstain"):
            del self.fields[name]
        for name, field in self.fields.items():
            field.required = self.decides and name not in ("chair", "no", "abstain")

    def clean(self):
        cleaned = super().clean()
        if not self.decides and (cleaned.get("members") is None) != (
            cleaned.get("present") is None
        ):
            self.add_error("present", _("委员人数和到会委员要一起填。"))
        empty = {name: 0 for name in ("no", "abstain") if cleaned.get(name, 0) is None}
        return {**cleaned, **empty}

    def contradicted(self, on: date) -> None:
        if self.is_valid() and self.cleaned_data["members"] is not None:
            sitting = Sitting(purpose=self.purpose, held_on=on, **self.cleaned_data)
            for name, words in votes.sitting_faults(sitting).items():
                self.add_error(name, words)

    def _post_clean(self):
        """The day decides which article is cited: `contradicted` asks."""

    def complete(self, row, case) -> None:
        row.purpose, row.held_on = self.purpose, getattr(case, self.day)

    def write(self, case) -> None:
        """Attendance that is not told is no row."""
        if self.cleaned_data["members"] is not None:
            super().write(case)


def _last_time(case, purpose: str) -> dict:
    """Who chaired the committee and how many members it had when it last decided on somebody
    from there."""
    party = purpose in PARTY
    there = {"case__unit__parent": case.unit.parent_id} if party else {"case__unit": case.unit_id}
    known = Sitting.objects.filter(purpose__in=PARTY if party else BRANCH, **there)
    return known.order_by("-held_on").values("chair", "members").first() or {}


class Voted(Together):
    """The facts of a step with the votes taken in it, held against each other by their day."""

    def is_valid(self) -> bool:
        super().is_valid()
        for part in self.parts[1:]:
            part.contradicted(self.parts[0].cleaned_data.get(part.day) or date.max)
        return super().is_valid()


def voted(step, facts, data, *, case, today: date):
    """The form of a step with the votes that it asks for."""
    parts = []
    if step.tally:
        met = step.met or step.day
        parts += _meeting_parts(data, case=case, purpose=step.tally, day=met, today=today)
    if step.sitting and (case.unit.has_committee or step.sitting in PARTY):
        parts.append(SittingForm(data, case=case, purpose=step.sitting, day=step.day))
    for part in parts:
        mark(part, step, today)
    return Voted(facts, *parts)


def _meeting_parts(data, *, case, purpose: str, day: str, today: date) -> tuple:
    on = getattr(case, day)
    mine = case.meetings.filter(purpose=purpose, held_on=on, withdrawn=False)
    vote = mine.select_related("gathering").last() if on else None
    gathering = GatheringForm(data, case=case, vote=vote, day=day, on=on or today)
    return gathering, TallyForm(data, vote=vote, purpose=purpose, gathering=gathering)
