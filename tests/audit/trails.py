"""A short trail of real acts, and somebody with the whole database in hand."""

from django.conf import settings
from django.db import connection, transaction

from casework import accepting, audit, immutable
from casework.models import AuditEvent
from casework.verify_chain import sealed
from casework.workflow import first_facts, perform, record, take_back
from membership.models import Application
from tests.membership.factories import application, day_of
from tests.officers import officer, township

TABLE = AuditEvent._meta.db_table


def clerk():
    return officer("township_officer", township())


def vouched() -> int:
    """What the factories made without a door, taken into the trail as it stands."""
    return accepting.vouch(note="测试准备")


def opened(stage: str, by) -> Application:
    """A case of the factory, with the event that opens it."""
    case = application(stage)
    vouched()
    with transaction.atomic():
        audit.record("register", by=by, case=case, changed=first_facts(case))
    return case


def acted(by) -> Application:
    """A case opened, moved, corrected, taken back and moved again: five events behind those of
    the people and places around it."""
    case = opened("applicant", by)
    perform(case, "designate", by=by, on=day_of("applicant"))
    record(case, "talk", lambda one: setattr(one, "talker", "李主任"), by=by, note="记错")
    take_back(case, by=by, note="点错了")
    perform(case, "designate", by=by, on=day_of("applicant"))
    case.refresh_from_db()
    return case


def noted(by, number: int) -> None:
    """So many exports on record."""
    for rows in range(number):
        with transaction.atomic():
            audit.append("export", by=by, unit_path=township().path, what="名册", rows=rows)


def forge(sql: str, *values) -> None:
    """Change rows as somebody with the database in hand would: the triggers out of the way."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # it alters no table with checks outstanding
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        immutable.remove()
        cursor.execute(sql, values)
    immutable.install()


def rewrite(start: int, key: bytes | None = None, change=lambda text: text) -> None:
    """Link and seal every event from `start` on anew, as the key holder (or with a wrong key)."""
    key = key or settings.CASEWORK_AUDIT_KEY
    before = AuditEvent.objects.filter(seq__lt=start).order_by("-seq").first()
    seq, previous = (before.seq, before.hash) if before else (0, "")
    for event in list(AuditEvent.objects.filter(seq__gte=start).order_by("seq")):
        seq += 1
        text = change(event.payload) if event.seq == start else event.payload
        hashed = sealed(key, previous, seq, text)
        forge(
            f"UPDATE {TABLE} SET seq = %s, payload = %s, previous = %s, hash = %s WHERE seq = %s",
            *(seq, text, previous, hashed, event.seq),
        )
        previous = hashed
