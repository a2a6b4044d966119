"""Read rosters without touching the database and write what they say as JSON lines."""

import json
import sys
from contextlib import nullcontext
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from casework import rosters


def _day(text):
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"--as-of: {text} is no day of the form YYYY-MM-DD") from error


def _issue(file, sheet, row, finding):
    return {
        "type": "issue" if finding.code in rosters.messages and finding.code != "NOTE" else "note",
        "file": file,
        "sheet": sheet,
        "row": row,
        "code": finding.code,
        "level": finding.level,
        "key": finding.key,
        "message": finding.message,
    }


def lines(roster):
    """The roster as dictionaries: one file, then its rows and issues."""
    yield {
        "type": "file",
        "file": roster.file,
        "accepted": roster.accepted,
        "reason": roster.reason,
        "kind": roster.kind,
    }
    for finding in roster.findings:
        yield _issue(roster.file, "", None, finding)
    for sheet in roster.sheets:
        yield from _sheet_lines(roster.file, sheet)


def _sheet_lines(file, sheet):
    for finding in sheet.findings:
        yield _issue(file, sheet.name, getattr(finding, "row", None), finding)
    for row in sheet.rows:
        place = {"file": file, "sheet": sheet.name, "row": row.number}
        yield {"type": "row", **place, "values": row.values}
        for finding in row.findings:
            yield _issue(file, sheet.name, row.number, finding)


class Command(BaseCommand):
    """`manage.py read_roster FILE… [--as-of YYYY-MM-DD] [--json OUT]`."""

    help = "Read rosters (.xlsx .xls .csv …) and print rows and findings as JSON lines."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--as-of", type=_day, default=None, help="statistics date")
        parser.add_argument("--json", type=Path, default=None, help="write here, not to stdout")

    def handle(self, *, files, as_of, json, **options):
        as_of = as_of or date.today()
        if hasattr(sys.stdout, "reconfigure"):  # consoles of Windows are not UTF-8
            sys.stdout.reconfigure(encoding="utf-8")
        with json.open("w", encoding="utf-8") if json else nullcontext(self.stdout) as out:
            for path in files:
                write(rosters.read(path, path.name, as_of), out)


def write(roster, out):
    """One JSON object a line, as UTF-8 text."""
    for line in lines(roster):
        out.write(json.dumps(line, ensure_ascii=False) + "\n")
