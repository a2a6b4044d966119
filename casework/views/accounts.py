"""Signing in and out, and one's own password."""

import time

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from .. import accounts, second_factor
from ..access import RoleBackend
from ..account_forms import OwnPasswordForm
from ..sessions import ENDED, follow
from ..sign_in import (
    CodeForm,
    SignInForm,
    codes_tried_too_often,
    forget_failures,
    note,
    note_wrong_code,
)

HALFWAY = "halfway"  # the password was right, the second factor is still to come
HALFWAY_SECONDS = 300
ENDINGS = {
    "idle": gettext_lazy("30分钟没有操作，已自动退出。登录后回到原来的页面，填过的内容都在。"),
    "long": gettext_lazy("登录满12小时，请重新登录。登录后回到原来的页面，填过的内容都在。"),
    "changed": gettext_lazy("账号有变动，请重新登录。"),
}


@never_cache
@login_not_required
@sensitive_post_parameters("password")
def sign_in(request):
    """The one door for strangers."""
    onward = _onward(request)
    if request.user.is_authenticated:
        return redirect(onward)
    form = SignInForm(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        if form.user.account.totp_since:
            return _halfway(request, form.user, onward)
        return _admitted(request, form.user, onward)
    context = {
        "form": form,
        "next": request.POST.get("next", request.GET.get("next", "")),
        "ending": ENDINGS.get(request.session.get(ENDED, ""), ""),
    }
    return render(request, "casework/sign_in.html", context, status=422 if form.errors else 200)


def _halfway(request, user, onward: str) -> HttpResponse:
    request.session.cycle_key()
    request.session[HALFWAY] = {
        "user": user.pk,
        "stamp": user.account.stamp,
        "at": int(time.time()),
        "next": onward,
    }
    return redirect("sign-in-code")


def _admitted(request, user, onward: str) -> HttpResponse:
    """A session under a new key; what a stranger's session held is left behind."""
    for name in (ENDED, HALFWAY):
        request.session.pop(name, None)
    forget_failures(request, user.get_username())
    login(request, user)
    note("sign_in", user)
    return redirect(onward)


@never_cache
@login_not_required
@sensitive_post_parameters("code")
def sign_in_code(request):
    """The second half of the door: the code, for whoever gave the right password just now."""
    halfway = request.session.get(HALFWAY)
    user = _user_of(halfway) if halfway else None
    if user is None:
        return redirect("sign-in")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _code_is_right(user, form):
        return _admitted(request, user, halfway["next"])
    return render(
        request, "casework/sign_in_code.html", {"form": form}, status=422 if form.errors else 200
    )


def _user_of(halfway: dict):
    """Who is halfway in, unless it took too long or the account has changed meanwhile."""
    user = RoleBackend().get_user(halfway["user"])
    fresh = time.time() - halfway["at"] < HALFWAY_SECONDS
    return user if user and fresh and user.account.stamp == halfway["stamp"] else None


def _code_is_right(user, form) -> bool:
    if codes_tried_too_often(user):
        form.add_error("code", _("输错的次数太多，请15分钟后再试。"))
    elif second_factor.accepts(user.account, form.cleaned_data["code"]):
        return True
    else:
        note_wrong_code(user)
        form.add_error("code", _("验证码不对或已用过，请等下一个再输。"))
    return False


def _onward(request) -> str:
    """The page that was asked for, if it is one of ours; else home."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(
        wanted, {request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours else resolve_url(settings.LOGIN_REDIRECT_URL)


def sign_out(request):
    """End the session."""
    note("sign_out", request.user)
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


@never_cache
@sensitive_post_parameters()
def password(request):
    """Change one's own password; other sessions of the account end."""
    form = OwnPasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = accounts.change_own_password(form)
        update_session_auth_hash(request, user)
        follow(request, user.account)
        messages.success(request, _("密码已改。别处的登录已退出。"))
        return redirect("home")
    context = {"form": form, "first": request.user.account.must_change}
    return render(request, "casework/password.html", context, status=422 if form.errors else 200)


@never_cache
@sensitive_post_parameters("code", "offered")
def own_second_factor(request):
    """Add the second factor: scan, type a code, write the recovery codes down."""
    account = request.user.account
    if account.totp_since:
        return render(request, "casework/second_factor.html", {"since": account.totp_since})
    form = CodeForm(request.POST or None)
    form.fields["code"].help_text = _("身份验证器里现在显示的6位数字。")
    session = request.session.session_key
    secret = second_factor.accepted(request.POST.get("offered", ""), account, session)
    if request.method == "POST" and form.is_valid():
        codes = _enrolled(request, form, secret)
        if codes:
            return render(request, "casework/recovery_codes.html", {"codes": codes})
    secret = secret or second_factor.candidate()
    context = {
        "form": form,
        "secret": second_factor.as_text(secret),
        "offered": second_factor.offered(secret, account, session),
        "drawing": second_factor.drawing(second_factor.address(account, secret)),
    }
    status = 422 if form.errors else 200
    return render(request, "casework/second_factor.html", context, status=status)


@transaction.atomic
def _enrolled(request, form, secret: bytes | None) -> list[str]:
    """The recovery codes, or none with the reason on the form."""
    if secret is None:
        form.add_error("code", _("页面放得太久，密钥已换，请重新扫码。"))
        return []
    codes = second_factor.enrol(request.user.account, secret, form.cleaned_data["code"])
    if not codes:
        form.add_error("code", _("验证码不对。请看手机的时间准不准，再输现在显示的数字。"))
    return codes
