"""Pages for what went wrong, without internals."""

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def bad_request(request, exception=None):
    return render(request, "400.html", status=400)


def forbidden(request, exception=None):
    return render(request, "403.html", status=403)


def not_found(request, exception=None):
    return render(request, "404.html", status=404)


def not_ours(request, reason=""):
    """A form without the token of this session: sent from elsewhere, or after signing out."""
    return render(request, "400.html", status=403)


def server_error(request):
    """Without the request: what the frame would ask the database may be what has failed."""
    return HttpResponse(render_to_string("500.html"), status=500)
