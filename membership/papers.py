"""The dossier catalogue of the membership pipeline (shared specification §4).

`since` is the stage from which the paper ought to be there: a step that leads
to that stage asks for it. N items are national and cannot be dropped by a
county; L items are the county's and may be waived with a reason.
"""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework.documents import Catalogue, Listed, Paper
from casework.texts import LOCAL, R14, R26

from . import standards
from .stages import PROCESS, Stage


def both(article26, article14):
    """The same requirement in both texts."""
    return (R26(article26), R14(article14))


def _has_cells():
    return Q(unit__has_cells=True)


def _is_mobile():
    return Q(is_mobile=True)


def _listed_under_2026():
    """Notices before the revision follow provincial rules, not the national text."""
    return Q(listed_on__isnull=True) | Q(listed_on__gte=R26.begins)


def _admitted_under_2026():
    return Q(adopted_on__isnull=True) | Q(adopted_on__gte=R26.begins)


A, P, V, D, B, C, F = (
    Stage.ACTIVIST,
    Stage.PROPOSED,
    Stage.PROSPECTIVE,
    Stage.PRE_REVIEWED,
    Stage.ADOPTED,
    Stage.PROBATIONARY,
    Stage.FULL,
)

CATALOGUE = Catalogue(
    [
        Paper("application_letter", "1-1", _("入党申请书"), 1, A, both(5, 5), archive=True),
        Paper("first_talk_record", "1-2", _("谈话记录"), 2, A, both(7, 7)),
        Paper("id_copy", "1-3", _("身份证复印件"), 1, A, (LOCAL(),), need="L"),
        Paper("member_recommendation", "2-1", _("党员推荐表"), 3, A, both(8, 8)),
        Paper("activist_minutes", "2-2", _("确定积极分子会议记录"), 3, A, both(8, 8)),
        Paper("activist_filing_report", "2-3", _("积极分子备案报告"), 4, P, both(8, 8)),
        Paper(
            "activist_registration_form",
            "2-4",
            _("入党积极分子培养考察登记表"),
            6,
            P,
            both(9, 9),
            archive=True,
        ),
        Paper(
            "thought_report_activist",
            "2-5",
            _("思想汇报"),
            6,
            P,
            (LOCAL(),),
            need="L",
            minimum=standards.THOUGHT_REPORTS,
        ),
        Paper(
            "activist_notice",
            "2-6",
            _("确定积极分子公示"),
            4,
            P,
            (LOCAL(),),
            need="L",
            minimum=Listed(standards.NOTICES, "activist"),
        ),
        Paper("opinion_mentor", "3-1", _("培养联系人意见"), 7, P, both(13, 13)),
        Paper("opinion_members", "3-2", _("征求党员意见记录"), 7, P, both(13, 13)),
        Paper("opinion_public", "3-3", _("征求群众意见记录"), 7, P, both(13, 13)),
        Paper(
            "opinion_cell", "3-4", _("党小组意见"), 7, P, both(13, 13), need="C", applies=_has_cells
        ),
        Paper("prospective_minutes", "3-5", _("确定发展对象会议记录"), 7, P, both(13, 13)),
        Paper("prospective_filing_report", "3-6", _("发展对象请示报告"), 8, V, both(13, 13)),
        Paper(
            "prospective_reply",
            "3-7",
            _("上级党委同意的批复"),
            8,
            V,
            (R26(13),),
            need="C",
            applies=_listed_under_2026,
        ),
        Paper(
            "prospective_notice",
            "3-8",
            _("发展对象公示"),
            8,
            V,
            (R26(13),),
            need="C",
            applies=_listed_under_2026,
        ),
        Paper(
            "prospective_notice_result",
            "3-9",
            _("公示结果说明"),
            8,
            V,
            (R26(13),),
            need="C",
            applies=_listed_under_2026,
        ),
        Paper(
            "mobile_opinions",
            "3-10",
            _("户籍地和居住地意见"),
            10,
            D,
            both(16, 16),
            need="C",
            applies=_is_mobile,
        ),
        Paper(
            "political_review_conclusion",
            "3-11",
            _("政治审查结论"),
            10,
            D,
            both(16, 16),
            archive=True,
        ),
        Paper("training_cert", "3-12", _("集中培训结业证"), 11, D, (LOCAL(),), need="L"),
        Paper("committee_review_minutes", "4-1", _("支委会审查记录"), 12, D, both(18, 19)),
        Paper("pre_review_request", "4-2", _("预审请示"), 12, D, both(18, 19)),
        Paper("pre_review_reply", "4-3", _("预审结果书面通知"), 13, B, both(18, 19)),
        Paper("admission_form", "4-4", _("入党志愿书"), 14, B, both(18, 19), archive=True),
        Paper("admission_minutes", "4-5", _("接收预备党员大会记录"), 15, C, both(21, 22)),
        Paper("admission_tally", "4-6", _("接收预备党员票决结果"), 15, C, both(20, 21)),
        Paper(
            "admission_notice",
            "4-10",
            _("接收预备党员公示"),
            15,
            C,
            (LOCAL(),),
            need="L",
            minimum=Listed(standards.NOTICES, "admission"),
        ),
        Paper("approval_request", "4-7", _("审批请示"), 15, C, both(21, 22)),
        Paper("approval_reply", "4-8", _("接收预备党员批复"), 17, F, both(24, 25)),
        Paper("org_dept_filing", "4-9", _("上级组织部门备案表"), 18, F, both(25, 26)),
        Paper("oath_record", "5-1", _("入党宣誓记录"), 20, F, (LOCAL(),), need="L"),
        Paper(
            "probationary_registration_form",
            "5-2",
            _("预备党员教育考察登记表"),
            21,
            F,
            (R26(30, 36),),
            need="C",
            applies=_admitted_under_2026,
            archive=True,
        ),
        Paper(
            "thought_report_probation",
            "5-3",
            _("预备期思想汇报"),
            21,
            F,
            (LOCAL(),),
            need="L",
            minimum=standards.THOUGHT_REPORTS,
        ),
        Paper("conversion_application", "5-4", _("转正申请书"), 22, F, both(32, 33), archive=True),
        Paper("conversion_opinions", "5-5", _("转正征求意见记录"), 23, F, both(32, 33)),
        Paper("conversion_minutes", "5-6", _("转正大会记录"), 23, F, both(32, 33)),
        Paper("conversion_tally", "5-7", _("转正票决结果"), 23, F, both(32, 33)),
        Paper(
            "conversion_notice",
            "5-9",
            _("转正公示"),
            23,
            F,
            (LOCAL(),),
            need="L",
            minimum=Listed(standards.NOTICES, "conversion"),
        ),
        Paper("conversion_request", "5-8", _("转正审批请示"), 23, F, both(32, 33)),
    ],
    PROCESS,
)

THOUGHT_REPORTS = ("thought_report_activist", "thought_report_probation")
