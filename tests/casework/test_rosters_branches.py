"""Recognising a Party organisation by any of its names."""

import pytest

from casework.rosters import Branch, Branches, branches

from .workbooks import codes, one

LISTED = branches.default()


def test_the_list_holds_46_organisations():
    assert len(LISTED.all) == 46


@pytest.mark.parametrize("branch", LISTED.all, ids=lambda branch: branch.short)
def test_every_name_and_alias_leads_to_its_organisation(branch):
    assert {LISTED.match(name) for name in branch.names} == {branch}


@pytest.mark.parametrize(
    ("written", "short"),
    [
        ("柳河", "柳河村党支部"), ("柳河村", "柳河村党支部"), ("中共柳河村支部", "柳河村党支部"),
        ("石桥村，一", "石桥村第一党支部"), ("石桥一支部", "石桥村第一党支部"),
        ("石桥村第2支部", "石桥村第二党支部"), ("石桥村党总支部委员会", "石桥村党总支"),
        ("中国共产党示例县桃源镇石桥村第一党支部", "石桥村第一党支部"),
        ("机关支部", "镇机关党支部"), (" 柳 河 村 党 支 部 ", "柳河村党支部"),
    ],
)  # fmt: skip
def test_people_shorten_names(written, short):
    assert LISTED.match(written).short == short


@pytest.mark.parametrize(
    "written",
    ["柳和村党支部", "镇直联合党支部", "城关镇机关党支部",
    "第二网格党支部", "石桥村党支部", "石桥村",
     "榆树村党支部", "外县桃源镇柳河村党支部", "党支部", ""],
)  # fmt: skip
def test_what_is_not_listed_or_says_too_little_is_not_taken(written):
    assert LISTED.match(written) is None


def test_a_name_one_character_away_is_offered_only():
    assert [branch.short for branch in LISTED.near("柳和村党支部")] == ["柳河村党支部"]
    row = one(所在党支部="柳和村党支部")
    assert codes(row) == ["UNKNOWN_BRANCH"]
    assert row.values["branch"] == "柳和村党支部"
    assert "柳河村党支部" in row.findings[0].message


def test_the_value_of_a_known_branch_is_its_full_name():
    assert one(党支部="柳河支部").values["branch"] == "中共示例县桃源镇柳河村支部委员会"


def test_another_township_brings_its_own_list():
    own = Branches([Branch("中共甲县乙乡东沟村支部委员会", "东沟村党支部", "东沟村")])
    assert own.match("乙乡东沟支部").short == "东沟村党支部"
    assert own.match("东构党支部") is None
    assert [branch.short for branch in own.near("东构党支部")] == ["东沟村党支部"]


def test_without_a_list_no_branch_is_called_unknown():
    assert not Branches()
    assert Branches().match("柳河村党支部") is None
