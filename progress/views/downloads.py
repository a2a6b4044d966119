"""Files that leave the house: the event and the file come into being together."""

from collections.abc import Callable
from datetime import date
from io import BytesIO

from django.contrib.auth.decorators import permission_required
from django.db import transaction
from django.http import FileResponse

from casework import audit, excel
from casework.models import AuditEvent

from ..reports import subject_of

reads = permission_required("casework.read", raise_exception=True)
exports = permission_required("casework.export", raise_exception=True)


def hand_out(
    request,
    slug: str,
    name: str,
    build: Callable[[AuditEvent], bytes],
    *,
    rows: int,
    on: date,
    path: str,
) -> FileResponse:
    """“name 2026-11-23.pdf”, built from the event that tells of it; both or neither.

    `name` ends with the kind of file; `on` is the day the figures hold.
    """
    title, _dot, kind = name.rpartition(".")
    with transaction.atomic():
        event = audit.append(
            "export",
            by=request.user,
            unit_path=path,
            subject=subject_of(slug),
            what=name,
            rows=rows,
            on=on,
        )
        data = build(event)
    shown = f"{title} {on.isoformat()}.{kind}"
    return FileResponse(BytesIO(data), as_attachment=True, filename=shown)


def workbook(sheets, unit: str, today: date, on: date) -> bytes:
    return excel.workbook(sheets, excel.Stamp(unit=unit, filled_on=today, as_of=on))
