"""The rules of each form, and which of its answers they cannot do without."""

from datetime import date
from functools import cache

from casework.rules import Rule
from casework.wanted import mark as mark_fields
from casework.wanted import wanted
from casework.workflow import guard_of, steps

from .models import Talent
from .steps import PoolStep

FOLLOWS = {"notice_ends_on": "notice_from_on"}  # a day worked out, and what it follows from


@cache
def asked_of(slug: str) -> tuple[Rule, ...]:
    """The rules that the answers of a form are asked by."""
    found = {}
    for way in steps(Talent):
        for rule in guard_of(way).rules:
            if slug in (way.custom["step"], rule.mend):
                found[rule.slug] = rule
    return tuple(found.values())


def mark(form, step: PoolStep, on: date):
    """The form, its fields marked that a blocker reads: they are not optional."""
    read = wanted(asked_of(step.slug), Talent, form._meta.model, on)
    mark_fields(form, {FOLLOWS.get(name, name) for name in read})
    return form
