"""One person: facts, cases, terms of office, family, corrections, the full ID number."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from .. import family, readings, sanctions
from ..models import Person
from ..people import PersonForm, correct, look
from ..people import reveal as reveal_number
from ..ways import way_in
from ..workflow import Stale
from .search import cases_of
from .showing import stale_row


class RevealForm(forms.Form):
    note = forms.CharField(label=gettext_lazy("查看的原因"), max_length=200)


def _person_or_404(request, pk):
    visible = Person.objects.visible_to(request.user)
    return get_object_or_404(visible.select_related("unit", "affiliation"), pk=pk)


def person(request, pk):
    """Facts, cases and terms; the ID number is masked."""
    found = _person_or_404(request, pk)
    readings.viewed(found, by=request.user, way=way_in(request))
    return _page(request, found, RevealForm())


@never_cache
def reveal(request, pk):
    """The same page with the full number, shown this once and noted in the trail."""
    found = _person_or_404(request, pk)
    form = RevealForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    number = reveal_number(found, by=request.user, note=form.cleaned_data["note"])
    return _page(request, found, RevealForm(), number=number)


@never_cache
def reveal_family(request, pk):
    """The same page with all that is known of the family, shown this once and noted."""
    found = _person_or_404(request, pk)
    form = RevealForm(request.POST, prefix="family")
    if not form.is_valid():
        return _page(request, found, RevealForm(), family_form=form, status=422)
    look(found, "reveal_family", by=request.user, note=form.cleaned_data["note"])
    return _page(request, found, RevealForm(), shown=True)


def _page(request, found, form, *, number="", family_form=None, shown=False, status=200):
    """`number` and `shown` are what a look with a reason lets through: ID number and family."""
    user = request.user
    context = {
        "person": found,
        "facts": _facts(found, number),
        "cases": cases_of(user, [found.pk]).get(found.pk, []),
        "terms": found.terms.visible_to(user).select_related("seat__village").order_by("-since"),
        "form": form,
        "number": number,
        "may_edit": not found.forgotten and user.has_perm("casework.edit_person", found),
        "may_reveal": found.id_tail and user.has_perm("casework.reveal", found),
        "may_audit": user.has_perm("casework.audit"),
        **_family(request.user, found, family_form, shown),
        **_sanctions(request.user, found),
    }
    return render(request, "casework/person.html", context, status=status)


def _family(user, found, form, shown: bool) -> dict:
    """The people close to the person, masked unless they are to be shown. One query."""
    told = family.whole if shown else family.masked
    rows = [told(row) for row in found.relatives.all()]
    may_reveal = bool(rows) and user.has_perm("casework.reveal", found)
    form = form or RevealForm(prefix="family")
    return {
        "relatives": rows,
        "shown": shown,
        "family_form": form,
        "may_reveal_family": may_reveal,
    }


def _sanctions(user, found) -> dict:
    """The person's penalties and how each stands today, for whoever may read them. One query."""
    may_read = user.has_perm(sanctions.READ, found)
    rows, today = found.sanctions.all() if may_read else (), timezone.localdate()
    stand = [(row, *sanctions.standing(row, today)) for row in rows]
    return {
        "sanctions": [{"row": row, "state": state, "words": words} for row, state, words in stand],
        "may_read_sanctions": may_read,
        "may_change_sanctions": not found.forgotten and user.has_perm(sanctions.CHANGE, found),
    }


def _facts(found, number: str) -> list[dict]:
    """Names and values; a month without its day is shown as a month."""
    pairs = [
        (_("公民身份号码"), number or found.masked_id),
        (_("性别"), found.get_sex_display()),
        (_("民族"), found.ethnicity),
        (_("出生日期"), _born(found)),
        (_("学历"), found.get_education_display()),
        (_("职业"), found.occupation),
        (_("所在单位"), found.unit),
        (_("政治面貌"), found.get_standing_display()),
        (_("入党日期"), _day(found.joined_on)),
        (_("转正日期"), _day(found.full_member_on)),
        (_("组织关系所在党组织"), found.affiliation),
        (_("镇机关干部"), _("是") if found.is_office_cadre else ""),
    ]
    return [{"label": label, "value": value or "–"} for label, value in pairs]


def _day(value) -> str:
    return date_format(value, "Y-m-d") if value else ""


def _born(found) -> str:
    if found.born_on and found.born_month_only:
        return date_format(found.born_on, "Y-m") + _("（只知年月）")
    return _day(found.born_on)


def edit(request, pk):
    """Correct a person's own facts, with the reason."""
    found = _person_or_404(request, pk)
    if not request.user.has_perm("casework.edit_person", found):
        raise PermissionDenied
    start = {"version": found.version}
    form = PersonForm(request.POST or None, instance=found, initial=start)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            correct(found, form.cleaned_data, by=request.user)
        except Stale as problem:
            refusal = stale_row(problem.case, found.unit.path, request.user)
            form.data = {**form.data.dict(), "version": problem.case.version}
        else:
            messages.success(request, _("%s 的资料已更正，原值留在操作留痕里。") % found)
            return redirect("person", found.pk)
    status = 409 if refusal else 422 if form.errors else 200
    context = {"person": found, "form": form, "refusal": refusal}
    return render(request, "casework/person_edit.html", context, status=status)
