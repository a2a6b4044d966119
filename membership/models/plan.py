from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casework.models import Unit


class YearPlan(models.Model):
    """How many people a branch may admit in a year (article 38; 2014: 39).

    `used` counts the admissions; the step keeps it under the branch's lock.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="year_plans")
    year = models.PositiveSmallIntegerField(_("年度"))
    places = models.PositiveSmallIntegerField(_("计划数"))
    used = models.PositiveSmallIntegerField(_("已用"), default=0, editable=False)

    class Meta:
        verbose_name = _("年度发展计划")
        ordering = ["-year", "unit"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "year"], name="one_plan_per_branch_and_year"),
            models.CheckConstraint(
                condition=Q(used__lte=F("places")),
                name="plan_not_exceeded",
                violation_error_message=_("已超过支部的年度发展计划。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.year}"
