"""Workbooks and letters that leave the house: each is an event of the trail."""

from collections.abc import Callable
from io import BytesIO

from django.db import transaction
from django.http import FileResponse
from django.utils import timezone

from .. import excel, readings, seal_line
from ..beside import key_of
from ..notices import Notice, notices_letter, rows_of
from ..purposes import for_a_purpose
from ..word import Letter

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Mark = tuple[str, str]  # the line of an event and its code (seal_line)
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@for_a_purpose
def hand_out(request, sheets, name: str, *, rows: int, purpose: str) -> FileResponse:
    """The sheets as “name 2026-11-23.xlsx”, once the export has been noted with its rows.

    The event comes first, because the file carries its number; and the file is built when the
    transaction is over, because nobody should wait for it to write.
    """
    today, unit = timezone.localdate(), request.user.account.unit
    told = {"rows": rows, "purpose": purpose, "unit_path": unit.path}
    with transaction.atomic():
        event = readings.exported(name, by=request.user, **told)
    seal, code = seal_line.line(event), seal_line.code(event)
    data = excel.workbook(sheets, excel.Stamp(unit=str(unit), as_of=today, seal=seal, code=code))
    file_name = f"{name} {today.isoformat()}.xlsx"
    return FileResponse(BytesIO(data), as_attachment=True, filename=file_name, content_type=XLSX)


@for_a_purpose
def hand_out_letter(
    request, write: Callable[[Mark], Letter], name: str, *, case, purpose: str
) -> FileResponse:
    """The letter about a case as “name 某某 2026-11-23.docx”; `write` marks each of its papers with
    the event of the export, which says nothing of the person but whom it is about.
    """
    about = {"person_id": case.person_id, "subject": key_of(case), "unit_path": case.unit.path}
    with transaction.atomic():
        event = readings.exported(name, by=request.user, rows=1, purpose=purpose, **about)
    letter = write((seal_line.line(event), seal_line.code(event)))
    file_name = f"{name} {case.person.name} {timezone.localdate().isoformat()}.docx"
    data = BytesIO(letter.render())
    return FileResponse(data, as_attachment=True, filename=file_name, content_type=DOCX)


@for_a_purpose
def hand_out_notices(request, notices: list[Notice], *, purpose: str) -> FileResponse:
    """The notices as “催办通知单 2026-11-23.docx”, each marked with the event of the export."""
    today, unit, name = timezone.localdate(), request.user.account.unit, notices[0].title
    told = {"rows": rows_of(notices), "purpose": purpose, "unit_path": unit.path}
    with transaction.atomic():
        event = readings.exported(name, by=request.user, **told)
    mark = (seal_line.line(event), seal_line.code(event))
    letter = notices_letter(notices, by=unit, on=today, mark=mark)
    data = BytesIO(letter.render())
    file_name = f"{name} {today.isoformat()}.docx"
    return FileResponse(data, as_attachment=True, filename=file_name, content_type=DOCX)
