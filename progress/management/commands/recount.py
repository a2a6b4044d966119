"""Work every derived column, deadline and missing paper out again."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from progress.recounting import recount


class Command(BaseCommand):
    help = "Works out derived columns and rows again, names every difference and puts it right."

    def add_arguments(self, parser):
        parser.add_argument(
            "--check", action="store_true", help="change nothing; exit 1 when something differs"
        )

    def handle(self, *args, check, **options):
        number = 0
        for difference in recount(timezone.localdate(), mend=not check):
            number += 1
            self.stdout.write(str(difference))
        if check and number:
            raise CommandError(f"{number} differences.")
        self.stdout.write(f"{number} differences." if number else "Everything agrees.")
