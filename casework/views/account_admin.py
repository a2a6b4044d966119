"""The pages of the security administrator: accounts, and where approving takes two people."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django_tables2 import RequestConfig

from .. import accounts
from ..access import ACCOUNTS
from ..account_forms import ActForm, EditAccountForm, FindForm, FourEyesForm, NewAccountForm
from ..account_table import AccountTable
from ..models import Account, Unit
from ..workflow import Stale
from .showing import stale_row

PAGE = 50


def _only_administrators(request) -> None:
    if not request.user.has_perm(ACCOUNTS):
        raise PermissionDenied


def index(request):
    """The accounts of the unit and below."""
    _only_administrators(request)
    form = FindForm(request.GET)
    found = form.narrow(Account.objects.visible_to(request.user).select_related("user", "unit"))
    table = AccountTable(found)
    RequestConfig(request, paginate={"per_page": PAGE}).configure(table)
    context = {"form": form, "table": table, "alone": _alone(request.user)[:PAGE]}
    return render(request, "casework/accounts.html", context)


def _alone(user):
    """The townships where one person may prepare and approve."""
    below = Unit.objects.under(user.account.unit.path).filter(kind=Unit.Kind.TOWNSHIP)
    return below.filter(four_eyes=False).order_by("path")


@never_cache
def new(request):
    """A new account; its one-time password is shown this once."""
    _only_administrators(request)
    form = NewAccountForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        account, password = accounts.create(**form.cleaned_data, by=request.user)
        return _password_page(request, account, password)
    status = 422 if form.errors else 200
    return render(request, "casework/account_new.html", {"form": form}, status=status)


def _password_page(request, account, password: str):
    context = {"account": account, "password": password}
    return render(request, "casework/account_password.html", context)


def _account_or_404(request, pk) -> Account:
    _only_administrators(request)
    visible = Account.objects.visible_to(request.user)
    return get_object_or_404(visible.select_related("user", "unit"), pk=pk)


@never_cache
def edit(request, pk):
    """Role, unit and name of an account, and what can be done to it."""
    account = _account_or_404(request, pk)
    start = {name: getattr(account, name) for name in ("display_name", "role", "unit")}
    acting, refusal = "what" in request.POST, ""
    form = EditAccountForm(None if acting else request.POST or None, by=request.user, initial=start)
    act = ActForm(request.POST if acting else None, account=account)
    sent = act if acting else form
    if request.method == "POST" and sent.is_valid():
        try:
            return (_act if acting else _change)(request, account, sent.cleaned_data)
        except accounts.Refused as refused:
            sent.add_error(None, str(refused))
        except Stale as problem:
            account = problem.case
            refusal = stale_row(account, account.unit.path, request.user)
    context = {"account": account, "form": form, "act": act, "sent": sent}
    context |= {"refusal": refusal, "version": _version(request, account, refusal)}
    status = 409 if refusal else 422 if sent.errors else 200
    return render(request, "casework/account_edit.html", context, status=status)


def _version(request, account, refusal) -> str:
    """The mark the form stands on; after a refusal as stale, the one of what is now shown."""
    now = accounts.mark(account)
    return now if refusal else request.POST.get("version", now)


def _change(request, account, answers):
    seen = request.POST.get("version", "")
    changed = accounts.change(account, **answers, by=request.user, seen=seen)
    messages.success(request, _("账号已更改，马上生效。") if changed else _("没有改动。"))
    return redirect("accounts")


def _act(request, account, answers):
    asked = {"note": answers["reason"], "by": request.user}
    match answers["what"]:
        case "password":
            return _password_page(request, account, accounts.reset_password(account, **asked))
        case "factor":
            accounts.reset_second_factor(account, **asked)
        case "end":
            accounts.end_sessions(account, **asked)
        case what:
            accounts.set_active(account, what == "open", **asked)
    messages.success(request, _("已办好，马上生效。"))
    return redirect(account)


def four_eyes(request):
    """Whether approvals of the Party committee need two people, township by township."""
    _only_administrators(request)
    form = FourEyesForm(request.POST or None, by=request.user, initial={"four_eyes": "1"})
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data
        township, on = answers["township"], answers["four_eyes"]
        if accounts.set_four_eyes(township, on, note=answers["note"], by=request.user):
            messages.success(request, _("%s：已更改，马上生效。") % township)
        return redirect("accounts")
    context = {"form": form, "alone": _alone(request.user)[:PAGE]}
    status = 422 if form.errors else 200
    return render(request, "casework/four_eyes.html", context, status=status)
