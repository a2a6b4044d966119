"""Signing in: one sentence for every failure, a limit that locks out nobody else, traces."""

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.models import User
from django.urls import reverse

from casework import sign_in
from casework.models import AuditEvent, FailedSignIn
from casework.sign_in import MOST_TRIES
from tests.officers import officer, township

pytestmark = pytest.mark.django_db
PASSWORD = "桃源镇的春天很长 2026"


@pytest.fixture
def clerk():
    user = officer("township_officer", township(), "zhang")
    user.set_password(PASSWORD)
    user.save()
    return user


def try_it(client, name="zhang", password=PASSWORD, **more):
    return client.post(reverse("sign-in"), {"username": name, "password": password, **more})


def test_a_stranger_is_sent_to_the_door_and_on_to_the_page(client, clerk):
    answer = client.get(reverse("audit"))
    assert answer.url == f"{reverse('sign-in')}?next={reverse('audit')}"
    assert try_it(client, next=reverse("audit")).url == reverse("audit")


def test_the_door_opens_for_strangers(client):
    assert client.get(reverse("sign-in")).status_code == 200


@pytest.mark.parametrize(
    "address", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"]
)
def test_signing_in_leads_to_no_other_host(client, clerk, address):
    assert try_it(client, next=address).url == reverse("home")


def test_a_wrong_name_and_a_wrong_password_read_the_same(client, clerk):
    pages = [try_it(client, password="错的"), try_it(client, name="nobody")]
    assert {page.status_code for page in pages} == {422}
    assert all("账号或密码不对，请再输一次。" in page.content.decode() for page in pages)


def test_a_user_without_account_is_no_officer(client, clerk):
    clerk.account.delete()
    assert "账号或密码不对" in try_it(client).content.decode()


def test_after_ten_failures_even_the_right_password_waits(client, clerk):
    for _try in range(MOST_TRIES):
        try_it(client, password="错的")
    assert "请15分钟后再试" in try_it(client).content.decode()


def test_another_address_is_not_locked_out_with_it(client, clerk):
    for _try in range(MOST_TRIES):
        try_it(client, password="错的", REMOTE_ADDR="10.0.0.9")
        client.post(
            reverse("sign-in"), {"username": "zhang", "password": "错的"}, REMOTE_ADDR="10.0.0.9"
        )
    FailedSignIn.objects.exclude(who=FailedSignIn.objects.order_by("pk").last().who).delete()
    assert try_it(client).status_code == 302


def test_an_address_that_tries_many_names_waits_before_anything_is_hashed(
    client, clerk, monkeypatch
):
    monkeypatch.setattr(sign_in, "MOST_FROM_ADDRESS", 3)
    for name in ("a", "b", "c"):
        try_it(client, name=name, password="错的")
    hashed = []
    monkeypatch.setattr(sign_in, "authenticate", lambda *_a, **_k: hashed.append(1))
    assert "请15分钟后再试" in try_it(client).content.decode()
    assert hashed == []
    monkeypatch.undo()
    elsewhere = {"username": "zhang", "password": PASSWORD}
    answer = client.post(reverse("sign-in"), elsewhere, REMOTE_ADDR="10.0.0.9")
    assert answer.status_code == 302


@pytest.mark.parametrize("name", ["zhang", "nobody", "stray"])
def test_every_name_costs_one_hash(client, clerk, name, monkeypatch):
    stray = User.objects.create_user("stray", password=PASSWORD)
    assert not hasattr(stray, "account")
    count, whole = [], MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher, "encode", lambda *given: count.append(1) or whole(*given)
    )
    try_it(client, name=name, password="错的")
    assert len(count) == 1


def test_old_failures_are_forgotten(client, clerk):
    for _try in range(MOST_TRIES):
        try_it(client, password="错的")
    FailedSignIn.objects.update(at="2026-01-01T00:00Z")
    assert try_it(client).status_code == 302
    assert not FailedSignIn.objects.exists()


def test_both_kinds_of_tries_leave_a_trace_and_no_password(client, clerk):
    try_it(client, password="错的密码")
    try_it(client, name="我把密码打在这里")
    try_it(client)
    events = list(AuditEvent.objects.order_by("seq"))
    assert [event.kind for event in events] == ["sign_in_failed", "sign_in_failed", "sign_in"]
    assert [event.actor_id for event in events] == [clerk.pk, None, clerk.pk]
    assert not any("密码" in event.payload for event in events)


def test_signing_in_changes_the_session_key(client, clerk):
    client.get(reverse("sign-in"))
    session = client.session
    session["kept"] = 1
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before
    try_it(client)
    assert client.session.session_key != before


def test_signing_out_wants_a_post_and_leaves_a_trace(client, clerk):
    client.force_login(clerk)
    assert client.get(reverse("sign-out")).status_code == 405
    assert client.post(reverse("sign-out")).url == reverse("sign-in")
    assert AuditEvent.objects.get().kind == "sign_out"
    assert client.get(reverse("audit")).status_code == 302


def test_the_page_speaks_the_browsers_language(client):
    chinese = client.get(reverse("sign-in"), HTTP_ACCEPT_LANGUAGE="zh-CN,zh;q=0.9")
    english = client.get(reverse("sign-in"), HTTP_ACCEPT_LANGUAGE="en-GB,en;q=0.9")
    assert 'lang="zh-CN"' in chinese.content.decode()
    assert 'lang="en"' in english.content.decode()


def test_the_own_password_is_changed_with_the_old_one(client, clerk):
    client.force_login(clerk)
    new = "石桥村的秋天更长 2027"
    answers = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    refused = client.post(reverse("password"), {**answers, "old_password": "错的"})
    assert refused.status_code == 422
    assert client.post(reverse("password"), answers).status_code == 302
    clerk.refresh_from_db()
    assert clerk.check_password(new)
    assert AuditEvent.objects.get().kind == "password"


def test_a_short_new_password_is_refused(client, clerk):
    client.force_login(clerk)
    answers = {"old_password": PASSWORD, "new_password1": "短", "new_password2": "短"}
    assert client.post(reverse("password"), answers).status_code == 422
