"""A session ends when nobody uses it, after twelve hours, and when its account changes."""

import pytest
from django.conf import settings
from django.urls import reverse

from casework import drafts, sessions
from casework.models import Draft
from tests.accounts.conftest import PASSWORD


def age(client, **seconds):
    """Let a session look as if it had begun or been used so long ago."""
    session = client.session
    presence = session[sessions.PRESENCE]
    for name, passed in seconds.items():
        presence[name] -= passed
    session[sessions.PRESENCE] = presence
    session.save()


@pytest.fixture
def desk(client, clerk):
    client.force_login(clerk)
    return client


@pytest.mark.parametrize(
    ("began", "seen", "stamp", "end"),
    [
        (0, 0, "a", ""),
        (0, 1799, "a", ""),
        (0, 1800, "a", "idle"),
        (43199, 0, "a", ""),
        (43200, 0, "a", "long"),
        (0, 0, "b", "changed"),
    ],
)
def test_the_ends_of_a_session(began, seen, stamp, end):
    now = 1_000_000
    presence = {"began": now - began, "seen": now - seen, "stamp": "a"}
    assert sessions.end_of(presence, stamp, now) == end


def test_a_session_without_a_clock_is_over():
    assert sessions.end_of(None, "", 0) == "changed"


def test_the_idle_officer_comes_back_to_the_same_page(desk):
    page = reverse("people") + "?low=30"
    age(desk, seen=settings.CASEWORK_IDLE_END)
    answer = desk.get(page)
    assert answer.status_code == 302
    door = desk.get(answer.url)
    assert "30分钟没有操作" in door.content.decode()
    signed = desk.post(answer.url, {"username": "zhang", "password": PASSWORD, "next": page})
    assert signed.url == page
    assert desk.get(page).status_code == 200


def test_twelve_hours_are_the_longest_however_busy(desk):
    age(desk, began=settings.CASEWORK_LONGEST_SESSION)
    assert desk.get(reverse("home")).status_code == 302


def test_the_old_cookie_is_worth_nothing_after_the_end(desk):
    old = desk.cookies["sessionid"].value
    age(desk, seen=settings.CASEWORK_IDLE_END)
    desk.get(reverse("home"))
    desk.cookies["sessionid"] = old
    assert desk.get(reverse("home")).status_code == 302


def test_reading_writes_the_session_once_a_minute_at_most(desk):
    desk.get(reverse("home"))
    before = desk.session[sessions.PRESENCE]
    desk.get(reverse("home"))
    assert desk.session[sessions.PRESENCE] == before
    age(desk, seen=61)
    desk.get(reverse("home"))
    assert desk.session[sessions.PRESENCE]["seen"] >= before["seen"]


def test_what_was_sent_too_late_is_kept_for_the_next_sign_in(desk, clerk):
    page = reverse("import")
    age(desk, seen=settings.CASEWORK_IDLE_END)
    answer = desk.post(page, {"remark": "写了半小时", "old_password": "秘密", "version": "3"})
    assert answer.url.startswith(reverse("sign-in"))
    kept = Draft.objects.get(user=clerk, address=page)
    clerk.account.refresh_from_db()
    assert drafts.typed_in(kept, clerk) == {"remark": ["写了半小时"]}


def test_the_draft_script_meeting_the_end_loses_nothing(desk, clerk):
    age(desk, seen=settings.CASEWORK_IDLE_END)
    desk.post(reverse("draft"), {"address": "/x/", "fields": '{"a": ["一"]}'})
    assert Draft.objects.get(user=clerk).address == "/x/"


@pytest.mark.parametrize("change", ["password", "stamp"])
def test_a_changed_account_is_out_at_the_next_request(desk, clerk, change):
    assert desk.get(reverse("home")).status_code == 200
    if change == "password":
        clerk.set_password("x")
        clerk.save()
    else:
        sessions.renew_stamp(clerk.account)
        clerk.account.save()
    assert desk.get(reverse("home")).status_code == 302
