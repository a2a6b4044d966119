"""manage.py audit verify: walk the chain of events and name the first that does not fit."""

from django.core.management.base import BaseCommand, CommandError

from casework import audit
from casework.models import AuditEvent


class Command(BaseCommand):
    help = "Check that no event of the trail was changed, taken out or put in."

    def add_arguments(self, parser):
        parser.add_argument("action", choices=["verify"])

    def handle(self, *args, action, **options):
        broken = audit.first_broken()
        if broken is not None:
            raise CommandError(
                f"Event {broken.seq} ({broken.kind}, {broken.at:%Y-%m-%d %H:%M}) does not fit "
                "the chain: it, or one before it, was changed, taken out or put in."
            )
        newest = AuditEvent.objects.order_by("-seq").first()
        count = AuditEvent.objects.count()
        end = f", newest {newest.seq} {newest.hash[:16]}" if newest else ""
        self.stdout.write(f"{count} events, the chain holds{end}.")
