"""The worked cases once more: `evaluate` and the planner give the guard's answer."""

from datetime import date, timedelta

import pytest

from casework.workflow import guard_of
from membership.evaluation import evaluate
from membership.held import Held
from membership.models import Application
from membership.planning import plan
from membership.told import COLUMNS, read
from membership.told_votes import PURPOSES, SEATS, TALLY
from tests.asking import step_named
from tests.membership.factories import NEXT
from tests.membership.test_planning import planned
from tests.membership.test_worked_cases import MEMBERSHIP, case_of, day_asked
from tests.worked import as_days, county, examples

EXCLUSION = ("category", "number", "consent_on", "adopted_on")
NOTICE = ("kind", "posted_on", "second_posted_on", "objection", "resolved_on")
LISTS = {"blocks": "blockers", "warns": "warnings", "informs": "infos"}
# A day that is worked out, and what the planner says instead.
PLANNED = {
    "talk_due_on": ("talk", "latest", 0),
    "notice_ends_on": ("list", "earliest", 1),
    "meeting_due_on": ("adopt", "latest", 0),
    "approval_due_on": ("approve", "latest", 0),
    "oath_due_on": ("oath", "latest", 0),
    "probation_expires_on": ("conversion-meeting", "earliest", 0),
    "postponed_until_on": ("conversion-meeting", "latest", 0),
    "conversion_due_on": ("convert", "latest", 0),
}
OPENED = {"cultivated_one_year": "propose", "notice_over": "list"}


def plain(value):
    return value.isoformat() if isinstance(value, date) else value


def companions(rows) -> list[dict]:
    return [
        {
            "appointed_on": plain(row.appointed_on),
            "until": plain(getattr(row, "until", None)),
            "full_member_on": plain(row.member.full_member_on),
            "opinion_on": plain(getattr(row, "opinion_on", None)),
            "sanctions": [
                {"kind": s.kind, "since": plain(s.since), "until": plain(s.until)}
                for s in row.member.sanctions.all()
            ],
        }
        for row in rows
    ]


def as_facts(case, day: str, on: date) -> dict:
    """A case on file as the facts that `evaluate` takes; the step is taken on the day asked."""
    case.refresh_from_db()
    columns = {name: plain(getattr(case, name)) for name in COLUMNS if name != "is_mobile"}
    votes = {purpose: [] for purpose in PURPOSES}
    for row in case.meetings.filter(withdrawn=False):
        told = {name: plain(getattr(row, name)) for name in TALLY}
        excluded = row.gathering.exclusions.values(*EXCLUSION) if row.gathering else ()
        exclusions = [{name: plain(value) for name, value in each.items()} for each in excluded]
        votes[row.purpose].append({**told, "exclusions": exclusions})
    sittings = {}
    for row in case.sittings.filter(withdrawn=False):
        told = {name: plain(getattr(row, name)) for name in (*SEATS, "held_on")}
        sittings.setdefault(row.purpose, []).append(told)
    assessed = {phase: [] for phase in ("activist", "probation")}
    for row in case.assessments.all():
        assessed[row.phase].append(plain(row.held_on))
    return {
        "as_of": plain(on),
        "person": {"born_on": plain(case.person.born_on)},
        "branch": {
            "has_committee": case.unit.has_committee,
            "has_cells": case.unit.has_cells,
            "may_recruit": case.unit.may_recruit,
            "is_temporary": case.unit.is_temporary,
            "full_members": case.unit.members.filter(full_member_on__isnull=False).count(),
        },
        "mobile": case.is_mobile,
        "facts": {**columns, day: plain(on)},
        "mentors": companions(case.mentors.all()),
        "introducers": companions(case.introducers.all()),
        "assessments": {**assessed, "written": True},
        "education": {
            phase: [
                {"on": plain(row.held_on), "kind": row.kind}
                for row in case.educations.all()
                if row.phase == phase
            ]
            for phase in assessed
        },
        "votes": votes,
        "sittings": sittings,
        "recommendations": [
            {"on": plain(row.pop("held_on")), **row}
            for row in case.recommendations.values("held_on", "kind", "organisation", "sealed")
        ],
        "notices": [
            {name: plain(value) for name, value in row.items()}
            for row in case.notices.values(*NOTICE)
        ],
        "papers": {kind: 9 for kind in case.papers.values_list("kind", flat=True)},
    }


def guard_of_next(example: dict, case):
    """The guard of the example's step."""
    return guard_of(step_named(Application, example.get("step") or NEXT[case.stage], case.stage))


@pytest.mark.django_db
@pytest.mark.parametrize("example", examples(MEMBERSHIP, "step"))
def test_evaluate_says_what_the_guard_says(example):
    with county(example):
        case, on = case_of(example), day_asked(example)
        failed = {each.rule.slug for each in guard_of_next(example, case).blockers(case, on)}
    step = step_named(Application, example.get("step") or NEXT[case.stage], case.stage)
    facts, slug = as_facts(case, step.custom["day"], on), step.custom["step"]
    facts["settings"] = example.get("settings", {})
    if case.stage == "extended" and slug == "extend":
        facts["extension"] = [{"on": plain(on), "months": 6}] * 2
    answer = evaluate(read(facts), on)
    found = [one for one in [*answer["steps"], *answer["aside"]] if one["slug"] == slug][-1]
    said = {name: {finding["rule"] for finding in found[name]} for name in LISTS.values()}
    for name, kind in LISTS.items():
        assert set(example.get(name, ())) <= said[kind]
    everything = set.union(*said.values())
    assert not everything & {*example.get("ok", ()), *example.get("not_asked", ())}
    mine = {rule.slug for rule in guard_of(step).rules}
    if step.custom["day"] == "ended_on" or getattr(case, step.custom["day"]) == on:
        assert everything & mine == failed


@pytest.mark.parametrize("example", examples(MEMBERSHIP, "days"))
def test_the_planner_gives_the_days_that_follow(example):
    facts = as_days(example["facts"])
    if "notice_from_on" in facts:
        facts |= dict.fromkeys(["proposed_on", "consent_on"], facts["notice_from_on"])
    stage = "extended" if facts.get("extended_on") else stage_of(facts)
    with county(example):
        way = planned(stage, Held(), **facts)
    for column, expected in example["expect"].items():
        if column in PLANNED:
            slug, which, later = PLANNED[column]
            day = date.fromisoformat(expected) + timedelta(days=later)
            assert getattr(way[slug], which) == day, column


def stage_of(facts: dict) -> str:
    """The stage in which the facts of an example lie."""
    later = {
        "conversion_met_on": "probationary",
        "approved_on": "probationary",
        "adopted_on": "adopted",
        "pre_reviewed_on": "pre_reviewed",
        "committee_reviewed_on": "prospective",
        "notice_from_on": "proposed",
        "applied_on": "applicant",
    }
    return next(stage for column, stage in later.items() if facts.get(column))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "example", [e for e in examples(MEMBERSHIP, "step") if e.values[0].get("opens")]
)
def test_the_planner_opens_a_step_when_the_guard_does(example):
    with county(example):
        case = case_of(example)
    setattr(case, {"activist": "proposed_on", "proposed": "listed_on"}[case.stage], None)
    held = Held(mentors=[case.activist_on], activist=[case.activist_on, case.activist_on])
    case.activist_filed_on = case.activist_on
    with county(example):
        way = {one.step.slug: one for one in plan(case, held)}
    for rule, day in example["opens"].items():
        assert str(way[OPENED[rule]].earliest) == day
