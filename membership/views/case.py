"""One person's case: where it stands, what blocks the next step, what has happened."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from casework import readings
from casework.desk import with_star
from casework.four_eyes import pending_of
from casework.views.people import RevealForm
from casework.ways import way_in

from ..models import Application
from .overview import overview


def show(request, pk):
    """Everything about one case on one page."""
    visible = Application.objects.visible_to(request.user).for_list().with_first_deadline()
    visible = with_star(visible.select_related("person__unit"), request.user)
    case = get_object_or_404(visible, pk=pk)
    readings.viewed(case, by=request.user, way=way_in(request))
    context = overview(case, request.user, timezone.localdate())
    context |= {"form": RevealForm(), "proposal": pending_of(case)}
    return render(request, "membership/case.html", context)
