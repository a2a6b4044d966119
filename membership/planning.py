"""When the remaining steps of a case can be taken, and by when they must be.

Pure arithmetic over the facts of a case, no clock and no query: a step cannot come before its
minimum periods (MINIMUMS) nor stay in time after its maximum periods (MAXIMUMS). What has not
happened yet is taken to happen on its own first day; with `not_before` not before that day
either. Minimum periods roll, maximum periods clamp (specification §2.8); each step stands under
the text in force on its own day.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from casework.dates import DAY, WorkCalendar, add_months_clamp
from casework.holidays import CALENDAR
from casework.rules import Limit
from casework.standards import Setting
from casework.texts import LOCAL, R26, Citation

from .held import Held
from .papers import both
from .periods import last_day, served_on
from .planned_notices import allowed_from
from .rules.common import APPROVAL, APPROVAL_AT_MOST, HALF_YEAR, OATH, TALK
from .stages import ENDED, PROCESS, Stage
from .standards import (
    ACTIVIST_DATE,
    ACTIVIST_FILING,
    ASSESSMENT_GRACE,
    CULTIVATED_AT,
    CULTIVATION,
    LETTER_WAIT,
    REVOTE,
    UNVERIFIED_MOVE,
)
from .steps import BY_SLUG, STEPS, RecruitmentStep
from .timing import (
    application_opens,
    conversion_from,
    limits,
    meeting_due,
    notice_end,
    probation_expiry,
)

POSTPONED = Limit({date.min: 6}, R26(35))  # months
REACHES = {
    "designate": Stage.ACTIVIST,
    "propose": Stage.PROPOSED,
    "list": Stage.PROSPECTIVE,
    "pre-review": Stage.PRE_REVIEWED,
    "adopt": Stage.ADOPTED,
    "approve": Stage.PROBATIONARY,
    "convert": Stage.FULL,
}


@dataclass(frozen=True)
class Bound:
    """`step` comes so many months after the day of `after`: at the least, or at the most."""

    step: str
    after: str
    cites: tuple[Citation, ...]
    months: Limit | Setting | None = None
    grace: Setting | None = None

    def begins(self, start: date) -> bool:
        """Whether a text that sets the bound was in force on the day it runs from."""
        return any(cite.text.in_force(start) for cite in self.cites)


# "cultivation" and "full year" are no steps: the day the year of cultivation runs from, and the
# first day on which the conversion may be discussed.
MINIMUMS = (
    Bound("talk", "apply", both(7, 7)),
    Bound("designate", "talk", both(7, 7)),
    Bound("designate", "apply", (LOCAL(),), LETTER_WAIT),
    Bound("file-activist", "designate", both(8, 8)),
    Bound("mentors", "designate", both(9, 9)),
    Bound("cultivate", "cultivation", both(11, 11), HALF_YEAR),
    Bound("propose", "file-activist", both(8, 8)),
    Bound("propose", "mentors", both(9, 9)),
    Bound("propose", "cultivate", both(11, 11)),
    Bound("propose", "cultivation", both(13, 13), CULTIVATION),
    Bound("list", "cultivation", both(13, 13), CULTIVATION),
    Bound("introducers", "list", both(14, 14)),
    Bound("political-review", "list", both(16, 16)),
    Bound("training", "list", both(17, 17)),
    Bound("committee-review", "list", both(18, 19)),
    Bound("committee-review", "introducers", both(15, 15)),
    Bound("committee-review", "political-review", both(16, 16)),
    Bound("committee-review", "training", both(17, 17)),
    Bound("pre-review", "committee-review", both(18, 19)),
    Bound("form", "pre-review", both(18, 19)),
    Bound("adopt", "form", both(19, 20)),
    Bound("adopt", "failed vote", (LOCAL(),), REVOTE),
    Bound("approval-talk", "adopt", both(23, 24)),
    Bound("approve", "approval-talk", both(23, 24)),
    Bound("org-filing", "approve", both(25, 26)),
    Bound("assign", "approve", both(28, 29)),
    Bound("oath", "approve", both(29, 30)),
    Bound("probation-assess", "adopt", (LOCAL(),), HALF_YEAR),
    Bound("conversion-application", "approve", both(32, 33)),
    Bound("conversion-meeting", "conversion-application", both(32, 33)),
    Bound("conversion-meeting", "full year", both(31, 32)),
    Bound("convert", "conversion-meeting", both(33, 34)),
    Bound("convert", "oath", both(29, 30)),
    Bound("archive", "convert", both(36, 37)),
)
MAXIMUMS = (
    Bound("talk", "apply", both(7, 7), TALK),
    Bound("file-activist", "designate", (LOCAL(),), ACTIVIST_FILING),
    Bound("cultivate", "cultivation", both(11, 11), CULTIVATION, ASSESSMENT_GRACE),
    Bound("approval-talk", "adopt", both(25, 26), APPROVAL),
    Bound("approve", "adopt", both(25, 26), APPROVAL),
    Bound("oath", "approve", (R26(29),), OATH),
    Bound("probation-assess", "adopt", (LOCAL(),), CULTIVATION, ASSESSMENT_GRACE),
    Bound("convert", "conversion-meeting", both(33, 34), APPROVAL),
)
BEFORE = {step.slug: [each for each in MINIMUMS if each.step == step.slug] for step in STEPS}
RUNS_FROM = {"cultivation": "designate", "full year": "adopt"}


@dataclass(frozen=True)
class Planned:
    """One step: when done, from when allowed and by when; in special cases to `at_most`.

    `waits_for` are steps that come first and are not done. `firm`: `earliest` rests on days that
    have happened; `assumed`: `latest` runs from a day that is itself only reckoned.
    """

    step: RecruitmentStep
    done_on: date | None = None
    earliest: date | None = None
    latest: date | None = None
    at_most: date | None = None
    waits_for: tuple[RecruitmentStep, ...] = ()
    binding: Bound | None = field(default=None, repr=False)
    assumed: bool = False
    firm: bool = True

    def too_late(self, on: date | None = None) -> bool:
        """Whether it was done, or can only be done, after the last day in time; also by `on`."""
        if self.latest is None:
            return False
        days = (self.done_on,) if self.done_on else (self.earliest, on)
        first = max(filter(None, days), default=None)
        return first is not None and self.latest < first

    def remark(self, on: date | None = None) -> str:
        """Why it is too late, or which period decides the first day, in a sentence."""
        if self.too_late(on):
            return _("已过最迟日 %(day)s") % {"day": self.latest}
        if not self.done_on and self.binding and self.binding.months:
            months = self.binding.months.on(self.earliest)
            return _("须满 %(months)s 个月（%(cite)s）") % {
                "months": months,
                "cite": self.step.cite(self.earliest) or "",
            }
        return ""


def plan(
    case, held: Held, *, not_before: date | None = None, calendar: WorkCalendar = CALENDAR
) -> list[Planned]:
    """Every step of the chart in its order. After an end nothing remains to be planned."""
    return Reckoning(case, held, not_before, calendar).steps()


def as_plain(planned: Planned, on: date | None = None) -> dict:
    """A step for JSON: days as text, what it waits for by number, who acts."""
    return {
        "number": planned.step.number,
        "slug": planned.step.slug,
        "title": str(planned.step.title),
        "actor": str(planned.step.actor),
        "taken_on": plain(planned.done_on),
        "earliest": plain(planned.earliest),
        "latest": plain(planned.latest),
        "latest_special": plain(planned.at_most),
        "latest_is_assumed": planned.assumed,
        "too_late": planned.too_late(on),
        "waits_for": [step.number for step in planned.waits_for],
        "remark": planned.remark(on),
    }


def plain(day: date | None) -> str | None:
    return day.isoformat() if day else None


def remaining(planned: Iterable[Planned]) -> list[Planned]:
    """The steps that are not done and can be reckoned."""
    return [one for one in planned if one.done_on is None and one.earliest]


class Reckoning:
    """The days of one case, step after step."""

    def __init__(self, case, held: Held, not_before: date | None, calendar: WorkCalendar):
        self.case, self.held = case, held
        self.not_before, self.calendar = not_before, calendar
        self.done: dict[str, date] = {}
        self.days: dict[str, date | None] = {}

    def steps(self) -> list[Planned]:
        self.done = {step.slug: day for step in STEPS if (day := self._done_on(step))}
        failed = (day for day in self.held.failed if day < self.done.get("adopt", date.max))
        self.days["failed vote"] = max(failed, default=None)
        return [self._planned(step) for step in STEPS]

    def _planned(self, step: RecruitmentStep) -> Planned:
        done = self.done.get(step.slug)
        ended = self.case.stage in ENDED
        if ended and not done:
            return Planned(step)
        earliest, binding = self._earliest(step)
        earliest, moved, known = allowed_from(step.slug, earliest, self)
        binding = None if moved else binding
        firm = known if moved else self._firm(step.slug, binding)
        self.days[step.slug] = done or self.put_off(earliest)
        self._milestones(step.slug)
        latest, assumed = self._latest(step.slug)
        at_most = self._clamped("adopt", APPROVAL_AT_MOST) if step.slug == "approve" else None
        waits = () if done else self._waits_for(step.slug)
        return Planned(step, done, earliest, latest, at_most, waits, binding, assumed, firm)

    def _firm(self, slug: str, binding: Bound | None) -> bool:
        if binding:
            return RUNS_FROM.get(binding.after, binding.after) in self.done
        if slug == "list":
            return self._notice_stands()
        return slug == "apply" or {"adopt", "approve"} <= self.done.keys()

    def _notice_stands(self) -> bool:
        """Whether the consent and a notice after it are on record."""
        case = self.case
        return bool(
            case.consent_on and case.notice_from_on and case.notice_from_on >= case.consent_on
        )

    def put_off(self, day: date | None) -> date | None:
        """A day that has not happened, put off to the day planned from."""
        return max(day, self.not_before) if day and self.not_before else day

    def _done_on(self, step: RecruitmentStep) -> date | None:
        if step.rows:
            return self.held.done_on(step.slug)
        day = getattr(self.case, step.done)
        return day if day and self._counts(step.slug, day) else None

    def _counts(self, slug: str, day: date) -> bool:
        """Whether the day stands for a step taken, not for one that failed or lies before an
        extension."""
        stage = self.case.stage
        if slug == "conversion-meeting" and stage == Stage.EXTENDED:
            return day >= self.case.probation_expires_on
        if stage in ENDED or slug not in REACHES:
            return True
        return PROCESS.index(stage) >= PROCESS.index(REACHES[slug])

    def _milestones(self, slug: str) -> None:
        """The days that no step has: where the year of cultivation begins, where probation ends."""
        if slug == "file-activist":
            self.days["cultivation"] = self._cultivated_from()
        if slug == "adopt":
            self.days["expiry"] = self._expiry()
            self.days["full year"] = conversion_from(self.days["expiry"])

    def _cultivated_from(self) -> date | None:
        case = self.case
        moved = case.transferred_in_on
        if moved and not case.transfer_continues:
            if UNVERIFIED_MOVE.on(moved) == "transfer":
                return moved
            return case.transfer_verified_on or self.put_off(moved)
        decided = self.days["designate"]
        filed = decided and ACTIVIST_DATE.on(decided) == "filing"
        return self.days["file-activist"] if filed else decided

    def _expiry(self) -> date | None:
        adopted, case = self.days["adopt"], self.case
        extended = case.stage == Stage.EXTENDED or (case.stage == Stage.FULL and case.extended_on)
        return probation_expiry(adopted, case.extension_months if extended else None)

    def _earliest(self, step: RecruitmentStep) -> tuple[date | None, Bound | None]:
        if step.slug == "apply":
            return self.case.adult_on, None
        if step.slug == "list":
            return self._listed(), None
        if step.slug == "conversion-application":
            return self._application(), None
        day, binding = self._after_minimums(step.slug)
        if step.slug == "training" and day:
            day += DAY  # 24 class hours take two days
        return day, binding

    def _after_minimums(self, slug: str) -> tuple[date | None, Bound | None]:
        """The first day that serves every minimum, and the bound that decides it."""
        found = []
        for bound in BEFORE[slug]:
            start = self.days.get(bound.after)
            if start or bound.after != "failed vote":
                if start is None:
                    return None, None
                day = served_on(start, bound.months) if bound.months else start
                found.append((day, bound.months.on(day) if bound.months else 0, bound))
        found.sort(key=lambda each: each[:2])
        if slug == "propose" and found[-1][2].after == "cultivation":
            found = found[:-1] if self._year_ends_at("listing", found[-2][0]) else found
        day, _months, bound = found[-1]
        return day, bound

    def _year_ends_at(self, event: str, day: date) -> bool:
        """Whether, on the day, the county lets the year of cultivation end there (A-04)."""
        return CULTIVATED_AT.on(self.put_off(day)) == event

    def _listed(self) -> date | None:
        day, start = self._listing(), self.days["cultivation"]
        if day is None or start is None or not self._year_ends_at("listing", day):
            return day
        return max(day, served_on(start, CULTIVATION))

    def _listing(self) -> date | None:
        """2014: the filing. 2026: the day after a notice of five working days, after consent."""
        proposed, case = self.days["propose"], self.case
        if proposed is None:
            return None
        given = case.consent_on and case.consent_on >= proposed
        consent = case.consent_on if given else self.put_off(proposed)
        if (self.done.get("list") or self.put_off(consent)) < R26.begins:
            return consent
        return self._notice_over(consent) + DAY

    def _notice_over(self, consent: date) -> date:
        """The end of the notice; of both where the person is mobile, as they must overlap."""
        first = self._notice(self.case.notice_from_on, consent)
        end = notice_end(first, self.calendar)
        if not self.case.is_mobile:
            return end
        second = self._notice(self.case.second_notice_from_on, consent)
        if second > end:
            first = second
        return notice_end(max(first, second), self.calendar)

    def _notice(self, start: date | None, consent: date) -> date:
        return start if start and start >= consent else self.put_off(consent)

    def _application(self) -> date | None:
        approved, expiry = self.days["approve"], self.days["expiry"]
        return max(approved, application_opens(expiry)) if approved and expiry else None

    def _latest(self, slug: str) -> tuple[date | None, bool]:
        """The last day in time, and whether it runs from a day that is only reckoned."""
        if slug in ("conversion-application", "conversion-meeting"):
            return self._before_conversion(slug), "adopt" not in self.done
        if slug == "adopt":
            return self._meeting_due()
        for bound in MAXIMUMS:
            start = self.days.get(bound.after)
            if bound.step == slug and start and bound.begins(start):
                last = add_months_clamp(start, bound.months.on(start))
                if bound.grace:
                    last += DAY * bound.grace.on(last)
                return last_day(last), RUNS_FROM.get(bound.after, bound.after) not in self.done
        return None, False

    def _meeting_due(self) -> tuple[date | None, bool]:
        """Within a month of the pre-review, where the 2026 text or the county (A-03) limits it."""
        reviewed = self.days["pre-review"]
        limited = reviewed and limits(reviewed)
        return (meeting_due(reviewed) if limited else None), "pre-review" not in self.done

    def _before_conversion(self, slug: str) -> date | None:
        """The application by the expiry; the meeting six months later after a move (art. 35)."""
        expiry, case = self.days["expiry"], self.case
        if expiry is None or slug == "conversion-application":
            return expiry
        moved = case.transferred_in_on and case.adopted_on
        moved = moved and case.transferred_in_on >= case.adopted_on
        return last_day(add_months_clamp(expiry, POSTPONED.on(expiry))) if moved else None

    def _clamped(self, after: str, limit: Limit) -> date | None:
        start = self.days.get(after)
        return add_months_clamp(start, limit.on(start)) if start else None

    def _waits_for(self, slug: str) -> tuple[RecruitmentStep, ...]:
        before = [bound.after for bound in BEFORE[slug]]
        before += {"list": ["propose"]}.get(slug, [])
        return tuple(BY_SLUG[each] for each in before if each in BY_SLUG and each not in self.done)
