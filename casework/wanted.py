"""Which columns the blockers of a step read: a form calls none of them optional."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import Q

from .rules import BLOCK, Compared, Has, HowMany, Rule
from .unrecorded import columns


def wanted(rules: Iterable[Rule], case, model, on: date) -> set[str]:
    """The columns of `model` that a blocker among the rules reads on the day: of the kind of case,
    or of rows beside it. What may not be in a row is not wanted of it."""
    blockers = (rule for rule in rules if rule.severity is BLOCK and not rule.paper)
    conditions = [rule.condition(on) for rule in blockers]
    if model is case:
        return {name for each in conditions for name in columns(each, case)}
    beside = (part for each in conditions for part in _beside(each, _relation(case, model)))
    return {name for part in beside for name in columns(part, model)}


def _relation(case, model) -> str | None:
    """What the rows of a model are called on a case."""
    found = (each for each in case._meta.related_objects if each.one_to_many)
    return next((each.name for each in found if each.related_model is model), None)


def _beside(condition: Q, relation: str | None) -> Iterator[Q]:
    """What a condition asks of the rows of a relation."""
    for child in () if condition.negated else condition.children:
        if isinstance(child, Q):
            yield from _beside(child, relation)
        asked = child.count if isinstance(child, Compared) else child
        if isinstance(asked, Has | HowMany) and asked.relation == relation:
            yield Q(*asked.conditions, **asked.lookups)


def mark(form, names: Iterable[str]) -> None:
    """Mark fields of a form as not optional."""
    for name in form.fields.keys() & set(names):
        form.fields[name].wanted = True
