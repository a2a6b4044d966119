"""The rows that a request names by their numbers, and the unit that it is about."""

from collections.abc import Iterable, Mapping

from django.shortcuts import get_object_or_404

from ..models import Unit

LONGEST = 18  # digits of a key that both databases can hold


def numbers(texts: Iterable[str]) -> list[int]:
    """The keys among the texts, in their order; what can be no row's key is left out."""
    return [int(text) for text in texts if text.isdecimal() and len(text) <= LONGEST]


def unit_asked(request, asked: Mapping[str, str] | None = None) -> Unit:
    """The unit of a page: the one asked for, at or below the user's own, which is the default.

    Raises Http404 for a unit elsewhere; what is no number asks for none.
    """
    own = request.user.account.unit
    wanted = numbers([(asked or request.GET).get("unit", "")])
    if not wanted or wanted == [own.pk]:
        return own
    return get_object_or_404(Unit.objects.under(own.path), pk=wanted[0])
