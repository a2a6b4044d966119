"""Several people through one step in one go: one form, but as many decisions as people.

The text has every person discussed and voted upon singly, so each goes through the one door
alone: own transaction, lock, guard, version and audit row, and an own receipt of the form. What
stops one undoes nothing of another's. A form that is sent again, or whose first sending ended
half-way, does what is left and nothing twice.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import PermissionDenied
from django.utils.functional import Promise

from . import receipts
from .beside import key_of
from .four_eyes import Settled
from .proposing import put_forward
from .workflow import (
    Blocked,
    NotPossible,
    Outcome,
    Stale,
    perform,
    record,
    rehearse_in_turn,
    steps,
)

MOST = 60  # people of one meeting
REFUSALS = (Blocked, Stale, Settled, NotPossible, PermissionDenied)


@dataclass(frozen=True)
class Batch:
    """A step that several may take together, or facts that are recorded for several.

    `stages` are those it starts from; `own` names the fields of the single form that differ from
    person to person, the others are typed once; an own field that is left empty takes the value
    of the field that `like` names; `done` is the column that is empty until it is recorded.
    `of_branch` says that it is a meeting of one branch, which settles nothing of another's.
    """

    slug: str
    title: str | Promise
    stages: tuple[str, ...]
    own: tuple[str, ...] = ()
    like: dict[str, str] = field(default_factory=dict)
    transition: str = ""
    done: str = ""
    of_branch: bool = False

    def step_of(self, model):
        """The transition, whatever the stage; None where facts are only recorded."""
        return next((step for step in steps(model) if step.name == self.transition), None)

    def permission(self, model) -> str:
        step = self.step_of(model)
        return step.permission if step else f"{model._meta.app_label}.record"

    @property
    def event(self) -> str:
        """The kind of event that each one leaves."""
        return self.transition or self.slug


@dataclass
class Entry:
    """One person's part. `answers` are laid out as the form of the single step reads them."""

    case: object
    answers: object = None
    form: object = None
    reasons: object = None
    on: date | None = None
    outcome: Outcome | None = None
    refusal: Exception | None = None
    done: bool = False

    @property
    def facts(self) -> Callable:
        return self.form.write

    @property
    def version(self) -> int:
        """The version the form was opened with; without one it is always stale."""
        text = self.answers.get("version", "")
        return int(text) if text.isdecimal() else -1

    @property
    def unmet(self) -> list:
        return [found for found in self.outcome.findings if not found.met] if self.outcome else []

    @property
    def blocked(self) -> bool:
        return isinstance(self.refusal, NotPossible) or bool(self.outcome and self.outcome.blocking)


def rehearse_all(batch: Batch, entries: list[Entry], *, by) -> None:
    """Leave with every entry what the rules say, as if those before it had gone on."""
    for entry, found in zip(
        entries, rehearse_in_turn(entries, batch.transition, by=by), strict=True
    ):
        if isinstance(found, Outcome):
            entry.outcome = found
        else:
            entry.refusal = found


def carry_out(entries: Iterable[Entry], deed: Callable[[Entry], None]) -> None:
    """Do the deed for each; what stopped it is left with the entry."""
    for entry in entries:
        with receipts.part(key_of(entry.case)) as token:
            entry.done, entry.refusal = _one(entry, deed, token)


def _one(entry: Entry, deed, token: str) -> tuple[bool, Exception | None]:
    try:
        deed(entry)
    except receipts.Repeated:
        return True, None
    except REFUSALS as problem:
        if receipts.carried_out(token):  # by this form, which was sent before
            return True, None
        return False, problem
    return True, None


def taking(batch: Batch, by) -> Callable[[Entry], None]:
    """The deed of taking the step."""

    def deed(entry):
        perform(
            entry.case,
            batch.transition,
            by=by,
            on=entry.on,
            facts=entry.form.write,
            note="；".join(entry.form.told()),
            waive=entry.reasons.reasons(),
            version=entry.version,
        )

    return deed


def proposing(batch: Batch, by) -> Callable[[Entry], None]:
    """The deed of leaving the step, which the rules allow, for somebody else to decide."""

    def deed(entry):
        if entry.outcome is None:
            raise entry.refusal or NotPossible
        put_forward(
            entry.case,
            batch.step_of(type(entry.case)),
            entry.outcome,
            entry.answers,
            reasons=entry.reasons.reasons(),
            version=entry.version,
            by=by,
        )

    return deed


def as_each_place_asks(batch: Batch, by, for_two: set[int]) -> Callable[[Entry], None]:
    """The deed of proposing the step for those cases that take two people, and of taking it for
    the others."""
    leave, take = proposing(batch, by), taking(batch, by)

    def deed(entry):
        (leave if entry.case.pk in for_two else take)(entry)

    return deed


def recording(batch: Batch, by, reason: str) -> Callable[[Entry], None]:
    """The deed of keeping facts; `reason` tells why recorded values are corrected."""

    def deed(entry):
        reasons = [reason] if entry.form.corrections() else []
        note = "；".join([*reasons, *entry.form.told()])
        record(entry.case, batch.slug, entry.form.write, by=by, note=note, version=entry.version)

    return deed
