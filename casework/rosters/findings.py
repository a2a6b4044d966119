"""What may be found in a roster: codes, levels and sentences (shared roster-columns §8)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

ERROR, WARN, INFO, STRUCTURE = "error", "warn", "info", "structure"

# code: (level, what the officer reads after “第17行 身份证号”)
CODES = {
    "ID_BAD_CHECKSUM": (ERROR, gettext_lazy("第18位校验码不对，请核对号码")),
    "ID_BAD_LENGTH": (ERROR, gettext_lazy("位数不对，应为18位")),
    "ID_OLD_15": (WARN, gettext_lazy("是15位旧号码，请换成18位")),
    "ID_INVALID_DATE": (ERROR, gettext_lazy("第7至14位不是有效日期，请核对号码")),
    "ID_PRECISION_LOST": (
        ERROR,
        gettext_lazy("末三位为000（被存成数字），须回原始资料核对"),
    ),
    "SEX_MISMATCH_ID": (ERROR, gettext_lazy("与身份证号第17位不符")),
    "BIRTH_MISMATCH_ID": (ERROR, gettext_lazy("与身份证号里的出生日期不符")),
    "DATE_1904_SHIFT": (
        ERROR,
        gettext_lazy("与身份证号整整相差1462天，是从1904日期系统的表里拷来的"),
    ),
    "DATE_1900_ARTEFACT": (ERROR, gettext_lazy("是1900年附近的残值，不是真实日期，按空处理")),
    "DATE_IMPOSSIBLE": (ERROR, gettext_lazy("没有这个日期")),
    "DATE_AMBIGUOUS": (WARN, gettext_lazy("被存成数字，分不清是1月还是10月")),
    "DATE_TWO_DIGIT_YEAR": (WARN, gettext_lazy("年份只有两位")),
    "TEXT_IN_DATE": (ERROR, gettext_lazy("不是日期，原文已保留，未录入")),
    "FUTURE_DATE": (ERROR, gettext_lazy("晚于统计日")),
    "UNDER_18": (ERROR, gettext_lazy("到统计日未满18周岁")),
    "APPLY_BEFORE_18": (ERROR, gettext_lazy("递交时未满18周岁")),
    "TALK_GT_30D": (WARN, gettext_lazy("晚于递交入党申请书一个月")),
    "ACTIVIST_BEFORE_APPLY": (ERROR, gettext_lazy("早于递交入党申请书时间")),
    "DEVELOP_BEFORE_ACTIVIST": (ERROR, gettext_lazy("早于确定入党积极分子时间")),
    "DEVELOP_LT_1Y": (ERROR, gettext_lazy("距确定入党积极分子不满一年")),
    "PROBATION_OVERDUE": (ERROR, gettext_lazy("已满一年，没有转正，也没有延长预备期")),
    "CONVERT_LT_1Y": (ERROR, gettext_lazy("距成为预备党员不满一年")),
    "UNKNOWN_BRANCH": (ERROR, gettext_lazy("不在本镇党组织名录里")),
    "DUP_PERSON": (ERROR, gettext_lazy("同一个人重复出现")),
    "DUP_ID_DIFF_NAME": (ERROR, gettext_lazy("号码与另一人相同而姓名不同")),
    "CONFLICT_FIELD": (WARN, gettext_lazy("与另一张工作表里的值不一致")),
    "CROSS_POST": (INFO, gettext_lazy("同一个人两处任职（交叉任职），不算重复")),
    "MISSING_NAME": (ERROR, gettext_lazy("为空")),
    "MISSING_ID": (ERROR, gettext_lazy("为空")),
    "PHONE_BAD": (WARN, gettext_lazy("不是1开头的11位手机号")),
    "ETH_UNKNOWN": (WARN, gettext_lazy("认不出是哪个民族")),
    "EDU_UNKNOWN": (WARN, gettext_lazy("认不出是哪种学历")),
    "AGE_MISMATCH": (WARN, gettext_lazy("与出生日期算出的年龄不一致，以出生日期为准")),
    "EXTRA_HEADER_ROW": (STRUCTURE, gettext_lazy("是中途重复的表头，已跳过")),
    "NOT_ROSTER": (STRUCTURE, gettext_lazy("这是统计表，不是花名册")),
    "CARD_LAYOUT": (STRUCTURE, gettext_lazy("这是一人一块的卡片式表，不能按行读取")),
    # Not in §8: a value that the preview has to ask about, and what a sheet has to tell.
    "VALUE_UNREAD": (WARN, gettext_lazy("认不出，未录入")),
    "NOTE": (INFO, gettext_lazy("提示")),
}

levels = {code: level for code, (level, _text) in CODES.items()}
messages = {code: text for code, (_level, text) in CODES.items()}


@dataclass(frozen=True)
class Finding:
    """One finding: `key` is the column's key, `message` a sentence in Chinese."""

    code: str
    level: str
    key: str
    message: str


def row_finding(code, row, column, key, detail=""):
    """A finding about one cell: “第17行 身份证号 位数不对，应为18位（17位）”.

    `column` is the header as the sheet writes it, `detail` what stands in brackets.
    """
    sentence = _("第%(row)s行 %(column)s %(what)s") % {
        "row": row,
        "column": column,
        "what": messages[code],
    }
    if detail:
        sentence = _("%(sentence)s（%(detail)s）") % {"sentence": sentence, "detail": detail}
    return Finding(code, levels[code], key, sentence)


def note(message):
    """Something that the reader of a sheet should know, about no person in particular."""
    return Finding("NOTE", levels["NOTE"], "", message)
