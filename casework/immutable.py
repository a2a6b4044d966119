"""Triggers that let nobody, not even by SQL, change an event that has been written.

They are made anew after every migration, so that none can lose them, and a system
check tells when they are missing. A superuser of PostgreSQL can still drop them;
that shows in the chain, whose key lies outside the database.
"""

from django.core.checks import Tags, Warning, register
from django.db import connections

TABLE = "casework_auditevent"
REFUSAL = "An audit event is never changed."

SQLITE = {
    "audit_event_no_update": f"BEFORE UPDATE ON {TABLE}",
    "audit_event_no_delete": f"BEFORE DELETE ON {TABLE}",
    # INSERT OR REPLACE would put a new row in the place of an old one.
    "audit_event_no_replace": f"BEFORE INSERT ON {TABLE}"
    f" WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE seq = NEW.seq)",
}
POSTGRES = {
    "audit_event_no_change": f"BEFORE UPDATE OR DELETE ON {TABLE} FOR EACH ROW",
    "audit_event_no_truncate": f"BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT",
}
FUNCTION = f"""
CREATE OR REPLACE FUNCTION audit_event_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$
"""


def _wanted(connection) -> dict[str, str]:
    return {"sqlite": SQLITE, "postgresql": POSTGRES}[connection.vendor]


def _body(connection) -> str:
    if connection.vendor == "sqlite":
        return f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    return "EXECUTE FUNCTION audit_event_refuse()"


def install(using: str = "default", **signal) -> None:
    """Make the triggers, if the table is there. Receiver of `post_migrate`."""
    connection = connections[using]
    if TABLE not in connection.introspection.table_names():
        return
    remove(using)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(FUNCTION)
        for name, event in _wanted(connection).items():
            cursor.execute(f"CREATE TRIGGER {name} {event} {_body(connection)}")


def remove(using: str = "default") -> None:
    """Set the triggers aside: for installing them anew, and for tests that empty tables."""
    connection = connections[using]
    place = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name in _wanted(connection):
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{place}")


def present(using: str = "default") -> set[str]:
    """The names of the triggers that stand on the table."""
    connection = connections[using]
    question = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE tgrelid = to_regclass(%s) AND NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        cursor.execute(question, [TABLE])
        return {name for (name,) in cursor.fetchall()}


@register(Tags.database)
def check_triggers(databases=None, **options) -> list[Warning]:
    """A warning for every database whose events could be changed.

    No error: `migrate` itself asks before it makes the triggers.
    """
    return [
        Warning(
            f"The audit events of '{using}' are not protected.",
            hint="Run migrate: it makes the triggers anew.",
            id="casework.W001",
        )
        for using in databases or ()
        if TABLE in connections[using].introspection.table_names()
        and not present(using) >= set(_wanted(connections[using]))
    ]
