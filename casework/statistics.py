"""What SQLite knows of its tables when it chooses a way through them.

PostgreSQL looks by itself. SQLite looks when told to, and forgets a table that a migration
remakes; without figures it may walk a province where a township's index would do.
"""

from django.db import connections

SAMPLED = 1000  # rows of each index: enough to tell few from many, in milliseconds


def refresh(sender=None, *, using: str = "default", **told) -> None:
    """Look at every table. Receiver of `post_migrate`, which each start sends."""
    connection = connections[using]
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA analysis_limit={SAMPLED}")
        cursor.execute("ANALYZE")
