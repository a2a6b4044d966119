"""Files: what they are by content, and every refusal with a sentence."""

import csv
import io
import struct
import time
import zipfile
from datetime import date
from pathlib import Path

import olefile
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from casework import rosters
from casework.rosters import look_xls

from .workbooks import AS_OF, codes, fill, number, read, sheet_of, to_bytes

ROWS = (["姓名", "性别", "身份证号", "出生年月"], ["张三", "男", number(), "1990.05"])
LAYOUTS = Path(__file__).resolve().parents[3] / "shared/data/rosters/public-layouts"


def as_csv(rows, encoding, delimiter):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_text_files_are_read_in_every_usual_encoding(encoding, delimiter):
    roster = read(as_csv(ROWS, encoding, delimiter), "名册.csv")
    assert roster.sheets[0].name == ""
    assert roster.people[0][1].values == {
        "name": "张三", "sex": "男", "id": number(), "birth": "1990-05",
    }  # fmt: skip


def test_the_content_decides_and_not_the_suffix():
    assert read(sheet_of(*ROWS), "名册.xls").accepted
    assert read(as_csv(ROWS, "gb18030", "\t"), "名册.xls").accepted


def test_quoted_line_breaks_do_not_shift_the_rows_of_a_csv():
    rows = [["姓名", "身份证\n号", "性别"], [], ["张三", number(), "男"]]
    assert [row.number for _sheet, row in read(as_csv(rows, "utf-8", ",")).people] == [3]


def broken_zip():
    data = to_bytes(sheet_of(*ROWS))
    return data[: len(data) // 2]


def damaged_sheet():
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(to_bytes(sheet_of(*ROWS)))) as old,
        zipfile.ZipFile(out, "w") as new,
    ):
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data[:200] if "sheet1" in name else data)
    return out.getvalue()


OLE_HEAD = olefile.MAGIC + b"\x00" * 600


@pytest.mark.parametrize(
    ("data", "filename", "words"),
    [
        pytest.param(b"", "a.xlsx", "空的", id="empty"),
        pytest.param(broken_zip(), "a.xlsx", "已损坏", id="half-a-zip"),
        pytest.param(damaged_sheet(), "a.xlsx", "已损坏", id="damaged-sheet"),
        pytest.param(OLE_HEAD, "a.xls", "已损坏", id="damaged-xls"),
        pytest.param(to_bytes(sheet_of(*ROWS)), "a.et", "另存为 .xlsx", id="et"),
        pytest.param(
            b"<html><table><tr><td>\xe5</td></tr></table></html>", "a.xls", "网页", id="html"
        ),
        pytest.param(b'<?xml version="1.0"?><Workbook/>', "a.xls", "XML", id="xml"),
        pytest.param(b"%PDF-1.7 ...", "a.xlsx", "不是表格文件", id="pdf"),
        pytest.param(b"abc\x00\x01\x02", "a.csv", "不是表格文件", id="binary"),
        pytest.param("今天天气很好。".encode(), "a.txt", "没有找到", id="prose"),
        pytest.param(to_bytes(Workbook()), "a.xlsx", "没有内容", id="nothing-in-it"),
    ],
)
def test_what_is_no_roster_is_refused_with_a_sentence(data, filename, words):
    roster = read(data, filename)
    assert not roster.accepted and roster.sheets == []
    assert words in roster.reason and roster.reason.endswith("。")


def test_a_word_file_is_named_as_one():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("word/document.xml", "<w/>")
    assert "Word" in read(out.getvalue(), "a.xlsx").reason


def test_a_file_that_is_gone_is_refused(tmp_path):
    assert "打不开" in read_path(tmp_path / "gone.xlsx").reason


def read_path(path):
    return rosters.read(path, path.name, AS_OF)


@given(st.binary(max_size=300))
@settings(max_examples=200, deadline=None)
def test_no_bytes_make_the_reader_fail(data):
    assert read(data, "a.xlsx").reason or read(data, "a.xlsx").accepted


@given(st.integers(0, 4000), st.integers(0, 255))
@settings(max_examples=60, deadline=None)
def test_a_workbook_with_one_damaged_byte_is_read_or_refused(place, byte):
    data = bytearray(to_bytes(sheet_of(*ROWS)))
    data[place % len(data)] = byte
    roster = read(bytes(data), "a.xlsx")
    assert roster.accepted or roster.reason


def test_a_table_of_numbers_is_called_a_statistics_table():
    roster = read(sheet_of(
        ["乡（镇）、建制村党员情况"], ["单位", "合计", "30岁及以下",
        "31-35岁", "大专及以上", "高中、中技"],
        ["柳河村", 40, 3, 5, 6, 10], ["东岭村", 35, 2, 4, 3, 9],
    ))  # fmt: skip
    assert not roster.accepted and "这是统计表，不是花名册" in roster.reason
    assert [finding.code for finding in roster.findings] == ["NOT_ROSTER"]


def test_cards_are_refused_and_no_label_becomes_a_person():
    card = [["农村干部登记表"], ["姓名", "张三", "性别", "男", "民族", "汉"],
            ["出生年月", "1990.05", "身份证号", number(), "学历", "高中"],
            ["政治面貌", "党员", "职务", "书记"]]  # fmt: skip
    roster = read(sheet_of(*card, *card))
    assert not roster.accepted
    assert [finding.code for finding in roster.findings] == ["CARD_LAYOUT"]


def test_a_list_of_two_columns_is_a_roster_when_they_are_name_and_id():
    assert read(sheet_of(["姓名", "身份证号"], ["张三", number()])).accepted
    assert "太少" in read(sheet_of(["姓名", "专业", "论文"], ["张三", "电子", 90])).reason


def test_ghost_ranges_cost_neither_time_nor_memory():
    book = sheet_of(*ROWS)
    sheet = book.active
    sheet["XFD1048576"].number_format = "0.00"
    sheet.merged_cells.add("F1:Z100000")
    started = time.perf_counter()
    roster = read(book)
    assert len(roster.people) == 1 and len(roster.sheets[0].columns) == 4
    assert time.perf_counter() - started < 5


def test_a_stray_value_in_the_far_corner_is_refused_before_it_fills_the_memory():
    book = sheet_of(*ROWS)
    book.active["XFD1048576"] = "x"
    assert "范围过大" in read(book).reason


def test_hidden_rows_are_data_and_hidden_sheets_are_not():
    book = sheet_of(*ROWS, title="甲")
    book.active.row_dimensions[2].hidden = True
    book.create_sheet("旧名单").sheet_state = "hidden"
    roster = read(book)
    assert len(roster.people) == 1
    assert [f.message for f in roster.sheets[0].findings] == ["有1行被筛选隐藏，已一并读取。"]
    assert [f.message for f in roster.findings] == ["隐藏的工作表“旧名单”未读取。"]


def test_a_workbook_of_1904_keeps_its_days():
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    serial = (date(1990, 5, 1) - date(1904, 1, 1)).days
    fill(
        book.active,
        [[*ROWS[0], "递交入党申请书时间"], ["张三", "男", number(), date(1990, 5, 1), serial]],
        "甲",
    )
    row = read(book).people[0][1]
    assert (row.values["birth"], row.values["apply"]) == ("1990-05-01", "1990-05-01")


def test_days_copied_out_of_a_1904_workbook_are_found():
    row = read(sheet_of(ROWS[0], ["张三", "男", number(), date(1986, 4, 30)])).people[0][1]
    assert codes(row) == ["BIRTH_MISMATCH_ID", "DATE_1904_SHIFT"]


def test_a_date_shown_without_its_day_is_a_month():
    book = sheet_of(
        ROWS[0], ["张三", "男", number(), date(1990, 5, 1)], formats={"D2": 'yyyy"年"m"月"'}
    )
    assert read(book).people[0][1].values["birth"] == "1990-05"


def test_a_formula_without_its_result_is_worked_out_from_the_id_or_told():
    book = sheet_of(
        [*ROWS[0], "学历"], ["张三", "=1+1", number(), "=2+2", "=3+3"],
    )  # fmt: skip
    sheet = read(book).sheets[0]
    assert sheet.rows[0].values == {
        "name": "张三", "sex": "男", "id": number(), "birth": "1990-05-01",
    }  # fmt: skip
    assert "公式没有保存结果" in sheet.findings[0].message


def test_a_template_without_people_is_accepted_and_says_so():
    roster = read(sheet_of(ROWS[0]))
    assert roster.accepted and roster.people == []
    assert "没有一行人员" in roster.sheets[0].findings[0].message


@pytest.mark.skipif(
    not LAYOUTS.is_dir(), reason="the shared public layouts are not beside the repository"
)
def test_every_public_layout_is_read_or_refused_with_a_sentence():
    found = [read_path(path) for path in sorted(LAYOUTS.iterdir())]
    refused = [roster for roster in found if not roster.accepted]
    assert len(found) == 20 and all(roster.reason.endswith("。") for roster in refused)
    assert len(refused) == 6, [roster.file for roster in refused]


def record(kind, data=b""):
    return struct.pack("<HH", kind, len(data)) + data


def biff_text(text, length_format):
    return struct.pack(length_format, len(text)) + b"\x01" + text.encode("utf-16-le")


def biff_stream(epoch=0, extra=b""):
    """The workbook stream of an .xls with one number shown as year and month, in a hidden row."""
    xf = b"".join(record(look_xls.XF, struct.pack("<HH", 0, code) + bytes(16)) for code in (0, 164))
    code = record(look_xls.FORMAT, struct.pack("<H", 164) + biff_text('yyyy"年"m"月"', "<H"))
    head = record(look_xls.BOF, bytes(16)) + extra
    head += record(look_xls.DATEMODE, struct.pack("<H", epoch)) + code + xf
    name = biff_text("甲", "<B")
    offset = len(head) + 4 + 6 + len(name) + 4
    head += record(look_xls.BOUNDSHEET, struct.pack("<IH", offset, 0) + name) + record(look_xls.EOF)
    row = struct.pack("<HHHHHHI", 1, 0, 9, 255, 0, 0, 0x20)
    cells = record(look_xls.NUMBER, struct.pack("<HHHd", 1, 3, 1, 32994.0))
    cells += record(look_xls.MULRK, struct.pack("<HHHIHIH", 2, 5, 1, 0, 0, 0, 6))
    return head + record(look_xls.BOF, bytes(16)) + record(look_xls.ROW, row) + cells + record(10)


def test_the_formats_and_hidden_rows_of_an_old_xls_are_seen():
    looks, epoch_1904 = look_xls.looks(biff_stream(epoch=1))
    assert epoch_1904
    assert looks["甲"].month_only == {(1, 3), (2, 5)}
    assert looks["甲"].hidden_rows == {1}


def test_a_password_of_an_old_xls_is_seen():
    assert look_xls.is_encrypted(biff_stream(extra=record(look_xls.FILEPASS, bytes(6))))
    assert not look_xls.is_encrypted(biff_stream())
