"""Which facts a rule rests on that are not on record.

The database has decided; this goes through the same condition once more to say why it was not met
where nothing was compared: a column of the case without a value, or a choice of which none is made.
What lies in other tables (`Has`, `HowMany`) is left aside.
"""

import operator
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.core.exceptions import FieldDoesNotExist
from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .wording import listed

Words = str | Promise
TESTS = {
    "exact": operator.eq,
    "lte": operator.le,
    "lt": operator.lt,
    "gte": operator.ge,
    "gt": operator.gt,
    "in": lambda value, some: value in some,
}


@dataclass(frozen=True)
class Unrecorded:
    """A fact without a value: what it is called, and the form that takes it (title and slug)."""

    words: Words
    place: Words = ""
    slug: str = ""


def entered_under(facts: Iterable[Unrecorded]) -> list[str]:
    """“在“党组织派人谈话”里填“派人谈话日期””: one clause for each page, however many facts."""
    wanted: dict[str, list[str]] = {}
    for fact in facts:
        if fact.place:
            wanted.setdefault(fact.place, []).append(_("“%s”") % fact.words)
    return [
        _("在“%(place)s”里填%(facts)s") % {"place": place, "facts": listed(words)}
        for place, words in wanted.items()
    ]


def leaves(node) -> Iterator[tuple[str, object]]:
    """The lookups of a condition, each with what it is compared with."""
    for child in node.children if isinstance(node, Q) else ():
        if isinstance(child, tuple):
            yield child
        else:
            yield from leaves(child)


def columns(condition: Q, model) -> set[str]:
    """The columns of a case, and of what it belongs to, that a condition names."""
    named = set()
    for lookup, value in leaves(condition):
        named.add(_column(lookup, model))
        if isinstance(value, F):
            named.add(_column(value.name, model))
    return named - {""}


def _column(lookup: str, model) -> str:
    """“unit__has_cells” of “unit__has_cells__exact”; "" for what leads to many rows."""
    parts = lookup.split("__")
    for place, part in enumerate(parts):
        try:
            field = model._meta.get_field("id" if part == "pk" else part)
        except FieldDoesNotExist:
            return ""
        if field.one_to_many or field.many_to_many:
            return ""
        if not field.is_relation or place + 1 == len(parts):
            return "__".join(parts[: place + 1])
        model = field.related_model
    return ""


def words_of(model, column: str) -> Words:
    """What a column is called, also one of what the case belongs to."""
    return _field(column, model).verbose_name


def _field(column: str, model):
    *path, name = column.split("__")
    for part in path:
        model = model._meta.get_field(part).related_model
    return model._meta.get_field("id" if name == "pk" else name)


def lacking(condition: Q, values: Mapping[str, object], model) -> list[str]:
    """The columns without a value for which the condition is not met, as they are named."""
    return list(dict.fromkeys(_lacking(condition, values, model)))


def _lacking(node, values, model) -> Iterator[str]:
    if isinstance(node, tuple):
        named = filter(None, _both(node, model))
        yield from (name for name in named if _unsaid(values.get(name, 0), name, model))
    elif isinstance(node, Q):
        for child in node.children:
            open_still = node.negated or _truth(child, values, model) is not True
            if open_still and _lookup(child) != "isnull":
                yield from _lacking(child, values, model)


def _unsaid(value, column: str, model) -> bool:
    """Whether a column that may be without a value has none, and not only because a row is
    missing; of a choice, whether none is made."""
    field = _field(column, model)
    if value == "":
        return bool(field.choices)
    return value is None and field.null and not field.is_relation


def _lookup(node) -> str:
    return node[0].rpartition("__")[2] if isinstance(node, tuple) else ""


def _both(leaf: tuple, model) -> tuple[str, str]:
    lookup, value = leaf
    return _column(lookup, model), _column(value.name, model) if isinstance(value, F) else ""


def _truth(node, values, model) -> bool | None:
    """Whether a part is met; None where that cannot be told here."""
    if isinstance(node, tuple):
        return _compared(node, values, model)
    if not isinstance(node, Q):
        return None
    some = [_truth(child, values, model) for child in node.children]
    decided = node.connector == Q.OR
    met = decided if decided in some else None if None in some else not decided
    return met if met is None or not node.negated else not met


def _compared(leaf: tuple, values, model) -> bool | None:
    lookup, value = leaf
    column, other = _both(leaf, model)
    name = lookup.removeprefix(column).removeprefix("__") or "exact"
    if column not in values or (isinstance(value, F) and other not in values):
        return None
    left, right = values[column], values[other] if other else value
    if name == "isnull":
        return (left is None) is value
    if left is None or right is None:
        return False
    plain = name in TESTS and not hasattr(right, "resolve_expression")
    return TESTS[name](left, right) if plain else None
