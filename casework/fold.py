"""State equals the fold of the log: every case worked out again from its events alone.

Register gives a case its first facts, steps and records change them, `take_back` restores them.
A row that says anything else was changed past the doors, by `update()`, `bulk_update()` or SQL.
An event also says what was there before it, so a change that a later event painted over shows too.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from .audit import READINGS
from .models.events import AuditEvent
from .pipelines import PIPELINES
from .sealing import GONE, opened_in
from .workflow import plain

PAGE = 500
ROW = ("stage", "stage_since", "unit")
STEP = ("name", "source", "target", "decided_on", "note", "changed", "waived")


@dataclass(frozen=True)
class Difference:
    """What the row of a case says and what its events say. `seq` is the event that noticed."""

    subject: str
    what: str
    row: object
    log: object
    seq: int | None = None

    def __str__(self) -> str:
        at = f" before event {self.seq}" if self.seq else ""
        return f"{self.subject} {self.what}{at}: {self.row!r}, by its events {self.log!r}"


@dataclass
class Folded:
    """A case as its events tell it."""

    subject: str
    facts: dict
    key: bytes | None = None
    row: dict = field(default_factory=dict)
    steps: dict = field(default_factory=dict)
    faults: list[Difference] = field(default_factory=list)

    def take(self, seq: int, kind: str, told: dict) -> None:
        """One event more."""
        if self.row:
            was = told.get("was", told["stands"]["stage"])
            self._expect("stage", was, self.row["stage"], seq)
        elif kind != "register":
            self._expect("register", kind, "register", seq)
        for name, (before, after) in told.get("changed", {}).items():
            if kind != "register":
                self._expect(name, before, self.facts.get(name), seq)
            self.facts[name] = after
        self.row = told["stands"]
        if "step" in told:
            self.steps[told["step"]] = _step_of(kind, told)

    def _expect(self, what: str, found, right, seq: int) -> None:
        if not self.same(found, right):
            self.faults.append(Difference(self.subject, what, found, right, seq))

    def same(self, row, log) -> bool:
        """Whether both say the same: letter by letter, or once opened with the person's key. What
        lay under a destroyed key can no longer be told apart."""
        if row == log:
            return True
        row, log = opened_in(self.key, row), opened_in(self.key, log)
        return row == log or str(GONE) in (row, log)

    def against(self, case, steps: dict) -> Iterator[Difference]:
        """Where the stored case and its step rows differ."""
        if not self.row:
            yield Difference(self.subject, "register", "a case", "no event opens it")
            return
        yield from self.faults
        stored = plain({**case.facts(), **{name: getattr(case, name) for name in ROW[:2]}})
        said = {**self.facts, **{name: self.row[name] for name in ROW}}
        for name, value in {**stored, "unit": case.unit_id}.items():
            if not self.same(value, said[name]):
                yield Difference(self.subject, name, value, said[name])
        for pk in sorted(steps.keys() | self.steps.keys()):
            if not self._same_step(steps.get(pk), self.steps.get(pk)):
                yield Difference(self.subject, f"step {pk}", steps.get(pk), self.steps.get(pk))

    def _same_step(self, row: tuple | None, log: tuple | None) -> bool:
        """The columns one by one; None where one side knows no such step."""
        return row is not None and log is not None and all(map(self.same, row, log))


def _step_of(kind: str, told: dict) -> tuple:
    stage = told["stands"]["stage"]
    changed, waived = told.get("changed", {}), told.get("waived", {})
    return kind, told.get("was"), stage, told.get("on"), told.get("note", ""), changed, waived


def differences() -> Iterator[Difference]:
    """Every case that its events do not lead to, and every case that is gone, page by page."""
    for model in models():
        rows = model._base_manager.select_related("person")
        for cases in _pages(rows.order_by("pk"), "pk"):
            yield from _differ(model, cases)
    yield from _gone()


def models() -> list[type]:
    return [pipeline.model for pipeline in PIPELINES.values()]


def counted() -> int:
    return sum(model._base_manager.count() for model in models())


def _pages(rows, key: str) -> Iterator[list]:
    last = -1
    while page := list(rows.filter(**{f"{key}__gt": last})[:PAGE]):
        yield page
        last = getattr(page[-1], key)


def _differ(model, cases: list) -> Iterator[Difference]:
    label, blank = model._meta.label_lower, plain(model().facts())
    folded = {
        f"{label}:{case.pk}": Folded(f"{label}:{case.pk}", dict(blank), case.person.key)
        for case in cases
    }
    for seq, kind, subject, payload in _events(folded, {case.person_id for case in cases}):
        told = json.loads(payload)
        if "stands" in told:
            folded[subject].take(seq, kind, told)
    steps = _steps(model, cases)
    for case in cases:
        yield from folded[f"{label}:{case.pk}"].against(case, steps.get(case.pk, {}))


def _events(subjects: Iterable[str], people: set[int]) -> Iterator[tuple]:
    """The acts about these cases in their order; asked by person, which is what the index has."""
    about = AuditEvent.objects.filter(person_id__in=people, subject__in=list(subjects))
    acts = about.exclude(kind__in=READINGS).order_by("seq")
    return acts.values_list("seq", "kind", "subject", "payload").iterator(chunk_size=PAGE)


def _steps(model, cases: list) -> dict[int, dict]:
    """{case: {step: its columns}}"""
    rows = model._meta.get_field("steps").related_model._base_manager.filter(case__in=cases)
    found: dict[int, dict] = {}
    for case, pk, *columns in rows.order_by("pk").values_list("case", "pk", *STEP):
        found.setdefault(case, {})[pk] = tuple(plain(columns))
    return found


def _gone() -> Iterator[Difference]:
    """Cases that were opened and are no more, other than by taking an import back."""
    undone = {
        int(subject.rpartition(":")[2])
        for subject in AuditEvent.objects.filter(kind="undo_import")
        .order_by()
        .values_list("subject", flat=True)
    }
    by_label = {model._meta.label_lower: model for model in models()}
    opened = AuditEvent.objects.filter(kind="register").order_by("seq")
    for page in _pages(opened, "seq"):
        wanted: dict[str, dict[int, AuditEvent]] = {}
        for event in page:
            label, _colon, pk = event.subject.rpartition(":")
            wanted.setdefault(label, {})[int(pk)] = event
        for label in wanted.keys() & by_label.keys():
            yield from _missing(by_label[label], wanted[label], undone)


def _missing(model, wanted: dict[int, AuditEvent], undone: set[int]) -> Iterator[Difference]:
    there = model._base_manager.filter(pk__in=wanted).values_list("pk", flat=True)
    for pk in sorted(wanted.keys() - set(there)):
        event = wanted[pk]
        if json.loads(event.payload).get("import") not in undone:
            yield Difference(event.subject, "row", "gone", "opened", event.seq)
