"""`manage.py administrator NAME --unit UNIT`: the first account, who makes the others."""

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from casework import accounts
from casework.models import Account, Unit


class Command(BaseCommand):
    help = "Make the first security administrator; the password is shown once."

    def add_arguments(self, parser):
        parser.add_argument("name")
        parser.add_argument("--unit", required=True, help="Full name; a township if it is new.")

    @transaction.atomic
    def handle(self, name, unit, **options):
        if Account.objects.filter(role=accounts.ADMIN, user__is_active=True).exists():
            raise CommandError("There is a security administrator, who makes accounts on the page.")
        if User.objects.filter(username__iexact=name).exists():
            raise CommandError(f"{name} is taken.")
        password = accounts.first(name, _unit(unit))
        self.stdout.write(f"{name}  {password}  (to be changed at the first sign-in)")


def _unit(name: str) -> Unit:
    """The unit of this name; a new township in an empty database."""
    found = Unit.objects.filter(name=name).first()
    if found is None and Unit.objects.exists():
        raise CommandError(f"There is no unit {name}.")
    return found or Unit(kind=Unit.Kind.TOWNSHIP, name=name, short_name=name, can_approve=True)
