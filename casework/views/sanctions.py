"""Party penalties: the list, and entering, correcting and taking off one of a person."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tables2 import RequestConfig

from .. import penalties, sanctions
from ..forms import NoteForm
from ..models import Person
from ..sanction_table import SanctionTable
from .belonging import edited

PAGE = 50
HINT = gettext_lazy(
    "影响期由系统推算：警告一年、严重警告一年半、撤销党内职务二年；留党察看到恢复党员权利为止。"
)


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

    def deed(answers) -> str:
        return _said(_("已登记%s处分"), sanctions.keep(found, answers, by=request.user))

    return edited(request, found, form, deed, _("登记党纪处分"), hint=HINT)


def _said(words: str, row) -> str:
    """What was kept, and what follows from it."""
    _state, effect = sanctions.standing(row, timezone.localdate())
    return _("%(what)s：%(effect)s。") % {"what": words % row, "effect": effect}


def edit(request, pk, sanction):
    """Correct a penalty, or tell that the rights have been restored."""
    found = _person_or_404(request, pk)
    row = get_object_or_404(found.sanctions, pk=sanction)
    form = sanctions.SanctionForm(request.POST or None, person=found, row=row)

    def deed(answers) -> str:
        return _said(_("已更正%s处分"), sanctions.keep(found, answers, by=request.user, row=row))

    end = {"remove": reverse("person-sanction-remove", args=[pk, sanction])}
    words = {"remove_words": _("登记错了或已撤销，去掉"), "hint": HINT}
    return edited(request, found, form, deed, _("更正党纪处分"), **end, **words)


def remove(request, pk, sanction):
    """Take off what was entered by mistake, or what has been annulled, with the reason."""
    found = _person_or_404(request, pk)
    row = get_object_or_404(found.sanctions, pk=sanction)
    form = NoteForm(request.POST or None, initial={"version": row.version})

    def deed(answers) -> str:
        told = {"note": answers["note"], "version": answers["version"]}
        sanctions.remove(found, row, by=request.user, **told)
        return _("已去掉，原因记入操作留痕。")

    return edited(request, found, form, deed, _("去掉党纪处分"))
