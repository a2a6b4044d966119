"""A form is carried out once, however often it arrives."""

import threading

import pytest
from django.db import connection, transaction

from casework import audit, receipts
from casework.models import Account, AuditEvent, Receipt, Unit

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def officer(django_user_model):
    unit = Unit.objects.create(kind="township", name="桃源镇", short_name="桃源镇")
    user = django_user_model.objects.create_user("officer", password="a-long-password-1")
    Account.objects.create(user=user, unit=unit, role="township_officer", display_name="张干事")
    return django_user_model.objects.get(pk=user.pk)


def change(officer, token):
    held = receipts._token.set(token)
    try:
        with transaction.atomic():
            audit.append("note", by=officer)
    finally:
        receipts._token.reset(held)


def test_the_second_use_of_a_token_changes_nothing(officer):
    token = receipts.new_token()
    change(officer, token)
    with pytest.raises(receipts.Repeated):
        change(officer, token)
    assert AuditEvent.objects.filter(kind="note").count() == 1


def test_a_change_that_is_rolled_back_does_not_use_up_the_token(officer):
    token = receipts.new_token()
    with pytest.raises(RuntimeError), transaction.atomic():
        change(officer, token)
        raise RuntimeError("the disk is full")
    change(officer, token)
    assert Receipt.objects.filter(token=token).count() == 1


def test_two_requests_at_the_same_moment_change_once(officer):
    token, outcomes = receipts.new_token(), []

    def send():
        try:
            change(officer, token)
            outcomes.append("changed")
        except receipts.Repeated:
            outcomes.append("repeated")
        finally:
            connection.close()

    for _round in range(10):
        token = receipts.new_token()
        pair = [threading.Thread(target=send) for _ in range(2)]
        [thread.start() for thread in pair]
        [thread.join() for thread in pair]
    assert sorted(outcomes) == ["changed"] * 10 + ["repeated"] * 10


def test_a_repeated_form_gets_the_first_answer(officer, client):
    client.force_login(officer)
    data = {
        "old_password": "a-long-password-1",
        "new_password1": "another-long-one-2",
        "new_password2": "another-long-one-2",
        receipts.FIELD: receipts.new_token(),
    }
    first = client.post("/password/", data)
    again = client.post("/password/", data)
    assert (first.status_code, again.status_code) == (302, 302)
    assert again["Location"] == first["Location"]
    assert AuditEvent.objects.exclude(kind__contains="sign").count() == 1
