"""The dossier catalogue of the talent pipeline (shared specification §3.2, §5.1)."""

from django.utils.translation import gettext_lazy as _

from casework.documents import Catalogue, Paper
from casework.texts import ELECTION, GUIDANCE19, LOCAL, RECTIFICATION

from .stages import PROCESS, Stage

PLAN = RECTIFICATION("一（6）")
P, R, C, S = Stage.POOL, Stage.RESERVE, Stage.CANDIDATE, Stage.SEATED

CATALOGUE = Catalogue(
    [
        Paper("lead_form", "1-1", _("摸排登记表"), 1, P, (LOCAL(),)),
        Paper("recommendation_form", "1-2", _("推荐表"), 2, P, (PLAN,)),
        Paper("township_review", "1-3", _("镇级审核意见"), 3, P, (LOCAL(),)),
        Paper("joint_review_replies", "1-4", _("联审部门意见"), 4, P, (GUIDANCE19(),)),
        Paper("pool_notice", "1-5", _("入库公示"), 5, P, (LOCAL(),), need="L"),
        Paper("duty_sheet", "2-1", _("岗位任务书"), 7, R, (PLAN,)),
        Paper("post_appraisal", "2-2", _("岗位考核表"), 8, R, (PLAN,)),
        Paper("mentor_sheet", "2-3", _("帮带登记表"), 7, R, (LOCAL(),), need="L"),
        Paper("need_note", "2-4", _("村班子需求说明"), 6, R, (PLAN,)),
        Paper("by_election_request", "3-1", _("补选请示"), 9, C, (ELECTION(),)),
        Paper("candidate_request", "3-2", _("候选人预备人选请示"), 9, C, (ELECTION(),)),
        Paper("election_result", "3-3", _("选举结果报告"), 9, S, (ELECTION(),)),
    ],
    PROCESS,
)
