"""The one step view of both pipelines, recording facts, and taking back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ..forms import NoteForm, ReasonsForm
from ..workflow import (
    Blocked,
    NotPossible,
    Outcome,
    Stale,
    guard_of,
    perform,
    record,
    rehearse,
    step_of,
    take_back,
)
from .showing import shown_findings


@require_http_methods(["GET", "POST"])
def take_step(request, pk, name, *, pipeline):
    """Facts, rules, check, confirm: one page for every transition of both apps."""
    case = get_object_or_404(pipeline.cases(request.user), pk=pk)
    step = _startable(case, name, request.user)
    if step is None:
        messages.warning(request, _("这一步不能从“%s”办理。") % case.get_stage_display())
        return redirect(case)
    form = pipeline.form(
        case, step.custom["step"], request.POST or None, today=timezone.localdate()
    )
    if request.method == "POST" and form.is_valid():
        return _checked(request, case, step, form, pipeline)
    outcome = Outcome(case, guard_of(step).findings(case))
    return _page(request, case, step, form, outcome, pipeline, status=422 if form.errors else 200)


def _startable(case, name, user):
    try:
        step = step_of(case, name)
    except NotPossible:
        return None
    if not step.has_perm(case, user):
        raise PermissionDenied
    return step


def _checked(request, case, step, form, pipeline):
    """Show what the rules say of the typed facts or, when confirmed, take the step."""
    on = form.day(step.custom["day"])
    outcome = rehearse(case, step.name, by=request.user, on=on, facts=form.write)
    reasons = ReasonsForm(request.POST if _confirmed(request) else None, outcome.waivable)
    if not _confirmed(request) or not reasons.is_valid():
        return _page(request, case, step, form, outcome, pipeline, reasons, checked=True)
    try:
        done = _perform(request, case, step, form, on, reasons)
    except (Blocked, Stale) as refusal:
        return _page(
            request, case, step, form, outcome, pipeline, reasons, True, refusal=refusal, status=409
        )
    messages.success(request, _("%(who)s：%(what)s，已记入留痕。") % _words(done.case, step))
    return redirect(case)


def _confirmed(request) -> bool:
    return request.POST.get("action") == "confirm"


def _perform(request, case, step, form, on, reasons):
    return perform(
        case,
        step.name,
        by=request.user,
        on=on,
        facts=form.write,
        waive=reasons.reasons(),
        version=_version(request),
    )


def _version(request) -> int | None:
    """The version the form was opened with; a form without one is always stale."""
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() else -1


def _words(case, step) -> dict:
    return {"who": case.person.name, "what": step.custom["label"]}


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
    reasons = reasons or ReasonsForm(None, outcome.waivable)
    context = {
        "case": case,
        "step": step,
        "label": step.custom["label"],
        "form": form,
        "version": request.POST.get("version", case.version),
        "findings": shown_findings(outcome.findings, case, pipeline, reasons if checked else None),
        "blocking": outcome.blocking,
        "opens_on": max((f.opens_on for f in outcome.blocking if f.opens_on), default=None),
        "checked": checked,
        "refusal": refusal,
        "answers": form.shown() if checked else [],
    }
    return render(request, "casework/step.html", context, status=status)


@require_http_methods(["GET", "POST"])
def record_facts(request, pk, slug, *, pipeline):
    """Facts of a step that moves nothing: a talk, a filing, a review, an assessment."""
    case = get_object_or_404(pipeline.cases(request.user), pk=pk)
    if not request.user.has_perm(f"{pipeline.app}.record", case):
        raise PermissionDenied
    form = pipeline.form(case, slug, request.POST or None, today=timezone.localdate())
    if form is None:
        raise Http404
    title = pipeline.step_title(slug)
    if request.method == "POST" and form.is_valid():
        try:
            record(case, slug, form.write, by=request.user, version=_version(request))
        except Stale as refusal:
            return _facts_page(request, case, form, title, refusal, status=409)
        messages.success(request, _("%(who)s：%(what)s，已保存。") % {"who": case, "what": title})
        return redirect(case)
    return _facts_page(request, case, form, title, status=422 if form.errors else 200)


def _facts_page(request, case, form, title, refusal=None, status=200):
    context = {
        "case": case,
        "form": form,
        "title": title,
        "refusal": refusal,
        "version": request.POST.get("version", case.version),
    }
    return render(request, "casework/record.html", context, status=status)


@require_http_methods(["GET", "POST"])
def take_step_back(request, pk, *, pipeline):
    """Undo the newest step, with a reason."""
    case = get_object_or_404(pipeline.cases(request.user), pk=pk)
    if not request.user.has_perm(f"{pipeline.app}.take_back", case):
        raise PermissionDenied
    form = NoteForm(request.POST or None, initial={"version": case.version})
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            take_back(
                case,
                by=request.user,
                note=form.cleaned_data["note"],
                version=form.cleaned_data["version"],
            )
        except (NotPossible, Stale) as problem:
            refusal = problem
        else:
            messages.success(request, _("已撤回，%s 的上一步事实已恢复。") % case)
            return redirect(case)
    context = {
        "case": case,
        "form": form,
        "last": case.last_step(),
        "refusal": refusal,
        "pipeline": pipeline,
    }
    return render(request, "casework/take_back.html", context, status=409 if refusal else 200)
