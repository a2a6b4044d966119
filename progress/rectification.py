"""What happens to a commitment: noted, a milestone met, closed (销号), opened again.

Each runs in one transaction: lock, compare the version, change, write the event.
"""

from collections.abc import Callable
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import audit, audit_words, due
from casework.access import acting
from casework.beside import Watch
from casework.workflow import Stale, plain

from .metrics import Measured
from .models import Commitment

# The trail words these events as it words its own.
audit_words.WORDS.update(
    {
        "commitment-note": gettext_lazy("整改事项：填写进展"),
        "commitment-close": gettext_lazy("整改事项：销号"),
        "commitment-reopen": gettext_lazy("整改事项：恢复整改"),
        "commitment-milestone": gettext_lazy("整改事项：节点"),
    }
)
MAY_CHANGE = "progress.change_commitment"
FACTS = ("responsible", "measure", "target", "evidence", "state", "closed_on")


class NotYet(Exception):
    """The item cannot be closed; the message says what is missing."""


def _facts(commitment: Commitment) -> dict:
    return {name: getattr(commitment, name) for name in FACTS}


def change(
    commitment: Commitment,
    kind: str,
    write: Callable[[Commitment], None],
    *,
    by,
    version: int,
    **details,
) -> Commitment:
    """Apply `write` to the locked item and keep the event. Raises Stale, PermissionDenied."""
    with transaction.atomic():
        fresh = Commitment.objects.select_for_update(of=("self",)).get(pk=commitment.pk)
        if not acting(by).has_perm(MAY_CHANGE, fresh):
            raise PermissionDenied
        if fresh.version != version:
            raise Stale(fresh)
        watch, before = Watch(fresh), _facts(fresh)
        write(fresh)
        fresh.version += 1
        fresh.save()
        after = _facts(fresh)
        changed = {name: [before[name], after[name]] for name in FACTS}
        differs = {name: pair for name, pair in changed.items() if pair[0] != pair[1]}
        audit.append(
            kind,
            by=by,
            unit_path=fresh.unit.path,
            subject=f"progress.commitment:{fresh.pk}",
            changed=plain(differs),
            **details,
            **audit.beside(watch),
        )
    return fresh


def note(commitment: Commitment, facts: dict, *, by, version: int) -> Commitment:
    """Keep what the officer wrote about an item."""

    def write(fresh: Commitment) -> None:
        for name, value in facts.items():
            setattr(fresh, name, value)

    return change(commitment, "commitment-note", write, by=by, version=version)


def closing_state(due_on: date, closed_on: date) -> str:
    """Closed later than the deadline is done late; the deadline's own day is in time."""
    states = Commitment.State
    return states.DONE_ON_TIME if closed_on <= due_on else states.DONE_LATE


def close(
    commitment: Commitment,
    closed_on: date,
    *,
    by,
    version: int,
    found: Measured | None,
    reason: str = "",
) -> Commitment:
    """Take the item off the list. A long-term part stays open.

    Raises NotYet where the figure falls short and no reason is given, or where nothing is
    said of what was done.
    """
    if found and not found.reached and not reason:
        raise NotYet(_("现值 %s，未达到目标。确需销号的，请写明理由。") % found)
    if not found and not commitment.evidence.strip():
        raise NotYet(_("请先填写完成情况，再销号。"))

    def write(fresh: Commitment) -> None:
        fresh.closed_on = closed_on
        fresh.state = closing_state(fresh.due_on, closed_on)

    what = str(found) if found else ""
    return change(
        commitment, "commitment-close", write, by=by, version=version, note=reason, what=what
    )


def reopen(commitment: Commitment, *, by, version: int, reason: str) -> Commitment:
    """Put a closed item back on the list, with a reason."""

    def write(fresh: Commitment) -> None:
        fresh.closed_on, fresh.state = None, Commitment.State.ACTIVE

    return change(commitment, "commitment-reopen", write, by=by, version=version, note=reason)


def meet(milestone, done_on: date | None, *, by, version: int) -> Commitment:
    """Note the day a milestone was met; None takes the note back."""

    def write(_fresh: Commitment) -> None:
        milestone.done_on = done_on
        milestone.save(update_fields=["done_on"])

    return change(
        milestone.commitment,
        "commitment-milestone",
        write,
        by=by,
        version=version,
        what=milestone.title,
        on=done_on,
    )


def standing(commitment: Commitment, today: date) -> tuple[str, str]:
    """State and words of an item: how it was closed, or how near its deadline is."""
    words = commitment.get_state_display()
    if commitment.closed_on:
        late = commitment.state == Commitment.State.DONE_LATE
        return ("soon" if late else "done"), str(words)
    if commitment.state == Commitment.State.MISSED:
        return "overdue", str(words)
    return due.state(commitment.due_on, today), due.words(commitment.due_on, today)
