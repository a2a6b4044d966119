"""The rows beside the cases: whatever is changed past the doors is named with its row and table."""

import json
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
from casework.rewrapping import rewrap
from casework.workflow import first_facts
from membership.models import ApplicationPaper, Mentor

from .trails import forge, vouched

pytestmark = pytest.mark.django_db
TOLD = [model for model in apps.get_models() if beside.told_with(model)]
# What no event is asked about row by row, and why. Every table of the installation is told or
# stands here: there is no third kind.
NOT_TOLD = {
    "auth.Group": "Django's; no right comes from it, rights come with the role",
    "auth.Group_permissions": "the same",
    "auth.Permission": "the same",
    "auth.User_groups": "the same",
    "auth.User_user_permissions": "the same",
    "contenttypes.ContentType": "Django's list of tables",
    "sessions.Session": "the machinery's: who is signed in; the stamp of the account is told",
    "casework.AuditEvent": "the chain itself",
    "casework.Receipt": "the machinery's: forms that were sent",
    "casework.FailedSignIn": "the machinery's: tries that still count",
    "casework.Draft": "the user's own, sealed, gone after a while",
    "casework.Import": "what it made is told; the file goes after a day",
    "casework.Star": "the user's own desk",
    "casework.Postponement": "the user's own desk",
    "casework.Reworking": "the machinery's: how far a rework has come",
    "membership.Application": "told column by column",
    "membership.ApplicationStep": "told column by column, and written once",
    "membership.ApplicationDeadline": "worked out: manage.py recount",
    "membership.MissingApplicationPaper": "worked out: manage.py recount",
    "talent.Talent": "told column by column",
    "talent.TalentStep": "told column by column, and written once",
    "talent.TalentDeadline": "worked out: manage.py recount",
    "talent.MissingTalentPaper": "worked out: manage.py recount",
}


def test_every_table_is_told_or_says_why_not():
    every = {model._meta.label for model in apps.get_models(include_auto_created=True)}
    assert every - {model._meta.label for model in TOLD} == NOT_TOLD.keys()


# The columns of what is told that no event tells of.
NOT_TOLD_COLUMNS = {
    "casework.Unit": {"path": "follows from the units above"},
    "casework.Account": {"totp_step": "changes with every sign-in"},
    "casework.Person": {"pinyin": "worked out", "initials": "worked out"},
    "casework.Seat": {"state": "worked out: manage.py recount"},
    "casework.Sanction": {"until": "worked out from the kind and the first day"},
    "membership.Appraisal": {"pairs_until_on": "worked out"},
    "membership.Gathering": dict.fromkeys(("left_out", "unapproved"), "worked out"),
    "membership.Meeting": dict.fromkeys(("favour", "quorate", "carried"), "worked out"),
    "membership.Notice": dict.fromkeys(("ends_on", "second_ends_on"), "worked out"),
    "membership.YearPlan": dict.fromkeys(("used", "excess"), "counted again: manage.py recount"),
    "talent.ReviewRound": dict.fromkeys(
        ("notice_ends_on", "opinions_asked", "opinions_open", "opinions_against", "valid_until"),
        "worked out",
    ),
    "talent.ByElection": dict.fromkeys(("valid", "won"), "worked out"),
    "auth.User": {
        **dict.fromkeys(("first_name", "last_name", "email"), "not used"),
        **dict.fromkeys(("last_login", "date_joined"), "each sign-in is an event of its own"),
    },
}


def test_every_column_of_a_told_table_is_told_or_says_why_not():
    for model in TOLD:
        told = {field.name for part in parts_of(model) for field in part.fields}
        every = {field.name for field in model._meta.concrete_fields}
        assert every - told == NOT_TOLD_COLUMNS.get(model._meta.label, {}).keys(), model


def parts_of(model) -> list:
    """The tables in which events tell of a model's rows, the whole rows first."""
    return [part for part in beside.parts(beside.root_of(model)) if part.model is model]


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
    path = beside.told_with(type(row))
    found = row
    for hop in filter(lambda hop: hop != "pk", path.split("__")):
        found = getattr(found, hop)
    return beside.key_of(found), parts_of(type(row))[0].name


def named() -> set[tuple[str, str]]:
    with pytest.raises(CommandError, match="differences"):
        call_command("audit", "reconcile")
    return {(found.subject, found.what) for found in fold.differences()}


def spoil(row) -> tuple[str, object]:
    """A column that events tell of, and another value for it."""
    part = parts_of(type(row))[0]
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


# Columns told as a table of their own, each with a value that somebody with the database might
# put there.
SECRETS = {
    ("auth.User", "password"): "md5$salt$5f4dcc3b5aa765d61d8327deb882cf99",
    ("casework.Account", "must_change"): True,
    ("casework.Account", "stamp"): "00" * 16,
    ("casework.Account", "totp_sealed"): b"another secret",
    ("casework.Account", "totp_since"): "2026-01-01T00:00:00+00:00",
    ("casework.Account", "recovery"): '["a digest"]',
    ("casework.Account", "key"): b"no key",
    ("casework.Person", "key"): b"no key",
}


@pytest.mark.parametrize(("label", "column"), SECRETS, ids=".".join)
def test_a_secret_changed_by_sql_is_named(label, column):
    model = apps.get_model(label)
    row = lone(model)
    opened_by_hand()
    value = SECRETS[label, column]
    forge(f"UPDATE {model._meta.db_table} SET {column} = %s WHERE id = %s", value, row.pk)
    ((_subject, what),) = named()
    assert what in [part.name for part in parts_of(model) if part.apart]


def test_every_secret_is_tried():
    every = {(model._meta.label, part) for model in TOLD for part in parts_of(model) if part.apart}
    assert {(label, field.name) for label, part in every for field in part.fields} == SECRETS.keys()


def test_the_key_of_somebody_else_is_named_and_another_master_key_is_not(person, settings):
    other = made(Person)
    opened_by_hand()
    old, settings.CASEWORK_MASTER_KEY = settings.CASEWORK_MASTER_KEY, b"n" * 32
    assert rewrap(settings.CASEWORK_MASTER_KEY, old) > 0
    assert list(fold.differences()) == []
    Person.objects.filter(pk=person.pk).update(key=Person.objects.get(pk=other.pk).key)
    assert named() == {(beside.key_of(person), "key")}


def test_secrets_from_before_are_taken_over_also_where_an_act_came_first(person):
    """Earlier versions told of accounts and people, and nothing of their secrets."""
    account = made(Account)
    Account.objects.filter(pk=account.pk).update(stamp="one")
    opened_by_hand()
    for event in AuditEvent.objects.filter(kind="vouch"):
        payload = json.loads(event.payload)
        for told in payload.get("beside", {}).values():
            for name in ("secrets", "password", "key"):
                told.pop(name, None)
        text = json.dumps(payload, ensure_ascii=False)
        forge("UPDATE casework_auditevent SET payload = %s WHERE seq = %s", text, event.seq)
    watch = Watch(account)
    Account.objects.filter(pk=account.pk).update(stamp="another")
    with transaction.atomic():
        audit.append("sessions_ended", by=None, **audit.beside(watch))
    assert {"secrets", "password", "key"} <= {found.what for found in fold.differences()}
    assert vouched() > 0 and list(fold.differences()) == []
    Account.objects.filter(pk=account.pk).update(stamp="forged")
    assert vouched() == 0 and len(list(fold.differences())) == 1


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
