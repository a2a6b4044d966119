"""The resolution of a branch general meeting: its text for the form, and as a Word file."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from casework import readings
from casework.views.downloads import hand_out_letter
from casework.word import Letter
from casework.wording import listed

from ..models import Application
from ..resolutions import kind_of, resolution


def _voted(request, pk, meeting) -> tuple:
    """The case that the user sees and a vote about it that counts, or 404."""
    visible = Application.objects.visible_to(request.user).select_related("person", "unit")
    case = get_object_or_404(visible, pk=pk)
    return case, get_object_or_404(case.meetings.filter(withdrawn=False), pk=meeting)


def show(request, pk, meeting):
    """The text to copy, and what is still a blank in it."""
    case, vote = _voted(request, pk, meeting)
    readings.viewed(case, by=request.user)
    found = resolution(case, vote)
    context = {
        "case": case,
        "vote": vote,
        "resolution": found,
        "lacks": listed(found.lacks),
        "mend": _mend(case, vote, request.user),
    }
    return render(request, "membership/resolution.html", context)


def _mend(case, vote, user) -> dict | None:
    """The record that the blanks are filled in through, for whoever may."""
    slug = kind_of(case, vote)
    if not slug or not user.has_perm("membership.record", case):
        return None
    return {"url": reverse("membership:record", args=[case.pk, slug]), "label": _("补填")}


def word(request, pk, meeting):
    """The same as a paper, marked with the event of its export."""
    case, vote = _voted(request, pk, meeting)
    found = resolution(case, vote)
    letter = Letter(found.title, author=case.unit.name)
    for paragraph in found.paragraphs:
        letter.paragraph(paragraph)
    letter.closing(*found.closing)
    return hand_out_letter(request, letter, _("支部大会决议"), case=case)
