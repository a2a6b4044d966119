"""The page 规则依据: which texts the rules follow, and who compared them."""

import pytest
from django.urls import reverse

from casework.models import AuditEvent, Comparison
from membership.articles import SOURCES
from tests.membership.conftest import _desk
from tests.officers import township

pytestmark = pytest.mark.django_db
ANSWERS = {"compared_on": "2026-07-01", "print": "共产党员网全文", "result": "same", "remark": ""}


@pytest.fixture
def desk():
    return _desk("township_officer", township())


def page(client, code: str = "R26") -> str:
    return client.get(reverse("text", args=[code])).content.decode()


def test_the_page_warns_as_long_as_nobody_has_compared(desk):
    told = desk.get(reverse("texts")).content.decode()
    assert told.count("还没有人同正式文本核对过") == len(SOURCES)
    assert "尚未同正式登载的全文逐条核对" in told


@pytest.mark.parametrize("code", ["R26", "R14"])
def test_no_article_is_missing(desk, code):
    told = page(desk, code)
    assert all(f">第{number}条<" in told for number in range(1, 45))


def test_an_article_names_its_rules_and_one_without_says_so(desk):
    told = page(desk)
    thirteen = told.split(">第13条<")[1].split("</tr>")[0]
    assert "培养教育考察一年以上" in thirteen
    assert "不涉及一个人" in told.split(">第44条<")[1].split("</tr>")[0]


def test_a_comparison_is_kept_with_its_event_and_takes_the_warning_away(desk):
    answer = desk.post(reverse("text", args=["R26"]), ANSWERS)
    assert answer.status_code == 302
    told = page(desk)
    assert "还没有人" not in told and "township_officer" in told and "共产党员网全文" in told
    event = AuditEvent.objects.get(kind="text_compared")
    assert "共产党员网全文" in event.payload and "细则（2026）" in event.payload


def test_a_difference_has_to_be_said(desk):
    answer = desk.post(reverse("text", args=["R26"]), {**ANSWERS, "result": "differs"})
    assert answer.status_code == 422 and "哪一条" in answer.content.decode()
    remark = "第19条多一句"
    desk.post(reverse("text", args=["R26"]), {**ANSWERS, "result": "differs", "remark": remark})
    assert remark in page(desk) and Comparison.objects.count() == 1


@pytest.mark.parametrize("role", ["county_reader", "branch_reader", "audit_administrator"])
def test_readers_read_and_compare_nothing(role):
    client = _desk(role, township())
    assert client.get(reverse("texts")).status_code == 200
    assert client.post(reverse("text", args=["R26"]), ANSWERS).status_code == 403


def test_a_text_that_is_none_is_not_found(desk):
    assert desk.get(reverse("text", args=["R99"])).status_code == 404
