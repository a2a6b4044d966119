"""The trail: one sentence for each event, newest first."""

from datetime import datetime, time, timedelta

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import excel
from ..audit_words import kinds, sentences
from ..forms import DayField
from ..models import AuditEvent, Person
from ..models.units import within
from .downloads import hand_out

PAGE = 50
MOST_PEOPLE = 200
EXPORTED = 50_000


class TrailForm(forms.Form):
    """Whose, who, which day and what; every question may stay open."""

    person = forms.CharField(label=gettext_lazy("对象"), required=False, max_length=50)
    actor = forms.ModelChoiceField(
        User.objects.none(),
        label=gettext_lazy("人"),
        required=False,
        empty_label=gettext_lazy("全部"),
    )
    kind = forms.ChoiceField(label=gettext_lazy("事"), required=False)
    since = DayField(label=gettext_lazy("从"), required=False)
    until = DayField(label=gettext_lazy("到"), required=False)

    def __init__(self, data, user):
        super().__init__(data)
        self.user = user
        path = user.account.unit.path
        colleagues = User.objects.filter(within(path, "account__unit__path"))
        self.fields["actor"].queryset = colleagues.select_related("account").order_by("pk")
        self.fields["actor"].label_from_instance = lambda one: str(one.account)
        self.fields["kind"].choices = [("", _("全部")), *kinds().items()]

    def narrow(self, events):
        """The events that fit the answers."""
        asked = self.cleaned_data if self.is_valid() else {}
        if asked.get("person"):
            events = events.filter(person_id__in=self._people(asked["person"]))
        if asked.get("actor"):
            events = events.filter(actor_id=asked["actor"].pk)
        if asked.get("kind"):
            events = events.filter(kind=asked["kind"])
        if asked.get("since"):
            events = events.filter(at__gte=_midnight(asked["since"]))
        if asked.get("until"):
            events = events.filter(at__lt=_midnight(asked["until"] + timedelta(days=1)))
        return events

    def _people(self, text: str) -> list[int]:
        """Ids of the people meant: an id from a case page, else by name or initials."""
        mine = Person.objects.filter(within(self.user.account.unit.path, "unit__path"))
        found = mine.filter(pk=text[1:]) if text[:1] == "#" and text[1:].isdecimal() else None
        found = mine.search(text) if found is None else found
        return list(found.order_by().values_list("pk", flat=True)[:MOST_PEOPLE])


def _midnight(day) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def trail(request):
    """A page of fifty by the number of the event: later pages cost no more than the first."""
    form, events = _asked(request)
    before = request.GET.get("before", "")
    if before.isdecimal():
        events = events.filter(seq__lt=int(before))
    found = list(events.order_by("-seq")[: PAGE + 1])
    context = {
        "form": form,
        "events": sentences(found[:PAGE]),
        "older": found[PAGE - 1].seq if len(found) > PAGE else None,
        "later": before.isdecimal(),
    }
    return render(request, "casework/audit.html", context)


def _asked(request):
    if not request.user.has_perm("casework.audit"):
        raise PermissionDenied
    form = TrailForm(request.GET, request.user)
    return form, form.narrow(AuditEvent.objects.visible_to(request.user))


def export_trail(request):
    """The same events as a workbook, which is itself an event."""
    _form, events = _asked(request)
    found = list(events.order_by("-seq")[:EXPORTED])
    return hand_out(request, [_sheet(found)], _("操作留痕"), rows=len(found))


def _sheet(events) -> excel.Sheet:
    columns = [
        excel.Column(_("序号"), "seq", "number"),
        excel.Column(_("时间"), "at", "text"),
        excel.Column(_("人"), "actor"),
        excel.Column(_("事"), "what"),
        excel.Column(_("对象"), "who"),
        excel.Column(_("内容"), "text", width=60),
        excel.Column(_("原因"), "note"),
    ]
    rows = [{**line, "text": _text(line)} for line in sentences(events)]
    return excel.Sheet(_("操作留痕"), columns, rows)


def _text(line: dict) -> str:
    changed = [f"{c['label']} {c['before']} → {c['after']}" for c in line["changes"]]
    return "；".join(filter(None, [line["details"], *changed]))
