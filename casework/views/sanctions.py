"""Party penalties: the list, and entering, correcting and taking off one of a person."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from .. import penalties, sanctions
from ..forms import NoteForm
from ..models import Person
from ..sanction_table import SanctionTable
from ..workflow import Stale
from .showing import stale_row

PAGE = 50


def index(request):
    """The penalties that bear on members today, or all there ever were."""
    if not request.user.has_perm(sanctions.READ):
        raise PermissionDenied
    every = "all" in request.GET
    rows = sanctions.visible_to(request.user)
    today = timezone.localdate()
    counted = {False: rows.filter(penalties.running("", today)), True: rows}
    table = SanctionTable(counted[every].select_related("person__affiliation"))
    RequestConfig(request, paginate={"per_page": PAGE}).configure(table)
    tabs = [
        {"url": url, "label": words, "count": counted[of].count(), "current": every == of}
        for of, url, words in ((False, "?", _("现有影响")), (True, "?all=1", _("全部")))
    ]
    return render(request, "casework/sanctions.html", {"table": table, "tabs": tabs})


def _person_or_404(request, pk):
    """The person, for whoever may keep penalties."""
    found = get_object_or_404(Person.objects.visible_to(request.user).select_related("unit"), pk=pk)
    if not request.user.has_perm(sanctions.CHANGE, found):
        raise PermissionDenied
    return found


def add(request, pk):
    """Enter a penalty, of whatever year."""
    found = _person_or_404(request, pk)
    form = sanctions.SanctionForm(request.POST or None, person=found)
    if request.method == "POST" and form.is_valid():
        kept = sanctions.keep(found, form.cleaned_data, by=request.user)
        messages.success(request, _said(_("已登记%s处分"), kept))
        return redirect("person", found.pk)
    return _page(request, found, form, "", _("登记党纪处分"))


def _said(words: str, row) -> str:
    """What was kept, and what follows from it."""
    _state, effect = sanctions.standing(row, timezone.localdate())
    return _("%(what)s：%(effect)s。") % {"what": words % row, "effect": effect}


def edit(request, pk, sanction):
    """Correct a penalty, or tell that the rights have been restored."""
    found = _person_or_404(request, pk)
    row = get_object_or_404(found.sanctions, pk=sanction)
    form, refusal = sanctions.SanctionForm(request.POST or None, person=found, row=row), ""
    if request.method == "POST" and form.is_valid():
        try:
            kept = sanctions.keep(found, form.cleaned_data, by=request.user, row=row)
        except Stale as problem:
            refusal = _stale(request, form, problem, found)
        else:
            messages.success(request, _said(_("已更正%s处分"), kept))
            return redirect("person", found.pk)
    return _page(request, found, form, refusal, _("更正党纪处分"), row)


def remove(request, pk, sanction):
    """Take off what was entered by mistake, or what has been annulled, with the reason."""
    found = _person_or_404(request, pk)
    row = get_object_or_404(found.sanctions, pk=sanction)
    form, refusal = NoteForm(request.POST or None, initial={"version": row.version}), ""
    if request.method == "POST" and form.is_valid():
        note, version = form.cleaned_data["note"], form.cleaned_data["version"]
        try:
            sanctions.remove(found, row, note=note, version=version, by=request.user)
        except Stale as problem:
            refusal = _stale(request, form, problem, found)
        else:
            messages.success(request, _("已去掉，原因记入操作留痕。"))
            return redirect("person", found.pk)
    return _page(request, found, form, refusal, _("去掉党纪处分"))


def _stale(request, form, problem: Stale, found) -> str:
    """Who was first; the form goes on from what stands now, with what was typed."""
    form.data = {**form.data.dict(), "version": problem.case.version}
    return stale_row(problem.case, found.unit.path, request.user)


def _page(request, found, form, refusal: str, title: str, row=None):
    """`row` is the one corrected, which may also be taken off."""
    status = 409 if refusal else 422 if form.errors else 200
    context = {"person": found, "form": form, "refusal": refusal, "title": title, "row": row}
    return render(request, "casework/sanction.html", context, status=status)
