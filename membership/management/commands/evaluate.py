"""Print what the rules say of a case told as facts (docs/evaluate.md). Stores nothing."""

import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import override

from membership.evaluation import evaluate
from membership.told import Untellable, read


class Command(BaseCommand):
    help = "Print, as JSON, what the rules say of a case told as facts; stores nothing."

    def add_arguments(self, parser):
        parser.add_argument("facts", help="a JSON file as docs/evaluate.md describes, or -")

    def handle(self, *args, facts: str, **options):
        with override("zh-hans"):
            try:
                answer = evaluate(read(_load(facts)), timezone.localdate())
            except Untellable as problem:
                raise CommandError(str(problem)) from problem
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))


def _load(name: str):
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8-sig")
        return json.loads(text)
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as problem:
        raise CommandError(f"{name}: {problem}") from problem
