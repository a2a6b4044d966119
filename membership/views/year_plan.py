"""The plan of the year: a township's branches, a county's townships; giving and copying places."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from casework.excel import from_table
from casework.models import AuditEvent, Unit
from casework.models.units import within
from casework.views.asked import unit_asked
from casework.views.downloads import hand_out
from casework.views.showing import changed_by
from casework.views.steps import sent_version
from casework.workflow import Stale

from .. import quota, year_plan
from ..agenda import admission_days
from ..models import AdmissionForm, YearPlan
from ..plan_forms import PlacesForm
from ..plan_tables import PlanTable

WIDE = (Unit.Kind.PROVINCE, Unit.Kind.COUNTY)
YEARS = (-2, -1, 0, 1)  # offered, from this year


def year_of(asked) -> int:
    text, today = asked.get("year", ""), timezone.localdate()
    return int(text) if text.isdecimal() and 1950 <= int(text) <= 2200 else today.year


def address(name: str, place: Unit, year: int) -> str:
    return f"{reverse(name)}?{urlencode({'year': year, 'unit': place.pk})}"


def _table(place: Unit, year: int, user) -> PlanTable:
    """The lines of the page with their sum."""
    waiting = year_plan.forecast(place, year, timezone.localdate(), user)
    lines = year_plan.shares_below if place.kind in WIDE else year_plan.shares_of_branches
    shares = lines(place, year, waiting or {})
    own = place.kind == Unit.Kind.TOWNSHIP
    given = year_plan.given_to(place, year) if own else None
    whole = year_plan.total(place, shares, given)
    return PlanTable(shares, whole=whole, year=year, ahead=waiting is not None)


def show(request):
    """Places, use, who waits and what is left, with what does not add up."""
    place, year = unit_asked(request), year_of(request.GET)
    table = _table(place, year, request.user)
    township = place.kind == Unit.Kind.TOWNSHIP
    may_change = township and request.user.has_perm(quota.MAY_CHANGE, place)
    forms = AdmissionForm.objects.visible_to(request.user).filter(within(place.path, "unit__path"))
    context = {
        "place": place,
        "year": year,
        "table": table,
        "whole": table.whole,
        "ahead": table.ahead,
        "too_many": not table.ahead and year >= timezone.localdate().year,
        "findings": year_plan.findings(table.whole, table.data),
        "tabs": year_tabs("membership:year-plan", place, year),
        "above": _above(place, request.user, year),
        "may_change": may_change,
        "edit": address("membership:year-plan-edit", place, year),
        "export": address("membership:year-plan-export", place, year),
        "register": address("membership:forms", place, year),
        "lapsed": forms.lapsed(timezone.localdate().year).count() if township else 0,
        "may_copy": may_change and _copyable(place, year),
        "may_export": request.user.has_perm("casework.export"),
    }
    return render(request, "membership/year_plan.html", context)


def year_tabs(name: str, place: Unit, year: int, *, among: bool = True) -> list[dict]:
    """The years about this one and the one shown; `among` where it is one of these that is."""
    now = timezone.localdate().year
    return [
        {
            "url": address(name, place, one),
            "label": _("%s年") % one,
            "current": among and one == year,
        }
        for one in sorted({*(now + step for step in YEARS), year})
    ]


def _above(place: Unit, user, year: int) -> dict | None:
    """The way up, as far as the user's own unit."""
    if place.pk == user.account.unit_id or place.parent is None:
        return None
    return {"url": address("membership:year-plan", place.parent, year), "label": place.parent}


def _copyable(place: Unit, year: int) -> bool:
    """Whether the year has no plan yet and the year before had one. Two queries."""
    plans = YearPlan.objects.under(place.path)
    return not plans.filter(year=year).exists() and plans.filter(year=year - 1).exists()


def export(request):
    """The page as a workbook."""
    place, year = unit_asked(request), year_of(request.GET)
    table = _table(place, year, request.user)
    notes = year_plan.findings(table.whole, table.data)
    title = _("%(unit)s%(year)s年度发展计划") % {"unit": place, "year": year}
    sheet = from_table(table, _("年度发展计划"), title=title, notes=[*notes, *_sum(table.whole)])
    return hand_out(request, [sheet], title, rows=len(table.rows))


def _sum(whole) -> list[str]:
    limit = "–" if whole.limit is None else whole.limit
    words = {"limit": limit, "used": whole.used, "waiting": whole.waiting}
    return [_("合计：计划 %(limit)s 名，已用 %(used)s 名，可接收 %(waiting)s 名。") % words]


def branch(request, pk):
    """The people behind the numbers of a branch: who was admitted, who may be and when."""
    units = Unit.objects.under(request.user.account.unit.path)
    place, year = get_object_or_404(units, pk=pk), year_of(request.GET)
    today = timezone.localdate()
    used = year_plan.admissions(year).visible_to(request.user).filter(unit=place)
    waits = year_plan.waiting(place, request.user) if year >= today.year else ()
    days = admission_days(waits, today) if waits else ()
    context = {
        "place": place,
        "year": year,
        "plan": YearPlan.objects.under(place.path).filter(year=year).first(),
        "used": used.for_list().order_by("adopted_on", "pk"),
        "waiting": sorted(
            (_expected(case, day) for case, day in days if day.year == year),
            key=lambda one: one["day"],
        ),
        "back": address("membership:year-plan", place.parent or place, year),
    }
    return render(request, "membership/year_plan_branch.html", context)


def _expected(case, day) -> dict:
    """Somebody who may be admitted, and when at the earliest."""
    return {"case": case, "day": day, "quarter": year_plan.QUARTER_WORDS[year_plan.quarter(day)]}


def _township(request, asked) -> Unit:
    """The township whose places may be changed. Raises Http404, PermissionDenied."""
    place = unit_asked(request, asked)
    if place.kind != Unit.Kind.TOWNSHIP:
        raise Http404
    if not request.user.has_perm(quota.MAY_CHANGE, place):
        raise PermissionDenied
    return place


def edit(request):
    """The places of a township and all its branches in one grid."""
    place, year = _township(request, request.GET), year_of(request.GET)
    plans, units = quota.plans_of(place, year), quota.units_of(place)
    used = year_plan.used_by_branch(year, [unit.pk for unit in units])
    form = PlacesForm(request.POST or None, place=place, units=units, plans=plans, used=used)
    refusal, version = "", request.POST.get("version", quota.version_of(plans))
    if request.method == "POST" and form.is_valid():
        try:
            number = _save(request, place, year, form)
        except (Stale, ValidationError) as problem:
            refusal, version = _refused(problem, place, request.user), quota.version_of(plans)
        else:
            messages.success(request, _("已保存，%s 个单位的计划数有变化。") % number)
            return redirect(address("membership:year-plan", place, year))
    context = {
        "place": place,
        "year": year,
        "form": form,
        "refusal": refusal,
        "version": version,
        "back": address("membership:year-plan", place, year),
    }
    status = 409 if refusal else 422 if form.errors else 200
    return render(request, "membership/year_plan_edit.html", context, status=status)


def _save(request, place: Unit, year: int, form: PlacesForm) -> int:
    version = sent_version(request)
    return quota.change(place, year, form.answers(), by=request.user, version=version)


def _refused(problem, place: Unit, user) -> str:
    if isinstance(problem, ValidationError):
        return "；".join(problem.messages)
    events = AuditEvent.objects.visible_to(user).filter(kind__in=quota.EVENTS)
    return changed_by(events.filter(within(place.path, "unit_path")), _("年度发展计划"))


def copy(request):
    """Last year's places for whoever has none in this year yet."""
    place, year = _township(request, request.POST), year_of(request.POST)
    try:
        number = quota.copy(place, year, by=request.user)
    except ValidationError as problem:
        messages.warning(request, "；".join(problem.messages))
    else:
        messages.success(request, _("已复制 %s 个单位的计划数，请核对。") % number)
    return redirect(address("membership:year-plan-edit", place, year))
