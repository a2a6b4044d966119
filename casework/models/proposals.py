"""A step that one person has prepared and another is to decide."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .people import Person
from .units import Unit


class ProposalQuerySet(models.QuerySet):
    def visible_to(self, user):
        return user.account.reachable(self, "unit__path")

    def pending(self):
        return self.filter(state=Proposal.State.PENDING)

    def for_list(self):
        return self.select_related("person", "unit", "prepared_by__account")


class Proposal(models.Model):
    """The typed answers of a step, sealed under the person's key, until somebody else decides.

    `version` is the case's when it was prepared: a case changed since is looked at anew.
    """

    TOLD_WITH = "pk"

    class State(models.TextChoices):
        PENDING = "pending", _("待审批")
        CONFIRMED = "confirmed", _("已审批")
        RETURNED = "returned", _("已退回")
        WITHDRAWN = "withdrawn", _("已撤回")

    subject = models.CharField(max_length=100, help_text="As events name the case.")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    step = models.CharField(max_length=50)
    version = models.PositiveIntegerField()
    answers = models.BinaryField(null=True, help_text="The form as sent, sealed.")
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField(_("提请时间"), default=timezone.now)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.PENDING)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("提请审批")
        ordering = ["prepared_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject"], condition=Q(state="pending"), name="one_proposal_per_case"
            )
        ]
        indexes = [models.Index(fields=["state", "unit"], name="proposals_waiting")]  # home

    def __str__(self) -> str:
        return f"{self.subject} {self.step}"

    def get_absolute_url(self) -> str:
        return reverse("proposal", args=[self.pk])
