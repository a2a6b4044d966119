"""Write docs/rules.md from the rules, or say that it is stale."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from casework.ruledocs import document


class Command(BaseCommand):
    help = "Write docs/rules.md from the rules; with --check only say whether it is stale."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="fail when the file is stale")

    def handle(self, *args, check: bool, **options):
        path = settings.BASE_DIR / "docs" / "rules.md"
        fresh = document()
        stale = not path.exists() or path.read_text(encoding="utf-8") != fresh
        if check and stale:
            raise CommandError("docs/rules.md is stale: run `manage rules`.")
        if stale:
            path.parent.mkdir(exist_ok=True)
            path.write_text(fresh, encoding="utf-8", newline="\n")
        self.stdout.write(f"docs/rules.md: {len(fresh.splitlines())} lines")
