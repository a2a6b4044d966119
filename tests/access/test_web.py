"""What a browser may be talked into: requests from elsewhere, other hosts, loose tongues."""

from urllib.parse import urlsplit

import pytest
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse

from casework import context
from casework.policy import CHANGING
from config.policy import POLICY

from .answers import text_of
from .asking import TRACES, VIEWS, Written, address_keys, ask, client_of, keys_of, undone
from .test_matrix import keeps_nothing
from .world import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.pages]
ELSEWHERE = (
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "http:///evil.example/",
    "https:evil.example",
    "\thttps://evil.example/",
    "%2f%2fevil.example/",
    "javascript:alert(1)",
    "data:text/html,x",
    "http://testserver@evil.example/",
    "http://testserver.evil.example/",
)
CHANGES = [name for name, row in POLICY.items() if row.change]
INTERNALS = ("Traceback", "Django", "site-packages", 'File "', "SELECT", "boom", "settings")


def addresses(scene: Scene, names) -> list[str]:
    return [reverse(name, kwargs=address_keys(name, scene.own)) for name in names]


def test_no_form_is_taken_without_the_token_of_the_session(scene):
    """CSRF: every view that changes anything, also those open to strangers."""
    for user in (scene.users["township_officer"], scene.users["security_administrator"], None):
        client = Client(enforce_csrf_checks=True)
        if user:
            client.force_login(user)
        for address in addresses(scene, CHANGES):
            for hostile in ({}, {"HTTP_ORIGIN": "https://evil.example"}):
                with undone():
                    answer = client.post(address, {"note": "x"}, **hostile)
                    assert answer.status_code == 403, address
                    assert "刷新" in answer.content.decode(), address


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_no_view_leads_to_another_host(scene, wanted):
    """`next`, in the address and in the form, and the page that the browser says it came from."""
    for user in (scene.users["township_officer"], None):
        client = client_of(user)
        for name in (
            "sign-in",
            "set_language",
            "sign-out",
            "home",
            "password",
            "search",
            "purpose",
        ):
            for method in POLICY[name].methods:
                with undone():
                    sent = client.post if method in CHANGING else client.get
                    cookies = client.cookies.copy()
                    said = {"next": wanted, "language": "en", "q": "x"}
                    answer = sent(reverse(name), said, headers={"referer": wanted})
                    client.cookies = cookies
                host = urlsplit(answer.get("Location", "/").strip()).netloc
                scheme = urlsplit(answer.get("Location", "/").strip()).scheme
                assert (host, scheme) in {("", ""), ("testserver", "http")}, f"{method} {name}"


def test_reading_leaves_nothing_but_traces_whatever_the_address_says(scene):
    """The words of every form as a question: a GET never does what a POST does."""
    client = client_of(scene.users["township_officer"])
    said = "?action=confirm&version=0&note=x&blank_ids=1&language=en&undo=1&state=complete"
    for address in addresses(scene, (name for name in VIEWS if "token" not in keys_of(name))):
        answer = ask(client, "GET", address + said)
        if answer.written - TRACES:
            assert keeps_nothing(client, "GET", address + said), address


def test_what_goes_wrong_tells_nothing_of_the_inside(scene, monkeypatch):
    """400, 403, 404, 405 and 500, also while the database does not answer."""

    def broken(*_args, **_kwargs):
        raise DatabaseError("boom")

    client = client_of(scene.users["branch_reader"])
    told = [
        (404, client.get("/nowhere/../../etc/passwd")),
        (404, client.get("/static/")),
        (403, client.get(reverse("import"))),
        (405, client.put(reverse("home"))),
        (400, client.get("/", headers={"host": "evil.example"})),
    ]
    monkeypatch.setattr(context, "_shell", broken)
    told.append((500, client.get("/")))
    for status, answer in told:
        assert answer.status_code == status
        assert [word for word in INTERNALS if word in text_of(answer)] == []
        assert not {"Server", "X-Powered-By"} & set(answer.headers)


def test_the_instrument_sees_what_is_written(scene):
    seen = Written()
    for sql in ('INSERT INTO "a" VALUES (1)', 'UPDATE "b" SET x = 1', 'DELETE FROM "c"'):
        seen(lambda *args: None, sql, (), False, {})
    assert seen.tables == {"a", "b", "c"}
