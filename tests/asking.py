"""Asks a step's guard and its worklist the same question and insists on one answer.

A `Row` takes one thing away from a case that nothing blocks (or moves it to a
boundary) and names the rules that then fail; tables of rows are the tests.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from casework.rules import INFO
from casework.workflow import guard_of, ready, steps


@dataclass(frozen=True)
class Row:
    """`words` names the boundary, `change` is columns to set or a function of the case.

    `fails` tells whether `rule` fails after the change; `also` names the others that do;
    `settings` are what the county has set.
    """

    rule: str
    words: str
    stage: str
    change: dict | Callable
    fails: bool = True
    also: tuple[str, ...] = ()
    step: str = ""
    law: int = 2026
    on: str = ""
    settings: dict = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.rule}-{self.words}"

    @property
    def expected(self) -> set[str]:
        return {self.rule, *self.also} if self.fails else set(self.also)


def changed(case, **facts):
    """Set columns of the case and, as person__born_on, of what it stands on; days as text."""
    touched = {case: True}
    for name, value in facts.items():
        path, _, column = name.rpartition("__")
        row = case
        for part in filter(None, path.split("__")):
            row = getattr(row, part)
        is_day = column.endswith("_on") and isinstance(value, str)
        setattr(row, column, date.fromisoformat(value) if is_day else value)
        touched[row] = True
    case.work_out()
    for row in reversed(touched):
        row.save()
    return case


def change(case, how) -> None:
    """Apply the change of a row: columns, or a function that deletes or adds rows."""
    if callable(how):
        how(case)
    else:
        changed(case, **how)


def step_named(model, name: str, stage: str):
    return next(step for step in steps(model) if step.name == name and step.source == stage)


def findings(case, name: str, on: date):
    """What fails, after every way of asking has given the same answer."""
    model = type(case)
    guard = guard_of(step_named(model, name, case.stage))
    failed = guard.blockers(case, on)
    passes = not any(found.severity is not INFO for found in failed)
    assert ready(model, name, on).filter(pk=case.pk).exists() == passes, "the worklist disagrees"
    return failed


def failing(case, name: str, on: date) -> set[str]:
    """The slugs of the rules that the case fails on its way through a step."""
    return {found.rule.slug for found in findings(case, name, on)}


def guarded(model) -> set[str]:
    """Every rule that any step of a model asks."""
    return {rule.slug for step in steps(model) for rule in guard_of(step).rules}
