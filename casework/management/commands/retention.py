"""`manage.py retention`: whose dossier is due for review."""

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from casework.retention import due_for_review, last_end_of


class Command(BaseCommand):
    help = "List the people whose cases all ended longer ago than CASEWORK_RETENTION_YEARS."

    def handle(self, **options):
        years = settings.CASEWORK_RETENTION_YEARS
        found = due_for_review(timezone.localdate(), years).select_related("unit")
        for person in found.iterator():
            self.stdout.write(f"{person.pk}\t{person}\t{person.unit}\t{last_end_of(person)}")
        self.stdout.write(f"{found.count()} people, ended {years} years ago or more.")
