"""The Party organisations: the list, who decides about the people of one, what kind it is."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from casework import organisations, sanctions
from casework.models import Unit
from casework.views.showing import stale_row
from casework.wording import clauses
from casework.workflow import Stale

from ..branch_table import BranchTable
from ..deciders import altered, deciders, remarks
from ..models import Application
from ..rules.common import COMMITTEE_FROM

PAGE = 50
FULL = Count("members", filter=Q(members__standing="full"))


def index(request):
    """Every organisation at or below the own unit."""
    found = organisations.organisations(request.user.account.unit.path)
    table = BranchTable(found.annotate(full=FULL).order_by("path"))
    RequestConfig(request, paginate={"per_page": PAGE}).configure(table)
    may_read = request.user.has_perm(sanctions.READ)
    context = {"table": table, "may_read_sanctions": may_read}
    return render(request, "membership/branches.html", context)


def _unit_or_404(request, pk) -> Unit:
    found = organisations.organisations(request.user.account.unit.path)
    return get_object_or_404(found.annotate(full=FULL), pk=pk)


def show(request, pk):
    """What kind of organisation it is, and who decides at each step."""
    unit = _unit_or_404(request, pk)
    is_branch = unit.kind == Unit.Kind.BRANCH
    due = COMMITTEE_FROM.on(timezone.localdate())
    context = {
        "unit": unit,
        "facts": _facts(unit),
        "deciders": deciders(unit) if is_branch else [],
        "remarks": remarks(unit) if is_branch else [],
        "below": unit.branches_below.order_by("path"),
        "lacks_committee": is_branch and not unit.has_committee and unit.full >= due,
        "may_change": request.user.has_perm(organisations.CHANGE, unit),
    }
    return render(request, "membership/branch.html", context)


def _facts(unit: Unit) -> list[dict]:
    """The columns of the form as names and values, and the members."""
    said = {True: _("是"), False: _("否"), None: "–"}
    columns = [(name, Unit._meta.get_field(name).verbose_name) for name in organisations.FACTS[2:]]
    pairs = [
        (_("类别"), unit.get_kind_display()),
        (_("上级党总支或村党委"), unit.general_branch or "–"),
        *((words, said[getattr(unit, name)]) for name, words in columns),
        (_("正式党员"), unit.full),
    ]
    return [{"label": label, "value": value} for label, value in pairs]


def edit(request, pk):
    """Correct what kind of organisation it is, with the reason."""
    unit = _unit_or_404(request, pk)
    if not request.user.has_perm(organisations.CHANGE, unit):
        raise PermissionDenied
    form, refusal = organisations.OrganisationForm(request.POST or None, unit=unit), ""
    if request.method == "POST" and form.is_valid():
        try:
            changed = organisations.change(unit, form.cleaned_data, by=request.user)
        except Stale as problem:
            refusal = stale_row(problem.case, unit.path, request.user)
            form.data = {**form.data.dict(), "version": problem.case.version}
        else:
            messages.success(request, _said(request, unit) if changed else _("没有改动。"))
            return redirect("membership:branch-show", unit.pk)
    status = 409 if refusal else 422 if form.errors else 200
    context = {"unit": unit, "form": form, "refusal": refusal}
    return render(request, "membership/branch_edit.html", context, status=status)


def _said(request, before: Unit) -> str:
    """What the change alters, and for how many people."""
    after = _unit_or_404(request, before.pk)
    mine = Application.objects.visible_to(request.user)
    people = mine.in_progress().filter(unit=after).count()
    words = clauses(altered(deciders(before), deciders(after)))
    return clauses(
        [_("%s：已更改，原来的留在操作留痕里") % after, words, _("在办 %s 人按此办理。") % people]
    )
