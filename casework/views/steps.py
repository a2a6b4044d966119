"""The one step view of both pipelines, recording facts, and taking back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from ..access import APPROVALS
from ..forms import CorrectionForm, NoteForm, ReasonsForm, Together
from ..four_eyes import Settled, asks_for_two, pending_of, propose_back
from ..paper_forms import PapersAtHand
from ..proposing import put_forward
from ..workflow import (
    Blocked,
    NotPossible,
    Outcome,
    Stale,
    guard_of,
    may_take_back,
    perform,
    record,
    rehearse,
    step_behind,
    step_of,
    steps,
    take_back,
)
from .showing import event_title, refusal_words, shown_findings, stale_words


def take_step(request, pk, name, *, pipeline):
    """Facts, rules, check, confirm: one page for every transition of both apps."""
    case = get_object_or_404(pipeline.cases(request.user), pk=pk)
    try:
        step = _startable(case, name, request.user)
        form = form_of(case, step, pipeline, request.POST or None, request.user)
        if request.method == "POST" and form.is_valid():
            return _checked(request, case, step, form, pipeline)
    except NotPossible:
        messages.warning(request, _("这一步不能从“%s”办理。") % case.get_stage_display())
        return redirect(case)
    outcome = Outcome(case, guard_of(step).findings(case))
    return _page(request, case, step, form, outcome, pipeline, status=422 if form.errors else 200)


def form_of(case, step, pipeline, data, user):
    """The step's own facts, and the papers that may come into the dossier with it."""
    slug, today = step.custom["step"], timezone.localdate()
    facts = pipeline.form(case, slug, data, today=today, user=user)
    rules = guard_of(step).rules
    if not any(rule.paper for rule in rules):
        return facts
    return Together(facts, PapersAtHand(data, rules=rules, day=step.custom["day"]))


def _startable(case, name, user):
    """The step, where the user may take it now. Raises Http404, NotPossible, PermissionDenied."""
    if all(step.name != name for step in steps(type(case))):
        raise Http404
    step = step_of(case, name)
    if not step.has_perm(case, user):
        raise PermissionDenied
    return step


def _checked(request, case, step, form, pipeline):
    """Take the step when confirmed; otherwise show what the rules say of the typed facts."""
    on = form.day(step.custom["day"])
    sent = request.POST if _confirmed(request) or _proposed(request) else None
    reasons = ReasonsForm(sent, guard_of(step).rules)
    refusal = None
    if sent and reasons.is_valid():
        try:
            take = _propose if _proposed(request) else _perform
            messages.success(request, take(request, case, step, form, on, reasons))
        except (Blocked, Stale, Settled) as problem:
            refusal = problem
        else:
            return redirect(case)
    outcome = rehearse(case, step.name, by=request.user, on=on, facts=form.write)
    return _page(request, outcome.case, step, form, outcome, pipeline, reasons, True, refusal)


def _confirmed(request) -> bool:
    return request.POST.get("action") == "confirm"


def _proposed(request) -> bool:
    return request.POST.get("action") == "propose"


def _propose(request, case, step, form, on, reasons) -> str:
    """Leave the step, which the rules allow, for somebody else to decide."""
    outcome = rehearse(case, step.name, by=request.user, on=on, facts=form.write)
    put_forward(
        case,
        step,
        outcome,
        request.POST,
        reasons=reasons.reasons(),
        version=sent_version(request),
        by=request.user,
    )
    return _("%(who)s：%(what)s，已提请审批，等乡镇审批人办理。") % _words(case, step)


def _perform(request, case, step, form, on, reasons) -> str:
    done = perform(
        case,
        step.name,
        by=request.user,
        on=on,
        facts=form.write,
        note="；".join(form.told()),
        waive=reasons.reasons(),
        version=sent_version(request),
    )
    return _("%(who)s：%(what)s，已记入留痕。") % _words(done.case, step)


def sent_version(request) -> int | None:
    """The version the form was opened with; a form without one is always stale."""
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() else -1


def _words(case, step) -> dict:
    return {"who": case.person.name, "what": step.custom["label"]}


def _refused(refusal, case, reasons, user) -> str:
    """Why a confirmed step was not taken, in a sentence; a missing reason also at its field."""
    if refusal is None:
        return ""
    for found in refusal.findings if isinstance(refusal, Blocked) else ():
        if found.rule.slug in reasons.fields and found.rule.slug not in reasons.reasons():
            reasons.add_error(found.rule.slug, _("请写明理由。"))
    return refusal_words(refusal, case, user)


def _page(
    request,
    case,
    step,
    form,
    outcome,
    pipeline,
    reasons=None,
    checked=False,
    refusal=None,
    status=200,
):
    findings = shown_findings(outcome.findings, case, pipeline, reasons)
    answers = form.shown() if checked else []
    form.narrow(outcome.findings)
    context = {
        "case": case,
        "label": step.custom["label"],
        "form": form,
        "refusal": _refused(refusal, case, reasons, request.user),
        "version": shown_version(request, case, refusal),
        "findings": [finding for finding in findings if finding["state"] != "met"],
        "met": [finding for finding in findings if finding["state"] == "met"],
        "blocking": outcome.blocking,
        "opens_on": max((f.opens_on for f in outcome.blocking if f.opens_on), default=None),
        "calendar": pipeline.calendar,
        "checked": checked,
        "answers": answers,
        "for_two": asks_for_two(case, step),
        "proposal": pending_of(case) if step.permission in APPROVALS else None,
    }
    return render(request, "casework/step.html", context, status=409 if refusal else status)


def shown_version(request, case, refusal):
    """The version the form stands on; after a refusal as stale, the one now shown."""
    return case.version if isinstance(refusal, Stale) else request.POST.get("version", case.version)


def record_facts(request, pk, slug, *, pipeline):
    """Facts of a step that moves nothing: a talk, a filing, a review, an assessment."""
    case = get_object_or_404(pipeline.cases(request.user), pk=pk)
    if not request.user.has_perm(f"{pipeline.app}.record", case):
        raise PermissionDenied
    data, today = request.POST or None, timezone.localdate()
    form = pipeline.form(case, slug, data, today=today, user=request.user)
    if form is None:
        raise Http404
    reason = CorrectionForm(request.POST or None)
    refusal = None
    if request.method == "POST" and form.is_valid() and reason.explains(form.corrections()):
        try:
            _record(request, case, slug, form, reason)
        except Stale as problem:
            refusal = problem
        else:
            words = {"who": case, "what": pipeline.step_title(slug)}
            messages.success(request, _("%(who)s：%(what)s，已保存。") % words)
            return redirect(case)
    return _facts_page(request, case, slug, form, reason, refusal, pipeline)


def _record(request, case, slug, form, reason):
    note = "；".join(filter(None, [reason.cleaned_data["note"], *form.told()]))
    record(case, slug, form.write, by=request.user, note=note, version=sent_version(request))


def _facts_page(request, case, slug, form, reason, refusal, pipeline):
    if refusal:
        case = refusal.case
    context = {
        "case": case,
        "form": form,
        "reason": reason if form.recorded() else None,
        "title": pipeline.step_title(slug),
        "refusal": stale_words(case, request.user) if refusal else "",
        "version": shown_version(request, case, refusal),
    }
    status = 409 if refusal else 422 if form.errors or reason.errors else 200
    return render(request, "casework/record.html", context, status=status)


def take_step_back(request, pk, *, pipeline):
    """Undo the newest step, with a reason; or ask for it, where deciding the step took two."""
    case = get_object_or_404(pipeline.cases(request.user), pk=pk)
    last = case.last_step()
    if not request.user.has_perm(f"{pipeline.app}.take_back", case):
        raise PermissionDenied
    if last and not may_take_back(case, request.user):
        raise PermissionDenied
    form = NoteForm(request.POST or None, initial={"version": case.version})
    refusal = ""
    for_two = bool(last) and asks_for_two(case, step_behind(case, last))
    if request.method == "POST" and form.is_valid():
        try:
            take = _ask_back if for_two else _undo
            messages.success(request, take(request, case, form.cleaned_data["note"]))
        except (Stale, NotPossible, Settled) as problem:
            refusal = refusal_words(problem, case, request.user)
        else:
            return redirect(case)
    return _take_back_page(request, case, last, form, refusal, for_two)


def _undo(request, case, note: str) -> str:
    take_back(case, by=request.user, note=note, version=sent_version(request))
    return _("已撤回，%s 的上一步事实已恢复。") % case


def _ask_back(request, case, note: str) -> str:
    """Leave it for somebody else to decide, as the step was."""
    if sent_version(request) != case.version:
        raise Stale(case)
    last = case.last_step()
    what = _("撤回“%s”") % event_title(last.name)
    propose_back(case, step_behind(case, last), note, by=request.user, what=what)
    return _("%(who)s：%(what)s，已提请审批，等乡镇审批人办理。") % {"who": case, "what": what}


def _take_back_page(request, case, last, form, refusal, for_two):
    context = {
        "case": case,
        "form": form,
        "last": last,
        "what": event_title(last.name) if last else "",
        "refusal": refusal,
        "for_two": for_two,
        "proposal": pending_of(case),
        "submit": _("提请撤回这一步") if for_two else _("撤回这一步"),
    }
    status = 409 if refusal else 422 if form.errors else 200
    return render(request, "casework/take_back.html", context, status=status)
