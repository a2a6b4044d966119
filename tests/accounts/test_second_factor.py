"""The second factor: enrolled with a code, asked after the password, each code good once."""

import base64
import time

import pytest
from django.test import Client
from django.urls import reverse
from django_otp.oath import hotp

from casework import identity, second_factor
from casework.models import Account, AuditEvent
from casework.sign_in import MOST_CODES
from tests.accounts.conftest import PASSWORD
from tests.officers import officer

NOW = 1_800_000_015.0


def secret_of(user) -> bytes:
    account = Account.objects.get(user=user)
    return identity.unseal_bytes(account.key, account.totp_sealed)


def digits(secret: bytes, offset: int = 0) -> str:
    return f"{hotp(secret, int(time.time() // 30) + offset):06d}"


def code(user, offset: int = 0) -> str:
    return digits(secret_of(user), offset)


def opened(client) -> tuple[bytes, dict]:
    """The page: the secret that it shows, and what its form carries hidden."""
    shown = client.get(reverse("second-factor")).context
    text = shown["secret"].replace(" ", "")
    return base64.b32decode(text), {"offered": shown["offered"]}


@pytest.fixture
def enrolled(clerk, monkeypatch):
    """The clerk with a second factor, and the recovery codes; the hour stands still."""
    monkeypatch.setattr(time, "time", lambda: NOW)
    secret = second_factor.candidate()
    clerk.codes = second_factor.enrol(clerk.account, secret, digits(secret, -1))
    clerk.account.refresh_from_db()
    return clerk


def give_password(client, **more):
    return client.post(reverse("sign-in"), {"username": "zhang", "password": PASSWORD, **more})


def give_code(client, text: str):
    return client.post(reverse("sign-in-code"), {"code": text})


def test_enrolling_shows_the_code_as_picture_and_text_and_then_the_recovery_codes(client, clerk):
    client.force_login(clerk)
    secret, form = opened(client)
    assert "<svg" in client.get(reverse("second-factor")).content.decode()
    wrong = client.post(reverse("second-factor"), {"code": "000000", **form})
    assert wrong.status_code == 422 and second_factor.as_text(secret) in wrong.content.decode()
    done = client.post(reverse("second-factor"), {"code": digits(secret), **form})
    assert secret_of(clerk) == secret
    assert len(set(done.context["codes"])) == 8
    assert AuditEvent.objects.get().kind == "second_factor"
    assert "已开通" in client.get(reverse("second-factor")).content.decode()


def test_opening_the_page_writes_nothing_and_shows_a_new_secret_each_time(client, clerk):
    client.force_login(clerk)
    before = Account.objects.values().get(user=clerk)
    assert opened(client)[0] != opened(client)[0]
    assert Account.objects.values().get(user=clerk) == before


@pytest.mark.parametrize("whose", ["nobody", "another", "another session", "old"])
def test_a_secret_that_this_session_was_not_shown_is_not_taken(client, clerk, whose, monkeypatch):
    client.force_login(clerk)
    secret, form = opened(client)
    if whose == "nobody":
        form = {"offered": f"{secret.hex()}:x"}
    elif whose == "another":
        other = Client()
        other.force_login(officer(Account.Role.BRANCH_READER, clerk.account.unit, "li"))
        secret, form = opened(other)
    elif whose == "another session":
        client.logout()
        client.force_login(clerk)
    else:
        monkeypatch.setattr(second_factor, "CANDIDATE_SECONDS", -1)
    answer = client.post(reverse("second-factor"), {"code": digits(secret), **form})
    assert answer.status_code == 422 and "重新扫码" in answer.content.decode()
    assert second_factor.as_text(secret) not in answer.content.decode()
    assert not Account.objects.get(user=clerk).totp_since


def test_the_address_of_the_code_names_office_and_account(clerk):
    secret = second_factor.candidate()
    told = second_factor.address(clerk.account, secret)
    assert told.startswith("otpauth://totp/") and "secret=" in told and "zhang" in told


def test_secret_and_recovery_codes_are_not_kept_readable(enrolled):
    account, secret = enrolled.account, secret_of(enrolled)
    assert secret not in bytes(account.totp_sealed)
    assert not set(enrolled.codes) & set(account.recovery)


def test_the_password_alone_opens_nothing(client, enrolled):
    assert give_password(client).url == reverse("sign-in-code")
    assert client.get(reverse("home")).status_code == 302
    assert "_auth_user_id" not in client.session


def test_password_and_code_lead_to_the_page_asked_for(client, enrolled):
    give_password(client, next=reverse("people"))
    assert give_code(client, code(enrolled)).url == reverse("people")
    assert client.get(reverse("home")).status_code == 200
    assert [event.kind for event in AuditEvent.objects.all()] == [
        "sign_in",
        "second_factor",
    ]


def test_a_code_is_good_once(client, enrolled):
    used = code(enrolled)
    give_password(client)
    give_code(client, used)
    client.logout()
    give_password(client)
    assert give_code(client, used).status_code == 422
    assert AuditEvent.objects.filter(kind="second_factor_failed").count() == 1


@pytest.mark.parametrize(("offset", "right"), [(-2, False), (0, True), (1, True), (2, False)])
def test_the_phones_clock_may_be_half_a_minute_off(enrolled, offset, right):
    Account.objects.update(totp_step=0)
    assert second_factor.accepts(enrolled.account, code(enrolled, offset)) is right


@pytest.mark.parametrize("text", ["", "12345", "1234567", "١٢٣٤٥٦", "abcdef", "-12345"])
def test_what_is_no_code_is_wrong(enrolled, text):
    assert not second_factor.accepts(enrolled.account, text)


def test_a_recovery_code_is_good_once_however_it_is_typed(enrolled):
    typed = enrolled.codes[0].lower().replace("-", " ")
    assert second_factor.accepts(enrolled.account, typed)
    assert not second_factor.accepts(enrolled.account, enrolled.codes[0])
    assert second_factor.accepts(enrolled.account, enrolled.codes[1])


def test_five_wrong_codes_make_even_the_right_one_wait(client, enrolled):
    give_password(client)
    for _try in range(MOST_CODES):
        give_code(client, "000000")
    assert "15分钟" in give_code(client, code(enrolled)).content.decode()


def test_five_minutes_after_the_password_it_is_asked_for_again(client, enrolled, monkeypatch):
    give_password(client)
    monkeypatch.setattr(time, "time", lambda: NOW + 300)
    assert give_code(client, code(enrolled)).url == reverse("sign-in")


def test_a_stranger_gets_no_page_for_codes(client, db):
    assert client.get(reverse("sign-in-code")).url == reverse("sign-in")


@pytest.mark.parametrize("asked", [{"all"}, {"township_officer"}])
def test_where_it_is_required_nothing_else_opens_before(client, clerk, settings, asked):
    settings.CASEWORK_REQUIRE_TOTP = asked
    client.force_login(clerk)
    assert client.get(reverse("home")).url == reverse("second-factor")
    secret, form = opened(client)
    client.post(reverse("second-factor"), {"code": digits(secret), **form})
    assert client.get(reverse("home")).status_code == 200


def test_other_roles_are_not_asked(client, clerk, settings):
    settings.CASEWORK_REQUIRE_TOTP = {"security_administrator"}
    client.force_login(clerk)
    assert client.get(reverse("home")).status_code == 200


def test_a_reset_takes_it_away_and_ends_the_sessions(enrolled, guarding, clerk):
    address = reverse("account-edit", args=[clerk.account.pk])
    guarding.post(address, {"what": "factor", "reason": "手机丢了"})
    account = Account.objects.get(user=clerk)
    assert not account.totp_since and not account.totp_sealed and account.recovery == []
    assert AuditEvent.objects.latest("seq").kind == "second_factor_reset"
