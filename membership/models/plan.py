"""The plan of the year, and the numbered forms that the county hands out for it."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casework.models import Unit
from casework.models.units import within

from ..stages import NOT_ADOPTED
from ..standards import FORM_YEAR
from .application import Application


class YearPlanQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The plans of the user's unit and everything below it."""
        return user.account.reachable(self, "unit__path")

    def under(self, path: str):
        """The plans of a unit and everything below it."""
        return self.filter(within(path, "unit__path"))


class YearPlan(models.Model):
    """How many people a branch may admit in a year (article 38; 2014: 39).

    `used` counts the admissions; the step keeps it under the branch's lock. A plan that was
    exceeded, or cut after the admissions, says why. A township's own plan is what it was given
    altogether: nothing is counted on it.
    """

    TOLD_WITH = "unit"
    UNTOLD = ("used", "excess")  # counted again by recount

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="year_plans")
    year = models.PositiveSmallIntegerField(_("年度"))
    places = models.PositiveSmallIntegerField(_("计划数"))
    used = models.PositiveSmallIntegerField(_("已用"), default=0, editable=False)
    excess = models.CharField(_("超出计划的说明"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = YearPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("年度发展计划")
        ordering = ["-year", "unit"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "year"], name="one_plan_per_branch_and_year"),
            models.CheckConstraint(
                condition=Q(used__lte=F("places")) | ~Q(excess=""),
                name="plan_not_exceeded",
                violation_error_message=_("已超过支部的年度发展计划。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.year}"


# A form of which an admission came: it is the one its holder was admitted with.
USED = Q(case__form_number=F("number"), case__adopted_on__isnull=False) & ~Q(
    case__stage__in=NOT_ADOPTED
)


def renewed_in(year: int) -> bool:
    """Whether a form of an earlier year is to be replaced in `year` (A-25)."""
    return FORM_YEAR.on(date(year, 1, 1))


class AdmissionFormQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The forms of the townships in the user's reach, and those given to their people."""
        account = user.account
        if not account.reads:
            return self.none()
        path = account.unit.path
        return self.filter(within(path, "unit__path") | within(path, "case__unit__path"))

    def spare(self):
        """Given to nobody, neither returned nor void."""
        return self.filter(case__isnull=True, ended_as="")

    def out(self):
        """Given to somebody, of whom no admission came yet, and not back."""
        return self.filter(case__isnull=False, ended_as="").exclude(USED)

    def lapsed(self, year: int):
        """Still out after the end of their year: a new form is wanted (A-25)."""
        return self.out().filter(year__lt=year) if renewed_in(year) else self.none()


class AdmissionForm(models.Model):
    """One numbered admission form (入党志愿书) of a township's year.

    Numbers come from the county as a range. The form of the step says whom one is given to
    (`form_register.give`); it is used once an admission came of it, which the case says. That it
    went back or was spoilt is told.
    """

    TOLD_WITH = "pk"

    class End(models.TextChoices):
        RETURNED = "returned", _("已退回")
        VOID = "void", _("已作废")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="admission_forms")
    year = models.PositiveSmallIntegerField(_("年度"))
    number = models.CharField(_("编号"), max_length=30)
    received = models.BooleanField(default=True, editable=False, help_text="Part of a range.")
    case = models.ForeignKey(
        Application, models.PROTECT, null=True, editable=False, related_name="admission_forms"
    )
    issued_on = models.DateField(_("发放日期"), null=True, editable=False)
    ended_as = models.CharField(_("去向"), max_length=10, choices=End, blank=True)
    ended_on = models.DateField(_("退回（作废）日期"), null=True, blank=True)
    remark = models.CharField(_("说明"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = AdmissionFormQuerySet.as_manager()

    class Meta:
        verbose_name = _("入党志愿书")
        ordering = ["-year", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year", "number"],
                name="form_number_once",
                violation_error_message=_("这个编号已经登记。"),
            ),
            models.CheckConstraint(
                condition=Q(case__isnull=False, issued_on__isnull=False)
                | Q(case__isnull=True, issued_on__isnull=True),
                name="form_given_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(ended_as="", ended_on__isnull=True)
                | (~Q(ended_as="") & Q(ended_on__isnull=False)),
                name="form_ended_on_a_day",
                violation_error_message=_("退回或作废须有日期。"),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def used(self) -> bool:
        """Whether an admission came of it: USED, for a row that came with its case."""
        case = self.case
        waits = case is None or case.stage in NOT_ADOPTED
        return not waits and case.adopted_on is not None and case.form_number == self.number
