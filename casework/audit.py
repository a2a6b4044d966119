"""The append-only chain: every change, export and reveal is one event.

An event's hash is HMAC-SHA-256 over the hash before it, its number and its
payload as stored text, with a key outside the database.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.utils import timezone

from . import receipts
from .models.events import AuditEvent

CHAIN_LOCK = 20_260_511
BATCH = 500
READINGS = {"export", "reveal"}  # may be asked for again from the same page
COLUMNS = {"unit_path": "", "person_id": None, "subject": ""}


def sealed(previous: str, seq: int, payload: str) -> str:
    """The hash of an event, hexadecimal."""
    message = f"{previous}|{seq}|{payload}".encode()
    return hmac.new(settings.CASEWORK_AUDIT_KEY, message, hashlib.sha256).hexdigest()


def _take_turn() -> None:
    """One writer at a time; on SQLite the IMMEDIATE transaction already is the turn."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])


def append(kind: str, *, by, unit_path: str = "", person_id=None, subject: str = "", **details):
    """Add an event as the last act of the transaction that made the change."""
    about = {"unit_path": unit_path, "person_id": person_id, "subject": subject}
    (event,) = append_all(kind, [{**about, **details}], by=by)
    return event


def append_all(kind: str, found: Iterable[dict], *, by) -> list[AuditEvent]:
    """One event for each of `found` (the keywords of `append`), in two queries however many."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("An event belongs to its change.")
    _take_turn()
    if kind not in READINGS:
        receipts.keep(by)
    last = AuditEvent.objects.order_by("-seq").values_list("seq", "hash").first() or (0, "")
    shared = {"kind": kind, "at": timezone.now(), "actor_id": by.pk if by else None}
    events, (seq, previous) = [], last
    for details in found:
        seq += 1
        events.append(_link(seq, previous, shared, details))
        previous = events[-1].hash
    return AuditEvent.objects.bulk_create(events, batch_size=BATCH)


def _link(seq: int, previous: str, shared: dict, details: dict) -> AuditEvent:
    about = {name: details.get(name, empty) for name, empty in COLUMNS.items()}
    text = json.dumps(
        {**shared, **about, **details}, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True
    )
    return AuditEvent(
        seq=seq,
        payload=text,
        previous=previous,
        hash=sealed(previous, seq, text),
        **shared,
        **about,
    )


def record(kind: str, *, by, case, **payload):
    """An event about a case."""
    return append(
        kind,
        by=by,
        unit_path=case.unit.path,
        person_id=case.person_id,
        subject=f"{case._meta.label_lower}:{case.pk}",
        **payload,
    )


def _repeats(event) -> bool:
    """Whether the columns for finding say what the sealed text says."""
    said = json.loads(event.payload)
    own = {name: getattr(event, name) for name in ("kind", "at", "actor_id", *COLUMNS)}
    shown = json.loads(json.dumps(own, cls=DjangoJSONEncoder))
    return all(shown[name] == said.get(name) for name in shown)


def first_broken(events=None) -> AuditEvent | None:
    """The first event whose number, link or hash is wrong; None when the chain holds."""
    previous = ""
    for seq, event in enumerate((events or AuditEvent.objects.order_by("seq")).iterator(), 1):
        whole = event.seq == seq and event.previous == previous and _repeats(event)
        if not whole or event.hash != sealed(previous, seq, event.payload):
            return event
        previous = event.hash
    return None
