"""Another master key: every key that lies under it is wrapped anew, a batch at a time.

What the keys sealed, the digests and the audit chain are not touched. A broken run is taken up
by the next: what already lies under the new key is passed over.
"""

from dataclasses import dataclass

from django.db import connection, transaction

from . import audit, identity
from .models import Account, Import, Person

HOLDERS = (Person, Account, Import)
BATCH = 500


@dataclass
class Counts:
    """How many keys lie under the new and under the old master key, and how many under neither."""

    new: int = 0
    old: int = 0
    lost: int = 0


def _batches(model):
    """(id, wrapped key) of all rows that have a key, in order."""
    after = 0
    while True:
        rows = model._base_manager.filter(pk__gt=after, key__isnull=False).order_by("pk")
        batch = [(pk, bytes(key)) for pk, key in rows.values_list("pk", "key")[:BATCH]]
        if not batch:
            return
        yield batch
        after = batch[-1][0]


def count(new: bytes, old: bytes) -> Counts:
    """Where the keys stand. Reads only."""
    counts = Counts()
    for model in HOLDERS:
        for batch in _batches(model):
            for _pk, key in batch:
                _sort(counts, key, new, old)
    return counts


def _sort(counts: Counts, key: bytes, new: bytes, old: bytes) -> None:
    if identity.opens(new, key):
        counts.new += 1
    elif old and identity.opens(old, key):
        counts.old += 1
    else:
        counts.lost += 1


def rewrap(new: bytes, old: bytes) -> int:
    """Wrap under `new` whatever lies under `old`; how many there were."""
    done = sum(_batch(model, batch, new, old) for model in HOLDERS for batch in _batches(model))
    with transaction.atomic():
        audit.append("keys_rotated", by=None, rows=done)
    return done


@transaction.atomic
def _batch(model, batch, new: bytes, old: bytes) -> int:
    """One batch in one transaction. A key changed meanwhile is left to the next run."""
    table = connection.ops.quote_name(model._meta.db_table)
    rows = [
        (identity.rewrap(key, old, new), pk, key)
        for pk, key in batch
        if not identity.opens(new, key) and identity.opens(old, key)
    ]
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET key = %s WHERE id = %s AND key = %s", rows)
    return len(rows)
