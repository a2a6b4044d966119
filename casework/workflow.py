"""The only door through which a case changes.

`perform` takes a step, `take_back` undoes one, `record` keeps facts. Each runs
in one transaction: lock, permission, facts, guard, stage, audit row — or nothing.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import UniqueConstraint
from django.utils import timezone
from django.utils.translation import gettext as _

from . import audit
from .access import acting
from .fields import stored
from .four_eyes import BACK, witnesses
from .models import Unit
from .rules import BLOCK, INFO, Finding, Guard
from .sealing import Forgotten, Sealed

Recorder = Callable[[object], None]


class Blocked(Exception):
    """The rules do not allow this step. `findings` holds every rule that failed."""

    def __init__(self, findings: list[Finding]):
        self.findings = findings
        super().__init__("；".join(map(str, findings)))


class Stale(Exception):
    """Somebody changed the case after the form was opened."""

    def __init__(self, case):
        self.case = case
        super().__init__(_("此人资料已在别处改过，请重新打开后再办。"))


class NotPossible(Exception):
    """The case is not in a stage from which this step starts."""


@dataclass(frozen=True)
class Outcome:
    """What a step did, or in a rehearsal would do."""

    case: object
    findings: list[Finding]

    @property
    def blocking(self) -> list[Finding]:
        return [found for found in self.findings if not found.met and found.severity is BLOCK]

    @property
    def waivable(self) -> list[Finding]:
        return [found for found in self.findings if not found.met and found.rule.waivable]


def steps(model) -> list:
    """Every transition a model declares, in order of declaration."""
    found = model._meta.get_field("stage").get_all_transitions(model)
    return sorted(found, key=lambda step: step.method.__code__.co_firstlineno)


def step_of(case, name: str):
    """The transition `name` from the case's stage. Raises NotPossible."""
    for step in steps(type(case)):
        if step.name == name and step.source == case.stage:
            return step
    raise NotPossible(_("“%s”不能从现在的阶段办理。") % case.get_stage_display())


def guard_of(step) -> Guard:
    (guard,) = step.conditions
    return guard


def next_steps(case) -> list:
    """The transitions that start from the case's stage; one that leaves the stage as it is only
    until its day is on record."""
    ways = (step for step in steps(type(case)) if step.source == case.stage)
    return [w for w in ways if not w.custom.get("once") or not getattr(case, w.custom["day"])]


def open_steps(case, user) -> list:
    """The next steps that `user` may take."""
    return [step for step in next_steps(case) if step.has_perm(case, user)]


def ready(model, name: str, on: date | None = None, among=None):
    """Every case that may take this step. One query, however many cases."""
    ways = [step for step in steps(model) if step.name == name]
    guard = guard_of(ways[0])
    cases = model._base_manager.all() if among is None else among
    return guard.passed_by(cases.filter(stage__in=[step.source for step in ways]), on)


def open_case(case, *, by, note: str = ""):
    """Begin a case; its first stage is given by the model. Checks the permission to register."""
    with transaction.atomic():
        by = acting(by)
        if not by.has_perm(f"{case._meta.app_label}.register", case):
            raise PermissionDenied
        case.watch.look(case)
        case.work_out()
        case.clean_fields(exclude=["stage"])
        case.validate_constraints()
        case.save()
        case.settle(timezone.localdate())
        audit.record("register", by=by, case=case, note=note, changed=first_facts(case))
    return case


def first_facts(case) -> dict:
    """What a new case says beyond an empty one, before and after, as its first event tells it."""
    before, after = plain(type(case)().facts()), plain(case.facts())
    return {name: [before[name], after[name]] for name in after if before[name] != after[name]}


def _locked(case, version: int | None, by):
    """The case and who acts, read anew under lock: branch, case, account, always in this order.

    The branch's lock lets a rule over several of its cases (a quota) hold. On
    SQLite the IMMEDIATE transaction is the only writer and no lock is needed.
    Raises PermissionDenied, before anything is told, where the case is no longer theirs, and
    Forgotten where the person's key has been destroyed.
    """
    if connection.features.has_select_for_update:
        list(Unit.objects.select_for_update(no_key=True).filter(pk=case.unit_id).values("pk"))
    rows = type(case)._base_manager.select_related("person", "unit")
    fresh = rows.select_for_update(of=("self",)).get(pk=case.pk)
    by = acting(by)
    if not by.has_perm("casework.read", fresh):
        raise PermissionDenied
    if fresh.person.forgotten:
        raise Forgotten
    if version is not None and fresh.version != version:
        raise Stale(fresh)
    return fresh, by


def _apply(case, facts: Recorder | None, *, save: bool) -> dict:
    """Write the facts to the locked case; all of them as they were before."""
    before = case.facts()
    if facts is not None:
        facts(case)
    case.work_out()
    if save and case.facts() != before:
        case.save()
    return before


def _changed(case, before: dict) -> dict:
    """The facts that are no longer what they were, before and after, as stored JSON reads."""
    after = case.facts()
    return plain(
        {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    )


def perform(
    case,
    name: str,
    *,
    by,
    on: date | None = None,
    facts: Recorder | None = None,
    note: str = "",
    waive: dict[str, str] | None = None,
    version: int | None = None,
    proposal=None,
) -> Outcome:
    """Take a case one step further, or say everything that stands in its way.

    `facts` writes what happened to the locked case before the guard is asked;
    `waive` gives a reason for each waivable rule to be set aside; `proposal` is
    what another person has prepared (see four_eyes, whose errors it raises too). Raises
    Blocked, Stale, NotPossible or PermissionDenied, and then nothing is kept.
    """
    on, waive = on or timezone.localdate(), waive or {}
    with transaction.atomic():
        case, by = _locked(case, version, by)
        step = step_of(case, name)
        if not step.has_perm(case, by):
            raise PermissionDenied
        told = witnesses(case, step, by, proposal)
        case.watch.look(*case.companions())
        before = _apply(case, facts, save=True)
        guard = guard_of(step)
        findings = guard.findings(case, on)
        failed = [found for found in findings if not found.met]
        if any(not set_aside(found, waive) for found in failed):
            raise Blocked(failed)
        case.cleared_by = guard
        getattr(case, name)()
        row = _enter(case, step, _changed(case, before), findings, by, on, note, waive)
        _tell(row, by, case, **told)
    return Outcome(case, findings)


def set_aside(found: Finding, waive: dict[str, str]) -> bool:
    """Whether a finding that is not met lets the step pass, with the reasons given."""
    if found.severity is INFO:
        return True
    return found.rule.waivable and bool(waive.get(found.rule.slug, "").strip())


def _enter(case, step, changed, findings, by, on, note, waive):
    """Save the new stage with its audit row."""
    if case.stage != step.source:
        case.stage_since = on
    case.version += 1
    case.work_out()
    case.settle(on, saving=False)
    case.save()
    failed = [found for found in findings if not found.met]
    return case.steps.create(
        name=step.name,
        source=step.source,
        target=case.stage,
        decided_on=on,
        by=by,
        note=note,
        cites={found.rule.slug: found.citation.code for found in findings},
        waived={f.rule.slug: waive[f.rule.slug] for f in failed if f.rule.slug in waive},
        changed=changed,
    )


def _tell(row, by, case, **told) -> None:
    """The event of a step: all that its row says of what was done, and who stood behind it."""
    audit.record(
        row.name,
        by=by,
        case=case,
        note=stored(row, "note"),
        step=row.pk,
        was=row.source,
        on=row.decided_on,
        waived=stored(row, "waived"),
        changed=row.changed,
        **told,
    )


def plain(value):
    """A value as it will read in the stored JSON."""
    encode = DjangoJSONEncoder().default
    if isinstance(value, Sealed):
        return value.told()
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value if value is None or isinstance(value, str | int | float | bool) else encode(value)


def rehearse(case, name: str, *, by, on: date, facts: Recorder | None = None) -> Outcome:
    """What `perform` would find with these facts. Nothing is kept."""
    with transaction.atomic():
        outcome = _tried(case, name, by, on, facts)
        transaction.set_rollback(True)
    return outcome


def _tried(case, name, by, on, facts) -> Outcome:
    case, by = _locked(case, None, by)
    step = step_of(case, name)
    if not step.has_perm(case, by):
        raise PermissionDenied
    _apply(case, facts, save=True)
    return Outcome(case, guard_of(step).findings(case, on))


def rehearse_in_turn(entries: Iterable, name: str, *, by) -> list[Outcome | NotPossible]:
    """What `perform` would find of each of several, one after the other, where whoever nothing
    stops has already gone on and whoever is stopped has left nothing. Nothing is kept.

    An entry has `case`, `on` and `facts`; they come by branch and number, so that two such
    rehearsals never wait for each other.
    """
    with transaction.atomic():
        found = [_in_turn(entry, name, by) for entry in entries]
        transaction.set_rollback(True)
    return found


def _in_turn(entry, name: str, by) -> Outcome | NotPossible:
    try:
        with transaction.atomic():
            outcome = _tried(entry.case, name, by, entry.on, entry.facts)
            case = outcome.case
            if outcome.blocking:
                transaction.set_rollback(True)
            else:
                case.cleared_by = guard_of(step_of(case, name))
                getattr(case, name)()
                case.save()
    except NotPossible as problem:
        return problem
    return outcome


def record(case, what: str, facts: Recorder, *, by, note: str = "", version: int | None = None):
    """Keep facts of a case without moving it. A true fact is never refused."""
    with transaction.atomic():
        case, by = _locked(case, version, by)
        if not by.has_perm(f"{case._meta.app_label}.record", case):
            raise PermissionDenied
        case.watch.look(*case.companions())
        before = _apply(case, facts, save=False)
        case.version += 1
        case.save()
        case.settle(timezone.localdate())
        audit.record(what, by=by, case=case, note=note, changed=_changed(case, before))
    return case


def step_behind(case, row):
    """The transition that an audit row tells of: who may not take it may not undo it either, and
    where it takes two people so does undoing it."""
    return next(step for step in steps(type(case)) if step.name == row.name)


def may_take_back(case, user) -> bool:
    """Whether there is a step to undo that the user may undo, be it with somebody else."""
    last = case.last_step()
    asked = (f"{case._meta.app_label}.{BACK}", step_behind(case, last).permission) if last else ()
    return bool(asked) and all(user.has_perm(each, case) for each in asked)


def _may_stand_again(case) -> None:
    """Raises NotPossible where the case would be open beside another one of the person."""
    unique = [each for each in case._meta.constraints if isinstance(each, UniqueConstraint)]
    try:
        for constraint in unique:
            constraint.validate(type(case), case)
    except ValidationError as problem:
        raise NotPossible(_("不能撤回：%s") % "；".join(problem.messages)) from problem


def take_back(case, *, by, note: str, version: int | None = None, proposal=None):
    """Undo the newest step by a new, reasoned one; the facts it wrote are restored.

    History is not edited: both rows stay. What took two people to decide is taken back by two:
    `proposal` is what another person has asked for (see four_eyes, whose errors it raises too).
    Raises NotPossible when there is nothing to take back or no reason is given.
    """
    if not note.strip():
        raise NotPossible(_("请写明撤回的原因。"))
    with transaction.atomic():
        case, by = _locked(case, version, by)
        last = _undoable(case, by)
        told = witnesses(case, step_behind(case, last), by, proposal, BACK)
        case.watch.look(*case.companions())
        undone = case.undo(last)
        case._meta.get_field("stage").set_state(case, last.source)
        case.stage_since = case.stage_entered_on(last)
        case.version += 1
        case.work_out()
        _may_stand_again(case)
        case.save()
        case.settle(timezone.localdate())
        row = case.steps.create(
            name=BACK,
            source=last.target,
            target=last.source,
            decided_on=timezone.localdate(),
            by=by,
            note=note,
            takes_back=last,
            changed=plain(undone),
        )
        _tell(row, by, case, **told)
    return case


def _undoable(case, by):
    """The newest step that stands. Raises PermissionDenied, NotPossible."""
    if not by.has_perm(f"{case._meta.app_label}.{BACK}", case):
        raise PermissionDenied
    last = case.last_step()
    if last is None:
        raise NotPossible(_("没有可以撤回的步骤。"))
    if not by.has_perm(step_behind(case, last).permission, case):
        raise PermissionDenied
    return last
