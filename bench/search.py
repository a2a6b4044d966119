"""`python -m bench.search [--people N]`: somebody found by the ID number among N people.

The number is sealed; what is searched is its keyed digest (identity.digest). Beside it the same
number written plainly into a column with an index, in the same rows of the same table. Bar: 1.5.
Each database is made for the run and thrown away after it.
"""

import argparse
import random
import sys
from datetime import date, timedelta
from functools import partial
from statistics import median

from bench import scratch

scratch.set_up()

from django.core.management import call_command  # noqa: E402 (after set-up)
from django.db import connection  # noqa: E402

from bench.ratio import timed  # noqa: E402
from casework.identity import digest  # noqa: E402
from casework.models import Person, Unit  # noqa: E402
from casework.resident_id import check_character  # noqa: E402

PLAIN = "occupation"  # a column of 50 characters that nothing here needs
BAR, BATCH, SEARCHES = 1.5, 2000, 500


def number(place: int) -> str:
    """A sound ID number of nobody, another for each place."""
    born = date(1940, 1, 1) + timedelta(days=place // 999)
    first = f"990105{born:%Y%m%d}{place % 999 + 1:03}"
    return first + check_character(first)


def fill(people: int) -> None:
    """So many people with the digest of their number, and the number itself in PLAIN."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE INDEX bench_plain ON {Person._meta.db_table} ({PLAIN})")
    unit = Unit.objects.create(kind=Unit.Kind.TOWNSHIP, name="测试镇", short_name="测试镇")
    for start in range(0, people, BATCH):
        rows = (_person(unit, place) for place in range(start, min(start + BATCH, people)))
        Person.objects.bulk_create(rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _person(unit, place: int) -> Person:
    found = number(place)
    told = {"name": f"甲{place}", "pinyin": f"jia {place}", "initials": "j"}
    return Person(unit=unit, id_digest=digest(found), id_tail=found[-4:], **told, **{PLAIN: found})


def compare(people: int, searches: int = SEARCHES) -> tuple[float, str]:
    """The ratio of the medians, and a line about it. Raises AssertionError for a wrong answer.

    Statement against statement on the bare cursor, the digest counted in.
    """
    times = []
    for place in random.Random(1).choices(range(people), k=searches):
        wanted = number(place)
        ours, mine = timed(partial(_ask, SEALED, wanted, digest))
        other, theirs = timed(partial(_ask, PLAINLY, wanted, str))
        assert ours == other and len(ours) == 1, (wanted, ours, other)
        times.append((mine, theirs))
    mine, theirs = (median(column) for column in zip(*times, strict=True))
    line = f"{connection.vendor}, {people} people: sealed {mine:.3f} ms, plain {theirs:.3f} ms"
    return mine / theirs, f"{line}, ratio {mine / theirs:.2f}"


def _statement(people) -> tuple[str, tuple]:
    return people.order_by().values_list("pk").query.sql_with_params()


SEALED = _statement(Person.objects.with_id_number("?"))
PLAINLY = _statement(Person.objects.filter(**{PLAIN: "?"}))


def _ask(statement, wanted: str, key) -> list:
    """The rows of the statement, with what is searched in the place of its last parameter."""
    sql, params = statement
    with connection.cursor() as cursor:
        cursor.execute(sql, (*params[:-1], key(wanted)))
        return cursor.fetchall()


def here(asked) -> int:
    call_command("migrate", verbosity=0)
    fill(asked.people)
    ratio, line = compare(asked.people)
    print(line, flush=True)
    return 0 if ratio <= BAR else 1


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.search")
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--here", action="store_true", help="in the database of the settings")
    asked = parser.parse_args(arguments)
    if asked.here:
        return here(asked)
    call = ["bench.search", "--here", "--people", str(asked.people)]
    return max(scratch.run(call, postgres=on) for on in (False, True))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
