"""`python -m bench [--size SIZE]`: every page's question beside hand-written SQL, as ratios.

With a size, in a database made for it and thrown away afterwards: on SQLite, then on PostgreSQL
(`--only sqlite` or `--only postgresql` for one). Without, in the database of the settings
(DATABASE_URL or VAR_DIR), which a demo fills: `python3 run.py manage demo --size province`.
"""

import argparse
import sys

from bench import scratch

scratch.set_up()

from django.core.management import call_command  # noqa: E402 (after set-up)
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench import pages, questions, whole  # noqa: E402
from bench.ratio import Ratio, by_hand, compare  # noqa: E402

SIZES = ("township", "county", "province")
MOST = 1.5  # times the hand-written SQL
LEAST = 0.5  # milliseconds more, below which a ratio tells of the driver only


def measure() -> int:
    """Ask everything in the database of the settings; 0 when every bar is kept."""
    user = questions.reader()
    on = timezone.localdate()
    print(f"{connection.vendor}, {questions.size()}, scope {user.account.unit}")
    ratios = []
    for name, ours, sql, params in questions.all_of(user, on):
        ratios.append(compare(name, ours, by_hand(sql, params)))
        print(ratios[-1], flush=True)
    for ratio in whole.all_of(user, on, questions.scope(user)):
        ratios.append(ratio)
        print(ratio, flush=True)
    for line in pages.measured(user):
        print(line, flush=True)
    slow = any(each.name == whole.CALENDAR and each.ours > whole.MOST for each in ratios)
    if slow:
        print(f"a township's calendar takes more than {whole.MOST:.0f} ms")
    over = [each.name for each in ratios if not _kept(each)]
    print(f"over {MOST} times: {', '.join(over) or 'none'}")
    return 1 if slow or over else 0


def _kept(found: Ratio) -> bool:
    return found.ratio <= MOST or found.ours - found.other <= LEAST


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("--size", choices=SIZES, help="make a demonstration and measure there")
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    parser.add_argument("--here", action="store_true", help="in the database of the settings")
    asked = parser.parse_args(arguments)
    if asked.size and not asked.here:
        call = ["bench", "--here", "--size", asked.size]
        wanted = [asked.only] if asked.only else ["sqlite", "postgresql"]
        return max(scratch.run(call, postgres=one == "postgresql") for one in wanted)
    if asked.size:
        call_command("migrate", verbosity=0)
        call_command("demo", size=asked.size, verbosity=0)
        connection.cursor().execute("ANALYZE")
    return measure()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
