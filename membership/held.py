"""What lies in rows beside a case, as days: what the planner reckons with."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from .standards import PROBATION_ASSESSMENTS

# The relations beside a case, and what is read of their rows.
BESIDE = {
    "mentors": ("appointed_on", "until"),
    "introducers": ("appointed_on",),
    "assessments": ("phase", "held_on"),
    "meetings": ("purpose", "held_on", "withdrawn", "carried", "quorate"),
    "notices": ("kind", "posted_on", "second_posted_on"),
}
WANTED = {"mentors": 1, "introducers": 2, "cultivate": 2}


@dataclass(frozen=True)
class Held:
    """What lies in rows beside the case: days of appointments, assessments, failed votes; and the
    county's notices by kind."""

    mentors: Collection[date] = ()
    introducers: Collection[date] = ()
    activist: Collection[date] = ()
    probation: Collection[date] = ()
    failed: Collection[date] = ()
    notices: Mapping[str, object] = field(default_factory=dict)

    def days(self, slug: str) -> Collection[date]:
        name = {"cultivate": "activist", "probation-assess": "probation"}.get(slug, slug)
        return getattr(self, name)

    def done_on(self, slug: str) -> date | None:
        """The day on which the last of the rows that a step wants was there."""
        days = sorted(self.days(slug))
        if not days:
            return None
        wanted = WANTED.get(slug) or PROBATION_ASSESSMENTS.on(days[-1])
        return days[-1] if len(days) >= wanted else None


def held_of(case) -> Held:
    """The rows beside a case, from its relations; for many cases prefetch BESIDE."""
    assessed = [(row.phase, row.held_on) for row in case.assessments.all()]
    return Held(
        mentors=[row.appointed_on for row in case.mentors.all() if row.until is None],
        introducers=[row.appointed_on for row in case.introducers.all()],
        activist=[day for phase, day in assessed if phase == "activist"],
        probation=[day for phase, day in assessed if phase == "probation"],
        failed=failed_votes(case.meetings.all()),
        notices={row.kind: row for row in case.notices.all()},
    )


def failed_votes(meetings) -> list[date]:
    """The days of general meetings that did not admit the person."""
    return [
        row.held_on
        for row in meetings
        if row.purpose == "admission" and not row.withdrawn and not (row.carried and row.quorate)
    ]
