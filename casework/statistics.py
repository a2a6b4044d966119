"""What SQLite knows of its tables when it chooses a way through them.

PostgreSQL looks by itself. SQLite looks when told to, and forgets a table that a migration
remakes; without figures it may walk a province where a township's index would do.
"""

from django.db import connections


def refresh(sender=None, *, using: str = "default", **told) -> None:
    """Look at every table. Receiver of `post_migrate`, which each start sends.

    At all of it: a sample (PRAGMA analysis_limit) takes every value for as rare as its own
    limit, and a stage of sixty thousand for one of a thousand. A million cases take three
    seconds, a township none.
    """
    connection = connections[using]
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA analysis_limit=0")
        cursor.execute("ANALYZE")
