"""A roster that was taken in: the file while it is being looked at, and what became of it."""

import hashlib

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .. import identity
from .units import Unit


class ImportQuerySet(models.QuerySet):
    def visible_to(self, user):
        return user.account.reachable(self, "unit__path")

    def for_list(self):
        return self.select_related("unit", "by__account").defer("upload")


class Import(models.Model):
    """One uploaded roster. The file is sealed under a key of its own and is dropped, with the
    key, when a day has passed; counts and what was made stay.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("未写入")
        STORED = "stored", _("已导入")
        UNDONE = "undone", _("已撤销")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="imports")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    file_name = models.CharField(_("文件"), max_length=200)
    sha256 = models.CharField(max_length=64)
    kind = models.CharField(_("名册"), max_length=20, blank=True)
    as_of = models.DateField(_("截至日"))
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.DRAFT)
    uploaded_at = models.DateTimeField(_("上传时间"), default=timezone.now)
    stored_at = models.DateTimeField(_("写入时间"), null=True)
    key = models.BinaryField(null=True)
    upload = models.BinaryField(null=True)
    blank_ids = models.BooleanField(_("身份证号有问题的人，号码先空着导入"), default=False)
    counts = models.JSONField(default=dict)
    made = models.JSONField(default=dict, help_text="Ids of what the import made, for undoing.")

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("导入")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["unit", "-id"], name="import_of_unit")]

    def __str__(self) -> str:
        return self.file_name

    def keep(self, data: bytes) -> None:
        """Seal the uploaded file, and know it again by its hash."""
        self.sha256 = hashlib.sha256(data).hexdigest()
        self.key = identity.new_key()
        self.upload = identity.seal_bytes(self.key, data)

    def data(self) -> bytes:
        """The uploaded file; empty once it has been dropped."""
        return identity.unseal_bytes(self.key, self.upload)

    def drop_upload(self) -> None:
        self.key = self.upload = None

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT
