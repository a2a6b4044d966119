"""What must hold whatever was done: each function asserts one thing of the whole database."""

import json
from collections import Counter

from django.db import IntegrityError, transaction
from django.utils import timezone

from casework import audit, fold
from casework.access import APPROVALS, DECIDE
from casework.models import AuditEvent, Person, Term, Unit
from casework.rules import BLOCK, WARN
from casework.workflow import guard_of, plain
from membership.models import Application, ApplicationStep, Gathering, Meeting, Sitting, YearPlan
from membership.stages import IN_PROGRESS as RECRUITING
from membership.stages import ON_PROBATION
from progress.recounting import recount
from talent.models import ByElection, Talent
from talent.stages import IN_PROGRESS as RISING

MODELS = (Application, Talent)
IN_PROGRESS = {Application: RECRUITING, Talent: RISING}
PARTS = (*MODELS, Gathering, Meeting, Sitting, ByElection, Person, Term, YearPlan)


def everything() -> dict:
    """What an act may change; a refused one is rolled back whole, so not every table is asked."""
    found = {part: list(part._base_manager.order_by("pk").values_list()) for part in PARTS}
    return {**found, AuditEvent: AuditEvent.objects.count()}


# Foretelling ----------------------------------------------------------------------------------


def _tried(case, write, ask):
    """What `ask` says of the case after `write`, of which nothing is kept."""
    with transaction.atomic():
        fresh = type(case).objects.select_related("person", "unit").get(pk=case.pk)
        write(fresh)
        fresh.work_out()
        fresh.save()
        found = ask(fresh)
        transaction.set_rollback(True)
    return found


def findings(case, step, facts: dict, on) -> list:
    """What the guard of the step says on the day, with these facts."""

    def write(fresh):
        for name, value in facts.items():
            setattr(fresh, name, value)

    return _tried(case, write, lambda fresh: guard_of(step).findings(fresh, on))


def breaks(case, write) -> bool:
    """Whether a constraint of the database refuses what is written."""
    try:
        _tried(case, write, lambda fresh: None)
    except IntegrityError:
        return True
    return False


def rival(case, stage: str) -> bool:
    """Whether the person has another open case, so that this one cannot be open again."""
    cases = type(case).objects.in_progress().filter(person=case.person)
    return stage in IN_PROGRESS[type(case)] and cases.exclude(pk=case.pk).exists()


def seat_taken(case, last) -> bool:
    """Whether somebody sits where the person would have to sit down again."""
    return last.name == "leave_seat" and case.seat.terms.filter(until__isnull=True).exists()


def lacks_second(case, step, user, proposal) -> bool:
    """Whether the step takes two people at this place and only one is there."""
    places = (case.unit, case.unit.parent, case.unit.parent.parent)
    (township,) = [unit for unit in places if unit and unit.kind == Unit.Kind.TOWNSHIP]
    alone = proposal is None or proposal.prepared_by_id == user.pk
    alone = alone or not user.has_perm(DECIDE, case)
    return township.four_eyes and step.permission in APPROVALS and alone


# After a step ------------------------------------------------------------------------------------


def step_was_free(done, findings, step) -> None:
    """No rule stood in the way, every warning has its reason in the row, the law is named."""
    row = done.case.last_step()
    failed = [found for found in findings if not found.met]
    assert not [found for found in failed if found.severity is BLOCK]
    set_aside = {found.rule.slug for found in failed if found.severity is WARN}
    assert set_aside == set(row.waived) and all(why.strip() for why in row.waived.values())
    assert set(row.cites) == {found.rule.slug for found in findings}
    assert (row.name, row.source, row.target) == (step.name, step.source, done.case.stage)


def facts_are_back(case, last) -> None:
    """The stage and the facts are those the step found."""
    assert case.stage == last.source
    stored = plain(type(case).objects.get(pk=case.pk).facts())
    assert {name: stored[name] for name in last.changed} == {
        name: before for name, (before, _after) in last.changed.items()
    }


# Always ----------------------------------------------------------------------------------------


def stages_have_their_rows() -> None:
    """A stage is what the case's step rows lead to, and what its events lead to."""
    for model in MODELS:
        for case in model.objects.prefetch_related("steps"):
            stage = str(model._meta.get_field("stage").default)
            for row in sorted(case.steps.all(), key=lambda row: row.pk):
                assert row.source == stage
                stage = row.target
            assert case.stage == stage
    assert list(fold.differences()) == []


def chain_is_whole() -> None:
    assert audit.first_broken() is None


def tallies_add_up() -> None:
    """Nobody voted who was not there, and what was counted follows from the ballots."""
    for vote in Meeting.objects.all():
        assert vote.yes + vote.no + vote.abstain + vote.void <= vote.present <= vote.eligible
        assert vote.returned in (None, vote.yes + vote.no + vote.abstain + vote.void)
        assert vote.carried == (vote.favour * 2 > vote.eligible + vote.unapproved)
        assert vote.quorate == (vote.present * 2 > vote.eligible + vote.unapproved)
    for sitting in Sitting.objects.exclude(yes=None):
        assert sitting.yes + sitting.no + sitting.abstain <= sitting.present <= sitting.members
    for ballot in ByElection.objects.all():
        assert ballot.present <= ballot.due and ballot.votes <= ballot.ballots
    admitted = _admissions()
    for plan in YearPlan.objects.all():
        assert plan.used == admitted[plan.unit_id, plan.year] <= plan.places


def _admissions() -> Counter:
    """How many admissions were not taken back, by branch and year."""
    rows = ApplicationStep.objects.filter(name="adopt", taken_back_by__isnull=True)
    return Counter((row.case.unit_id, row.decided_on.year) for row in rows.select_related("case"))


def approvals_name_two() -> None:
    """The event of an approval, and of taking one back, names another who prepared it, or says
    that nobody did."""
    kinds = [permission.partition(".")[2] for permission in APPROVALS]
    backs = ApplicationStep.objects.filter(name="take_back", takes_back__name__in=kinds)
    undone = set(backs.values_list("pk", flat=True))
    for event in AuditEvent.objects.filter(kind__in=[*kinds, "take_back"]):
        told = json.loads(event.payload)
        if event.kind == "take_back" and not (_of_application(event) and told["step"] in undone):
            continue
        prepared = told.get("prepared_by", event.actor_id)
        assert told.get("alone", False) == (prepared == event.actor_id)


def _of_application(event) -> bool:
    return event.subject.startswith("membership.")


def one_open_case_each() -> None:
    for model in MODELS:
        people = list(model.objects.in_progress().values_list("person", flat=True))
        assert len(people) == len(set(people))


def standings_follow_the_stages() -> None:
    """A person's standing, and a seat, say what the stage says."""
    stages = [*ON_PROBATION, Application.Stage.FULL]
    for case in Application.objects.filter(stage__in=stages).select_related("person"):
        expected = "full" if case.stage == Application.Stage.FULL else "probationary"
        assert case.person.standing == expected, (case.pk, case.stage, case.person.standing)
    for case in Talent.objects.filter(stage=Talent.Stage.SEATED):
        assert case.person.terms.filter(until__isnull=True).exists(), "seated without a term"


def derived_rows_are_right() -> None:
    assert list(map(str, recount(timezone.localdate(), mend=False))) == []


def versions_only_grow(before: dict) -> dict:
    """The versions now; none has fallen."""
    now = {
        (model, pk): version
        for model in (*MODELS, Person)
        for pk, version in model.objects.values_list("pk", "version")
    }
    assert all(now[row] >= version for row, version in before.items())
    return now


def sees_only_the_own_subtree(user) -> None:
    """Of cases, people and events exactly those below the account's unit; of dossiers none
    without the role."""
    account = user.account
    below = {unit.pk for unit in Unit.objects.all() if unit.path.startswith(account.unit.path)}
    for model in (*MODELS, Person):
        every = model.objects.values_list("pk", "unit")
        allowed = {pk for pk, unit in every if account.reads and unit in below}
        assert set(model.objects.visible_to(user).values_list("pk", flat=True)) == allowed
    told = AuditEvent.objects.visible_to(user).values_list("unit_path", flat=True)
    assert all(path.startswith(account.unit.path) for path in told)
