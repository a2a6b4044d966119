"""What the trail was on a day, kept where a rewrite or a cut of the table cannot reach.

A checkpoint is one signed JSON line: number and hash of the newest event, its moment, and how
many events and cases there were. Copied to the superior office or a USB stick, it shows later
whether the trail still holds that event (`manage.py audit verify --anchor FILE`).
"""

import json
import os
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from .models.events import AuditEvent
from .pipelines import PIPELINES
from .verify_chain import anchors_of, signature

VERIFIED = "verified.jsonl"  # how far the last check went
NEWEST = ("seq", "hash", "at")


def folder() -> Path | None:
    """Where this place keeps its own; None switches them off."""
    return settings.CASEWORK_CHECKPOINTS


def line(seq: int, hashed: str, at: datetime) -> str:
    """A checkpoint of the event, signed."""
    counts = {p.model._meta.label_lower: p.model._base_manager.count() for p in PIPELINES.values()}
    told = {"seq": seq, "hash": hashed, "at": at.isoformat(), "counts": {"events": seq, **counts}}
    return json.dumps({**told, "signature": signature(settings.CASEWORK_AUDIT_KEY, told)})


def newest() -> tuple | None:
    """Number, hash and moment of the newest event."""
    return AuditEvent.objects.order_by("-seq").values_list(*NEWEST).first()


def write(told: str, to: Path, day: date) -> Path:
    """Append the line to the day's file in the folder, on the disk before this returns."""
    to.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = to / f"checkpoint-{day.isoformat()}.jsonl"
    _store(path, told, os.O_APPEND)
    return path


def _store(path: Path, told: str, how: int) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | how, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(f"{told}\n")
        file.flush()
        os.fsync(file.fileno())


def keep(seq: int, hashed: str, at: datetime) -> None:
    """The day's checkpoint in the folder of the place, if it keeps any."""
    to = folder()
    if to is not None:
        write(line(seq, hashed, at), to, timezone.localdate())


def daily() -> None:
    """At the first start of a day: the checkpoint, unless the day has one."""
    to, found = folder(), newest()
    if to is None or found is None:
        return
    if not (to / f"checkpoint-{timezone.localdate().isoformat()}.jsonl").exists():
        keep(*found)


def known() -> dict[int, str]:
    """Hashes by number out of every file of the folder. Raises Unreadable at a forged line."""
    to, found = folder(), {}
    for path in sorted(to.glob("*.jsonl")) if to else ():
        found |= read(path)
    return found


def read(path: Path) -> dict[int, str]:
    with path.open(encoding="utf-8") as lines:
        return anchors_of(settings.CASEWORK_AUDIT_KEY, lines, path.name)


def remember(seq: int, hashed: str, at: datetime) -> None:
    """How far the chain has been found whole, for the next check of what is new."""
    to = folder()
    if to is not None:
        to.mkdir(mode=0o700, parents=True, exist_ok=True)
        _store(to / VERIFIED, line(seq, hashed, at), os.O_TRUNC)


def remembered() -> tuple[int, str]:
    """Number and hash of the event up to which the last check went; the start without one."""
    path = folder() and folder() / VERIFIED
    found = read(path) if path and path.exists() else {}
    return max(found.items(), default=(0, ""))
