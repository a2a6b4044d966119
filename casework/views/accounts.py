"""Signing in and out, and one's own password."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import PasswordChangeForm
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from ..sign_in import SignInForm, forget_failures, note


@never_cache
@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request):
    """The one door for strangers."""
    onward = _onward(request)
    if request.user.is_authenticated:
        return redirect(onward)
    form = SignInForm(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        forget_failures(request, form.cleaned_data["username"])
        login(request, form.user)
        note("sign_in", form.user)
        return redirect(onward)
    context = {"form": form, "next": request.POST.get("next", request.GET.get("next", ""))}
    return render(request, "casework/sign_in.html", context, status=422 if form.errors else 200)


def _onward(request) -> str:
    """The page that was asked for, if it is one of ours; else home."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(
        wanted, {request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours else resolve_url(settings.LOGIN_REDIRECT_URL)


@require_POST
def sign_out(request):
    """End the session."""
    note("sign_out", request.user)
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password(request):
    """Change one's own password; other sessions of the account end."""
    form = PasswordChangeForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = form.save()
        update_session_auth_hash(request, user)
        note("password", user)
        messages.success(request, _("密码已改。别处的登录已退出。"))
        return redirect("home")
    context = {"form": form}
    return render(request, "casework/password.html", context, status=422 if form.errors else 200)
