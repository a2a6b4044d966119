"""Talent cases that nothing blocks, at every stage."""

from datetime import date

from casework.models import Person, Seat, Term
from talent.models import DepartmentOpinion, Talent
from talent.papers import CATALOGUE
from tests.officers import branch, village

DEPARTMENTS = DepartmentOpinion.Department.values
# What is on record when each step is taken.
TIMELINE = {
    "enter_pool": {"surveyed_on": "2026-01-10", "pooled_on": "2026-03-20"},
    "promote": {"reserved_on": "2026-06-20"},
    "nominate_for_branch": {"nominated_on": "2026-09-20", "target": "branch"},
    "nominate_for_villagers": {
        "nominated_on": "2026-09-20",
        "target": "villagers",
        "villager_class": "registered",
    },
    "take_seat": {"seated_on": "2026-10-20"},
}
DAYS = {
    "enter_pool": "2026-03-20",
    "promote": "2026-06-20",
    "nominate_for_branch": "2026-09-20",
    "nominate_for_villagers": "2026-09-20",
    "take_seat": "2026-10-20",
    "resume": "2026-08-01",
}
ROUNDS = {  # purpose: first day of its month, in which the whole round runs
    "pool_entry": "2026-03",
    "reserve_promotion": "2026-06",
    "candidate": "2026-09",
}
NEXT = {
    "lead": "enter_pool",
    "pool": "promote",
    "reserve": "nominate_for_branch",
    "candidate": "take_seat",
    "suspended": "resume",
}
TARGET = {
    "enter_pool": "pool",
    "promote": "reserve",
    "nominate_for_branch": "candidate",
    "nominate_for_villagers": "candidate",
    "take_seat": "seated",
}
OUT = {"ended_on": "2026-10-20", "end_reason": "本人申请"}
SUSPENDED = {"suspended_on": "2026-07-01", "suspended_from": "pool", "cleared_on": "2026-08-01"}
STAGES = tuple(NEXT)


def day(text: str, year: int = 2026) -> date:
    """A day of the 2026 timeline, moved so that the case is of `year`."""
    found = date.fromisoformat(text)
    return found.replace(year=found.year + year - 2026)


def day_of(stage: str, step: str = "", year: int = 2026) -> date:
    """The day on which the step is taken."""
    return day(DAYS.get(step or NEXT[stage], "2026-10-20"), year)


def _facts(stage: str, step: str, year: int) -> dict:
    """Everything on record when `step` is taken from `stage`."""
    taken = ["enter_pool", "promote", "nominate_for_branch", "take_seat"]
    if step == "nominate_for_villagers":
        taken[2] = step
    known = {"suspended": 1, "seated": 4}.get(stage) or STAGES.index(stage) + 1
    rows = [TIMELINE[name] for name in taken[:known]]
    rows += [SUSPENDED] if stage == "suspended" else []
    rows += [] if step in (*TARGET, "resume") else [OUT, {"suspended_on": OUT["ended_on"]}]
    facts = {name: value for row in rows for name, value in row.items()}
    return {n: day(v, year) if n.endswith("_on") else v for n, v in facts.items()}


def full_member(unit, **facts) -> Person:
    """A full member of the village's branch, 30 years old, with a diploma."""
    facts = {"full_member_on": date(2020, 7, 1), "joined_on": date(2019, 7, 1), **facts}
    facts = {"born_on": date(1996, 1, 1), "education": "30", **facts}
    return Person.objects.create(
        name="周青禾",
        unit=unit,
        affiliation=branch(unit),
        standing=Person.Standing.FULL,
        **facts,
    )


def seat_of(unit, body: str = "branch", number: int = 2, **facts) -> Seat:
    """A vacant member's seat of the village."""
    facts = {"post": Seat.Post.MEMBER, **facts}
    return Seat.objects.create(village=unit, body=body, number=number, **facts)


def hold(seat, person, since="2021-03-01", **facts) -> Term:
    """Somebody's running term on a seat, which ends in March 2026 unless told otherwise."""
    return Term.objects.create(seat=seat, person=person, since=date.fromisoformat(since), **facts)


def talent(stage: str, *, step: str = "", year: int = 2026, unit=None, **facts) -> Talent:
    """A case in `stage` that nothing blocks for `step` (default: the next one forward).

    `year` is the year of its steps, `facts` are columns to set otherwise. The village has a
    vacant seat, every department replied, an excellent post stands on record, every paper is
    complete; a candidate's election is won.
    """
    step = step or NEXT.get(stage, "")
    unit = unit or village()
    body = "villagers" if step == "nominate_for_villagers" else "branch"
    seat = facts.pop("seat", None) or seat_of(unit, body)
    made = {"seat": seat, **_facts(stage, step, year), **facts}
    person = made.pop("person", None) or full_member(unit)
    case = Talent.objects.create(person=person, unit=unit, stage=stage, **made)
    for purpose in ROUNDS:
        review(case, purpose, year=year)
    case.posts.create(
        kind="vanguard",
        since=day("2026-03-25", year),
        grade="excellent",
        appraised_on=day("2026-06-10", year),
    )
    case.mentors.create(mentor=full_member(unit), since=day("2026-06-25", year))
    if stage == "candidate":
        elect(case)
    _file_papers(case, step)
    return case


def review(case, purpose: str, departments=DEPARTMENTS, year: int = 2026):
    """A review round of one month: recommended on the 1st, decided on the 20th."""

    def on(number: str) -> date:
        return day(f"{ROUNDS[purpose]}-{number}", year)

    made = case.rounds.create(
        purpose=purpose,
        recommended_on=on("01"),
        township_reviewed_on=on("03"),
        township_passed=True,
        notice_from_on=on("10"),
        decided_on=on("20"),
    )
    replied = {"asked_on": on("03"), "replied_on": on("08"), "conclusion": "clear"}
    made.opinions.bulk_create(
        DepartmentOpinion(round=made, department=name, **replied) for name in departments
    )
    made.count_opinions()
    return made


def elect(case, **numbers):
    """A by-election of the case's seat on the day it is taken, valid and won."""
    tally = {"due": 29, "present": 24, "candidates": 2, "ballots": 24, "votes": 20, **numbers}
    return case.elections.create(seat=case.seat, held_on=case.seated_on, **tally)


def _file_papers(case, step: str) -> None:
    """A complete paper of every kind that the dossier ought to hold after the step."""
    expected = CATALOGUE.expected_at(TARGET.get(step, case.stage))
    case.papers.bulk_create(case.papers.model(case=case, kind=paper.slug) for paper in expected)
