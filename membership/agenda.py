"""What falls due and what becomes possible, day by day: for the township's calendar and its feed.

Deadlines are the stored ones that the to-do list shows; the planner adds, for the months ahead,
the first days of the steps with a waiting time and the deadlines that will follow from them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from casework.dates import add_months_clamp

from .dues import DUES
from .held import BESIDE, held_of
from .planning import plan, remaining
from .stages import Stage

MONTHS = 36
APPLICANT = Stage.APPLICANT
DUE, OPENS = "due", "opens"
WORDS = {DUE: _("最迟"), OPENS: _("最早")}
# Steps with a waiting time of their own; the others follow at once.
WAITING = ("propose", "list", "adopt", "conversion-application", "conversion-meeting")
EXPECTED = ("adopt", "conversion-meeting")  # shown ahead also while the days before are open
MOST_PLANNED = 1000  # cases; beyond that only the stored deadlines are shown


@dataclass(frozen=True)
class Entry:
    """One thing of one case on a day. `expected`: the day rests on days that are reckoned."""

    day: date
    kind: str
    slug: str
    title: str
    case: object
    expected: bool = False


def horizon(today: date) -> date:
    """The last day that the calendar shows."""
    return add_months_clamp(today.replace(day=1), MONTHS)


def entries(cases: Iterable, today: date, *, planned: bool = True) -> list[Entry]:
    """Everything from overdue to the horizon, by day. Six queries however many cases."""
    beside = BESIDE if planned else ()
    cases = cases.for_list().prefetch_related("deadlines", *beside).order_by("pk")
    found = [entry for case in cases for entry in _of(case, today, planned)]
    until = horizon(today)
    return sorted((one for one in found if one.day < until), key=lambda one: (one.day, one.slug))


def admission_days(cases, today: date) -> Iterable[tuple]:
    """The first day on which a general meeting may admit each of `cases`. Six queries."""
    cases = cases.for_list().prefetch_related(*BESIDE).order_by("pk")
    for case in cases:
        planned = plan(case, held_of(case), not_before=today)
        day = next(one.earliest for one in planned if one.step.slug == "adopt")
        if day:
            yield case, max(day, today)


def _of(case, today: date, planned: bool) -> Iterable[Entry]:
    stored = list(case.deadlines.all())
    for row in stored:
        words, slug = DUES[row.kind]
        yield Entry(row.due_on, DUE, slug, str(words), case)
    if planned:
        yield from _planned(case, today, {DUES[row.kind][1] for row in stored})


def _planned(case, today: date, stored: set[str]) -> Iterable[Entry]:
    for one in remaining(plan(case, held_of(case), not_before=today)):
        slug, title = one.step.slug, str(one.step.title)
        shown = slug in WAITING if one.firm else slug in EXPECTED and case.stage != APPLICANT
        if shown and one.earliest > today:
            yield Entry(one.earliest, OPENS, slug, title, case, not one.firm)
        if one.latest and one.latest >= today and slug not in stored and not one.assumed:
            yield Entry(one.latest, DUE, slug, title, case)
