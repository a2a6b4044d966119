"""The days that follow from a talent case's facts: pure functions."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from casework.dates import add_months_clamp
from casework.holidays import CALENDAR

from .stages import Stage

NOTICE_WORKING_DAYS = 5  # local
JOINT_REVIEW_DAYS = 180  # local
MENTOR_DAYS = 30  # local
APPRAISAL_MONTHS = 6  # local: half-yearly tracking


@dataclass(frozen=True)
class Due:
    kind: str
    due_on: date
    opens_on: date | None = None


def notice_end(start: date | None) -> date | None:
    """The fifth working day of a round's notice, the posting day included."""
    return CALENDAR.end_of(start, NOTICE_WORKING_DAYS) if start else None


def valid_until(replied_on: date | None) -> date | None:
    """How long a finished joint review may be relied on."""
    return replied_on + timedelta(days=JOINT_REVIEW_DAYS) if replied_on else None


def deadlines(case, *, mentored: bool, appraised_on: date | None) -> list[Due]:
    """What the case waits for, soonest first."""
    return sorted(_of(case, mentored, appraised_on), key=lambda due: due.due_on)


def _of(case, mentored: bool, appraised_on: date | None) -> Iterator[Due]:
    if case.stage == Stage.RESERVE and case.reserved_on and not mentored:
        yield Due("mentor", case.reserved_on + timedelta(days=MENTOR_DAYS), case.reserved_on)
    start = max(filter(None, [appraised_on, case.pooled_on]), default=None)
    if case.stage in (Stage.POOL, Stage.RESERVE) and start:
        yield Due("appraisal", add_months_clamp(start, APPRAISAL_MONTHS))
    if case.stage == Stage.SUSPENDED and case.suspended_on:
        yield Due("suspension-review", add_months_clamp(case.suspended_on, APPRAISAL_MONTHS))
