"""What a walk tells of a case: the facts, votes, rounds and papers the next step asks for,
true to the worked timeline or spoiled in one place."""

from datetime import date, timedelta

from casework.models import Person
from membership.models import Application, Meeting
from talent.models import DepartmentOpinion, Talent
from tests.membership import factories as recruitment
from tests.talent import factories as pool

FORWARD = {Application: recruitment.NEXT, Talent: pool.NEXT}
ASSESSED = {"propose": "activist", "convert": "probation"}
HELD = {"adopt": "admission", "convert": "conversion", "extend": "outcome", "annul": "outcome"}
SAT = {
    "approve": "approval",
    "convert": "conversion",
    "extend": "extension",
    "annul": "annulment",
}
MET = {"convert": "conversion_met_on", "extend": "extended_on", "annul": "annulment_met_on"}
PURPOSE = {
    "enter_pool": "pool_entry",
    "promote": "reserve_promotion",
    "nominate_for_branch": "candidate",
    "nominate_for_villagers": "candidate",
}


def forward(case) -> str:
    """The step that leads on; "" after the last."""
    return FORWARD[type(case)].get(case.stage, "")


def day_of(case, step: str, law: int) -> date:
    """The day of the step on the worked timeline."""
    if isinstance(case, Application):
        return recruitment.day_of(case.stage, step, law)
    return pool.day_of(case.stage, step, year_of(law))


def year_of(law: int) -> int:
    """The year of a talent's steps: before or after the new statutes."""
    return 2026 if law == 2026 else 2022


def facts_of(case, step: str, law: int) -> dict:
    """The columns that the step's timeline tells."""
    if isinstance(case, Application):
        rows = {**recruitment.TIMELINE, **recruitment.OUT}
        if case.stage == "extended":
            rows["convert"] = {**rows["convert"], **recruitment.EXTENDED}
        days = {name: recruitment.day(value, law) for name, value in _days(rows.get(step, {}))}
    else:
        rows = {**pool.TIMELINE, "resume": {"cleared_on": "2026-08-01"}}
        days = {name: pool.day(value, year_of(law)) for name, value in _days(rows.get(step, {}))}
    return {**rows.get(step, {}), **days}


def _days(facts: dict):
    return [(name, value) for name, value in facts.items() if name.endswith("_on")]


def spoiled(facts: dict, which: int, by: int | None) -> dict:
    """One of the days moved by so many days, or gone; unchanged where `by` is 0."""
    days = [name for name, _day in _days(facts)]
    if not days or by == 0:
        return facts
    name = days[which % len(days)]
    moved = None if by is None else facts[name] + timedelta(days=by)
    return {**facts, name: moved}


def write(case, facts: dict) -> None:
    for name, value in facts.items():
        setattr(case, name, value)


def accompany(case, step: str, law: int) -> None:
    """Whoever stands beside the case and whatever was held before the step."""
    if isinstance(case, Application):
        _accompany_application(case, step, law)
    else:
        _accompany_talent(case, step, law)


def _accompany_application(case, step: str, law: int) -> None:
    members = _members(case)
    if step == "propose" and not case.mentors.exists():
        _beside(case.mentors, members, recruitment.day("2026-07-10", law))
    if step == "pass_pre_review" and not case.introducers.exists():
        _beside(case.introducers, members, recruitment.day("2027-08-01", law))
    if step == "adopt":
        case.introducers.update(opinion_on=recruitment.day(recruitment.SIGNED, law))
    phase = ASSESSED.get(step)
    if phase and not case.assessments.filter(phase=phase).exists():
        recruitment.accompany_phase(case, phase, law)


def _members(case) -> list[Person]:
    """Two full members of the branch, made on demand."""
    names = [f"陈{case.unit_id}", f"赵{case.unit_id}"]
    found = Person.objects.filter(name__in=names, affiliation=case.unit)
    return list(found) or [recruitment.member(name, case.unit) for name in names]


def _beside(rows, members: list[Person], on: date) -> None:
    for member in members:
        rows.create(member=member, appointed_on=on)


def _accompany_talent(case, step: str, law: int) -> None:
    purpose = PURPOSE.get(step)
    if purpose and not case.rounds.filter(purpose=purpose, closed=False).exists():
        pool.review(case, purpose, DepartmentOpinion.Department.values, year_of(law))
    if step == "promote" and not case.posts.exists():
        since, appraised = (pool.day(day, year_of(law)) for day in ("2026-03-25", "2026-06-10"))
        case.posts.create(kind="vanguard", since=since, grade="excellent", appraised_on=appraised)


def vote(case, step: str, on: date, tally: dict) -> None:
    """The ballot of the step, with these tallies; none where the step has no ballot."""
    if isinstance(case, Application) and step in HELD:
        met = getattr(case, MET[step]) if step in MET else on
        shared = {name: tally[name] for name in recruitment.VOTE if name in tally}
        told = {"purpose": HELD[step], "held_on": met or on, **recruitment.VOTE, **shared}
        case.meetings.filter(purpose=told["purpose"], held_on=told["held_on"]).delete()
        Meeting.objects.create(case=case, **told, **recruitment.RESOLUTION, signed_on=met or on)
    elif isinstance(case, Talent) and step == "take_seat" and case.seat:
        ballot = {"due": 29, "present": 24, "ballots": 24, "votes": 20, "candidates": 2}
        shared = {name: tally[name] for name in ballot if name in tally}
        case.elections.create(seat=case.seat, held_on=on, **{**ballot, **shared})


def sit(case, step: str, on: date, tally: dict) -> None:
    """The vote of the Party committee, with the members in favour that the tally has."""
    if isinstance(case, Application) and step in SAT:
        yes = min(tally.get("yes", 6), 6)
        case.sittings.filter(purpose=SAT[step], held_on=on).delete()
        case.sittings.create(purpose=SAT[step], held_on=on, **{**recruitment.SAT, "yes": yes})


def file_papers(case, step: str) -> None:
    """As many complete papers of every kind as the dossier ought to hold after the step."""
    factory = recruitment if isinstance(case, Application) else pool
    expected = factory.CATALOGUE.expected_at(factory.TARGET.get(step, case.stage))
    have = list(case.papers.values_list("kind", flat=True))
    rows = case.papers.model
    rows.objects.bulk_create(
        rows(case=case, kind=paper.slug)
        for paper in expected
        for _copy in range(paper.wanted(date.max) - have.count(paper.slug))
    )
