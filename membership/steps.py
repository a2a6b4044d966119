"""The 25 steps of the national chart, as data (shared specification §3).

A step names who acts, the article in both texts, the columns its form asks for and, as `more`,
those that it asks for only on demand, the rows it adds and the transition it takes, if any.
Forms, the task list of a case and the documentation read this one table.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from casework.rules import Words
from casework.texts import LOCAL, R14, R26, Citation

from .choices import NOTICES
from .papers import both


@dataclass(frozen=True)
class RecruitmentStep:
    """One step. `done` is the column that tells it was done; `rows` a related table, of which
    `kind` names one row; `beside` are the slugs of other records that belong to it. `met` is the
    day of the general meeting where the step is the approval after it, and `day_title` what its
    form calls the day of `done`."""

    number: int
    slug: str
    title: Words
    actor: Words
    five: str
    cites: tuple[Citation, ...]
    fields: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    done: str = ""
    rows: str = ""
    transition: str = ""
    tally: str = ""
    sitting: str = ""
    met: str = ""
    day_title: Words = ""
    kind: str = ""
    beside: tuple[str, ...] = ()

    @property
    def day(self) -> str:
        """The column of the day that the step's form must have."""
        return self.done or next(name for name in self.fields if name.endswith("_on"))

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that the step's form may ask for."""
        return (*self.fields, *self.more)

    def cite(self, on: date) -> Citation | None:
        """The article of the step in the text in force on the day."""
        return next((cite for cite in self.cites if cite.text.in_force(on)), None)


APPLICANT, BRANCH, COMMITTEE = _("申请人"), _("党支部"), _("上级党委")
ORG_DEPT, MEMBER, PROVINCE = _("县委组织部"), _("预备党员"), _("省级党委")

# fmt: off
STEPS = (
    RecruitmentStep(
        1, "apply", _("递交入党申请书"), APPLICANT, "applicant", both(5, 5),
        fields=("applied_on", "situation", "received_by", "is_mobile"), done="applied_on",
    ),
    RecruitmentStep(
        2, "talk", _("党组织派人谈话"), BRANCH, "applicant", both(7, 7),
        fields=("talked_on", "talker", "talker_role", "talk_topics", "talk_opinion"),
        more=("talk_place", "second_talker", "second_talker_role"), done="talked_on",
    ),
    RecruitmentStep(
        3, "designate", _("推荐和确定入党积极分子"), BRANCH, "applicant", both(8, 8),
        fields=("activist_on", "activist_decided_by", "recommended_on", "recommended_by"),
        more=("recommended_total", "recommended_votes", "decision_expected", "decision_present"),
        done="activist_on", transition="designate",
        beside=(
            "recommend-members", "recommend-mass-org", "recommend-households", "appraise",
            "activist-notice",
        ),
    ),
    RecruitmentStep(
        4, "file-activist", _("上级党委备案"), COMMITTEE, "activist", both(8, 8),
        fields=("activist_filed_on",), more=("activist_reported_on",), done="activist_filed_on",
        beside=("activist-notice",),
    ),
    RecruitmentStep(
        5, "mentors", _("指定培养联系人"), BRANCH, "activist", both(9, 9), rows="mentors"
    ),
    RecruitmentStep(
        6, "cultivate", _("培养教育考察"), BRANCH, "activist", both(11, 11), rows="assessments",
        beside=("educate",),
    ),
    RecruitmentStep(
        7, "propose", _("确定发展对象人选"), BRANCH, "activist", both(13, 13),
        fields=(
            "proposed_on", "opinion_mentor_on", "opinion_members_on", "opinion_public_on",
            "opinion_cell_on",
        ),
        done="proposed_on", transition="propose", sitting="proposal",
    ),
    RecruitmentStep(
        8, "list", _("报上级党委同意并公示"), COMMITTEE, "prospective", both(13, 13),
        fields=(
            "listed_on", "consent_on", "notice_from_on", "second_notice_from_on",
            "notice_objection",
        ),
        more=("notice_place", "second_notice_place", "special_group", "special_consent_on"),
        done="listed_on", transition="list_prospective",
    ),
    RecruitmentStep(
        9, "introducers", _("确定入党介绍人"), BRANCH, "prospective", both(14, 14),
        rows="introducers",
    ),
    RecruitmentStep(
        10, "political-review", _("政治审查"), BRANCH, "prospective", both(16, 16),
        fields=(
            "political_review_on", "political_review_passed", "review_topics", "review_methods",
            "review_registered_on", "review_residence_on",
        ),
        more=("joint_review_on", "review_document"), done="political_review_on",
    ),
    RecruitmentStep(
        11, "training", _("开展集中培训"), COMMITTEE, "prospective", both(17, 17),
        fields=(
            "training_ended_on", "training_by", "training_days", "training_hours",
            "training_passed",
        ),
        more=("training_from_on", "training_mode", "training_exemption"),
        done="training_ended_on",
    ),
    RecruitmentStep(
        12, "committee-review", _("支部委员会审查"), BRANCH, "prospective", both(18, 19),
        fields=("committee_reviewed_on",), more=("leaves_on",), done="committee_reviewed_on",
        sitting="review",
    ),
    RecruitmentStep(
        13, "pre-review", _("上级党委预审"), COMMITTEE, "prospective", both(18, 19),
        fields=("pre_reviewed_on", "pre_review_passed"), done="pre_reviewed_on",
        transition="pass_pre_review",
    ),
    RecruitmentStep(
        14, "form", _("填写入党志愿书"), APPLICANT, "prospective", both(18, 19),
        fields=("form_number", "form_issued_on"), done="form_issued_on",
    ),
    RecruitmentStep(
        15, "adopt", _("支部大会讨论"), BRANCH, "prospective", both(19, 20),
        fields=("adopted_on",), done="adopted_on", transition="adopt", tally="admission",
        beside=("admission-notice",),
    ),
    RecruitmentStep(
        16, "approval-talk", _("上级党委派人谈话"), COMMITTEE, "prospective", both(23, 24),
        fields=("approval_talk_on", "approval_talker", "approval_talker_role", "deliberated_on"),
        more=("approval_talk_opinion",),
        done="approval_talk_on",
    ),
    RecruitmentStep(
        17, "approve", _("上级党委审批"), COMMITTEE, "prospective", both(25, 26),
        fields=("approved_on",), more=("branch_notified_on",), done="approved_on",
        transition="approve", sitting="approval", beside=("admission-notice",),
    ),
    RecruitmentStep(
        18, "org-filing", _("再上一级党委组织部门备案"), ORG_DEPT, "probationary", both(25, 26),
        fields=("org_filed_on",), done="org_filed_on",
    ),
    RecruitmentStep(
        19, "assign", _("编入党支部和党小组"), BRANCH, "probationary", both(28, 29),
        fields=("assigned_on", "cell", "member_notified_on", "announced_on"),
        done="assigned_on",
    ),
    RecruitmentStep(
        20, "oath", _("入党宣誓"), BRANCH, "probationary", both(29, 30),
        fields=("oath_on",), more=("oath_kind", "oath_place", "oath_leader"),
        done="oath_on",
    ),
    RecruitmentStep(
        21, "probation-assess", _("继续教育考察"), BRANCH, "probationary", both(30, 31),
        rows="assessments", beside=("educate",),
    ),
    RecruitmentStep(
        22, "conversion-application", _("提出转正申请"), MEMBER, "probationary", both(32, 33),
        fields=("conversion_applied_on",), done="conversion_applied_on",
    ),
    RecruitmentStep(
        23, "conversion-meeting", _("支部大会讨论转正"), BRANCH, "probationary", both(32, 33),
        fields=(
            "conversion_met_on", "conversion_members_on", "conversion_public_on",
            "conversion_cell_on", "conversion_reviewed_on",
        ),
        more=("delayed_by", "delay_reason", "standing_from_on"),
        done="conversion_met_on", tally="conversion", beside=("conversion-notice",),
    ),
    RecruitmentStep(
        24, "convert", _("上级党委审批转正"), COMMITTEE, "probationary", both(33, 34),
        fields=("converted_on",), more=("conversion_notified_on",), done="converted_on",
        transition="convert", sitting="conversion",
    ),
    RecruitmentStep(
        25, "archive", _("材料归档"), BRANCH, "full", both(36, 37),
        fields=(
            "archived_on", "archive_kind", "archive_custodian", "conversion_talked_on",
            "conversion_announced_on",
        ),
        done="archived_on", transition="archive",
    ),
)

# Forms of other records and of the ways out; they stand beside the chart.
ASIDE = (
    RecruitmentStep(
        0, "educate", _("教育活动"), BRANCH, "", both(10, 10), rows="educations"
    ),
    *(
        RecruitmentStep(0, f"recommend-{slug}", title, BRANCH, "", both(8, 8),
                        rows="recommendations", kind=kind)
        for slug, kind, title in (
            ("members", "members", _("党员推荐")),
            ("mass-org", "mass_org", _("群团组织推优")),
            ("households", "households", _("户代表推荐")),
        )
    ),
    RecruitmentStep(
        0, "appraise", _("双向鉴定"), BRANCH, "", (LOCAL(),), rows="appraisals", kind="both"
    ),
    *(
        RecruitmentStep(0, f"{kind}-notice", title, BRANCH, "", (LOCAL(),), rows="notices",
                        kind=kind)
        for kind, title in NOTICES.items()
    ),
    RecruitmentStep(
        0, "extend", _("延长预备期"), COMMITTEE, "probationary", both(31, 32),
        fields=(
            "extended_on", "extension_approved_on", "extension_months", "extension_for_discipline",
        ),
        met="extended_on", done="extension_approved_on", transition="extend", tally="outcome",
        sitting="extension",
    ),
    RecruitmentStep(
        0, "transfer-in", _("转入"), BRANCH, "", both(12, 12),
        fields=("transferred_in_on", "transfer_verified_on", "transfer_continues"),
        more=("transferred_from",),
    ),
    RecruitmentStep(
        0, "annul", _("取消预备党员资格"), COMMITTEE, "probationary", both(31, 32),
        fields=("annulment_met_on", "ended_on", "end_reason"), met="annulment_met_on",
        done="ended_on", day_title=_("上级党委批准日期"), transition="annul", tally="outcome",
        sitting="annulment",
    ),
    RecruitmentStep(
        0, "end", _("结束流程"), BRANCH, "", (R26(41), LOCAL()), fields=("ended_on", "end_reason")
    ),
    RecruitmentStep(
        0, "transfer-out", _("转出"), BRANCH, "", (R26(12, 34), R14(12, 35)),
        fields=("ended_on", "end_reason", "transferred_to", "materials_passed_on"),
        transition="transfer_out",
    ),
    RecruitmentStep(
        0, "not-recognise", _("不予承认"), COMMITTEE, "", both(41, 41),
        fields=(
            "ended_on", "end_reason", "end_announced_on", "refusal_approved_on",
            "refusal_approver",
        ),
        transition="not_recognise",
    ),
    RecruitmentStep(
        0, "posthumous", _("追认为党员"), PROVINCE, "", both(27, 28),
        fields=(
            "posthumous_approved_on", "posthumous_approver", "posthumous_discussed_on",
            "posthumous_examined_on", "end_reason",
        ),
        transition="recognise_posthumously",
    ),
)

# fmt: on
BY_SLUG = {step.slug: step for step in (*STEPS, *ASIDE)}
BY_TRANSITION = {step.transition: step for step in BY_SLUG.values() if step.transition}
