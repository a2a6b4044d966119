"""The trail: one sentence for each event, newest first."""

from datetime import timedelta

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import excel
from ..audit_words import kinds, plain_text, sentences
from ..done import midnight
from ..forms import DayField
from ..models import AuditEvent, Person
from ..models.units import within
from ..readings import alarms
from .downloads import hand_out

PAGE = 50
MOST_PEOPLE = 200
EXPORTED = 50_000
ALARMS = 5


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
        offer_colleagues(self.fields["actor"], user)
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
            events = events.filter(at__gte=midnight(asked["since"]))
        if asked.get("until"):
            events = events.filter(at__lt=midnight(asked["until"] + timedelta(days=1)))
        return events

    def _people(self, text: str) -> list[int]:
        """Ids of the people meant: an id from a case page, else by name or initials."""
        mine = Person.objects.filter(within(self.user.account.unit.path, "unit__path"))
        found = mine.filter(pk=text[1:]) if text[:1] == "#" and text[1:].isdecimal() else None
        found = mine.search(text) if found is None else found
        return list(found.order_by().values_list("pk", flat=True)[:MOST_PEOPLE])


def offer_colleagues(field, user) -> None:
    """The accounts of the user's unit and below it, by their names."""
    colleagues = User.objects.filter(within(user.account.unit.path, "account__unit__path"))
    field.queryset = colleagues.select_related("account").order_by("pk")
    field.label_from_instance = lambda one: str(one.account)


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
        "alarms": alarm_lines(request.user),
    }
    return render(request, "casework/audit.html", context)


def alarm_lines(user) -> list[str]:
    """What the page tells of unusual reading in the last seven days; one query when there is
    none, nothing asked for whoever does not watch."""
    if not (user.has_perm("casework.audit") or user.has_perm("casework.accounts")):
        return []
    return [_alarm(line) for line in sentences(alarms(user, timezone.now())[:ALARMS])]


def _alarm(line: dict) -> str:
    at = timezone.localtime(line["at"])
    return f"{at:%Y-%m-%d %H:%M} {line['actor']}{line['lead']}"


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
    rows = [{**line, "text": plain_text(line)} for line in sentences(events)]
    return excel.Sheet(_("操作留痕"), columns, rows)
