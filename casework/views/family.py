"""People close to a person: entering, correcting and taking off."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from ..family import RelativeForm, keep, remove
from ..forms import NoteForm
from ..models import Person
from .belonging import edited


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

    def deed(answers) -> str:
        keep(found, answers, by=request.user)
        return _("已登记，内容加密保存。")

    return edited(request, found, form, deed, _("登记家庭成员和社会关系"))


def edit_relative(request, pk, relative):
    """Correct somebody close to the person; what is left empty stays."""
    found = _person_or_404(request, pk)
    row = get_object_or_404(found.relatives, pk=relative)
    form = RelativeForm(request.POST or None, row=row)

    def deed(answers) -> str:
        keep(found, answers, by=request.user, row=row)
        return _("已更正，原来的内容加密留在操作留痕里。")

    end = {"remove": reverse("person-relative-remove", args=[pk, relative])}
    words = {"remove_words": _("登记错了，去掉")}
    return edited(request, found, form, deed, _("更正家庭成员和社会关系"), **end, **words)


def remove_relative(request, pk, relative):
    """Take somebody entered by mistake off, with the reason."""
    found = _person_or_404(request, pk)
    row = get_object_or_404(found.relatives, pk=relative)
    form = NoteForm(request.POST or None, initial={"version": row.version})

    def deed(answers) -> str:
        remove(found, row, note=answers["note"], version=answers["version"], by=request.user)
        return _("已去掉，原因记入操作留痕。")

    return edited(request, found, form, deed, _("去掉家庭成员和社会关系"))
