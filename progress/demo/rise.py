"""Invented talents: leads, the pool, reserve cadres, candidates and those who took a seat."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from casework.dates import add_months_clamp
from casework.models import Person, Seat, Term, Unit
from talent import timing
from talent.models import (
    ByElection,
    DepartmentOpinion,
    Mentorship,
    NegativeHit,
    PostAssignment,
    ReviewRound,
    Talent,
    TalentPaper,
)
from talent.papers import CATALOGUE
from talent.stages import Stage

from . import names
from .luck import Luck, office_day
from .recruit import Taken
from .teams import Team, give

PURPOSE = ReviewRound.Purpose
DEPARTMENTS = DepartmentOpinion.Department.values
SOURCES, TARGETS = Talent.Source.values, Talent.Target.values
KINDS = PostAssignment.Kind.values
REASONS = (
    "敢于担当，带动能力强",
    "群众基础好，表现优异",
    "懂技术，热心村里的事",
    "返乡创业，带动十余户增收",
)
ENTRY = (
    "lead_form",
    "recommendation_form",
    "township_review",
    "joint_review_replies",
    "pool_notice",
)


@dataclass
class Rising:
    """A talent case with everything that hangs on it, before it is stored."""

    case: Talent
    taken: list[Taken] = field(default_factory=list)
    papers: list[TalentPaper] = field(default_factory=list)
    rounds: list[ReviewRound] = field(default_factory=list)
    opinions: list[DepartmentOpinion] = field(default_factory=list)
    rows: list = field(default_factory=list)

    @property
    def stage(self) -> str:
        return self.case.stage

    def step(self, name: str, target: str, on: date) -> None:
        """Enter the next stage."""
        self.taken.append(Taken(name, self.case.stage, target, on))
        self.case._meta.get_field("stage").set_state(self.case, target)
        self.case.stage_since = on


class Climber:
    """Makes talents of one township, one stage after the other."""

    def __init__(self, luck: Luck, on: date, mentors: list[Person]):
        self.luck, self.on, self.mentors = luck, on, mentors
        self.issued = 0

    def lead(self, person: Person, village: Unit, surveyed_on: date) -> Rising:
        """Somebody found by the survey."""
        luck = self.luck
        case = Talent(
            person=person,
            unit=village,
            surveyed_on=surveyed_on,
            stage_since=surveyed_on,
            source=luck.choice(SOURCES),
            target=luck.choices(TARGETS, (6, 3, 1))[0],
            workplace=luck.choice(names.WORKPLACES),
            willing=luck.choice((True, True, True, False, None)),
            villager_class=luck.choices(Talent.VillagerClass.values, (8, 3, 1))[0],
        )
        made = Rising(case)
        self.paper(made, "lead_form", surveyed_on)
        return made

    def paper(self, made: Rising, slug: str, day: date) -> None:
        pages = self.luck.randint(1, 3)
        made.papers.append(TalentPaper(case=made.case, kind=slug, dated_on=day, pages=pages))

    def review(self, made: Rising, purpose: str, decided_on: date, upto: int = 6) -> None:
        """The first `upto` of the six steps of a review that is decided on the day."""
        days = [office_day(decided_on - timedelta(days=ago)) for ago in (75, 66, 58, 22)]
        row = ReviewRound(case=made.case, purpose=purpose, reason=self.luck.choice(REASONS))
        row.recommended_on = days[0]
        if upto > 1:
            row.township_reviewed_on, row.township_passed = days[1], True
        if upto > 2:
            self._joint_review(made, row, days[2], complete=upto > 3)
        if upto > 3:
            row.notice_from_on = days[3]
            row.notice_ends_on = timing.notice_end(row.notice_from_on)
        if upto > 4:
            row.decided_on = decided_on
        if upto > 5:
            row.filed_on = min(self.on, office_day(self.luck.after(decided_on, 2, 6)))
        made.rounds.append(row)

    def _joint_review(self, made: Rising, row: ReviewRound, asked_on: date, complete: bool) -> None:
        replies = []
        for department in DEPARTMENTS:
            opinion = DepartmentOpinion(round=row, department=department, asked_on=asked_on)
            if complete or self.luck.random() < 0.7:
                self.issued += 1
                opinion.replied_on = office_day(self.luck.after(asked_on, 5, 25))
                opinion.replied_on = min(opinion.replied_on, self.on)
                opinion.conclusion = "clear"
                opinion.document_no = f"复〔{asked_on.year}〕{self.issued}号"
                replies.append(opinion.replied_on)
            made.opinions.append(opinion)
        row.opinions_asked = len(DEPARTMENTS)
        row.opinions_open = row.opinions_asked - len(replies)
        if replies and not row.opinions_open:
            row.valid_until = timing.valid_until(max(replies))

    def begin_review(self, made: Rising, purpose: str, upto: int) -> None:
        """A review under way: `upto` of its steps are done; five of them make it ready."""
        decided_on = self.luck.before(self.on, 0, 4) if upto > 4 else self.luck.after(self.on, 5, 9)
        if upto < 3:
            decided_on = self.luck.after(self.on, 50, 60)
        self.review(made, purpose, office_day(decided_on) if upto < 5 else decided_on, upto)
        if purpose == PURPOSE.POOL_ENTRY:
            for slug in ENTRY[1 : 1 + min(upto, 4)]:
                self.paper(made, slug, made.rounds[-1].recommended_on)

    def to_pool(self, made: Rising, on: date) -> None:
        """Into the pool, with the papers of the entry and a post in the village."""
        self.review(made, PURPOSE.POOL_ENTRY, on)
        for slug in ENTRY[1:]:
            self.paper(made, slug, on)
        made.case.pooled_on = on
        made.step("enter_pool", Stage.POOL, on)

    def post(self, made: Rising, grade: str, appraised_on: date | None, kind: str = "") -> None:
        """A post held since the entry into the pool, appraised on the day."""
        row = PostAssignment(
            case=made.case,
            kind=kind or self.luck.choice(KINDS),
            since=min(self.on, office_day(self.luck.after(made.case.pooled_on, 5, 20))),
            grade=grade if appraised_on else "",
            appraised_on=appraised_on,
        )
        made.rows.append(row)

    def prepare_promotion(self, made: Rising, day: date) -> None:
        """The papers that the promotion to the reserve asks for."""
        for paper in CATALOGUE.rules(Stage.RESERVE):
            self.paper(made, paper.paper, day)

    def to_reserve(self, made: Rising, on: date, mentored: bool = True) -> None:
        self.review(made, PURPOSE.RESERVE_PROMOTION, on)
        self.prepare_promotion(made, on)
        made.case.reserved_on = on
        made.step("promote", Stage.RESERVE, on)
        if mentored:
            since = min(self.on, office_day(self.luck.after(on, 3, 20)))
            mentor = self.luck.choice(self.mentors)
            made.rows.append(Mentorship(case=made.case, mentor=mentor, since=since))

    def choose_seat(self, made: Rising, seat: Seat, decided_on: date) -> None:
        """The review and the papers for a seat."""
        made.case.seat = seat
        made.case.target = "branch" if seat.body == Seat.Body.BRANCH else "villagers"
        if seat.body == Seat.Body.VILLAGERS:
            made.case.villager_class = Talent.VillagerClass.REGISTERED
        self.review(made, PURPOSE.CANDIDATE, decided_on, 6)
        for paper in CATALOGUE.rules(Stage.CANDIDATE):
            self.paper(made, paper.paper, decided_on)

    def to_candidate(self, made: Rising, seat: Seat, on: date) -> None:
        self.choose_seat(made, seat, on)
        made.case.nominated_on = on
        made.step(f"nominate_for_{seat.body}", Stage.CANDIDATE, on)

    def elect(self, made: Rising, on: date, voters: int) -> None:
        """A valid ballot that the person won."""
        seat = made.case.seat
        branch = seat.body == Seat.Body.BRANCH
        due = voters if branch else 600 + self.luck.randrange(400)
        present = due - due // 12
        votes = (present * 4) // 5
        row = ByElection(
            case=made.case, seat=seat, held_on=on, due=due, present=present,
            candidates=2, ballots=present, votes=votes,
        )  # fmt: skip
        row.count()
        made.rows.append(row)
        self.paper(made, "election_result", on)

    def to_seat(self, made: Rising, team: Team, on: date) -> None:
        """Elected: the seat changes hands."""
        self.elect(made, on, len(team.members))
        made.case.seated_on = on
        made.step("take_seat", Stage.SEATED, on)
        before = [term for term in team.terms if term.seat is made.case.seat][-1]
        term = give(team, made.case.seat, made.case.person, on, basis=Term.Basis.BY_ELECTED)
        term.term_ends_on = before.term_ends_on

    def suspend(self, made: Rising, on: date, reason: str, cleared: bool) -> None:
        case = made.case
        case.suspended_on, case.end_reason, case.suspended_from = on, reason, case.stage
        made.step("suspend", Stage.SUSPENDED, on)
        hit = NegativeHit(case=case, code="investigation", severity="bar", since=on)
        if cleared:
            case.cleared_on = hit.until = self.luck.before(self.on, 3, 9)
        made.rows.append(hit)

    def leave(self, made: Rising, name: str, target: str, on: date, reason: str) -> None:
        made.case.ended_on, made.case.end_reason = on, reason
        made.step(name, target, on)


def months_ago(on: date, months: int, luck: Luck, spread: int = 25) -> date:
    """A working day about so many months before."""
    return office_day(luck.before(add_months_clamp(on, -months), 2, 2 + spread))
