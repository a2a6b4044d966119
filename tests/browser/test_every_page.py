"""Every page that links lead to: sound, accessible, complete in both languages, without scripts."""

import os
import re
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from .crawl import Crawl, one_of_each_form
from .desk import waiting_for

pytestmark = pytest.mark.browser

ACCOUNTS = ("officer", "secretary", "reader")
# Views that each account reaches, at least; a link that disappears is noticed.
REACHED = {
    "officer": {
        "home", "checks", "membership:list", "membership:case", "membership:step",
        "membership:record", "membership:papers", "membership:register", "membership:matrix",
        "talent:list", "talent:case", "talent:register", "talent:villages", "talent:village",
        "ages", "people", "commitments", "commitment", "commitment-edit", "reports", "import",
        "audit", "person", "person-edit", "password", "membership:batch",
    },
    "secretary": {
        "home", "membership:list", "membership:case", "membership:record", "membership:papers",
        "membership:register", "membership:matrix", "talent:list", "talent:case",
        "talent:villages", "ages", "commitments", "reports", "password",
    },
    "reader": {
        "home", "membership:list", "membership:case", "membership:papers", "membership:matrix",
        "talent:list", "talent:case", "talent:villages", "ages", "commitments", "reports",
        "password",
    },
}  # fmt: skip
FILES = {
    "week-xlsx", "membership:export", "membership:matrix-export", "talent:export",
    "talent:villages-export", "ages-pdf", "ages-xlsx", "people-xlsx", "commitments-pdf",
    "commitments-xlsx", "audit-export",
}  # fmt: skip
LONG = bool(os.environ.get("LONG"))  # otherwise every fourth page is searched for barriers
WIDE, NARROW = {"width": 1366, "height": 768}, {"width": 390, "height": 844}
FACTS = """() => ({
  h1: document.querySelectorAll("h1").length,
  title: document.title.split(" · ")[0].trim(),
  lang: document.documentElement.lang,
})"""
OVERHANG = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
HAN = re.compile(r"[\u3400-\u9fff]")
# What the product says itself; names of people, places and commitments stand elsewhere.
OWN_WORDS = (
    "nav.side a", ".tabs a", "main button", "main a.button", "main label", "main legend",
    "main thead th", "main caption", "main dt", "main .badge", "main .empty-title",
    "main .step-label", "main .filters option[value='']", "main .counter-label",
    "main .error-summary h2", "main .hint", ".skip",
)  # fmt: skip
SERIOUS = ("serious", "critical")


def faults_of(page: Page, lang: str) -> list[str]:
    """What is wrong with the frame of the page."""
    facts = page.evaluate(FACTS)
    wrong = []
    if facts["h1"] != 1:
        wrong.append(f"{facts['h1']} h1")
    if not facts["title"]:
        wrong.append("no title")
    if facts["lang"] != lang:
        wrong.append(f"lang {facts['lang']}")
    return wrong


def overhang(page: Page) -> list[str]:
    """Whether the page scrolls sideways, on the office's screen and on a telephone."""
    wrong = []
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)
        if (pixels := page.evaluate(OVERHANG)) > 0:
            wrong.append(f"{pixels} px too wide at {size['width']}")
    return wrong


def barriers(page: Page) -> list[str]:
    """Serious and critical findings of axe."""
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found if one["impact"] in SERIOUS
    ]


def inspect(crawl: Crawl, look_for_barriers_at: tuple[dict, ...]) -> set[str]:
    """Visit every page; its faults are added to the crawl's. Gives the views reached."""
    reached = set()
    for number, (view, page) in enumerate(crawl.pages()):
        reached.add(view)
        wrong = faults_of(page, "zh-CN") + overhang(page)
        for size in look_for_barriers_at if LONG or number % 4 == 0 else ():
            page.set_viewport_size(size)
            wrong += barriers(page)
        page.set_viewport_size(WIDE)
        crawl.faults += [f"{page.url}: {fault}" for fault in wrong]
    return reached


@pytest.mark.parametrize(
    "account",
    ["officer", *(pytest.param(who, marks=pytest.mark.long) for who in ("secretary", "reader"))],
)
def test_every_page_is_sound_and_without_barriers(town, context_of, account):
    crawl = Crawl(context_of(account), town)
    # The officer's pages are those of the others and more; the long form looks at all of them.
    reached = inspect(crawl, (WIDE,) if account == "officer" else ())
    assert crawl.faults == []
    assert reached >= REACHED[account]
    assert account != "officer" or set(crawl.files) >= FILES


@pytest.mark.long
@pytest.mark.parametrize("account", ACCOUNTS)
def test_every_form_is_sound_and_without_barriers_at_both_sizes(town, context_of, account):
    crawl = Crawl(context_of(account), town, one_of_each_form)
    inspect(crawl, (WIDE, NARROW))
    assert crawl.faults == []


def untranslated(page: Page) -> list[str]:
    """Chinese among the product's own words, apart from what says that it is Chinese and the
    names that only screen readers are told."""
    told = page.locator(", ".join(OWN_WORDS)).evaluate_all(
        "nodes => nodes.filter(node => !node.lang).map(node => { const own = node.cloneNode(true);"
        " own.querySelectorAll('.vh, [lang]').forEach(part => part.remove());"
        " return own.textContent.trim() })"
    )
    return sorted({words for words in told if HAN.search(words)})


def in_english(crawl: Crawl) -> None:
    for _view, page in crawl.pages():
        wrong = faults_of(page, "en") + untranslated(page)
        crawl.faults += [f"{page.url}: {fault}" for fault in wrong]


@pytest.mark.long  # tests/test_catalogue.py asks every page without a browser each time
def test_every_page_speaks_english_when_asked(town, context_of):
    crawl = Crawl(context_of("officer"), town)
    crawl.page.goto(town)
    crawl.page.get_by_role("button", name="English").click()
    expect(crawl.page.locator("html")).to_have_attribute("lang", "en")
    in_english(crawl)
    assert crawl.faults == []


@pytest.mark.long
@pytest.mark.parametrize("account", ACCOUNTS)
def test_every_form_speaks_english_by_the_browsers_language(town, context_of, account):
    crawl = Crawl(context_of(account, locale="en-US"), town, one_of_each_form)
    in_english(crawl)
    assert crawl.faults == []


def test_a_list_is_filtered_and_a_record_saved_without_scripts(town, context_of):
    page = context_of("officer", java_script_enabled=False).new_page()
    case = waiting_for("talk", timezone.localdate())
    page.goto(town + reverse("membership:list"))
    page.get_by_label("查找").fill(case.person.name)
    page.get_by_role("button", name="查询").click()
    people = page.locator("table tbody tr")
    expect(people).to_have_count(1)
    people.get_by_role("link", name=case.person.name).click()
    page.get_by_role("link", name="录入").first.click()
    page.get_by_label("派人谈话日期").fill(f"{timezone.localdate():%Y年%m月%d日}")
    page.get_by_role("button", name="保存记录").click()
    expect(page.locator(".messages")).to_contain_text("已保存")
    case.refresh_from_db()
    assert isinstance(case.talked_on, date)


@pytest.mark.parametrize("address", ["/membership/?q=没有这样的人", "/search/?q=没有这样的人"])
def test_an_empty_answer_says_what_to_do(town, desk, address):
    desk.goto(town + address)
    expect(desk.locator(".empty-title")).to_be_visible()
    assert barriers(desk) == [] and overhang(desk) == []


def test_at_twice_the_size_nothing_is_lost(town, desk):
    case = waiting_for("propose", timezone.localdate())
    desk.set_viewport_size({"width": 683, "height": 384})  # 1366 at 200 %
    for address in ("/", "/membership/", case.get_absolute_url()):
        desk.goto(town + address)
        assert desk.evaluate(OVERHANG) <= 0
        expect(desk.get_by_role("heading", level=1)).to_be_visible()
