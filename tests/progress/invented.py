"""A demonstration loaded for the tests of one module, and gone after them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.db import transaction

from progress.demo.load import load

ON = date(2026, 11, 24)


@contextmanager
def loaded(blocker, size: str, cases: int | None = None) -> Iterator[None]:
    """The demonstration in a transaction of its own; nothing of it stays."""
    with blocker.unblock(), transaction.atomic():
        load(size, 1, ON, cases)
        yield
        transaction.set_rollback(True)


@contextmanager
def kept_apart() -> Iterator[None]:
    """What one test changes, the next does not see."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
