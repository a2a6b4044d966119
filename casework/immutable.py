"""Triggers that let nobody, not even by SQL, change an event or a step that has been written.

They are made anew after every migration, so that none can lose them, and a system check keeps
the server from starting when they are missing. A superuser of PostgreSQL, or who holds the
SQLite file, can still drop them; that shows in the chain, whose key lies outside the database.
"""

import sys

from django.apps import apps
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connections

REFUSAL = "What the trail holds is never changed."
ALWAYS = "A"  # PostgreSQL's mark of a trigger that fires for replicas too
# INSERT OR REPLACE would put a new row in the place of an old one: hence the third.
SQLITE = {
    "no_update": "BEFORE UPDATE ON {table}",
    "no_delete": "BEFORE DELETE ON {table}",
    "no_replace": "BEFORE INSERT ON {table}"
    " WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key})",
}
POSTGRES = {
    "no_change": "BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW",
    "no_truncate": "BEFORE TRUNCATE ON {table} FOR EACH STATEMENT",
}
FUNCTION = f"""
CREATE OR REPLACE FUNCTION casework_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$
"""


def models() -> list[type]:
    """What is written once: the events, and the steps of every pipeline."""
    return [model for model in apps.get_models() if getattr(model, "WRITTEN_ONCE", False)]


def _wanted(connection) -> dict[str, tuple[str, str]]:
    """{name of the trigger: (its table, when it fires)}, for the tables that are there."""
    kinds = {"sqlite": SQLITE, "postgresql": POSTGRES}[connection.vendor]
    there = set(connection.introspection.table_names())
    return {
        f"{model._meta.db_table}_{name}": (
            model._meta.db_table,
            event.format(table=model._meta.db_table, key=model._meta.pk.column),
        )
        for model in models()
        if model._meta.db_table in there
        for name, event in kinds.items()
    }


def install(using: str = "default", **signal) -> None:
    """Make the triggers of the tables that are there. Receiver of `post_migrate`."""
    connection = connections[using]
    remove(using)
    postgres = connection.vendor == "postgresql"
    body = "EXECUTE FUNCTION casework_refuse()"
    with connection.cursor() as cursor:
        if postgres:
            cursor.execute(FUNCTION)
        for name, (table, event) in _wanted(connection).items():
            if postgres:
                cursor.execute(f"CREATE TRIGGER {name} {event} {body}")
                cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")
            else:
                cursor.execute(
                    f"CREATE TRIGGER {name} {event} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
                )


def remove(using: str = "default") -> None:
    """Set the triggers aside: for installing them anew, and for tests that empty tables."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for name, (table, _event) in _wanted(connection).items():
            place = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{place}")


def missing(using: str = "default") -> set[str]:
    """The names of the triggers that do not stand, or, on PostgreSQL, not always."""
    connection = connections[using]
    question = (
        "SELECT name, 'A' FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        cursor.execute(question)
        standing = {name for name, enabled in cursor.fetchall() if enabled == ALWAYS}
    return _wanted(connection).keys() - standing


def faults(using: str = "default", message: type[CheckMessage] = Error) -> list[CheckMessage]:
    """One message when something could be changed."""
    lost = missing(using)
    if not lost:
        return []
    code = "casework.E001" if message is Error else "casework.W001"
    text = f"The trail in '{using}' is not protected: {', '.join(sorted(lost))}."
    return [message(text, hint="Run migrate: it makes the triggers anew.", id=code)]


@register(Tags.database)
def check_triggers(databases=None, **options) -> list[CheckMessage]:
    """Stops whatever checks a database; `migrate`, which makes them, is only warned."""
    message = Warning if _command() == "migrate" else Error
    return [fault for using in databases or () for fault in faults(using, message)]


@register()
def check_before_serving(**options) -> list[CheckMessage]:
    """Django's own server asks no database before it starts."""
    return faults() if _command() == "runserver" else []


def _command() -> str:
    return sys.argv[1] if len(sys.argv) > 1 else ""
