"""Reading changes nothing: every page opened by everybody, every row of every table compared."""

import pytest
from django.db import connection
from django.urls import reverse

from casework.audit import READINGS
from casework.models import AuditEvent

from .asking import VIEWS, address_keys, client_of, undone
from .test_matrix import EVERYBODY

ALWAYS = ("anonymous", "township_officer", "audit_administrator")
pytestmark = pytest.mark.django_db
# What a reading may leave, and why.
LEFT = {
    "django_session": "until when the session lasts",
    "casework_auditevent": "that somebody looked, see below",
}
WORLDS = ("own", "foreign")


def everything() -> dict[str, list]:
    """Every row of every table of the database, whatever its model, but those in LEFT."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(set(connection.introspection.table_names(cursor)) - LEFT.keys()):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found[table] = sorted(map(repr, cursor.fetchall()))
    return found


def events(after: int = 0) -> list[tuple]:
    return list(AuditEvent.objects.filter(seq__gt=after).order_by("seq").values_list())


READERS = [
    name if name in ALWAYS else pytest.param(name, marks=pytest.mark.long)
    for name in EVERYBODY
    if name != "shut"
]


@pytest.mark.parametrize("who", READERS)
def test_opening_every_page_changes_no_row(scene, who):
    client = client_of(scene.users.get(who))
    with undone():
        before, told = everything(), events()
        opened = 0
        for name in VIEWS:
            for world in WORLDS:
                keys = address_keys(name, getattr(scene, world))
                opened += client.get(reverse(name, kwargs=keys)).status_code == 200
        assert everything() == before
        assert events()[: len(told)] == told
        newest = told[-1][0] if told else 0
        kinds = set(AuditEvent.objects.filter(seq__gt=newest).values_list("kind", flat=True))
        assert kinds <= READINGS
    assert opened >= (2 if who == "anonymous" else 5), (
        "too few pages opened: the test has gone blind"
    )
