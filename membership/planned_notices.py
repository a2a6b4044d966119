"""The time that the county's own notices take (A-08), for the planner."""

from collections.abc import Mapping
from datetime import date

from casework.dates import DAY, WorkCalendar

from .rules.notices import AFTER, BEFORE, wanted
from .timing import county_notice_end

# The step that waits for the notice, its kind, and the step from which on it may be posted.
BEFORE_THE_EVENT = {
    "designate": ("activist", "talk"),
    "adopt": ("admission", "pre-review"),
    "conversion-meeting": ("conversion", "conversion-application"),
}
AFTER_THE_EVENT = {
    "propose": ("activist", "designate"),
    "approve": ("admission", "adopt"),
    "convert": ("conversion", "conversion-meeting"),
}
Days = Mapping[str, date | None]


def notice_of(slug: str, day: date, days: Days) -> tuple[str, date, bool] | None:
    """The notice that a step of the day waits for: its kind, from when on it may be posted, and
    whether it has to be after an event. None where the county asks for none."""
    kind, since = BEFORE_THE_EVENT.get(slug, ("", ""))
    if kind and days.get(since) and wanted(kind, BEFORE, day):
        return kind, days[since], False
    kind, event = AFTER_THE_EVENT.get(slug, ("", ""))
    if kind and days.get(event) and wanted(kind, AFTER, days[event]):
        return kind, days[event], True
    return None


def _at_once(row, kind: str, calendar: WorkCalendar) -> bool:
    """Whether a notice on record stands at both places at the same time."""
    first, second = row.posted_on, row.second_posted_on
    if second is None or second > county_notice_end(kind, first, calendar):
        return False
    return county_notice_end(kind, second, calendar) >= first


def over_by(
    kind: str, posted: date, row, mobile: bool, calendar: WorkCalendar
) -> tuple[date, bool]:
    """The last day of the notice, and whether it is on record: of one posted on the day where none
    is, or where that of a mobile person has no second place yet."""
    if row is None:
        return county_notice_end(kind, posted, calendar), False
    ends = county_notice_end(kind, row.posted_on, calendar)
    if not mobile:
        return ends, True
    complete = _at_once(row, kind, calendar)
    second = row.second_posted_on if complete else max(posted, row.posted_on)
    return max(ends, county_notice_end(kind, second, calendar)), complete


def allowed_from(slug: str, day: date | None, reckoning) -> tuple[date | None, bool, bool]:
    """The first day of the step once the county's notice is over; whether the notice moved it, and
    whether it is on record."""
    asked = notice_of(slug, day, reckoning.days) if day else None
    if asked is None:
        return day, False, True
    kind, since, after = asked
    row = reckoning.held.notices.get(kind)
    if row and after and row.posted_on < since:
        row = None
    posted, mobile = reckoning.put_off(since), reckoning.case.is_mobile
    ends, known = over_by(kind, posted, row, mobile, reckoning.calendar)
    return max(day, ends + DAY), ends >= day, known
