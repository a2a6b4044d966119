"""What files leave for. The officer is asked once a sign-in, and every export is noted with it.

The purpose is no fact about a person and stands in the clear; the form asks to name nobody in it.
"""

import time
from collections.abc import Callable
from functools import wraps

from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy

from .ways import page_before

USUAL = {
    "superior": gettext_lazy("报上级党委或组织部"),
    "meeting": gettext_lazy("本级会议研究"),
    "archive": gettext_lazy("归档"),
    "check": gettext_lazy("核对资料"),
    "signature": gettext_lazy("交本人或支部签字"),
}
KEPT = "purpose"
HELD = 8 * 3600  # seconds a purpose is in force, if the sign-in does not end before


def keep(session, purpose: str) -> None:
    """Put a purpose in force: a key of USUAL or the officer's own words."""
    session[KEPT] = {"purpose": purpose, "at": int(time.time())}


def drop(session) -> None:
    """A new sign-in asks anew."""
    session.pop(KEPT, None)


def in_force(session) -> str:
    """The purpose as events keep it; "" where none was given or it has run out."""
    kept = session.get(KEPT)
    fresh = kept and 0 <= time.time() - kept["at"] < HELD
    return kept["purpose"] if fresh else ""


def words(purpose: str) -> str:
    """A kept purpose as it is read."""
    return str(USUAL.get(purpose, purpose))


def for_a_purpose(hand_out: Callable) -> Callable:
    """Decorator of whatever hands out a file: it is given the `purpose` in force, or not called.

    Without one the officer is led to the question first, and from there to the file; nothing is
    written. What the officer may not see has been refused before.
    """

    @wraps(hand_out)
    def asked_first(request, *args, **kwargs):
        purpose = in_force(request.session)
        if not purpose:
            return _question(request)
        return hand_out(request, *args, purpose=purpose, **kwargs)

    return asked_first


def _question(request) -> HttpResponseRedirect:
    asked = {"file": request.get_full_path(), "next": page_before(request)}
    return redirect(f"{reverse('purpose')}?{urlencode(asked)}")
