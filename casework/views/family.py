"""People close to a person: entering, correcting and taking off."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from ..family import RelativeForm, keep, remove
from ..forms import NoteForm
from ..models import Person
from ..workflow import Stale
from .showing import stale_row


def _person_or_404(request, pk):
    """The person, for whoever may correct them."""
    found = get_object_or_404(Person.objects.visible_to(request.user).select_related("unit"), pk=pk)
    if not request.user.has_perm("casework.edit_person", found):
        raise PermissionDenied
    return found


def add_relative(request, pk):
    """Enter somebody close to the person."""
    found = _person_or_404(request, pk)
    form = RelativeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        keep(found, form.cleaned_data, by=request.user)
        messages.success(request, _("已登记，内容加密保存。"))
        return redirect("person", found.pk)
    return _page(request, found, form, "", _("登记家庭成员和社会关系"))


def edit_relative(request, pk, relative):
    """Correct somebody close to the person; what is left empty stays."""
    found = _person_or_404(request, pk)
    row = get_object_or_404(found.relatives, pk=relative)
    form, refusal = RelativeForm(request.POST or None, row=row), ""
    if request.method == "POST" and form.is_valid():
        try:
            keep(found, form.cleaned_data, by=request.user, row=row)
        except Stale as problem:
            refusal = stale_row(problem.case, found.unit.path, request.user)
            form.data = {**form.data.dict(), "version": problem.case.version}
        else:
            messages.success(request, _("已更正，原来的内容加密留在操作留痕里。"))
            return redirect("person", found.pk)
    return _page(request, found, form, refusal, _("更正家庭成员和社会关系"), row)


def remove_relative(request, pk, relative):
    """Take somebody entered by mistake off, with the reason."""
    found = _person_or_404(request, pk)
    row = get_object_or_404(found.relatives, pk=relative)
    form, refusal = NoteForm(request.POST or None, initial={"version": row.version}), ""
    if request.method == "POST" and form.is_valid():
        note, version = form.cleaned_data["note"], form.cleaned_data["version"]
        try:
            remove(found, row, note=note, version=version, by=request.user)
        except Stale as problem:
            refusal = stale_row(problem.case, found.unit.path, request.user)
            form.data = {**form.data.dict(), "version": problem.case.version}
        else:
            messages.success(request, _("已去掉，原因记入操作留痕。"))
            return redirect("person", found.pk)
    return _page(request, found, form, refusal, _("去掉家庭成员和社会关系"))


def _page(request, found, form, refusal: str, title: str, row=None):
    """`row` is the one corrected, which may also be taken off."""
    status = 409 if refusal else 422 if form.errors else 200
    context = {"person": found, "form": form, "refusal": refusal, "title": title, "row": row}
    return render(request, "casework/relative.html", context, status=status)
