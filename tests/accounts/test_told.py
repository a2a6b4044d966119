"""Whatever the doors do to an account and its secrets stands in the trail: nothing is left over."""

import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from casework import accepting, accounts, fold, second_factor
from casework.models import Account, AuditEvent
from tests.audit.trails import vouched
from tests.officers import township

from .conftest import PASSWORD
from .test_second_factor import digits

AFTERWARDS = "石桥村的秋天也很长 2027"


@pytest.fixture
def newcomer(admin):
    """An account made by the administrator, and a browser signed in with its first password."""
    told = {"display_name": "李", "role": "township_officer", "unit": township()}
    account, first = accounts.create("li", **told, by=admin)
    client = Client()
    client.post(reverse("sign-in"), {"username": "li", "password": first})
    sent = {"old_password": first, "new_password1": PASSWORD, "new_password2": PASSWORD}
    assert client.post(reverse("password"), sent).status_code == 302
    client.account = Account.objects.get(pk=account.pk)
    return client


@pytest.fixture(autouse=True)
def _taken_over(admin):
    vouched()


def kinds() -> set[str]:
    return set(AuditEvent.objects.values_list("kind", flat=True))


def test_from_the_first_password_to_the_last_recovery_code_nothing_is_untold(newcomer, admin):
    secret = second_factor.candidate()
    codes = second_factor.enrol(newcomer.account, secret, digits(secret))
    assert second_factor.accepts(newcomer.account, codes[0])
    newcomer.post(reverse("membership:feed-renew"))
    newcomer.post(reverse("draft"), {"address": "/", "fields": '{"q": ["1"]}'})
    assert list(fold.differences()) == []
    accounts.reset_second_factor(newcomer.account, note="手机丢了", by=admin)
    accounts.reset_password(newcomer.account, note="忘了", by=admin)
    newcomer.post(reverse("membership:feed-end"))
    assert list(fold.differences()) == []
    assert {"account_new", "password", "second_factor", "recovery_code"} <= kinds()


def test_a_password_hashed_the_old_way_is_hashed_anew_with_its_event(newcomer):
    old = make_password(PASSWORD, salt="short")
    User.objects.filter(username="li").update(password=old)
    vouched_with_what_differs()
    client = Client()
    assert client.post(reverse("sign-in"), {"username": "li", "password": PASSWORD}).url == "/"
    assert User.objects.get(username="li").password != old and "password_rehashed" in kinds()
    assert client.get(reverse("home")).status_code == 200, "and the session stands"
    assert list(fold.differences()) == []


def vouched_with_what_differs() -> None:
    accepting.vouch(note="测试准备", differing=True)


def test_changing_the_password_hashes_the_old_one_no_second_time(newcomer):
    User.objects.filter(username="li").update(password=make_password(PASSWORD, salt="short"))
    vouched_with_what_differs()
    newcomer.force_login(User.objects.get(username="li"))
    wrong = {"old_password": "x", "new_password1": AFTERWARDS, "new_password2": AFTERWARDS}
    assert newcomer.post(reverse("password"), wrong).status_code == 422
    sent = {**wrong, "old_password": PASSWORD}
    assert newcomer.post(reverse("password"), sent).status_code == 302
    assert list(fold.differences()) == []
