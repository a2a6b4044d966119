"""The page 规则设置: who changes what, from when, by what paper; and what follows for the cases."""

import re
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.test import Client
from django.urls import reverse

from casework import standards
from casework.models import AuditEvent, Reworking, Standard
from casework.regulating import newest_of, put, withdraw
from membership import standards as declared
from membership.models import Application
from membership.standards import BY_KEY, FIXED, SETTINGS
from tests.membership.conftest import _desk, people
from tests.officers import branch, officer, township, village

pytestmark = pytest.mark.django_db
PAPER = {"source": "县组发〔2026〕1号", "reason": "县委决定"}
REVOTE, NOTICE = BY_KEY["revote_wait_months"], BY_KEY["listing_notice_days"]


@pytest.fixture
def today():
    return date(2026, 7, 10)


@pytest.fixture
def by(db):
    return officer("security_administrator", township())


@pytest.fixture
def regulator(by) -> Client:
    client = Client()
    client.force_login(by)
    return client


def send(client, key: str, **answers):
    """Send the form of a setting; the page's own number goes with it."""
    data = {**PAPER, "since": "2026-07-01", "version": newest_of(BY_KEY[key]), **answers}
    return client.post(reverse("standard", args=[key]), data)


def value_of(client, key: str) -> str:
    return client.get(reverse("standards")).content.decode().split(f"/standards/{key}/")[1]


# The declarations ---------------------------------------------------------------------------


def test_every_question_of_the_specification_is_a_setting_or_answered_once_for_all():
    asked = {one.about for one in (*SETTINGS, *FIXED)}
    assert {f"A-{number:02}" for number in range(1, 31)} <= asked
    assert len({one.key for one in SETTINGS}) == len(SETTINGS)


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda one: one.key)
def test_every_default_may_stand_and_is_told_with_its_source(setting):
    setting.check(setting.default)
    assert setting.words(setting.default) and str(setting.source) and setting.question
    assert setting.on(date(1990, 1, 1)) == setting.on(date(2060, 1, 1)) == setting.default


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda one: one.key)
def test_every_setting_is_read_where_it_matters(setting, root):
    name = next(name for name, value in vars(declared).items() if value is setting)
    files = [*(root / "membership").rglob("*.py"), root / "casework" / "texts.py"]
    texts = [path.read_text(encoding="utf-8") for path in files if path.name != "standards.py"]
    read = re.compile(rf"\b{name}\.on\(|[,(] ?{name}\b|standards\.{name}\b")
    assert any(read.search(text) for text in texts), f"{setting.key} has no effect"


@pytest.mark.parametrize(
    ("key", "value", "article"),
    [
        ("cultivation_months", 11, "第13条"),
        ("listing_notice_days", 4, "第13条"),
        ("training_days", 2, "第17条"),
        ("training_hours", 23, "第17条"),
        ("activist_age_at_most", 51, "第二（3）项"),
        ("over_six_months_policy", "allow", "第25条"),
        ("deadline_holiday_shift", "later", "最长期限"),
    ],
)
def test_what_is_national_is_neither_dropped_nor_shortened_and_the_refusal_says_why(
    regulator, key, value, article
):
    answer = send(regulator, key, value=value)
    assert answer.status_code == 422 and article in answer.content.decode()
    assert not Standard.objects.exists()


@pytest.mark.parametrize("value", ["", "x", -1, 25, True])
def test_a_value_of_another_kind_is_refused(value):
    with pytest.raises(ValidationError):
        REVOTE.check(value)


# Changing -----------------------------------------------------------------------------------


def test_a_change_counts_from_its_first_day_at_the_next_request(regulator, today):
    assert REVOTE.on(today) == 6
    assert send(regulator, "revote_wait_months", value=9).status_code == 302
    assert REVOTE.on(date(2026, 6, 30)) == 6 and REVOTE.on(date(2026, 7, 1)) == 9
    page = value_of(regulator, "revote_wait_months")
    assert "<b>9 个月</b>" in page and PAPER["source"] in page


def test_the_event_tells_what_was_before_and_by_what_paper(by):
    put(REVOTE, 9, since=date(2026, 7, 1), **PAPER, seen=0, by=by)
    event = AuditEvent.objects.get(kind="standard")
    for words in ("6 个月", "9 个月", PAPER["source"], PAPER["reason"], "表决未通过"):
        assert words in event.payload


def test_whoever_comes_second_with_the_same_page_is_told(by):
    put(REVOTE, 9, since=date(2026, 7, 1), **PAPER, seen=0, by=by)
    with pytest.raises(ValidationError, match="刚被别人改过"):
        put(REVOTE, 12, since=date(2026, 7, 1), **PAPER, seen=0, by=by)
    assert REVOTE.on(date(2026, 7, 2)) == 9


@pytest.mark.parametrize("version", ["", "abc", "-1", "7", "9" * 30])
def test_a_form_without_the_number_of_the_last_row_is_told_the_same(regulator, version):
    key = "revote_wait_months"
    page = send(regulator, key, value=3, version=version)
    assert page.status_code == 422 and "刚被别人改过" in page.content.decode()
    assert newest_of(BY_KEY[key]) == 0


def test_of_two_rows_of_one_day_the_later_counts(by):
    put(REVOTE, 9, since=date(2026, 7, 1), **PAPER, seen=0, by=by)
    put(REVOTE, 12, since=date(2026, 7, 1), **PAPER, seen=1, by=by)
    assert REVOTE.on(date(2026, 7, 1)) == 12


def test_a_value_that_does_not_hold_yet_can_be_withdrawn_and_then_never_did(by, today):
    row = put(REVOTE, 9, since=date(2026, 8, 1), **PAPER, seen=0, by=by)
    assert REVOTE.on(date(2026, 8, 1)) == 9
    withdraw(REVOTE, row, reason="文件作废", seen=1, today=today, by=by)
    assert REVOTE.on(date(2026, 8, 1)) == 6
    assert AuditEvent.objects.filter(kind="standard_withdrawn").exists()


def test_a_value_that_holds_is_not_withdrawn(by, today):
    row = put(REVOTE, 9, since=date(2026, 7, 10), **PAPER, seen=0, by=by)
    with pytest.raises(ValidationError, match="还没有生效"):
        withdraw(REVOTE, row, reason="不要了", seen=1, today=today, by=by)


def test_a_change_that_fails_leaves_nothing_behind(by):
    with pytest.raises(RuntimeError), transaction.atomic():
        put(REVOTE, 9, since=date(2026, 7, 1), **PAPER, seen=0, by=by)
        assert REVOTE.on(date(2026, 7, 1)) == 9
        raise RuntimeError
    standards.forget()
    assert REVOTE.on(date(2026, 7, 1)) == 6 and not Standard.objects.exists()


def test_another_process_reads_the_change_at_its_next_request(by, regulator):
    assert "<b>" not in value_of(regulator, "revote_wait_months").split("</tr>")[0]
    before = standards._held.snapshot
    put(REVOTE, 9, since=date(2026, 7, 1), **PAPER, seen=0, by=by)
    standards._held.snapshot, standards._held.sure = before, True  # what another process holds
    assert REVOTE.on(date(2026, 7, 2)) == 6
    assert "<b>9 个月</b>" in value_of(regulator, "revote_wait_months")


# Who may ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "role",
    ["county_reader", "township_officer", "township_approver", "branch_reader",
     "branch_secretary", "audit_administrator"],
)  # fmt: skip
def test_everybody_reads_and_only_the_security_administrator_changes(role):
    client = _desk(role, township())
    page = client.get(reverse("standard", args=["revote_wait_months"]))
    assert page.status_code == 200 and "保存新的取值" not in page.content.decode()
    assert send(client, "revote_wait_months", value=9).status_code == 403
    with pytest.raises(PermissionDenied):
        put(REVOTE, 9, since=date(2026, 7, 1), **PAPER, seen=0, by=client.user)
    assert not Standard.objects.exists()


def test_below_the_top_of_the_tree_nothing_is_set_for_all():
    client = _desk("security_administrator", branch(village()))
    assert send(client, "revote_wait_months", value=9).status_code == 403


# What follows for the cases -----------------------------------------------------------------


def test_the_stored_days_follow_the_change_and_past_events_keep_theirs(regulator, today):
    old, new = people(2, today)
    for case, start in ((old, date(2026, 6, 15)), (new, date(2026, 7, 6))):
        Application.objects.filter(pk=case.pk).update(notice_from_on=start)
    ends = Application.objects.order_by("pk").values_list("notice_ends_on", flat=True)
    answer = send(regulator, "listing_notice_days", value=7)
    assert answer.status_code == 302
    assert list(ends) == [date(2026, 6, 22), date(2026, 7, 14)]
    assert Reworking.objects.get().finished_at and Reworking.objects.get().changed == 2


def test_more_cases_than_one_request_takes_are_gone_on_with(regulator, today, monkeypatch):
    monkeypatch.setattr("progress.reworking.PAGE", 2)
    monkeypatch.setattr("progress.views.standards.PAGES", 1)
    people(5, today)
    send(regulator, "listing_notice_days", value=7)
    assert "2/5" in regulator.get(reverse("standards")).content.decode()
    for _time in range(2):
        regulator.post(reverse("standards-rework"))
    work = Reworking.objects.get()
    assert work.finished_at and work.done == 5
    assert "继续重算" not in regulator.get(reverse("standards")).content.decode()


def test_the_papers_of_a_later_day_are_counted_when_it_has_come(by):
    setting = BY_KEY["thought_reports_per_year"]
    put(setting, 6, since=date(2099, 1, 1), **PAPER, seen=0, by=by)
    assert Reworking.objects.get().due_on == date(2099, 1, 1)
