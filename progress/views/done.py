"""What the user has done in a week: the page and the paper."""

from datetime import date, timedelta

from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from casework.audit_words import sentences
from casework.done import done_by, monday

from ..reports import done_paper
from .downloads import exports, hand_out, reads

PAGE = 50
PRINTED = 1000  # lines of one paper
FIRST = date(2000, 1, 3)


def _week(request) -> date:
    """The Monday of the week asked for; this week's where none is, or one that has not come."""
    today = timezone.localdate()
    try:
        asked = parse_date(request.GET.get("week", ""))
    except ValueError:
        asked = None
    return monday(asked) if asked and FIRST <= asked <= today else monday(today)


@reads
def page(request):
    """A page of the week's acts, with the weeks before and after."""
    week, this_week = _week(request), monday(timezone.localdate())
    found = Paginator(done_by(request.user, week), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": found,
        "events": sentences(found.object_list, actors=_me(request.user)),
        "week": week,
        "last": week + timedelta(days=6),
        "before": week - timedelta(days=7) if week > FIRST else None,
        "after": week + timedelta(days=7) if week < this_week else None,
        "now": week == this_week,
        "may_export": request.user.has_perm("casework.export"),
        "way_on": {"url": reverse("home"), "label": _("看待办")},
    }
    return render(request, "progress/done.html", context)


def _me(user) -> dict[int, str]:
    return {user.pk: str(user.account)}


@exports
def pdf(request):
    """The same as a paper, with the mark of its event."""
    week, user, today = _week(request), request.user, timezone.localdate()
    lines = sentences(done_by(user, week)[:PRINTED], actors=_me(user))

    def build(event):
        return done_paper(lines, week, event, who=user.account)

    name, unit = _("一周办理情况") + ".pdf", user.account.unit
    return hand_out(request, "done", name, build, rows=len(lines), on=today, path=unit.path)
