"""Pinyin of Chinese names, for sorting and for typing initials in a search box."""

import re
from functools import lru_cache

from pypinyin import Style, lazy_pinyin

# Surnames whose reading differs from the character's usual one, and compound surnames.
SURNAMES = {
    "万俟": "mo qi", "尉迟": "yu chi", "长孙": "zhang sun", "单于": "chan yu",
    "澹台": "tan tai", "皇甫": "huang fu", "公孙": "gong sun", "欧阳": "ou yang",
    "上官": "shang guan", "司马": "si ma", "诸葛": "zhu ge", "夏侯": "xia hou",
    "东方": "dong fang", "令狐": "ling hu", "宇文": "yu wen", "慕容": "mu rong",
    "司徒": "si tu", "南宫": "nan gong", "端木": "duan mu", "呼延": "hu yan",
    "轩辕": "xuan yuan", "钟离": "zhong li", "闻人": "wen ren", "赫连": "he lian",
    "单": "shan", "曾": "zeng", "仇": "qiu", "解": "xie", "区": "ou", "朴": "piao",
    "盖": "ge", "查": "zha", "翟": "zhai", "员": "yun", "召": "shao", "覃": "qin",
    "任": "ren", "华": "hua", "宁": "ning", "冼": "xian", "洗": "xian", "缪": "miao",
    "繁": "po", "种": "chong", "尹": "yin", "折": "she", "黑": "he", "秘": "bi",
    "乜": "nie", "隗": "wei", "牟": "mu", "乐": "yue", "柏": "bai", "郗": "xi",
    "贾": "jia", "俞": "yu", "於": "yu", "那": "na", "阚": "kan", "褚": "chu",
    "晟": "cheng", "祭": "zhai", "车": "che", "石": "shi", "尉": "wei", "句": "gou",
    "卜": "bu", "晁": "chao", "逄": "pang", "麴": "qu", "眭": "sui", "相": "xiang",
    "燕": "yan", "应": "ying", "占": "zhan", "訾": "zi", "沈": "shen", "卻": "xi",
}  # fmt: skip
BLANKS = re.compile(r"\s+")


def _surname(name):
    """The surname that has its own reading, or "" where the usual reading will do."""
    for length in (2, 1):
        if len(name) > length - 1 and name[:length] in SURNAMES:
            return name[:length]
    return ""


@lru_cache(maxsize=4096)
def _syllables(name):
    name = BLANKS.sub("", name)
    if "·" in name:
        return tuple(lazy_pinyin(name.replace("·", ""), style=Style.NORMAL, v_to_u=False))
    surname = _surname(name)
    head = SURNAMES[surname].split() if surname else []
    return (*head, *lazy_pinyin(name[len(surname) :], style=Style.NORMAL, v_to_u=False))


def pinyin(name):
    """Syllables in lower case without tones, one blank apart: 曾庆红 → "zeng qing hong"."""
    return " ".join(part.strip().lower() for part in _syllables(name or "") if part.strip())


def initials(name):
    """The first letter of every syllable: 欧阳修 → "oyx"."""
    return "".join(part[0] for part in pinyin(name).split())
