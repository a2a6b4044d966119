"""Findings: each from a row that has none, by changing one thing."""

from datetime import date

import pytest

from casework import rosters

from .workbooks import codes, fill, number, one, read, read_rows, sheet_of

BORN = "1990-05-01"
BOYS_ID = number("20090901")  # 17 on the statistics date


def test_a_sound_person_has_no_findings():
    row = one(出生日期=BORN, 民族="汉", 学历="大专", 联系电话="19900000676", 年龄=36,
              所在党支部="柳河村党支部", 申请入党时间="2020.1.5", 谈话时间="2020.2.5",
              确定入党积极分子时间="2021.1.5", 确定发展对象时间="2022.1.5", 备注="-")  # fmt: skip
    assert codes(row) == []
    assert row.values["activist"] == "2021-01-05" and "note" not in row.values


CASES = {
    "bad-checksum": ({"身份证号": number()[:-1] + "9"}, ["ID_BAD_CHECKSUM"]),
    "17-digits": ({"身份证号": number()[:-1]}, ["ID_BAD_LENGTH"]),
    "old-number": ({"身份证号": "379901900501123"}, ["ID_OLD_15"]),
    "no-such-birth": ({"身份证号": number("19900231")}, ["ID_INVALID_DATE"]),
    "id-as-number": ({"身份证号": 379901199005011234}, ["ID_PRECISION_LOST"]),
    "id-as-power": ({"身份证号": "3.79901E+17"}, ["ID_PRECISION_LOST"]),
    "id-ends-000": ({"身份证号": "379901199005011000"}, ["ID_PRECISION_LOST"]),
    "id-blank": ({"身份证号": "　"}, ["MISSING_ID"]),
    "other-sex": ({"性别": "女性"}, ["SEX_MISMATCH_ID"]),
    "other-birth-day": ({"出生日期": "1990-05-02"}, ["BIRTH_MISMATCH_ID"]),
    "other-birth-month": ({"出生年月": "1990.06"}, ["BIRTH_MISMATCH_ID"]),
    "ambiguous-birth": ({"出生年月": 1990.1}, ["BIRTH_MISMATCH_ID", "DATE_AMBIGUOUS"]),
    "two-digit-year": ({"出生年月": "90.5"}, ["DATE_TWO_DIGIT_YEAR"]),
    "leftover": ({"申请入党时间": 60}, ["DATE_1900_ARTEFACT"]),
    "impossible": ({"申请入党时间": "2020-02-30"}, ["DATE_IMPOSSIBLE"]),
    "words": ({"申请入党时间": "不详"}, ["TEXT_IN_DATE"]),
    "ahead": ({"申请入党时间": "2026-11-01"}, ["FUTURE_DATE"]),
    "on-the-day": ({"申请入党时间": "2026-10-31"}, []),
    "this-month": ({"申请入党时间": "2026.10"}, []),
    "expire-may-lie-ahead": ({"预备期满日期": "2027-05-01", "延长预备期至": "2028-01-01"}, []),
    "filed-in-words": ({"党委备案情况": "已备案"}, []),
    "under-18": ({"身份证号": BOYS_ID}, ["UNDER_18"]),
    "18-on-the-day": ({"身份证号": number("20081031")}, []),
    "18-tomorrow": ({"身份证号": number("20081101")}, ["UNDER_18"]),
    "applied-on-18th-birthday": ({"申请入党时间": "2008-05-01"}, []),
    "applied-the-day-before": ({"申请入党时间": "2008-04-30"}, ["APPLY_BEFORE_18"]),
    "applied-in-the-month-of-18": ({"申请入党时间": "2008.05"}, []),
    "talk-after-a-month": ({"申请入党时间": "2020-1-5", "谈话时间": "2020-2-5"}, []),
    "talk-a-day-later": ({"申请入党时间": "2020-1-5", "谈话时间": "2020-2-6"}, ["TALK_GT_30D"]),
    "activist-early": (
        {"申请入党时间": "2020-1-5", "确定积极分子时间": "2020-1-4"}, ["ACTIVIST_BEFORE_APPLY"]),
    "activist-same-month": ({"申请入党时间": "2020-1-5", "确定积极分子时间": "2020.01"}, []),
    "develop-early": (
        {"确定积极分子时间": "2020-1-5", "确定发展对象时间": "2020-1-4"},
            ["DEVELOP_BEFORE_ACTIVIST"]),
    "develop-day-before": (
        {"确定积极分子时间": "2020-1-5", "确定发展对象时间": "2021-1-4"}, ["DEVELOP_LT_1Y"]),
    "develop-anniversary": ({"确定积极分子时间": "2020-1-5", "确定发展对象时间": "2021-1-5"}, []),
    "convert-day-before": (
        {"接收预备党员时间": "2020-1-5", "转正时间": "2021-1-4"}, ["CONVERT_LT_1Y"]),
    "convert-anniversary": ({"接收预备党员时间": "2020-1-5", "转正时间": "2021-1-5"}, []),
    "not-known-to-be-on-probation": ({"入党时间": "2020-1-5", "转正时间": ""}, []),
    "overdue-by-category": (
        {"入党时间": "2020-1-5", "党员类别": "预备党员", "转正时间": ""}, ["PROBATION_OVERDUE"]),
    "overdue-by-words": ({"入党时间": "2020-1-5", "转正时间": "预备期内"}, ["PROBATION_OVERDUE"]),
    "full-member-by-category": ({"入党时间": "2020-1-5",
        "党员类别": "正式党员", "转正时间": ""}, []),
    "extended": ({"入党时间": "2025-1-5", "党员类别": "预备党员", "延长预备期至": "2027-1-5"}, []),
    "probation-ends-today": ({"入党时间": "2025-10-31", "党员类别": "预备党员"}, []),
    "probation-ended-yesterday": (
        {"入党时间": "2025-10-30", "党员类别": "预备党员"}, ["PROBATION_OVERDUE"]),
    "converted-in-words": ({"入党时间": "2020-1-5",
        "党员类别": "预备党员", "转正情况": "按期转正"}, []),
    "unknown-branch": ({"党支部": "镇直联合党支部"}, ["UNKNOWN_BRANCH"]),
    "age": ({"年龄": 35}, ["AGE_MISMATCH"]),
    "phone": ({"联系电话": "123"}, ["PHONE_BAD"]),
    "ethnicity": ({"民族": "汗族"}, ["ETH_UNKNOWN"]),
    "education": ({"学历": "高忠"}, ["EDU_UNKNOWN"]),
}  # fmt: skip


@pytest.mark.parametrize(("cells", "expected"), CASES.values(), ids=CASES)
def test_one_change_brings_its_finding_and_no_other(cells, expected):
    assert codes(one(**cells)) == expected


def test_a_number_that_is_wrong_itself_is_not_held_against_sex_and_birth():
    row = one(身份证号=number("19900501")[:-1] + "9", 性别="女", 出生日期="1991-01-01")
    assert codes(row) == ["ID_BAD_CHECKSUM"]


def test_lost_digits_leave_no_number_and_still_give_the_birth_date():
    row = one(身份证号=379901199005011234, 出生日期="1991-01-01")
    assert codes(row) == ["BIRTH_MISMATCH_ID", "ID_PRECISION_LOST"]
    assert "id" not in row.values
    assert row.findings[0].message == "第2行 身份证号 末三位为000（被存成数字），须回原始资料核对"


def test_an_age_that_agrees_with_either_birth_date_is_left_alone():
    assert codes(one(出生日期="1980-05-01", 年龄=46)) == ["BIRTH_MISMATCH_ID"]


def test_a_day_ahead_takes_no_part_in_the_order_of_days():
    row = one(申请入党时间="2036-1-5", 确定积极分子时间="2021-1-5", 确定发展对象时间="2022-1-5")
    assert codes(row) == ["FUTURE_DATE"]


def test_no_message_shows_a_whole_number():
    row = one(身份证号=number()[:-1] + "9")
    assert number()[:-1] not in row.findings[0].message


def test_every_code_has_a_level_and_a_sentence():
    assert set(rosters.levels) == set(rosters.messages)
    assert set(rosters.levels.values()) == {"error", "warn", "info", "structure"}


HEAD = ["姓名", "身份证号", "性别", "联系电话", "现任职务"]
ZHANG = ["张三", number(), "男", "19900000676", ""]
LI = ["李四", number(serial="125"), "男", "19900000677", ""]


def test_the_later_row_of_one_person_is_a_duplicate():
    lower = [*ZHANG[:1], ZHANG[1].replace("X", "x"), *ZHANG[2:]]
    rows = read_rows(HEAD, ZHANG, LI, lower).rows
    assert [codes(row) for row in rows] == [[], [], ["DUP_PERSON"]]
    assert "第2行" in rows[2].findings[0].message


def test_people_of_one_name_are_not_duplicates():
    rows = read_rows(HEAD, ZHANG, ["张三", *LI[1:]]).rows
    assert [codes(row) for row in rows] == [[], []]


def test_one_number_under_two_names_is_an_error():
    rows = read_rows(HEAD, ZHANG, ["王五", *ZHANG[1:]]).rows
    assert [codes(row) for row in rows] == [[], ["DUP_ID_DIFF_NAME"]]


def test_two_posts_of_one_person_in_a_roster_of_cadres_are_no_duplicate():
    rows = [[*ZHANG[:4], "党支部书记"], LI, [*ZHANG[:4], "村委会委员"]]
    found = read_rows(["村干部花名册"], HEAD, *rows).rows
    assert [codes(row) for row in found] == [[], [], ["CROSS_POST"]]
    rows[2] = rows[0]
    assert codes(read_rows(["村干部花名册"], HEAD, *rows).rows[2]) == ["DUP_PERSON"]


def two_sheets(first, second, *rows):
    book = sheet_of(HEAD, ZHANG, title=first)
    fill(book.create_sheet(), [HEAD, *rows], second)
    return read(book)


def test_one_person_on_the_sheets_of_two_stages_is_one_person():
    roster = two_sheets("入党申请人", "入党积极分子", ZHANG)
    assert [codes(row) for _sheet, row in roster.people] == [[], []]


def test_values_that_differ_between_two_stages_are_listed():
    roster = two_sheets("入党申请人", "入党积极分子", [*ZHANG[:3], "19900000999", ""])
    (finding,) = roster.people[1][1].findings
    assert (finding.code, finding.key) == ("CONFLICT_FIELD", "phone")
    assert "“入党申请人”第2行" in finding.message


def test_one_person_on_the_sheets_of_two_villages_is_a_duplicate():
    roster = two_sheets("柳河村", "东岭村", ZHANG)
    assert [codes(row) for _sheet, row in roster.people] == [[], ["CONFLICT_FIELD", "DUP_PERSON"]]


def test_a_sheet_named_after_a_village_gives_its_people_the_village():
    roster = two_sheets("柳河村", "东岭", LI)
    assert [row.values["village"] for _sheet, row in roster.people] == ["柳河村", "东岭村"]


def test_a_summary_sheet_beside_rosters_is_left_out_and_told():
    book = sheet_of(HEAD, ZHANG, title="名册")
    fill(book.create_sheet(), [["村", "合计", "人数", "占比"], ["柳河村", 3, 4, 5]], "汇总")
    roster = read(book)
    assert len(roster.sheets) == 1
    assert roster.findings[0].message == "工作表“汇总”未读取：这是统计表，不是花名册，不能导入。"


def test_the_findings_do_not_depend_on_the_order_of_columns():
    cells = {"出生日期": date(1990, 5, 2), "年龄": 20, "性别": "女", "身份证号": number()}
    forward = one(**cells)
    rows = [["姓名", *reversed(cells)], ["张三", *reversed(cells.values())]]
    assert codes(read_rows(*rows).rows[0]) == codes(forward)
