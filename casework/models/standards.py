"""What the county has set: one row for each change, never edited."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Standard(models.Model):
    """The value of a setting from a first day on (`casework.standards.Setting`).

    `number` counts the rows of a key: two changes made from the same page have the same, and the
    later one fails. A row that does not hold yet is withdrawn by another row that names it.
    """

    WRITTEN_ONCE = True  # triggers see to it: immutable.py
    TOLD_WITH = "pk"

    key = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    value = models.JSONField(_("取值"))
    since = models.DateField(_("起始日期"))
    source = models.CharField(_("依据"), max_length=200)
    reason = models.CharField(_("理由"), max_length=200)
    withdraws = models.OneToOneField("self", models.PROTECT, null=True, related_name="withdrawal")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("规则设置")
        ordering = ["key", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["key", "number"], name="standard_once"),
            models.CheckConstraint(condition=~Q(source=""), name="standard_has_a_source"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.number}"


class Reworking(models.Model):
    """What a change of a setting leaves to be worked out again, and how far that has come."""

    standard = models.OneToOneField(Standard, models.PROTECT, related_name="reworking")
    due_on = models.DateField()
    position = models.BigIntegerField(default=0, help_text="Of the last row reworked.")
    done = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["due_on"], condition=Q(finished_at=None), name="reworking_open"
            )  # notice of the pages
        ]

    def __str__(self) -> str:
        return f"{self.standard} {self.done}"


class Comparison(models.Model):
    """Somebody has laid a text beside the official print. Kept as it was said, never edited."""

    WRITTEN_ONCE = True
    TOLD_WITH = "pk"

    class Result(models.TextChoices):
        SAME = "same", _("一致")
        DIFFERS = "differs", _("有出入")

    text = models.CharField(_("文本"), max_length=20)
    compared_on = models.DateField(_("核对日期"))
    print = models.CharField(_("对照的正式文本"), max_length=200)
    result = models.CharField(_("核对结果"), max_length=10, choices=Result)
    remark = models.CharField(_("说明"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("登记时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("文本核对")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["text", "-at"], name="comparison_of_text")]

    def __str__(self) -> str:
        return f"{self.text} {self.compared_on}"
