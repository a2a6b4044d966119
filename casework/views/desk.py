"""The star of a case: set and taken off on the page of the case."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect

from ..desk import set_star
from ..pipelines import PIPELINES


def star(request):
    """Keep an eye on a case, or no longer; back to the case."""
    if not request.POST.get("case"):
        return redirect("home")
    pipeline = PIPELINES.get(request.POST.get("pipeline", ""))
    number = request.POST["case"]
    if pipeline is None or not number.isdecimal():
        raise Http404
    case = get_object_or_404(pipeline.cases(request.user), pk=number)
    set_star(case, by=request.user, on=request.POST.get("star") == "1")
    return redirect(case)
