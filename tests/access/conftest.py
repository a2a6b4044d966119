"""The scene, built once a module and taken away again."""

from collections.abc import Iterator

import pytest
from django.db import connection, transaction

from .world import Scene, build


@pytest.fixture(scope="module")
def scene(django_db_setup, django_db_blocker) -> Iterator[Scene]:
    """Inside one transaction; each request of the matrix runs in one of its own below it."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            yield build()
            transaction.set_rollback(True)
        if connection.vendor == "postgresql":
            connection.close()
