"""The days that follow from a case's facts: pure functions over the case.

`work_out` fills the columns the rules compare with; `deadlines` lists what the
case waits for. Both are stored when the facts are written; `manage.py recount`
works them out again and names every difference.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from casework.dates import DAY, WorkCalendar, add_months_clamp, add_months_roll
from casework.holidays import CALENDAR
from casework.texts import R26

from .choices import NOTICES as NOTICE_KINDS
from .periods import due, last_day, served_on
from .stages import BEFORE_ADMISSION, ON_PROBATION, Stage
from .standards import (
    ACTIVIST_DATE,
    ACTIVIST_FILING,
    ACTIVIST_NOTICE,
    ADMISSION_NOTICE,
    APPLICATION_WINDOW,
    ASSESSED_ON,
    ASSESSMENT_GRACE,
    CONVERSION_MEETING,
    CONVERSION_NOTICE,
    CULTIVATION,
    END_SHOWN,
    MEETING_TRANSITION,
    NOTICE_DAYS,
    NOTICES_CALENDAR,
    ON_EXPIRY_DAY,
    POSTING_DAY,
    PROBATION_ASSESSMENTS,
    UNVERIFIED_MOVE,
)

ASSESSMENT_MONTHS = 6  # art. 11
PROBATION_MONTHS = 12  # art. 31
NOTICE_LENGTHS = dict(
    zip(NOTICE_KINDS, (ACTIVIST_NOTICE, ADMISSION_NOTICE, CONVERSION_NOTICE), strict=True)
)
APPRAISAL_MONTHS = 6  # local: between both sides of a two-way appraisal


# The facts that the days worked out follow from.
RESTS_ON = {
    "adult_on": ("person__born_on",),
    "talk_due_on": ("applied_on",),
    "cultivated_from_on": ("activist_on", "activist_filed_on", "transfer_verified_on"),
    "notice_ends_on": ("notice_from_on",),
    "second_notice_ends_on": ("second_notice_from_on",),
    "leaving_limit_on": ("committee_reviewed_on",),
    "meeting_due_on": ("pre_reviewed_on",),
    "approval_due_on": ("adopted_on",),
    "oath_due_on": ("approved_on",),
    "probation_expires_on": ("adopted_on",),
    "conversion_from_on": ("adopted_on",),
    "postponed_until_on": ("adopted_on",),
    "application_opens_on": ("adopted_on",),
    "late_from_on": ("adopted_on",),
    "conversion_due_on": ("conversion_met_on",),
}


@dataclass(frozen=True)
class Due:
    """Something to be done: possible from `opens_on`, in time until `due_on`."""

    kind: str
    due_on: date
    opens_on: date | None = None


def _later(day: date | None, months: int, add=add_months_clamp) -> date | None:
    return add(day, months) if day else None


def notice_end(start: date | None, calendar: WorkCalendar = CALENDAR) -> date | None:
    """The fifth working day of a notice, the posting day included; or as the county has set
    (A-08, A-09)."""
    if start is None:
        return None
    return calendar.end_of(start, NOTICE_DAYS.on(start), count_start=POSTING_DAY.on(start))


def county_notice_end(
    kind: str, start: date | None, calendar: WorkCalendar = CALENDAR
) -> date | None:
    """The last day of a notice that the county asks for, in working or calendar days as it has set
    on the posting day (A-08); of working days counted like the national notice (A-09)."""
    if start is None:
        return None
    days, count_start = NOTICE_LENGTHS[kind].on(start), POSTING_DAY.on(start)
    if kind in NOTICES_CALENDAR.on(start):
        return start + DAY * (days - count_start)
    return calendar.end_of(start, days, count_start=count_start)


def pairs_until(held_on: date | None) -> date | None:
    """The last day for the other side of a two-way appraisal (talent note §7, by design)."""
    return _later(held_on, APPRAISAL_MONTHS)


def probation_expiry(adopted_on: date | None, extension_months: int | None = None) -> date | None:
    """The first day of full membership: a year from the admitting meeting, and any extension."""
    expiry = _later(adopted_on, PROBATION_MONTHS, add_months_roll)
    if expiry and extension_months:
        return add_months_roll(expiry, extension_months)
    return expiry


def last_day_of_probation(expires_on: date) -> date:
    """The “至” day printed on the form: the day before full membership, or that day (A-17)."""
    return expires_on if END_SHOWN.on(expires_on) == "same" else expires_on - DAY


def conversion_from(expires_on: date | None) -> date | None:
    """The first day of the conversion meeting: the expiry, or the day after it (A-19)."""
    if expires_on is None:
        return None
    return expires_on if ON_EXPIRY_DAY.on(expires_on) else expires_on + DAY


def late_from(expires_on: date | None) -> date | None:
    """The last day in time of the conversion meeting, by the county (L-04)."""
    if expires_on is None:
        return None
    return last_day(expires_on + DAY * CONVERSION_MEETING.on(expires_on))


def _restarted(case) -> bool:
    """Whether cultivation begins again after a move."""
    return bool(case.transferred_in_on and not case.transfer_continues)


def activist_date(case) -> date | None:
    """The day from which somebody is an activist: the decision, or its filing (A-06)."""
    decided = case.activist_on
    filed = decided and ACTIVIST_DATE.on(decided) == "filing"
    return case.activist_filed_on if filed else decided


def cultivated_from(case) -> date | None:
    """The day the year of cultivation runs from; after a move that does not count on, the day of
    the verification or of the move itself (A-30)."""
    if not _restarted(case):
        return activist_date(case)
    moved = UNVERIFIED_MOVE.on(case.transferred_in_on) == "transfer"
    return case.transferred_in_on if moved else case.transfer_verified_on


def listing_day(case) -> date | None:
    """The first day of the listing by what is on record: the filing under the 2014 text, the day
    after the notice under the 2026 text; of both notices where the person is mobile (A-07)."""
    consent = case.consent_on
    if consent is None or (consent < R26.begins and not case.notice_ends_on):
        return consent
    ends = [case.notice_ends_on, *([case.second_notice_ends_on] if case.is_mobile else [])]
    return max(ends) + DAY if all(ends) else None


def meeting_due(pre_reviewed_on: date | None) -> date | None:
    """The last day in time of the general meeting; of a pre-review before the 2026 text counted
    from that text, where the county wants it so (A-03)."""
    if pre_reviewed_on is None:
        return None
    return due(max(pre_reviewed_on, R26.begins) if limits(pre_reviewed_on) else pre_reviewed_on, 1)


def limits(pre_reviewed_on: date) -> bool:
    """Whether a pre-review of the day begins the one month of the 2026 text."""
    return pre_reviewed_on >= R26.begins or MEETING_TRANSITION.on(R26.since) == "revision"


def application_opens(expires_on: date | None) -> date | None:
    """The first day on which one may apply for conversion (A-18)."""
    if expires_on is None:
        return None
    return expires_on - DAY * APPLICATION_WINDOW.on(expires_on)


def _extension(case) -> int | None:
    """The months by which the probation was extended; none before the step is taken."""
    taken = case.extended_on and case.stage != Stage.PROBATIONARY
    return case.extension_months if taken else None


def work_out(case) -> None:
    """Fill the derived day columns of a membership case."""
    case.adult_on = _later(case.person.born_on, 18 * 12, add_months_roll)
    case.talk_due_on = _later(case.applied_on, 1, due)
    case.cultivated_from_on = cultivated_from(case)
    case.notice_ends_on = notice_end(case.notice_from_on)
    case.second_notice_ends_on = notice_end(case.second_notice_from_on)
    case.leaving_limit_on = _later(case.committee_reviewed_on, 3)
    case.meeting_due_on = meeting_due(case.pre_reviewed_on)
    case.approval_due_on = _later(case.adopted_on, 3, due)
    case.oath_due_on = _later(case.approved_on, 1, due)
    case.probation_expires_on = probation_expiry(case.adopted_on, _extension(case))
    expires = case.probation_expires_on
    case.application_opens_on = application_opens(expires)
    case.conversion_from_on = conversion_from(expires)
    case.late_from_on = late_from(expires)
    case.postponed_until_on = _later(expires, 6, due)
    case.conversion_due_on = _later(case.conversion_met_on, 3, due)


def next_assessment(start: date, held: int) -> date:
    """The day by which the next half-yearly assessment is due, without the grace."""
    return add_months_clamp(start, ASSESSMENT_MONTHS * (held + 1))


def _of_applicant(case) -> Iterator[Due]:
    if case.applied_on and not case.talked_on:
        yield Due("talk", case.talk_due_on, case.applied_on)


def assessment_due(start: date, held: int) -> date:
    """The same with the days of grace (A-11)."""
    day = next_assessment(start, held)
    return last_day(day + DAY * ASSESSMENT_GRACE.on(day))


def _of_activist(case, assessed: int) -> Iterator[Due]:
    decided, since = case.activist_on, activist_date(case)
    if since:
        yield Due("assessment", assessment_due(since, assessed))
    if decided and not case.activist_filed_on:
        yield Due("filing", due(decided, ACTIVIST_FILING.on(decided)), decided)
    start = cultivated_from(case)
    if start and assessed >= 2:
        year = served_on(start, CULTIVATION)
        yield Due("propose", due(year, 12), year)


def assessed_on(case) -> bool:
    """Whether assessments go on although the case is no activist's any more (A-11)."""
    since = activist_date(case)
    return bool(since and case.stage in BEFORE_ADMISSION and ASSESSED_ON.on(since))


def counts_assessments(case) -> bool:
    """Whether a deadline of the case rests on how many assessments there were."""
    return case.stage == Stage.ACTIVIST or case.stage in ON_PROBATION or assessed_on(case)


def _of_prospective(case, assessed: int) -> Iterator[Due]:
    if assessed_on(case):
        yield Due("assessment", assessment_due(activist_date(case), assessed))
    if case.stage == Stage.PROPOSED and case.notice_ends_on:
        opens = case.notice_ends_on + DAY
        yield Due("list", due(opens, 1), opens)
    reviewed = case.stage == Stage.PRE_REVIEWED and case.pre_reviewed_on
    if reviewed and limits(reviewed):
        yield Due("meeting", case.meeting_due_on, case.pre_reviewed_on)
    if case.stage == Stage.ADOPTED and case.approval_due_on:
        yield Due("approval", case.approval_due_on, case.adopted_on)


def _of_probation(case, assessed: int) -> Iterator[Due]:
    expires = case.probation_expires_on
    if case.approved_on and not case.oath_on and case.approved_on >= R26.begins:
        yield Due("oath", case.oath_due_on, case.approved_on)
    if case.adopted_on and assessed < PROBATION_ASSESSMENTS.on(case.adopted_on):
        yield Due("probation-assessment", last_day(next_assessment(case.adopted_on, assessed)))
    if case.conversion_met_on:
        yield Due("conversion-approval", case.conversion_due_on, case.conversion_met_on)
    elif expires:
        yield Due("conversion", case.late_from_on, case.conversion_from_on)


def deadlines(case, *, assessed: int) -> list[Due]:
    """What the case waits for, soonest first. `assessed` counts this phase's assessments."""
    if case.stage == Stage.APPLICANT:
        found = _of_applicant(case)
    elif case.stage == Stage.ACTIVIST:
        found = _of_activist(case, assessed)
    elif case.stage in ON_PROBATION:
        found = _of_probation(case, assessed)
    else:
        found = _of_prospective(case, assessed)
    return sorted(found, key=lambda due: due.due_on)
