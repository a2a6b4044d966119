"""What an account has done with dossiers, told by the trail: steps, facts, papers, corrections.

Looking at something, exporting it, laying it out on one's own desk and reading a whole roster in
are no such acts.
"""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from .audit import READINGS
from .models import AuditEvent

DESK = ("star", "star_removed", "postponed", "resumed")
ROSTER = ("roster", "vouch")


def monday(day: date) -> date:
    """The first day of the week of `day`."""
    return day - timedelta(days=day.weekday())


def midnight(day: date) -> datetime:
    """The moment a day begins here."""
    return timezone.make_aware(datetime.combine(day, time.min))


def done_by(user, week: date):
    """What the account did in the week that begins on `week`, newest first, as far as the dossiers
    are still in its reach."""
    start, end = midnight(week), midnight(week + timedelta(days=7))
    mine = AuditEvent.objects.visible_to(user).filter(actor_id=user.pk, at__gte=start, at__lt=end)
    acts = mine.filter(person_id__isnull=False).exclude(kind__in=[*READINGS, *DESK, *ROSTER])
    return acts.order_by("-at", "-seq")
