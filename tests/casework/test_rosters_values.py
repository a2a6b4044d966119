"""Values: what people write for one thing is one value."""

import pytest

from casework.rosters import cells, vocabulary

from .workbooks import codes, number, one, read_rows


@pytest.mark.parametrize(
    ("written", "level"),
    [
        ("本科", "大学本科"), ("大学", "大学本科"), ("全日制本科",
        "大学本科"), ("函授本科", "大学本科"),
        ("本科毕业", "大学本科"), ("党校大学", "大学本科"),
        ("大普", "大学专科"), ("高职", "大学专科"),
        ("自考大专", "大学专科"), ("大专（函授）", "大学专科"),
        ("硕士", "研究生"), ("党校研究生", "研究生"),
        ("中师", "中专"), ("职高", "职业高中"), ("中技", "技校"), ("普通高中", "高中"),
        ("初级中学", "初中"), ("半文盲", "其他"), ("本科/学士", "大学本科"), (60.0, "高中"),
    ],
)  # fmt: skip
def test_education_has_one_name_a_level(written, level):
    assert vocabulary.education(written) == level


def test_an_unfinished_level_keeps_its_words_and_counts_one_lower():
    row = one(学历="本科在读")
    assert row.values["edu"] == "本科在读" and codes(row) == ["EDU_UNKNOWN"]
    assert vocabulary.education_counted("本科在读") == "高中"
    assert vocabulary.education_counted("高中肄业") == "初中"
    assert vocabulary.education_counted("大专") == "大学专科"


def test_none_is_a_level_for_education_and_nothing_for_further_education():
    assert one(学历="无").values["edu"] == "其他"
    assert "edu_onjob" not in one(在职学历="无").values


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("汉", "汉族"),
        ("汉族", "汉族"),
        ("01", "汉族"),
        (1.0, "汉族"),
        ("56", "基诺族"),
        ("11满族", "满族"),
    ],
)
def test_ethnicity_is_the_full_name(written, name):
    assert vocabulary.ethnicity(written) == name


@pytest.mark.parametrize(("written", "asked"), [("蒙族", "蒙古族"), ("汗族", "汉族"), ("汉子", "")])
def test_a_wrong_ethnicity_is_asked_about_not_corrected(written, asked):
    row = one(民族=written)
    assert "eth" not in row.values and codes(row) == ["ETH_UNKNOWN"]
    assert asked in row.findings[0].message


def test_political_status_and_stage_are_told_apart():
    row = one(政治面貌="党员", 人员类别="积极分子")
    assert (row.values["pol"], row.values["category"]) == ("中共党员", "入党积极分子")


@pytest.mark.parametrize("written", ["是", "有", "√", "Y", 1])
def test_a_tick_is_yes(written):
    assert one(是否流动党员=written).values["is_migrant"] == "是"


@pytest.mark.parametrize("written", ["张　三", " 张 三", "张三\u200b", "张三\u00a0"])
def test_blanks_in_a_name_are_layout(written):
    assert cells.read_name(written) == "张三"


def test_minority_names_keep_one_middle_dot():
    dots = ("•", "・", "．", "·")
    assert {cells.read_name(f"阿依古丽{dot}买买提") for dot in dots} == {"阿依古丽·买买提"}


def test_a_phone_kept_as_a_number_is_text():
    assert one(联系电话=19900000676.0).values["phone"] == "19900000676"
    assert one(联系电话="199-0000-0676").values["phone"] == "19900000676"


@pytest.mark.parametrize("written", ["0534-6280001", "29900003187", 1990000067.0, "199000006761"])
def test_a_phone_that_is_none_is_kept_and_warned_of(written):
    row = one(联系电话=written)
    assert codes(row) == ["PHONE_BAD"] and row.values["phone"]


def test_two_helpers_in_one_cell_are_two():
    row = one(培养联系人="李四、王　五", 入党介绍人="赵六 钱七")
    assert (row.values["contact1"], row.values["contact2"]) == ("李四", "王五")
    assert row.values["sponsors"] == "赵六、钱七"


def test_several_remarks_are_joined():
    rows = [["姓名", "身份证号", "性别", "备注", "备注"], ["张三", number(), "男", "甲", "乙"]]
    assert read_rows(*rows).rows[0].values["note"] == "甲；乙"


def test_bare_sex_codes_are_read_as_the_ids_of_the_column_say():
    head = ["姓名", "性别", "身份证号"]
    people = [["张三", 0, number(serial="123")], ["李四", 1, number(serial="122")], ["王五", 0, ""]]
    assert [row.values.get("sex") for row in read_rows(head, *people).rows] == ["男", "女", "男"]


def test_bare_sex_codes_without_ids_follow_the_standard_or_are_asked_about():
    head = ["姓名", "性别", "民族"]
    standard = read_rows(head, ["张三", 1, "汉"], ["李四", 2, "汉"])
    assert [row.values["sex"] for row in standard.rows] == ["男", "女"]
    unclear = read_rows(head, ["张三", 1, "汉"], ["李四", 0, "汉"])
    assert [codes(row) for row in unclear.rows] == [["VALUE_UNREAD"], ["VALUE_UNREAD"]]
