"""Every export carries its purpose, asked for once a sign-in; a dossier the way it was reached."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import RequestFactory
from django.urls import reverse

from casework import purposes, ways
from casework.audit_words import sentences
from casework.models import AuditEvent
from config.policy import EXPORT, POLICY
from tests.access.asking import VIEWS, keys_of
from tests.membership.factories import application
from tests.officers import branch, officer, township
from tests.purposes import for_checking

pytestmark = pytest.mark.django_db
PURPOSE = "/purpose/"
LEDGER = "/membership/export/?q=a"
FILES = [n for n, row in POLICY.items() if row.read == EXPORT and not keys_of(n)]
FILES = [name for name in FILES if not name.endswith("-notices")]  # nobody lacks anything here
FILES += ["audit-export", "audit-seen-export"]


@pytest.fixture
def desk(client):
    client.user = officer("township_officer", township())
    client.force_login(client.user)
    return client


def exports() -> list[dict]:
    found = AuditEvent.objects.filter(kind="export").order_by("seq")
    return [json.loads(event.payload) for event in found]


@pytest.mark.parametrize("name", FILES)
def test_without_a_purpose_an_export_asks_for_it_and_writes_nothing(desk, name):
    assert name in VIEWS
    asked = {"case": application("applicant", unit=branch()).pk}
    events = AuditEvent.objects.count()
    answer = desk.get(reverse(name), asked)
    assert answer.status_code == 302 and urlsplit(answer["Location"]).path == PURPOSE
    assert AuditEvent.objects.count() == events
    assert for_checking(desk).get(reverse(name), asked).streaming
    assert exports()[-1]["purpose"] == "check"


def test_the_answer_leads_to_the_file_and_back_and_holds_for_the_next(desk):
    answer = desk.get(LEDGER, headers={"Referer": "http://testserver/membership/?q=a"})
    asked = parse_qs(urlsplit(answer["Location"]).query)
    assert asked == {"file": [LEDGER], "next": ["/membership/?q=a"]}
    page = desk.post(answer["Location"], {"purpose": "superior"}, follow=True)
    assert page["Refresh"] == f"0; url={LEDGER}"
    assert 'href="/membership/?q=a"' in page.content.decode()
    for address in (LEDGER, reverse("week-xlsx")):
        assert desk.get(address).status_code == 200
    assert [one["purpose"] for one in exports()] == ["superior", "superior"]
    assert "报上级党委或组织部" in desk.get(reverse("reports")).content.decode()


@pytest.mark.parametrize("address", ["https://elsewhere.cn/", "//elsewhere.cn/", "javascript:1"])
def test_nobody_is_led_elsewhere(desk, address):
    asked = f"{PURPOSE}?next={address}&file={address}&go=1"
    assert desk.post(asked, {"purpose": "check"})["Location"] == "/"
    page = desk.get(asked)
    assert "Refresh" not in page and f'href="{address}' not in page.content.decode()


@pytest.mark.parametrize(
    ("sent", "held"),
    [
        ({"purpose": "archive"}, "archive"),
        ({"words": "县委巡察组调阅"}, "县委巡察组调阅"),
        ({"words": "字" * 50}, "字" * 50),
        ({"words": "字" * 51}, ""),
        ({"words": "查 370101 号"}, ""),
        ({"words": "  "}, ""),
        ({"purpose": "unknown"}, ""),
        ({}, ""),
    ],
)
def test_a_purpose_is_a_usual_one_or_words(desk, sent, held):
    assert desk.post(PURPOSE, sent).status_code == (302 if held else 422)
    assert purposes.in_force(desk.session) == held


def test_a_purpose_ends_after_eight_hours_and_with_the_sign_in(desk):
    session = for_checking(desk).session
    assert purposes.in_force(session) == "check"
    session[purposes.KEPT]["at"] -= purposes.HELD
    assert purposes.in_force(session) == ""
    for_checking(desk).force_login(desk.user)
    assert purposes.in_force(desk.session) == ""


def test_trail_readings_and_workbooks_name_the_purpose(desk):
    desk.post(PURPOSE, {"words": "县委巡察组调阅"})
    desk.get(LEDGER)
    (line,) = sentences(AuditEvent.objects.filter(kind="export"))
    assert line["note"] == "县委巡察组调阅"  # the column 原因 of both workbooks
    for name in ("audit", "audit-seen"):
        page = desk.get(reverse(name), {"actor": desk.user.pk})
        assert "县委巡察组调阅" in page.content.decode()


@pytest.mark.parametrize(
    ("page", "way"),
    [
        ("http://testserver/", "todo"),
        ("http://testserver/membership/?stage=x", "list"),
        ("http://testserver/search/?q=x", "search"),
        ("http://testserver/reports/", "page"),
        ("http://testserver/nowhere/", "direct"),
        ("https://elsewhere.cn/search/", "direct"),
        ("", "direct"),
    ],
)
def test_a_view_of_a_dossier_says_how_it_was_reached(desk, page, way):
    case = application("applicant")
    desk.get(case.get_absolute_url(), headers={"Referer": page})
    event = AuditEvent.objects.get(kind="view")
    assert json.loads(event.payload)["way"] == way
    assert sentences([event])[0]["note"] == ways.WORDS[way]


def test_every_page_that_counts_as_a_way_is_there():
    assert set(VIEWS) >= ways.PAGES.keys()
    assert ways.page_before(RequestFactory().get("/", headers={"Referer": "/\\evil.cn"})) == ""
