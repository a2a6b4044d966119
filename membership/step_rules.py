"""The rules of each step, and which answers of its form they cannot do without."""

from collections.abc import Iterator
from datetime import date
from functools import cache

from django.db.models import Q

from casework.rules import Compared, Rule
from casework.wanted import mark as mark_fields
from casework.wanted import wanted as read_of
from casework.workflow import guard_of, steps

from .models import Application
from .papers import CATALOGUE
from .steps import RecruitmentStep
from .timing import RESTS_ON


@cache
def asked_of(step: RecruitmentStep) -> tuple[Rule, ...]:
    """The rules of a step: of its transition, and those that its facts and papers answer."""
    found = {}
    for way in steps(Application):
        for rule in guard_of(way).rules:
            of_paper = rule.paper and CATALOGUE.by_slug[rule.paper].step == step.number
            if way.custom["step"] == step.slug or rule.mend == step.slug or of_paper:
                found[rule.slug] = rule
    return tuple(found.values())


def wanted(step: RecruitmentStep, model, on: date) -> set[str]:
    """The columns of a model that a blocker of the step reads on the day: of the case, with those
    that its days follow from, or of the rows beside it."""
    named = read_of(asked_of(step), Application, model, on)
    return named | {source for name in named for source in RESTS_ON.get(name, ())}


def most_rows(step: RecruitmentStep, on: date) -> int:
    """How many rows of its table a blocker of the step wants at the least; 0 for none."""
    found = (each for rule in asked_of(step) for each in _counted(rule.condition(on)))
    return max((each.least for each in found if each.count.relation == step.rows), default=0)


def mark(form, step: RecruitmentStep, on: date) -> None:
    """Mark the fields of a form that a blocker of its step reads: they are not optional."""
    mark_fields(form, wanted(step, form._meta.model, on))


def _counted(condition: Q) -> Iterator[Compared]:
    for child in condition.children:
        if isinstance(child, Q):
            yield from _counted(child)
        elif isinstance(child, Compared):
            yield child
