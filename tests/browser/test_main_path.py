"""From an empty screen to the printed report: what an officer does on her first day."""

from pathlib import Path
from urllib.parse import urljoin

import pypdfium2
import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from progress.demo.accounts import PASSWORD

from . import ledger

pytestmark = pytest.mark.browser

EXAMPLE = (
    Path(__file__).resolve().parents[3] / "shared/data/rosters/examples/R01_入党申请人登记台账.xlsx"
)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sign_in(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_label("账号").fill("officer")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("待办")


def choose_ledger(page: Page, name: str, data: bytes) -> None:
    """Give the import page a file and let it be read."""
    page.get_by_role("navigation", name="主导航").get_by_role("link", name="数据导入").click()
    page.get_by_label("名册文件").set_input_files({"name": name, "mimeType": XLSX, "buffer": data})
    page.get_by_role("button", name="读这份名册").click()


def bring_in(page: Page, name: str, data: bytes) -> None:
    """The whole wizard, from the file to the stored people."""
    choose_ledger(page, name, data)
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    expect(page.locator(".page-head .status")).to_contain_text("入党申请人名册")
    page.get_by_role("link", name="看变化").click()
    page.get_by_role("button", name="写入").click()
    expect(page.locator(".page-head .status")).to_contain_text("已导入")


def find(page: Page, letters: str) -> None:
    page.get_by_role("searchbox").first.fill(letters)
    page.keyboard.press("Enter")


def section(page: Page, heading: str):
    """The panel with a heading."""
    return page.locator("section").filter(has=page.get_by_role("heading", name=heading))


def test_the_first_day_from_the_ledger_to_the_report(town, page):
    today = timezone.localdate()
    sign_in(page, town)

    bring_in(page, "入党申请人登记台账.xlsx", ledger.workbook(today))

    find(page, ledger.LETTERS)
    expect(page.get_by_role("heading", level=1)).to_have_text(ledger.WANTED)
    blocked = section(page, "下一步")
    expect(blocked).to_contain_text("党组织还没有派人谈话")
    expect(blocked).to_contain_text("没有党员推荐或群团组织推优")
    expect(blocked).to_contain_text("缺少《谈话记录》")
    expect(blocked.locator("cite").first).to_have_text("细则（2026）第7条")

    record_talk(page, today)
    register_papers(page, today)
    advance(page, today)

    expect(page.get_by_role("status").first).to_contain_text("确定为入党积极分子，已记入留痕")
    expect(section(page, "时间线")).to_contain_text("确定为入党积极分子")
    expect(section(page, "时间线")).to_contain_text("张干事")
    expect(page.locator(".page-head .status")).to_contain_text("入党积极分子")
    page.get_by_role("link", name="操作留痕").click()
    row = page.get_by_role("row").filter(has_text=ledger.WANTED)
    expect(row.filter(has_text="确定为入党积极分子").first).to_contain_text("张干事")

    page.get_by_role("link", name="档案审查").click()
    matrix = page.locator("table.matrix")
    expect(matrix).to_contain_text("缺件合计")
    expect(matrix.locator("tbody").get_by_text("缺", exact=True).first).to_be_attached()

    text = age_report(page)
    assert "年龄结构" in text and "35岁及以下" in text and "桃源镇" in text
    assert f"{today.year}年{today.month}月{today.day}日" in text


def record_talk(page: Page, today) -> None:
    """Follow the first finding to the form of the talk, and come back."""
    section(page, "下一步").get_by_role("link", name="补录").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("党组织派人谈话")
    page.get_by_label("派人谈话日期").fill(f"{today:%Y.%m.%d}")
    page.get_by_role("button", name="保存记录").click()
    expect(page.get_by_role("status").first).to_contain_text("已保存")
    expect(section(page, "下一步")).not_to_contain_text("还没有派人谈话")


def register_papers(page: Page, today) -> None:
    """Register the record of the talk with its day, as it lies on the table."""
    finding = page.get_by_role("listitem").filter(has_text="缺少《谈话记录》")
    finding.get_by_role("link", name="补材料").click()
    page.get_by_label("形成时间").fill(f"{today:%Y年%m月%d日}")
    page.get_by_role("button", name="登记材料").click()
    expect(page.get_by_role("status").first).to_contain_text("已登记材料 1 份")
    page.get_by_role("link", name=ledger.WANTED).click()
    expect(section(page, "下一步")).not_to_contain_text("缺少《谈话记录》")


def advance(page: Page, today) -> None:
    """Facts, rules, check, confirm: one page."""
    page.get_by_role("link", name="推进：确定为入党积极分子").click()
    page.get_by_label("研究决定的会议").select_option("committee")
    page.get_by_label("推荐日期").fill(f"{today:%Y-%m-%d}")
    page.get_by_label("推荐方式").select_option(index=1)
    for paper in page.get_by_role("checkbox").all():
        paper.check()
    page.get_by_role("button", name="核对").click()
    expect(page.get_by_role("heading", name="三、核对")).to_be_visible()
    for reason in page.get_by_label("继续办理的理由").all():  # what the ledger does not tell
        reason.fill("名册中没有，已向支部核对")
    page.get_by_role("button", name="确认推进").click()


def age_report(page: Page) -> str:
    """Download the age-structure report and read it."""
    page.get_by_role("link", name="年龄结构").click()
    with page.expect_download() as downloading:
        page.get_by_role("link", name="生成报告").click()
        page.get_by_role("button", name="报上级党委或组织部").click()
    document = pypdfium2.PdfDocument(downloading.value.path())
    assert downloading.value.suggested_filename.endswith(".pdf")
    return "".join(sheet.get_textpage().get_text_range() for sheet in document).replace("\n", "")


@pytest.mark.skipif(not EXAMPLE.exists(), reason="the shared example is not beside the repository")
def test_the_example_ledger_comes_in_and_goes_out_again(town, page):
    sign_in(page, town)
    bring_in(page, EXAMPLE.name, EXAMPLE.read_bytes())
    find(page, "mhmt")
    expect(page.get_by_role("heading", level=1)).to_have_text("买合木提·艾合买提")
    page.goto(urljoin(town, "/import/"))
    page.get_by_role("link", name=EXAMPLE.name).click()
    page.get_by_role("button", name="整批撤销").click()
    expect(page.get_by_role("status").first).to_contain_text("已整批撤销")
