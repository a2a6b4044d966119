"""The triggers survive migrations, and nothing is served without them (S17)."""

import sys

import pytest
from django.core.management import call_command
from django.db import connection, models

from casework import immutable
from casework.models import AuditEvent
from config import serve

pytestmark = pytest.mark.django_db(transaction=True)


def alter():
    """An ordinary AlterField on the table of events; on SQLite the table is made anew."""
    old = AuditEvent._meta.get_field("kind")
    new = models.CharField(max_length=60)
    new.set_attributes_from_name("kind")
    new.model = AuditEvent
    with connection.schema_editor() as editor:
        editor.alter_field(AuditEvent, old, new)
    with connection.schema_editor() as editor:
        editor.alter_field(AuditEvent, new, old)


def drop_one():
    """What a migration on SQLite does without a word, on both."""
    place = " ON casework_auditevent" if connection.vendor == "postgresql" else ""
    name = sorted(name for name in immutable.missing() | _standing() if "auditevent" in name)[0]
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}{place}")


def _standing() -> set[str]:
    return set(immutable._wanted(connection))


@pytest.fixture(autouse=True)
def _whole_again():
    yield
    immutable.install()


def test_a_migration_of_the_table_is_noticed_and_the_next_migrate_mends_it():
    alter()
    lost = immutable.missing()
    assert bool(lost) == (connection.vendor == "sqlite")
    call_command("migrate", verbosity=0)
    assert immutable.missing() == set()


def test_the_check_is_an_error_for_all_but_migrate(monkeypatch):
    drop_one()
    (fault,) = immutable.check_triggers(databases=["default"])
    assert (fault.id, fault.is_serious()) == ("casework.E001", True)
    monkeypatch.setattr(sys, "argv", ["manage.py", "migrate"])
    (fault,) = immutable.check_triggers(databases=["default"])
    assert (fault.id, fault.is_serious()) == ("casework.W001", False)


def test_djangos_own_server_asks_too(monkeypatch):
    drop_one()
    assert immutable.check_before_serving() == []
    monkeypatch.setattr(sys, "argv", ["manage.py", "runserver"])
    assert [fault.id for fault in immutable.check_before_serving()] == ["casework.E001"]


def test_the_server_does_not_start_without_them(monkeypatch, capsys):
    drop_one()
    monkeypatch.setattr(serve, "migrate", lambda: False)
    monkeypatch.setattr(serve, "_environment", lambda host: None)
    assert serve.main(["--port", "0", "--empty"]) == 1
    assert "casework.E001" in capsys.readouterr().out


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite has no session roles")
def test_a_replica_session_is_refused_as_well():
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgenabled FROM pg_trigger WHERE tgname LIKE 'casework_audit%%'")
        assert {enabled for (enabled,) in cursor.fetchall()} == {"A"}
