"""The append-only chain: every change, export and reveal is one event.

An event's hash is HMAC-SHA-256 over the hash before it, its number and its
payload as stored text, with a key outside the database. `verify_chain` holds
the arithmetic, `checkpoints` what is kept outside. What is said in free words
about a person stands in the payload under that person's key (see sealing).
"""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.utils import timezone

from . import checkpoints, receipts
from .beside import Watch, key_of
from .models.events import AuditEvent
from .sealing import sealed_in
from .verify_chain import COLUMNS, Broken, Event, Walk, head, sealed

CHAIN_LOCK = 20_260_511
PAGE = 2000
# The column as the payload writes it, in SQL: a moment made for each row costs as much again.
MOMENT = {
    "sqlite": "replace(at, ' ', 'T') || '+00:00'",
    "postgresql": """replace(to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'),
        '.000000', '')""",
}
# May be asked for again from the same page, and are no acts upon a dossier.
READINGS = frozenset({"export", "reveal", "reveal_family", "view", "alarm"})
EMPTY = {"unit_path": "", "person_id": None, "subject": ""}
WORDS = ("note", "waived")  # what people write in their own words


# Number, hash and moment of the newest event; on PostgreSQL once the turn has come, in one trip:
# the second statement sees what was written while the first one waited.
TURN = f"SELECT pg_advisory_xact_lock({CHAIN_LOCK})"
NEWEST = f"SELECT seq, hash, at FROM {AuditEvent._meta.db_table} ORDER BY seq DESC LIMIT 1"


def append(kind: str, *, by, **details) -> AuditEvent:
    """Add an event as the last act of the transaction that made the change.

    `unit_path`, `subject` and `person` (or `person_id`, where nothing is said in words) are for
    finding it; whatever else is given stands in the payload, words about the person sealed.
    """
    (event,) = append_all(kind, [details], by=by)
    return event


def append_all(kind: str, found: Iterable[dict], *, by) -> list[AuditEvent]:
    """One event for each of `found` (the keywords of `append`), in two queries however many.

    Events come by sequence; one whose moment lies before the last one's says so (`early`),
    because then a clock was turned back. The first event of a day leaves a checkpoint.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("An event belongs to its change.")
    if kind not in READINGS:
        receipts.keep(by)
    written = [_split(details) for details in found]  # before others have to wait
    if not written:
        return []
    newest, now = _in_turn(), timezone.now()
    shared = {"kind": kind, "at": now, "actor_id": by.pk if by else None}
    events = _linked(newest, [({**shared, **about}, rest) for about, rest in written])
    _insert(events)
    if newest and timezone.localdate(newest[2]) < timezone.localdate(now):
        transaction.on_commit(partial(checkpoints.keep, *newest), robust=True)
    return events


def _split(details: dict) -> tuple[dict, str]:
    """The columns for finding, and the rest as the inside of a JSON object."""
    details = _sealed(details)
    about = {name: details.get(name, empty) for name, empty in EMPTY.items()}
    rest = {name: value for name, value in details.items() if name not in EMPTY}
    text = json.dumps(rest, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True)
    return about, text[1:-1]


def _sealed(details: dict) -> dict:
    """The details with what is said of the person under the person's key."""
    person = details.get("person")
    said = {name: details[name] for name in WORDS if details.get(name)}
    if person is None and said and details.get("person_id"):
        raise TypeError("Words about a person are sealed: give the person, not the number.")
    if person is None:
        return details
    rest = {name: value for name, value in details.items() if name != "person"}
    return {**rest, "person_id": person.pk, **sealed_in(person, said)}


def _linked(newest: tuple | None, written: list[tuple[dict, str]]) -> list[AuditEvent]:
    seq, previous, last_at = newest or (0, "", None)
    events = []
    for about, rest in written:
        seq += 1
        early = '"early": true' if last_at and about["at"] < last_at else ""
        start = head({**about, "at": about["at"].isoformat()}.values())
        text = ", ".join(filter(None, [start, early, rest])) + "}"
        hashed = sealed(settings.CASEWORK_AUDIT_KEY, previous, seq, text)
        events.append(AuditEvent(seq=seq, payload=text, previous=previous, hash=hashed, **about))
        previous, last_at = hashed, about["at"]
    return events


def _in_turn() -> tuple | None:
    """The newest event, which stays the newest until the transaction ends: one writer at a time.

    On SQLite the IMMEDIATE transaction already is the turn.
    """
    if connection.vendor != "postgresql":
        return AuditEvent.objects.order_by("-seq").values_list("seq", "hash", "at").first()
    with connection.cursor() as cursor:
        cursor.execute(f"{TURN}; {NEWEST}")
        cursor.nextset()
        return cursor.fetchone()


def _insert(events: list[AuditEvent]) -> None:
    """By the bare cursor: everybody who writes is waiting for this."""
    values = [
        [getattr(event, name) if name != "at" else _adapted(event.at) for name in COLUMNS]
        for event in events
    ]
    places = ", ".join(["%s"] * len(COLUMNS))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {AuditEvent._meta.db_table} ({', '.join(COLUMNS)}) VALUES ({places})",
            values,
        )


def _adapted(at: datetime):
    return connection.ops.adapt_datetimefield_value(at)


def record(kind: str, *, by, case, **payload):
    """An event about a case, with where it stands afterwards and what changed beside it (see
    `fold`)."""
    watch, case.watch = case.watch, Watch()
    return append(kind, by=by, **about_case(case), **beside(watch), **payload)


def beside(watch: Watch) -> dict:
    """What an event says of the rows that changed beside what it tells of; nothing if none did."""
    told = watch.told()
    return {"beside": told} if told else {}


def about_person(person) -> dict:
    """What every event about a person's own row says besides what was done."""
    return {"unit_path": person.unit.path, "person": person, "subject": key_of(person)}


def naming(case) -> dict:
    """What an event says that leaves the case as it is: which one it is about."""
    return {"unit_path": case.unit.path, "person": case.person, "subject": key_of(case)}


def about_case(case) -> dict:
    """What every event about a case says besides what was done. Whoever says where a case stands
    holds it: a case read earlier may have gone on."""
    return {
        **naming(case),
        "stands": {
            "stage": str(case.stage),
            "stage_since": case.stage_since and str(case.stage_since),
            "unit": case.unit_id,
        },
    }


def stored(after: int = 0) -> Iterator[Event]:
    """The events after number `after` as `verify_chain` reads them, in constant memory."""
    while True:
        rows = _page(after)
        yield from rows
        if len(rows) < PAGE:
            return
        after = rows[-1].seq


def link_of(seq: int) -> tuple[int, str]:
    """Number and hash of an event, to walk on from; the start for 0 and for one that is gone."""
    found = AuditEvent.objects.filter(seq=seq).values_list("seq", "hash").first()
    return found or (0, "")


def walk_from(after: tuple[int, str] = (0, ""), anchors: dict[int, str] | None = None) -> Walk:
    """A check that goes on from a known event. It walks over `stored(after[0])`."""
    return Walk(settings.CASEWORK_AUDIT_KEY, anchors, after)


def _page(after: int) -> list[Event]:
    """Raw rows: a model object for each would take five times as long."""
    columns = ", ".join(COLUMNS).replace("at,", f"{MOMENT[connection.vendor]},", 1)
    sql = f"SELECT {columns} FROM {AuditEvent._meta.db_table} WHERE seq > {after:d} ORDER BY seq"
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} LIMIT {PAGE}")
        return [Event(*row) for row in cursor.fetchall()]


def first_broken(anchors: dict[int, str] | None = None) -> Broken | None:
    """The first event whose number, link, hash or columns are wrong, or that is not the one an
    anchor knows; None when the chain holds."""
    return walk_from(anchors=anchors).first_broken(stored())
