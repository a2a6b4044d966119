"""The days that follow from a case's facts: pure functions over the case.

`work_out` fills the columns the rules compare with; `deadlines` lists what the
case waits for. Both are stored when the facts are written; `manage.py recount`
works them out again and names every difference.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from casework.dates import WorkCalendar, add_months_clamp, add_months_roll
from casework.holidays import CALENDAR
from casework.texts import R26

from .rules.common import ASSESSMENT_GRACE
from .stages import ON_PROBATION, Stage

NOTICE_WORKING_DAYS = 5  # 细则（2026） art. 13
ASSESSMENT_MONTHS = 6  # art. 11
PROBATION_MONTHS = 12  # art. 31


@dataclass(frozen=True)
class Due:
    """Something to be done: possible from `opens_on`, in time until `due_on`."""

    kind: str
    due_on: date
    opens_on: date | None = None


def _later(day: date | None, months: int, add=add_months_clamp) -> date | None:
    return add(day, months) if day else None


def notice_end(start: date | None, calendar: WorkCalendar = CALENDAR) -> date | None:
    """The fifth working day of a notice, the posting day included (A-09)."""
    return calendar.end_of(start, NOTICE_WORKING_DAYS) if start else None


def probation_expiry(adopted_on: date | None, extension_months: int | None = None) -> date | None:
    """The first day of full membership: a year from the admitting meeting, and any extension."""
    expiry = _later(adopted_on, PROBATION_MONTHS, add_months_roll)
    if expiry and extension_months:
        return add_months_roll(expiry, extension_months)
    return expiry


def last_day_of_probation(expires_on: date) -> date:
    """The “至” day printed on the form: the day before full membership (A-17)."""
    return expires_on - timedelta(days=1)


def _extension(case) -> int | None:
    """The months by which the probation was extended; none before the step is taken."""
    taken = case.extended_on and case.stage != Stage.PROBATIONARY
    return case.extension_months if taken else None


def work_out(case) -> None:
    """Fill the derived day columns of a membership case."""
    case.adult_on = _later(case.person.born_on, 18 * 12, add_months_roll)
    case.talk_due_on = _later(case.applied_on, 1)
    case.notice_ends_on = notice_end(case.notice_from_on)
    case.second_notice_ends_on = notice_end(case.second_notice_from_on)
    case.leaving_limit_on = _later(case.committee_reviewed_on, 3)
    case.meeting_due_on = _later(case.pre_reviewed_on, 1)
    case.approval_due_on = _later(case.adopted_on, 3)
    case.oath_due_on = _later(case.approved_on, 1)
    case.probation_expires_on = probation_expiry(case.adopted_on, _extension(case))
    case.postponed_until_on = _later(case.probation_expires_on, 6)
    case.conversion_due_on = _later(case.conversion_met_on, 3)
    case.late_from_on = _later(case.probation_expires_on, 1)


def next_assessment(start: date, held: int) -> date:
    """The day by which the next half-yearly assessment is due, without the grace."""
    return add_months_clamp(start, ASSESSMENT_MONTHS * (held + 1))


def _of_applicant(case) -> Iterator[Due]:
    if case.applied_on and not case.talked_on:
        yield Due("talk", case.talk_due_on, case.applied_on)


def _of_activist(case, assessed: int) -> Iterator[Due]:
    if not case.activist_on:
        return
    year = add_months_roll(case.activist_on, 12)
    yield Due("assessment", next_assessment(case.activist_on, assessed) + ASSESSMENT_GRACE)
    if not case.activist_filed_on:
        yield Due("filing", add_months_clamp(case.activist_on, 1), case.activist_on)
    if assessed >= 2:
        yield Due("propose", add_months_clamp(year, 12), year)


def _of_prospective(case) -> Iterator[Due]:
    if case.stage == Stage.PROPOSED and case.notice_ends_on:
        opens = case.notice_ends_on + timedelta(days=1)
        yield Due("list", add_months_clamp(opens, 1), opens)
    if (
        case.stage == Stage.PRE_REVIEWED
        and case.pre_reviewed_on
        and case.pre_reviewed_on >= R26.since
    ):
        yield Due("meeting", case.meeting_due_on, case.pre_reviewed_on)
    if case.stage == Stage.ADOPTED and case.approval_due_on:
        yield Due("approval", case.approval_due_on, case.adopted_on)


def _of_probation(case, assessed: int) -> Iterator[Due]:
    expires = case.probation_expires_on
    if case.approved_on and not case.oath_on and case.approved_on >= R26.since:
        yield Due("oath", case.oath_due_on, case.approved_on)
    if case.adopted_on and assessed < 2:
        yield Due("probation-assessment", next_assessment(case.adopted_on, assessed))
    if case.conversion_met_on:
        yield Due("conversion-approval", case.conversion_due_on, case.conversion_met_on)
    elif expires:
        yield Due("conversion", expires + timedelta(days=30), expires)


def deadlines(case, *, assessed: int) -> list[Due]:
    """What the case waits for, soonest first. `assessed` counts this phase's assessments."""
    if case.stage == Stage.APPLICANT:
        found = _of_applicant(case)
    elif case.stage == Stage.ACTIVIST:
        found = _of_activist(case, assessed)
    elif case.stage in ON_PROBATION:
        found = _of_probation(case, assessed)
    else:
        found = _of_prospective(case)
    return sorted(found, key=lambda due: due.due_on)
