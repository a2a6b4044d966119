"""What others have prepared, decided in one sitting of the committee: each by itself."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from ..batches import Entry, carry_out
from ..four_eyes import BACK, Settled, to_decide
from ..models import Proposal
from ..wording import listed
from ..workflow import NotPossible, Stale, rehearse
from .asked import numbers
from .batch_shown import person_line
from .proposals import case_of, decide, prepared, words_for
from .showing import event_title

MOST = 30  # of one sitting


@dataclass
class Prepared(Entry):
    """One proposal of several."""

    proposal: Proposal | None = None
    pipeline: object = None


def decide_several(request):
    """Every step that waits for the user, to be decided together; what is ticked is done. Taking
    one back is decided by itself, on its own page."""
    sent = request.method == "POST"
    if sent:
        others = Proposal.objects.visible_to(request.user).exclude(prepared_by=request.user)
        found = _ticked(others.exclude(step=BACK).for_list(), request.POST.getlist("proposal"))
    else:
        found = list(to_decide(request.user).exclude(step=BACK).for_list()[:MOST])
    if not found:
        messages.info(request, _("没有等您审批的事。"))
        return redirect("proposals")
    entries = [_entry(each, request.user) for each in found]
    if sent:
        carry_out(entries, _deed(request.user))
        if all(entry.done for entry in entries):
            messages.success(request, _done_words(entries))
            return redirect("proposals")
    return _page(request, entries, sent)


def _ticked(visible, texts: list[str]) -> list[Proposal]:
    """The proposals of the boxes, settled ones too, since the form may come a second time. Raises
    Http404 where one is not to be seen."""
    keys = set(numbers(texts[:MOST]))
    found = list(visible.filter(pk__in=keys))
    if len(found) != len(keys):
        raise Http404
    return found


def _entry(found: Proposal, user) -> Prepared:
    """The proposal as the rules find it today; what keeps it from being decided is its refusal."""
    case, pipeline = case_of(found, user)
    entry = Prepared(case, proposal=found, pipeline=pipeline)
    if found.state != Proposal.State.PENDING:
        return entry
    try:
        step, entry.form, entry.reasons = prepared(found, case, pipeline, user)
        entry.on = entry.form.day(step.custom["day"])
        if found.version != case.version:
            raise Stale(case)
        entry.outcome = rehearse(case, step.name, by=user, on=entry.on, facts=entry.form.write)
    except (NotPossible, Stale) as problem:
        entry.refusal = problem
    except PermissionDenied as problem:  # nor are the answers theirs to read
        entry.form, entry.refusal = None, problem
    return entry


def _deed(user):
    def deed(entry):
        if entry.proposal.state != Proposal.State.PENDING:
            raise Settled
        decide(entry.proposal, entry.case, entry.pipeline, user)

    return deed


def _done_words(entries) -> str:
    words = {"n": len(entries), "who": listed(entry.case for entry in entries)}
    return _("已审批 %(n)s 件（%(who)s），每件一条留痕。") % words


def _page(request, entries, sent: bool):
    left = [entry for entry in entries if not entry.done]
    context = {
        "lines": [_line(entry, request.user) for entry in left],
        "done": [entry.case for entry in entries if entry.done],
        "stopped": len(left) if sent else 0,
    }
    status = 409 if sent else 200
    return render(request, "casework/proposals_decide.html", context, status=status)


def _line(entry, user) -> dict:
    """What was prepared, what the rules say of it today, and the reasons that were given."""
    line = person_line(entry, entry.pipeline, user, words_for)
    given = entry.reasons.reasons() if entry.reasons else {}
    for finding in line["findings"]:
        finding["given"] = given.get(finding["slug"], "")
    return {
        **line,
        "proposal": entry.proposal,
        "label": event_title(entry.proposal.step),
        "answers": [{**fact, "url": ""} for fact in entry.form.shown()] if entry.form else [],
    }
