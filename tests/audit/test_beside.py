"""The rows beside the cases: whatever is changed past the doors is named with its row and table."""

from datetime import date, timedelta
from itertools import count

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import models, transaction

from casework import audit, beside, fold, vouching
from casework.beside import Watch
from casework.models import Account, AuditEvent, Person
from casework.workflow import first_facts
from membership.models import ApplicationPaper, Mentor
from tests.access.world import APPS

from .trails import forge, vouched

pytestmark = pytest.mark.django_db
TOLD = [model for model in apps.get_models() if beside.told_with(model)]
# What no event is asked about row by row, and why.
NOT_TOLD = {
    "casework.AuditEvent": "the chain itself",
    "casework.Receipt": "the machinery's: forms that were sent",
    "casework.FailedSignIn": "the machinery's: tries that still count",
    "casework.Draft": "the user's own, sealed, gone after a while",
    "casework.Import": "what it made is told; the file goes after a day",
    "casework.Proposal": "compared with the events that propose and settle it",
    "casework.Star": "the user's own desk",
    "casework.Postponement": "the user's own desk",
    "casework.Standard": "written once, by triggers",
    "casework.Comparison": "written once, by triggers",
    "casework.Reworking": "the machinery's: how far a rework has come",
    "membership.Application": "told column by column",
    "membership.ApplicationStep": "told column by column, and written once",
    "membership.ApplicationDeadline": "worked out: manage.py recount",
    "membership.MissingApplicationPaper": "worked out: manage.py recount",
    "membership.AdmissionForm": "whom a form was given is a fact of the case, told with it",
    "membership.CalendarFeed": "the user's own",
    "talent.Talent": "told column by column",
    "talent.TalentStep": "told column by column, and written once",
    "talent.TalentDeadline": "worked out: manage.py recount",
    "talent.MissingTalentPaper": "worked out: manage.py recount",
}


def test_every_table_is_told_or_says_why_not():
    every = {model._meta.label for name in APPS for model in apps.get_app_config(name).get_models()}
    told = {model._meta.label for model in TOLD} - {"auth.User"}
    assert every - told == NOT_TOLD.keys()


# Rows of every table -----------------------------------------------------------------------------

number = count()


def made(model):
    """A row with everything it refers to, all of it new; nothing else refers to it."""
    turn = next(number)
    wanted = [field for field in model._meta.concrete_fields if _is_wanted(field)]
    row = model(**{field.name: _value(field, turn) for field in wanted})
    row.save()
    return row


def _is_wanted(field) -> bool:
    derived = not field.editable and not field.is_relation
    return not (field.primary_key or field.null or field.has_default() or field.blank or derived)


def _value(field, turn: int):
    if field.is_relation:
        return made(field.related_model)
    if field.choices:
        values = [value for value, _words in field.flatchoices if value != "province"]
        return values[turn % len(values)]
    if isinstance(field, models.DateField):
        return date(2026, 1, 1) + timedelta(days=turn % 300)
    return turn % 1000 + 1 if isinstance(field, models.IntegerField) else f"甲{turn}"


def lone(model):
    """A row that is not told yet, of the root it is told with."""
    return made(Account).user if model is User else made(model)


def place_of(row) -> tuple[str, str]:
    """The key and the table under which events tell of a row."""
    root = beside.root_of(type(row))
    path = beside.told_with(type(row))
    found = row
    for hop in filter(lambda hop: hop != "pk", path.split("__")):
        found = getattr(found, hop)
    (part,) = [part for part in beside.parts(root) if part.model is type(row)]
    return beside.key_of(found), part.name


def named() -> set[tuple[str, str]]:
    with pytest.raises(CommandError, match="differences"):
        call_command("audit", "reconcile")
    return {(found.subject, found.what) for found in fold.differences()}


def spoil(row) -> tuple[str, object]:
    """A column that events tell of, and another value for it."""
    (part,) = [p for p in beside.parts(beside.root_of(type(row))) if p.model is type(row)]
    fields = [field for field in part.fields if not field.primary_key]
    texts = [f for f in fields if isinstance(f, models.CharField | models.TextField)]
    plain = [field for field in texts if not field.choices]
    days = [field for field in fields if isinstance(field, models.DateField)]
    numbers = [field for field in fields if isinstance(field, models.IntegerField)]
    for found, value in ((plain, "改"), (days, "2001-01-01"), (numbers, 2)):
        if found:
            return found[0].column, value
    return fields[-1].column, made(fields[-1].related_model).pk


@pytest.mark.parametrize("model", TOLD, ids=lambda model: model._meta.label)
def test_a_row_changed_by_sql_is_named(model):
    row = lone(model)
    column, value = spoil(row)
    opened_by_hand()
    forge(f"UPDATE {model._meta.db_table} SET {column} = %s WHERE id = %s", value, row.pk)
    assert named() == {place_of(row)}


@pytest.mark.parametrize("model", TOLD, ids=lambda model: model._meta.label)
def test_a_row_put_in_by_sql_is_named(model):
    row = lone(model)
    place, values = place_of(row), model._base_manager.filter(pk=row.pk).values().get()
    take_away(row)
    opened_by_hand()
    put_in(row, values)
    if model is User:
        put_in(row.account)
    assert place in named()


@pytest.mark.parametrize("model", TOLD, ids=lambda model: model._meta.label)
def test_a_row_taken_out_by_sql_is_named(model):
    row = lone(model)
    place = place_of(row)
    opened_by_hand()
    take_away(row)
    assert place in named()


def opened_by_hand() -> None:
    """Everything there is, taken into the trail; the cases as if registered."""
    vouched()
    for model in fold.models():
        for case in model.objects.select_related("person", "unit"):
            with transaction.atomic():
                audit.record("register", by=None, case=case, changed=first_facts(case))
    assert list(fold.differences()) == []


def take_away(row) -> None:
    if isinstance(row, User):
        forge("DELETE FROM casework_account WHERE id = %s", row.account.pk)
    forge(f"DELETE FROM {row._meta.db_table} WHERE id = %s", row.pk)


def put_in(row, values=None) -> None:
    """The row as it was, past its `save`."""
    type(row)._base_manager.bulk_create([row if values is None else type(row)(**values)])


# What a digest says ------------------------------------------------------------------------------


@pytest.fixture
def person():
    return made(Person)


def test_a_digest_says_nothing_without_the_key(person, settings):
    before = beside.digests([person])
    assert person.name not in str(before)
    settings.CASEWORK_AUDIT_KEY = b"other" * 8
    assert beside.digests([person]) != before


def test_a_column_that_every_row_is_born_with_changes_no_digest(person):
    """So a column that is added later changes nothing that was told before."""
    (part,) = [part for part in beside.parts(Person) if part.name == "person"]
    (stored,) = Person.objects.values_list(*(field.attname for field in part.fields))
    born = {"id": person.pk, "name": person.name, "unit_id": person.unit_id}
    assert part.facts(list(stored)) == born


def test_unknown_and_no_are_told_apart():
    meeting = made(apps.get_model("membership.Meeting"))
    before = beside.digests([meeting.case])
    type(meeting).objects.update(written_in_time=False)
    assert beside.digests([meeting.case]) != before


def test_what_an_act_did_not_change_is_not_told(person):
    assert Watch(person).told() == {}


def test_a_row_that_was_changed_and_painted_over_by_an_act_is_named_with_the_event(person):
    opened_by_hand()
    Person.objects.filter(pk=person.pk).update(occupation="改")
    watch = Watch(person)
    Person.objects.filter(pk=person.pk).update(occupation="再改")
    with transaction.atomic():
        event = audit.append("edit_person", by=None, person_id=person.pk, **audit.beside(watch))
    (found,) = fold.differences()
    assert (found.subject, found.what, found.seq) == (beside.key_of(person), "person", event.seq)


def test_vouching_takes_what_is_untold_and_leaves_what_differs(person):
    assert vouched() > 0 and vouched() == 0
    Person.objects.filter(pk=person.pk).update(occupation="改")
    assert vouched() == 0
    assert [found.subject for found in fold.differences()] == [beside.key_of(person)]
    call_command("audit", "vouch", "--reason", "照原件手工更正", "--differing")
    assert list(fold.differences()) == []
    assert "照原件手工更正" in AuditEvent.objects.latest("seq").payload


def test_what_was_loaded_without_events_is_said_and_not_compared(person, capsys):
    vouching.spare(note="示例省")
    other = made(Person)
    assert {found.subject for found in fold.differences()} >= {beside.key_of(other)}
    assert beside.key_of(person) not in {found.subject for found in fold.differences()}
    with pytest.raises(CommandError):
        call_command("audit", "reconcile")
    assert f"casework.person up to {person.pk}" in capsys.readouterr().out


def test_asking_takes_one_query_whatever_stands_beside(django_assert_num_queries):
    paper, mentor = made(ApplicationPaper), made(Mentor)
    with django_assert_num_queries(1):
        found = beside.digests([paper.case, mentor.case, mentor.member, paper.case.unit])
    assert set(found[beside.key_of(paper.case)]) == {"papers"}
    assert set(found[beside.key_of(mentor.case)]) == {"mentors"}
