"""The script behind every page, in a real browser: keys, copying, sending once."""

from pathlib import Path

import pytest

pytestmark = pytest.mark.browser

SCRIPT = Path(__file__).resolve().parents[2] / "casework/static/casework/casework.js"
PAGE = """
<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><script>%s</script></head><body>
<input id="site-search"><input id="other">
<form id="list"><table data-rows><thead><tr><th><input type="checkbox" id="every"></th><th>姓名</th>
<th>公民身份号码</th></tr></thead><tbody>
<tr><td><input type="checkbox"></td><td><a href="#1" id="first">郑一鸣</a></td>
<td>110101199001010015</td></tr>
<tr><td><input type="checkbox"></td><td><a href="#2" id="second">何 立群</a></td>
<td>11010119900101004X</td></tr>
</tbody></table><output data-selected></output></form>
<form id="step" method="post" action="about:blank" target="elsewhere" data-keep>
<input id="name" name="name"><button type="submit" id="send">确认推进</button></form>
<iframe name="elsewhere"></iframe></body></html>
"""


@pytest.fixture
def listing(page):
    """A small page with the script: a search box, a list with check boxes, a step's form."""
    page.set_content(PAGE % SCRIPT.read_text("utf-8"))
    return page


def focused(page) -> str:
    return page.evaluate("document.activeElement.id")


@pytest.mark.parametrize("key", ["/", "Control+k"])
def test_a_key_leads_to_the_search_box(listing, key):
    listing.focus("#first")
    listing.keyboard.press(key)
    assert focused(listing) == "site-search"


def test_a_stroke_typed_into_a_field_stays_in_the_field(listing):
    listing.focus("#other")
    listing.keyboard.press("/")
    assert focused(listing) == "other"
    assert listing.input_value("#other") == "/"


@pytest.mark.parametrize(
    "event", ["{key: '/', isComposing: true}", "{key: '/', keyCode: 229}"], ids=["composing", "229"]
)
def test_no_key_acts_while_characters_are_being_composed(listing, event):
    listing.focus("#first")
    listing.evaluate(
        f"document.activeElement.dispatchEvent(new KeyboardEvent('keydown', "
        f"Object.assign({{bubbles: true}}, {event})))"
    )
    assert focused(listing) == "first"


def test_arrows_go_from_row_to_row_on_the_same_control(listing):
    listing.focus("#first")
    listing.keyboard.press("ArrowDown")
    assert focused(listing) == "second"
    listing.keyboard.press("ArrowDown")
    assert focused(listing) == "second"
    listing.keyboard.press("ArrowUp")
    assert focused(listing) == "first"


COPY = """() => {
  const data = new DataTransfer();
  document.body.dispatchEvent(
    new ClipboardEvent("copy", {clipboardData: data, bubbles: true, cancelable: true}));
  return [data.getData("text/plain"), data.getData("text/html")];
}"""


def test_chosen_rows_are_copied_with_their_heads_and_whole_identity_numbers(listing):
    listing.locator("tbody input").nth(1).check()
    plain, html = listing.evaluate(COPY)
    assert plain == "姓名\t公民身份号码\r\n何 立群\t11010119900101004X"
    assert "mso-number-format:'\\@'\">11010119900101004X</td>" in html


def test_nothing_chosen_leaves_copying_to_the_browser(listing):
    assert listing.evaluate(COPY) == ["", ""]


def test_the_head_box_chooses_every_row_and_the_number_is_told(listing):
    listing.check("#every")
    assert listing.text_content("[data-selected]") == "2"
    listing.locator("tbody input").first.uncheck()
    assert listing.text_content("[data-selected]") == "1"


def test_a_second_press_sends_nothing(listing):
    listing.evaluate(
        "window.sent = 0; document.addEventListener('submit', "
        "(event) => { window.sent += event.defaultPrevented ? 0 : 1; })"
    )
    listing.click("#send")
    listing.click("#send", force=True)
    assert listing.evaluate("window.sent") == 1


def test_a_form_with_unsaved_words_is_marked_until_it_is_sent(listing):
    listing.fill("#name", "郑一鸣")
    assert listing.get_attribute("#step", "data-changed") == "1"
    listing.click("#send")
    assert listing.get_attribute("#step", "data-changed") == ""
