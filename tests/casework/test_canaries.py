"""Whoever steals the database, or comes after somebody was forgotten, finds no word about a person.

Every sealed column, note, reason and fact of one person says a canary; then everything that lies
in the tables is searched, on SQLite also the file and its log, as `strings` would.
"""

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection, transaction

from casework import accepting, audit, drafts, fold, retention
from casework.beside import key_of
from casework.family import keep
from casework.fields import SealedText
from casework.models import AuditEvent, Draft, Person, Proposal
from casework.people import correct, look
from casework.workflow import first_facts, perform, record, take_back
from config import keys
from membership.models import Application
from talent.models import Talent
from tests.audit.trails import acted, clerk, vouched
from tests.conftest import on_postgres
from tests.talent.factories import talent
from tests.told import told

pytestmark = pytest.mark.django_db(transaction=True)
SPRING, SUMMER = date(2026, 5, 1), date(2026, 8, 1)
NUMBER, PHONE = "11010519491231002X", "13987654321"


class Said:
    """Words that are said once each, and so can be looked for."""

    def __init__(self):
        self.words: list[str] = []

    def __call__(self, what: str) -> str:
        self.words.append(f"canary-{len(self.words):03}-{what}")
        return self.words[-1]


@pytest.fixture
def said() -> Said:
    return Said()


@pytest.fixture
def person(said) -> Person:
    """Somebody of whom everything is said that can be said, by the doors; both cases are over."""
    by = clerk()
    case = acted(by)
    person = case.person
    rising = talent("pool", person=person)
    with transaction.atomic():
        audit.record("register", by=by, case=rising, changed=first_facts(rising))
    record(rising, "facts", lambda one: setattr(one, "workplace", said("workplace")), by=by)
    _fill(person, said)
    accepting.vouch(note="测试准备", differing=True)
    _own(person, said, by)
    _steps(case, rising, said, by)
    return Person.objects.get(pk=person.pk)


def _fill(person, said) -> None:
    """Every sealed column of rows beside the cases."""
    for model, names in beside().items():
        for row in model._base_manager.all():
            if row.whose == person:
                for name in names:
                    setattr(row, name, said(name)[: row._meta.get_field(name).max_length])
                row.save()


def beside() -> dict:
    """{model: its sealed columns} of the rows that hang on a case."""
    found: dict = {}
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            writable = not getattr(model, "WRITTEN_ONCE", False) and hasattr(model, "case")
            if isinstance(field, SealedText) and (writable or hasattr(model, "round")):
                found.setdefault(model, []).append(field.name)
    return found


def _own(person, said, by) -> None:
    """The person's own facts, family, looks, and a form typed and not sent."""
    person = Person.objects.get(pk=person.pk)
    answers = {"name": said("name"), "sex": "m", "born_on": date(1949, 12, 31), "ethnicity": ""}
    answers |= {"education": "", "occupation": said("job"), "id_number": NUMBER, "phone": PHONE}
    correct(person, {**answers, "note": said("note"), "version": person.version}, by=by)
    texts = ("relation", "name", "born", "standing", "workplace")
    family = {name: said(name) for name in texts}
    keep(person, {**family, "circle": "family", "version": 0}, by=by)
    look(person, "reveal_family", by=by, note=said("look"))
    drafts.keep(by, f"/people/{person.pk}/edit/", {"note": [said("draft")]})


def _steps(case, rising, said, by) -> None:
    """Facts, notes and reasons of steps, one of them taken back; then both cases end."""

    def ended(one):
        one.ended_on, one.end_reason = SUMMER, said("end")

    def suspended(one):
        one.suspended_on, one.end_reason = SPRING, said("suspended")

    perform(rising, "suspend", by=by, on=SPRING, facts=suspended, note=said("note"))
    take_back(rising, by=by, note=said("undo"))
    record(case, "talk", lambda one: setattr(one, "talk_opinion", said("talk")), by=by)
    perform(rising, "leave_store", by=by, on=SUMMER, facts=ended, note=said("note"))
    perform(case, "withdraw", by=by, on=SUMMER, facts=ended, note=said("note"))
    Proposal.objects.create(
        subject=key_of(case), person=case.person, unit=case.unit, step="approve",
        version=0, prepared_by=by, state="returned",
    )  # fmt: skip
    vouched()


def everything() -> bytes:
    """What a dump of all tables holds, and on SQLite the file and what lies beside it."""
    with connection.cursor() as cursor:
        parts = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            parts += [_bytes(value) for row in cursor.fetchall() for value in row]
    if connection.vendor == "sqlite":
        place = Path(connection.settings_dict["NAME"])
        parts += [each.read_bytes() for each in (place, *place.parent.glob(f"{place.name}-*"))]
    return b"\n".join(parts)


def _bytes(value) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def found(words) -> list[str]:
    lies = everything()
    return [word for word in words if word.encode() in lies]


def test_a_stolen_database_says_nothing_of_a_person_but_name_and_plain_facts(person, said):
    assert len(said.words) > 40
    plain = [word for word in said.words if word.endswith(("-name", "-job"))][:2]
    assert found([*said.words, NUMBER, PHONE]) == plain  # what lists show and searches ask


def test_forgetting_leaves_no_word_in_any_table_and_the_trail_holds(person, said):
    call_command("forget", person.pk, reason="期满", stdout=StringIO())
    assert found([*said.words, NUMBER, PHONE]) == []
    assert audit.first_broken() is None and list(fold.differences()) == []
    assert not Draft.objects.exists()
    for event in AuditEvent.objects.filter(person_id=person.pk):
        assert "canary" not in str(told(event))


def test_the_dump_of_the_trail_says_nothing_after_forgetting(person, said, tmp_path):
    retention.forget(person, note="期满")
    call_command("audit", "dump", tmp_path / "trail.jsonl", stdout=StringIO())
    dumped = (tmp_path / "trail.jsonl").read_text(encoding="utf-8")
    assert dumped.count("\n") > 15
    assert [word for word in (*said.words, NUMBER, PHONE) if word in dumped] == []


def test_every_page_about_a_forgotten_person_still_opens(person, client):
    retention.forget(person, note="期满")
    client.force_login(User.objects.get())
    addresses = [f"/people/{person.pk}/", f"/audit/?person=%23{person.pk}"]
    for case in (Application.objects.get(), Talent.objects.get()):
        papers = f"{case.get_absolute_url()}papers/"
        addresses += [case.get_absolute_url(), papers]
    pages = [client.get(address) for address in addresses]
    assert [page.status_code for page in pages] == [200] * len(pages)
    assert "（已删除）" in pages[1].content.decode()
    assert [page for page in pages if "canary" in page.content.decode()] == []


def test_nobody_acts_upon_a_forgotten_person(person, client):
    retention.forget(person, note="期满")
    client.force_login(User.objects.get())
    case = Application.objects.get()
    sent = {"note": "撤回", "version": case.version}
    assert client.post(f"{case.get_absolute_url()}take-back/", sent).status_code == 403
    person = Person.objects.get(pk=person.pk)
    sent = {"name": "又来", "sex": "m", "note": "更正", "version": person.version}
    assert client.post(f"/people/{person.pk}/edit/", sent).status_code == 403
    assert Person.objects.get(pk=person.pk).name == "已删除"


@pytest.fixture
def rotated(person, tmp_path, monkeypatch, settings):
    """The same database under another master key, the one before gone."""
    monkeypatch.setattr(keys, "VAR", tmp_path)
    monkeypatch.delenv(keys.MASTER)
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / keys.MASTER).write_text((b"\x22" * 32).hex())
    call_command("keys", "rotate", stdout=StringIO())
    settings.CASEWORK_MASTER_KEY = keys.secret(keys.MASTER)
    settings.CASEWORK_OTHER_MASTERS = list


def test_another_master_key_opens_what_was_said_before(rotated, said):
    case = Application.objects.select_related("person").get()
    assert case.end_reason in said.words
    assert {row.text for row in case.papers.all()} <= set(said.words)
    assert case.person.relatives.get().name in said.words
    assert case.steps.last().note in said.words
    assert list(fold.differences()) == []


@pytest.mark.skipif(on_postgres(), reason="asks the instrument itself, once")
def test_the_search_finds_what_lies_in_the_clear(person, said):
    Person.objects.filter(pk=person.pk).update(occupation="canary-in-the-clear")
    assert found(["canary-in-the-clear"]) == ["canary-in-the-clear"]
