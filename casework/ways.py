"""From which page of ours somebody came: where to lead back, and how a dossier was reached."""

from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy

DIRECT, OTHER = "direct", "page"
WORDS = {
    "todo": gettext_lazy("从待办打开"),
    "list": gettext_lazy("从名单打开"),
    "search": gettext_lazy("从搜索打开"),
    OTHER: gettext_lazy("从其他页面打开"),
    DIRECT: gettext_lazy("直接打开"),
}
# The views that list people, by the way they are; every other page of ours is OTHER.
PAGES = {
    "home": "todo",
    "postponed": "todo",
    "search": "search",
    "membership:list": "list",
    "membership:matrix": "list",
    "membership:branch-show": "list",
    "membership:year-plan-branch": "list",
    "talent:list": "list",
    "talent:village": "list",
    "people": "list",
    "sanctions": "list",
    "checks": "list",
}


def page_before(request) -> str:
    """Path and query of the page of ours that the browser names as the one before; else ""."""
    named = request.headers.get("Referer", "")
    host, https = {request.get_host()}, request.is_secure()
    if not named or not url_has_allowed_host_and_scheme(named, host, require_https=https):
        return ""
    parts = urlsplit(named)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def way_in(request) -> str:
    """The key in WORDS of how the page was reached, as far as the browser tells."""
    before = page_before(request)
    if not before:
        return DIRECT
    try:
        return PAGES.get(resolve(urlsplit(before).path).view_name, OTHER)
    except Resolver404:
        return DIRECT
