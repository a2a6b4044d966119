"""The facts of a membership case, part by part: one column for each answer of the 25 steps.

Columns ending in `_on` are days of events. Those of `WorkedOut` follow from the others by
`timing.work_out` and are never typed.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from casework.fields import CodesField, SealedText

from .. import choices


def _day(words):
    return models.DateField(words, null=True, blank=True)


def _derived(words):
    return models.DateField(words, null=True, editable=False)


def _words(words, length=50):
    return models.CharField(words, max_length=length, blank=True)


def _said(words, length=200):
    """What somebody thinks of the person, or why: under the person's key."""
    return SealedText(words, max_length=length, blank=True)


def _one_of(words, some, length=20):
    return models.CharField(words, max_length=length, choices=some, blank=True)


def _number(words):
    return models.PositiveSmallIntegerField(words, null=True, blank=True)


def _yes_or_no(words):
    return models.BooleanField(words, null=True, blank=True)


class Applying(models.Model):
    """I: the letter and the first talk (articles 5–7)."""

    is_mobile = models.BooleanField(_("流动人员"), default=False)
    applied_on = _day(_("收到入党申请书日期"))
    situation = _one_of(_("申请人所在单位"), choices.SITUATIONS)
    received_by = _one_of(_("受理申请的党组织"), choices.RECEIVERS)
    talked_on = _day(_("派人谈话日期"))
    talk_place = _words(_("谈话地点"))
    talker = _words(_("谈话人"))
    talker_role = _one_of(_("谈话人职务"), choices.TALKERS)
    second_talker = _words(_("另一谈话人"))
    second_talker_role = _one_of(_("另一谈话人职务"), choices.TALKERS)
    talk_topics = CodesField(_("谈话内容"), codes=choices.TALK_TOPICS)
    talk_opinion = _said(_("谈话人意见"))

    class Meta:
        abstract = True


class Activism(models.Model):
    """II: from recommendation to cultivation, and moves meanwhile (articles 8–12)."""

    recommended_on = _day(_("推荐日期"))
    recommended_by = _one_of(_("推荐方式"), choices.RECOMMENDERS, 10)
    recommended_total = _number(_("参加推荐人数"))
    recommended_votes = _number(_("推荐票数"))
    activist_on = _day(_("确定为积极分子日期"))
    activist_decided_by = _one_of(_("研究决定的会议"), choices.DECIDERS)
    decision_expected = _number(_("会议应到人数"))
    decision_present = _number(_("会议实到人数"))
    activist_reported_on = _day(_("报送备案日期"))
    activist_filed_on = _day(_("积极分子备案日期"))
    transferred_in_on = _day(_("转入日期"))
    transferred_from = _words(_("从何处转入"))
    transfer_verified_on = _day(_("转入材料审查日期"))
    transfer_continues = _yes_or_no(_("培养教育时间连续计算"))

    class Meta:
        abstract = True


class Candidacy(models.Model):
    """III: prospective member: opinions, notice, political review, training (articles 13–17)."""

    opinion_mentor_on = _day(_("听取培养联系人意见日期"))
    opinion_members_on = _day(_("征求党员意见日期"))
    opinion_public_on = _day(_("征求群众意见日期"))
    opinion_cell_on = _day(_("听取党小组意见日期"))
    proposed_on = _day(_("支委会讨论日期"))
    consent_on = _day(_("上级党委同意（备案）日期"))
    special_group = _one_of(_("须另行报批的人员"), choices.SPECIAL_GROUPS)
    special_consent_on = _day(_("另行报批同意日期"))
    notice_from_on = _day(_("公示起始日期"))
    notice_place = _words(_("公示地点"))
    second_notice_from_on = _day(_("流入地公示起始日期"))
    second_notice_place = _words(_("流入地公示地点"))
    notice_objection = models.BooleanField(_("公示有未查清的异议"), default=False)
    listed_on = _day(_("列为发展对象日期"))
    political_review_on = _day(_("政治审查结论日期"))
    political_review_passed = _yes_or_no(_("政治审查合格"))
    review_methods = CodesField(_("政治审查方式"), codes=choices.REVIEW_METHODS)
    review_topics = CodesField(_("政治审查内容"), codes=choices.REVIEW_TOPICS)
    review_document = _said(_("结论性材料名称或文号"), 100)
    joint_review_on = _day(_("联审（执纪执法等部门）答复日期"))
    review_registered_on = _day(_("户籍地党组织意见日期"))
    review_residence_on = _day(_("居住地党组织意见日期"))
    training_from_on = _day(_("集中培训开始日期"))
    training_ended_on = _day(_("集中培训结束日期"))
    training_by = _one_of(_("培训组织者"), choices.TRAINERS)
    training_mode = _one_of(_("培训方式"), choices.TRAINING_MODES)
    training_days = _number(_("培训天数"))
    training_hours = _number(_("培训学时"))
    training_passed = _yes_or_no(_("培训合格"))
    training_exemption = _said(_("未经培训的特殊情况说明"))

    class Meta:
        abstract = True


class Admission(models.Model):
    """IV: reviews, general meeting and approval (articles 18–25)."""

    committee_reviewed_on = _day(_("支委会审查日期"))
    leaves_on = _day(_("预计离开单位日期"))
    pre_reviewed_on = _day(_("上级党委预审日期"))
    pre_review_passed = _yes_or_no(_("预审合格"))
    form_number = _words(_("入党志愿书编号"), 30)
    form_issued_on = _day(_("志愿书发放日期"))
    adopted_on = _day(_("接收预备党员大会日期"))
    deliberated_on = _day(_("党总支审议日期"))
    approval_talk_on = _day(_("审批前谈话日期"))
    approval_talker = _words(_("审批前谈话人"))
    approval_talker_role = _one_of(_("审批前谈话人职务"), choices.APPROVAL_TALKERS)
    approval_talk_opinion = _said(_("审批前谈话人意见"))
    approved_on = _day(_("党委审批日期"))
    org_filed_on = _day(_("上级组织部门备案日期"))
    branch_notified_on = _day(_("审批意见通知党支部日期"))
    member_notified_on = _day(_("党支部通知本人日期"))
    announced_on = _day(_("党员大会宣布批准日期"))

    class Meta:
        abstract = True


class Probation(models.Model):
    """V: probation, conversion and the archive (articles 28–36)."""

    assigned_on = _day(_("编入支部和小组日期"))
    cell = _words(_("党小组"))
    oath_on = _day(_("入党宣誓日期"))
    oath_kind = _one_of(_("宣誓组织者"), choices.OATHS)
    oath_place = _words(_("宣誓地点"))
    oath_leader = _words(_("领誓人"))
    conversion_applied_on = _day(_("提出转正申请日期"))
    conversion_cell_on = _day(_("转正听取党小组意见日期"))
    conversion_members_on = _day(_("转正征求党员意见日期"))
    conversion_public_on = _day(_("转正征求群众意见日期"))
    conversion_reviewed_on = _day(_("转正支委会审查日期"))
    conversion_met_on = _day(_("转正大会日期"))
    delayed_by = _one_of(_("推迟讨论转正的原因"), choices.DELAYS)
    delay_reason = _said(_("推迟的具体情况"))
    standing_from_on = _day(_("另行认定的党龄起算日期"))
    extension_months = _number(_("延长预备期月数"))
    extension_for_discipline = models.BooleanField(_("因违犯党纪延长"), default=False)
    extended_on = _day(_("延长预备期决议日期"))
    extension_approved_on = _day(_("上级党委批准延长日期"))
    converted_on = _day(_("转正审批日期"))
    conversion_notified_on = _day(_("转正审批结果通知党支部日期"))
    conversion_talked_on = _day(_("书记同本人谈话日期"))
    conversion_announced_on = _day(_("党员大会宣布转正日期"))
    archived_on = _day(_("材料归档日期"))
    archive_kind = _one_of(_("归入何种档案"), choices.ARCHIVES)
    archive_custodian = _words(_("档案保管单位"), 100)

    class Meta:
        abstract = True


class Ending(models.Model):
    """The ways out (articles 12, 27, 34, 41)."""

    annulment_met_on = _day(_("取消预备党员资格决议日期"))
    ended_on = _day(_("结束日期"))
    end_reason = _said(_("结束原因"))
    end_announced_on = _day(_("党员大会宣布日期"))
    transferred_to = _words(_("转往何处"))
    materials_passed_on = _day(_("材料转交日期"))
    refusal_approved_on = _day(_("县级以上组织部门批准日期"))
    refusal_approver = _words(_("批准的组织部门"), 100)
    posthumous_discussed_on = _day(_("所在单位党组织讨论决定日期"))
    posthumous_examined_on = _day(_("上级党委审查日期"))
    posthumous_approved_on = _day(_("追认批准日期"))
    posthumous_approver = _one_of(_("追认的批准机关"), choices.POSTHUMOUS_APPROVERS)

    class Meta:
        abstract = True


class WorkedOut(models.Model):
    """The days that follow from the facts."""

    adult_on = _derived(_("满十八周岁日期"))
    talk_due_on = _derived(_("谈话期限"))
    cultivated_from_on = _derived(_("培养教育时间起算日期"))
    notice_ends_on = _derived(_("公示期满日期"))
    second_notice_ends_on = _derived(_("流入地公示期满日期"))
    leaving_limit_on = _derived(_("三个月界限"))
    meeting_due_on = _derived(_("大会期限"))
    approval_due_on = _derived(_("审批期限"))
    oath_due_on = _derived(_("宣誓期限"))
    probation_expires_on = _derived(_("预备期满日期"))
    conversion_from_on = _derived(_("转正大会最早日期"))
    postponed_until_on = _derived(_("推迟讨论转正的期限"))
    conversion_due_on = _derived(_("转正审批期限"))
    application_opens_on = _derived(_("可以提出转正申请之日"))
    late_from_on = _derived(_("转正讨论逾期界限"))

    class Meta:
        abstract = True
