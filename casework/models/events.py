from django.db import models
from django.utils.translation import gettext_lazy as _

from .units import within


class AuditEventQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(within(user.account.unit.path, "unit_path"))


class AuditEvent(models.Model):
    """One link of the audit chain. No foreign keys: it outlives what it tells of.

    `payload` is the stored text that the hash covers; the other columns repeat
    what is in it, for finding.
    """

    WRITTEN_ONCE = True  # triggers see to it: immutable.py

    seq = models.PositiveBigIntegerField(_("序号"), primary_key=True)
    at = models.DateTimeField(_("时间"))
    kind = models.CharField(_("事"), max_length=50)
    actor_id = models.BigIntegerField(null=True)
    unit_path = models.CharField(max_length=200, blank=True)
    person_id = models.BigIntegerField(null=True)
    subject = models.CharField(max_length=100, blank=True)
    payload = models.TextField()
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("操作留痕")
        ordering = ["-seq"]
        indexes = [
            models.Index(fields=["person_id", "-seq"], name="event_of_person"),  # case page
            models.Index(fields=["unit_path", "-seq"], name="event_of_unit"),  # audit page
            models.Index(fields=["actor_id", "-at"], name="event_of_actor"),  # who saw whom
            models.Index(
                fields=["-seq"], condition=models.Q(kind="alarm"), name="event_alarms"
            ),  # notice of the home page
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.kind}"

    def save(self, **kwargs):
        if not self._state.adding:
            raise TypeError("An event is never changed.")
        super().save(**{**kwargs, "force_insert": True})

    def delete(self, **kwargs):
        raise TypeError("An event is never deleted.")
