"""The public notices that a county asks for beside the national one (A-08)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from casework.fields import SealedText
from casework.models import BesideCase

from .. import choices, timing
from .application import Application


class Notice(BesideCase, models.Model):
    """One notice (公示) of the county's: where and when it was posted, and what came of it.

    It has the same shape as the national one, which is part of the case (article 13): a mobile
    person's stands at two places. `ends_on` and `second_ends_on` are worked out from the
    county's number of days, of the posting day.
    """

    TOLD_WITH = "case"
    UNTOLD = ("ends_on", "second_ends_on")

    case = models.ForeignKey(Application, models.CASCADE, related_name="notices")
    kind = models.CharField(_("公示"), max_length=10, choices=list(choices.NOTICES.items()))
    posted_on = models.DateField(_("公示起始日期"))
    place = models.CharField(_("公示地点"), max_length=50, blank=True)
    second_posted_on = models.DateField(_("流入地公示起始日期"), null=True, blank=True)
    second_place = models.CharField(_("流入地公示地点"), max_length=50, blank=True)
    objection = models.BooleanField(_("公示期间有异议"), default=False)
    resolved_on = models.DateField(_("异议查清日期"), null=True, blank=True)
    result = SealedText(_("公示结果"), max_length=200, blank=True)
    ends_on = models.DateField(_("公示期满日期"), null=True, editable=False)
    second_ends_on = models.DateField(_("流入地公示期满日期"), null=True, editable=False)

    class Meta:
        verbose_name = _("公示")
        ordering = ["posted_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "kind"], name="one_notice_of_a_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.posted_on}"

    def work_out(self) -> None:
        """The last day at each place."""
        self.ends_on = timing.county_notice_end(self.kind, self.posted_on)
        self.second_ends_on = timing.county_notice_end(self.kind, self.second_posted_on)

    def save(self, **kwargs):
        self.work_out()
        super().save(**kwargs)
