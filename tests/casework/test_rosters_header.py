"""Finding the header, the columns and the rows that are people."""

import pytest

from casework.rosters import header
from casework.rosters.columns import KEYS

from .workbooks import codes, number, read, read_rows, sheet_of


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("姓  名", "name"), ("*姓名", "name"), ("身份证号（必填）",
        "id"), ("出生年月(yyyy-MM)\n", "birth"),
        ("公民身份\n号码", "id"), ("递交入党申请书的时间（以实际材料情况为准）", "apply"),
        ("确定为积极分子日期", "activist"), ("加入党组织日期", "probation"),
        ("党籍状态（正式/预备）", "category"),
        ("人员类别（农民/务工…）", "job"), ("人员类别", "category"), ("介绍人（培养）", "contact1"),
        ("介绍人", "sponsors"), ("支部书记姓名", "secretary"),
        ("村 （社区）", "village"), ("登录名", None),
    ],
)  # fmt: skip
def test_a_header_is_known_by_its_words(written, key):
    assert header.match(written) == key


def test_every_synonym_leads_to_its_own_key():
    wrong = {
        word: header.match(word)
        for key in KEYS.values()
        for word in key.synonyms
        if key.key != "join" and header.match(word) != key.key
    }
    assert wrong == {}


def test_title_lines_are_skipped_and_rows_count_as_in_excel():
    sheet = read_rows(
        ["附件1："], ["桃源镇入党申请人花名册"], ["填报单位（盖章）：某镇",
        "", "填报日期：2026年10月"],
        ["序号", "姓名", "身份证号"], [1, "张三", number()],
    )  # fmt: skip
    assert sheet.header_rows == [4] and [row.number for row in sheet.rows] == [5]
    assert sheet.skipped == [(1, "unit_line"), (2, "title"), (3, "unit_line")]


def test_a_parent_over_two_columns_names_both():
    sheet = read_rows(
        ["序号", "姓名", "身份证号", "培养联系人", None, "备注"], [None, None, None, 1, 2, None],
        [1, "张三", number(), "李四", "王五", ""],
        merged=["A1:A2", "B1:B2", "C1:C2", "D1:E1", "F1:F2"],
    )  # fmt: skip
    assert sheet.header_rows == [1, 2]
    assert (sheet.rows[0].values["contact1"], sheet.rows[0].values["contact2"]) == ("李四", "王五")


THREE_LEVELS = (
    ["序号", "姓名", "学历学位", None, None, None, "身份证号"],
    [None, None, "全日制教育", None, "在职教育", None, None],
    [None, None, "学历", "毕业院校及专业", "学历", "毕业院校及专业", None],
    [1, "张三", "高中", "县一中", "大专", "电大", number()],
)


def test_two_columns_of_one_name_are_told_apart_by_their_parents():
    merged = ["A1:A3", "B1:B3", "C1:F1", "C2:D2", "E2:F2", "G1:G3"]
    sheet = read_rows(*THREE_LEVELS, merged=merged)
    assert sheet.header_rows == [1, 2, 3]
    assert [c.key for c in sheet.columns][2:6] == ["edu_full", "school", "edu_onjob", "school2"]
    assert sheet.columns[4].path == "学历学位/在职教育/学历"
    assert sheet.rows[0].values["edu_onjob"] == "大学专科"


def test_parents_work_without_merged_cells_as_in_csv():
    sheet = read_rows(*THREE_LEVELS)
    assert [c.key for c in sheet.columns][2:6] == ["edu_full", "school", "edu_onjob", "school2"]


def test_parents_may_stand_above_the_row_with_the_name():
    sheet = read_rows(
        ["基本情况", None, None, "全日制教育", None, "在职教育", None],
        ["姓名", "性别", "身份证号", "学历", "毕业院校", "学历", "毕业院校"],
        ["张三", "男", number(), "高中", "县一中", "大专", "电大"],
        merged=["A1:C1", "D1:E1", "F1:G1"],
    )
    assert sheet.header_rows == [1, 2]
    assert [c.key for c in sheet.columns][3:] == ["edu_full", "school", "edu_onjob", "school2"]


def test_a_header_that_is_nearly_known_is_marked_and_a_strange_one_kept():
    sheet = read_rows(
        ["姓名", "身份证号", "性别", "递交入党申请书的具体时间", "驾照"],
        ["张三", number(), "男", "", "C1"],
    )
    guessed, unknown = sheet.columns[3:]
    assert (guessed.key, guessed.guessed) == ("apply", True)
    assert unknown.key is None and sheet.rows[0].raw["E"] == "C1"


def test_a_column_that_stands_twice_is_kept_twice():
    rows = [["姓名", "身份证号", "申请入党日期", "申请入党日期"],
            ["张三", number(), "2020-1-1", "2021-2-2"]]  # fmt: skip
    values = read_rows(*rows).rows[0].values
    assert (values["apply"], values["apply2"]) == ("2020-01-01", "2021-02-02")


HEAD = ["序号", "姓名", "性别", "身份证号", "备注"]


def test_rows_that_are_no_people_are_skipped_with_a_reason():
    sheet = read_rows(
        HEAD, ["例", "张三（示例）", "男", number(), ""], [1, "李四", "男", number(), ""], [],
        HEAD, [2, "王五", "女", number(serial="124"), ""], ["小计",
            "", 2, "", ""], [3, "", "", "", ""],
        ["合计", 2], ["填表人：赵六", "", "审核人："], ["注：以档案为准"], ["共2人"],
    )  # fmt: skip
    assert [row.values["name"] for row in sheet.rows] == ["李四", "王五"]
    assert sheet.skipped == [
        (2, "example"), (4, "blank"), (5, "header"), (7, "total"), (8, "only_seq"), (9, "total"),
        (10, "footer"), (11, "footer"), (12, "total"),
    ]  # fmt: skip
    assert [(f.code, f.row) for f in sheet.findings] == [("EXTRA_HEADER_ROW", 5)]


def test_a_village_merged_down_stands_for_every_row():
    sheet = read_rows(
        ["村", "姓名", "身份证号"], ["柳河村", "张三", number()],
        [None, "李四", number(serial="125")],
        ["东岭村", "王五", number(serial="127")], merged=["A2:A3"],
    )  # fmt: skip
    assert [row.values["village"] for row in sheet.rows] == ["柳河村", "柳河村", "东岭村"]


def test_a_branch_that_is_just_missing_is_not_invented():
    rows = [["党支部", "姓名", "身份证号"], ["柳河村党支部", "张三", number()],
            ["", "李四", number(serial="125")], ["东岭村党支部",
            "王五", number(serial="127")]]  # fmt: skip
    assert "branch" not in read_rows(*rows).rows[1].values


def test_a_row_without_a_name_but_with_an_id_is_a_person():
    sheet = read_rows(HEAD, [1, "", "男", number(), ""], [2, "李四", "女", "", ""])
    assert [codes(row) for row in sheet.rows] == [["MISSING_NAME"], ["MISSING_ID"]]


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("入党申请人登记台账", "applicant"), ("入党积极分子名册",
        "activist"), ("发展对象花名册", "prospective"),
        ("预备党员花名册", "probationary"), ("党员花名册", "member"), ("村干部花名册", "cadre"),
        ("村级后备干部库", "reserve"),
    ],
)  # fmt: skip
def test_the_title_says_what_is_listed(title, kind):
    roster = read(
        sheet_of([title], ["姓名", "性别", "身份证号"], ["张三", "男", number()], title="Sheet1")
    )
    assert (roster.kind, roster.sheets[0].kind) == (kind, kind)


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        ("转正时间", "member"),
        ("确定发展对象时间", "prospective"),
        ("任现职时间", "cadre"),
        ("返乡意愿", "reserve"),
    ],
)
def test_without_a_title_the_columns_say_it(column, kind):
    roster = read(
        sheet_of(
            ["姓名", "性别", "身份证号", column], ["张三", "男", number(), ""], title="Sheet1"
        ),
        "1.xlsx",
    )
    assert roster.kind == kind


def test_joining_is_a_fact_in_rosters_of_cadres_and_a_stage_elsewhere():
    rows = [["姓名", "性别", "入党时间"], ["张三", "男", "2020.7.1"]]
    assert read_rows(*rows, title="村干部").rows[0].values["join"] == "2020-07-01"
    assert read_rows(*rows, title="党员").rows[0].values["probation"] == "2020-07-01"


def test_the_parent_may_stand_in_brackets():
    assert header.key_of(["学历（在职）"]) == "edu_onjob"
    assert header.key_of(["毕业院校及专业（在职）"]) == "school2"


def test_a_question_is_not_taken_for_a_date():
    rows = [["姓名", "身份证号", "性别", "是否延长预备期限"], ["张三", number(), "男", "否"]]
    assert read_rows(*rows).columns[3].key is None


def test_a_category_of_occupations_is_an_occupation():
    rows = [["姓名", "身份证号", "人员类别"], ["张三", number(), "农民"],
            ["李四", number(serial="125"), "务工"]]  # fmt: skip
    assert [row.values["job"] for row in read_rows(*rows).rows] == ["农民", "务工"]
    rows[1][2] = rows[2][2] = "预备"
    assert read_rows(*rows).rows[0].values["category"] == "预备党员"
