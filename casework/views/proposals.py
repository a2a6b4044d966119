"""What one person has prepared and another decides: the list and the page of one."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from .. import four_eyes
from ..forms import NoteForm, ReasonsForm
from ..models import Proposal
from ..pipelines import PIPELINES
from ..workflow import (
    Blocked,
    NotPossible,
    Stale,
    guard_of,
    perform,
    rehearse,
    step_of,
    take_back,
)
from .showing import event_title, refusal_words, shown_findings, stale_words
from .steps import form_of

SHOWN = 200


def index(request):
    """What waits: for the user's decision, and what the user has asked for."""
    visible = Proposal.objects.visible_to(request.user).pending().for_list()
    mine = visible.filter(prepared_by=request.user)
    waiting = list(four_eyes.to_decide(request.user).for_list()[:SHOWN])
    context = {
        "waiting": [_line(one) for one in waiting],
        "mine": [_line(one) for one in mine[:SHOWN]],
        "several": sum(one.step != four_eyes.BACK for one in waiting) > 1,
    }
    return render(request, "casework/proposals.html", context)


def _line(proposal) -> dict:
    return {
        "title": f"{proposal.person}：{event_title(proposal.step)}",
        "url": proposal.get_absolute_url(),
        "state": "review",
        "label": proposal.get_state_display(),
        "day": timezone.localtime(proposal.prepared_at).date(),
        "note": _("%(unit)s · %(who)s提请")
        % {"unit": proposal.unit, "who": proposal.prepared_by.account},
    }


@never_cache
def proposal(request, pk):
    """Facts, rules and who prepared them; confirm, or send back with a reason."""
    visible = Proposal.objects.visible_to(request.user).for_list()
    found = get_object_or_404(visible, pk=pk)
    case, pipeline = case_of(found, request.user)
    if found.state != Proposal.State.PENDING:
        messages.info(request, _("这件%s。") % found.get_state_display())
        return redirect(case)
    note = NoteForm(request.POST if request.POST.get("action") == "return" else None)
    refusal = ""
    try:
        if request.method == "POST":
            _settled(request, found, case, pipeline, note)
            if not note.is_bound or note.is_valid():
                return redirect(case)
        return _page(request, found, case, pipeline, note)
    except (Blocked, Stale, NotPossible, four_eyes.Settled) as problem:
        refusal = words_for(problem, case, request.user)
    return _page(request, found, case, pipeline, note, refusal)


def case_of(found, user):
    label, _colon, number = found.subject.partition(":")
    pipeline = next((p for p in PIPELINES.values() if p.model._meta.label_lower == label), None)
    if pipeline is None:
        raise Http404
    return get_object_or_404(pipeline.cases(user), pk=number), pipeline


def _settled(request, found, case, pipeline, note) -> None:
    if note.is_bound:
        if note.is_valid():
            reason, what = note.cleaned_data["note"], event_title(found.step)
            words = four_eyes.send_back(found, case, what=what, note=reason, by=request.user)
            messages.success(request, words)
        return
    words = {"who": case.person.name, "what": label_of(found, case)}
    decide(found, case, pipeline, request.user)
    messages.success(request, _("%(who)s：%(what)s，已记入留痕。") % words)


def label_of(found, case) -> str:
    """What was asked for, in words."""
    if found.step != four_eyes.BACK:
        return event_title(found.step)
    last = case.last_step()
    return _("撤回“%s”") % event_title(last.name) if last else event_title(found.step)


def decide(found, case, pipeline, user) -> None:
    """Take the step, or take it back, as it was prepared. Raises as `perform`."""
    if found.step == four_eyes.BACK:
        note = four_eyes.answers_of(found).get("note", "")
        take_back(case, by=user, note=note, version=found.version, proposal=found)
        return
    step, form, reasons = prepared(found, case, pipeline, user)
    perform(
        case,
        step.name,
        by=user,
        on=form.day(step.custom["day"]),
        facts=form.write,
        note="；".join(form.told()),
        waive=reasons.reasons(),
        version=found.version,
        proposal=found,
    )


def prepared(found, case, pipeline, user):
    """The step with its form as it was sent. Raises NotPossible when it is valid no more."""
    step, answers = step_of(case, found.step), four_eyes.answers_of(found)
    form = form_of(case, step, pipeline, answers, user)
    reasons = ReasonsForm(answers, guard_of(step).rules)
    if not (form.is_valid() and reasons.is_valid()):
        raise NotPossible(_("提请的内容已不能用，请退回重填。"))
    return step, form, reasons


def words_for(problem, case, user) -> str:
    """Why a proposal was not decided, in a sentence."""
    if isinstance(problem, Stale):
        return _("%s 请退回，由提请人重新核对。") % stale_words(case, user)
    if isinstance(problem, Blocked):
        return _("没有推进：按今天的记录还有不能办的事项，请退回。")
    if isinstance(problem, PermissionDenied):
        return refusal_words(problem, case, user)
    return str(problem) or _("这件已有人办过。")


def _page(request, found, case, pipeline, note, refusal=""):
    own = found.prepared_by_id == request.user.pk
    stale = found.version != case.version
    deciding = four_eyes.may_decide(found, case, request.user)
    context = {
        "proposal": found,
        "case": case,
        "label": label_of(found, case),
        "back": found.step == four_eyes.BACK,
        "own": own,
        "note": note,
        "refusal": refusal or (words_for(Stale(case), case, request.user) if stale else ""),
        "deciding": deciding,
        "nobody": not deciding and four_eyes.nobody_decides(case),
        "may_decide": False,
    }
    try:
        context |= _judged(found, case, pipeline, request.user)
    except NotPossible as problem:
        context["refusal"] = str(problem)
    except PermissionDenied:
        context["answers"] = []
    context["may_decide"] &= deciding and not (stale or refusal)
    status = 409 if refusal else 422 if note.errors else 200
    return render(request, "casework/proposal.html", context, status=status)


def _judged(found, case, pipeline, user) -> dict:
    """The answers, and what the rules say of them today."""
    if found.step == four_eyes.BACK:
        return _undoing(found, case)
    step, form, reasons = prepared(found, case, pipeline, user)
    on = form.day(step.custom["day"])
    outcome = rehearse(case, step.name, by=user, on=on, facts=form.write)
    given = reasons.reasons()
    findings = shown_findings(outcome.findings, outcome.case, pipeline, may_mend=False)
    for finding in findings:
        finding["given"] = given.get(finding["slug"], "")
    return {
        "answers": [{**fact, "url": ""} for fact in form.shown()],
        "findings": [finding for finding in findings if finding["state"] != "met"],
        "met": [finding for finding in findings if finding["state"] == "met"],
        "reasons": [finding for finding in findings if finding["given"]],
        "may_decide": not outcome.blocking,
    }


def _undoing(found, case) -> dict:
    """What would be taken back, and why. No rule stands in the way of mending a mistake."""
    last, note = case.last_step(), four_eyes.answers_of(found).get("note", "")
    shown = [(_("原因"), note)]
    if last:
        took = {"day": last.decided_on, "who": last.by.account}
        shown.insert(0, (_("要撤回的步骤"), event_title(last.name)))
        shown.insert(1, (_("办理"), _("%(day)s，%(who)s") % took))
    answers = [{"label": label, "value": value, "url": ""} for label, value in shown]
    return {"answers": answers, "may_decide": bool(last and note)}
