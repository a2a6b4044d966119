"""`python -m bench.audit [--events N] [--seconds S]`: what the trail costs and how fast it is read.

An act with its event beside the same act without, on both databases, with one writer and eight,
without work inside the transaction and with ten milliseconds of it; then the check of N events
beside hashing the same bytes. Each database is made for the run and thrown away after it.
"""

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 (after set-up)
from django.db import connection, transaction  # noqa: E402

from bench import writers  # noqa: E402
from bench.ratio import timed  # noqa: E402
from casework import audit  # noqa: E402
from casework.models import AuditEvent  # noqa: E402

BATCH = 10_000
LAST = 10_000


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.audit")
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=3.0, help="of each measured run")
    parser.add_argument("--here", action="store_true", help="in the database of the settings")
    asked = parser.parse_args(arguments)
    if asked.here:
        call_command("migrate", verbosity=0)
        for line in measured(asked.events, asked.seconds):
            print(line, flush=True)
        return 0
    return max(elsewhere(asked, url) for url in (None, os.environ.get("DATABASE_URL", "")))


def elsewhere(asked, url: str | None) -> int:
    """The same in a folder of its own: on SQLite for None, else on PostgreSQL."""
    with tempfile.TemporaryDirectory(prefix="casework-bench-") as folder:
        environment = {**os.environ, "VAR_DIR": folder, "DATABASE_URL": ""}
        call = [sys.executable, "-m", "bench.audit", "--here"]
        call += ["--events", str(asked.events), "--seconds", str(asked.seconds)]
        if url is None:
            return subprocess.call(call, env=environment)
        with writers.postgres(Path(folder), url) as address:
            return subprocess.call(call, env={**environment, "DATABASE_URL": address})


def measured(events: int, seconds: float):
    """Every line of the report, as soon as it is known."""
    yield f"── {connection.vendor}"
    by, cases = writers.prepare()
    for act in (writers.plain, writers.door):
        for number in (1, 8):
            for inside in (0.0, 0.01):
                yield writers.compare(act, number, inside, seconds, by, cases)
    yield from verification(events, by)


def verification(events: int, by):
    """The check of the whole chain and of its end, beside hashing the same bytes."""
    fill(events - AuditEvent.objects.count(), by)
    number = AuditEvent.objects.count()
    broken, checking = timed(audit.first_broken)
    size, hashing = timed(hash_the_same)
    assert broken is None, broken
    yield (
        f"{number} events, {size / 1e6:.0f} MB: checked in {checking / 1000:.2f} s,"
        f" hashed in {hashing / 1000:.2f} s, ratio {checking / hashing:.2f}"
    )
    start = audit.link_of(max(number - LAST, 0))
    walk = audit.walk_from(start)
    broken, checking = timed(lambda: walk.first_broken(audit.stored(start[0])))
    assert broken is None, broken
    yield f"the last {walk.seq - start[0]} checked in {checking:.0f} ms"


def fill(missing: int, by) -> None:
    """Events of the usual size, a batch in each transaction."""
    changed = {"activist_on": [None, "2026-11-05"], "talker": ["", "王书记"]}
    details = {"note": "会议记录为12月", "changed": changed, "unit_path": "1/2/3/"}
    while missing > 0:
        batch = min(BATCH, missing)
        with transaction.atomic():
            several = ({**details, "person_id": n, "step": n} for n in range(batch))
            audit.append_all("designate", several, by=by)
        missing -= batch


def hash_the_same() -> int:
    """Read the same rows and put their bytes through SHA-256, one by one; how many bytes."""
    size = 0
    for event in audit.stored():
        text = f"{event.previous}|{event.seq}|{event.payload}".encode()
        hashlib.sha256(text).hexdigest()
        size += len(text)
    return size


if __name__ == "__main__":
    sys.exit(main())
