"""Why an article of the recruitment rules carries no rule: docs/rules.md lists all of both texts.

Until article 17 and from 41 on both texts count alike; in between an article of 2026 is the
one after it in 2014 (shared specification §2).
"""

from django.utils.translation import gettext_lazy as _

from casework.texts import BRANCH, DISCIPLINE, DISCIPLINE18, R14, R26, RECTIFICATION, Source, Text

LAST = 44
DELETED, ADDED = 18, 40  # of the 2014 text, in the 2026 text

# Where the texts were read and what is unverified (shared specification §8).
SOURCES = (
    Source(
        R26,
        _("一所高校支部登载的全文（44 条）；2026-05-18 电视新闻报道了印发和施行日期"),
        _("共产党员网 2026-05-18 登载的全文，或教育部 2026-05-20 的转载"),
        (
            _("尚未同正式登载的全文逐条核对"),
            _("没有见到新的登记表式样、2026 年版流程图和各省 2026 年的实施办法"),
            _("没有见到 2026-05-11 前后在办事项如何衔接的书面规定（设置 A-01 至 A-03）"),
            _("超过六个月审批的后果、本人迟交转正申请的党龄，条文没有写（设置 A-16、A-20）"),
        ),
    ),
    Source(R14, _("公开发布的全文（44 条）"), _("2014-05-28 印发的正式文件")),
    Source(
        BRANCH,
        _("公开发布的条例，只用到支部委员会的设置和会议"),
        _("2018 年印发的正式文件"),
    ),
    Source(
        DISCIPLINE,
        _("公开登载的节选（第7至11条、第89条）"),
        _("2023-12-19 印发的正式文件"),
        (
            _("第12、13条的条号按 2018 年版推定，尚未核对"),
            _("影响期届满的那一天是否还算在影响期内，条文没有写：本系统算在内"),
        ),
    ),
    Source(
        DISCIPLINE18, _("新华社 2018-08-27 刊发的全文，只用到第13条"), _("2018 年印发的正式文件")
    ),
    Source(RECTIFICATION, _("本级整改清单"), _("上级下发的整改清单原件")),
)
# By the article of 2026.
SILENT = {
    1: "purpose of the text",
    2: "work of every organisation, not a requirement of one case",
    4: "education of the masses; nothing of one case to compare",
    26: "admission by central and provincial committees; no township takes that step",
    37: "leadership; branches without an admission are a list and a report, by `has_admitted`, a "
    "rule of branches that no step waits for",
    39: "organisation officers; a role of an account",
    42: "model forms; the papers of the catalogue bear their names",
    43: "who explains the text",
    44: "in force; the days of the text choose the rules",
}
# Articles of 2014 that carry no rule though their like of 2026 does.
SILENT_IN_2014 = {
    DELETED: "follow the Constitution; deleted in 2026",
    40: "organisation officers; a role of an account",
}


def in_2014(article: int) -> int | None:
    """The article of 2014 with the matter of `article` of 2026; None for the added one."""
    if article == ADDED:
        return None
    return article + 1 if DELETED <= article < ADDED else article


def silent() -> dict[Text, dict[int, str]]:
    """For each text, its articles without a rule and the reason."""
    older = {number: why for article, why in SILENT.items() if (number := in_2014(article))}
    return {R26: SILENT, R14: {**older, **SILENT_IN_2014}}
