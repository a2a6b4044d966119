"""Rows that say something of a person beside the person's own facts: whoever writes one holds the
person, so that two who write at once come one after the other."""

from django.core.exceptions import PermissionDenied

from .access import acting
from .models import Person
from .workflow import Stale


def held(person, permission: str, by) -> Person:
    """The person read anew under lock. Raises PermissionDenied without the right, or once the
    person has been forgotten."""
    rows = Person.objects.select_related("unit").select_for_update(of=("self",))
    person = rows.get(pk=person.pk)
    if person.forgotten or not acting(by).has_perm(permission, person):
        raise PermissionDenied
    return person


def fresh(rows, row, version: int):
    """The row as it stands under the person's lock; `rows` are the person's. Raises Stale."""
    found = rows.filter(pk=row.pk).first()
    if found is None or found.version != version:
        raise Stale(found or row)
    return found
