"""Commitments from the secretary's rectification list, with targets and dates."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from casework.models import Unit


class CommitmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The lists of the user's unit and of what lies below it. A township's figures name
        people and villages of the whole township, so a branch does not see them."""
        return user.account.reachable(self, "unit__path")


class Commitment(models.Model):
    """One rectification item: problem → measure → target → deadline.

    `metric` names the figure in `progress.metrics` that measures it; the others
    are judged by the officer. A month-only deadline is the month's last day.
    """

    TOLD_WITH = "pk"

    class Origin(models.TextChoices):
        SUPERIOR = "superior", _("上级点评")
        SELF = "self", _("自身查摆和群众反映")

    class State(models.TextChoices):
        ACTIVE = "active", _("整改中")
        DONE_ON_TIME = "done_on_time", _("按期完成")
        DONE_LATE = "done_late", _("超期完成")
        MISSED = "missed", _("未完成")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="commitments")
    origin = models.CharField(_("来源"), max_length=10, choices=Origin)
    number = models.CharField(_("编号"), max_length=10)
    title = models.CharField(_("题目"), max_length=60)
    problem = models.TextField(_("问题"))
    measure = models.TextField(_("整改措施"))
    target = models.TextField(_("工作目标"))
    metric = models.CharField(_("由数据计量"), max_length=30, blank=True)
    baseline = models.DecimalField(_("基线"), max_digits=8, decimal_places=1, null=True, blank=True)
    target_value = models.DecimalField(
        _("目标值"), max_digits=8, decimal_places=1, null=True, blank=True
    )
    base_year = models.PositiveSmallIntegerField(_("基线年度"), null=True, blank=True)
    due_on = models.DateField(_("完成时限"))
    long_term = models.BooleanField(_("长期坚持"), default=False)
    responsible = models.CharField(_("责任人"), max_length=30, blank=True)
    state = models.CharField(_("状态"), max_length=20, choices=State, default=State.ACTIVE)
    closed_on = models.DateField(_("销号日期"), null=True, blank=True)
    evidence = models.TextField(_("完成情况"), blank=True)
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("整改事项")
        ordering = ["unit", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "number", "due_on"], name="commitment_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Milestone(models.Model):
    """A dated part of a commitment."""

    TOLD_WITH = "commitment"

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="milestones")
    title = models.CharField(_("节点"), max_length=60)
    due_on = models.DateField(_("时限"))
    done_on = models.DateField(_("完成日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("节点")
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.title


class BaselineSeat(models.Model):
    """A seat that a seconded office cadre held when the commitment began."""

    TOLD_WITH = "commitment"

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="baseline_seats")
    seat = models.ForeignKey("casework.Seat", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["commitment", "seat"], name="baseline_seat_once"),
        ]
