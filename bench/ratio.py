"""Two ways to the same answer, timed in turn; only their ratio is a result.

A queryset is compared statement against statement, both on the bare cursor;
what building the statement costs in Python stands beside it in milliseconds.
The shortest time of each is taken: whatever else the machine does only ever adds to one.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import perf_counter

from django.db import connection
from django.db.models import QuerySet

LEAST, MOST, LONG = 5, 100, 3.0  # rounds, rounds, seconds


@dataclass(frozen=True)
class Ratio:
    """Shortest times in milliseconds of our way and of the other, and how many rows both gave."""

    name: str
    ours: float
    other: float
    rows: int
    building: float = 0.0

    @property
    def ratio(self) -> float:
        return self.ours / self.other

    def __str__(self) -> str:
        return (
            f"{self.name:<44} {self.rows:>6} rows  ours {self.ours:>9.2f} ms"
            f"  hand-written {self.other:>9.2f} ms  ratio {self.ratio:>5.2f}"
            f"  building {self.building:>5.2f} ms"
        )


def timed(ask: Callable):
    """The answer, and how long it took in milliseconds."""
    begun = perf_counter()
    answer = ask()
    return answer, (perf_counter() - begun) * 1000


def by_hand(sql: str, params: dict | tuple) -> Callable:
    """Rows of a statement; named parameters as %(name)s."""
    if connection.vendor == "sqlite":
        return _as_the_driver_has_it(sql, params)

    def ask():
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return cursor.fetchall()

    return ask


def _as_the_driver_has_it(sql: str, params: dict | tuple) -> Callable:
    """The same on SQLite's own cursor: Django rewrites every parameter's mark, each time."""
    named = list(params) if isinstance(params, dict) else None
    with connection.cursor() as cursor:
        query = cursor.cursor.convert_query(sql, param_names=named)
    own = connection.connection.cursor
    return lambda: own().execute(query, params).fetchall()


def compiled(cases: QuerySet) -> tuple[Callable, float]:
    """The queryset's statement, and the milliseconds of building it."""
    (sql, params), building = timed(cases.all().query.sql_with_params)
    return by_hand(sql, params), building


def compare(name: str, ours: Callable | QuerySet, other: Callable) -> Ratio:
    """Ask both in turn after one warm-up. Raises AssertionError when the answers differ."""
    ask, building = (ours, 0.0) if callable(ours) else compiled(ours)
    answer, expected = list(ask()), list(other())
    if answer != expected:
        raise AssertionError(f"{name}: {answer[:3]} … is not {expected[:3]} …")
    mine, theirs = zip(*_in_turn(ask, other), strict=True)
    return Ratio(name, min(mine), min(theirs), len(answer), building)


def _in_turn(ask: Callable, other: Callable) -> Iterator[tuple[float, float]]:
    """How long both took, in turn: LEAST rounds, and more as long as LONG allows."""
    begun = perf_counter()
    for number in range(MOST):
        if number >= LEAST and perf_counter() - begun > LONG:
            return
        yield timed(ask)[1], timed(other)[1]
