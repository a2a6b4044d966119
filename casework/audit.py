"""The append-only chain: every change, export and reveal is one event.

An event's hash is HMAC-SHA-256 over the hash before it, its number and its
payload as stored text, with a key outside the database.
"""

import hashlib
import hmac
import json

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.utils import timezone

from .models.events import AuditEvent

CHAIN_LOCK = 20_260_511


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
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("An event belongs to its change.")
    columns = {
        "kind": kind,
        "at": timezone.now(),
        "actor_id": by.pk if by else None,
        "unit_path": unit_path,
        "person_id": person_id,
        "subject": subject,
    }
    text = json.dumps(
        {**columns, **details}, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True
    )
    _take_turn()
    last = AuditEvent.objects.order_by("-seq").values_list("seq", "hash").first() or (0, "")
    seq = last[0] + 1
    return AuditEvent.objects.create(
        seq=seq, payload=text, previous=last[1], hash=sealed(last[1], seq, text), **columns
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


def first_broken(events=None) -> AuditEvent | None:
    """The first event whose number, link or hash is wrong; None when the chain holds."""
    previous = ""
    for seq, event in enumerate((events or AuditEvent.objects.order_by("seq")).iterator(), 1):
        whole = event.seq == seq and event.previous == previous
        if not whole or event.hash != sealed(previous, seq, event.payload):
            return event
        previous = event.hash
    return None
