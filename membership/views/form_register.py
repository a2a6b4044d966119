"""The register of admission forms: numbers of a year, to whom they went, what became of them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from casework.excel import from_table
from casework.models import Unit
from casework.models.units import within
from casework.views.asked import unit_asked
from casework.views.downloads import hand_out
from casework.views.showing import stale_row
from casework.views.steps import sent_version
from casework.workflow import Stale

from .. import form_register
from ..models import AdmissionForm, Application
from ..plan_forms import EndForm, RangeForm
from ..plan_tables import FormTable
from .year_plan import address, year_of, year_tabs

PAGE = 100


def _forms(request, place: Unit, year: int, lapsed: bool):
    """The forms of the page: of a year, or those of earlier years that are still out."""
    forms = AdmissionForm.objects.visible_to(request.user).select_related(
        "case__person", "case__unit"
    )
    if place.pk != request.user.account.unit_id or place.kind == Unit.Kind.TOWNSHIP:
        forms = forms.filter(within(place.path, "unit__path"))
    return forms.lapsed(timezone.localdate().year) if lapsed else forms.filter(year=year)


def _table(request, place: Unit, year: int) -> FormTable:
    lapsed = bool(_shown(request))
    may_change = request.user.has_perm(form_register.MAY_CHANGE, place)
    forms = _forms(request, place, year, lapsed)
    return FormTable(forms, today=timezone.localdate(), may_change=may_change)


def show(request):
    """The numbers of a year with what became of each; those of earlier years that are still out."""
    place, year = unit_asked(request), year_of(request.GET)
    table = _table(request, place, year)
    RequestConfig(request, paginate={"per_page": PAGE}).configure(table)
    township = place.kind == Unit.Kind.TOWNSHIP
    cases = Application.objects.visible_to(request.user).filter(within(place.path, "unit__path"))
    context = {
        "place": place,
        "year": year,
        "table": table,
        "tabs": _tabs(request, place, year, table.paginator.count),
        "doubled": form_register.doubled(place, cases) if township else [],
        "may_change": township and request.user.has_perm(form_register.MAY_CHANGE, place),
        "may_export": request.user.has_perm("casework.export"),
        "receive": address("membership:forms-receive", place, year),
        "export": f"{address('membership:forms-export', place, year)}&{_shown(request)}",
        "back": address("membership:year-plan", place, year),
    }
    return render(request, "membership/form_register.html", context)


def _shown(request) -> str:
    return "show=lapsed" if request.GET.get("show") == "lapsed" else ""


def _tabs(request, place: Unit, year: int, count: int) -> list[dict]:
    """The years, and what is still out of earlier ones; `count` is that of the page."""
    here, lapsed = address("membership:forms", place, year), bool(_shown(request))
    earlier = {
        "url": f"{here}&show=lapsed",
        "label": _("往年未用"),
        "count": count if lapsed else _forms(request, place, year, lapsed=True).count(),
        "current": lapsed,
    }
    return [*year_tabs("membership:forms", place, year, among=not lapsed), earlier]


def export(request):
    """The register as a workbook."""
    place, year = unit_asked(request), year_of(request.GET)
    table = _table(request, place, year)
    title = _("%(unit)s%(year)s年志愿书编号") % {"unit": place, "year": year}
    sheet = from_table(table, _("志愿书编号"), title=title)
    return hand_out(request, [sheet], title, rows=len(table.rows))


def receive(request):
    """Enter the range of numbers that the county handed out."""
    place, year = unit_asked(request), year_of(request.GET)
    if place.kind != Unit.Kind.TOWNSHIP:
        raise Http404
    if not request.user.has_perm(form_register.MAY_CHANGE, place):
        raise PermissionDenied
    form = RangeForm(request.POST or None, initial={"year": year})
    if request.method == "POST" and form.is_valid():
        year = form.cleaned_data["year"]
        fresh = form_register.receive(place, year, form.numbers, by=request.user)
        words = {"new": fresh, "known": len(form.numbers) - fresh}
        messages.success(request, _("已登记 %(new)s 个编号，%(known)s 个原已登记。") % words)
        return redirect(address("membership:forms", place, year))
    context = {"place": place, "form": form, "back": address("membership:forms", place, year)}
    status = 422 if form.errors else 200
    return render(request, "membership/forms_receive.html", context, status=status)


def end(request, pk):
    """A form went back or is void, or neither after all."""
    rows = AdmissionForm.objects.visible_to(request.user).select_related("case__person", "unit")
    row = get_object_or_404(rows, pk=pk)
    if not request.user.has_perm(form_register.MAY_CHANGE, row):
        raise PermissionDenied
    form = EndForm(request.POST or None, instance=row, today=timezone.localdate())
    refusal, version = "", request.POST.get("version", row.version)
    if request.method == "POST" and form.is_valid():
        try:
            form_register.end(
                row, form.cleaned_data, by=request.user, version=sent_version(request)
            )
        except Stale as problem:
            refusal = stale_row(problem.case, row.unit.path, request.user)
            version = problem.case.version
        else:
            messages.success(request, _("编号 %s：已保存。") % row)
            return redirect(address("membership:forms", row.unit, row.year))
    context = {"row": row, "form": form, "refusal": refusal, "version": version}
    context["back"] = address("membership:forms", row.unit, row.year)
    status = 409 if refusal else 422 if form.errors else 200
    return render(request, "membership/form_end.html", context, status=status)
