"""Workbooks that leave the house: each is an event of the trail."""

from io import BytesIO

from django.db import transaction
from django.http import FileResponse
from django.utils import timezone

from .. import audit, excel

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def hand_out(request, sheets, name: str, *, rows: int) -> FileResponse:
    """The sheets as “name 2026-11-23.xlsx”, once the export has been noted with its rows."""
    today, unit = timezone.localdate(), request.user.account.unit
    data = excel.workbook(sheets, excel.Stamp(unit=str(unit), as_of=today))
    with transaction.atomic():
        audit.append("export", by=request.user, unit_path=unit.path, what=name, rows=rows)
    file_name = f"{name} {today.isoformat()}.xlsx"
    return FileResponse(BytesIO(data), as_attachment=True, filename=file_name, content_type=XLSX)
