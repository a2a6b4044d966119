"""Signing in: who may still try, and the traces that trying leaves."""

import hashlib
import hmac
from datetime import timedelta

from django import forms
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import audit
from .models import FailedSignIn, Unit

MOST_TRIES = 10
WINDOW = timedelta(minutes=15)


class SignInForm(forms.Form):
    """Name and password. It never tells which of the two was wrong."""

    username = forms.CharField(
        label=_("账号"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        label=_("密码"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    user = None

    def __init__(self, request, data=None):
        super().__init__(data)
        self.request = request

    def clean(self):
        """Try the password, unless this name was tried too often from this address."""
        cleaned = super().clean()
        if "username" not in cleaned or "password" not in cleaned:
            return cleaned
        who = _who(self.request, cleaned["username"])
        if _recent(who).count() >= MOST_TRIES:
            raise forms.ValidationError(
                _("输错的次数太多，请15分钟后再试。别处登录不受影响。"), code="too-many"
            )
        self.user = authenticate(self.request, **cleaned)
        if self.user is None or not hasattr(self.user, "account"):
            self.user = None
            note_failure(who, cleaned["username"])
            raise forms.ValidationError(_("账号或密码不对，请再输一次。"), code="wrong")
        return cleaned


def _who(request, name: str) -> str:
    """Address and name as one keyed digest: neither is kept in the clear."""
    text = f"{request.META.get('REMOTE_ADDR', '')}|{name.strip().casefold()}"
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def _recent(who: str):
    return FailedSignIn.objects.filter(who=who, at__gt=timezone.now() - WINDOW)


@transaction.atomic
def note_failure(who: str, name: str) -> None:
    """Count the try and leave a trace. A name nobody has is not kept: it may be a password."""
    now = timezone.now()
    FailedSignIn.objects.filter(at__lte=now - WINDOW).delete()
    FailedSignIn.objects.create(who=who, at=now)
    user = User.objects.filter(username=name).select_related("account__unit").first()
    account = getattr(user, "account", None)
    root = Unit.objects.filter(parent=None).values_list("path", flat=True).first()
    path = account.unit.path if account else root or ""
    audit.append("sign_in_failed", by=user if account else None, unit_path=path)


@transaction.atomic
def note(kind: str, user) -> None:
    """A trace of what somebody did with their own account."""
    audit.append(kind, by=user, unit_path=user.account.unit.path)


def forget_failures(request, name: str) -> None:
    FailedSignIn.objects.filter(who=_who(request, name)).delete()
