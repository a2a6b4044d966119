"""The page 规则设置: what the county may set, what it has set, since when and by what paper."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from casework import regulating
from casework.standard_forms import StandardForm, WithdrawForm
from casework.views.steps import sent_version

from .. import regulations, reworking

PAGES = 4  # of cases, reworked within the request that changes a setting


def index(request):
    """Every setting under its heading, and what is answered once for all."""
    today = timezone.localdate()
    context = {
        "sections": regulations.sections(today),
        "fixed": regulations.fixed(),
        "may_change": regulating.may_regulate(request.user),
        "reworking": reworking.progress(today),
    }
    return render(request, "progress/standards.html", context)


def _setting_or_404(key: str):
    setting = regulations.setting_named(key)
    if setting is None:
        raise Http404
    return setting


def _only_regulators(request) -> None:
    if not regulating.may_regulate(request.user):
        raise PermissionDenied


def standard(request, key):
    """One setting: value, bound, history; whoever may gives it another value."""
    setting, today = _setting_or_404(key), timezone.localdate()
    if request.method == "POST":
        _only_regulators(request)
    form = StandardForm(request.POST or None, setting=setting, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            seen = sent_version(request)
            regulating.put(setting, **form.answers(), seen=seen, by=request.user)
            return _reworked(request, _("已保存：%s") % setting)
        except ValidationError as error:
            form.add_error(None, error)
    return _page(request, setting, form, today)


def _page(request, setting, form, today):
    history = regulations.history(setting, today)
    context = {
        "setting": setting,
        "line": regulations.line(setting, regulations.rows_of(setting), today),
        "bounds": regulations.bounds(setting),
        "history": history,
        "form": form,
        "withdraw": WithdrawForm(),
        "version": regulating.newest_of(setting),
        "may_change": regulating.may_regulate(request.user),
    }
    status = 422 if form.errors else 200
    return render(request, "progress/standard.html", context, status=status)


def withdraw(request, key):
    """Take a value back that does not hold yet."""
    setting, today = _setting_or_404(key), timezone.localdate()
    _only_regulators(request)
    form = WithdrawForm(request.POST)
    valid = form.is_valid()
    row = regulations.row_of(setting, form.cleaned_data["number"]) if valid else None
    try:
        if row is None:
            raise ValidationError(_("请写明撤回的理由。"))
        seen, reason = sent_version(request), form.cleaned_data["reason"]
        regulating.withdraw(setting, row, reason=reason, seen=seen, today=today, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("standard", key=setting.key)
    return _reworked(request, _("已撤回：%s") % setting)


def rework(request):
    """Go on with what a change has left to be worked out again."""
    _only_regulators(request)
    return _reworked(request, "")


def _reworked(request, done: str):
    """Back to the list, after as many cases as one request takes."""
    found = reworking.go_on(timezone.localdate(), pages=PAGES)
    words = [done] if done else []
    if found and found.finished:
        told = {"done": found.done, "changed": found.changed}
        words.append(_("已重算 %(done)s 份档案，%(changed)s 份的期限或缺件有变。") % told)
    if words:
        messages.success(request, "　".join(words))
    return redirect("standards")
