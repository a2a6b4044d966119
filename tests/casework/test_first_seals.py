"""What earlier versions kept in the clear is sealed by the migration, a batch at a time."""

import json

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection

from casework import first_seals, fold, immutable, sealing
from casework.fields import stored
from casework.models import Person, Postponement
from membership.models import Application, ApplicationPaper
from tests.audit.trails import acted, clerk, forge

pytestmark = pytest.mark.django_db
COLUMNS = ("membership.ApplicationPaper", "case__person", ["remark", "text"])


@pytest.fixture
def case():
    """A case whose texts and steps lie in the clear, as before; the events as well."""
    case = acted(clerk())
    table = "membership_applicationstep"
    forge(
        f"UPDATE {table} SET note = '点错了', waived = %s", json.dumps({"talked_in_time": "住院"})
    )
    forge(f"UPDATE {table} SET changed = %s", json.dumps({"end_reason": ["", "外出"], "x": [1, 2]}))
    forge("UPDATE membership_applicationpaper SET text = '我志愿加入', remark = ''")
    return Application.objects.get(pk=case.pk)


def raw(sql: str) -> list:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [column for row in cursor.fetchall() for column in row]


def seal() -> None:
    class Editor:
        connection = connection

    first_seals.seal_columns(apps, Editor, *COLUMNS)
    first_seals.seal_steps(apps, Editor, "membership.ApplicationStep", {"end_reason"})
    immutable.install()


def test_columns_and_steps_read_as_before_and_lie_sealed(case, monkeypatch):
    monkeypatch.setattr(first_seals, "BATCH", 2)
    seal()
    assert {paper.text for paper in case.papers.all()} == {"我志愿加入"}
    assert {paper.remark for paper in case.papers.all()} == {""}
    step = case.steps.first()
    assert (step.note, step.waived) == ("点错了", {"talked_in_time": "住院"})
    assert step.changed["x"] == [1, 2]
    before, after = step.changed["end_reason"]
    assert before == "" and sealing.opened_in(case.person.key, after) == "外出"
    assert sealing.is_sealed(stored(step, "note"))
    lies = raw("SELECT text FROM membership_applicationpaper")
    lies += raw("SELECT note FROM membership_applicationstep")
    assert len(lies) > 5 and all(value.isascii() for value in lies)
    assert immutable.missing() == set()


def test_a_person_without_a_key_gets_one(case):
    Person.objects.filter(pk=case.person_id).update(key=None)
    seal()
    paper = ApplicationPaper.objects.first()
    assert paper.text == "我志愿加入" and paper.case.person.key


def test_what_was_said_of_somebody_since_forgotten_goes(case):
    Person.objects.filter(pk=case.person_id).update(key=None, name=sealing.ERASED)
    seal()
    assert set(raw("SELECT text FROM membership_applicationpaper")) == {""}
    assert set(raw("SELECT note FROM membership_applicationstep")) == {""}


def test_events_from_before_are_compared_with_the_sealed_rows():
    case = acted(clerk())
    before = list(fold.differences())
    folded = fold.Folded("x", {}, bytes(case.person.key))
    sealed = sealing.seal(case.person, "点错了").told()
    assert before == [] and folded.same(sealed, "点错了") and not folded.same(sealed, "改过")


def test_of_a_column_sealed_by_hand_what_lies_in_the_clear_is_sealed_and_every_row_kept(case):
    mine = {
        "user": User.objects.get(),
        "pipeline": "membership",
        "case": case.pk,
        "until": "2026-12-10",
    }
    by_hand = Postponement.objects.create(**mine, kind="talk", reason="住院")
    clear = Postponement.objects.create(**mine, kind="thought", reason="外出")
    forge("UPDATE casework_postponement SET reason = '外出务工' WHERE id = %s", clear.pk)
    token = raw(f"SELECT reason FROM casework_postponement WHERE id = {by_hand.pk}")

    class Editor:
        connection = connection

    first_seals.seal_the_rest(
        apps, Editor, "casework.Postponement", "reason", lambda row: case.person_id
    )
    assert [row.reason for row in Postponement.objects.order_by("pk")] == ["住院", "外出务工"]
    assert raw(f"SELECT reason FROM casework_postponement WHERE id = {by_hand.pk}") == token
    assert all(text.isascii() for text in raw("SELECT reason FROM casework_postponement"))
