"""A ledger of applicants laid out as townships lay it out; the people are invented.

Title, unit line, header in row 3, a day in another form in every row, a footer. Planted: a
number whose last character is wrong, a day that does not exist, words for a day, a stranger's
branch.
"""

from datetime import date, datetime, timedelta
from io import BytesIO

from openpyxl import Workbook

from tests.casework.workbooks import number

HEAD = (
    "序号", "姓  名", "性别", "民族", "出生年月", "公民身份号码", "学历", "政治面貌", "所在党支部",
    "从事职业", "手机号码", "递交入党申请书时间", "党组织派人谈话时间", "备注",
)  # fmt: skip
WANTED = "诸葛倩燕"
LETTERS = "zgqy"
BRANCH = "上湾村党支部"


def _people(today: date) -> list[tuple]:
    """Name, sex, birth as written, number, branch, applied, talk."""
    applied = today - timedelta(days=20)
    later = applied + timedelta(days=9)
    wrong = number("19900416", "613")
    wrong = wrong[:17] + ("0" if wrong[17] != "0" else "1")
    return [
        ("徐飞", "男", "2001年5月29日", number("20010529", "301"), "泉头村党支部",
         f"{applied:%Y/%m/%d}", f"{later:%Y-%m-%d}"),
        ("毛山杰", "男性", "1981.10", number("19811004", "183"), "大榆树村党支部",
         f"{applied:%Y年%m月%d日}", f"{later:%Y.%m.%d}"),
        (WANTED, "女", "2001.04", number("20010430", "266"), BRANCH, f"{applied:%Y.%m.%d}", None),
        ("秦平东 ", "男", datetime(1994, 8, 6), number("19940806", "677"), "栗园村支部",
         int(f"{applied:%Y%m%d}"), datetime(later.year, later.month, later.day)),
        ("邹林德", "男", "1990-4-16", wrong, "白沙渡村党支部", f"{applied:%Y.%m.%d}", None),
        ("杜彤凤", "女", "1998.03", number("19980314", "026"), "塘边村党支部", "2023/11/31", None),
        ("黎凤秀", "女", "1998年3月", number("19980325", "332"), "栗园村党支部", "转业前", None),
        ("罗昌峰", "男", "1991.05", number("19910516", "871"), "外县某村党支部",
         f"{applied:%Y.%m.%d}", None),
    ]  # fmt: skip


def workbook(today: date, *extra: str) -> bytes:
    """The ledger as the bytes of an .xlsx; `extra` are headers of more columns at the right."""
    book = Workbook()
    sheet = book.active
    sheet.title = "入党申请人"
    sheet.append(["桃源镇入党申请人登记台账"])
    sheet.append(["填报单位（盖章）：中共示例县桃源镇委员会", *[None] * 9, f"填报日期：{today}"])
    sheet.append([*HEAD, *extra])
    for place, row in enumerate(_people(today), 1):
        name, sex, born, identity, branch, applied, talk = row
        line = [place, name, sex, "汉族", born, identity, "大专", "群众", branch]
        sheet.append([*line, "种植大户", 19900000000 + place, applied, talk, None, *extra])
    sheet.append(["填表人：张干事", *[None] * 9, "审核人：李书记"])
    for area in ("A1:N1", "A2:G2", "K2:N2"):
        sheet.merge_cells(area)
    out = BytesIO()
    book.save(out)
    return out.getvalue()
