"""`manage.py keys status|rotate|retire`: the master key and its replacement."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from casework import rewrapping
from config import keys


class Command(BaseCommand):
    help = "Tell where the keys stand, put a new master key in place, drop the one before."

    def add_arguments(self, parser):
        parser.add_argument("what", choices=["status", "rotate", "retire"])

    def handle(self, what, **options):
        getattr(self, f"_{what}")()

    def _status(self):
        counts = rewrapping.count(keys.secret(keys.MASTER), keys.optional(keys.BEFORE))
        self.stdout.write(f"{counts.new} under the master key, {counts.old} under the one before")
        if counts.lost:
            raise CommandError(f"{counts.lost} keys open under neither.")
        return counts

    def _rotate(self):
        """New key first, then the rows: a run that breaks off is taken up by the next."""
        try:
            keys.replace_master()
        except ImproperlyConfigured as problem:
            raise CommandError(str(problem)) from problem
        new, old = keys.secret(keys.MASTER), keys.optional(keys.BEFORE)
        done = rewrapping.rewrap(new, old)
        self.stdout.write(f"{done} keys wrapped anew.")
        if new != settings.CASEWORK_MASTER_KEY:
            self.stdout.write("Restart the servers, run `keys rotate` again, then `keys retire`.")

    def _retire(self):
        counts = rewrapping.count(keys.secret(keys.MASTER), keys.optional(keys.BEFORE))
        if counts.old or counts.lost:
            raise CommandError(f"{counts.old + counts.lost} keys do not open under the master key.")
        keys.drop_before()
        self.stdout.write("The key before is gone. Backups from before still need their copy.")
