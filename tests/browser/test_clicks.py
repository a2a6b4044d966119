"""How many presses the three main jobs take from the to-do home, by mouse and by keyboard."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from membership.models import Application
from membership.stages import Stage

from .desk import Presses, sign_in, waiting_for

pytestmark = pytest.mark.browser


def todo_row(page: Page, case: Application):
    """The line of a case in the to-do list."""
    return page.locator("li.task").filter(
        has=page.get_by_role("link", name=case.person.name, exact=True)
    )


def confirmed(page: Page) -> None:
    expect(page.get_by_role("status").first).to_contain_text("列为发展对象，已记入留痕")
    expect(page.locator(".page-head .status")).to_contain_text("发展对象")


def test_a_person_is_advanced_with_three_presses(desk):
    case = waiting_for("list", timezone.localdate(), "list_prospective")
    mouse = Presses(desk)
    mouse.press(todo_row(desk, case).get_by_role("link", name="列为发展对象"))
    desk.get_by_label("列为发展对象日期").fill(timezone.localdate().strftime("%Y.%m.%d"))
    mouse.press(desk.get_by_role("button", name="核对"))
    mouse.press(desk.get_by_role("button", name="确认推进"))
    confirmed(desk)
    assert mouse.count == 3
    case.refresh_from_db()
    assert case.stage == Stage.PROSPECTIVE


def test_a_person_who_lacks_papers_and_opinions_is_advanced_with_three_presses(desk):
    today = timezone.localdate()
    case = waiting_for("propose", today)
    mouse = Presses(desk)
    mouse.press(todo_row(desk, case).get_by_role("link", name="确定发展对象"))
    for box in desk.get_by_role("textbox").filter(visible=True).all():
        if box.get_attribute("data-day") is not None:
            box.fill(str(today))
    for paper in desk.get_by_role("checkbox").all():
        paper.check()  # typing: what lies on the table
    mouse.press(desk.get_by_role("button", name="核对"))
    mouse.press(desk.get_by_role("button", name="确认推进"))
    expect(desk.get_by_role("status").first).to_contain_text("提出发展对象人选，已记入留痕")
    assert mouse.count == 3


def tab_to(page: Page, words: str, most: int = 80) -> None:
    """Go on with the Tab key until the control with these words has the focus."""
    told = "document.activeElement.textContent.trim() || document.activeElement.name"
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(told) == words:
            return
    raise AssertionError(f"Tab never reached {words}")


def test_a_person_is_advanced_by_keyboard_alone(desk):
    case = waiting_for("list", timezone.localdate(), "list_prospective")
    desk.keyboard.press("/")
    desk.keyboard.type(case.person.name)
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_have_text(case.person.name)
    tab_to(desk, "推进：列为发展对象")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_have_text("列为发展对象")
    tab_to(desk, "listed_on")
    desk.keyboard.press("Control+a")
    desk.keyboard.type(str(timezone.localdate()))
    tab_to(desk, "核对")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", name="三、核对")).to_be_visible()
    tab_to(desk, "确认推进")
    desk.keyboard.press("Enter")
    confirmed(desk)


def test_who_lacks_which_paper_is_one_press_away(desk):
    mouse = Presses(desk)
    mouse.press(desk.locator(".counters").get_by_role("link", name="缺材料"))
    expect(desk.get_by_role("heading", level=1)).to_have_text("档案审查")
    expect(desk.locator("table.matrix tbody tr").first).to_be_visible()
    assert mouse.count == 1


def test_the_age_report_is_at_most_three_presses_away_with_the_purpose_asked(town, page):
    """The first export of a sign-in is one press more than the next, which asks nothing."""
    sign_in(page.context, town, "officer", asked=False)
    page.goto(town)
    for presses in (3, 2):
        mouse = Presses(page)
        mouse.press(page.get_by_role("link", name="年龄结构"))
        with page.expect_download() as downloading:
            mouse.press(page.get_by_role("link", name="生成报告"))
            if presses == 3:
                mouse.press(page.get_by_role("button", name="核对资料"))
        assert downloading.value.suggested_filename.endswith(".pdf")
        assert mouse.count == presses


@pytest.mark.parametrize("address", ["/", "/membership/", "/membership/matrix/"])
def test_eight_rows_stand_above_the_fold_of_the_offices_screen(town, desk, address):
    desk.goto(town + address)
    rows = desk.locator("li.task, table tbody tr").all()
    bottoms = [box["y"] + box["height"] for box in (row.bounding_box() for row in rows)]
    assert sum(bottom <= 768 for bottom in bottoms) >= 8


def test_nothing_is_said_of_further_to_dos_where_all_are_shown(desk):
    assert 0 < desk.locator("li.task").count() < 50
    expect(desk.get_by_text("先列最早到期的 50 件")).to_have_count(0)
