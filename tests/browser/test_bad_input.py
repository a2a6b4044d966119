"""Bad input: each gets a clear sentence, and nothing that was typed is lost."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from casework.models import AuditEvent, Import, Person
from membership.models import Application
from membership.stages import Stage

from . import ledger
from .desk import waiting_for
from .test_main_path import choose_ledger

pytestmark = pytest.mark.browser


def test_a_column_nobody_knows_is_named_and_the_rest_comes_in(desk):
    choose_ledger(desk, "台账.xlsx", ledger.workbook(timezone.localdate(), "家里有几亩地"))
    notice = desk.locator(".notice").filter(has_text="有不认得的列")
    expect(notice).to_contain_text("家里有几亩地")
    expect(desk.get_by_role("link", name="看变化")).to_be_visible()


def test_a_broken_workbook_is_refused_in_words_and_changes_nothing(desk):
    before = Person.objects.count()
    sound = ledger.workbook(timezone.localdate())
    choose_ledger(desk, "台账.xlsx", sound[: len(sound) // 2])
    summary = desk.get_by_role("alert")
    expect(summary).to_contain_text("没有导入，库里什么也没动")
    expect(summary.get_by_role("link")).to_contain_text("名册文件")
    expect(summary).to_be_focused()
    assert Person.objects.count() == before
    assert not Import.objects.exists()


def test_planted_faults_are_listed_and_keep_only_their_own_rows_out(desk):
    choose_ledger(desk, "台账.xlsx", ledger.workbook(timezone.localdate()))
    unstorable = desk.locator("section").filter(has=desk.get_by_role("heading", name="存不下的"))
    for name in ("邹林德", "杜彤凤", "黎凤秀", "罗昌峰"):
        expect(unstorable.get_by_role("row").filter(has_text=name).first).to_be_visible()
    for name in ("徐飞", "毛山杰", ledger.WANTED):
        expect(unstorable.get_by_role("row").filter(has_text=name)).to_have_count(0)


def test_a_wrong_date_is_told_at_its_field_and_the_rest_stays(town, desk):
    case = waiting_for("talk", timezone.localdate())
    desk.goto(town + reverse("membership:record", args=[case.pk, "talk"]))
    desk.get_by_label("派人谈话日期").fill("2026年2月30日")
    desk.locator("#id_talker").fill("周书记")
    desk.get_by_role("button", name="保存记录").click()
    summary = desk.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("“2026年2月30日”不是日期")
    expect(desk.get_by_label("派人谈话日期")).to_have_value("2026年2月30日")
    expect(desk.locator("#id_talker")).to_have_value("周书记")
    summary.get_by_role("link").click()
    expect(desk.get_by_label("派人谈话日期")).to_be_focused()
    case.refresh_from_db()
    assert case.talked_on is None


def test_a_step_that_the_rules_forbid_tells_why_and_keeps_what_was_typed(town, desk):
    case = waiting_for("talk", timezone.localdate())
    desk.goto(town + reverse("membership:step", args=[case.pk, "designate"]))
    day = timezone.localdate() - timedelta(days=1)
    desk.get_by_label("确定为积极分子日期").fill(f"{day:%Y.%m.%d}")
    desk.get_by_role("button", name="核对").click()
    expect(desk.get_by_text("还有上面标“不能办”的事项")).to_be_visible()
    expect(desk.locator("#rules")).to_contain_text("党组织还没有派人谈话")
    expect(desk.get_by_role("button", name="确认推进")).to_have_count(0)
    expect(desk.get_by_label("确定为积极分子日期")).to_have_value(f"{day:%Y.%m.%d}")
    case.refresh_from_db()
    assert case.stage == Stage.APPLICANT


def test_a_step_of_another_stage_leads_back_with_a_sentence(town, desk):
    case = waiting_for("talk", timezone.localdate())
    desk.goto(town + reverse("membership:step", args=[case.pk, "list_prospective"]))
    expect(desk.get_by_role("heading", level=1)).to_have_text(case.person.name)
    expect(desk.locator(".messages")).to_contain_text("这一步不能从“入党申请人”办理")


def test_what_another_has_changed_meanwhile_is_told_and_the_typed_stays(town, desk, officer):
    case = waiting_for("talk", timezone.localdate())
    desk.goto(town + reverse("membership:record", args=[case.pk, "talk"]))
    Application.objects.filter(pk=case.pk).update(version=case.version + 1)
    desk.locator("#id_talker").fill("周书记")
    desk.get_by_role("button", name="保存记录").click()
    expect(desk.get_by_role("alert")).to_contain_text("改")
    expect(desk.locator("#id_talker")).to_have_value("周书记")


@pytest.mark.parametrize("view", ["membership:case", "membership:papers", "membership:step"])
def test_a_strangers_address_answers_as_one_that_does_not_exist(town, context_of, view):
    page = context_of("secretary").new_page()
    case = waiting_for("talk", timezone.localdate())
    arguments = [case.pk, "designate"] if view.endswith("step") else [case.pk]
    answer = page.goto(town + reverse(view, args=arguments))
    assert answer.status == 404
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("link", name="回到待办")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text(case.person.name)


def test_two_presses_record_one_thing(town, desk):
    case = waiting_for("list", timezone.localdate(), "list_prospective")
    listings = AuditEvent.objects.filter(kind__endswith="list_prospective")
    before = listings.count()
    desk.goto(town + reverse("membership:step", args=[case.pk, "list_prospective"]))
    desk.get_by_role("button", name="核对").click()
    desk.get_by_role("button", name="确认推进").dblclick()
    expect(desk.locator(".page-head .status")).to_contain_text("发展对象")
    assert listings.count() == before + 1
