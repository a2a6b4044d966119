"""Writers side by side: how many acts a second they finish with the trail and without it."""

import time
from collections.abc import Callable
from datetime import date
from functools import partial
from itertools import chain
from multiprocessing import get_context
from statistics import quantiles
from unittest.mock import patch

from django.contrib.auth.models import User
from django.db import connection, connections, transaction
from django.db.models import F

from casework import audit, workflow
from casework.models import Account, Person, Unit
from membership.models import Application

ROUNDS = 2
CASES = 8  # one for each writer, so that they wait for the trail alone


def prepare() -> tuple[User, list[Application]]:
    """An officer, and a case in a branch of its own for each writer."""
    town = Unit.objects.create(kind=Unit.Kind.TOWNSHIP, name="测试镇", short_name="测试镇")
    by = User.objects.create(username="bench")
    role = Account.Role.TOWNSHIP_OFFICER
    Account.objects.create(user=by, unit=town, role=role, display_name="干事")
    return by, [_case(town, number) for number in range(CASES)]


def _case(town: Unit, number: int) -> Application:
    name = f"第{number + 1}支部"
    branch = Unit.objects.create(kind=Unit.Kind.BRANCH, name=name, short_name=name, parent=town)
    person = Person.objects.create(name=f"甲{number}", unit=branch, born_on=date(1990, 1, 1))
    return Application.objects.create(person=person, unit=branch, applied_on=date(2026, 1, 5))


def plain(case, by, inside: float, number: int) -> None:
    """The least an act can be: one row and its event."""
    with transaction.atomic():
        Application.objects.filter(pk=case.pk).update(version=F("version") + 1)
        time.sleep(inside)
        audit.record("talk", by=by, case=case, note="", changed={"talker": ["", f"{number}"]})


def door(case, by, inside: float, number: int) -> None:
    """Facts kept through `workflow.record`: locks, columns, deadlines, papers, event."""

    def facts(locked):
        time.sleep(inside)
        locked.talker = str(number)

    workflow.record(case, "talk", facts, by=by)


def compare(act: Callable, number: int, inside: float, seconds: float, by, cases) -> str:
    """Rates with and without the trail, in turn."""
    found: dict[bool, list] = {True: [], False: []}
    for _round in range(ROUNDS):
        for kept in (True, False):
            found[kept] += _together(act, number, inside, seconds, by, cases, kept)
    rates = {kept: _rate(several) for kept, several in found.items()}
    late = {kept: _late(list(chain.from_iterable(several))) for kept, several in found.items()}
    return (
        f"{act.__name__:<5} {number} writers {inside * 1000:>2.0f} ms inside:"
        f" with {rates[True]:>7.1f}/s p99 {late[True]:>6.1f} ms,"
        f" without {rates[False]:>7.1f}/s p99 {late[False]:>6.1f} ms,"
        f" ratio {rates[False] / rates[True]:.2f}"
    )


def _rate(several: list[list[float]]) -> float:
    """Acts a second of all writers of a round together."""
    return sum(len(times) / sum(times) for times in several) / ROUNDS


def _late(times: list[float]) -> float:
    """The 99th percentile in milliseconds."""
    return quantiles(times, n=100)[98] * 1000 if len(times) > 1 else max(times) * 1000


def _together(act, number, inside, seconds, by, cases, kept) -> list[list[float]]:
    """The times of the acts of each writer; all begin at one moment, each in its own process."""
    connections.close_all()
    one = partial(_writer, act, inside, seconds, by, kept, time.time() + 0.3)
    with get_context("fork").Pool(number) as pool:
        return pool.map(one, cases[:number], 1)


def _writer(act, inside, seconds, by, kept, start, case) -> list[float]:
    connection.ensure_connection()
    time.sleep(max(start - time.time(), 0))
    times = acts(act, inside, seconds, by, kept, case)
    connections.close_all()
    return times


def acts(act, inside: float, seconds: float, by, kept: bool, case) -> list[float]:
    """How long each act took, in seconds, one after the other until the time is over."""
    times, end = [], time.perf_counter() + seconds
    with patch.object(audit, "append", audit.append if kept else _nothing):
        while (begun := time.perf_counter()) < end:
            act(case, by, inside, len(times))
            times.append(time.perf_counter() - begun)
    return times


def _nothing(*_args, **_details) -> None:
    """In the place of `audit.append`."""
