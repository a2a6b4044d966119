"""What the rules say of a case told as facts: each of the 25 steps with its findings and days.

The case is built inside a transaction that is rolled back, and the same guards are asked as
when a step is taken. Steps that were taken are judged by the text of their day: nothing is
refused, the findings say what was out of order. Nothing is stored.
"""

from collections.abc import Callable
from datetime import date
from functools import partial

from django.db import transaction

from casework.models import Person, Sanction, Unit
from casework.rules import BLOCK, WARN, Finding, Guard
from casework.standards import as_if
from casework.texts import R14, R26

from .held import held_of
from .models import Application, Exclusion, Gathering, YearPlan
from .planning import REACHES, Planned, as_plain, plain, plan
from .stages import PROCESS, Stage
from .step_rules import asked_of
from .steps import ASIDE, BY_SLUG, RecruitmentStep
from .told import Told

# Organisations that only deliberate, and how the facts tell of one between branch and committee.
BETWEEN = {Unit.Kind.GENERAL_BRANCH: "general_branch", Unit.Kind.COMMITTEE: "village_committee"}
NOT_YET = {("form", "introducers_wrote_opinions")}  # in the form, by the meeting: asked at step 15


def evaluate(told: Told, today: date) -> dict:
    """The answer as plain data, in the order of the chart. Raises Untellable."""
    with transaction.atomic(), as_if(told.settings, beside_stored=True):
        answer = Imagined(told, told.as_of or today).answer()
        transaction.set_rollback(True)
    return answer


def reached(columns: dict) -> Stage:
    """The furthest stage whose step has a day."""
    done = [REACHES[slug] for slug in REACHES if columns.get(BY_SLUG[slug].done)]
    furthest = max(done, key=PROCESS.index, default=Stage.APPLICANT)
    if furthest == Stage.PROBATIONARY and columns.get("extended_on"):
        return Stage.EXTENDED
    return furthest


class Imagined:
    """The case of the facts, as long as the transaction lasts."""

    def __init__(self, told: Told, as_of: date):
        self.told, self.as_of = told, as_of
        self.furthest = reached(told.columns)

    def answer(self) -> dict:
        self.case = self._case()
        self._accompany()
        planned = plan(self.case, held_of(self.case), not_before=self.told.as_of)
        return {
            "as_of": self.as_of.isoformat(),
            "stage": self.furthest.value,
            "stage_title": str(self.furthest.label),
            "papers_judged": self.told.papers is not None,
            "steps": [self._step(one) for one in planned],
            "aside": [
                *(self._aside(step) for step in ASIDE if self._happened(step)),
                *(self._extended_again(**one) for one in self.told.again),
            ],
        }

    def _case(self) -> Application:
        branch = self._branch()
        person = Person.objects.create(name="-", unit=branch, born_on=self.told.born_on)
        if self.told.expelled_on:
            expelled = {"kind": Sanction.Kind.EXPULSION, "since": self.told.expelled_on}
            Sanction.objects.create(person=person, **expelled)
        case = Application(person=person, unit=branch, stage=self.furthest, **self.told.columns)
        case.work_out()
        case.save()
        return case

    def _branch(self) -> Unit:
        """The branch below a township committee, where one hangs in this tree at all."""
        root = Unit.objects.filter(parent__isnull=True).order_by("pk").first()
        named = {"name": "-", "short_name": "-"}
        above = self.told.above
        power = {"can_approve": above["approver"], "is_temporary": above["approver_temporary"]}
        township = Unit.objects.create(kind=Unit.Kind.TOWNSHIP, parent=root, **power, **named)
        facts = {"kind": Unit.Kind.BRANCH, "parent": township, **named, **self.told.branch}
        for kind in (Unit.Kind.GENERAL_BRANCH, Unit.Kind.COMMITTEE):
            if above[BETWEEN[kind]]:
                between = {"kind": kind, "parent": township, **named}
                facts["general_branch"] = Unit.objects.create(**between)
        return Unit.objects.create(**facts)

    def _accompany(self) -> None:
        branch = self.case.unit
        Person.objects.bulk_create(
            self._member(date(2000, 7, 1)) for _n in range(self.told.members)
        )
        for year, plan_of_year in self.told.places.items():
            YearPlan.objects.create(unit=branch, year=year, **plan_of_year)
        for name in ("mentors", "introducers"):
            for one in getattr(self.told, name):
                self._companion(name, one)
        for phase, days in self.told.assessments.items():
            for held_on in days:
                wrote = "-" if self.told.written else ""
                self.case.assessments.create(phase=phase, held_on=held_on, companion_opinion=wrote)
        for phase, some in self.told.education.items():
            for one in some:
                self.case.educations.create(phase=phase, **one)
        for vote in self.told.votes:
            self._vote(vote)
        for sitting in self.told.sittings:
            self.case.sittings.create(**sitting)
        for name in ("recommendations", "appraisals", "notices"):
            for one in getattr(self.told, name):
                getattr(self.case, name).create(**one)
        self.case.sum_up_recommendations()
        self.case.save()
        for slug, number in (self.told.papers or {}).items():
            for _n in range(number):
                self.case.papers.create(kind=slug)

    def _member(self, full_member_on: date | None, affiliation: bool = True) -> Person:
        branch = self.case.unit
        return Person(
            name="-",
            unit=branch,
            affiliation=branch if affiliation else None,
            standing=Person.Standing.FULL,
            full_member_on=full_member_on,
        )

    def _companion(self, name: str, one: dict) -> None:
        """Somebody beside the case, told as a member of another branch so as not to be counted."""
        member = self._member(one["full_member_on"], affiliation=False)
        member.save()
        for sanction in one["sanctions"]:
            Sanction.objects.create(person=member, **sanction)
        default = self.told.columns.get("activist_on" if name == "mentors" else "listed_on")
        facts = {"member": member, "appointed_on": one["appointed_on"] or default or self.as_of}
        facts["is_relative"] = one["is_relative"]
        own = "until" if name == "mentors" else "opinion_on"
        facts[own] = one[own]
        getattr(self.case, name).create(**facts)

    def _vote(self, vote: dict) -> None:
        """A vote of a meeting that left somebody out belongs to that meeting."""
        rows, held_on = self.told.exclusions.get(vote["held_on"]), vote["held_on"]
        if rows:
            shared = {name: vote[name] for name in ("eligible", "present")}
            excluded = [Exclusion(**row) for row in rows]
            vote = {
                **vote,
                "gathering": Gathering.tell(self.case.unit_id, held_on, shared, excluded),
            }
        self.case.meetings.create(**vote)

    def _happened(self, step: RecruitmentStep) -> bool:
        """Whether a way beside the chart has a day of its own; that of the end is shared."""
        days = [name for name in step.fields if name.endswith("_on")]
        own = [name for name in days if name != "ended_on"] or days
        return any(self.told.columns.get(name) for name in own)

    def _step(self, planned: Planned) -> dict:
        on = planned.done_on or self.as_of
        return {
            **as_plain(planned),
            **_named(planned.step, on),
            **self._judged(planned.step, on),
        }

    def _aside(self, step: RecruitmentStep) -> dict:
        days = (self.told.columns.get(name) for name in (step.day, step.met))
        on = next(filter(None, days), self.as_of)
        judged = partial(self._judged, step, on)
        found = self._standing(Stage.PROBATIONARY, judged) if step.slug == "extend" else judged()
        return {**_named(step, on), "taken_on": plain(on), **found}

    def _extended_again(self, on: date | None, months: int | None) -> dict:
        """A further extension is judged from the probation that was extended already."""
        step, on = BY_SLUG["extend"], on or self.as_of
        judged = partial(self._judged, step, on)
        found = self._standing(Stage.EXTENDED, judged)
        return {**_named(step, on), "taken_on": plain(on), "months": months, **found}

    def _standing(self, stage: Stage, judged: Callable[[], dict]) -> dict:
        """A judgement of the case as it stood then; an extension moves the expiry only later."""
        self._stand(stage)
        found = judged()
        self._stand(self.furthest)
        return found

    def _stand(self, stage: Stage) -> None:
        self.case._meta.get_field("stage").set_state(self.case, stage)
        self.case.work_out()
        self.case.save()

    def _judged(self, step: RecruitmentStep, on: date) -> dict:
        rules = tuple(rule for rule in asked_of(step) if (step.slug, rule.slug) not in NOT_YET)
        if self.told.papers is None:
            rules = tuple(rule for rule in rules if not rule.paper)
        return _sorted(Guard(*rules).blockers(self.case, on))


def _sorted(failed: list[Finding]) -> dict:
    """What fails, by what it does to the step."""
    kinds = {"blockers": [], "warnings": [], "infos": []}
    for found in failed:
        kind = {BLOCK: "blockers", WARN: "warnings"}.get(found.severity, "infos")
        kinds[kind].append(told_of(found))
    return kinds


def told_of(found: Finding) -> dict:
    """One finding as plain data."""
    return {
        "rule": found.rule.slug,
        "article": str(found.citation),
        "citation": found.citation.code,
        "text": str(found.text),
        "arithmetic": found.arithmetic,
        "opens_on": plain(found.opens_on),
    }


def _named(step: RecruitmentStep, on: date) -> dict:
    """The step and the text of the day that governs it."""
    version = next((text.code for text in (R14, R26) if text.in_force(on)), "")
    article = str(step.cite(on) or "")
    title, five = str(step.title), step.five
    return {
        "slug": step.slug,
        "title": title,
        "stage": five,
        "version": version,
        "article": article,
    }
