"""From the home: one person in at most three presses, six people of one meeting in at most four,
by mouse and by keyboard alone. Typing is not counted; every press on a link, a button or the box
of a row is.
"""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from casework.models import AuditEvent, Person, Unit
from membership.dues import DUES, address_of
from membership.models import Application, YearPlan
from membership.stages import Stage
from tests.membership.factories import application

from .desk import Keys, Presses, button, leads_to, waiting_for

pytestmark = pytest.mark.browser

VOTE = {"vote-eligible": "9", "vote-present": "9", "vote-yes": "9"}
SITTING = {"sitting-members": "9", "sitting-present": "8", "sitting-yes": "8"}
# kind of to-do, the buttons after the row's own, what is typed, what is said at the end
WAYS = {
    "listing": ("list", ("核对", "确认推进"), {}, "列为发展对象，已记入留痕"),
    "approval": ("approval", ("核对", "提请审批"), SITTING, "已提请审批"),
    "meeting": ("meeting", ("核对", "确认推进"), VOTE, "支部大会接收，已记入留痕"),
    "oath": ("oath", ("保存记录",), {}, "已保存"),
}


@pytest.fixture
def today():
    return timezone.localdate()


def ready_for(kind: str, today) -> Application:
    """Somebody whose to-do of a kind nothing keeps from being done."""
    if kind == "meeting":
        (case,) = at_the_meeting(1, today)
        return case
    step = {"list": "list_prospective"}.get(kind, "")  # the vote is entered with the approval
    return waiting_for(kind, today, step)


def at_the_meeting(number: int, today) -> list[Application]:
    """So many people of one branch whom its general meeting of today may admit."""
    busy = Application.objects.filter(stage="pre_reviewed").values("unit")
    unit = Unit.objects.branches().filter(has_committee=True).exclude(pk__in=busy).first()
    YearPlan.objects.filter(unit=unit).delete()
    before = [today - timedelta(days=days) for days in range(12)]
    made = []
    for place in range(number):
        person = Person.objects.create(
            name=f"牛小{'甲乙丙丁戊己'[place]}", unit=unit, born_on=today.replace(year=1995, day=1)
        )
        facts = {"pre_reviewed_on": before[8], "form_issued_on": before[6], "adopted_on": None}
        case = application("pre_reviewed", law=2014, person=person, unit=unit, **facts)
        case.settle(today)
        made.append(case)
    return made


def home(page: Page, town: str) -> None:
    page.goto(town)
    expect(page.get_by_role("heading", level=1)).to_have_text("待办")


def said(page: Page, words: str) -> None:
    expect(page.locator(".messages")).to_contain_text(words)


def fill(page: Page, typed: dict) -> None:
    """Type values by field name, and tick what lies on the table."""
    for name, value in typed.items():
        page.locator(f"[name='{name}']").fill(value)
    for paper in page.locator("[name=at_hand]").all():
        paper.check()


@pytest.mark.parametrize("way", WAYS)
def test_one_person_in_three_presses_by_mouse(town, desk, today, way):
    kind, buttons, typed, words = WAYS[way]
    case, mouse = ready_for(kind, today), Presses(desk)
    address = address_of(case.pk, DUES[kind][1])
    home(desk, town)
    mouse.press(desk.locator(f"li.task a[href='{address}']"))
    fill(desk, typed)
    for name in buttons:
        mouse.press(desk.get_by_role("button", name=name, exact=True))
    said(desk, words)
    assert mouse.count <= 3


@pytest.mark.parametrize(
    "way",
    [
        way if number == 0 else pytest.param(way, marks=pytest.mark.long)
        for number, way in enumerate(WAYS)
    ],
)
def test_one_person_in_three_presses_by_keyboard(town, desk, today, way):
    kind, buttons, typed, words = WAYS[way]
    case, keys = ready_for(kind, today), Keys(desk)
    home(desk, town)
    keys.press(leads_to(address_of(case.pk, DUES[kind][1])))
    expect(desk.locator("form[data-keep]")).to_be_visible()
    for place, name in enumerate(buttons):
        keys.press(button(name), typed)
        if place < len(buttons) - 1:
            expect(desk.get_by_role("heading", name="三、核对")).to_be_visible()
        typed = {}
    said(desk, words)
    assert keys.count <= 3


def row_of_six(page: Page):
    """The line of the six for whom the general meeting is due."""
    return page.locator("li.task").filter(has_text="6 人").filter(has_text="召开支部大会")


def admitted(cases) -> None:
    found = {case.stage for case in Application.objects.filter(pk__in=[c.pk for c in cases])}
    assert found == {Stage.ADOPTED}
    assert [case.meetings.get().yes for case in cases] == [9, 8, 9, 9, 9, 9]
    people = [case.person_id for case in cases]
    assert AuditEvent.objects.filter(kind="adopt", person_id__in=people).count() == 6


def votes_of(cases) -> dict:
    """Nine entitled, all present; all for everybody, but for the second with one against."""
    second = cases[1].pk
    shared = {"vote-eligible": "9", "vote-present": "9", "all-vote-yes": "9"}
    return {**shared, f"{second}-vote-yes": "8", f"{second}-vote-no": "1"}


def test_six_people_of_one_meeting_in_four_presses_by_mouse(town, desk, today):
    cases, mouse = at_the_meeting(6, today), Presses(desk)
    home(desk, town)
    mouse.press(row_of_six(desk).get_by_role("checkbox"))
    mouse.press(desk.get_by_role("button", name="批量办理"))
    expect(desk.locator("[data-grid] tbody tr")).to_have_count(7)
    fill(desk, votes_of(cases))
    mouse.press(desk.get_by_role("button", name="核对", exact=True))
    mouse.press(desk.get_by_role("button", name="确认推进 6 人"))
    expect(desk.get_by_role("heading", level=1)).to_have_text("会议办理结果")
    said(desk, "已办 6 人")
    assert mouse.count == 4
    admitted(cases)


def test_six_people_of_one_meeting_in_four_presses_by_keyboard(town, desk, today):
    cases, keys = at_the_meeting(6, today), Keys(desk)
    home(desk, town)
    box = "membership:meeting:" + "+".join(str(case.pk) for case in cases)
    keys.tick(lambda now: now["name"] == "due" and now["value"] == box)
    keys.press(button("批量办理"))
    expect(desk.locator("[data-grid] tbody tr")).to_have_count(7)
    keys.press(button("核对"), votes_of(cases))
    expect(desk.get_by_role("heading", name="逐人核对")).to_be_visible()
    keys.press(button("确认推进 6 人"))
    said(desk, "已办 6 人")
    assert keys.count == 4
    admitted(cases)


def test_a_row_of_six_leads_there_with_one_press_less(town, desk, today):
    cases, mouse = at_the_meeting(6, today), Presses(desk)
    home(desk, town)
    mouse.press(row_of_six(desk).get_by_role("link", name="一起办 6 人"))
    fill(desk, votes_of(cases))
    mouse.press(desk.get_by_role("button", name="核对", exact=True))
    mouse.press(desk.get_by_role("button", name="确认推进 6 人"))
    said(desk, "已办 6 人")
    assert mouse.count == 3


def test_in_the_grid_arrows_and_enter_go_from_person_to_person(town, desk, today):
    first, second, third = at_the_meeting(6, today)[:3]
    home(desk, town)
    row_of_six(desk).get_by_role("link", name="一起办 6 人").click()

    def cell(case):
        return desk.locator(f"[name='{case.pk}-vote-yes']")

    cell(first).focus()
    desk.keyboard.type("9")
    desk.keyboard.press("ArrowDown")
    expect(cell(second)).to_be_focused()
    expect(cell(first)).to_have_value("9")
    desk.keyboard.press("Enter")
    expect(cell(third)).to_be_focused()
    desk.keyboard.press("ArrowUp")
    expect(cell(second)).to_be_focused()
    expect(desk.get_by_role("heading", level=1)).to_have_text("支部大会讨论")


PASTED = """([name, text]) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const told = { clipboardData: data, bubbles: true, cancelable: true };
  document.getElementsByName(name)[0].dispatchEvent(new ClipboardEvent("paste", told));
}"""


def test_a_block_from_a_table_fills_the_cells_it_covers(town, desk, today):
    first, second, third = at_the_meeting(6, today)[:3]
    home(desk, town)
    row_of_six(desk).get_by_role("link", name="一起办 6 人").click()
    expect(desk.locator("[data-grid]")).to_be_visible()
    desk.evaluate(PASTED, [f"{first.pk}-vote-yes", "8\t1\r\n7\t2\r\n"])
    for case, yes, no in ((first, "8", "1"), (second, "7", "2"), (third, "", "")):
        expect(desk.locator(f"[name='{case.pk}-vote-yes']")).to_have_value(yes)
        expect(desk.locator(f"[name='{case.pk}-vote-no']")).to_have_value(no)


def test_from_the_list_ticked_people_go_to_one_meeting(town, desk, today):
    cases = at_the_meeting(2, today)
    desk.goto(f"{town}/membership/?q=牛小")
    for case in cases:
        desk.get_by_role("checkbox", name=case.person.name).check()
    expect(desk.locator("[data-selected]")).to_have_text("2")
    desk.get_by_role("button", name="登记同一次会议").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("支部大会讨论")
    expect(desk.locator("[data-grid] tbody tr")).to_have_count(3)
