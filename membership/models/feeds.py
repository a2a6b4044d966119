import hashlib
import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

from casework.models import Account


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class CalendarFeed(models.Model):
    """The secret address under which an account's calendar is read from outside.

    Only a digest of the secret is kept; the address itself is shown once, when it is made.
    """

    TOLD_WITH = "account"
    TOLD_LATE = True

    account = models.OneToOneField(Account, models.CASCADE, related_name="calendar_feed")
    digest = models.CharField(max_length=64, unique=True)
    with_names = models.BooleanField(_("标题里写姓名"), default=False)
    made_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("日历订阅")

    def __str__(self) -> str:
        return str(self.account)

    @classmethod
    def renew(cls, account, *, with_names: bool) -> str:
        """Make a new address, which ends the one before. Returns the secret, this once."""
        token = secrets.token_urlsafe(32)
        facts = {"digest": _digest(token), "with_names": with_names}
        cls.objects.update_or_create(account=account, defaults=facts)
        return token

    @classmethod
    def end(cls, account) -> None:
        """The account's address answers no longer."""
        cls.objects.filter(account=account).delete()

    @classmethod
    def of(cls, token: str) -> "CalendarFeed | None":
        """The feed of a secret, while its account may sign in and open dossiers.

        What is looked up is the digest, so the time it takes tells nothing of the secret.
        """
        feeds = cls.objects.select_related("account__user", "account__unit")
        feed = feeds.filter(digest=_digest(token)).first()
        if feed is None or not secrets.compare_digest(feed.digest, _digest(token)):
            return None
        user = feed.account.user
        return feed if user.is_active and user.has_perm("casework.read") else None
