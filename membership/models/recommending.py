"""Who spoke for an applicant and how they counted, and the two-way appraisal (article 8; the
township's undertaking of 2022, item 二（3）)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casework.fields import SealedText
from casework.models import BesideCase

from .. import choices, timing
from ..tallies import FIGURES, tally_fault
from .application import Application


def _counted(whole: str) -> Q:
    """Nothing was counted, or the figures add up and are part of the whole."""
    nothing = Q(**{f"{name}__isnull": True for name in FIGURES})
    every = Q(**{f"{name}__isnull": False for name in FIGURES})
    return nothing | every & Q(
        present__lte=F(whole), present=F("favour") + F("against") + F("abstain")
    )


class Tallied(BesideCase, models.Model):
    """How many should have taken part, did, and were for, against or neither; all or none told."""

    entitled = models.PositiveSmallIntegerField(_("应参加人数"), null=True, blank=True)
    present = models.PositiveSmallIntegerField(_("实际参加人数"), null=True, blank=True)
    favour = models.PositiveSmallIntegerField(_("同意"), null=True, blank=True)
    against = models.PositiveSmallIntegerField(_("不同意"), null=True, blank=True)
    abstain = models.PositiveSmallIntegerField(_("弃权"), null=True, blank=True)

    class Meta:
        abstract = True

    def clean(self):
        words = tally_fault({name: getattr(self, name) for name in FIGURES})
        if words:
            raise ValidationError(words)


class Recommendation(Tallied):
    """One recommendation (推荐): of the members, of a people's organisation or, beside one of
    these, of the household representatives (户代表), whose figures are households."""

    TOLD_WITH = "case"

    case = models.ForeignKey(Application, models.CASCADE, related_name="recommendations")
    kind = models.CharField(_("推荐主体"), max_length=10, choices=choices.RECOMMENDATIONS)
    held_on = models.DateField(_("推荐日期"))
    organisation = models.CharField(_("推优的群团组织"), max_length=50, blank=True)
    sealed = models.BooleanField(_("推荐表已盖章"), default=False)
    method = models.CharField(_("征集方式"), max_length=10, choices=choices.METHODS, blank=True)

    class Meta:
        verbose_name = _("推荐")
        ordering = ["held_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "kind"], name="one_recommendation_of_a_kind"),
            models.CheckConstraint(
                condition=_counted("entitled"), name="recommendation_adds_up",
                violation_error_message=_("推荐票数对不上。"),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.held_on}"


class Appraisal(Tallied):
    """One side of the two-way appraisal (双向鉴定): an organisation that knows the person says what
    it thinks, and how those it asked answered. There are two sides, never more; `pairs_until_on`
    is the last day for the other one."""

    TOLD_WITH = "case"
    UNTOLD = ("pairs_until_on",)

    case = models.ForeignKey(Application, models.CASCADE, related_name="appraisals")
    side = models.CharField(_("哪一方"), max_length=6, choices=choices.SIDES)
    role = models.CharField(_("鉴定方"), max_length=10, choices=choices.APPRAISERS)
    organisation = models.CharField(_("鉴定单位"), max_length=50)
    held_on = models.DateField(_("鉴定日期"))
    signer = models.CharField(_("签字人"), max_length=50, blank=True)
    conclusion = models.CharField(_("鉴定结论"), max_length=12, choices=choices.CONCLUSIONS)
    opinion = SealedText(_("鉴定意见"), blank=True)
    pairs_until_on = models.DateField(null=True, editable=False)

    class Meta:
        verbose_name = _("双向鉴定")
        ordering = ["held_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "side"], name="one_appraisal_of_a_side"),
            models.CheckConstraint(
                condition=_counted("entitled"), name="appraisal_adds_up",
                violation_error_message=_("鉴定票数对不上。"),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.organisation} {self.held_on}"

    def work_out(self) -> None:
        self.pairs_until_on = timing.pairs_until(self.held_on)

    def save(self, **kwargs):
        self.work_out()
        super().save(**kwargs)
