"""`python -m bench`: every page's question beside hand-written SQL, as ratios.

Runs on the database of the settings (DATABASE_URL or VAR_DIR), which a county or
province demo fills: `python3 run.py manage demo --size province`.
"""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import connection  # noqa: E402 (after set-up)
from django.utils import timezone  # noqa: E402

from bench import pages, questions  # noqa: E402
from bench.ratio import by_hand, compare  # noqa: E402


def main() -> int:
    user = questions.reader()
    on = timezone.localdate()
    print(f"{connection.vendor}, {questions.size()}, scope {user.account.unit}")
    ratios = []
    for name, ours, sql, params in questions.all_of(user, on):
        ratios.append(compare(name, ours, by_hand(sql, params)))
        print(ratios[-1], flush=True)
    for line in pages.measured(user):
        print(line, flush=True)
    return 0 if all(ratio.ratio <= 1.5 for ratio in ratios) else 1


if __name__ == "__main__":
    sys.exit(main())
