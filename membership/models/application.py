"""The membership case: its facts, its stages and the door between them."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from casework.fields import Staged, StageField
from casework.models import Case, CaseQuerySet, Person

from .. import timing, upkeep
from ..stages import FIVE, IN_PROGRESS, ON_PROBATION, Stage
from .transitions import Recruitment

DECIDERS = [("committee", _("支部委员会会议")), ("general_meeting", _("支部党员大会"))]
RECOMMENDERS = [
    ("members", _("党员推荐")),
    ("mass_org", _("群团组织推优")),
    ("both", _("党员推荐和推优")),
]

EXPELLING = ("annul", "not_recognise")  # steps that end a membership


class ApplicationQuerySet(CaseQuerySet):
    def in_progress(self):
        return self.filter(stage__in=IN_PROGRESS)

    def at(self, five: str):
        """The cases of one of the five stages of the screens; unknown names match all."""
        wanted = next((stages for slug, _title, stages in FIVE if slug == five), None)
        return self.filter(stage__in=wanted) if wanted else self

    def lacking_papers(self):
        return self.filter(papers_missing__gt=0)


def _day(words, **options):
    return models.DateField(words, null=True, blank=True, **options)


def _derived(words):
    return models.DateField(words, null=True, editable=False)


class Application(Recruitment, Staged, Case):
    """One person's recruitment, from the letter to full membership.

    Columns ending in `_on` are days of events; the derived ones at the end are
    worked out by `timing.work_out` and never typed.
    """

    Stage = Stage

    stage = StageField(_("阶段"), max_length=20, choices=Stage, default=Stage.APPLICANT)
    is_mobile = models.BooleanField(_("流动人员"), default=False)
    # I application
    applied_on = _day(_("收到入党申请书日期"))
    talked_on = _day(_("派人谈话日期"))
    talker = models.CharField(_("谈话人"), max_length=50, blank=True)
    # II activist
    recommended_on = _day(_("推荐日期"))
    recommended_by = models.CharField(
        _("推荐方式"), max_length=10, choices=RECOMMENDERS, blank=True
    )
    activist_on = _day(_("确定为积极分子日期"))
    activist_decided_by = models.CharField(
        _("研究决定的会议"), max_length=20, choices=DECIDERS, blank=True
    )
    activist_filed_on = _day(_("积极分子备案日期"))
    transferred_in_on = _day(_("转入日期"))
    transfer_verified_on = _day(_("转入材料审查日期"))
    transfer_continues = models.BooleanField(_("培养教育时间连续计算"), null=True, blank=True)
    # III prospective member
    opinion_mentor_on = _day(_("听取培养联系人意见日期"))
    opinion_members_on = _day(_("征求党员意见日期"))
    opinion_public_on = _day(_("征求群众意见日期"))
    opinion_cell_on = _day(_("听取党小组意见日期"))
    proposed_on = _day(_("支委会讨论日期"))
    consent_on = _day(_("上级党委同意（备案）日期"))
    notice_from_on = _day(_("公示起始日期"))
    second_notice_from_on = _day(_("流入地公示起始日期"))
    notice_objection = models.BooleanField(_("公示有未查清的异议"), default=False)
    listed_on = _day(_("列为发展对象日期"))
    political_review_on = _day(_("政治审查结论日期"))
    political_review_passed = models.BooleanField(_("政治审查合格"), null=True, blank=True)
    training_ended_on = _day(_("集中培训结束日期"))
    training_days = models.PositiveSmallIntegerField(_("培训天数"), null=True, blank=True)
    training_hours = models.PositiveSmallIntegerField(_("培训学时"), null=True, blank=True)
    training_passed = models.BooleanField(_("培训合格"), null=True, blank=True)
    training_exemption = models.CharField(_("未经培训的特殊情况说明"), max_length=200, blank=True)
    # IV admission
    committee_reviewed_on = _day(_("支委会审查日期"))
    leaves_on = _day(_("预计离开单位日期"))
    pre_reviewed_on = _day(_("上级党委预审日期"))
    pre_review_passed = models.BooleanField(_("预审合格"), null=True, blank=True)
    form_number = models.CharField(_("入党志愿书编号"), max_length=30, blank=True)
    form_issued_on = _day(_("志愿书发放日期"))
    adopted_on = _day(_("接收预备党员大会日期"))
    deliberated_on = _day(_("党总支审议日期"))
    approval_talk_on = _day(_("审批前谈话日期"))
    approval_talker = models.CharField(_("审批前谈话人"), max_length=50, blank=True)
    approved_on = _day(_("党委审批日期"))
    org_filed_on = _day(_("上级组织部门备案日期"))
    # V probation and conversion
    assigned_on = _day(_("编入支部和小组日期"))
    oath_on = _day(_("入党宣誓日期"))
    conversion_applied_on = _day(_("提出转正申请日期"))
    conversion_met_on = _day(_("转正大会日期"))
    extension_months = models.PositiveSmallIntegerField(_("延长预备期月数"), null=True, blank=True)
    extension_for_discipline = models.BooleanField(_("因违犯党纪延长"), default=False)
    extended_on = _day(_("延长预备期决议日期"))
    converted_on = _day(_("转正审批日期"))
    archived_on = _day(_("材料归档日期"))
    ended_on = _day(_("结束日期"))
    end_reason = models.CharField(_("结束原因"), max_length=200, blank=True)
    # worked out
    adult_on = _derived(_("满十八周岁日期"))
    talk_due_on = _derived(_("谈话期限"))
    notice_ends_on = _derived(_("公示期满日期"))
    second_notice_ends_on = _derived(_("流入地公示期满日期"))
    leaving_limit_on = _derived(_("三个月界限"))
    meeting_due_on = _derived(_("大会期限"))
    approval_due_on = _derived(_("审批期限"))
    oath_due_on = _derived(_("宣誓期限"))
    probation_expires_on = _derived(_("预备期满日期"))
    postponed_until_on = _derived(_("推迟讨论转正的期限"))
    conversion_due_on = _derived(_("转正审批期限"))

    objects = ApplicationQuerySet.as_manager()

    MACHINERY = Case.MACHINERY | {
        "adult_on",
        "talk_due_on",
        "notice_ends_on",
        "second_notice_ends_on",
        "leaving_limit_on",
        "meeting_due_on",
        "approval_due_on",
        "oath_due_on",
        "probation_expires_on",
        "postponed_until_on",
        "conversion_due_on",
    }

    class Meta:
        verbose_name = _("发展党员")
        permissions = [("record", "Record facts"), ("take_back", "Take back a step")]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(stage__in=IN_PROGRESS),
                name="one_open_application_per_person",
                violation_error_message=_("此人已在发展党员流程中。"),
            ),
            models.CheckConstraint(
                condition=Q(stage__in=Stage.values), name="application_stage_is_known"
            ),
        ]
        indexes = [
            models.Index(fields=["stage", "stage_since", "id"], name="application_list"),
            models.Index(fields=["unit", "stage"], name="application_of_unit"),
            models.Index(
                fields=["id"],
                condition=Q(papers_missing__gt=0),
                name="application_lacking_papers",  # missing-paper matrix
            ),
            models.Index(fields=["approved_on"], name="application_approved"),  # new members
        ]

    def get_absolute_url(self) -> str:
        return reverse("membership:case", args=[self.pk])

    @property
    def five(self) -> str:
        """Which of the five stages of the screens the case stands in; "" after an end."""
        return next((slug for slug, _title, stages in FIVE if self.stage in stages), "")

    def work_out(self) -> None:
        timing.work_out(self)

    def settle(self, on) -> None:
        upkeep.settle(self, on)

    def take_places(self, number: int, year: int) -> None:
        """Count places of the branch's plan of the year as used, or as free again."""
        self.unit.year_plans.filter(year=year).update(used=F("used") + number)

    def undo(self, step) -> dict:
        """Restore the facts; the votes taken with the step no longer count."""
        if step.name == "adopt":
            self.take_places(-1, step.decided_on.year)
        purpose = {"adopt": "admission", "extend": "outcome", "annul": "outcome"}.get(step.name)
        if purpose:
            self.meetings.filter(purpose=purpose, held_on=step.decided_on).update(withdrawn=True)
        if step.name == "approve":
            self.set_standing(Person.Standing.NONE, None, None)
        if step.name == "convert" or (step.source in ON_PROBATION and step.name in EXPELLING):
            self.set_standing(Person.Standing.PROBATIONARY, self.adopted_on, None)
        if step.source == Stage.FULL and step.name in EXPELLING:
            self.set_standing(Person.Standing.FULL, self.adopted_on, self.probation_expires_on)
        return super().undo(step)
