"""manage.py audit: check the trail, mark where it stands, compare it with the rows, copy it."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from casework import accepting, audit, checkpoints, fold, vouching
from casework.verify_chain import Unreadable, Walk

SHOWN = 50


class Command(BaseCommand):
    help = "Check that no event was changed, taken out or put in, and that the cases follow."

    def add_arguments(self, parser):
        actions = parser.add_subparsers(dest="action", required=True)
        verify = actions.add_parser("verify", help="walk the chain, name the first wrong event")
        verify.add_argument("--anchor", type=Path, action="append", default=[])
        part = verify.add_mutually_exclusive_group()
        part.add_argument("--since", type=int, help="only the events from this number on")
        part.add_argument("--new", action="store_true", help="only what came after the last check")
        checkpoint = actions.add_parser("checkpoint", help="sign where the trail stands")
        checkpoint.add_argument("--to", type=Path, help="folder to write to")
        checkpoint.add_argument("--daily", action="store_true", help="only the first of a day")
        actions.add_parser("reconcile", help="name every row that its events do not lead to")
        vouch = actions.add_parser("vouch", help="take rows as they stand into the trail")
        vouch.add_argument("--reason", required=True)
        vouch.add_argument("--differing", action="store_true", help="not only what is untold")
        dump = actions.add_parser("dump", help="write all events as JSON lines")
        dump.add_argument("file", type=Path)

    def handle(self, *args, action, **options):
        try:
            getattr(self, action)(**options)
        except (Unreadable, OSError) as error:
            raise CommandError(str(error)) from error

    def verify(self, *, anchor=(), since=None, new=False, **options):
        walk = self._walk(anchor, since, new)
        start = walk.seq
        broken = walk.first_broken(audit.stored(start))
        if broken:
            raise CommandError(str(broken))
        self._remember(walk, start, since)
        end = f", newest {walk.seq} {walk.hash[:16]}" if walk.seq else ""
        after = f" after {start}" if start else ""
        self.stdout.write(f"{walk.seq - start} events{after}, the chain holds{end}.")

    def _walk(self, files, since, new) -> Walk:
        """A walk from where the check begins, with everything known from outside."""
        anchors = checkpoints.known()
        for path in files:
            anchors |= checkpoints.read(path)
        first = checkpoints.remembered()[0] if new else since or 1
        after = audit.link_of(first - 1)
        return audit.walk_from(after, anchors)

    def _remember(self, walk: Walk, start: int, since) -> None:
        """A check from a chosen number says nothing of what lies before it."""
        if walk.seq > start and since is None:
            checkpoints.remember(walk.seq, walk.hash, timezone.now())

    def checkpoint(self, *, to=None, daily=False, **options):
        if daily:
            checkpoints.daily()
            return
        newest, place = checkpoints.newest(), to or checkpoints.folder()
        if newest is None or place is None:
            raise CommandError("There is no event yet, or no folder: name one with --to.")
        path = checkpoints.write(checkpoints.line(*newest), place, timezone.localdate())
        self.stdout.write(f"{newest[0]} {newest[1][:16]} → {path}")

    def reconcile(self, **options):
        found = []
        for difference in fold.differences():
            found.append(difference)
            if len(found) <= SHOWN:
                self.stdout.write(str(difference))
        self._spared()
        if found:
            raise CommandError(f"{len(found)} differences between the rows and their events.")
        self.stdout.write(f"{fold.counted()} cases, each as its events say.")

    def _spared(self):
        spared = vouching.untold()
        if spared.seq:
            rows = ", ".join(f"{label} up to {pk}" for label, pk in sorted(spared.upto.items()))
            self.stdout.write(f"Loaded without events (event {spared.seq}), not compared: {rows}.")

    def vouch(self, *, reason, differing=False, **options):
        number = accepting.vouch(note=reason, differing=differing)
        self.stdout.write(f"{number} rows taken into the trail as they stand.")

    def dump(self, *, file, **options):
        with file.open("w", encoding="utf-8") as out:
            written = sum(
                out.write(json.dumps(event, ensure_ascii=False) + "\n") > 0
                for event in audit.stored()
            )
        self.stdout.write(f"{written} events → {file}")
