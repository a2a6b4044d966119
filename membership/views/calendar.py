"""The township's calendar of the next 36 months, and its feed at a secret address."""

from datetime import UTC
from itertools import groupby

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache

from casework import audit, due
from casework.beside import Watch

from .. import ics
from ..agenda import DUE, MOST_STORED, WORDS, Entry, calendar_of
from ..filters import BranchFilter
from ..models import Application, CalendarFeed

OPEN_MONTHS = 2
MOST_NAMES = 12


def calendar(request):
    """Month by month what falls due and what becomes possible."""
    return _page(request)


def _page(request, address: str = ""):
    today = timezone.localdate()
    cases = Application.objects.visible_to(request.user).in_progress()
    questions = BranchFilter(request.GET, cases, user=request.user, today=today)
    found, planned = calendar_of(questions.qs, today)
    late = [one for one in found if one.day < today]
    context = {
        "filter": questions,
        "late": len(late),
        "overdue": _lines(late, today),
        "months": _months(found[len(late) :], today),
        "planned": planned,
        "most": MOST_STORED,
        "feed": getattr(request.user.account, "calendar_feed", None),
        "address": address,
    }
    return render(request, "membership/calendar.html", context)


def _months(found: list[Entry], today) -> list[dict]:
    """The entries of each month that has any, the first two unfolded."""
    months = groupby(found, key=lambda one: (one.day.year, one.day.month))
    return [
        _month(year, month, list(some), today, place < OPEN_MONTHS)
        for place, ((year, month), some) in enumerate(months)
    ]


def _month(year: int, month: int, some: list[Entry], today, unfolded: bool) -> dict:
    dues = sum(one.kind == DUE for one in some)
    return {
        "title": _("%(year)s年%(month)s月") % {"year": year, "month": month},
        "due": dues,
        "opens": len(some) - dues,
        "lines": _lines(some, today),
        "unfolded": unfolded,
    }


def _lines(some: list[Entry], today) -> list[dict]:
    """One line for everybody of whom the same is true on the same day."""
    some = sorted(some, key=_same)
    return [_line(list(alike), today) for _key, alike in groupby(some, key=_same)]


def _same(one: Entry) -> tuple:
    return one.day, one.kind, one.slug, one.title, one.expected


def _line(alike: list[Entry], today) -> dict:
    one = alike[0]
    state = due.state(one.day, today) if one.kind == DUE else "opens"
    return {
        "day": one.day,
        "kind": WORDS[one.kind],
        "state": state,
        "title": one.title,
        "expected": one.expected,
        "cases": [entry.case for entry in alike[:MOST_NAMES]],
        "more": max(len(alike) - MOST_NAMES, 0),
    }


@never_cache
def renew_feed(request):
    """A new secret address, shown this once; the one before no longer answers."""
    account, names = request.user.account, "with_names" in request.POST
    with transaction.atomic():
        watch = Watch().hold(account)
        token = CalendarFeed.renew(account, with_names=names)
        told = {"unit_path": account.unit.path, "with_names": names, **audit.beside(watch)}
        audit.append("calendar_feed", by=request.user, **told)
    address = request.build_absolute_uri(reverse("membership:feed", args=[token]))
    return _page(request, address)


def end_feed(request):
    """The secret address no longer answers."""
    account = request.user.account
    with transaction.atomic():
        watch = Watch().hold(account)
        CalendarFeed.end(account)
        told = {"unit_path": account.unit.path, **audit.beside(watch)}
        audit.append("calendar_feed_ended", by=request.user, **told)
    messages.success(request, _("日历订阅地址已停用。"))
    return redirect("membership:calendar")


@login_not_required
@never_cache
def feed(request, token: str):
    """The calendar for a calendar programme: whoever has the address reads it, and no one else."""
    found = CalendarFeed.of(token)
    if found is None:
        raise Http404
    with override("zh-hans"):
        text = _feed_text(request, found)
    return HttpResponse(text, content_type="text/calendar; charset=utf-8")


def _feed_text(request, found: CalendarFeed) -> str:
    today = timezone.localdate()
    cases = Application.objects.visible_to(found.account.user).in_progress()
    shown, _planned = calendar_of(cases, today)
    days = [_event(request, one, found.with_names) for one in shown if not one.expected]
    name = _("发展党员 · %s") % found.account.unit
    return ics.calendar(name, days, timezone.now().astimezone(UTC))


def _event(request, one: Entry, with_names: bool) -> ics.Day:
    who = f"{one.case.person.name}，{one.case.unit}" if with_names else str(one.case.unit)
    return ics.Day(
        uid=f"{one.case.pk}-{one.slug}-{one.kind}@{request.get_host().partition(':')[0]}",
        on=one.day,
        title=f"{WORDS[one.kind]}：{one.title}（{who}）",
        details=request.build_absolute_uri(one.case.get_absolute_url()),
    )
