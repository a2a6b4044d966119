"""What SQLite knows of its tables."""

import pytest
from django.db import connection

from casework import statistics
from tests.officers import township


@pytest.mark.django_db
def test_sqlite_is_told_to_look_at_its_tables():
    """Every start does so: a table that a migration has remade is forgotten."""
    township()
    statistics.refresh()
    known = []
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT stat FROM sqlite_stat1 WHERE tbl = 'casework_unit'")
            known = cursor.fetchall()
    assert bool(known) == (connection.vendor == "sqlite")
