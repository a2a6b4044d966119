"""Signing in: who may still try, and the traces that trying leaves."""

import hashlib
import hmac
from datetime import timedelta

from django import forms
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import get_hasher, identify_hasher
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import audit
from .accounts import rehash
from .models import FailedSignIn, Unit

MOST_TRIES = 10
MOST_FROM_ADDRESS = 100  # an office shares one
MOST_CODES = 5
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
        """Try the password, unless this name or this address was tried too often.

        The limits come before the hashing, which is the dear part, and an unknown name is
        hashed like a known one.
        """
        cleaned = super().clean()
        if "username" not in cleaned or "password" not in cleaned:
            return cleaned
        if tried_too_often(self.request, cleaned["username"]):
            raise forms.ValidationError(
                _("输错的次数太多，请15分钟后再试。别处登录不受影响。"), code="too-many"
            )
        self.user = authenticate(self.request, **cleaned)
        if self.user is None or not hasattr(self.user, "account"):
            self.user = None
            note_failure(self.request, cleaned["username"])
            raise forms.ValidationError(_("账号或密码不对，请再输一次。"), code="wrong")
        if outdated(self.user.password):
            rehash(self.user, cleaned["password"])
        return cleaned


class CodeForm(forms.Form):
    """The six digits, or a recovery code."""

    code = forms.CharField(
        label=_("验证码"),
        max_length=20,
        help_text=_("身份验证器里的6位数字；手机不在身边时填恢复码。"),
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autofocus": True, "inputmode": "text"}
        ),
    )


def outdated(encoded: str) -> bool:
    """Whether a password is hashed in a way that was good enough once."""
    hasher, now = identify_hasher(encoded), get_hasher()
    return hasher.algorithm != now.algorithm or now.must_update(encoded)


def _digest(text: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def _address(request) -> str:
    return request.META.get("REMOTE_ADDR", "")


def _who(request, name: str) -> str:
    """Address and name as one keyed digest: neither is kept in the clear."""
    return _digest(f"{_address(request)}|{name.strip().casefold()}")


def _recent(**tries):
    return FailedSignIn.objects.filter(at__gt=timezone.now() - WINDOW, **tries)


def tried_too_often(request, name: str) -> bool:
    """By name and address, so that nobody is locked out from elsewhere; and by address alone."""
    return (
        _recent(who=_who(request, name)).count() >= MOST_TRIES
        or _recent(address=_digest(_address(request))).count() >= MOST_FROM_ADDRESS
    )


def codes_tried_too_often(user) -> bool:
    """The second factor is asked only of whoever knows the password: counted by account."""
    return _recent(who=_digest(f"second factor|{user.pk}")).count() >= MOST_CODES


def _count(who: str, address: str) -> None:
    now = timezone.now()
    FailedSignIn.objects.filter(at__lte=now - WINDOW).delete()
    FailedSignIn.objects.create(who=who, address=address, at=now)


@transaction.atomic
def note_failure(request, name: str) -> None:
    """Count the try and leave a trace. A name nobody has is not kept: it may be a password."""
    _count(_who(request, name), _digest(_address(request)))
    user = User.objects.filter(username=name).select_related("account__unit").first()
    account = getattr(user, "account", None)
    root = Unit.objects.filter(parent=None).values_list("path", flat=True).first()
    path = account.unit.path if account else root or ""
    audit.append("sign_in_failed", by=user if account else None, unit_path=path)


@transaction.atomic
def note_wrong_code(user) -> None:
    """Count the try and leave a trace."""
    _count(_digest(f"second factor|{user.pk}"), "")
    audit.append("second_factor_failed", by=user, unit_path=user.account.unit.path)


@transaction.atomic
def note(kind: str, user) -> None:
    """A trace of what somebody did with their own account."""
    audit.append(kind, by=user, unit_path=user.account.unit.path)


def forget_failures(request, name: str) -> None:
    FailedSignIn.objects.filter(who=_who(request, name)).delete()
