"""State equals the fold of the log: every case worked out again from its events alone.

Register gives a case its first facts, steps and records change them, `take_back` restores them;
beside them events tell the digests of the rows that changed (`beside`), which are compared too.
A row that says anything else was changed past the doors, by `update()`, `bulk_update()` or SQL.
An event also says what was there before it, so a change that a later event painted over shows too.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef

from . import beside, vouching
from .audit import READINGS
from .four_eyes import BACK
from .models import Person, Proposal
from .models.events import AuditEvent
from .pipelines import PIPELINES
from .sealing import GONE, opened_in
from .vouching import Difference, Ledger, Untold
from .workflow import plain

PAGE = 500
ROW = ("stage", "stage_since", "unit")
SETTLING = ("proposal_returned", "proposal_withdrawn")
STEP = (
    *("name", "source", "target", "decided_on", "by", "takes_back"),
    *("note", "changed", "waived"),
)


@dataclass
class Folded:
    """A case as its events tell it."""

    subject: str
    facts: dict
    key: bytes | None = None
    row: dict = field(default_factory=dict)
    steps: dict = field(default_factory=dict)
    faults: list[Difference] = field(default_factory=list)
    prepared_by: int | None = None  # of the proposal that waits
    person: int | None = None
    standing: list[int] = field(default_factory=list)  # steps not taken back, oldest first

    def take(self, seq: int, kind: str, told: dict) -> None:
        """One event more."""
        self.person = told["person_id"]
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
            self.steps[told["step"]] = self._step_of(kind, told)
        self._propose(seq, kind, told)

    def _step_of(self, kind: str, told: dict) -> tuple:
        """The columns of a step as its event tells them; what it takes back is the newest one."""
        back = None
        if kind != BACK:
            self.standing.append(told["step"])
        elif self.standing:
            back = self.standing.pop()
        way = kind, told.get("was"), told["stands"]["stage"], told.get("on"), told["actor_id"], back
        return *way, told.get("note", ""), told.get("changed", {}), told.get("waived", {})

    def _propose(self, seq: int, kind: str, told: dict) -> None:
        """Who prepared a step is who proposed it, whatever the row of the proposal says."""
        if "prepared_by" in told:
            self._expect("prepared_by", told["prepared_by"], self.prepared_by, seq)
        if kind == "proposed":
            self.prepared_by = told["actor_id"]
        elif kind in SETTLING or "proposal" in told:
            self.prepared_by = None

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

    def against(self, case, steps: dict, waiting: int | None) -> Iterator[Difference]:
        """Where the stored case, its step rows and who prepared what waits differ."""
        if not self.row:
            yield Difference(self.subject, "register", "a case", "no event opens it")
            return
        yield from self.faults
        stored = plain({**case.facts(), **{name: getattr(case, name) for name in ROW[:2]}})
        said = {**self.facts, **{name: self.row[name] for name in ROW}}
        if case.person_id != self.person:
            yield Difference(self.subject, "person", case.person_id, self.person)
        for name, value in {**stored, "unit": case.unit_id}.items():
            if not self.same(value, said[name]):
                yield Difference(self.subject, name, value, said[name])
        for pk in sorted(steps.keys() | self.steps.keys()):
            if not self._same_step(steps.get(pk), self.steps.get(pk)):
                yield Difference(self.subject, f"step {pk}", steps.get(pk), self.steps.get(pk))
        if waiting != self.prepared_by:
            yield Difference(self.subject, "proposal", waiting, self.prepared_by)

    def _same_step(self, row: tuple | None, log: tuple | None) -> bool:
        """The columns one by one; None where one side knows no such step."""
        return row is not None and log is not None and all(map(self.same, row, log))


def differences() -> Iterator[Difference]:
    """Every row that its events do not lead to, and every one that is gone, page by page."""
    spared = vouching.untold()
    for people in _pages(Person._base_manager.only("pk", "key").order_by("pk"), "pk"):
        yield from _Page(people).differences(spared)
    yield from _gone()
    yield from vouching.differences(spared)


def models() -> list[type]:
    return [pipeline.model for pipeline in PIPELINES.values()]


def counted() -> int:
    return sum(model._base_manager.count() for model in models())


def _pages(rows, key: str) -> Iterator[list]:
    last = -1
    while page := list(rows.filter(**{f"{key}__gt": last})[:PAGE]):
        yield page
        last = getattr(page[-1], key)


class _Page:
    """Some people with their cases and everything that their events tell."""

    def __init__(self, people: list):
        self.people = people
        self.cases = {model: list(_cases_of(model, people)) for model in models()}
        every = [case for cases in self.cases.values() for case in cases]
        self.folded = {beside.key_of(case): _empty(case) for case in every}
        self.ledger = Ledger(map(beside.key_of, [*people, *every]))
        self.rows = [*people, *every]

    def differences(self, spared: Untold) -> Iterator[Difference]:
        for seq, kind, subject, payload in _events(person.pk for person in self.people):
            told = json.loads(payload)
            if "stands" in told and subject in self.folded:
                self.folded[subject].take(seq, kind, told)
            self.ledger.take(seq, kind, told.get("beside", {}))
        waiting = _waiting(self.folded)
        for model, cases in self.cases.items():
            steps = _steps(model, cases)
            for case in cases:
                folded = self.folded[beside.key_of(case)]
                if not spared.covers(folded.subject):
                    told = steps.get(case.pk, {}), waiting.get(folded.subject)
                    yield from folded.against(case, *told)
        yield from self.ledger.against(beside.digests(self.rows), spared)


def _cases_of(model, people: list):
    return model._base_manager.select_related("person").filter(person__in=people).order_by("pk")


def _empty(case) -> Folded:
    return Folded(beside.key_of(case), plain(type(case)().facts()), case.person.key)


def _events(people: Iterable[int]) -> Iterator[tuple]:
    """The acts about these people in their order."""
    acts = AuditEvent.objects.filter(person_id__in=list(people)).exclude(kind__in=READINGS)
    acts = acts.order_by("seq").values_list("seq", "kind", "subject", "payload")
    return acts.iterator(chunk_size=PAGE)


def _steps(model, cases: list) -> dict[int, dict]:
    """{case: {step: its columns}}"""
    rows = model._meta.get_field("steps").related_model._base_manager.filter(case__in=cases)
    found: dict[int, dict] = {}
    for case, pk, *columns in rows.order_by("pk").values_list("case", "pk", *STEP):
        found.setdefault(case, {})[pk] = tuple(plain(columns))
    return found


def _waiting(subjects: Iterable[str]) -> dict[str, int]:
    """{case: who prepared the step that waits for a decision}"""
    pending = Proposal.objects.pending().filter(subject__in=list(subjects))
    return dict(pending.order_by().values_list("subject", "prepared_by"))


def _gone() -> Iterator[Difference]:
    """People and cases that events tell of and that are no more, other than by taking an import
    back."""
    there = Exists(Person._base_manager.filter(pk=OuterRef("person_id")))
    gone = AuditEvent.objects.exclude(person_id=None).filter(~there).order_by()
    people = sorted(set(gone.values_list("person_id", flat=True)))
    for start in range(0, len(people), PAGE):
        yield from _gone_people(people[start : start + PAGE])
    yield from _gone_cases()


def _gone_people(people: list[int]) -> Iterator[Difference]:
    ledger = Ledger(f"{Person._meta.label_lower}:{pk}" for pk in people)
    for seq, kind, _subject, payload in _events(people):
        ledger.take(seq, kind, json.loads(payload).get("beside", {}))
    yield from ledger.against({}, Untold())


def _gone_cases() -> Iterator[Difference]:
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
