"""Whom to take together: a step, a branch, and who stands where it starts."""

from collections import Counter

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from ..batches import MOST
from ..forms import UnitField
from ..models import Unit
from .asked import numbers


def numbers_of(asked) -> set[int]:
    """The numbers of the cases that a request names; none where they are too many."""
    found = set(numbers(asked.getlist("case")))
    return found if len(found) <= MOST else set()


def chosen(keys: set[int], pipeline, user) -> list:
    """The cases, by branch and number. Raises Http404 where one is not to be seen."""
    rows = pipeline.cases(user).select_related("unit__parent").filter(pk__in=keys)
    cases = list(rows.order_by("unit_id", "pk")) if keys else []
    if len(cases) != len(keys):
        raise Http404
    units = {case.unit_id: case.unit for case in cases}
    for case in cases:
        case.unit = units[case.unit_id]  # one object, so that what it knows is asked once
    return cases


class ChoiceForm(forms.Form):
    """Which step, and of which branch."""

    step = forms.ChoiceField(label=_("办什么"), required=False)
    unit = UnitField(label=_("支部"), required=False)

    def __init__(self, data, *, batches, user):
        super().__init__(data)
        self.fields["step"].choices = [(batch.slug, batch.title) for batch in batches]
        self.fields["unit"].offer(Unit.objects.under(user.account.unit.path).branches())


def permitted(batch, pipeline, user, case=None) -> bool:
    return user.has_perm(batch.permission(pipeline.model), case)


def suggested(pipeline, cases, user):
    """The step that leads most of the cases on, or else one that is recorded; None for nobody."""
    stages = [stage for stage, _number in Counter(case.stage for case in cases).most_common()]
    batches = [batch for batch in pipeline.batches.values() if permitted(batch, pipeline, user)]
    fitting = [batch for stage in stages for batch in batches if stage in batch.stages]
    return next((batch for batch in fitting if batch.transition), next(iter(fitting), None))


def others_for(batch, cases, pipeline, user) -> list:
    """The other steps that all of the cases might take together."""
    stages = {case.stage for case in cases}
    return [
        other
        for other in pipeline.batches.values()
        if other is not batch and stages <= {*other.stages} and permitted(other, pipeline, user)
    ]


def choose(request, pipeline, batch):
    """Who may be taken together: those who stand where the step starts, ticked when they are of
    one branch."""
    user = request.user
    batches = [each for each in pipeline.batches.values() if permitted(each, pipeline, user)]
    if not batches:
        raise PermissionDenied
    batch = batch or batches[0]
    given = {"step": batch.slug, "unit": request.GET.get("unit", "")}
    form = ChoiceForm(given, batches=batches, user=user)
    unit = form.cleaned_data.get("unit") if form.is_valid() else None
    cases = list(_waiting(batch, pipeline, user, unit)[: MOST + 1]) if form.is_valid() else []
    context = {
        "batch": batch,
        "form": form,
        "cases": cases[:MOST],
        "ticked": unit is not None,
        "more": len(cases) > MOST,
        "most": MOST,
        "too_many": len(request.GET.getlist("case")) > MOST,
    }
    return render(request, "casework/batch_choose.html", context)


def _waiting(batch, pipeline, user, unit):
    cases = pipeline.cases(user).filter(stage__in=batch.stages)
    if unit:
        cases = cases.filter(unit=unit)
    if batch.done:
        cases = cases.filter(**{f"{batch.done}__isnull": True})
    return cases.order_by("unit__path", "pk")
