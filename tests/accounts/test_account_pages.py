"""Accounts are looked after on a page, by the security administrator and nobody else."""

import json
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from casework import accounts
from casework.models import Account, AuditEvent, Unit
from tests.accounts.conftest import PASSWORD
from tests.officers import branch, officer, township

NEW = {"username": "liu", "display_name": "刘干事", "role": "township_officer", "unit": "桃源镇"}


def told(kind: str) -> dict:
    return json.loads(AuditEvent.objects.get(kind=kind).payload)


@pytest.fixture
def client_class():
    """Another browser."""
    return Client


@pytest.mark.parametrize("role", [role for role in Account.Role if role != accounts.ADMIN])
@pytest.mark.parametrize("name", ["accounts", "account-new", "four-eyes"])
def test_no_other_role_sees_the_pages(client, db, role, name):
    client.force_login(officer(role, township()))
    assert client.get(reverse(name)).status_code == 403


def test_the_administrator_opens_no_dossier(guarding):
    assert guarding.get(reverse("membership:list")).status_code == 403
    assert guarding.get(reverse("accounts")).status_code == 200


def test_a_new_account_gets_a_password_shown_once_that_has_to_be_changed(guarding, client):
    page = guarding.post(reverse("account-new"), NEW)
    password = page.context["password"]
    assert len(password) == 19 and password in page.content.decode()
    assert password not in AuditEvent.objects.get(kind="account_new").payload
    client.logout()
    client.post(reverse("sign-in"), {"username": "liu", "password": password})
    assert client.get(reverse("home")).url == reverse("password")
    answers = {"old_password": password, "new_password1": PASSWORD, "new_password2": PASSWORD}
    assert client.post(reverse("password"), answers).status_code == 302
    assert client.get(reverse("home")).status_code == 200


def test_a_name_is_given_once_whatever_its_letters(guarding, clerk):
    page = guarding.post(reverse("account-new"), {**NEW, "username": "ZHANG"})
    assert page.status_code == 422
    assert User.objects.count() == 2


def test_units_elsewhere_can_be_neither_chosen_nor_seen(guarding):
    elsewhere = Unit.objects.create(kind=Unit.Kind.TOWNSHIP, name="邻镇", short_name="邻镇")
    foreign = officer("township_officer", elsewhere, "foreign")
    assert guarding.post(reverse("account-new"), {**NEW, "unit": "邻镇"}).status_code == 422
    assert guarding.get(reverse("account-edit", args=[foreign.account.pk])).status_code == 404
    assert "foreign" not in guarding.get(reverse("accounts")).content.decode()


def edit(client, account, **changed):
    start = {"display_name": account.display_name, "role": account.role, "unit": str(account.unit)}
    start["version"] = accounts.mark(account)
    address = reverse("account-edit", args=[account.pk])
    return client.post(address, {**start, "note": "调整分工", **changed})


def act(client, account, what):
    address = reverse("account-edit", args=[account.pk])
    return client.post(address, {"what": what, "reason": "本人申请"})


def test_a_changed_role_is_told_and_ends_the_sessions(guarding, clerk, client_class):
    own = client_class()
    own.force_login(clerk)
    assert edit(guarding, clerk.account, role="branch_reader").status_code == 302
    assert told("account_changed")["changed"] == {"role": ["township_officer", "branch_reader"]}
    assert told("account_changed")["note"] == "调整分工"
    assert own.get(reverse("home")).status_code == 302


def test_another_unit_is_told_too(guarding, clerk):
    village = branch()
    before = clerk.account.unit_id
    edit(guarding, clerk.account, unit=str(village))
    assert told("account_changed")["changed"] == {"unit_id": [before, village.pk]}


def test_a_new_name_ends_no_session(guarding, clerk, client_class):
    own = client_class()
    own.force_login(clerk)
    edit(guarding, clerk.account, display_name="张三")
    assert own.get(reverse("home")).status_code == 200


def test_nobody_changes_the_own_role(guarding, admin):
    officer("security_administrator", township(), "second")
    page = edit(guarding, admin.account, role="township_officer")
    assert page.status_code == 422 and "不能自己改" in page.content.decode()
    admin.account.refresh_from_db()
    assert admin.account.role == "security_administrator"


def test_shut_means_out_at_once_and_opened_means_in(guarding, clerk, client_class):
    own = client_class()
    own.force_login(clerk)
    act(guarding, clerk.account, "shut")
    assert own.get(reverse("home")).status_code == 302
    assert told("account_shut")["changed"] == {"is_active": [True, False]}
    act(guarding, clerk.account, "open")
    assert own.get(reverse("home")).status_code == 302
    own.post(reverse("sign-in"), {"username": "zhang", "password": PASSWORD})
    assert own.get(reverse("home")).status_code == 200


def test_a_reset_password_replaces_the_old_one(guarding, clerk):
    page = act(guarding, clerk.account, "password")
    clerk.refresh_from_db()
    assert clerk.check_password(page.context["password"]) and not clerk.check_password(PASSWORD)
    clerk.account.refresh_from_db()
    assert clerk.account.must_change
    assert page.context["password"] not in AuditEvent.objects.get(kind="password_reset").payload


def test_all_sessions_end_on_demand(guarding, clerk, client_class):
    own = client_class()
    own.force_login(clerk)
    act(guarding, clerk.account, "end")
    assert own.get(reverse("home")).status_code == 302


def test_nobody_shuts_the_own_account(admin):
    officer("security_administrator", township(), "second")
    with pytest.raises(accounts.Refused, match="自己的账号"):
        accounts.set_active(admin.account, False, note="x", by=admin)


def test_the_last_administrator_stays(admin):
    """Shut and about to be, seen from above: another one must remain active."""
    above = officer("security_administrator", township(), "above")
    User.objects.filter(pk=above.pk).update(is_active=False)
    with pytest.raises(accounts.Refused, match="最后一位"):
        accounts._keep_one(admin.account)
    User.objects.filter(pk=above.pk).update(is_active=True)
    accounts.set_active(admin.account, False, note="x", by=above)
    with pytest.raises(accounts.Refused, match="最后一位"):
        accounts._keep_one(above.account)


def test_the_township_can_set_two_people_aside_with_a_reason(guarding):
    place = township()
    Unit.objects.filter(pk=place.pk).update(four_eyes=True)
    answers = {"township": place.pk, "four_eyes": "0", "note": "只有一人在岗"}
    assert guarding.post(reverse("four-eyes"), answers).status_code == 302
    place.refresh_from_db()
    assert not place.four_eyes
    assert told("four_eyes")["changed"] == {"four_eyes": [True, False]}
    assert "桃源镇" in guarding.get(reverse("accounts")).content.decode()


def test_no_setting_without_its_reason(guarding):
    answers = {"township": township().pk, "four_eyes": "1", "note": ""}
    assert guarding.post(reverse("four-eyes"), answers).status_code == 422


def test_an_account_without_rights_changes_none(clerk, admin):
    with pytest.raises(PermissionDenied):
        accounts.set_active(admin.account, False, note="x", by=clerk)


@pytest.mark.django_db
def test_the_first_administrator_comes_from_the_shell_and_only_the_first(client):
    said = StringIO()
    call_command("administrator", "guard", unit="示例县桃源镇", stdout=said)
    name, password, *_rest = said.getvalue().split()
    assert client.post(reverse("sign-in"), {"username": name, "password": password}).url == "/"
    assert client.get("/").url == reverse("password")
    assert Unit.objects.get().kind == Unit.Kind.TOWNSHIP
    with pytest.raises(CommandError, match="There is a security administrator"):
        call_command("administrator", "other", unit="示例县桃源镇")
