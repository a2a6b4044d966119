"""The chain: nothing that was written is changed without notice."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from casework import audit, immutable
from casework.models import AuditEvent
from tests.officers import officer, township


@pytest.fixture
def clerk(db):
    return officer("township_officer", township())


@pytest.fixture
def three(clerk):
    path = township().path
    for what in ("甲", "乙", "丙"):
        audit.append("export", by=clerk, unit_path=path, what=what, rows=3)
    return list(AuditEvent.objects.order_by("seq"))


def forge(sql, *values):
    """Change events as somebody with the database in hand would."""
    immutable.remove()
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
    immutable.install()


def test_events_are_numbered_without_gaps_and_linked(three):
    assert [event.seq for event in three] == [1, 2, 3]
    assert [event.previous for event in three] == ["", three[0].hash, three[1].hash]
    assert audit.first_broken() is None


def test_a_moment_on_the_full_second_is_read_as_it_was_written(clerk, monkeypatch):
    full = timezone.now().replace(microsecond=0)
    monkeypatch.setattr(timezone, "now", lambda: full)
    audit.append("export", by=clerk, unit_path=township().path, what="甲", rows=3)
    assert audit.first_broken() is None
    (event,) = audit.stored()
    assert event.at == json.loads(event.payload)["at"]


def test_the_columns_for_finding_repeat_the_sealed_text(three, clerk):
    said = json.loads(three[0].payload)
    assert (said["kind"], said["actor_id"], said["unit_path"]) == (
        "export",
        clerk.pk,
        township().path,
    )


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE casework_auditevent SET payload = replace(payload, '乙', '丁') WHERE seq = 2",
        "UPDATE casework_auditevent SET kind = 'import' WHERE seq = 2",
        "UPDATE casework_auditevent SET person_id = 7 WHERE seq = 2",
        "UPDATE casework_auditevent SET at = '2020-01-01 00:00:00' WHERE seq = 2",
        "UPDATE casework_auditevent SET previous = '' WHERE seq = 2",
    ],
    ids=["payload", "kind", "person", "moment", "link"],
)
def test_a_change_behind_the_doors_is_named(three, sql):
    forge(sql)
    assert audit.first_broken().seq == 2


def test_an_event_taken_out_is_named_by_its_successor(three):
    forge("DELETE FROM casework_auditevent WHERE seq = 2")
    assert audit.first_broken().seq == 3


def test_who_knows_the_rules_but_not_the_key_is_found_out(three, settings):
    key, settings.CASEWORK_AUDIT_KEY = settings.CASEWORK_AUDIT_KEY, b"\x55" * 32
    text = three[1].payload.replace("乙", "丁")
    forged = audit.sealed(settings.CASEWORK_AUDIT_KEY, three[1].previous, 2, text)
    settings.CASEWORK_AUDIT_KEY = key
    forge("UPDATE casework_auditevent SET payload = %s, hash = %s WHERE seq = 2", text, forged)
    assert audit.first_broken().seq == 2


def test_verify_tells_that_the_chain_holds(three, capsys):
    call_command("audit", "verify")
    assert capsys.readouterr().out.startswith("3 events, the chain holds, newest 3")


def test_verify_fails_and_names_the_first_that_does_not_fit(three):
    forge("UPDATE casework_auditevent SET kind = 'import' WHERE seq = 2")
    with pytest.raises(CommandError, match="Event 2 "):
        call_command("audit", "verify")


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE casework_auditevent SET kind = 'import' WHERE seq = 2",
        "DELETE FROM casework_auditevent WHERE seq = 3",
    ],
    ids=["update", "delete"],
)
def test_the_database_itself_refuses_changes(three, sql):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert audit.first_broken() is None and AuditEvent.objects.count() == 3


def test_sqlite_refuses_to_put_another_event_in_the_place_of_one(three):
    if connection.vendor != "sqlite":
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("TRUNCATE casework_auditevent")
        return
    copy = "INSERT OR REPLACE INTO casework_auditevent SELECT * FROM casework_auditevent"
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"{copy} WHERE seq = 2")


def test_the_model_refuses_too(three):
    with pytest.raises(TypeError):
        three[0].save()
    with pytest.raises(TypeError):
        three[0].delete()


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused():
    with pytest.raises(transaction.TransactionManagementError):
        audit.append("export", by=None)
    assert immutable.check_triggers(databases=["default"]) == []


@pytest.mark.django_db
def test_missing_triggers_are_reported_and_made_again():
    immutable.remove()
    (warning,) = immutable.check_triggers(databases=["default"])
    assert warning.id == "casework.E001"
    call_command("migrate", verbosity=0)
    assert immutable.check_triggers(databases=["default"]) == []


def test_many_events_are_one_chain(clerk):
    with transaction.atomic():
        audit.append_all("register", [{"person_id": n} for n in range(1200)], by=clerk)
        audit.append("import", by=clerk)
    assert AuditEvent.objects.count() == 1201 and audit.first_broken() is None
