"""Workbooks read back by another library."""

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from zoneinfo import ZoneInfo

import django_tables2 as tables
import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from casework.excel import Column, Sheet, Stamp, from_table, sheet_name, workbook

COLUMNS = [
    Column("姓名", "name"),
    Column("公民身份号码", "idno", "id"),
    Column("出生日期", "born_on", "date"),
    Column("人数", "count", "number"),
]
ROW = {"name": "王𬭎", "idno": "110101198709200017", "born_on": date(1987, 9, 20), "count": 3}
STAMP = Stamp("中共桃源镇委员会", date(2026, 11, 3), date(2026, 10, 31))


def opened(*sheets, stamp=STAMP):
    return openpyxl.load_workbook(BytesIO(workbook(sheets, stamp)))


def cells(rows, columns=COLUMNS):
    page = opened(Sheet("名单", columns, rows)).active
    return [cell.value for cell in page[2]]


def test_values_keep_their_kind_and_identity_numbers_all_their_digits():
    page = opened(Sheet("名单", COLUMNS, [ROW])).active
    assert [cell.value for cell in page[1]] == [column.title for column in COLUMNS]
    values = [cell.value for cell in page[2]]
    assert values == ["王𬭎", "110101198709200017", datetime(1987, 9, 20), 3]
    assert page["B2"].number_format == "@"
    assert page["C2"].number_format == "yyyy-mm-dd"


@pytest.mark.parametrize("text", ["=1+1", "+86", "@SUM(A1)", "http://a.example/x", "-1", "007"])
def test_text_is_never_a_formula_a_link_or_a_number(text):
    page = opened(Sheet("名单", [Column("备注", "note")], [{"note": text}])).active
    assert (page["A2"].value, page["A2"].data_type, page["A2"].hyperlink) == (text, "s", None)


def test_long_integers_are_written_as_text():
    assert cells([ROW | {"idno": 110101198709200017, "count": 10**17}])[1:] == [
        "110101198709200017",
        datetime(1987, 9, 20),
        str(10**17),
    ]


def test_control_characters_go_and_overlong_text_is_cut_visibly():
    value = cells([ROW | {"name": "张\x00\x0b㛃" + "长" * 40_000}])[0]
    assert value.startswith("张㛃长")
    assert len(value) == 32_767
    assert value.endswith("…")


def test_unknown_values_are_blank_and_odd_ones_stay_readable():
    row = {"name": True, "idno": None, "born_on": "1987年9月", "count": Decimal("17.6")}
    assert cells([row]) == ["是", None, "1987年9月", 17.6]


def test_dates_that_excel_does_not_know_are_written_as_text():
    assert cells([ROW | {"born_on": date(1899, 12, 30)}])[2] == "1899-12-30"


def test_moments_are_written_in_local_time(settings):
    settings.TIME_ZONE = "Asia/Shanghai"
    moment = datetime(2026, 11, 3, 1, 0, tzinfo=ZoneInfo("UTC"))
    columns = [Column("时间", "at")]
    assert cells([{"at": moment}], columns) == ["2026-11-03 09:00"]


def test_the_head_is_frozen_filtered_and_repeated_and_nothing_is_merged():
    page = opened(Sheet("名单", COLUMNS, [ROW, ROW], title="入党积极分子名册")).active
    assert page.freeze_panes == "A2"
    assert page.auto_filter.ref == "A1:D3"
    assert page.print_title_rows == "$1:$1"
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
    assert not page.merged_cells.ranges
    assert "入党积极分子名册" in page.oddHeader.center.text


def test_who_reports_and_as_of_when_stands_below_the_table_and_in_the_page_foot():
    page = opened(Sheet("名单", COLUMNS, [ROW], notes=["注：未计入1人"])).active
    line = "填报单位：中共桃源镇委员会　填报日期：2026-11-03　截至日：2026-10-31"
    assert [page.cell(row, 1).value for row in (3, 4, 5)] == [None, "注：未计入1人", line]
    assert line in page.oddFooter.left.text


def test_widths_follow_the_content_and_chinese_counts_double():
    page = opened(Sheet("名单", COLUMNS, [ROW | {"name": "村党支部副书记、委员"}])).active
    assert 20 < page.column_dimensions["A"].width < 23
    assert page.column_dimensions["B"].width > 18


def test_names_of_sheets_are_cleaned_cut_and_made_unique():
    assert sheet_name("支部[一]:名单/'") == "支部 一  名单"
    assert sheet_name("") == "表"
    assert sheet_name("History") == "History_"
    assert len(sheet_name("长" * 40)) == 31
    book = opened(*[Sheet("长" * 40, COLUMNS, []) for _number in range(3)])
    assert len(set(book.sheetnames)) == 3


def test_a_fast_reader_sees_the_same():
    data = workbook([Sheet("名单", COLUMNS, [ROW])], STAMP)
    rows = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python()
    assert rows[1] == ["王𬭎", "110101198709200017", date(1987, 9, 20), 3.0]


def test_an_unknown_kind_of_column_is_refused():
    with pytest.raises(ValueError, match="money"):
        Column("x", "x", "money")


class Roster(tables.Table):
    name = tables.Column(verbose_name="姓名", linkify=lambda record: "/p/1/")
    idno = tables.Column(verbose_name="身份证号", attrs={"export": {"kind": "id", "width": 22}})
    born_on = tables.DateColumn(verbose_name="出生日期")
    count = tables.Column(verbose_name="人数", attrs={"export": {"kind": "number"}})
    action = tables.Column(empty_values=(), exclude_from_export=True)

    def render_name(self, value):
        return f"◆{value}"

    def value_name(self, value):
        return value


def test_a_screen_table_becomes_a_sheet_with_all_its_rows():
    table = Roster([ROW | {"action": ""}] * 60)
    table.paginate(per_page=50)
    sheet = from_table(table, "名册")
    assert [column.kind for column in sheet.columns] == ["text", "id", "date", "number"]
    assert [column.title for column in sheet.columns] == ["姓名", "身份证号", "出生日期", "人数"]
    rows = list(sheet.rows)
    assert len(rows) == 60
    assert rows[0] == ["王𬭎", "110101198709200017", date(1987, 9, 20), 3]
