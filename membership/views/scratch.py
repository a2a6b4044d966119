"""试算: what the rules say of days that one types in. Nothing is stored."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from ..evaluation import evaluate
from ..scratch import ScratchForm
from ..told import Untellable, read

KINDS = (("blockers", "blocked"), ("warnings", "warn"), ("infos", "info"))


def scratch(request):
    """A form of days; below it the 25 steps with their findings, first and last days."""
    form = ScratchForm(request.GET or None)
    answer, refusal = None, ""
    if form.is_bound and form.is_valid():
        try:
            answer = evaluate(read(form.facts()), timezone.localdate())
        except Untellable as problem:
            refusal = _("；").join(problem.faults)
    context = {
        "form": form,
        "parts": form.parts(),
        "refusal": refusal,
        "rows": [_row(step) for step in answer["steps"]] if answer else [],
        "aside": [_row(step) for step in answer["aside"]] if answer else [],
        "stage": answer["stage_title"] if answer else "",
    }
    return render(request, "membership/scratch.html", context, status=422 if form.errors else 200)


def _row(step: dict) -> dict:
    findings = [{"state": state, **found} for kind, state in KINDS for found in step[kind]]
    taken = bool(step["taken_on"])
    state = findings[0]["state"] if findings and taken else "met" if taken else ""
    return {**step, "state": state, "findings": findings if taken else [], "left": _left(step)}


def _left(step: dict) -> str:
    """What an undone step waits for, in a sentence."""
    numbers = step.get("waits_for")
    if step["taken_on"] or not numbers:
        return ""
    return _("先办第 %s 步") % _("、").join(map(str, numbers))
