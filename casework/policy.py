"""Who may ask for which view by which method: one table, read before any view runs.

The table stands in config/policy.py, the only place that names methods. A view it does not
name is closed. Whose object it is the view settles itself, in its first line: a stranger gets
404 as if there were none.
"""

from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseNotAllowed
from django.utils.module_loading import import_string

PUBLIC = "anybody"
SIGNED_IN = "whoever is signed in"
READING = ("GET", "HEAD")
CHANGING = ("POST",)


@dataclass(frozen=True)
class Row:
    """What a view asks of those who read and of those who change: PUBLIC, SIGNED_IN or a
    permission, in which {name} is filled from the address. Empty: it answers no such method.
    """

    read: str = ""
    change: str = ""

    @property
    def methods(self) -> tuple[str, ...]:
        """The methods the view answers: a page GET and HEAD, a form GET and POST."""
        if self.read and self.change:
            return ("GET", *CHANGING)
        return READING if self.read else CHANGING

    def wanted(self, method: str, kwargs: dict) -> str:
        """What is asked of a request of one of `methods`."""
        asked = self.change if method in CHANGING else self.read
        return asked.format(**kwargs)

    def allows(self, user, method: str, kwargs: dict) -> bool:
        """Whether `user` may make such a request at all; of which object is not asked here."""
        wanted = self.wanted(method, kwargs)
        if wanted == PUBLIC:
            return True
        return user.is_authenticated and (wanted == SIGNED_IN or user.has_perm(wanted))


class PolicyMiddleware:
    """Closes what the table does not open: 404 without a row, 405 for another method, 403
    without the permission. Stands after LoginRequiredMiddleware, which sends strangers away.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.table = import_string(settings.ACCESS_POLICY)

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        row = self.table.get(request.resolver_match.view_name)
        if row is None:
            raise Http404
        if request.method not in row.methods:
            return HttpResponseNotAllowed(row.methods)
        if not row.allows(request.user, request.method, kwargs):
            raise PermissionDenied
        return None
