"""Registering an applicant: the first step of a case."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.beside import Watch
from casework.transactions import whole
from casework.workflow import open_case

from ..forms import RegisterForm
from ..models import Application


def register(request):
    """One form; somebody already known by the ID number is used again."""
    if not request.user.has_perm("membership.register"):
        raise PermissionDenied
    form = RegisterForm(request.POST or None, user=request.user, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        try:
            case = _open(form, by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request, _("已登记%(who)s，%(unit)s。") % {"who": case, "unit": case.unit}
            )
            return redirect(case)
    found = form.open_case
    way = {"url": found.get_absolute_url(), "label": _("打开此人")} if found else None
    context = {"form": form, "open_case": found, "way": way}
    return render(request, "membership/register.html", context, status=422 if form.errors else 200)


def _open(form, *, by) -> Application:
    """Person and case in one transaction, or neither."""
    answers = form.cleaned_data
    with whole(_("此人刚刚由别人登记了，请按身份证号查找。")):
        person = form.person()
        person.validate_constraints()
        watch = Watch().hold(person)
        person.save()
        case = Application(
            person=person,
            unit=answers["unit"],
            applied_on=answers["applied_on"],
            stage_since=answers["applied_on"],
            is_mobile=answers["is_mobile"],
        )
        case.watch = watch
        return open_case(case, by=by)
