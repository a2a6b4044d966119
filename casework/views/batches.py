"""Several people of one meeting in one go: choose, fill in, check, confirm, and what came of it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from ..batch_form import BatchForm
from ..batches import as_each_place_asks, carry_out, recording, rehearse_all
from ..forms import CorrectionForm
from ..wording import listed
from ..workflow import guard_of
from .batch_choice import choose, chosen, numbers_of, permitted, suggested
from .batch_shown import apart, batch_page, done_address, for_two
from .steps import form_of


def take_batch(request, *, pipeline):
    """One page for every step that several may take together; without people, the choice."""
    sent = request.method == "POST"
    asked = request.POST if sent else request.GET
    cases = chosen(numbers_of(asked), pipeline, request.user)
    batch = _batch_of(asked, cases, pipeline, request.user)
    if batch is None or not cases:
        return choose(request, pipeline, batch)
    if batch.of_branch and len({case.unit_id for case in cases}) > 1:
        return apart(request, batch, cases, pipeline)
    if sent:
        return _sent(request, batch, cases, pipeline)
    here = [case for case in cases if case.stage in batch.stages]
    others = [case for case in cases if case not in here]
    if not here:
        messages.warning(request, _("选的人都不在“%s”这一步。") % batch.title)
        return redirect(f"{request.path}?{urlencode({'step': batch.slug})}")
    form = batch_form(batch, here, pipeline, request.user)
    return batch_page(request, batch, form, pipeline, others=others)


def _batch_of(asked, cases, pipeline, user):
    """The batch asked for, or the one that fits most of the cases. Raises Http404 for a slug that
    no batch has, PermissionDenied where the user may not take it with one of the cases."""
    slug = asked.get("step", "")
    if slug and slug not in pipeline.batches:
        raise Http404
    batch = pipeline.batches.get(slug) or suggested(pipeline, cases, user)
    if batch and not all(permitted(batch, pipeline, user, case) for case in cases or [None]):
        raise PermissionDenied
    return batch


def batch_form(batch, cases, pipeline, user, posted=None) -> BatchForm:
    """The form of the batch for these cases; which papers they lack is asked in one query."""
    model, today = pipeline.model, timezone.localdate()
    step = batch.step_of(model)
    if step is None:

        def build(case, data):
            return pipeline.form(case, batch.slug, data, today=today, user=user)

        return BatchForm(batch, cases, build, posted)

    def build(case, data):
        return form_of(case, step, pipeline, data, user)

    rules = guard_of(step).rules
    return BatchForm(batch, cases, build, posted, rules, _wanted(step, cases, model, today))


def _wanted(step, cases, model, today) -> dict[int, set[str]]:
    """The kinds of papers that each dossier lacks for the step. One query."""
    guard = guard_of(step)
    mine = model._base_manager.filter(pk__in=[case.pk for case in cases])
    papers = [rule for rule in guard.in_force(today) if rule.paper]
    return {
        row.pk: {rule.paper for rule in papers if not getattr(row, f"meets_{rule.slug}")}
        for row in guard.annotate(mine, today)
    }


def _sent(request, batch, cases, pipeline):
    """Say what the rules say; when confirmed, do what they allow."""
    form = batch_form(batch, cases, pipeline, request.user, request.POST)
    reason = CorrectionForm(request.POST) if not batch.transition else None
    valid = form.is_valid() and (reason is None or reason.explains(form.corrections()))
    if not valid:
        return batch_page(request, batch, form, pipeline, reason=reason, status=422)
    if batch.transition:
        _rehearse(batch, form, pipeline, request.user)
    if request.POST.get("action") in ("confirm", "propose") or not batch.transition:
        return _carried_out(request, batch, form, pipeline, reason)
    return batch_page(request, batch, form, pipeline, checked=True)


def _rehearse(batch, form, pipeline, user) -> None:
    step = batch.step_of(pipeline.model)
    for entry in form.entries:
        entry.on = entry.form.day(step.custom["day"])
    rehearse_all(batch, form.entries, by=user)


def _carried_out(request, batch, form, pipeline, reason):
    """Do it for each; to what came of it, or once more to those who were stopped."""
    if batch.transition:
        left = _proposed(request, batch, form, pipeline)
        deed = as_each_place_asks(batch, request.user, left)
    else:
        left, deed = set(), recording(batch, request.user, reason.cleaned_data["note"])
    carry_out(form.entries, deed)
    done = [entry.case for entry in form.entries if entry.done]
    stopped = [entry for entry in form.entries if not entry.done]
    if not stopped:
        return _all_done(request, batch, done, left, pipeline)
    return _once_more(request, batch, stopped, done, pipeline, reason)


def _proposed(request, batch, form, pipeline) -> set[int]:
    """The numbers of the cases that are left to somebody else: of those whose township wants it,
    and of all where none does any more."""
    if request.POST.get("action") != "propose":
        return set()
    cases = [entry.case for entry in form.entries]
    return for_two(batch, cases, pipeline) or {case.pk for case in cases}


def _all_done(request, batch, done, left: set[int], pipeline):
    """To what waits for somebody else, or to the sheet of what was done."""
    waiting = [case for case in done if case.pk in left]
    taken = [case for case in done if case.pk not in left]
    if taken:
        messages.success(request, _words(batch, taken, False))
    if waiting:
        messages.success(request, _words(batch, waiting, True))
    return redirect(reverse("proposals") if waiting else done_address(batch, done, pipeline))


def _once_more(request, batch, stopped, done, pipeline, reason):
    """The page with whom something stopped, what was typed, and the versions as they are now."""
    cases = chosen({entry.case.pk for entry in stopped}, pipeline, request.user)
    form = batch_form(batch, cases, pipeline, request.user, request.POST)
    form.is_valid()
    if batch.transition:
        _rehearse(batch, form, pipeline, request.user)
    refusals = {entry.case.pk: entry.refusal for entry in stopped}
    for entry in form.entries:
        entry.refusal = refusals[entry.case.pk]
    return batch_page(
        request, batch, form, pipeline, reason=reason, checked=True, done=done, status=409
    )


def _words(batch, done, proposed: bool) -> str:
    names = listed(done[:6]) + ("…" if len(done) > 6 else "")
    words = {"n": len(done), "what": batch.title, "who": names}
    if proposed:
        return _("已提请审批 %(n)s 人的“%(what)s”（%(who)s），等另一人办理。") % words
    return _("已办 %(n)s 人的“%(what)s”（%(who)s），每人一条留痕。") % words
