"""Closed lists of values: sex, ethnicity, education, political status, stage, yes and no.

Names and codes: GB/T 2261.1, GB/T 3304, GB/T 4658, GB/T 4762 by shared roster-columns §2.
Every reader returns the canonical value, or None where the text is not one of the list.
"""

import re

from .text import fold

SEXES = {"男": "男", "女": "女", "男性": "男", "女性": "女", "M": "男", "F": "女",
         "1.男": "男", "2.女": "女", "1男": "男", "2女": "女", "男.": "男", "女.": "女",
         "MALE": "男", "FEMALE": "女", "先生": "男", "女士": "女"}  # fmt: skip

# In the order of their codes, 01 to 56.
ETHNICITIES = tuple(
    """
    汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲
    高山 拉祜 水 东乡 纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌
    普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴
    珞巴 基诺
    """.split()  # noqa: SIM905
)
OTHER_ETHNICITIES = {"穿青人", "其他", "外国血统中国籍人士"}
# Wrong forms that people write, with what to ask.
ETHNICITY_HINTS = {"蒙": "蒙古族", "鲜": "朝鲜族", "维": "维吾尔族", "汗": "汉族", "哈": "哈萨克族"}

EDUCATION = {
    "研究生": "硕士 博士 硕士研究生 博士研究生 研究生教育 硕士学位 博士学位 研究生学历 博士后 "
    "博士研究生教育 硕士研究生教育 10 11 14",
    "大学本科": "本科 大学 大学本科教育 大本 学士 双学士 20 21",
    "大学专科": "大专 专科 高职 大学专科教育 大普 大学普通班 高职高专 高职(专科) 高等职业教育 "
    "专科教育 30 31",
    "中专": "中等专科 中师 中等职业教育 中等专业学校 中等师范 中职 普通中专 40 41",
    "职业高中": "职高 职中 职业中学 职业高中教育 44",
    "技校": "中技 技工学校 技工 47",
    "高中": "普通高中 普通高级中学教育 高级中学 普高 高中教育 60 61",
    "初中": "初级中学 初级中学教育 普通初中 初中教育 70 71",
    "小学": "小学教育 高小 80 81",
    "其他": "文盲 半文盲 无 文盲或半文盲 90",
}
EDUCATION_WORDS = {
    word: name for name, words in EDUCATION.items() for word in (name, *words.split())
}
STUDY_FORMS = re.compile(
    r"^(中央|省委|市委)?(全日制|在职|函授|自学考试|自考|成人教育|成人高考|成人|成教|党校|电大|开放"
    r"|广播电视|业余|夜大|远程教育|远程|网络教育|网络|普通|脱产)?"
)
UNFINISHED = re.compile(r"在读|肄业|结业|相当|同等|未毕业|在校")
# The next lower level, for statistics of people who have not finished one.
LOWER_EDUCATION = {
    "研究生": "大学本科", "大学本科": "高中", "大学专科": "高中", "中专": "初中",
    "职业高中": "初中", "技校": "初中", "高中": "初中", "初中": "小学", "小学": "其他",
}  # fmt: skip

POLITICAL = {
    "中共党员": "党员 正式党员 中国共产党党员 中共正式党员 共产党员 01 1",
    "中共预备党员": "预备党员 中国共产党预备党员 02 2",
    "共青团员": "团员 中国共产主义青年团团员 共青团 03 3",
    "民革党员": "民革 民革会员 中国国民党革命委员会会员",
    "民盟盟员": "民盟 中国民主同盟盟员",
    "民建会员": "民建 中国民主建国会会员",
    "民进会员": "民进 中国民主促进会会员",
    "农工党党员": "农工党 中国农工民主党党员",
    "致公党党员": "致公党 中国致公党党员",
    "九三学社社员": "九三学社",
    "台盟盟员": "台盟 台湾民主自治同盟盟员",
    "无党派人士": "无党派 无党派民主人士 12",
    "群众": "普通公民 一般群众 群众(普通公民) 13",
}
STAGES = {
    "入党申请人": "申请人 递交申请书 入党申请",
    "入党积极分子": "积极分子",
    "发展对象": "重点发展对象 党员发展对象",
    "预备党员": "中共预备党员 预备",
    "正式党员": "党员 正式 中共党员 中共正式党员",
}
POLITICAL_WORDS = {w: name for name, words in POLITICAL.items() for w in (name, *words.split())}
STAGE_WORDS = {w: name for name, words in STAGES.items() for w in (name, *words.split())}

YES = {"是", "有", "√", "✓", "✔", "Y", "YES", "1", "愿意", "TRUE"}
NO = {"否", "无", "×", "✗", "✘", "X", "N", "NO", "0", "不愿意", "FALSE", "不是", "没有"}


def sex(value):
    """男 or 女; bare numeric codes are not read here: they differ between systems."""
    return SEXES.get(fold(value).upper())


def ethnicity(value):
    """The full name with 族, from a code 01–56, a name, or a name without 族."""
    text = fold(value)
    if text.isdecimal():
        number = int(text)
        return ETHNICITIES[number - 1] + "族" if 1 <= number <= len(ETHNICITIES) else None
    if text in OTHER_ETHNICITIES:
        return text
    name = re.sub(r"^\d{2}[.、\-]?", "", text).removesuffix("族")
    return name + "族" if name in ETHNICITIES else None


def ethnicity_hint(value):
    """What a wrong form probably means (蒙族 → 蒙古族), or ""."""
    return ETHNICITY_HINTS.get(fold(value).removesuffix("族"), "")


def is_unfinished(value):
    """Whether a level was not finished (在读, 肄业, 结业, 相当于…)."""
    return bool(UNFINISHED.search(fold(value)))


def _education_parts(text):
    yield text
    bare = re.sub(r"\([^)]*\)", "", text)
    for part in (bare, *re.split(r"[/、,，;；]", bare)):
        part = re.sub(r"毕业生?$|学历$|文化(程度)?$", "", part)
        yield part
        yield STUDY_FORMS.sub("", part)


def education(value):
    """The canonical level; 毕业, brackets and forms of study (函授, 在职…) do not matter."""
    text = fold(value)
    if is_unfinished(text):
        return None
    levels = (EDUCATION_WORDS.get(part) for part in _education_parts(text))
    return next((level for level in levels if level), None)


def education_counted(value):
    """The level statistics count: a finished one, else the next lower one, else None."""
    if not is_unfinished(value):
        return education(value)
    level = education(re.sub(UNFINISHED.pattern + "|于|学力", "", fold(value)))
    return LOWER_EDUCATION.get(level)


def political(value):
    """The canonical political status (GB/T 4762)."""
    return POLITICAL_WORDS.get(re.sub(r"^\d{2}[.、\-]?(?=\D)", "", fold(value)))


def stage(value):
    """The canonical stage of a person in the pipeline of membership."""
    return STAGE_WORDS.get(fold(value))


def yes_no(value):
    """是 or 否."""
    text = fold(value).upper()
    return "是" if text in YES else "否" if text in NO else None
