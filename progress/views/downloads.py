"""Files that leave the house: the event and the file come into being together."""

from collections.abc import Callable
from datetime import date
from io import BytesIO

from django.contrib.auth.decorators import permission_required
from django.db import transaction
from django.http import FileResponse

from casework import excel, readings, seal_line
from casework.models import AuditEvent
from casework.purposes import for_a_purpose

from ..reports import subject_of

reads = permission_required("casework.read", raise_exception=True)
exports = permission_required("casework.export", raise_exception=True)


@for_a_purpose
def hand_out(
    request,
    slug: str,
    name: str,
    build: Callable[[AuditEvent], bytes],
    *,
    rows: int,
    on: date,
    path: str,
    purpose: str,
) -> FileResponse:
    """“name 2026-11-23.pdf”, built from the event that tells of it, which comes first.

    `name` ends with the kind of file; `on` is the day the figures hold. The file is built when
    the transaction is over: nobody should wait for it to write.
    """
    title, _dot, kind = name.rpartition(".")
    told = {"rows": rows, "on": on, "purpose": purpose}
    with transaction.atomic():
        event = readings.exported(
            name, by=request.user, unit_path=path, subject=subject_of(slug), **told
        )
    data = build(event)
    shown = f"{title} {on.isoformat()}.{kind}"
    return FileResponse(BytesIO(data), as_attachment=True, filename=shown)


def workbook(sheets, unit: str, today: date, on: date, event: AuditEvent) -> bytes:
    seal, code = seal_line.line(event), seal_line.code(event)
    stamp = excel.Stamp(unit=unit, filled_on=today, as_of=on, seal=seal, code=code)
    return excel.workbook(sheets, stamp)
