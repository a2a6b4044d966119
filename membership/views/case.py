"""One person's case: where it stands, what blocks the next step, what has happened."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from casework import readings
from casework.four_eyes import pending_of
from casework.people import reveal as reveal_number
from casework.views.people import RevealForm

from ..models import Application
from .overview import overview


@require_safe
def show(request, pk):
    """Everything about one case on one page."""
    case = _case_or_404(request, pk)
    readings.viewed(case, by=request.user)
    return _page(request, case, RevealForm())


@never_cache
@require_POST
def reveal(request, pk):
    """The same page with the full ID number, this once; the look is noted with its reason."""
    case = _case_or_404(request, pk)
    if not request.user.has_perm("casework.reveal", case):
        raise PermissionDenied
    form = RevealForm(request.POST)
    if not form.is_valid():
        return _page(request, case, form, status=422)
    number = reveal_number(case.person, by=request.user, note=form.cleaned_data["note"])
    return _page(request, case, RevealForm(), number=number)


def _case_or_404(request, pk):
    visible = Application.objects.visible_to(request.user).for_list()
    return get_object_or_404(visible.select_related("person__unit"), pk=pk)


def _page(request, case, form, number: str = "", status: int = 200):
    context = overview(case, request.user, timezone.localdate())
    context |= {"form": form, "number": number, "proposal": pending_of(case)}
    return render(request, "membership/case.html", context, status=status)
