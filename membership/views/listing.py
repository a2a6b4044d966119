"""The list of applications: tabs, filters, fifty rows, workbook."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from casework.excel import from_table
from casework.models import Unit
from casework.views.downloads import hand_out

from ..filters import ApplicationFilter
from ..models import Application
from ..stages import FIVE, IN_PROGRESS
from ..tables import ApplicationTable, soonest_first

PAGE = 50
MOST_EXPORTED = 20_000


class KnownCount(Paginator):
    """A paginator that is told how many rows there are where somebody has counted already."""

    def __init__(self, *args, known: int | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        if known is not None:
            self.count = known


def applications(request):
    """A page of fifty; deadlines are fetched for the page only."""
    today = timezone.localdate()
    mine = Application.objects.visible_to(request.user)
    by_stage = dict(mine.order_by().values_list("stage").annotate(Count("pk")))
    questions = _questions(request, mine, today)
    table = ApplicationTable(_in_order(questions.qs, request.user), today=today)
    known = None if questions.asked else _on_tab(request, by_stage)
    paginator = partial(KnownCount, known=known)
    paginate = {"per_page": PAGE, "paginator_class": paginator}
    RequestConfig(request, paginate=paginate).configure(table)
    may_record = request.user.has_perm("membership.record")
    if not may_record:
        table.columns.hide("tick")
    table.empty_text, table.empty_action = _emptiness(questions)
    context = {
        "table": table,
        "filter": questions,
        "count": table.paginator.count if questions.asked else None,
        "tabs": stage_tabs(request, by_stage),
        "in_progress": sum(by_stage.get(stage, 0) for stage in IN_PROGRESS),
        "actions": batch_actions() if may_record else [],
        "may_register": request.user.has_perm("membership.register"),
        "may_export": request.user.has_perm("casework.export"),
    }
    return render(request, "membership/list.html", context)


def batch_actions() -> list[dict]:
    """What may be done with the people ticked; the page asks for the step where it is open."""
    address = reverse("membership:batch")
    return [{"label": _("登记同一次会议"), "primary": True, "formaction": address}]


def _questions(request, cases, today) -> ApplicationFilter:
    cases = cases.at(request.GET.get("stage", ""))
    return ApplicationFilter(request.GET, cases, user=request.user, today=today)


def _in_order(cases, user):
    """The nearest deadline first; for a county and above, in the order of an index."""
    cases = cases.for_list().prefetch_related("deadlines")
    if user.account.unit.kind in (Unit.Kind.PROVINCE, Unit.Kind.COUNTY):
        return cases.order_by("stage", "stage_since", "pk")
    return soonest_first(cases)


def _on_tab(request, by_stage: dict) -> int:
    wanted = {slug: stages for slug, _title, stages in FIVE}.get(request.GET.get("stage", ""))
    return sum(n for stage, n in by_stage.items() if wanted is None or stage in wanted)


def stage_tabs(request, by_stage: dict) -> list[dict]:
    """The five stages and all, with counts; the other answers of the address are kept."""
    now = request.GET.get("stage", "")
    tabs = [(slug, words, sum(by_stage.get(s, 0) for s in stages)) for slug, words, stages in FIVE]
    tabs.append(("", _("全部"), sum(by_stage.values())))
    known = {slug for slug, _words, _count in tabs}
    return [
        {
            "url": _with_stage(request, slug),
            "label": words,
            "count": count,
            "current": slug == (now if now in known else ""),
        }
        for slug, words, count in tabs
    ]


def _with_stage(request, slug: str) -> str:
    answers = request.GET.copy()
    for name in ("stage", "page"):
        answers.pop(name, None)
    if slug:
        answers["stage"] = slug
    return "?" + answers.urlencode()


def _emptiness(questions) -> tuple[str, dict | None]:
    """What to say of an empty table, and the way out."""
    if questions.asked or questions.data.get("stage"):
        every = {"url": reverse("membership:list"), "label": _("清除筛选")}
        return _("没有符合条件的人。"), every
    return _("还没有人。"), {"url": reverse("membership:register"), "label": _("登记申请人")}


def export(request):
    """What the list shows, every page of it, as a workbook. IDs stay masked."""
    if not request.user.has_perm("casework.export"):
        raise PermissionDenied
    today = timezone.localdate()
    mine = Application.objects.visible_to(request.user)
    cases = _in_order(_questions(request, mine, today).qs, request.user)
    rows = cases.count()
    if rows > MOST_EXPORTED:
        messages.warning(request, _("有 %s 人，超过一次导出的上限，请先筛选。") % rows)
        return redirect(f"{reverse('membership:list')}?{request.GET.urlencode()}")
    sheet = from_table(ApplicationTable(cases, today=today), _("发展党员名单"))
    return hand_out(request, [sheet], _("发展党员名单"), rows=rows)
