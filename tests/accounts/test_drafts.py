"""What is typed is kept: sealed, for its writer alone, until the form is carried out."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.models import Draft
from tests.officers import officer, township

ADDRESS = "/membership/5/record/talk/"


@pytest.fixture
def desk(client, clerk):
    client.force_login(clerk)
    return client


def keep(client, fields, address=ADDRESS):
    return client.post(reverse("draft"), {"address": address, "fields": json.dumps(fields)})


def kept(client, address=ADDRESS):
    return client.get(reverse("draft"), {"address": address}).json()


def test_a_draft_comes_back_with_its_time(desk):
    assert keep(desk, {"opinion": ["表现好"], "kind": ["a", "b"]}).json().keys() == {"saved"}
    assert kept(desk)["fields"] == {"opinion": ["表现好"], "kind": ["a", "b"]}
    assert kept(desk)["saved"] == timezone.localtime().strftime("%H:%M")


def test_passwords_and_codes_are_never_kept(desk):
    keep(desk, {"opinion": ["好"], "new_password1": ["秘密"], "code": ["123456"]})
    assert kept(desk)["fields"] == {"opinion": ["好"]}


def test_only_the_newest_state_is_kept(desk):
    keep(desk, {"a": ["一"]})
    keep(desk, {"a": ["二"]})
    assert Draft.objects.count() == 1
    assert kept(desk)["fields"] == {"a": ["二"]}


def test_the_database_holds_nothing_readable(desk):
    keep(desk, {"opinion": ["群众反映很好"]})
    assert "群众反映很好".encode() not in bytes(Draft.objects.get().sealed)


def test_nobody_sees_the_draft_of_another(desk, clerk):
    keep(desk, {"a": ["一"]})
    desk.force_login(officer("township_officer", township(), "wang"))
    assert kept(desk) == {}


def test_after_a_week_it_is_gone(desk):
    keep(desk, {"a": ["一"]})
    Draft.objects.update(saved_at=timezone.now() - timedelta(days=7, seconds=1))
    assert kept(desk) == {}
    keep(desk, {"b": ["二"]}, "/other/")
    assert Draft.objects.get().address == "/other/"


def test_an_empty_draft_drops_the_one_before(desk):
    keep(desk, {"a": ["一"]})
    assert keep(desk, {}).status_code == 204
    assert not Draft.objects.exists()


@pytest.mark.parametrize("fields", ["[]", "{", '"x"'])
def test_anything_but_fields_is_refused(desk, fields):
    sent = {"address": ADDRESS, "fields": fields}
    assert desk.post(reverse("draft"), sent).status_code == 400


def test_a_giant_is_not_kept(desk):
    assert keep(desk, {"a": ["长" * 60_000]}).json() == {}
    assert not Draft.objects.exists()


def test_a_form_carried_out_needs_no_draft_any_more(desk, clerk):
    address = reverse("set_language")
    keep(desk, {"a": ["一"]}, address)
    keep(desk, {"a": ["一"]})
    desk.post(address, {"language": "en"})
    assert Draft.objects.get().address == ADDRESS


def test_a_stranger_keeps_nothing(client, db):
    assert keep(client, {"a": ["一"]}).status_code == 302
    assert not Draft.objects.exists()
