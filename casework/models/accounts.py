from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .units import Unit, within


class Account(models.Model):
    """Which unit a user works for, and as what. It decides what they see and may do."""

    class Role(models.TextChoices):
        COUNTY_READER = "county_reader", _("县级查阅")
        TOWNSHIP_OFFICER = "township_officer", _("乡镇组织干事")
        TOWNSHIP_APPROVER = "township_approver", _("乡镇审批人")
        BRANCH_SECRETARY = "branch_secretary", _("党支部书记")
        BRANCH_READER = "branch_reader", _("支部查阅")
        SECURITY_ADMINISTRATOR = "security_administrator", _("安全管理员")
        AUDIT_ADMINISTRATOR = "audit_administrator", _("审计管理员")

    # They look after accounts and traces and open no dossier.
    NO_DOSSIERS = (Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR)

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="account")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="accounts")
    role = models.CharField(_("角色"), max_length=30, choices=Role)
    display_name = models.CharField(_("姓名"), max_length=50)

    class Meta:
        verbose_name = _("账号")

    def __str__(self) -> str:
        return self.display_name

    @property
    def reads(self) -> bool:
        """Whether the role opens dossiers at all."""
        return self.role not in self.NO_DOSSIERS

    def reachable(self, rows, path: str):
        """Of `rows`, those of the unit and below, by the field `path`; none without dossiers."""
        return rows.filter(within(self.unit.path, path)) if self.reads else rows.none()


class FailedSignIn(models.Model):
    """A failed try, kept for as long as it counts against the same name from the same address."""

    who = models.CharField(max_length=64, help_text="Keyed digest of address and name.")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["who", "at"], name="failed_sign_in")]

    def __str__(self) -> str:
        return f"{self.at}"
