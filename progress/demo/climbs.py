"""Who is where in a township's talent pipeline: two hundred and thirty people."""

from datetime import date, timedelta

from casework.models import Person, Seat
from talent.models import PostAssignment, ReviewRound
from talent.stages import Stage

from .luck import Luck, office_day
from .people import Registry
from .places import SMALL
from .rise import Climber, Rising, months_ago
from .teams import FILLED_SINCE, REPLACED, SECONDED, VACANT, VACATED, Team

LEADS, POOL, RESERVE = 61, 105, 48
PURPOSE = ReviewRound.Purpose
ZONE, VANGUARD = PostAssignment.Kind.ZONE, PostAssignment.Kind.VANGUARD
GRADES = ("excellent", "good", "good", "pass")
BRANCH, VILLAGERS = Seat.Body.BRANCH, Seat.Body.VILLAGERS
# villages whose open seats have a candidate, by body; the second seat of village 0 has none yet
CANDIDATES = (
    (0, BRANCH),
    (16, BRANCH),
    (21, BRANCH),
    (26, BRANCH),
    (VACATED, BRANCH),
    (3, VILLAGERS),
)
NO_SEAT = "按“一职一备”要求先行储备。"
READY_FOR_SEAT = (0, 7, 21, 30)
SUSPENSIONS = (
    ("正在接受纪检部门了解情况。", False),
    ("长期外出，暂停培养。", False),
    ("公示期间有反映，已查清。", True),
)


class Climbs:
    """Fills the talent pipeline of one township; the teams' seats change with it."""

    def __init__(self, luck: Luck, on: date, people: Registry, teams: list[Team]):
        self.luck, self.on, self.people, self.teams = luck, on, people, teams
        heads = [team.terms[0].person for team in teams]
        self.climber = Climber(luck, on, heads)
        self.taken: set[int] = set()

    def all(self) -> list[Rising]:
        """In the order in which the seats were filled: first the elections of the year."""
        return [
            *self._seated(),
            *self._candidates(),
            *self._reserves(),
            *self._pool(),
            *self._leads(),
            *self._aside(),
        ]

    # People

    def _young_member(self, team: Team) -> Person:
        """A young full member of the village who holds no seat and is in no pipeline.

        A small branch stays small: there it is a villager.
        """
        busy = self.taken | team.holders()
        fit = [
            member
            for member in team.members
            if id(member) not in busy and not member.is_office_cadre and self._age(member) <= 34
        ]
        person = self.luck.choice(fit) if fit else self._newcomer(team)
        self.taken.add(id(person))
        return person

    def _newcomer(self, team: Team) -> Person:
        if team.place in SMALL:
            return self.people.villager(team.village.branches[0], 25, 33)
        person = self.people.member(team.village.branches[0], (25, 33))
        team.members.append(person)
        return person

    def _age(self, person: Person) -> int:
        return self.on.year - person.born_on.year

    def _someone(self, team: Team, ages=(21, 44)) -> Person:
        """A villager, or now and then a young member."""
        if self.luck.random() < 0.12:
            return self._young_member(team)
        education = self.luck.choice(("20", "30", "30", "41", "44", "60", "60"))
        return self.people.villager(team.village.branches[0], *ages, education=education)

    # Stages

    def _pooled(self, person: Person, team: Team, months: int) -> Rising:
        pooled_on = months_ago(self.on, months, self.luck)
        surveyed_on = office_day(self.luck.before(pooled_on, 85, 160))
        made = self.climber.lead(person, team.village.unit, surveyed_on)
        self.climber.to_pool(made, pooled_on)
        return made

    def _appraised(self, made: Rising, grade: str, ago: tuple[int, int], kind: str = "") -> None:
        day = max(self.luck.before(self.on, *ago), made.case.pooled_on + timedelta(days=25))
        self.climber.post(made, grade, min(self.on, day), kind)

    def _reserve(self, person: Person, team: Team, months: int, grade: str = "good") -> Rising:
        """Promoted so many months ago after an appraisal, and appraised again since."""
        made = self._pooled(person, team, months + 4)
        reserved_on = months_ago(self.on, months, self.luck, 20)
        self.climber.post(made, grade, self.luck.before(reserved_on, 6, 30), ZONE)
        self._appraised(made, grade, (10, 140), VANGUARD)
        self.climber.to_reserve(made, reserved_on)
        self._waive_need(made, team)
        return made

    def _waive_need(self, made: Rising, team: Team) -> None:
        """Promoted without a seat in sight: the reason stands in the audit row."""
        if not team.open_seats():
            made.taken[-1].waived["village_has_need"] = NO_SEAT

    def _seated(self) -> list[Rising]:
        """Locals elected this year in place of office cadres, and one to a vacant seat."""
        wanted = [(place, BRANCH) for place, number in REPLACED.items() for _one in range(number)]
        made = []
        for number, (place, body) in enumerate([*wanted, (FILLED_SINCE, VILLAGERS)]):
            team = self.teams[place]
            seat = next(seat for seat in team.open_seats() if seat.body == body)
            rising = self._reserve(self._young_member(team), team, 15, "excellent")
            elected_on = self._election_day(number)
            self.climber.to_candidate(rising, seat, office_day(elected_on - timedelta(days=40)))
            self.climber.to_seat(rising, team, elected_on)
            made.append(rising)
        return made

    def _election_day(self, number: int) -> date:
        """A day of this year, the later the higher the number."""
        new_year = date(self.on.year, 1, 1)
        part = (self.on - new_year) * (0.35 + 0.15 * number)
        return min(self.on, office_day(new_year + part))

    def _candidates(self) -> list[Rising]:
        made = []
        for number, (place, body) in enumerate(CANDIDATES):
            team = self.teams[place]
            seat = next(seat for seat in team.open_seats() if seat.body == body)
            rising = self._reserve(self._young_member(team), team, 9, "excellent")
            self.climber.to_candidate(rising, seat, office_day(self.luck.before(self.on, 8, 40)))
            if number == 0:  # the ballot was held today: ready to take the seat
                self.climber.elect(rising, self.on, len(team.members))
            made.append(rising)
        return made

    def _reserves(self) -> list[Rising]:
        made = [self._ready_for_seat(place) for place in READY_FOR_SEAT]
        for number in range(RESERVE - len(made)):
            team = self.teams[(number * 7 + 1) % len(self.teams)]
            person = self._young_member(team) if number % 3 == 0 else self._someone(team)
            if number == 0:
                made.append(self._without_mentor(person, team))
            else:
                grade = self.luck.choice(GRADES[:3])
                made.append(self._reserve(person, team, self.luck.randint(2, 16), grade))
        return made

    def _ready_for_seat(self, place: int) -> Rising:
        """Reviewed and papers complete: nothing stands against the nomination."""
        team = self.teams[place]
        rising = self._reserve(self._young_member(team), team, 7, "excellent")
        seat = [seat for seat in team.open_seats() if seat.body == BRANCH][-1]
        self.climber.choose_seat(rising, seat, self.luck.before(self.on, 2, 6))
        return rising

    def _without_mentor(self, person: Person, team: Team) -> Rising:
        """Promoted lately and not yet paired with a mentor."""
        made = self._pooled(person, team, 6)
        self._appraised(made, "good", (60, 90))
        day = office_day(self.luck.before(self.on, 8, 14))
        self.climber.to_reserve(made, day, mentored=False)
        return made

    def _pool(self) -> list[Rising]:
        made = [
            self._ready_for_reserve(place)
            for place in (*SECONDED, *VACANT)
            if place not in REPLACED
        ]
        for number in range(POOL - len(made)):
            team = self.teams[number % len(self.teams)]
            months = 12 if number == 0 else self.luck.randint(1, 20)
            rising = self._pooled(self._someone(team), team, months)
            self._pool_post(rising, late=number == 0)
            made.append(rising)
        return made

    def _ready_for_reserve(self, place: int) -> Rising:
        team = self.teams[place]
        made = self._pooled(self._someone(team, (23, 35)), team, self.luck.randint(6, 12))
        self._appraised(made, "good", (20, 60))
        self.climber.prepare_promotion(made, self.luck.before(self.on, 2, 6))
        self.climber.begin_review(made, PURPOSE.RESERVE_PROMOTION, 5)
        return made

    def _pool_post(self, made: Rising, late: bool) -> None:
        """A post, appraised within the half-year; once it is overdue."""
        if late:
            self.climber.post(made, "good", self.luck.before(self.on, 195, 205))
        elif (self.on - made.case.pooled_on).days >= 125:
            self._appraised(made, self.luck.choice(GRADES), (5, 130))
        else:
            self.climber.post(made, "", None)

    def _leads(self) -> list[Rising]:
        made = []
        for number in range(LEADS):
            team = self.teams[(number * 5 + 2) % len(self.teams)]
            surveyed_on = months_ago(self.on, self.luck.randint(3, 10), self.luck)
            person = self._someone(team, (20, 45))
            rising = self.climber.lead(person, team.village.unit, surveyed_on)
            if number % 3 == 0:
                self.climber.begin_review(rising, PURPOSE.POOL_ENTRY, number // 3 % 5 + 1)
            made.append(rising)
        return made

    def _aside(self) -> list[Rising]:
        """Suspended, left the store, turned down by the review."""
        made = []
        for number, (reason, cleared) in enumerate(SUSPENSIONS):
            team = self.teams[number + 8]
            rising = self._pooled(self._someone(team), team, 13)
            day = office_day(self.luck.before(self.on, 50, 90))
            self.climber.suspend(rising, day, reason, cleared)
            made.append(rising)
        for number, reason in enumerate(("迁往外地居住，本人申请出库。", "岗位考核不合格。")):
            team = self.teams[number + 13]
            rising = self._pooled(self._someone(team), team, 15)
            day = months_ago(self.on, 2, self.luck)
            self.climber.leave(rising, "leave_store", Stage.EXITED, day, reason)
            made.append(rising)
        team = self.teams[17]
        rising = self.climber.lead(
            self._someone(team), team.village.unit, months_ago(self.on, 7, self.luck)
        )
        self.climber.begin_review(rising, PURPOSE.POOL_ENTRY, 2)
        day = months_ago(self.on, 3, self.luck)
        self.climber.leave(rising, "reject", Stage.REJECTED, day, "镇级审核未通过。")
        return [*made, rising]
