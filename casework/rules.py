"""What a regulation requires, written once as a condition the database tests.

A rule is a function of a day that returns a Q. The same condition guards one
case, selects a worklist of any size and fills docs/rules.md.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual, Range
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .texts import Citation
from .unrecorded import Unrecorded, columns, entered_under, lacking
from .wording import listed, phrases, remarked

Words = str | Promise


class Severity(StrEnum):
    """What an unmet rule does to a step."""

    BLOCK = "block"  # 应当、必须: stops it
    WARN = "warn"  # 一般、原则上: lets it pass with a recorded reason
    INFO = "info"  # only tells


BLOCK, WARN, INFO = Severity


@dataclass(frozen=True, repr=False)
class Rule:
    """One requirement.

    `reads` names what the arithmetic needs (field paths, expressions, or functions of the day
    that give one);
    `opens` gives, from those values, the first day on which the rule holds;
    `says` words the arithmetic from the day and those values.
    `mend` is the slug of the step whose form takes the missing fact;
    `asked` tells whether the county asks for it on a day, where that is the county's to say;
    `absence` are the facts of which the blocker itself says that they are not there. Of any other
    that is not on record nothing is compared, and the finding says so.
    """

    condition: Callable[[date], Q]
    cites: tuple[Citation, ...]
    title: Words
    blocker: Words
    severity: Severity = BLOCK
    reads: tuple = ()
    opens: Callable[..., date | None] | None = None
    says: Callable[..., str] | None = None
    mend: str = ""
    paper: str = ""
    asked: Callable[[date], bool] | None = None
    absence: tuple[str, ...] = ()

    @property
    def slug(self) -> str:
        return self.condition.__name__

    @property
    def requires(self) -> str:
        return " ".join((self.condition.__doc__ or "").split())

    @property
    def waivable(self) -> bool:
        return self.severity is WARN

    def cite(self, on: date) -> Citation | None:
        """The citation in force on the day of the event, or None when there is none."""
        if self.asked and not self.asked(on):
            return None
        return next((cite for cite in self.cites if cite.text.in_force(on)), None)

    def test(self, on: date) -> Case:
        """True or False for a row: unknown is not met."""
        return _tested(self.condition(on))

    def __repr__(self) -> str:
        return self.slug

    def __str__(self) -> str:
        return str(self.blocker)


def _tested(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False))


def rule(*, cites: Citation | Iterable[Citation], title: Words, blocker: Words, **terms):
    """Declare a rule. The function's docstring states what is required."""
    citations = (cites,) if isinstance(cites, Citation) else tuple(cites)
    return lambda condition: Rule(condition, citations, title, blocker, **terms)


@dataclass(frozen=True)
class Limit:
    """A number that rules use, with the day from which each value holds."""

    values: dict[date, int]
    cites: Citation

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(self.values)

    def on(self, day: date) -> int:
        return self.values[max(since for since in self.values if since <= day)]


def _rows(query, relation: str, conditions: tuple, lookups: dict, *, near: bool = True):
    """The related rows of the outer row, and the name that groups them by it.

    `relation` is a reverse relation ("papers") or a path to one ("unit__seats"). Conditions are
    told of the outer row; so is all that is asked where `near` is not set.
    """
    through, _, last = relation.rpartition("__")
    if through and not (near and _beside(query.model, through, conditions, lookups)):
        far = {f"{relation}__{name}": value for name, value in {"isnull": False, **lookups}.items()}
        return query.model._base_manager.filter(*conditions, pk=OuterRef("pk"), **far), "pk"
    model = query.model._meta.get_field(through).related_model if through else query.model
    field = model._meta.get_field(last)
    mine = field.remote_field.name
    rows = field.related_model._base_manager
    return rows.filter(*conditions, **{mine: OuterRef(through or "pk")}, **lookups), mine


def _beside(model, through: str, conditions: tuple, lookups: dict) -> bool:
    """Whether the rows are found by a column of the outer row, which is not read once more: one
    step away, and asked nothing that is told of the outer row."""
    told = any(hasattr(value, "resolve_expression") for value in lookups.values())
    return (
        "__" not in through and model._meta.get_field(through).concrete and not (conditions or told)
    )


class Probe(Exists):
    """EXISTS that PostgreSQL asks row by row.

    Left to itself it turns each into a join. A guard has twenty, their order is then searched
    for by lot (geqo), and a first page waits for joins with tables of which it needs fifty rows.
    OFFSET keeps them apart: cheap columns are tested first, then one index after the other.
    """

    def as_postgresql(self, compiler, connection, **context):
        template = "EXISTS(%(subquery)s OFFSET 0)"
        return self.as_sql(compiler, connection, template=template, **context)


class Has:
    """Some row of a reverse relation matches: Has("papers", kind="letter").

    Unlike a bare Q across the relation, it never repeats a case and it can be
    negated.
    """

    conditional = True

    def __init__(self, relation: str, *conditions: Q, **lookups):
        self.relation, self.conditions, self.lookups = relation, conditions, lookups

    def resolve_expression(self, query, *args, **kwargs):
        rows, _mine = _rows(query, self.relation, self.conditions, self.lookups)
        return Probe(rows).resolve_expression(query, *args, **kwargs)

    @property
    def alike(self) -> tuple | None:
        """What it has in common with those that ask the same of another kind; None of others."""
        others = {name: value for name, value in self.lookups.items() if name != "kind"}
        if self.conditions or others == self.lookups:
            return None
        return self.relation, tuple(sorted(others.items()))


def gathered(conditions: Iterable[Q]) -> Iterator:
    """The same conditions; what asks one relation for several kinds becomes one count of them.

    A guard asks for ten papers: one walk along an index finds them, and one subquery is planned.
    """
    kinds: dict = {}
    for condition in conditions:
        only = condition.children[0] if len(condition.children) == 1 else None
        alike = only.alike if isinstance(only, Has) and not condition.negated else None
        if alike:
            kinds.setdefault(alike, set()).add(only.lookups["kind"])
        else:
            yield condition
    for (relation, others), wanted in kinds.items():
        held = HowMany(relation, counting="kind", kind__in=sorted(wanted), **dict(others))
        yield held.at_least(len(wanted))


class HowMany:
    """The number of rows of a reverse relation that match, 0 when there is none."""

    def __init__(self, relation: str, *conditions: Q, counting: str = "pk", **lookups):
        self.relation, self.conditions, self.lookups = relation, conditions, lookups
        self.counting = counting

    def at_least(self, number: int) -> "Compared":
        return Compared(self, GreaterThanOrEqual, number)

    def at_most(self, number: int) -> "Compared":
        return Compared(self, LessThanOrEqual, number)

    def between(self, least: int, most: int) -> "Compared":
        """Both included; counted once."""
        return Compared(self, Range, (least, most))

    def total(self, query) -> Coalesce:
        rows, mine = _rows(query, self.relation, self.conditions, self.lookups)
        what = f"{self.relation}__{self.counting}" if mine == "pk" else self.counting
        tables = sum(map(bool, rows.query.alias_refcount.values()))
        once = what == "pk" and tables == 1  # one table repeats no row
        number = Count("*") if once else Count(what, distinct=True)
        counted = rows.order_by().values(mine).annotate(n=number).values("n")
        return Coalesce(Subquery(counted, output_field=IntegerField()), 0)

    def resolve_expression(self, query, *args, **kwargs):
        return self.total(query).resolve_expression(query, *args, **kwargs)


class Compared:
    """A count compared with a number, usable inside Q."""

    conditional = True

    def __init__(self, count: HowMany, lookup: type, number: int | tuple[int, int]):
        self.count, self.lookup, self.number = count, lookup, number

    @property
    def least(self) -> int:
        """How many there have to be; 0 where only too many are refused."""
        found = {"gte": self.number, "range": self.number}.get(self.lookup.lookup_name, 0)
        return found[0] if isinstance(found, tuple) else found

    def resolve_expression(self, query, *args, **kwargs):
        test = self.lookup(self.count.total(query), self.number)
        return test.resolve_expression(query, *args, **kwargs)


class Latest:
    """One value of the newest row of a reverse relation that matches."""

    def __init__(self, relation: str, field: str, *conditions: Q, by: str = "pk", **lookups):
        self.relation, self.field, self.by = relation, field, by
        self.conditions, self.lookups = conditions, lookups

    def resolve_expression(self, query, *args, **kwargs):
        asked = (self.relation, self.conditions, self.lookups)
        rows, _mine = _rows(query, *asked, near="__" not in self.field)
        newest = rows.order_by(f"-{self.by}", "-pk").values(self.field)[:1]
        return Subquery(newest).resolve_expression(query, *args, **kwargs)


@dataclass(frozen=True)
class Finding:
    """What one rule says about one case on one day."""

    rule: Rule
    on: date
    met: bool
    values: tuple = ()
    lacks: dict[str, Unrecorded] = field(default_factory=dict)

    @property
    def severity(self) -> Severity:
        return self.rule.severity

    @property
    def citation(self) -> Citation | None:
        return self.rule.cite(self.on)

    @property
    def opens_on(self) -> date | None:
        """The first day on which the rule will hold, if a day alone decides."""
        if self.rule.opens is None or None in self.values:
            return None
        return self.rule.opens(*self.values)

    @property
    def unknown(self) -> list[Unrecorded]:
        """What was not on record to compare; none where the lack of one fact is the answer."""
        stated = self.lacks.keys() & set(self.rule.absence)
        return [] if stated else list(dict.fromkeys(self.lacks.values()))

    @property
    def mend(self) -> str:
        """The slug of the form that takes what is missing."""
        unknown = self.unknown
        return unknown[0].slug if unknown and unknown[0].slug else self.rule.mend

    @property
    def arithmetic(self) -> str:
        """The reckoning, and where the facts are entered that it lacks."""
        places = entered_under(dict.fromkeys(self.lacks.values()))
        return phrases(filter(None, (self._reckoned(), *places)))

    def _reckoned(self) -> str:
        if self.rule.says and None not in self.values:
            return str(self.rule.says(self.on, *self.values))
        if self.opens_on is None:
            return ""
        if self.opens_on > self.on:
            days = (self.opens_on - self.on).days
            return _("%(day)s 起可办，还差 %(days)s 天") % {"day": self.opens_on, "days": days}
        return _("自 %(day)s 起可办") % {"day": self.opens_on}

    @property
    def text(self) -> Words:
        """What is required, or what stands in its way: never a comparison that nobody made."""
        if self.unknown:
            facts = listed([_("“%s”") % fact.words for fact in self.unknown])
            words = {"facts": facts, "title": self.rule.title}
            return _("没有记录%(facts)s，不能核对“%(title)s”") % words
        return self.rule.title if self.met else self.rule.blocker

    def __str__(self) -> str:
        return remarked(self.text, self.citation)


def _lacks(model, condition: Q, facts: dict) -> dict[str, Unrecorded]:
    """What is not on record and is no answer by being so, as the model calls it."""
    names = lacking(condition, facts, model)
    return {name: model.entered(name, facts) for name in names if name not in model.OPTIONAL}


class Guard:
    """Rules that must all hold. django-fsm calls it as one condition."""

    def __init__(self, *rules: Rule):
        self.rules = rules

    def __call__(self, case) -> bool:
        """Whether `case` may go on; `perform` has already asked and left its answer."""
        if getattr(case, "cleared_by", None) is self:
            return True
        return not any(found.severity is not INFO for found in self.blockers(case))

    def in_force(self, on: date) -> list[Rule]:
        return [rule for rule in self.rules if rule.cite(on)]

    def findings(self, case, on: date | None = None) -> list[Finding]:
        """What every rule in force says, in order of declaration. One query."""
        on = on or timezone.localdate()
        rules = self.in_force(on)
        if not rules:
            return []
        model, conditions = type(case), {rule: rule.condition(on) for rule in rules}
        names = sorted({name for each in conditions.values() for name in columns(each, model)})
        tests = [_tested(condition) for condition in conditions.values()]
        reads = [read(on) if callable(read) else read for rule in rules for read in rule.reads]
        rows = model._base_manager.filter(pk=case.pk)
        row = rows.values_list(*tests, *reads, *map(F, names)).get()
        values = iter(row[len(tests) :])
        read = [tuple(next(values) for _field in rule.reads) for rule in rules]
        facts = dict(zip(names, values, strict=True))
        return [
            Finding(rule, on, met, found, {} if met else _lacks(model, conditions[rule], facts))
            for rule, met, found in zip(rules, row, read, strict=False)
        ]

    def blockers(self, case, on: date | None = None) -> list[Finding]:
        """Only the rules this case fails."""
        return [found for found in self.findings(case, on) if not found.met]

    def passed_by(self, cases, on: date | None = None):
        """The cases that meet every rule that can stop a step. Still one query."""
        on = on or timezone.localdate()
        stopping = [rule for rule in self.in_force(on) if rule.severity is not INFO]
        return cases.filter(*gathered(rule.condition(on) for rule in stopping))

    def annotate(self, cases, on: date | None = None):
        """The cases with one boolean for each rule. For a page, not a table."""
        on = on or timezone.localdate()
        return cases.annotate(**{f"meets_{rule.slug}": rule.test(on) for rule in self.in_force(on)})
