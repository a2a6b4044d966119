"""Who read what: every look at a whole dossier and every export is an event, and unusual reading
raises an alarm (reliability S10, PIPL 51).

A view counts once an hour for each officer and dossier, so that a page stays cheap: one indexed
question, and a write only when it is due.
"""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import OperationalError, transaction
from django.utils import timezone

from . import audit
from .beside import key_of
from .models import AuditEvent
from .ways import DIRECT

AGAIN = timedelta(hours=1)
DOSSIER = ("view", "reveal", "reveal_family")
NOTICED = timedelta(days=7)
logger = logging.getLogger(__name__)


def viewed(dossier, *, by, way: str = DIRECT) -> None:
    """Note that `by` opened the dossier of a person or a case, unless they did within the hour;
    the reason is the way there (`ways.WORDS`), for which nobody is asked.

    A disk that takes no more does not stop reading (reliability R3): the console is told instead.
    """
    subject, now = key_of(dossier), timezone.now()
    recent = _recent(by, now)
    if any(kind == "view" and about == subject for kind, about, *_rest in recent):
        return
    person = getattr(dossier, "person_id", dossier.pk)
    try:
        with transaction.atomic():
            about = {"unit_path": dossier.unit.path, "person_id": person, "subject": subject}
            audit.append("view", by=by, way=way, **about)
            _watch([*recent, ("view", subject, person, now)], by, now)
    except OperationalError:
        logger.error("A view of %s by account %s could not be noted.", subject, by.pk)


def _recent(by, now: datetime) -> list[tuple]:
    """What the officer opened in the last hour: one question to one index."""
    since = now - max(AGAIN, timedelta(minutes=settings.CASEWORK_ALARM_MINUTES))
    events = AuditEvent.objects.filter(actor_id=by.pk, at__gt=since, kind__in=(*DOSSIER, "alarm"))
    return list(events.order_by().values_list("kind", "subject", "person_id", "at"))


def _watch(recent: list[tuple], by, now: datetime) -> None:
    """An alarm when the officer has opened too many dossiers, once in the time it looks at."""
    since = now - timedelta(minutes=settings.CASEWORK_ALARM_MINUTES)
    lately = [(kind, person) for kind, _subject, person, at in recent if at > since]
    seen = {person for kind, person in lately if kind in DOSSIER}
    if len(seen) > settings.CASEWORK_ALARM_DOSSIERS and ("alarm", None) not in lately:
        _alarm(by, cause="dossiers", rows=len(seen))


def exported(what: str, *, by, rows: int, purpose: str, unit_path: str, **details) -> AuditEvent:
    """The event of an export, with its purpose (`purposes`); part of the caller's transaction."""
    told = {"what": what, "rows": rows, "purpose": purpose, **details}
    event = audit.append("export", by=by, unit_path=unit_path, **told)
    first, last = settings.CASEWORK_OFFICE_HOURS
    quiet = not first <= timezone.localtime(event.at).hour < last
    if rows > settings.CASEWORK_ALARM_ROWS and quiet:
        _alarm(by, cause="export", rows=rows)
    return event


def _alarm(by, *, cause: str, rows: int) -> None:
    """Told to whoever watches the unit of the account."""
    audit.append("alarm", by=by, unit_path=by.account.unit.path, cause=cause, rows=rows)


def alarms(user, now: datetime):
    """The alarms of the last seven days in the user's reach, newest first."""
    recent = AuditEvent.objects.visible_to(user).filter(kind="alarm", at__gt=now - NOTICED)
    return recent.order_by("-seq")


def seen_by(user, account_id: int, start: datetime, end: datetime):
    """What the account read in the time, as far as `user` may know, in its order: dossiers,
    reveals and exports."""
    events = AuditEvent.objects.visible_to(user).filter(actor_id=account_id)
    return events.filter(at__gte=start, at__lt=end, kind__in=(*DOSSIER, "export")).order_by("seq")
