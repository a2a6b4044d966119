"""Both machines walked at random through the public door; what must always hold is asked after
every step, and every answer of the door is foretold before it."""

from collections import Counter
from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import QueryDict
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from casework.access import APPROVALS
from casework.four_eyes import NeedsTwo, propose, propose_back, send_back
from casework.models import Person
from casework.people import correct
from casework.workflow import (
    Blocked,
    NotPossible,
    Outcome,
    Stale,
    open_case,
    perform,
    record,
    step_behind,
    steps,
    take_back,
)
from membership.models import Application
from talent.models import Talent

from . import deeds, held
from .town import Town

REFUSALS = (PermissionDenied, Blocked, Stale, NotPossible, ValidationError, IntegrityError)
MODELS = (Application, Talent)
NAMES = sorted({step.name for model in MODELS for step in steps(model)})

index = st.integers(0, 1000)
# Mostly whoever may do most, so that walks come far; the others try too.
someone = st.one_of(st.just(1), st.just(1), index)
law = st.sampled_from([2026, 2014])
shift = st.sampled_from([0] * 6 + [1, -1, 31, -31, 400, -400, 4000, None])
reasons = st.sampled_from(["", "  ", "党委研究同意"])
second = st.one_of(st.none(), index)  # who prepares what another decides
lag = st.sampled_from([0, 0, 0, -1])  # how far the form's version lies behind; -1 is stale
tally = st.fixed_dictionaries(
    {},
    optional={
        "eligible": st.integers(0, 12),
        "present": st.integers(0, 12),
        "yes": st.integers(0, 12),
        "due": st.integers(0, 40),
        "ballots": st.integers(0, 40),
        "votes": st.integers(0, 40),
    },
)
usual_tally = st.one_of(st.just({}), st.just({}), tally)


class Walk(RuleBasedStateMachine):
    """One walk in a town that is as before afterwards. `town` is set by the test."""

    town: Town
    met: Counter  # what was done and what was refused, over all walks

    def __init__(self):
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.laws: dict[tuple, int] = {}
        self.versions: dict[tuple, int] = {}
        self.turn = 0

    def teardown(self):
        for who in range(len(self.town.users)):
            held.sees_only_the_own_subtree(self.user(who))
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    # Who, whom, and what must come of it ---------------------------------------------------

    def user(self, who: int):
        chosen = self.town.users[who % len(self.town.users)]
        return type(chosen).objects.select_related("account__unit").get(pk=chosen.pk)

    def case(self, which: int):
        model, pk = sorted(self.laws, key=str)[which % len(self.laws)]
        return model.objects.select_related("person", "unit").get(pk=pk)

    def law_of(self, case) -> int:
        return self.laws[type(case), case.pk]

    def attempt(self, act, expected: type | None, *also: type):
        """Act; the answer is the one foretold, and a refusal leaves everything as it was."""
        before = held.everything()
        try:
            with transaction.atomic():
                done = act()
        except REFUSALS as refusal:
            assert held.everything() == before
            assert type(refusal) in (expected, *also), (refusal, expected)
            self.met[type(refusal).__name__] += 1
            return None
        assert expected is None, f"foretold {expected}"
        return done

    # What is done ---------------------------------------------------------------------------

    @initialize(who=st.just(1), model=st.sampled_from(MODELS), law=law, far=st.integers(0, 7))
    def begin(self, who, model, law, far):
        """Somebody is on the way already: the same door, nothing spoiled."""
        place = 0 if model is Application else 4
        self.open(who, model, place, law, 0)
        for _step in range(far):
            case = self.case(0)
            if deeds.forward(case):
                self.prepare(who, 0, 0, 0, {}, True, 0)
                self.forward(who, 0, 0, "党委研究同意", 0, None)

    @rule(who=someone, model=st.sampled_from(MODELS), person=index, law=law, by=shift)
    def open(self, who, model, person, law, by):
        """A case is opened, at most one for a person and pipeline."""
        user = self.user(who)
        found = Person.objects.get(pk=self.town.people[person % len(self.town.people)].pk)
        unit = found.unit.children.get() if model is Application else found.unit
        step = {Application: "designate", Talent: "enter_pool"}[model]
        told = deeds.facts_of(model(), step, law)
        first = {name: told[name] for name in ("applied_on", "surveyed_on") if name in told}
        case = model(person=found, unit=unit, **deeds.spoiled(first, 0, by))
        running = model.objects.in_progress().filter(person=found).exists()
        expected = None
        if not user.has_perm(f"{model._meta.app_label}.register", case):
            expected = PermissionDenied
        elif running:
            expected = ValidationError
        opened = self.attempt(lambda: open_case(case, by=user), expected)
        if opened:
            self.laws[model, opened.pk] = law

    def may(self, user, case, *permissions) -> bool:
        """What the door must allow: the role, and never beside the account's own unit."""
        granted = all(user.has_perm(name, case) for name in ("casework.read", *permissions))
        assert not granted or case.unit.path.startswith(user.account.unit.path)
        assert not granted or user.account.reads
        return granted

    @precondition(lambda self: self.laws)
    @rule(
        who=someone, which=index, spoil=index, by=shift, vote=usual_tally, all=st.booleans(),
        behind=lag,
    )  # fmt: skip
    def prepare(self, who, which, spoil, by, vote, all, behind):
        """Everything the next step asks for is recorded; a day may be wrong, papers lacking."""
        user, case = self.user(who), self.case(which)
        step, law = deeds.forward(case), self.law_of(case)

        def tell(locked):
            facts = deeds.facts_of(locked, step, law)
            deeds.write(locked, deeds.spoiled(facts, spoil, by))
            if isinstance(locked, Talent) and step.startswith("nominate"):
                locked.seat = next(s for s in self.town.seats if s.village_id == locked.unit_id)
            deeds.accompany(locked, step, law)
            day = deeds.day_of(locked, step, law)
            deeds.vote(locked, step, day, vote)
            deeds.sit(locked, step, day, vote)
            if all:
                deeds.file_papers(locked, step)

        if step:
            self._record(user, case, tell, behind, bool(vote))

    def _record(self, user, case, tell, behind: int, may_break: bool) -> None:
        expected = None
        if not self.may(user, case):
            expected = PermissionDenied
        elif behind:
            expected = Stale
        elif not self.may(user, case, f"{case._meta.app_label}.record"):
            expected = PermissionDenied
        elif may_break and held.breaks(case, tell):
            expected = IntegrityError
        version = case.version + behind
        self.attempt(lambda: record(case, "talk", tell, by=user, version=version), expected)

    @precondition(lambda self: self.laws)
    @rule(who=someone, which=index, name=st.sampled_from(NAMES), by=shift, behind=lag)
    def correct_facts(self, who, which, name, by, behind):
        """Facts of any step are recorded at any time, late or as a correction."""
        user, case = self.user(who), self.case(which)
        facts = deeds.spoiled(deeds.facts_of(case, name, self.law_of(case)), which, by)
        self._record(user, case, lambda locked: deeds.write(locked, facts), behind, False)

    @precondition(lambda self: self.laws)
    @rule(who=someone, which=index, by=shift, why=reasons, behind=lag, first=second)
    def forward(self, who, which, by, why, behind, first):
        """The step that leads on; somebody may have prepared it."""
        case = self.case(which)
        if deeds.forward(case):
            self._take(who, case, deeds.forward(case), by, why, behind, first)

    @precondition(lambda self: self.laws)
    @rule(who=someone, which=index, name=st.sampled_from(NAMES), by=shift, why=reasons, behind=lag)
    def any_step(self, who, which, name, by, why, behind):
        """Any step of the machine, whether it starts from here or not."""
        case = self.case(which)
        if any(step.name == name for step in steps(type(case))):
            self._take(who, case, name, by, why, behind, None)

    def _prepared(self, first, case, step):
        """The proposal of whoever prepares the step; none where they may not."""
        preparer = self.user(first)
        if not self.may(preparer, case, step.permission) or step.permission not in APPROVALS:
            return None
        return propose(case, step, QueryDict("x=1"), by=preparer)

    def _asked_back(self, first, case, step):
        """The proposal of whoever asks that an approval be taken back; none where they may not."""
        asker, app = self.user(first), case._meta.app_label
        may = all(self.may(asker, case, each) for each in (step.permission, f"{app}.take_back"))
        if not may or step.permission not in APPROVALS:
            return None
        return propose_back(case, step, "会议记录有误", by=asker, what="back")

    def _take(self, who, case, name, by, why, behind, first):
        user = self.user(who)
        on = deeds.day_of(case, name, self.law_of(case)) + timedelta(days=by or 0)
        step = next(
            (s for s in steps(type(case)) if (s.name, s.source) == (name, case.stage)), None
        )
        facts = {}
        if step:
            facts = {step.custom["day"]: on, **({"end_reason": why.strip()} if by is None else {})}
        findings = held.findings(case, step, facts, on) if step else []
        waive = {found.rule.slug: why for found in findings if found.rule.waivable}
        expected = self._foretold(user, case, step, findings, why, behind)
        proposal = self._prepared(first, case, step) if step and first is not None else None
        if expected in (None, Blocked) and held.lacks_second(case, step, user, proposal):
            expected = NeedsTwo
        done = self.attempt(
            lambda: perform(
                case,
                name,
                by=user,
                on=on,
                facts=lambda locked: deeds.write(locked, facts),
                waive=waive,
                version=case.version + behind,
                proposal=proposal,
            ),
            expected,
        )
        if proposal and not done:
            send_back(proposal, case, what=name, note="再核对", by=proposal.prepared_by)
        if done:
            held.step_was_free(done, findings, step)
            self.met[name] += 1

    def _foretold(self, user, case, step, findings, why: str, behind: int) -> type | None:
        if not self.may(user, case):
            return PermissionDenied
        if behind:
            return Stale
        if step is None:
            return NotPossible
        if not self.may(user, case, step.permission):
            return PermissionDenied
        outcome = Outcome(case, findings)
        reasoned = not outcome.waivable or why.strip()
        return None if reasoned and not outcome.blocking else Blocked

    @precondition(lambda self: self.laws)
    @rule(who=someone, which=index, why=reasons, behind=lag, first=second)
    def back(self, who, which, why, behind, first):
        """The newest step is taken back: the stage before it, and the facts it found. Somebody may
        have asked for it."""
        user, case = self.user(who), self.case(which)
        last, app = case.last_step(), case._meta.app_label
        step = step_behind(case, last) if last else None
        asked = step.permission if step else ""
        proposal = self._asked_back(first, case, step) if step and first is not None else None
        expected = None
        if not why.strip():
            expected = NotPossible
        elif not self.may(user, case):
            expected = PermissionDenied
        elif behind:
            expected = Stale
        elif not self.may(user, case, f"{app}.take_back"):
            expected = PermissionDenied
        elif last is None:
            expected = NotPossible
        elif not self.may(user, case, asked):
            expected = PermissionDenied
        elif held.lacks_second(case, step, user, proposal):
            expected = NeedsTwo
        elif held.rival(case, last.source) or held.seat_taken(case, last):
            expected = NotPossible
        told = {"note": why, "version": case.version + behind, "proposal": proposal}
        done = self.attempt(lambda: take_back(case, by=user, **told), expected)
        if proposal and not done:
            send_back(proposal, case, what="back", note="再核对", by=proposal.prepared_by)
        if done:
            held.facts_are_back(done, last)
            self.met["take_back"] += 1

    @rule(who=someone, person=index, by=st.sampled_from([0, 3000, -3000]), behind=lag)
    def correct_birth(self, who, person, by, behind):
        """A person's own facts are corrected; what follows in the cases follows."""
        user = self.user(who)
        found = Person.objects.get(pk=self.town.people[person % len(self.town.people)].pk)
        born = found.born_on and found.born_on + timedelta(days=by)
        names = ("name", "sex", "ethnicity", "education", "occupation")
        answers = {name: getattr(found, name) for name in names}
        answers |= {"born_on": born, "note": "核对原件", "version": found.version + behind}
        expected = None
        if not user.has_perm("casework.edit_person", found):
            expected = PermissionDenied
        elif behind:
            expected = Stale
        self.attempt(lambda: correct(found, answers, by=user), expected)

    # What always holds ------------------------------------------------------------------------

    @invariant()
    def all_holds(self):
        held.stages_have_their_rows()
        held.chain_is_whole()
        held.tallies_add_up()
        held.one_open_case_each()
        held.approvals_name_two()
        held.standings_follow_the_stages()
        held.derived_rows_are_right()
        self.versions = held.versions_only_grow(self.versions)
        self.turn += 1
        held.sees_only_the_own_subtree(self.user(self.turn))
