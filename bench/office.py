"""`python -m bench.office [--seconds S]`: an office at work, on the real product.

Eight processes offer forty acts a second through the door (facts kept, a step taken, a step taken
back, ten milliseconds of work inside) and open a page a second each. On SQLite with the
turnstile, on SQLite with Django's own backend and the same PRAGMAs, and on PostgreSQL; each
database is made for the run and thrown away after it. Bar: p99 of the acts 300 ms, no error.
"""

import argparse
import random
import sys
import time
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from multiprocessing import get_context
from statistics import median, quantiles

from bench import scratch

scratch.set_up()

from django.core.management import call_command  # noqa: E402 (after set-up)
from django.db import DatabaseError, connection, connections  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from bench import writers  # noqa: E402
from casework.workflow import perform, record, take_back  # noqa: E402

PROCESSES, OFFERED, INSIDE = 8, 40.0, 0.010
BAR = 300.0  # milliseconds, p99
ENDED = date(2026, 6, 1)
PAGES = ("home", "membership:list", "membership:case")


@dataclass
class Heard:
    """How long everything took, in milliseconds, and what went wrong."""

    acts: list[float] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def add(self, other: "Heard") -> None:
        self.acts += other.acts
        self.pages += other.pages
        self.errors += other.errors


def _write(locked, **facts) -> None:
    """What a form writes under the lock, and the work inside."""
    time.sleep(INSIDE)
    for name, value in facts.items():
        setattr(locked, name, value)


def act(case, by, turn: int) -> None:
    """One of three in turn; after the third the case stands as before."""
    if turn % 3 == 0:
        record(case, "talk", partial(_write, talker=f"谈话人{turn}"), by=by)
    elif turn % 3 == 1:
        ended = partial(_write, ended_on=ENDED, end_reason="本人原因")
        perform(case, "withdraw", by=by, on=ENDED, facts=ended)
    else:
        take_back(case, by=by, note="误办")


def _timed(heard: Heard, times: list[float], work) -> None:
    begun = time.perf_counter()
    try:
        work()
    except DatabaseError as error:
        heard.errors.append(f"{type(error).__name__}: {error}")
    times.append((time.perf_counter() - begun) * 1000)


def page(client: Client, case, turn: int, heard: Heard) -> None:
    """Open one of the pages; anything but 200 is an error."""
    name = PAGES[turn % len(PAGES)]
    address = reverse(name, args=[case.pk] if name.endswith("case") else [])
    status = client.get(address, secure=True).status_code
    if status != 200:
        heard.errors.append(f"{name}: {status}")


def desk(seconds: float, by, rate: float, together, case) -> Heard:
    """One process: acts at random moments, `rate` a second, and a page a second.

    `together` returns once everybody is ready.
    """
    chance, heard, client = random.Random(case.pk), Heard(), Client()
    client.force_login(by)
    for turn in range(len(PAGES)):
        page(client, case, turn, Heard())  # templates are compiled once
    together()
    end, turn = time.perf_counter() + seconds, 0
    next_act, next_page = (time.perf_counter() + chance.expovariate(each) for each in (rate, 1))
    while (now := time.perf_counter()) < end:
        if now >= next_act <= next_page:
            _timed(heard, heard.acts, partial(act, case, by, turn))
            next_act, turn = next_act + chance.expovariate(rate), turn + 1
        elif now >= next_page:
            _timed(heard, heard.pages, partial(page, client, case, turn, heard))
            next_page += chance.expovariate(1)
        else:
            time.sleep(max(min(next_act, next_page) - now, 0))
    return heard


def office(seconds: float) -> Heard:
    """Everybody's times together; each begins at the same moment in a process of its own."""
    by, cases = writers.prepare()
    for case in cases:
        case.work_out()
        case.save()
    connections.close_all()
    fork, heard = get_context("fork"), Heard()
    barrier, told = fork.Barrier(PROCESSES), fork.SimpleQueue()

    def work(case):
        heard = desk(seconds, by, OFFERED / PROCESSES, barrier.wait, case)
        connections.close_all()
        told.put(heard)

    at_work = [fork.Process(target=work, args=[case]) for case in cases]
    [process.start() for process in at_work]
    for _process in at_work:
        heard.add(told.get())
    [process.join() for process in at_work]
    return heard


def _spread(times: list[float]) -> str:
    if not times:
        return "none"
    return f"p50 {median(times):.0f} p99 {late(times):.0f} max {max(times):.0f} ms"


def late(times: list[float]) -> float:
    """The 99th percentile."""
    return quantiles(times, n=100)[98] if len(times) > 1 else max(times)


def here(asked) -> int:
    call_command("migrate", verbosity=0)
    heard = office(asked.seconds)
    name = connection.settings_dict["ENGINE"]
    print(
        f"{name}: {OFFERED:.0f}/s offered for {asked.seconds:.0f} s,"
        f" {len(heard.acts) / asked.seconds:.1f}/s done, {len(heard.errors)} errors;"
        f" acts {_spread(heard.acts)}; pages {_spread(heard.pages)}",
        *sorted(set(heard.errors))[:5],
        sep="\n  ",
        flush=True,
    )
    return 0 if not heard.errors and late(heard.acts) <= BAR else 1


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.office")
    parser.add_argument("--seconds", type=float, default=20.0, help="of each of the three runs")
    parser.add_argument("--here", action="store_true", help="in the database of the settings")
    asked = parser.parse_args(arguments)
    if asked.here:
        return here(asked)
    call = ["bench.office", "--here", "--seconds", str(asked.seconds)]
    ours = scratch.run(call, postgres=False), scratch.run(call, postgres=True)
    scratch.run(call, postgres=False, plain_backend=True)  # to compare with, not to pass
    return max(ours)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
