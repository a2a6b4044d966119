"""Branches that have admitted nobody for years, and villages without an activist."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from casework.models import Unit
from casework.views.asked import unit_asked

from .. import idle
from ..idle_reports import idle_paper, idle_sheets
from ..idle_tables import BranchTable, VillageTable
from .downloads import exports, hand_out, reads, workbook

PAGE = 50


def _years(request, today) -> int:
    """The number of years asked for; the county's own where there is none."""
    text = request.GET.get("years", "")
    known = text.isdecimal() and 1 <= int(text) <= idle.MOST_YEARS
    return int(text) if known else idle.default_years(today)


@reads
def page(request):
    """A page of branches, or of villages, with how many each number of years names."""
    today, scope = timezone.localdate(), unit_asked(request)
    years, of_villages = _years(request, today), request.GET.get("show") == idle.VILLAGES
    found = idle.villages(scope, today) if of_villages else idle.branches(scope, years, today)
    shown = Paginator(found, PAGE).get_page(request.GET.get("page"))
    lines = idle.of_villages if of_villages else idle.of_branches
    table = VillageTable if of_villages else BranchTable
    context = {
        "scope": scope,
        "years": years,
        "page": shown,
        "count": shown.paginator.count,
        "table": table(lines(shown.object_list, today)),
        "tabs": _tabs(scope, today, None if of_villages else years),
        "definition": idle.definition(today),
        "query": urlencode({"years": years, "unit": scope.pk}),
        "may_export": request.user.has_perm("casework.export"),
    }
    return render(request, "progress/idle.html", context)


def _tabs(scope: Unit, today, years: int | None) -> list[dict]:
    numbers = idle.numbers(scope, today)
    tabs = [
        {
            "label": _("%s 年以上未发展") % each,
            "url": "?" + urlencode({"years": each, "unit": scope.pk}),
            "count": numbers[each],
            "current": each == years,
        }
        for each in idle.LEDGER
    ]
    asked = urlencode({"show": idle.VILLAGES, "unit": scope.pk})
    village = {"label": _("没有积极分子的村"), "url": f"?{asked}", "current": years is None}
    return [*tabs, {**village, "count": numbers[idle.VILLAGES]}]


@exports
def pdf(request):
    """Both lists on paper, with the mark of the event."""
    found = _found(request)

    def build(event):
        return idle_paper(found, event)

    return _hand_out(request, found, ".pdf", build)


@exports
def xlsx(request):
    """Both lists as a workbook."""
    found, today = _found(request), timezone.localdate()
    sheets = idle_sheets(found)

    def build(event):
        return workbook(sheets, str(found.scope), today, today, event)

    return _hand_out(request, found, ".xlsx", build)


def _found(request) -> idle.Found:
    today = timezone.localdate()
    return idle.found(unit_asked(request), _years(request, today), today)


def _hand_out(request, found: idle.Found, kind: str, build):
    rows = len(found.branches) + len(found.villages)
    name = _("没有发展党员的支部") + kind
    return hand_out(request, "idle", name, build, rows=rows, on=found.on, path=found.scope.path)
