"""The resolution of a branch general meeting and the opinion of the committee on it: their texts
for the form, and as a Word file."""

from functools import partial

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from casework import readings
from casework.views.downloads import hand_out_letter
from casework.ways import way_in
from casework.word import Letter
from casework.wording import listed

from ..form_texts import FormText, kind_of
from ..models import Application
from ..opinions import opinion
from ..resolutions import resolution


def _voted(request, pk, meeting) -> tuple:
    """The case that the user sees and a vote about it that counts, or 404."""
    above = ("person", "unit__parent__parent__parent")
    visible = Application.objects.visible_to(request.user).select_related(*above)
    case = get_object_or_404(visible, pk=pk)
    return case, get_object_or_404(case.meetings.filter(withdrawn=False), pk=meeting)


def show(request, pk, meeting):
    """The texts to copy, and what is still a blank in each."""
    case, vote = _voted(request, pk, meeting)
    readings.viewed(case, by=request.user, way=way_in(request))
    found, approval = resolution(case, vote), opinion(case, vote)
    context = {
        "case": case,
        "vote": vote,
        "resolution": found,
        "lacks": listed(found.lacks),
        "mend": _mend(case, vote, request.user),
        "opinion": approval,
        "opinion_lacks": listed(approval.lacks) if approval else "",
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
    found, approval = resolution(case, vote), opinion(case, vote)
    papers = [found, approval] if approval else [found]
    write = partial(_letter, papers, case.unit.name)
    return hand_out_letter(request, write, _("支部大会决议"), case=case)


def _letter(papers: list[FormText], author: str, mark: tuple[str, str]) -> Letter:
    """Each paper on a page of its own, and on each the mark."""
    letter = Letter(papers[0].title, author=author)
    for place, paper in enumerate(papers):
        if place:
            letter.begin_again(paper.title)
        for paragraph in paper.paragraphs:
            letter.paragraph(paragraph)
        letter.closing(*paper.closing)
        letter.seal(*mark)
    return letter
