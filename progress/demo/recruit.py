"""One invented recruitment: its facts up to a stage, the people beside it, votes and steps."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from casework.dates import add_months_clamp
from casework.models import Person, Unit
from membership.choices import REVIEW_TOPICS, TALK_TOPICS
from membership.models import (
    Application,
    ApplicationPaper,
    Assessment,
    EducationRecord,
    Gathering,
    Introducer,
    Mentor,
)
from membership.models.records import half_year_of
from membership.stages import BEFORE_ADMISSION, ON_PROBATION, PROCESS, Stage

from .days import assessed, days_around
from .luck import Luck, workday_before
from .votes import Votes


def all_codes(codes) -> str:
    return ",".join(code for code, _words in codes)


# The days on record in each stage, the first of it included, if they have come.
FACTS = {
    Stage.APPLICANT: ("applied_on", "talked_on"),
    Stage.ACTIVIST: ("recommended_on", "activist_on", "activist_filed_on"),
    Stage.PROPOSED: (
        "opinion_mentor_on",
        "opinion_members_on",
        "opinion_public_on",
        "opinion_cell_on",
        "proposed_on",
        "consent_on",
        "notice_from_on",
    ),
    Stage.PROSPECTIVE: (
        "listed_on",
        "political_review_on",
        "training_ended_on",
        "committee_reviewed_on",
        "joint_review_on",
    ),
    Stage.PRE_REVIEWED: ("pre_reviewed_on", "form_issued_on"),
    Stage.ADOPTED: ("adopted_on", "approval_talk_on"),
    Stage.PROBATIONARY: (
        "approved_on",
        "assigned_on",
        "org_filed_on",
        "oath_on",
        "branch_notified_on",
        "member_notified_on",
        "announced_on",
        "conversion_applied_on",
        "conversion_members_on",
        "conversion_public_on",
        "conversion_cell_on",
        "conversion_reviewed_on",
        "conversion_met_on",
    ),
    Stage.EXTENDED: (),
    Stage.FULL: (
        "converted_on",
        "conversion_notified_on",
        "conversion_talked_on",
        "conversion_announced_on",
        "archived_on",
    ),
}
# What is on record together with a day.
BESIDE = {
    "applied_on": {"situation": "no_unit", "received_by": "residence"},
    "talked_on": {
        "talker": "支部组织委员",
        "talker_role": "org_member",
        "talk_place": "村党群服务中心",
        "talk_topics": all_codes(TALK_TOPICS),
        "talk_opinion": "入党动机端正，愿意接受党组织培养。",
    },
    "recommended_on": {"recommended_by": "members"},
    "political_review_on": {
        "political_review_passed": True,
        "review_topics": all_codes(REVIEW_TOPICS),
        "review_methods": "person,files,asked,letter",
    },
    "training_ended_on": {
        "training_days": 3,
        "training_hours": 24,
        "training_passed": True,
        "training_by": "committee",
        "training_mode": "offline",
    },
    "pre_reviewed_on": {"pre_review_passed": True},
    "approval_talk_on": {
        "approval_talker": "镇党委组织委员",
        "approval_talker_role": "committee_member",
    },
    "assigned_on": {"cell": "第一党小组"},
    "oath_on": {"oath_kind": "branch", "oath_place": "村党群服务中心", "oath_leader": "支部书记"},
    "archived_on": {"archive_kind": "party", "archive_custodian": "镇党委"},
}
THAT_DAY = object()
# What goes with an end.
ENDING = {
    "transfer_out": {"transferred_to": "邻县工业园区党委", "materials_passed_on": THAT_DAY},
    "not_recognise": {"end_announced_on": THAT_DAY},
}
OF_CELLS = {"opinion_cell_on", "conversion_cell_on"}
STEPS = {
    Stage.ACTIVIST: ("designate", "activist_on"),
    Stage.PROPOSED: ("propose", "proposed_on"),
    Stage.PROSPECTIVE: ("list_prospective", "listed_on"),
    Stage.PRE_REVIEWED: ("pass_pre_review", "pre_reviewed_on"),
    Stage.ADOPTED: ("adopt", "adopted_on"),
    Stage.PROBATIONARY: ("approve", "approved_on"),
    Stage.EXTENDED: ("extend", "extension_approved_on"),
    Stage.FULL: ("convert", "converted_on"),
}


@dataclass
class Taken:
    """A step that a case has taken."""

    name: str
    source: str
    target: str
    on: date
    waived: dict[str, str] = field(default_factory=dict)


@dataclass
class Recruit:
    """A membership case with everything that hangs on it, before it is stored."""

    case: Application
    days: dict[str, date]
    taken: list[Taken] = field(default_factory=list)
    papers: list[ApplicationPaper] = field(default_factory=list)
    rows: list = field(default_factory=list)
    prepared: bool = False  # for the next step: nothing may be missing

    @property
    def stage(self) -> str:
        return self.case.stage


@dataclass(frozen=True)
class Wish:
    """What a recruitment should look like: its stage, and a day of its calendar.

    `without` are facts left out though their day has come; `late` lacks the newest
    half-yearly assessment; `prepared` has all that the next step asks for.
    """

    stage: str
    anchor: str
    day: date
    ages: tuple[int, int] = (22, 46)
    without: tuple[str, ...] = ()
    late: bool = False
    prepared: bool = False
    waived: str = ""
    end: tuple[str, str, str] = ()  # step, last stage, reason
    recognised: bool = False  # posthumously


class Recruiter(Votes):
    """Makes recruitments in the branches of one township."""

    def __init__(self, luck: Luck, on: date, members: dict[int, list[Person]]):
        self.luck, self.on, self.members = luck, on, members
        self.forms = 0
        self.introducing: set[int] = set()
        self.gatherings: dict[tuple[int, date], Gathering] = {}

    def recruit(self, wish: Wish, person: Person, branch: Unit) -> Recruit:
        """The case of `person` as wished."""
        days = days_around(wish.anchor, wish.day, self.luck)
        for name in wish.without:
            days.pop(name)
        case = Application(person=person, unit=branch, stage=wish.stage)
        made = Recruit(case, days, prepared=wish.prepared)
        self._write_facts(made)
        self._companions(made)
        self._assessments(made, wish.late)
        self._votes(made)
        self._sittings(made)
        self._prepare(made)
        self._steps(made, wish)
        if wish.end:
            self._end(made, *wish.end)
        if wish.recognised:
            self._recognise(made)
        case.work_out()
        self._standing(made)
        return made

    def _write_facts(self, made: Recruit) -> None:
        reached = PROCESS.index(made.stage)
        for stage in PROCESS[: reached + 1]:
            for name in FACTS[stage]:
                self._fact(made.case, name, made.days.get(name))
        case = made.case
        if case.activist_on:
            case.activist_decided_by = meeting_of(case.unit)
        if case.unit.general_branch:
            case.deliberated_on = case.approval_talk_on
        if case.form_issued_on:
            self.forms += 1
            case.form_number = f"{case.form_issued_on.year}{self.forms:04d}"

    def _fact(self, case: Application, name: str, day: date | None) -> None:
        """A fact whose day has come; the cell's opinion only where there are cells."""
        if day is None or day > self.on or (name in OF_CELLS and not case.unit.has_cells):
            return
        setattr(case, name, day)
        for column, value in BESIDE.get(name, {}).items():
            if column != "cell" or case.unit.has_cells:
                setattr(case, column, value)

    def _companions(self, made: Recruit) -> None:
        """One or two mentors from the decision on, two introducers from the listing on."""
        case, days = made.case, made.days
        if not case.activist_on:
            return
        beside = self.luck.some(self._full_members(case.unit, case.activist_on), 2)
        named = min(days["mentors_on"], self.on)
        for member in beside[: self.luck.choice((1, 2, 2))]:
            made.rows.append(Mentor(case=case, member=member, appointed_on=named))
        if case.listed_on and days["introducers_on"] <= self.on:
            made.rows += self._introducers(made, beside)

    def _introducers(self, made: Recruit, mentors: list[Person]) -> list[Introducer]:
        """The mentors; while the case is open rather somebody who introduces nobody else."""
        case, days = made.case, made.days
        beside = mentors
        if case.stage in BEFORE_ADMISSION:
            able = self._full_members(case.unit, case.activist_on)
            free = [member for member in able if id(member) not in self.introducing]
            beside = (free + [one for one in mentors if one not in free])[:2]
            self.introducing |= {id(member) for member in beside}
        signed = case.form_issued_on
        return [
            Introducer(
                case=case,
                member=member,
                appointed_on=days["introducers_on"],
                opinion_on=signed,
                opinion="同意介绍入党。" if signed else "",
            )
            for member in beside
        ]

    def _full_members(self, branch: Unit, on: date) -> list[Person]:
        return [member for member in self.members[id(branch)] if member.full_member_on <= on]

    def _assessments(self, made: Recruit, late: bool) -> None:
        case = made.case
        phases = {"activist": (case.activist_on, case.proposed_on)}
        phases["probation"] = (
            case.adopted_on if case.approved_on else None,
            case.conversion_met_on,
        )
        for phase, (start, until) in phases.items():
            held = assessed(start, until or self.on, 6, self.luck) if start else []
            if phase == "activist" and until:
                held += self._further(case, len(held))
            current = (phase == "probation") == (case.stage in ON_PROBATION)
            for day in held[: len(held) - (late and current)]:
                made.rows += self._assessed(case, phase, day)

    def _assessed(self, case: Application, phase: str, day: date) -> list:
        """An assessment and what the person took part in during the half-year before it."""
        wrote = {"opinion": "同意继续培养考察。", "companion_opinion": "学习认真，积极参加活动。"}
        if case.unit.has_cells:
            wrote["cell_opinion"] = "同意。"
        kinds = ("lecture", "activity") if phase == "activist" else ("lecture", "service")
        return [
            Assessment(case=case, phase=phase, held_on=day, **wrote),
            *(
                EducationRecord(
                    case=case, phase=phase, kind=kind, held_on=day, half_year=half_year_of(day)
                )
                for kind in kinds
            ),
        ]

    def _further(self, case, held: int) -> list[date]:
        """The half-yearly assessments of a prospective member, up to the admission."""
        until = min(filter(None, (case.adopted_on, case.ended_on, self.on)))
        numbers = range(held + 1, held + 12)
        days = (add_months_clamp(case.activist_on, 6 * number) for number in numbers)
        return [day for day in days if day <= until]

    def _prepare(self, made: Recruit) -> None:
        """What a branch brings together before the step that is wanted next."""
        case, day = made.case, self.luck.before(self.on, 3, 8)
        if not made.prepared:
            return
        if case.stage == Stage.APPLICANT:
            case.recommended_on, case.recommended_by = day, "members"
            case.activist_decided_by = meeting_of(case.unit)
        if case.stage == Stage.ACTIVIST:
            case.opinion_mentor_on = case.opinion_members_on = case.opinion_public_on = day
            case.opinion_cell_on = day if case.unit.has_cells else None

    def _steps(self, made: Recruit, wish: Wish) -> None:
        reached = PROCESS.index(made.stage)
        path = [stage for stage in PROCESS[: reached + 1] if stage != Stage.EXTENDED]
        for source, target in pairwise(path):
            name, day = STEPS[target]
            made.taken.append(Taken(name, source, target, getattr(made.case, day)))
        if made.stage == Stage.EXTENDED:
            self._extend(made)
        made.case.stage_since = made.taken[-1].on if made.taken else made.case.applied_on
        if made.case.archived_on:
            archived = Taken("archive", Stage.FULL, Stage.FULL, made.case.archived_on)
            made.taken.append(archived)
        if wish.waived:
            made.taken[0].waived["not_over_fifty"] = wish.waived

    def _extend(self, made: Recruit) -> None:
        """The meeting after the expiry extended the probation by half a year; the committee
        approved."""
        case, approved_on = made.case, min(made.days["converted_on"], workday_before(self.on))
        case.extended_on, case.extension_months = case.conversion_met_on, 6
        case.extension_approved_on, case.conversion_met_on = approved_on, None
        made.rows = [row for row in made.rows if getattr(row, "purpose", "") != "conversion"]
        made.rows += [self.vote(case, "outcome", case.extended_on), self.sitting(case, "extension")]
        step = Taken("extend", Stage.PROBATIONARY, Stage.EXTENDED, approved_on)
        made.taken.append(step)

    def _end(self, made: Recruit, name: str, last: str, reason: str) -> None:
        """The case left the process a while after its newest step."""
        case = made.case
        since = case.stage_since
        day = max(since, add_months_clamp(self.on, -2))
        case.ended_on, case.end_reason, case.stage_since = day, reason, day
        made.taken.append(Taken(name, case.stage, last, day))
        for column, value in ENDING.get(name, {}).items():
            setattr(case, column, day if value is THAT_DAY else value)
        if name == "annul":
            case.annulment_met_on = day - timedelta(weeks=2)
            votes = (
                self.vote(case, "outcome", case.annulment_met_on),
                self.sitting(case, "annulment"),
            )
            made.rows += votes
        case._meta.get_field("stage").set_state(case, last)

    def _recognise(self, made: Recruit) -> None:
        """Who died is recognised posthumously: by the unit, the committee and the province."""
        case, died_on = made.case, made.case.ended_on
        for name, days in (("discussed", 7), ("examined", 21), ("approved", 42)):
            setattr(case, f"posthumous_{name}_on", died_on + timedelta(days=days))
        case.posthumous_approver, case.stage_since = "province", case.posthumous_approved_on
        step = Taken("recognise_posthumously", case.stage, Stage.POSTHUMOUS, case.stage_since)
        made.taken.append(step)
        case._meta.get_field("stage").set_state(case, Stage.POSTHUMOUS)

    def _standing(self, made: Recruit) -> None:
        """Tell the person's record, as the steps would have done."""
        case, person = made.case, made.case.person
        if case.stage not in (*ON_PROBATION, Stage.FULL):
            return
        person.standing = Person.Standing.PROBATIONARY
        person.joined_on, person.affiliation = case.adopted_on, case.unit
        if case.stage == Stage.FULL:
            person.standing = Person.Standing.FULL
            person.full_member_on = case.probation_expires_on


def meeting_of(branch: Unit) -> str:
    """Which meeting decides on activists there."""
    return "committee" if branch.has_committee else "general_meeting"
