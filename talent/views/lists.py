"""The list of talent cases, its workbook, and the entry of a new lead."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, F, Min
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from casework.forms import Together
from casework.models import Unit
from casework.person_form import PersonForm
from casework.transactions import whole
from casework.views.downloads import hand_out
from casework.workflow import open_case

from ..filters import TalentFilter
from ..forms import RegisterForm
from ..models import Talent
from ..reports import ledger, page_of
from ..stages import IN_PROGRESS, IN_STORE, PROCESS, SHORT, Stage
from ..structure import villages_of
from ..tables import TalentTable

PER_PAGE = 50
TABS = (*PROCESS, Stage.SUSPENDED)


def listed(request):
    """Stage tabs with counts, filters, one page of cases."""
    today = timezone.localdate()
    chosen = _chosen(request, today)
    stage = _stage(request)
    table = TalentTable(page_of(chosen.qs), today=today, user=request.user, stage=stage)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    table.empty_text = _("没有符合条件的人")
    table.empty_action = {"url": request.path, "label": _("清除筛选")}
    numbers = _numbers(request.user)
    context = {
        "table": table,
        "filter": chosen,
        "count": table.paginator.count if chosen.asked else None,
        "tabs": _tabs(request, stage, numbers),
        "in_store": sum(numbers.get(name, 0) for name in IN_STORE),
        "nobody": not numbers,
        "export": f"{reverse('talent:export')}?{request.GET.urlencode()}",
    }
    return render(request, "talent/list.html", {**context, **_may(request.user)})


def _may(user) -> dict:
    return {
        "may_register": user.has_perm("talent.register"),
        "may_export": user.has_perm("casework.export"),
    }


def _stage(request) -> str:
    stage = request.GET.get("stage", "")
    return stage if stage in Stage.values else ""


def _chosen(request, today) -> TalentFilter:
    """The visible cases of the chosen stage that answer the filters."""
    cases = Talent.objects.visible_to(request.user).at(_stage(request))
    return TalentFilter(request.GET, _in_order(cases, request.user), request=request, today=today)


def _in_order(cases, user):
    """The nearest deadline first; for a county and above, in the order of an index."""
    if user.account.unit.kind in (Unit.Kind.PROVINCE, Unit.Kind.COUNTY):
        return cases.order_by("stage", "stage_since", "pk")
    first = F("first_due").asc(nulls_last=True)
    return cases.annotate(first_due=Min("deadlines__due_on")).order_by(first, "stage_since", "pk")


def _numbers(user) -> dict[str, int]:
    """How many visible cases each stage holds. One query."""
    cases = Talent.objects.visible_to(user).order_by()
    return dict(cases.values_list("stage").annotate(number=Count("pk")))


def _tabs(request, current: str, numbers: dict) -> list[dict]:
    tabs = [(name, SHORT[name], numbers.get(name, 0)) for name in TABS]
    tabs.append(("", _("全部"), sum(numbers.values())))
    return [
        {"url": _address(request, name), "label": label, "count": n, "current": name == current}
        for name, label, n in tabs
    ]


def _address(request, stage: str) -> str:
    kept = request.GET.copy()
    for name in ("stage", "page"):
        kept.pop(name, None)
    if stage:
        kept["stage"] = stage
    return f"{request.path}?{kept.urlencode()}"


def export(request):
    """The ledger of the filtered cases as a workbook; ID numbers masked, the export noted."""
    if not request.user.has_perm("casework.export"):
        raise PermissionDenied
    today = timezone.localdate()
    cases = _chosen(request, today).qs
    return hand_out(request, [ledger(cases, today)], _("村级后备干部台账"), rows=cases.count())


def register(request):
    """A new lead: the person by ID number, the village, where they come from."""
    if not request.user.has_perm("talent.register"):
        raise PermissionDenied
    person = PersonForm(request.POST or None, user=request.user)
    lead = RegisterForm(
        request.POST or None, villages=villages_of(request.user), today=timezone.localdate()
    )
    whole = Together(person, lead)
    taken = None
    if request.method == "POST" and whole.is_valid():
        taken = _already(person.found, request.user)
        case = None if taken else _opened(request, person, lead)
        if case:
            messages.success(request, _("已登记线索：%s。") % case)
            return redirect(case)
    context = {"form": whole, "person": person, "lead": lead, "taken": taken}
    status = 422 if taken or whole.errors else 200
    return render(request, "talent/register.html", context, status=status)


def _already(person, user) -> dict | None:
    """The open case that stands in the way: counted in one village only (worked case 19)."""
    case = Talent.objects.filter(person=person, stage__in=IN_PROGRESS).first() if person else None
    if case is None:
        return None
    seen = Talent.objects.visible_to(user).select_related("unit").filter(pk=case.pk).first()
    if seen is None:
        return {"text": _("此人已在外单位的人才库流程中，不能重复登记。")}
    words = _("此人已在%(village)s的人才库流程中（%(stage)s），不能在另一个村重复登记。")
    text = words % {"village": seen.unit, "stage": seen.get_stage_display()}
    return {"text": text, "action": {"url": seen.get_absolute_url(), "label": _("打开此人")}}


def _opened(request, person, lead):
    """The new case, or None with the refusal on the form."""
    village = lead.cleaned_data["unit"]
    try:
        with whole(_("此人刚刚由别人登记了，请按身份证号查找。")):
            case = lead.case(person.person(village))
            if person.found is None:
                case.watch.new(case.person)
            return open_case(case, by=request.user)
    except ValidationError as refusal:
        person.add_error(None, refusal)
        return None
