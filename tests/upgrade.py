"""`python -m tests.upgrade` on an empty database: a first version's dossier, then the update.

Ends with 0 when nothing of the dossier was lost, its texts lie under the person's key, and what
is worked out agrees with the facts.
"""

import os
from datetime import date

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 (after set-up)
from django.db import connection  # noqa: E402
from django.db.migrations.executor import MigrationExecutor  # noqa: E402

from config import serve  # noqa: E402
from membership.models import Application, ApplicationPaper  # noqa: E402

FIRST = [
    ("casework", "0006_one_root"),
    ("membership", "0005_deliberation"),
    ("talent", "0002_seats_of_an_election"),
    ("progress", "0001_initial"),
]
REASON, TEXT = "本人原因，自愿撤回", "尊敬的党组织：我志愿加入中国共产党。"


def first_version() -> None:
    """One ended case with a paper, as the first version kept them."""
    executor = MigrationExecutor(connection)
    executor.migrate(FIRST)
    old = MigrationExecutor(connection).loader.project_state(FIRST).apps
    unit = old.get_model("casework", "Unit").objects
    town = unit.create(kind="township", name="桃源镇", short_name="桃源镇", path="1/")
    branch = unit.create(
        kind="branch", name="东村支部", short_name="东村", path="1/2/", parent=town
    )
    person = old.get_model("casework", "Person").objects.create(
        name="王小明", sex="m", born_on=date(1995, 3, 1), unit=branch
    )
    case = old.get_model("membership", "Application").objects.create(
        person=person,
        unit=branch,
        stage="withdrawn",
        stage_since=date(2026, 6, 1),
        applied_on=date(2026, 3, 2),
        end_reason=REASON,
    )
    old.get_model("membership", "ApplicationPaper").objects.create(
        case=case, kind="application_letter", text=TEXT
    )


def raw(column: str, table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table}")
        return cursor.fetchone()[0]


def main() -> None:
    first_version()
    assert serve.migrate() is False, "an update is no new database"
    case, paper = Application.objects.get(), ApplicationPaper.objects.get()
    assert (case.end_reason, paper.text) == (REASON, TEXT)
    assert case.adult_on == date(2013, 3, 1), "the update works out anew"
    assert REASON not in raw("end_reason", "membership_application")
    assert TEXT not in raw("text", "membership_applicationpaper")
    call_command("recount", check=True)


if __name__ == "__main__":
    main()
