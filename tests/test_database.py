"""What the database connection is set to, and that writers really queue."""

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection

from config import keys
from config.databases import database, postgres, sqlite
from config.sqlite3.base import DatabaseWrapper

PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL
    "foreign_keys": 1,
    "recursive_triggers": 1,
    "secure_delete": 1,
    "journal_size_limit": 64 * 1024 * 1024,
    "busy_timeout": 20_000,  # milliseconds
}
# Writes one row, says so, keeps its transaction open for the given seconds, and commits.
WRITER = """
import sys, time
from pathlib import Path
from tests.test_database import begin, connect
own = connect(Path(sys.argv[1]))
begin(own)
own.cursor().execute("INSERT INTO entry VALUES ('first')")
print("written", flush=True)
time.sleep(float(sys.argv[2]))
own.commit()
own.close()
"""


def connect(path: Path) -> DatabaseWrapper:
    """A connection of its own to a file, set as the product sets it."""
    return DatabaseWrapper({**connection.settings_dict, **sqlite(path)}, alias="own")


def begin(own: DatabaseWrapper) -> None:
    """Open a transaction the way `transaction.atomic` does."""
    own.ensure_connection()
    own.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


def entries(own: DatabaseWrapper) -> list[str]:
    """The rows as this connection sees them."""
    with own.cursor() as cursor:
        return [row[0] for row in cursor.execute("SELECT text FROM entry").fetchall()]


@pytest.fixture
def own(tmp_path: Path, django_db_blocker) -> Iterator[DatabaseWrapper]:
    """An open connection to a new file with one table; the tests' own database is not used."""
    wrapper = connect(tmp_path / "own.sqlite3")
    with django_db_blocker.unblock():
        with wrapper.cursor() as cursor:
            cursor.execute("CREATE TABLE entry (text TEXT)")
        yield wrapper
    wrapper.close()


@pytest.fixture
def other_writer(own: DatabaseWrapper, root: Path) -> Iterator[subprocess.Popen]:
    """Another process inside a transaction that it keeps open for a second."""
    path = own.settings_dict["NAME"]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    call = [sys.executable, "-c", WRITER, str(path), "1"]
    process = subprocess.Popen(call, cwd=root, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "written\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


@pytest.mark.parametrize("name", PRAGMAS)
def test_a_live_connection_has_the_setting(own, name):
    with own.cursor() as cursor:
        assert cursor.execute(f"PRAGMA {name}").fetchone()[0] == PRAGMAS[name]


def test_a_transaction_takes_the_write_lock_when_it_begins(own):
    begin(own)
    stranger = sqlite3.connect(own.settings_dict["NAME"], timeout=0)
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        stranger.execute("BEGIN IMMEDIATE")
    stranger.close()
    own.rollback()


def test_a_second_writer_begins_after_the_first_has_committed(own, other_writer):
    started = time.monotonic()
    begin(own)
    assert time.monotonic() - started > 0.3
    assert entries(own) == ["first"]
    own.rollback()


def test_writers_wait_at_the_turnstile_and_not_in_the_database(own, other_writer):
    own.cursor().execute("PRAGMA busy_timeout=0")  # without the turnstile this would raise
    begin(own)
    assert entries(own) == ["first"]
    own.rollback()


def test_readers_do_not_wait_for_a_writer(own, other_writer):
    started = time.monotonic()
    assert entries(own) == []
    assert time.monotonic() - started < 0.3


def test_a_killed_writer_lets_the_next_one_through_and_leaves_nothing(own, other_writer):
    other_writer.kill()
    begin(own)
    assert entries(own) == []
    own.rollback()


@pytest.mark.parametrize("end", ["commit", "rollback", "close"])
def test_the_turnstile_is_free_after_every_end_of_a_transaction(own, end):
    begin(own)
    assert own._turn is not None
    getattr(own, end)()
    assert own._turn is None


def test_the_turnstile_is_free_after_a_transaction_that_could_not_begin(own):
    stranger = sqlite3.connect(own.settings_dict["NAME"], isolation_level=None)
    stranger.execute("BEGIN IMMEDIATE")
    own.cursor().execute("PRAGMA busy_timeout=0")
    with pytest.raises(OperationalError, match="locked"):
        begin(own)
    assert own._turn is None
    stranger.close()


def test_a_database_in_memory_takes_no_turnstile(tmp_path, monkeypatch, django_db_blocker):
    monkeypatch.chdir(tmp_path)
    wrapper = connect(Path(":memory:"))
    wrapper.settings_dict["NAME"] = "file:own?mode=memory&cache=shared"
    with django_db_blocker.unblock():
        begin(wrapper)
    assert wrapper._turn is None and not list(tmp_path.iterdir())
    wrapper.rollback()
    wrapper.connection.close()


@pytest.mark.django_db
def test_a_request_is_not_a_transaction():
    assert connection.settings_dict["ATOMIC_REQUESTS"] is False
    assert "ATOMIC_REQUESTS" not in sqlite(Path("x")) | postgres("postgres:///x")


@pytest.mark.django_db
def test_the_run_is_on_the_database_it_says(settings):
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)
    expected = "postgresql" if settings.SETTINGS_MODULE.endswith("_pg") else "sqlite"
    assert connection.vendor == expected


def test_without_an_address_rows_live_in_a_file_of_the_instance(tmp_path):
    assert database("", tmp_path)["NAME"] == tmp_path / "db.sqlite3"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgres://u:p%40ss@db.example.cn:6432/cases", ("u", "p@ss", "db.example.cn", "6432")),
        ("postgresql://u@%2Fvar%2FRun/cases", ("u", "", "/var/Run", "")),
        ("postgresql://u:@/cases?host=/tmp/PG", ("u", "", "/tmp/PG", "")),
    ],
    ids=["network", "encoded-socket", "socket-option"],
)
def test_an_address_of_postgresql_is_read(url, expected):
    found = postgres(url)
    assert found["NAME"] == "cases" and found["OPTIONS"] == {"options": "-c jit=off"}
    assert tuple(found[key] for key in ("USER", "PASSWORD", "HOST", "PORT")) == expected
    assert found["CONN_HEALTH_CHECKS"] is True


def test_options_of_an_address_reach_the_driver():
    options = postgres("postgres://h/d?sslmode=verify-full")["OPTIONS"]
    assert options == {"sslmode": "verify-full", "options": "-c jit=off"}


@pytest.mark.parametrize("url", ["mysql://h/d", "postgres://h/", "cases"])
def test_any_other_address_is_refused(url):
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        postgres(url)


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for keys, and an environment that gives none."""
    monkeypatch.setattr(keys, "VAR", tmp_path)
    monkeypatch.delenv("CASEWORK_MASTER_KEY")
    return tmp_path / "keys" / "CASEWORK_MASTER_KEY"


def test_a_key_is_made_once_and_only_its_owner_reads_it(vault):
    first = keys.secret("CASEWORK_MASTER_KEY")
    assert len(first) == 32 and keys.secret("CASEWORK_MASTER_KEY") == first
    assert os.name == "nt" or vault.stat().st_mode & 0o777 == 0o600
    assert list(vault.parent.iterdir()) == [vault]


def test_a_key_of_the_environment_is_used_and_never_written(vault, monkeypatch):
    monkeypatch.setenv("CASEWORK_MASTER_KEY", "ab" * 32)
    assert keys.secret("CASEWORK_MASTER_KEY") == b"\xab" * 32
    assert not vault.exists()


@pytest.mark.parametrize("text", ["", "ab" * 31, "not hexadecimal"])
def test_a_damaged_key_is_refused_and_kept(vault, text):
    vault.parent.mkdir()
    vault.write_text(text)
    with pytest.raises(ImproperlyConfigured, match="CASEWORK_MASTER_KEY must hold 64"):
        keys.secret("CASEWORK_MASTER_KEY")
    assert vault.read_text() == text


def test_of_two_starts_at_once_the_first_key_stays(vault):
    keys.secret("CASEWORK_MASTER_KEY")
    first = vault.read_text()
    keys._create(vault)
    assert vault.read_text() == first


# Updating ----------------------------------------------------------------------------------


@pytest.fixture
def empty_place(tmp_path) -> Iterator[dict[str, str]]:
    """The environment of a process with a database of its own, of the kind of this run."""
    place = {**os.environ, "VAR_DIR": str(tmp_path), "DATABASE_URL": ""}
    if connection.vendor != "postgresql":
        yield place
        return
    address = os.environ["DATABASE_URL"]
    own = f"upgrade_{os.getpid()}"
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {own}")
        yield {**place, "DATABASE_URL": urlsplit(address)._replace(path=f"/{own}").geturl()}
        server.execute(f"DROP DATABASE {own}")


@pytest.mark.django_db
def test_an_update_keeps_a_dossier_and_works_out_what_is_new(root, empty_place):
    call = [sys.executable, "-m", "tests.upgrade"]
    done = subprocess.run(call, cwd=root, env=empty_place, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
