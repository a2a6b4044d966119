"""The separate program, the copies it reads, checkpoints and the incremental check."""

import json
import sqlite3
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from casework import audit, checkpoints, verify_chain
from casework.models import AuditEvent
from tests.officers import township

from .trails import TABLE, clerk, forge, noted, rewrite

pytestmark = pytest.mark.django_db
PROGRAM = Path(verify_chain.__file__)


@pytest.fixture
def by():
    return clerk()


@pytest.fixture
def kept(settings, tmp_path):
    """A folder of its own for the checkpoints of the place."""
    settings.CASEWORK_CHECKPOINTS = tmp_path / "checkpoints"
    return settings.CASEWORK_CHECKPOINTS


@pytest.fixture
def key(tmp_path):
    path = tmp_path / "key"
    path.write_text(settings.CASEWORK_AUDIT_KEY.hex(), "ascii")
    return path


def dumped(tmp_path) -> Path:
    """What the discipline office gets from PostgreSQL, and may get from SQLite."""
    path = tmp_path / "events.jsonl"
    call_command("audit", "dump", str(path), verbosity=0)
    return path


def as_sqlite(tmp_path) -> Path:
    """A SQLite file with the table of events alone."""
    path = tmp_path / "copy.sqlite3"
    columns = ", ".join(verify_chain.COLUMNS)
    with sqlite3.connect(path) as copy:
        copy.execute(f"CREATE TABLE {TABLE} ({columns})")
        for seq, kind, at, *rest in audit.stored():
            row = (seq, kind, at.removesuffix("+00:00").replace("T", " "), *rest)
            copy.execute(f"INSERT INTO {TABLE} VALUES ({', '.join('?' * 10)})", row)
    copy.close()
    return path


def run(*arguments) -> subprocess.CompletedProcess:
    """The program with nothing of the product, and no site packages, to be found."""
    call = [sys.executable, "-I", "-S", str(PROGRAM), *map(str, arguments)]
    return subprocess.run(call, capture_output=True, text=True, cwd="/")


@pytest.mark.parametrize("copy", [dumped, as_sqlite])
def test_a_copy_is_verified_with_nothing_of_the_product(by, tmp_path, key, copy):
    noted(by, 5)
    newest = AuditEvent.objects.first()
    done = run(copy(tmp_path), "--key", key)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"5 events, the chain holds, newest 5 {newest.hash[:16]}.\n"


@pytest.mark.parametrize("copy", [dumped, as_sqlite])
def test_the_program_names_the_first_event_that_does_not_fit(by, tmp_path, key, copy):
    noted(by, 5)
    forge(f"UPDATE {TABLE} SET payload = replace(payload, '名册', '清单') WHERE seq >= 3")
    done = run(copy(tmp_path), "--key", key)
    assert done.returncode == 1 and done.stdout.startswith("Event 3 (export, ")


def test_the_program_checks_against_checkpoints(by, tmp_path, key):
    noted(by, 5)
    anchor = tmp_path / "anchor.jsonl"
    anchor.write_text(checkpoints.line(*checkpoints.newest()), "utf-8")
    rewrite(2, change=lambda text: text.replace("名册", "清单"))
    assert run(dumped(tmp_path), "--key", key).returncode == 0
    done = run(dumped(tmp_path), "--key", key, "--anchor", anchor)
    assert done.returncode == 1 and done.stdout.startswith("Event 5 ")


def test_the_program_says_what_it_could_not_read(tmp_path, key):
    missing = run(tmp_path / "nothing", "--key", key)
    garbage = tmp_path / "garbage"
    garbage.write_text("not a dump\n", "utf-8")
    assert missing.returncode == 2 and "nothing" in missing.stderr
    assert run(garbage, "--key", key).returncode == 2


@pytest.mark.django_db(transaction=True)
def test_a_copy_of_the_sqlite_file_itself_is_verified(by, tmp_path, key):
    noted(by, 3)
    if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        copy = dumped(tmp_path)
    else:
        copy = tmp_path / "copy.sqlite3"
        name = settings.DATABASES["default"]["NAME"]
        with sqlite3.connect(name) as source:
            source.execute("VACUUM INTO ?", [str(copy)])
        source.close()
    done = run(copy, "--key", key)
    assert done.stdout.startswith("3 events, the chain holds")


# Checkpoints and the incremental check ---------------------------------------------------


def test_a_checkpoint_is_signed_and_tells_counts(by, tmp_path):
    noted(by, 3)
    call_command("audit", "checkpoint", to=tmp_path, verbosity=0)
    (path,) = tmp_path.glob("checkpoint-*.jsonl")
    told = json.loads(path.read_text("utf-8"))
    assert (told["seq"], told["counts"]["events"]) == (3, 3)
    assert set(told["counts"]) == {"events", "membership.application", "talent.talent"}
    assert told["signature"] == verify_chain.signature(settings.CASEWORK_AUDIT_KEY, told)
    assert path.stat().st_mode & 0o077 == 0


def test_without_an_event_there_is_nothing_to_sign(tmp_path):
    with pytest.raises(CommandError, match="no event"):
        call_command("audit", "checkpoint", to=tmp_path)


def test_the_first_event_of_a_day_leaves_the_checkpoint_of_the_day_before(
    by, kept, monkeypatch, django_capture_on_commit_callbacks
):
    noted(by, 2)
    last = AuditEvent.objects.first()
    tomorrow = timezone.now() + timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)
    with django_capture_on_commit_callbacks(execute=True):
        audit.append("export", by=by, unit_path=township().path, what="名册", rows=1)
        audit.append("export", by=by, unit_path=township().path, what="名册", rows=1)
    (path,) = kept.glob("checkpoint-*.jsonl")
    assert checkpoints.read(path) == {2: last.hash}


def test_the_first_start_of_a_day_leaves_one_and_the_second_none(by, kept):
    call_command("audit", "checkpoint", daily=True)
    assert not kept.exists()
    noted(by, 2)
    for _start in range(2):
        call_command("audit", "checkpoint", daily=True)
    (path,) = kept.glob("checkpoint-*.jsonl")
    assert len(path.read_text("utf-8").splitlines()) == 1


def test_the_place_checks_against_its_own_checkpoints(by, kept):
    noted(by, 5)
    call_command("audit", "checkpoint", verbosity=0)
    forge(f"DELETE FROM {TABLE} WHERE seq >= 4")
    with pytest.raises(CommandError, match="Event 4: a checkpoint knows event 5"):
        call_command("audit", "verify")


def test_the_incremental_check_begins_where_the_last_one_ended(by, kept, capsys):
    noted(by, 5)
    call_command("audit", "verify", new=True)
    noted(by, 3)
    forge(f"UPDATE {TABLE} SET kind = 'import' WHERE seq = 2")
    call_command("audit", "verify", new=True)
    assert capsys.readouterr().out.splitlines()[1].startswith("4 events after 4, the chain holds")
    with pytest.raises(CommandError, match="Event 2 "):
        call_command("audit", "verify")
    forge(f"UPDATE {TABLE} SET kind = 'import' WHERE seq = 7")
    call_command("audit", "verify", since=8)
    with pytest.raises(CommandError, match="Event 7 "):
        call_command("audit", "verify", since=6)


def test_the_incremental_check_notices_a_trail_that_has_gone_back(by, kept):
    noted(by, 5)
    call_command("audit", "verify", new=True)
    forge(f"DELETE FROM {TABLE} WHERE seq >= 3")
    noted(by, 4)
    with pytest.raises(CommandError, match=r"Event 5 .*a checkpoint knows another event"):
        call_command("audit", "verify", new=True)


def test_a_clock_turned_back_keeps_the_order_and_is_flagged(client, by, monkeypatch):
    noted(by, 1)
    yesterday = timezone.now() - timedelta(days=1)
    with monkeypatch.context() as clock:
        clock.setattr(timezone, "now", lambda: yesterday)
        noted(by, 1)
    noted(by, 1)
    assert audit.first_broken() is None
    client.force_login(by)
    answer = client.get("/audit/")
    assert [event["early"] for event in answer.context["events"]] == [False, True, False]
    assert [event["seq"] for event in answer.context["events"]] == [3, 2, 1]
    assert answer.content.decode().count("时间早于上一条") == 1
