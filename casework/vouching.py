"""What the rows beside the events ought to be: every digest told, against the tables as they are.

Cases and people are compared by `fold`, a page of people at a time; what belongs to no person
(seats, units, accounts, commitments) here, from one walk over the events that tell of it.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache, reduce
from operator import or_

from django.db import transaction
from django.db.models import Max, Q

from . import audit, beside
from .beside import Changes, differing, digests, roots
from .models import Person
from .models.events import AuditEvent
from .pipelines import PIPELINES

PAGE = 500
ACCEPTED = "vouch"  # the kind of event that takes rows as they stand


@dataclass(frozen=True)
class Difference:
    """What a row says and what its events say. `seq` is the event that noticed; `beside`: they are
    digests of tables; `untold`: no event tells of the row at all, or none did before that one;
    `left`: what the events say of the table in the end."""

    subject: str
    what: str
    row: object
    log: object
    seq: int | None = None
    beside: bool = False
    untold: bool = False
    left: str = ""

    def __str__(self) -> str:
        at = f" before event {self.seq}" if self.seq else ""
        return f"{self.subject} {self.what}{at}: {self.row!r}, by its events {self.log!r}"


@dataclass
class Told:
    """The tables of one row as its events tell them."""

    subject: str
    left: dict[str, str] = field(default_factory=dict)
    faults: list[Difference] = field(default_factory=list)
    known: bool = False

    def take(self, seq: int, changes: dict[str, list[str]], accepted: bool = False) -> None:
        """One event more: what it found must be what the one before left, unless it was taken as
        it stood, on purpose, with all that had been noticed of it."""
        for name, (found, left) in changes.items():
            before, untold = self.left.get(name, ""), self._untold(name)
            if accepted:
                self.faults = [fault for fault in self.faults if fault.what != name]
            elif found != before:
                fault = Difference(self.subject, name, found, before, seq, True, untold)
                self.faults.append(fault)
            self.left[name] = left
        self.known = True

    def _untold(self, name: str) -> bool:
        """Whether no event so far tells of the table, because none tells of the row at all or
        because earlier versions did not."""
        late = beside.late(self.subject.partition(":")[0])
        return not self.known or (name in late and name not in self.left)

    def against(self, now: dict[str, str]) -> Iterator[Difference]:
        """Where the tables as they are differ."""
        for fault in self.faults:
            yield replace(fault, left=self.left[fault.what])
        log = {name: digest for name, digest in self.left.items() if digest}
        for name, (told, stored) in differing(log, now).items():
            yield Difference(self.subject, name, stored, told, None, True, self._untold(name))


class Ledger:
    """What some events tell of rows, by the key of each."""

    def __init__(self, keys: Iterable[str] = ()):
        self.rows = {key: Told(key) for key in keys}

    def take(self, seq: int, kind: str, told: Changes) -> None:
        """What an event says of the rows of this ledger; the others are another's."""
        for key in told.keys() & self.rows.keys():
            self.rows[key].take(seq, told[key], kind == ACCEPTED)

    def against(self, stored: dict[str, dict], spared: "Untold") -> Iterator[Difference]:
        """Every row as stored, and every one that is gone; `spared` are told by no event."""
        for key, told in self.rows.items():
            if not spared.covers(key):
                yield from told.against(stored.get(key, {}))


@dataclass
class Untold:
    """What the demonstration of a province loaded without events: up to which key, by label.

    These rows are not compared, also where events tell of them later.
    """

    upto: dict[str, int] = field(default_factory=dict)
    seq: int | None = None

    def covers(self, key: str) -> bool:
        label, _colon, pk = key.rpartition(":")
        return int(pk) <= self.upto.get(label, 0)


def untold() -> Untold:
    """The rows that an event says were loaded without events of their own."""
    event = AuditEvent.objects.filter(kind="loaded").order_by("seq").first()
    return Untold(json.loads(event.payload)["upto"], event.seq) if event else Untold()


def spare(*, note: str, by=None) -> None:
    """Say in the trail that everything there is now was loaded without events."""
    upto = {model._meta.label_lower: _last(model) for model in roots()}
    with transaction.atomic():
        audit.append("loaded", by=by, upto=upto, note=note)


def _last(model) -> int:
    return model._base_manager.aggregate(last=Max("pk"))["last"] or 0


@cache
def shared_roots() -> tuple[type, ...]:
    """The models that are told beside no person."""
    cases = {pipeline.model for pipeline in PIPELINES.values()}
    return tuple(model for model in roots() if model is not Person and model not in cases)


def differences(spared: Untold) -> Iterator[Difference]:
    """Every seat, unit, account and commitment that its events do not lead to."""
    ledger = _shared()
    for model in shared_roots():
        for page in _pages(model):
            stored = digests(page)
            yield from _page_of(ledger, stored).against(stored, spared)
    yield from ledger.against({}, spared)  # what is left is stored no more


def _page_of(ledger: Ledger, stored: dict) -> Ledger:
    """The part of the ledger that a page of rows is compared with, taken out of it."""
    page = Ledger(stored)
    page.rows |= {key: ledger.rows.pop(key) for key in stored if key in ledger.rows}
    return page


def _shared() -> Ledger:
    """Everything that events tell of the shared rows. Only events that name one are read."""
    labels = tuple(f"{model._meta.label_lower}:" for model in shared_roots())
    named = reduce(or_, (Q(payload__contains=f'"{label}') for label in labels))
    ledger = Ledger()
    events = AuditEvent.objects.filter(named, payload__contains='"beside"').order_by("seq")
    rows = events.values_list("seq", "kind", "payload").iterator(chunk_size=PAGE)
    for seq, kind, payload in rows:
        told = json.loads(payload).get("beside", {})
        for key in filter(lambda key: key.startswith(labels), told):
            ledger.rows.setdefault(key, Told(key)).take(seq, told[key], kind == ACCEPTED)
    return ledger


def _pages(model) -> Iterator[list]:
    last = 0
    rows = model._base_manager.only("pk").order_by("pk")
    while page := list(rows.filter(pk__gt=last)[:PAGE]):
        yield page
        last = page[-1].pk
