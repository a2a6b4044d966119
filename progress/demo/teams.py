"""Members of every branch, and who sits on the village committees since the last election.

In eight villages nobody young could be found: eleven seats went to office cadres. By the
day of the demonstration three of them are filled again by locals and one has been vacated.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from casework.models import Person, Seat, Term, Unit

from . import names
from .luck import Luck, workday_before
from .people import Registry
from .places import SMALL, Places, Village

# place of the village in the list: seats held by office cadres after the election
SECONDED = {0: 2, 5: 2, 9: 1, 12: 2, 16: 1, 21: 2, 26: 1, 30: 1}
REPLACED = {0: 1, 5: 1, 21: 1}  # … of which locals have been elected to since
VACATED = 12
VACANT = {
    3: Seat.Body.VILLAGERS,
    7: Seat.Body.BRANCH,
    14: Seat.Body.VILLAGERS,
    23: Seat.Body.BRANCH,
}
FILLED_SINCE = 19  # a vacant seat of the villagers' committee that a talent has won
OLD_TEAMS = (6, 25, 33)  # villages without anybody of 35 or younger, though no cadre came
WITHOUT_WOMEN = (11, 28)
TWO_HEADS = (4, 8, 15, 22, 31)  # secretary and chair are two people
YEARS = 5
BODY, POST, HOLDER, BASIS = Seat.Body, Seat.Post, Term.Holder, Term.Basis


@dataclass
class Team:
    """The seats and terms of one village, and its members by branch."""

    place: int
    village: Village
    members: list[Person] = field(default_factory=list)
    seats: list[Seat] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    baseline: list[Seat] = field(default_factory=list)

    def holders(self) -> set[int]:
        return {id(term.person) for term in self.terms}

    def term_of(self, seat: Seat) -> Term | None:
        """The term that runs on the seat."""
        running = (term for term in self.terms if term.seat is seat and term.until is None)
        return next(running, None)

    def open_seats(self) -> list[Seat]:
        """Vacant, or held by an office cadre."""
        wanted = (Seat.State.VACANT, Seat.State.HELD_SECONDED)
        return [seat for seat in self.seats if seat.state in wanted]


def members_of(place: int, village: Village, people: Registry) -> list[Person]:
    """The full members of the village, spread over its branches."""
    found = []
    for branch in village.branches:
        usual = (
            people.luck.randint(40, 61) if branch is village.lead else people.luck.randint(34, 44)
        )
        number = SMALL.get(place, usual)
        found += [people.member(branch, **_villager_again(place, people)) for _one in range(number)]
        settle_branch(branch, number, people.luck)
    return found


def _villager_again(place: int, people: Registry) -> dict:
    """In villages that lack young people few members are young."""
    scarce = place in SECONDED or place in OLD_TEAMS
    if scarce and people.luck.random() < 0.15:
        return {"ages": (40, 60)}
    return {}


def settle_branch(branch: Unit, members: int, luck: Luck) -> None:
    """A committee from seven full members on; cells in some of the large branches."""
    branch.has_committee = members >= 7
    branch.has_cells = members >= 40 and luck.random() < 0.4


def office_members(places: Places, people: Registry) -> None:
    """The members of the branches of the township itself."""
    for branch, number in zip(places.offices, (68, 44, 36, 12), strict=True):
        for _one in range(number):
            cadre = branch is places.offices[0]
            job = people.luck.choice(names.CADRE_POSTS if cadre else names.SCHOOLED)
            facts = {"occupation": job, "is_office_cadre": cadre}
            people.member(
                branch, (27, 58), education=people.luck.choice(("10", "20", "30")), **facts
            )
        settle_branch(branch, number, people.luck)


def team(place: int, village: Village, people: Registry, office: Unit) -> Team:
    """The committees of one village as the last election left them."""
    found = Team(place, village, members_of(place, village, people))
    elected_on = date(people.on.year - 1, 3, 8) + timedelta(days=place % 20)
    branch = _seats(found, BODY.BRANCH, people.luck)
    villagers = _seats(found, BODY.VILLAGERS, people.luck)
    _seat_people(found, branch, villagers, people, workday_before(elected_on))
    _send_cadres(found, people, office)
    _leave_vacant(found)
    return found


def _seats(team: Team, body: str, luck: Luck) -> list[Seat]:
    """Three to five seats of the branch, three to seven of the villagers' committee."""
    posts = _branch_posts(team.place, luck) if body == BODY.BRANCH else _villagers_posts(luck)
    made = [
        Seat(village=team.village.unit, body=body, post=post, number=number)
        for number, post in enumerate(posts, 1)
    ]
    team.seats += made
    return made


def _branch_posts(place: int, luck: Luck) -> list[str]:
    """A branch without a committee has a secretary and a deputy only."""
    if place in SMALL:
        return [POST.SECRETARY, POST.DEPUTY_SECRETARY]
    number = luck.choice((3, 3, 4, 5))
    number = max(number, 2 + SECONDED.get(place, 0))
    leads = [POST.SECRETARY, POST.DEPUTY_SECRETARY] if number > 3 else [POST.SECRETARY]
    return leads + [POST.MEMBER] * (number - len(leads))


def _villagers_posts(luck: Luck) -> list[str]:
    number = luck.choice((3, 3, 4, 5, 7))
    leads = [POST.CHAIR, POST.DEPUTY_CHAIR] if number > 3 else [POST.CHAIR]
    return leads + [POST.MEMBER] * (number - len(leads))


def _seat_people(team: Team, branch, villagers, people: Registry, day: date) -> None:
    """Members on the branch committee; the same and other people on the villagers'."""
    chosen = _leaders(team, len(branch), people)
    for seat, person in zip(branch, chosen, strict=True):
        give(team, seat, person, day)
    both = [] if team.place in TWO_HEADS else chosen[:1]
    both += chosen[2:3] if len(villagers) > 3 else []
    others = _villagers_side(team, len(villagers) - len(both), chosen, people)
    for seat, person in zip(villagers, both + others, strict=True):
        give(team, seat, person, day + timedelta(days=14))


def _leaders(team: Team, number: int, people: Registry) -> list[Person]:
    """A secretary of middle age, then others; one of them young where there is one."""
    luck, on = people.luck, people.on
    own = [member for member in team.members if _age(member, on) < 66]
    own = own if len(own) > number else team.members
    first = luck.choice([member for member in own if 42 <= _age(member, on) <= 60] or own)
    rest = luck.some([member for member in own if member is not first], len(own))
    barred = team.place in SECONDED or team.place in OLD_TEAMS
    young = [] if barred else [member for member in rest if _age(member, on) <= 35][:1]
    grown = [member for member in rest if _age(member, on) > 37]
    others = [member for member in rest if member not in grown and member not in young]
    return [first, *young, *grown, *others][:number]


def _villagers_side(team: Team, number: int, taken: list, people: Registry) -> list[Person]:
    """Members and other villagers, a woman among them in nearly every village."""
    lead = team.village.branches[0]
    barred = team.place in SECONDED or team.place in OLD_TEAMS
    ages = (40, 59) if barred else (29, 56)
    found = []
    for place in range(number):
        woman = place == number - 1 and team.place not in WITHOUT_WOMEN
        sex = "f" if woman else "m"
        fit = [m for m in team.members if m.sex == sex and 38 < _age(m, people.on) < 62]
        fit = [m for m in fit if m not in taken and m not in found]
        if fit and people.luck.random() < 0.5:
            found.append(people.luck.choice(fit))
        else:
            found.append(people.villager(lead, *ages, sex=sex, occupation="村务工作人员"))
    return found


def _age(person: Person, on: date) -> int:
    return on.year - person.born_on.year


def give(team: Team, seat: Seat, person: Person, since: date, **facts) -> Term:
    """Begin a term; the one before ends the day before."""
    before = team.term_of(seat)
    if before:
        before.until = since - timedelta(days=1)
    ends = before.term_ends_on if before else date(since.year + YEARS, since.month, since.day)
    term = Term(seat=seat, person=person, since=since, term_ends_on=ends, **facts)
    team.terms.append(term)
    return settled(seat, term)


def settled(seat: Seat, term: Term | None) -> Term | None:
    """Set the seat's state by the term that runs."""
    held = {
        HOLDER.LOCAL: Seat.State.HELD_LOCAL,
        HOLDER.EXTERNAL: Seat.State.HELD_EXTERNAL,
        HOLDER.SECONDED: Seat.State.HELD_SECONDED,
    }
    seat.state = held[term.holder] if term else Seat.State.VACANT
    return term


def _send_cadres(team: Team, people: Registry, office: Unit) -> None:
    """The last seats of the branch committee went to young office cadres."""
    branch = [seat for seat in team.seats if seat.body == BODY.BRANCH]
    for seat in branch[len(branch) - SECONDED.get(team.place, 0) :]:
        cadre = people.member(
            team.village.branches[0],
            (27, 33),
            unit=office,
            is_office_cadre=True,
            occupation=people.luck.choice(names.CADRE_POSTS),
            education="20",
        )
        term = team.term_of(seat)
        term.person, term.holder = cadre, HOLDER.SECONDED
        settled(seat, term)
        team.baseline.append(seat)


def _leave_vacant(team: Team) -> None:
    """A few seats stay empty; the day they fell vacant is in the year before."""
    body = BODY.VILLAGERS if team.place == FILLED_SINCE else VACANT.get(team.place)
    if body is None:
        return
    seat = [seat for seat in team.seats if seat.body == body][-1]
    term = team.term_of(seat)
    term.until = date(term.since.year, 10, 31)
    settled(seat, None)


def vacate(team: Team, on: date) -> None:
    """One office cadre went back to the office this year; nobody has followed yet."""
    seat = team.baseline[0]
    term = team.term_of(seat)
    term.until = workday_before(date(on.year, 1, 1) + (on - date(on.year, 1, 1)) / 2)
    settled(seat, None)
