"""`manage.py forget PERSON --reason TEXT`: destroy a person's key and personal columns."""

from django.core.management.base import BaseCommand, CommandError

from casework.models import Person
from casework.retention import flush, forget


class Command(BaseCommand):
    help = "Forget a person, given by number. It cannot be undone."

    def add_arguments(self, parser):
        parser.add_argument("person", type=int)
        parser.add_argument("--reason", required=True)

    def handle(self, person, reason, **options):
        found = Person.objects.filter(pk=person).first()
        if found is None:
            raise CommandError(f"There is no person {person}.")
        try:
            forget(found, note=reason)
        except ValueError as problem:
            raise CommandError(str(problem)) from problem
        flush()
        self.stdout.write(f"Person {person} is forgotten; the counts stay.")
