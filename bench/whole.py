"""What a page asks in several statements, beside the same asked by hand: township and to-do.

The statements that the page's own functions send are recorded once, then sent again on the bare
cursor, in turn with those written by hand. Both must bring the same rows, told by their ids.
"""

from collections.abc import Callable, Iterator
from datetime import date

from django.contrib.auth.models import User
from django.db import connection

from bench.ratio import Ratio, by_hand, compare
from casework.models import Unit
from membership.agenda import entries
from membership.models import Application
from membership.steps import STEPS
from progress import todo

MOST = 100.0  # milliseconds of database time for a township's calendar
CALENDAR = "calendar of a township, 36 months"
Statement = tuple[str, dict]
TODO = """
    SELECT d.id, d.kind, d.opens_on, d.due_on, a.id, a.stage, c.id, c.name, u.id, u.short_name
    FROM {deadlines} d JOIN {cases} a ON a.id = d.case_id
    JOIN casework_person c ON c.id = a.person_id JOIN casework_unit u ON u.id = a.unit_id
    WHERE {scope} ORDER BY d.due_on, d.id LIMIT 50"""
PIPELINES = (
    ("membership_applicationdeadline", "membership_application"),
    ("talent_talentdeadline", "talent_talent"),
)
# What the planner reads of a case.
DAYS = [
    *sorted({step.done for step in STEPS if step.done}),
    "adult_on", "consent_on", "notice_from_on", "second_notice_from_on", "is_mobile",
    "extension_months", "extended_on", "probation_expires_on", "transferred_in_on",
    "transfer_continues", "transfer_verified_on", "stage",
]  # fmt: skip
CASES = """
    FROM membership_application a JOIN casework_unit u ON u.id = a.unit_id
    WHERE u.path >= %(low)s AND u.path < %(high)s
      AND a.stage IN ('applicant', 'activist', 'proposed', 'prospective', 'pre_reviewed', 'adopted',
                      'probationary', 'extended')"""
BESIDE = {
    "membership_applicationdeadline": "b.kind, b.opens_on, b.due_on",
    "membership_mentor": "b.appointed_on, b.until",
    "membership_introducer": "b.appointed_on",
    "membership_assessment": "b.phase, b.held_on",
    "membership_meeting": "b.purpose, b.held_on, b.withdrawn, b.carried, b.quorate",
    "membership_notice": "b.kind, b.posted_on, b.second_posted_on",
}


class Recorder:
    """Keeps the SELECT statements of whatever runs under it."""

    def __init__(self):
        self.found: list[tuple] = []

    def __call__(self, execute, sql, params, many, context):
        if sql.lstrip().startswith("SELECT"):
            self.found.append((sql, params))
        return execute(sql, params, many, context)


def sent(act: Callable) -> list[tuple]:
    """The statements that `act` sends."""
    recorder = Recorder()
    with connection.execute_wrapper(recorder):
        act()
    return recorder.found


def asked(statements: list[tuple], *, place: int = 0) -> Callable:
    """All of them on the bare cursor; the sorted ids of each, found at `place` of a row."""

    def ask():
        found = []
        for sql, params in statements:
            rows = by_hand(sql, params)()
            found.append(sorted(row[place] for row in rows))
        return sorted(found)

    return ask


def todo_list(user: User, on: date, scope: tuple[str, dict]) -> Ratio:
    """The first page of the to-do home: both pipelines, with person and place."""
    where, params = scope
    ours = sent(lambda: todo.upcoming(user, on, todo.Filters()))
    hand = [
        (TODO.format(deadlines=deadlines, cases=cases, scope=where), params)
        for deadlines, cases in PIPELINES
    ]
    return compare("to-do home, both pipelines", asked(ours), asked(hand))


def township() -> Unit:
    """The township with the most cases among the first twenty."""
    towns = Unit.objects.filter(kind=Unit.Kind.TOWNSHIP).order_by("path")[:20]
    return max(towns, key=lambda unit: cases_of(unit).count())


def cases_of(unit: Unit):
    below = Unit.objects.under(unit.path).values("pk")
    return Application.objects.filter(unit__in=below).in_progress()


def calendar(on: date) -> Ratio:
    """Everything that a township's calendar reads for its 36 months."""
    unit = township()
    low = unit.path
    params = {"low": low, "high": low[:-1] + "0"}
    ours = sent(lambda: entries(cases_of(unit), on))
    columns = ", ".join(f"a.{name}" for name in DAYS)
    person = CASES.replace("JOIN", "JOIN casework_person c ON c.id = a.person_id JOIN", 1)
    people = f"SELECT a.id, c.name, u.short_name, {columns} {person} ORDER BY a.id"
    hand = [(people, params)]
    for table, columns in BESIDE.items():
        beside = CASES.replace("JOIN", f"JOIN {table} b ON b.case_id = a.id JOIN", 1)
        hand.append((f"SELECT b.id, b.case_id, {columns} {beside}", params))
    return compare(CALENDAR, asked(ours), asked(hand))


def all_of(user: User, on: date, scope: tuple[str, dict]) -> Iterator[Ratio]:
    yield todo_list(user, on, scope)
    yield calendar(on)
