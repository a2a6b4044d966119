"""Each attack of the table by somebody with the whole database in hand, and what names it.

reliability.md §2.4. The attacks work on twenty events: a case of five, then fifteen exports; the
checkpoint kept outside knows event 12.
"""

import json
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from casework import checkpoints, fold
from casework.models import AuditEvent
from casework.verify_chain import sealed

from .trails import TABLE, acted, clerk, forge, noted, rewrite

pytestmark = pytest.mark.django_db

AROUND = 7  # events of the people and places around the case, before the twenty
MIDDLE, KNOWN, LAST = AROUND + 8, AROUND + 12, AROUND + 20
WRONG = b"\x55" * 32


@dataclass(frozen=True)
class Attack:
    """What is done, the first event that verify names (with the checkpoint if `anchored`), or the
    case that reconcile names."""

    name: str
    act: object
    seq: int | None = None
    anchored: bool = False
    reconciled: str = ""


def edit(case):
    forge(f"UPDATE {TABLE} SET payload = replace(payload, '名册', '清单') WHERE seq = {MIDDLE}")


def edit_with_own_hash(case):
    event = AuditEvent.objects.get(seq=MIDDLE)
    text = event.payload.replace("名册", "清单")
    hashed = sealed(WRONG, event.previous, MIDDLE, text)
    forge(f"UPDATE {TABLE} SET payload = %s, hash = %s WHERE seq = {MIDDLE}", text, hashed)


def edit_a_column(case):
    forge(f"UPDATE {TABLE} SET actor_id = 999 WHERE seq = {MIDDLE}")


def delete_middle(case):
    forge(f"DELETE FROM {TABLE} WHERE seq = {MIDDLE}")


def swap(case):
    for old, new in ((MIDDLE, 900), (MIDDLE + 1, MIDDLE), (900, MIDDLE + 1)):
        forge(f"UPDATE {TABLE} SET seq = {new} WHERE seq = {old}")


def insert(case):
    """A new event in the middle, those behind it moved up by one."""
    for seq in range(LAST, MIDDLE - 1, -1):
        forge(f"UPDATE {TABLE} SET seq = {seq + 1} WHERE seq = {seq}")
    columns = "at, kind, actor_id, unit_path, person_id, subject, payload, previous, hash"
    forge(
        f"INSERT INTO {TABLE} (seq, {columns}) SELECT {MIDDLE}, {columns} FROM {TABLE}"
        f" WHERE seq = {MIDDLE - 1}"
    )


def cut_tail(case):
    forge(f"DELETE FROM {TABLE} WHERE seq >= {KNOWN - 1}")


def cut_tail_with_facts(case):
    """The last act of the case and all after it: the row shows more than the log."""
    forge(f"DELETE FROM {TABLE} WHERE seq >= {AROUND + 5}")


def rewrite_without_key(case):
    rewrite(MIDDLE, WRONG, lambda text: text.replace("名册", "清单"))


def wipe_subject(case):
    forge(f"DELETE FROM {TABLE} WHERE person_id = {case.person_id}")
    rewrite(1, WRONG)


def wipe_subject_with_key(case):
    forge(f"DELETE FROM {TABLE} WHERE person_id = {case.person_id}")
    rewrite(1)


def forge_append(case):
    last = AuditEvent.objects.get(seq=LAST)
    payload = last.payload.replace("名册", "清单")
    hashed = sealed(WRONG, last.hash, LAST + 1, payload)
    forge(
        f"INSERT INTO {TABLE} (seq, at, kind, actor_id, unit_path, person_id, subject, payload,"
        f" previous, hash) SELECT {LAST + 1}, at, kind, actor_id, unit_path, person_id, subject,"
        f" %s, hash, %s FROM {TABLE} WHERE seq = {LAST}",
        payload,
        hashed,
    )


def restore_old_backup(case):
    """Events and rows as they stood after the first step, consistent in themselves."""
    forge(f"DELETE FROM {TABLE} WHERE seq > {AROUND + 2}")
    steps = case.steps.model._meta.db_table
    first = case.steps.order_by("pk").first().pk
    forge(f"DELETE FROM {steps} WHERE id > {first}")
    forge("UPDATE membership_application SET talker = '王书记' WHERE talker = '李主任'")


def rewrite_with_key(case):
    rewrite(MIDDLE, change=lambda text: text.replace("名册", "清单"))


def change_business_row(case):
    forge("UPDATE membership_application SET talked_on = '2026-06-02'")


CAUGHT = [
    Attack("edit", edit, MIDDLE),
    Attack("edit + own hash", edit_with_own_hash, MIDDLE),
    Attack("edit a column for finding", edit_a_column, MIDDLE),
    Attack("delete middle", delete_middle, MIDDLE + 1),
    Attack("swap", swap, MIDDLE),
    Attack("insert", insert, MIDDLE),
    Attack("delete tail", cut_tail, KNOWN - 1, anchored=True),
    Attack("delete tail, the rows left", cut_tail_with_facts, reconciled="stage"),
    Attack("rewrite without the key", rewrite_without_key, MIDDLE),
    Attack("wipe a subject", wipe_subject, 1),
    Attack("wipe a subject with the key, seen by the row", wipe_subject_with_key,
           reconciled="register"),
    Attack("wipe a subject with the key, seen by the checkpoint", wipe_subject_with_key, KNOWN,
           anchored=True),
    Attack("forged append without the key", forge_append, LAST + 1),
    Attack("restore an old backup", restore_old_backup, AROUND + 3, anchored=True),
    Attack("rewrite with the key before the checkpoint", rewrite_with_key, KNOWN, anchored=True),
    Attack("change the business row", change_business_row, reconciled="talked_on"),
]  # fmt: skip


@pytest.fixture
def case():
    by = clerk()
    found = acted(by)
    noted(by, LAST - AROUND - 5)
    assert AuditEvent.objects.count() == LAST
    return found


@pytest.fixture
def anchor(case, tmp_path):
    """The checkpoint that was carried out of the house when event 12 was the newest."""
    known = AuditEvent.objects.filter(seq=KNOWN).values_list("seq", "hash", "at").get()
    path = tmp_path / "checkpoint.jsonl"
    path.write_text(checkpoints.line(*known) + "\n", "utf-8")
    return path


@pytest.mark.parametrize("attack", CAUGHT, ids=lambda attack: attack.name)
def test_every_attack_that_can_be_caught_is_named(case, anchor, attack):
    attack.act(case)
    if attack.reconciled:
        (first, *_rest) = fold.differences()
        assert first.subject == f"membership.application:{case.pk}"
        assert first.what == attack.reconciled
        return
    with pytest.raises(CommandError) as found:
        call_command("audit", "verify", *(["--anchor", str(anchor)] if attack.anchored else []))
    assert str(found.value).startswith(f"Event {attack.seq}")


@pytest.mark.parametrize(
    "attack", [a for a in CAUGHT if a.anchored], ids=lambda attack: attack.name
)
def test_what_a_checkpoint_catches_the_chain_alone_does_not(case, attack, capsys):
    attack.act(case)
    call_command("audit", "verify")
    assert "the chain holds" in capsys.readouterr().out


def test_the_open_window_is_what_lies_behind_the_last_checkpoint(case, anchor, capsys):
    """With the key, behind the checkpoint, and the rows set back as well: docs/security.md."""
    rewrite(KNOWN + 1, change=lambda text: text.replace("名册", "清单"))
    call_command("audit", "verify", anchor=[anchor])
    assert "the chain holds" in capsys.readouterr().out
    assert list(fold.differences()) == []


def test_nothing_done_is_nothing_found(case, anchor, capsys):
    call_command("audit", "verify", anchor=[anchor])
    assert f"{LAST} events, the chain holds" in capsys.readouterr().out
    call_command("audit", "reconcile")
    assert "1 cases, each as its events say." in capsys.readouterr().out


def test_a_checkpoint_that_somebody_wrote_is_refused(case, anchor):
    told = json.loads(anchor.read_text("utf-8"))
    anchor.write_text(json.dumps({**told, "seq": 3}), "utf-8")
    with pytest.raises(CommandError, match=r"checkpoint\.jsonl:1 was changed"):
        call_command("audit", "verify", anchor=[anchor])


def test_the_key_lies_outside_the_database(case):
    key = settings.CASEWORK_AUDIT_KEY.hex()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT payload FROM {TABLE}")
        assert not any(key in text for (text,) in cursor.fetchall())
