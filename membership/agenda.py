"""What falls due and what becomes possible, day by day: for the township's calendar and its feed.

Deadlines are the stored ones that the to-do list shows; the planner adds, for the months ahead,
the first days of the steps with a waiting time and the deadlines that will follow from them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch
from django.utils.translation import gettext_lazy as _

from casework.dates import add_months_clamp

from .dues import DUES
from .held import BESIDE, held_of
from .models import Application, ApplicationDeadline
from .planning import plan, remaining
from .stages import Stage
from .steps import STEPS

MONTHS = 36
APPLICANT = Stage.APPLICANT
DUE, OPENS = "due", "opens"
WORDS = {DUE: _("最迟"), OPENS: _("最早")}
# Steps with a waiting time of their own; the others follow at once.
WAITING = ("propose", "list", "adopt", "conversion-application", "conversion-meeting")
EXPECTED = ("adopt", "conversion-meeting")  # shown ahead also while the days before are open
MOST_PLANNED = 1000  # cases; beyond that only the stored deadlines are shown
MOST_STORED = 2000  # deadlines, then
# What the planner reckons from, beside the rows of `held`; it reads no other column of a case.
READ = (
    "stage", "adult_on", "consent_on", "notice_from_on", "second_notice_from_on", "is_mobile",
    "extension_months", "extended_on", "probation_expires_on", "transferred_in_on",
    "transfer_continues", "transfer_verified_on",
    *sorted({step.done for step in STEPS if step.done}),
)  # fmt: skip
WHO = ("person__name", "unit__name", "unit__short_name")


def _beside() -> list[Prefetch]:
    """The relations beside cases, without the texts of their rows."""
    models = {name: Application._meta.get_field(name).related_model for name in BESIDE}
    return [
        Prefetch(name, models[name].objects.only("case", *columns))
        for name, columns in BESIDE.items()
    ]


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


def calendar_of(cases, today: date) -> tuple[list[Entry], bool]:
    """Everything of the cases by day, and whether the planner was asked, as of a township's.

    However many they are, no more is read than MOST_PLANNED cases or MOST_STORED deadlines.
    """
    planned = cases.order_by()[: MOST_PLANNED + 1].count() <= MOST_PLANNED
    return (entries if planned else stored_entries)(cases, today), planned


def entries(cases: Iterable, today: date) -> list[Entry]:
    """Everything from overdue to the horizon, by day. Seven queries however many cases."""
    cases = cases.for_list().only(*READ, *WHO).prefetch_related("deadlines", *_beside())
    found = [entry for case in cases.order_by("pk") for entry in _of(case, today)]
    until = horizon(today)
    return sorted((one for one in found if one.day < until), key=lambda one: (one.day, one.slug))


def stored_entries(cases, today: date) -> list[Entry]:
    """The first MOST_STORED deadlines of however many cases, by day. One query."""
    rows = ApplicationDeadline.objects.filter(Exists(cases.filter(pk=OuterRef("case"))))
    rows = rows.filter(due_on__lt=horizon(today)).order_by("due_on", "pk")
    rows = rows.select_related("case__person", "case__unit")
    rows = rows.only("kind", "due_on", *(f"case__{name}" for name in WHO))
    return [_due(row, row.case) for row in rows[:MOST_STORED]]


def admission_days(cases, today: date) -> Iterable[tuple]:
    """The first day on which a general meeting may admit each of `cases`. Seven queries."""
    cases = cases.for_list().prefetch_related(*_beside())
    for case in cases.order_by("pk"):
        planned = plan(case, held_of(case), not_before=today)
        day = next(one.earliest for one in planned if one.step.slug == "adopt")
        if day:
            yield case, max(day, today)


def _of(case, today: date) -> Iterable[Entry]:
    stored = list(case.deadlines.all())
    yield from (_due(row, case) for row in stored)
    yield from _planned(case, today, {DUES[row.kind][1] for row in stored})


def _due(row: ApplicationDeadline, case) -> Entry:
    words, slug = DUES[row.kind]
    return Entry(row.due_on, DUE, slug, str(words), case)


def _planned(case, today: date, stored: set[str]) -> Iterable[Entry]:
    for one in remaining(plan(case, held_of(case), not_before=today)):
        slug, title = one.step.slug, str(one.step.title)
        shown = slug in WAITING if one.firm else slug in EXPECTED and case.stage != APPLICANT
        if shown and one.earliest > today:
            yield Entry(one.earliest, OPENS, slug, title, case, not one.firm)
        if one.latest and one.latest >= today and slug not in stored and not one.assumed:
            yield Entry(one.latest, DUE, slug, title, case)
