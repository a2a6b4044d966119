"""Pages for what went wrong, without internals."""

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from .context import NOT_COUNTED


def bad_request(request, exception=None):
    return _page(request, "400.html", 400)


def forbidden(request, exception=None):
    return _page(request, "403.html", 403)


def not_found(request, exception=None):
    return _page(request, "404.html", 404)


def not_ours(request, reason=""):
    """A form without the token of this session: sent from elsewhere, or after signing out."""
    return _page(request, "400.html", 403)


def _page(request, template: str, status: int):
    """In the frame of every page, which counts no to-dos for it."""
    request.todo_count = NOT_COUNTED
    return render(request, template, status=status)


def server_error(request):
    """Without the request: what the frame would ask the database may be what has failed."""
    return HttpResponse(render_to_string("500.html"), status=500)
