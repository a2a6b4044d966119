"""How long a session lasts, what ends it at once, and what has to be done first in it.

The session remembers when it began, when it was last used (to the minute, so that reading
pages does not write) and the stamp of its account: a new stamp ends every session.
"""

import secrets
import time

from django.conf import settings
from django.contrib.auth import logout
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from . import drafts, purposes
from .second_factor import is_wanting

PRESENCE, ENDED = "presence", "ended"
ROUNDING = 60
# Open also to whoever has still to change the first password or to add the second factor.
ALWAYS = {"sign-out", "set_language"}


def begin(request, user, **signal) -> None:
    """Start the clock of a new session. Receiver of `user_logged_in`."""
    now = int(time.time())
    stamp = user.account.stamp if hasattr(user, "account") else ""
    purposes.drop(request.session)
    request.session[PRESENCE] = {"began": now, "seen": now, "stamp": stamp}


def renew_stamp(account) -> None:
    """Give the account a stamp that no session carries; the caller saves it."""
    account.stamp = secrets.token_hex(16)


def follow(request, account) -> None:
    """Let the session that made the change live on under the new stamp."""
    request.session[PRESENCE] = {**request.session[PRESENCE], "stamp": account.stamp}


def end_of(presence: dict | None, stamp: str, now: float) -> str:
    """Why a session is over: "changed", "long" or "idle"; "" while it lasts."""
    if presence is None or presence["stamp"] != stamp:
        return "changed"
    if now - presence["began"] >= settings.CASEWORK_LONGEST_SESSION:
        return "long"
    return "idle" if now - presence["seen"] >= settings.CASEWORK_IDLE_END else ""


class PresenceMiddleware:
    """Ends what is over and keeps what was typed; leads to what has to be done first.

    Stands between the check of the form's origin and LoginRequiredMiddleware.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        carried_out = request.method == "POST" and response.status_code == 302
        if carried_out and request.session.get(drafts.SOME):
            drafts.drop(request.user, drafts.page_of(request))
        return response

    def process_view(self, request, view, args, kwargs):
        if not request.user.is_authenticated:
            return None
        presence, now = request.session.get(PRESENCE), time.time()
        over = end_of(presence, request.user.account.stamp, now)
        if over:
            return _ended(request, over)
        if now - presence["seen"] >= ROUNDING:
            request.session[PRESENCE] = {**presence, "seen": int(now)}
        return _first_of_all(request)


def _ended(request, why: str):
    """Back to the door, and from there to the same page with what was typed."""
    drafts.rescue(request)
    page = drafts.page_of(request)
    logout(request)
    request.session[ENDED] = why
    ours = url_has_allowed_host_and_scheme(page, None)
    return redirect(f"{reverse('sign-in')}?{urlencode({'next': page if ours else ''})}")


def _first_of_all(request):
    """To the page of the first duty, unless it is the one asked for."""
    account, name = request.user.account, request.resolver_match.view_name
    duty = "password" if account.must_change else "second-factor" if is_wanting(account) else ""
    return redirect(duty) if duty and name not in ALWAYS | {duty} else None
