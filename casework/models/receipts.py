from django.conf import settings
from django.db import models


class Receipt(models.Model):
    """A form that was carried out: its token, and the page that answered it.

    It is written in the transaction of the change, so the same form sent twice
    changes nothing twice.
    """

    token = models.CharField(max_length=32, primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    answer = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["made_at"], name="receipt_age")]  # clearing old ones

    def __str__(self) -> str:
        return self.token
