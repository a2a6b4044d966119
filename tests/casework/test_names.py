"""Pinyin and initials of names."""

import pytest

from casework.names import SURNAMES, initials, pinyin


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("单雄信", "shan xiong xin"), ("曾庆红", "zeng qing hong"), ("仇英", "qiu ying"),
        ("解珍", "xie zhen"), ("区大相", "ou da xiang"), ("朴正", "piao zheng"),
        ("盖叫天", "ge jiao tian"), ("查良镛", "zha liang yong"), ("翟让", "zhai rang"),
        ("员半千", "yun ban qian"), ("召存信", "shao cun xin"), ("尉迟恭", "yu chi gong"),
        ("万俟卨", "mo qi xie"), ("欧阳修", "ou yang xiu"), ("逄纪", "pang ji"),
        ("长孙无忌", "zhang sun wu ji"), ("任建新", "ren jian xin"), ("覃海", "qin hai"),
    ],
)  # fmt: skip
def test_a_surname_has_its_own_reading(name, expected):
    assert pinyin(name) == expected


def test_rare_characters_have_a_reading():
    assert [pinyin(name) for name in ("张㛃", "李䶮", "陈𬭎")] == [
        "zhang jie",
        "li yan",
        "chen hong",
    ]


def test_a_surname_inside_a_given_name_keeps_its_usual_reading():
    assert pinyin("李单") == "li dan"


def test_initials_are_one_letter_a_syllable():
    assert initials("欧阳修") == "oyx"
    assert initials("张　三") == "zs"
    assert initials("阿依古丽·买买提") == "ayglmmt"


def test_nothing_has_no_reading():
    assert (pinyin(""), initials(None)) == ("", "")


def test_the_table_holds_single_and_compound_surnames():
    compound = [name for name in SURNAMES if len(name) == 2]
    assert len(SURNAMES) >= 60 and len(compound) >= 20
    assert all(len(SURNAMES[name].split()) == len(name) for name in SURNAMES)
