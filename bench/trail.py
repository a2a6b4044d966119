"""How fast the trail is read, beside hashing the same bytes, and what an act costs with it."""

import hashlib
from collections.abc import Iterator
from time import process_time

from django.contrib.auth.models import User
from django.db import connection, transaction

from bench import writers
from bench.ratio import timed
from casework import audit, identity
from casework.models import AuditEvent, Person

BATCH = 10_000
LAST = 10_000


def measured(events: int, seconds: float) -> Iterator[str]:
    """Every line of the report, as soon as it is known."""
    yield f"── {connection.vendor}"
    by, cases = writers.prepare()
    for act in (writers.plain, writers.door):
        for number in (1, 8):
            for inside in (0.0, 0.01):
                yield writers.compare(act, number, inside, seconds, by, cases)
    yield from verification(events, by)


def verification(events: int, by: User) -> Iterator[str]:
    """The check of the whole chain and of its end, beside hashing the same bytes."""
    fill(events - AuditEvent.objects.count(), by)
    number = AuditEvent.objects.count()
    begun = process_time()
    broken, checking = timed(audit.first_broken)
    own = process_time() - begun
    size, hashing = timed(hash_the_same)
    assert broken is None, broken
    yield (
        f"{number} events, {size / 1e6:.0f} MB: checked in {checking / 1000:.2f} s"
        f" ({own:.2f} s of this processor),"
        f" hashed in {hashing / 1000:.2f} s, ratio {checking / hashing:.2f}"
    )
    start = audit.link_of(max(number - LAST, 0))
    walk = audit.walk_from(start)
    broken, checking = timed(lambda: walk.first_broken(audit.stored(start[0])))
    assert broken is None, broken
    yield f"the last {walk.seq - start[0]} checked in {checking:.0f} ms"


def fill(missing: int, by: User) -> None:
    """Events of the usual size, a batch in each transaction."""
    changed = {"activist_on": [None, "2026-11-05"], "talker": ["", "王书记"]}
    details = {"note": "会议记录为12月", "changed": changed, "unit_path": "1/2/3/"}
    key = identity.new_key()
    while missing > 0:
        batch = min(BATCH, missing)
        with transaction.atomic():
            several = (
                {**details, "person": Person(pk=n, key=key), "step": n} for n in range(batch)
            )
            audit.append_all("designate", several, by=by)
        missing -= batch


def hash_the_same() -> int:
    """Read the same rows and put their bytes through SHA-256, one by one; how many bytes."""
    size = 0
    for event in audit.stored():
        text = f"{event.previous}|{event.seq}|{event.payload}".encode()
        hashlib.sha256(text).hexdigest()
        size += len(text)
    return size
