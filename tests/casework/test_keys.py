"""A new master key: every wrapped key follows, nothing else changes, a broken run is taken up."""

from io import StringIO

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import models

from casework import audit, rewrapping
from casework.models import AuditEvent, Import, Person
from config import keys
from tests.casework.workbooks import number
from tests.officers import branch, officer, township

OLD, NEW = b"\x22" * 32, b"\x55" * 32


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The old master key in a file, as on the office's machine."""
    monkeypatch.setattr(keys, "VAR", tmp_path)
    monkeypatch.delenv(keys.MASTER)
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / keys.MASTER).write_text(OLD.hex())
    return tmp_path / "keys"


@pytest.fixture
def people(db):
    found = []
    for place in range(5):
        person = Person(name=f"人{place}", unit=branch())
        person.phone = f"1390000000{place}"
        person.save()
        found.append(person)
    found[0].id_number = number()
    found[0].save()
    return found


def phones() -> list[str]:
    return [person.phone for person in Person.objects.order_by("pk")]


def run(what: str) -> str:
    said = StringIO()
    call_command("keys", what, stdout=said)
    return said.getvalue()


def test_every_model_with_a_wrapped_key_is_known():
    binary = {
        model
        for model in apps.get_app_config("casework").get_models()
        for field in model._meta.concrete_fields
        if field.name == "key" and isinstance(field, models.BinaryField)
    }
    assert set(rewrapping.HOLDERS) == binary


def test_rotating_wraps_every_key_and_leaves_digests_and_chain(folder, people, settings):
    before = phones()
    digests = list(Person.objects.values_list("id_digest", flat=True))
    job = Import(unit=township(), by=officer("township_officer", township()), as_of="2026-01-01")
    job.keep(b"roster")
    job.save()
    assert "7 keys" in run("rotate")
    assert phones() == before  # the running server, which still knows the old key alone
    settings.CASEWORK_MASTER_KEY = keys.secret(keys.MASTER)
    settings.CASEWORK_OTHER_MASTERS = list
    assert settings.CASEWORK_MASTER_KEY != OLD
    assert phones() == before
    assert Import.objects.get().data() == b"roster"
    assert list(Person.objects.values_list("id_digest", flat=True)) == digests
    assert Person.objects.with_id_number(number()).count() == 1
    assert audit.first_broken() is None
    assert AuditEvent.objects.get().kind == "keys_rotated"


def test_a_broken_run_is_taken_up_by_the_next(folder, people, monkeypatch):
    before, whole, seen = phones(), rewrapping._batch, []
    monkeypatch.setattr(rewrapping, "BATCH", 2)

    def broken(model, batch, new, old):
        if len(seen) == 1:
            raise KeyboardInterrupt
        seen.append(batch)
        return whole(model, batch, new, old)

    monkeypatch.setattr(rewrapping, "_batch", broken)
    with pytest.raises(KeyboardInterrupt):
        run("rotate")
    new = keys.secret(keys.MASTER)
    assert phones() == before
    assert rewrapping.count(new, OLD) == rewrapping.Counts(new=2, old=3)
    with pytest.raises(CommandError):
        run("retire")
    monkeypatch.setattr(rewrapping, "_batch", whole)
    assert "3 keys" in run("rotate")
    assert keys.secret(keys.MASTER) == new
    assert phones() == before


def test_retiring_drops_the_key_before(folder, people):
    run("rotate")
    assert (folder / keys.BEFORE).exists()
    run("retire")
    assert not (folder / keys.BEFORE).exists()
    assert run("status").startswith("5 under the master key, 0 under")


def test_a_key_that_opens_under_neither_is_told(folder, people):
    Person.objects.filter(pk=people[0].pk).update(key=b"x" * 60)
    with pytest.raises(CommandError, match="1 keys"):
        run("status")


def test_a_key_in_the_environment_is_replaced_there(folder, monkeypatch):
    monkeypatch.setenv(keys.MASTER, NEW.hex())
    with pytest.raises(ImproperlyConfigured, match=keys.BEFORE):
        keys.replace_master()
    monkeypatch.setenv(keys.BEFORE, OLD.hex())
    keys.replace_master()
    assert keys.others() == [NEW, OLD]


def test_the_index_key_begins_as_the_child_of_the_master_key(folder):
    assert keys.secret("CASEWORK_INDEX_KEY", first=b"\x01" * 32) == b"\x01" * 32
    assert keys.secret("CASEWORK_INDEX_KEY", first=b"\x02" * 32) == b"\x01" * 32
