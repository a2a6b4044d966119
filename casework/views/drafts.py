"""The draft of a form: kept by the page's script, offered when the form is opened again."""

from django.http import HttpResponse, HttpResponseBadRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from .. import drafts


@never_cache
def draft(request):
    """GET gives what is kept of the form at `address`; POST keeps `fields`, or drops the draft
    when there are none."""
    address = (request.POST or request.GET).get("address", "")
    if request.method == "GET":
        return _kept(request, address)
    try:
        fields = drafts.read(request.POST.get("fields", "{}"))
    except ValueError:
        return HttpResponseBadRequest()
    if not fields:
        drafts.drop(request.user, address)
        return HttpResponse(status=204)
    kept = drafts.keep(request.user, address, fields)
    return _answer(request, kept) if kept else JsonResponse({})


def _kept(request, address: str) -> JsonResponse:
    found = drafts.find(request.user, address)
    if found is None:
        return JsonResponse({})
    return _answer(request, found, fields=drafts.typed_in(found, request.user))


def _answer(request, kept, **more) -> JsonResponse:
    if not request.session.get(drafts.SOME):
        request.session[drafts.SOME] = True
    return JsonResponse({"saved": _clock(kept.saved_at), **more})


def _clock(moment) -> str:
    """Today only the time, else the day with it."""
    local = timezone.localtime(moment)
    today = local.date() == timezone.localdate()
    return f"{local:%H:%M}" if today else f"{local:%Y-%m-%d %H:%M}"
