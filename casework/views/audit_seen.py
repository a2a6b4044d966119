"""Whose data did an account see between two days? Dossiers, full ID numbers and exports."""

from datetime import timedelta

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import excel
from ..audit_words import sentences
from ..forms import DayField
from ..models import AuditEvent
from ..readings import seen_by
from .audit import EXPORTED, midnight, offer_colleagues
from .downloads import hand_out

SHOWN = 200
PERIOD = timedelta(days=7)


class SeenForm(forms.Form):
    """Which account, from which day to which; by default the last seven days."""

    actor = forms.ModelChoiceField(
        User.objects.none(), label=gettext_lazy("账号"), empty_label=gettext_lazy("请选择")
    )
    since = DayField(label=gettext_lazy("从"))
    until = DayField(label=gettext_lazy("到"))

    def __init__(self, data, user, today):
        start = {"since": today - PERIOD, "until": today}
        super().__init__({**start, **data.dict()} if data else None, initial=start)
        self.user = user
        offer_colleagues(self.fields["actor"], user)

    def found(self):
        """The events of reading that were asked for, oldest first."""
        if not self.is_valid():
            return AuditEvent.objects.none()
        asked = self.cleaned_data
        end = midnight(asked["until"] + timedelta(days=1))
        return seen_by(self.user, asked["actor"].pk, midnight(asked["since"]), end)


def seen(request):
    """The first two hundred; the workbook holds all."""
    form, found = _asked(request)
    lines = sentences(found[: SHOWN + 1])
    context = {
        "form": form,
        "asked": form.is_bound and form.is_valid(),
        "events": lines[:SHOWN],
        "more": len(lines) > SHOWN,
        "people": found.order_by().values("person_id").distinct().count() if lines else 0,
    }
    return render(request, "casework/audit_seen.html", context)


def _asked(request):
    if not request.user.has_perm("casework.audit"):
        raise PermissionDenied
    form = SeenForm(request.GET, request.user, timezone.localdate())
    return form, form.found()


def export_seen(request):
    """The same list whole, as a workbook."""
    _form, found = _asked(request)
    rows = sentences(found[:EXPORTED])
    name = _("查阅记录")
    columns = [
        excel.Column(_("时间"), "at"),
        excel.Column(_("账号"), "actor"),
        excel.Column(_("对象"), "who"),
        excel.Column(_("方式"), "what"),
        excel.Column(_("内容"), "details", width=40),
        excel.Column(_("原因"), "note"),
    ]
    return hand_out(request, [excel.Sheet(name, columns, rows)], name, rows=len(rows))
