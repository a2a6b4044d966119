"""What an event says to whoever may read it: its payload, opened with the person's key."""

import json

from casework.models import AuditEvent, Person
from casework.sealing import opened_in


def told(event: AuditEvent) -> dict:
    key = Person.objects.filter(pk=event.person_id).values_list("key", flat=True).first()
    return opened_in(key, json.loads(event.payload))
