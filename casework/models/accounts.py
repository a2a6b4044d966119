from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .units import Unit, within


class AccountQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The accounts of the user's unit and everything below it."""
        return self.filter(within(user.account.unit.path, "unit__path"))


class Account(models.Model):
    """Which unit a user works for, and as what. It decides what they see and may do."""

    TOLD_WITH = "pk"
    SECRETS = ("must_change", "stamp", "key", "totp_sealed", "totp_since", "recovery")
    # The number of the last code changes with every sign-in; turned back, it would let a code of
    # the last minute and a half count twice.
    UNTOLD = (*SECRETS, "totp_step")
    APART = {"secrets": SECRETS}

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
    must_change = models.BooleanField(_("须改初次密码"), default=False)
    stamp = models.CharField(max_length=32, blank=True, help_text="A new one ends all sessions.")
    key = models.BinaryField(null=True, help_text="Wrapped by the master key.")
    totp_sealed = models.BinaryField(null=True)
    totp_since = models.DateTimeField(_("二次验证"), null=True)
    totp_step = models.BigIntegerField(default=0, help_text="Of the last code used.")
    recovery = models.JSONField(default=list, help_text="Keyed digests of the unused codes.")

    forgotten = False  # an account is shut, its key is never destroyed

    objects = AccountQuerySet.as_manager()

    class Meta:
        verbose_name = _("账号")

    def __str__(self) -> str:
        return self.display_name

    def get_absolute_url(self) -> str:
        return reverse("account-edit", args=[self.pk])

    @property
    def reads(self) -> bool:
        """Whether the role opens dossiers at all."""
        return self.role not in self.NO_DOSSIERS

    def reachable(self, rows, path: str):
        """Of `rows`, those of the unit and below, by the field `path`; none without dossiers.

        A province is the root of the tree (`Unit.save` and a constraint see to it):
        everything is below it, and no condition keeps an index from serving.
        """
        if not self.reads:
            return rows.none()
        if self.unit.kind == Unit.Kind.PROVINCE:
            return rows
        return rows.filter(within(self.unit.path, path))


class FailedSignIn(models.Model):
    """A failed try, kept for as long as it counts against the name and the address."""

    who = models.CharField(max_length=64, help_text="Keyed digest of address and name.")
    address = models.CharField(max_length=64, blank=True, help_text="Keyed digest.")
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["who", "at"], name="failed_sign_in"),
            models.Index(fields=["address", "at"], name="failed_from_address"),
        ]

    def __str__(self) -> str:
        return f"{self.at}"
