"""Checks the audit chain with nothing of the product installed; the product checks with it too.

    python3 verify_chain.py COPY --key FILE [--anchor FILE]

COPY is a copy of the SQLite file, or the JSON lines that `manage.py audit dump` writes from
either database. FILE of --key holds the 64 hexadecimal digits of CASEWORK_AUDIT_KEY; FILE of
--anchor holds the checkpoints kept outside (JSON lines). Ends with 0 when the chain holds, 1 when
an event does not fit, 2 when something could not be read. Python 3.11 and its own library only.
"""

import argparse
import hmac
import json
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

TABLE = "casework_auditevent"
ABOUT = ("kind", "at", "actor_id", "unit_path", "person_id", "subject")
COLUMNS = ("seq", *ABOUT, "payload", "previous", "hash")
CHECKPOINT = ("seq", "hash", "at", "counts")


class Event(NamedTuple):
    """A row of the table; `at` is the moment in UTC as the payload writes it."""

    seq: int
    kind: str
    at: str
    actor_id: int | None
    unit_path: str
    person_id: int | None
    subject: str
    payload: str
    previous: str
    hash: str


class Broken(NamedTuple):
    """The first event that does not fit, and why. `kind` and `at` are empty when it is gone."""

    seq: int
    kind: str
    at: str
    why: str

    def __str__(self) -> str:
        told = f" ({self.kind}, {self.at[:16].replace('T', ' ')})" if self.kind else ""
        return f"Event {self.seq}{told}: {self.why}"


class Unreadable(Exception):
    """A file is not what it should be."""


def sealed(key: bytes, previous: str, seq: int, payload: str) -> str:
    """The hash of an event, hexadecimal: HMAC-SHA-256 over link, number and stored text."""
    return hmac.digest(key, f"{previous}|{seq}|{payload}".encode(), "sha256").hex()


def head(about: Iterable) -> str:
    """How a payload begins: the columns for finding, in the order of ABOUT."""
    kind, at, actor, unit, person, subject = about
    return (
        f'{{"kind": {_text(kind)}, "at": "{at}", "actor_id": {_number(actor)}, '
        f'"unit_path": {_text(unit)}, "person_id": {_number(person)}, "subject": {_text(subject)}'
    )


def _text(value: str) -> str:
    plain = value.isascii() and value.isprintable() and '"' not in value and "\\" not in value
    return f'"{value}"' if plain else json.dumps(value, ensure_ascii=False)


def _number(value: int | None) -> str:
    return "null" if value is None else str(value)


class Walk:
    """Follows the events in order, from the start or from one that is known.

    `anchors` are hashes known from elsewhere, by number.
    """

    def __init__(self, key: bytes, anchors: dict[int, str] | None = None, after=(0, "")):
        self.key, self.anchors = key, anchors or {}
        self.seq, self.hash = after

    def first_broken(self, events: Iterable[Event]) -> Broken | None:
        """The first event that does not fit; None when all do and every anchor was met."""
        for event in events:
            why = self._fault(event)
            if why:
                return Broken(event.seq, event.kind, event.at, why)
            self.seq, self.hash = event.seq, event.hash
        return self._cut()

    def _fault(self, event: Event) -> str:
        """What is wrong with the event, or nothing."""
        if event.seq != self.seq + 1:
            return f"the number after {self.seq} should be {self.seq + 1}: events were taken out."
        if event.previous != self.hash:
            return "it is not linked to the event before it: one of the two was put in or changed."
        if event.hash != sealed(self.key, self.hash, event.seq, event.payload):
            return "it was changed or written without the key."
        if not event.payload.startswith(head(event[1:7])):
            return "its columns do not say what its sealed text says."
        if self.anchors.get(event.seq, event.hash) != event.hash:
            return "a checkpoint knows another event here: it, or one before it, was rewritten."
        return ""

    def _cut(self) -> Broken | None:
        known = max(self.anchors, default=0)
        if known <= self.seq:
            return None
        why = f"a checkpoint knows event {known}, the trail ends at {self.seq}: the end is gone."
        return Broken(self.seq + 1, "", "", why)


# Checkpoints -----------------------------------------------------------------------------


def signature(key: bytes, checkpoint: dict) -> str:
    """The signature of a checkpoint, hexadecimal."""
    said = json.dumps([checkpoint[name] for name in CHECKPOINT], sort_keys=True)
    return hmac.digest(key, f"checkpoint|{said}".encode(), "sha256").hex()


def anchors_of(key: bytes, lines: Iterable[str], name: str = "") -> dict[int, str]:
    """Hashes by number out of checkpoint lines. Raises Unreadable at a line nobody signed."""
    found = {}
    for place, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            told = json.loads(line)
            good = hmac.compare_digest(told["signature"], signature(key, told))
        except (ValueError, KeyError, TypeError) as error:
            raise Unreadable(f"{name}:{place} is no checkpoint.") from error
        if not good:
            raise Unreadable(f"{name}:{place} was changed, or signed with another key.")
        found[told["seq"]] = told["hash"]
    return found


# Copies ----------------------------------------------------------------------------------


def moment(stored: str) -> str:
    """A moment of SQLite's column (UTC) as the payload writes it."""
    return stored.replace(" ", "T", 1) + "+00:00"


def from_sqlite(path: Path) -> Iterator[Event]:
    """The events of a SQLite file, which is opened for reading only."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
        question = f"SELECT {', '.join(COLUMNS)} FROM {TABLE} ORDER BY seq"
        for seq, kind, at, *rest in database.execute(question):
            yield Event(seq, kind, moment(at), *rest)


def from_lines(path: Path) -> Iterator[Event]:
    """The events of a dump: one JSON list in the order of COLUMNS a line."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield Event(*json.loads(line))


def copy_of(path: Path) -> Iterator[Event]:
    with path.open("rb") as file:
        sqlite = file.read(15) == b"SQLite format 3"
    return from_sqlite(path) if sqlite else from_lines(path)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Check a copy of the audit chain.")
    parser.add_argument("copy", type=Path)
    parser.add_argument("--key", type=Path, required=True)
    parser.add_argument("--anchor", type=Path, action="append", default=[])
    asked = parser.parse_args(arguments)
    try:
        return _check(asked)
    except (OSError, ValueError, TypeError, sqlite3.Error, Unreadable) as error:
        print(f"Could not be read: {error}", file=sys.stderr)
        return 2


def _check(asked) -> int:
    key = bytes.fromhex(asked.key.read_text("ascii").strip())
    anchors = {}
    for path in asked.anchor:
        with path.open(encoding="utf-8") as lines:
            anchors |= anchors_of(key, lines, path.name)
    walk = Walk(key, anchors)
    broken = walk.first_broken(copy_of(asked.copy))
    if broken:
        print(broken)
        return 1
    print(f"{walk.seq} events, the chain holds, newest {walk.seq} {walk.hash[:16]}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
