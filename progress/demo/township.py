"""One township made up whole, then stored."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Model

from casework.dates import add_months_clamp
from casework.models import Person, Sanction, Unit
from casework.models.units import within
from membership.models import Application
from membership.stages import Stage
from progress import recounting
from talent.models import Talent

from . import places, teams
from .climbs import Climbs
from .dossiers import Dossiers
from .luck import Luck
from .people import Registry
from .recruit import Recruit, Recruiter, Wish
from .rise import Rising
from .teams import VACATED, Team
from .wishes import Wishes

BATCH = 500
SANCTIONS = (
    # kind, months ago it took effect, months of the probation within the Party
    (Sanction.Kind.WARNING, 5, None),
    (Sanction.Kind.SERIOUS_WARNING, 8, None),
    (Sanction.Kind.REMOVAL_FROM_POST, 15, None),
    (Sanction.Kind.PARTY_PROBATION, 4, 12),
    (Sanction.Kind.WARNING, 30, None),
)


@dataclass
class Township:
    """Everything about a township, before and after it is stored."""

    places: places.Places
    teams: list[Team]
    people: Registry
    recruits: list[Recruit]
    rising: list[Rising]
    sanctions: list[Sanction] = field(default_factory=list)


def invent(luck: Luck, on: date, found: places.Places, region: str) -> Township:
    """People, committees, cases and papers for the places of a township."""
    people = Registry(luck, on, region)
    office = found.offices[0]
    teams.office_members(found, people)
    committees = [
        teams.team(place, village, people, office) for place, village in enumerate(found.villages)
    ]
    rising = Climbs(luck, on, people, committees).all()
    teams.vacate(committees[VACATED], on)
    recruits = _recruits(luck, on, found, people, rising)
    made = Township(found, committees, people, recruits, rising)
    _fill_dossiers(made, luck, on)
    _punish(made, luck, on)
    return made


def _recruits(luck, on, found, people: Registry, rising: list[Rising]) -> list[Recruit]:
    """Every wish with a person of a branch: a talent now and then, mostly somebody new."""
    members = members_by_branch(people)
    recruiter = Recruiter(luck, on, members)
    able = [branch for branch in found.branches if branch.has_committee]
    small = [branch for branch in found.branches if not branch.has_committee]
    talents = [made.case.person for made in rising if _may_apply(made)]
    made = []
    for number, wish in enumerate(Wishes(luck, on).all()):
        branch = small[number % 2] if wish.stage == Stage.APPLICANT and number % 40 == 9 else None
        person = _talent_for(wish, talents, on) if luck.random() < 0.12 else None
        branch = branch or _branch_of(person, able) or luck.choice(able)
        person = person or _applicant(wish, branch, people)
        made.append(recruiter.recruit(wish, person, branch))
    return made


def members_by_branch(people: Registry) -> dict[int, list[Person]]:
    """Full members of each branch, by the identity of the branch; no seconded cadres."""
    found: dict[int, list[Person]] = {}
    for person in people.people:
        seconded = person.is_office_cadre and person.unit is not person.affiliation
        if person.affiliation and not seconded:
            found.setdefault(id(person.affiliation), []).append(person)
    return found


def _may_apply(made: Rising) -> bool:
    """A talent who is in no Party and of no age that a recruitment would refuse."""
    return made.case.person.affiliation is None


def _talent_for(wish: Wish, talents: list[Person], on: date) -> Person | None:
    youngest, oldest = wish.ages
    fit = [person for person in talents if youngest <= on.year - person.born_on.year - 1 < oldest]
    if not fit or wish.end:
        return None
    talents.remove(fit[0])
    return fit[0]


def _branch_of(person: Person | None, able: list[Unit]) -> Unit | None:
    """A branch of the person's village that recruits."""
    return next((branch for branch in able if person and branch.parent is person.unit), None)


def _applicant(wish: Wish, branch: Unit, people: Registry) -> Person:
    education = people.luck.choice(("20", "30", "30", "41", "60", "60", "70"))
    return people.villager(branch, *wish.ages, education=education)


def _fill_dossiers(made: Township, luck: Luck, on: date) -> None:
    dossiers = Dossiers(luck, on)
    for recruit in made.recruits:
        dossiers.fill(recruit)
    dossiers.leave_gaps(made.recruits)
    dossiers.copy_reports(made.recruits)
    _lose_some(made.rising, luck)


def _lose_some(rising: list[Rising], luck: Luck) -> None:
    """A few papers of people in the pool are gone."""
    in_pool = [made for made in rising if made.stage == "pool" and len(made.papers) == 5]
    for made in luck.some(in_pool, 4):
        made.papers.pop(luck.randrange(1, 5))


def _punish(made: Township, luck: Luck, on: date) -> None:
    """Penalties of members who stand beside no case and hold no seat, and of one reserve."""
    busy = {
        id(row.member)
        for recruit in made.recruits
        for row in recruit.rows
        if hasattr(row, "member")
    }
    busy |= {id(term.person) for team in made.teams for term in team.terms}
    rising = {id(one.case.person) for one in made.rising}
    plain = [m for m in made.people.people if m.full_member_on and id(m) not in busy | rising]
    reserve = [
        one.case.person
        for one in made.rising
        if one.stage == "reserve" and one.case.person.full_member_on and not one.case.seat
    ]
    chosen = luck.some(plain, len(SANCTIONS) - 1) + luck.some(reserve, 1)
    for number, (person, told) in enumerate(zip(chosen, SANCTIONS, strict=True), 1):
        made.sanctions.append(_penalty(person, number, on, *told))


def _penalty(person: Person, number: int, on: date, kind: str, ago: int, observed) -> Sanction:
    since = add_months_clamp(on, -ago)
    found = Sanction(person=person, kind=kind, since=since, observed_months=observed)
    found.document_number, found.decided_by = f"示例纪〔{since.year}〕{number}号", "示例县纪委"
    found.work_out()
    return found


# Storing --------------------------------------------------------------------------------


def store(made: Township, on: date) -> None:
    """Write a township; its county is stored. Derived rows are worked out by the pipelines."""
    places.store(made.places)
    bulk(made.people.people)
    bulk([seat for team in made.teams for seat in team.seats])
    bulk([term for team in made.teams for term in sorted(team.terms, key=lambda term: term.since)])
    bulk(made.sanctions)
    bulk([recruit.case for recruit in made.recruits])
    bulk([paper for recruit in made.recruits for paper in recruit.papers])
    held = gatherings_of(made.recruits)
    bulk(held)
    bulk([row for one in held for row in one.leaving])
    by_model(row for recruit in made.recruits for row in recruit.rows)
    bulk([one.case for one in made.rising])
    bulk([row for one in made.rising for row in one.rounds])
    bulk([row for one in made.rising for row in one.opinions])
    bulk([paper for one in made.rising for paper in one.papers])
    by_model(row for one in made.rising for row in one.rows)
    below = made.places.township.path
    for model in (Application, Talent):
        recounting.settle(model._base_manager.filter(within(below, "unit__path")), on)


def gatherings_of(recruits) -> list[Model]:
    """The general meetings at which they were voted on, each once."""
    held = [getattr(row, "gathering", None) for recruit in recruits for row in recruit.rows]
    return list({id(one): one for one in held if one}.values())


def bulk(rows: list[Model]) -> None:
    if rows:
        type(rows[0])._base_manager.bulk_create(rows, batch_size=BATCH)


def by_model(rows) -> None:
    found: dict[type, list] = {}
    for row in rows:
        found.setdefault(type(row), []).append(row)
    for several in found.values():
        bulk(several)
