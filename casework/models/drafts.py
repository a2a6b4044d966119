"""What was typed into a form and not yet carried out."""

from django.conf import settings
from django.db import models


class Draft(models.Model):
    """The last typed state of one form of one user, sealed under the key of the account."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    address = models.CharField(max_length=300, help_text="Of the page, with its query.")
    sealed = models.BinaryField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "address"], name="one_draft_per_form")
        ]
        indexes = [models.Index(fields=["saved_at"], name="draft_age")]  # dropping old ones

    def __str__(self) -> str:
        return self.address
