"""Who read what: views, exports, alarms and the page that answers for an account."""

from datetime import datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pypdfium2
import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from casework import audit, pdf, readings, seal_line
from casework.models import AuditEvent, Person
from tests.casework.faces import needs_faces
from tests.membership.factories import application
from tests.officers import branch, officer, township
from tests.purposes import for_checking
from tests.talent.factories import talent

from .trails import noted

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client):
    user = officer("township_officer", township())
    client.force_login(user)
    for_checking(client)
    return user


def at(hour: int, day: int = 24) -> datetime:
    return datetime(2026, 11, day, hour, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def clock(monkeypatch):
    """Sets the time of day."""
    return lambda moment: monkeypatch.setattr(timezone, "now", lambda: moment)


def views():
    return AuditEvent.objects.filter(kind="view").order_by("seq")


def test_each_look_at_a_whole_dossier_is_an_event(client, clerk):
    case, rising = application("applicant"), talent("lead")
    pages = [case.get_absolute_url(), rising.get_absolute_url()]
    for page in [*pages, reverse("person", args=[case.person_id])]:
        assert client.get(page).status_code == 200
    assert list(views().values_list("subject", "person_id", "actor_id", "unit_path")) == [
        (f"membership.application:{case.pk}", case.person_id, clerk.pk, case.unit.path),
        (f"talent.talent:{rising.pk}", rising.person_id, clerk.pk, rising.unit.path),
        (f"casework.person:{case.person_id}", case.person_id, clerk.pk, case.person.unit.path),
    ]
    assert audit.first_broken() is None


def test_a_dossier_counts_once_an_hour_for_each_officer(client, clerk, clock):
    case = application("applicant")
    for hour, expected in ((9, 1), (9, 1), (11, 2)):
        clock(at(hour))
        readings.viewed(case, by=clerk)
        assert views().count() == expected
    readings.viewed(case, by=officer("township_approver", township()))
    assert views().count() == 3


def test_a_second_look_costs_one_question_and_writes_nothing(clerk):
    case = application("applicant")
    readings.viewed(case, by=clerk)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        readings.viewed(case, by=clerk)
    assert [query["sql"].split()[0] for query in asked] == ["SELECT"]


def test_a_stranger_who_sees_nothing_is_no_reader(client):
    case = application("applicant")
    client.force_login(officer("branch_secretary", branch(), "other"))
    other = Person.objects.create(name="外人", unit=township())
    assert client.get(reverse("person", args=[other.pk])).status_code == 404
    assert not views().exists() and case.pk


def test_a_full_disk_does_not_stop_reading(client, clerk, monkeypatch, caplog):
    case = application("applicant")

    def full(*_args, **_kwargs):
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(audit, "append", full)
    assert client.get(case.get_absolute_url()).status_code == 200
    assert "could not be noted" in caplog.text and case.person.name not in caplog.text


def test_who_read_a_case_is_not_told_on_its_page(client, clerk):
    case = application("applicant")
    client.get(case.get_absolute_url())
    assert "查看档案" not in client.get(case.get_absolute_url()).content.decode()


# Alarms ----------------------------------------------------------------------------------


def test_too_many_dossiers_in_a_short_time_raise_one_alarm(client, clerk, settings):
    settings.CASEWORK_ALARM_DOSSIERS = 3
    people = [Person.objects.create(name=f"甲{n}", unit=branch()) for n in range(6)]
    for person in people:
        readings.viewed(person, by=clerk)
    (alarm,) = AuditEvent.objects.filter(kind="alarm")
    assert alarm.seq == 5 and '"cause": "dossiers", "rows": 4' in alarm.payload


def test_the_same_number_over_a_day_raises_none(clerk, settings, clock):
    settings.CASEWORK_ALARM_DOSSIERS = 3
    for hour in range(8, 14):
        clock(at(hour))
        readings.viewed(Person.objects.create(name=f"甲{hour}", unit=branch()), by=clerk)
    assert not AuditEvent.objects.filter(kind="alarm").exists()


@pytest.mark.parametrize(
    ("hour", "rows", "alarms"),
    [(22, 1001, 1), (6, 1001, 1), (22, 1000, 0), (7, 5000, 0), (19, 5000, 0), (20, 1001, 1)],
)
def test_a_large_export_outside_office_hours_raises_an_alarm(clerk, clock, hour, rows, alarms):
    clock(at(hour))
    told = {"purpose": "check", "unit_path": township().path}
    readings.exported("名册", by=clerk, rows=rows, **told)
    assert AuditEvent.objects.filter(kind="alarm").count() == alarms


@pytest.mark.parametrize(
    ("role", "page", "told"),
    [
        ("township_officer", "home", True),
        ("township_officer", "audit", True),
        ("audit_administrator", "home", True),
        ("audit_administrator", "audit", True),
        ("security_administrator", "home", True),
        ("branch_secretary", "home", False),
    ],
)
def test_an_alarm_is_told_to_those_who_watch(client, clerk, role, page, told):
    readings._alarm(clerk, cause="dossiers", rows=201)
    who = clerk if role == "township_officer" else officer(role, township())
    client.force_login(who)
    words = "township_officer短时间内打开了 201 人的档案"
    assert (words in client.get(reverse(page)).content.decode()) is told


# Whose data did an account see -----------------------------------------------------------


def test_the_page_lists_whom_an_account_saw_and_how(client, clerk):
    reader = officer("branch_reader", branch())
    person = Person.objects.create(name="欧阳修", unit=branch())
    readings.viewed(person, by=reader)
    noted(reader, 2)
    page = client.get(reverse("audit-seen"), {"actor": reader.pk})
    assert [(e["who"], e["what"]) for e in page.context["events"]] == [
        ("欧阳修", "查看档案"),
        ("", "导出"),
        ("", "导出"),
    ]
    none = client.get(reverse("audit-seen"), {"actor": reader.pk, "until": "2020-01-01"})
    assert none.context["events"] == []
    assert client.get(reverse("audit-seen")).status_code == 200


def test_the_audit_administrator_reads_names_only_and_others_nothing(client, clerk):
    person = Person.objects.create(name="欧阳修", unit=branch())
    readings.viewed(person, by=clerk)
    client.force_login(officer("audit_administrator", township()))
    page = client.get(reverse("audit-seen"), {"actor": clerk.pk}).content.decode()
    assert "欧阳修" in page and reverse("person", args=[person.pk]) not in page
    client.force_login(officer("branch_secretary", branch()))
    assert client.get(reverse("audit-seen"), {"actor": clerk.pk}).status_code == 403
    assert client.get(reverse("audit-seen-export")).status_code == 403


def test_an_account_beside_ones_own_unit_cannot_be_asked_for(client, clerk):
    other = officer("county_reader", township(), "county")
    elsewhere = Person.objects.create(name="外人", unit=branch())
    other.account.unit = type(township()).objects.create(kind="township", name="别镇")
    other.account.save()
    readings.viewed(elsewhere, by=other)
    page = client.get(reverse("audit-seen"), {"actor": other.pk})
    assert page.context["events"] == [] and "外人" not in page.content.decode()


def test_the_list_leaves_as_a_workbook_with_its_mark(client, clerk):
    readings.viewed(Person.objects.create(name="欧阳修", unit=branch()), by=clerk)
    answer = client.get(reverse("audit-seen-export"), {"actor": clerk.pk})
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    cells = [cell.value for row in sheet.iter_rows() for cell in row if cell.value]
    event = AuditEvent.objects.get(kind="export")
    assert "欧阳修" in cells
    assert seal_line.line(event) in "".join(map(str, cells))
    assert seal_line.code(event) in cells


# Papers that leave -----------------------------------------------------------------------


def test_the_mark_reads_and_the_code_holds_the_whole_hash(clerk):
    noted(clerk, 1)
    event = AuditEvent.objects.get()
    moment = timezone.localtime(event.at)
    assert seal_line.line(event) == (
        f"操作留痕第1号　{event.hash[:16]}　{moment:%Y-%m-%d %H:%M:%S}"
    )
    seq, whole, when = seal_line.code(event).split()
    assert (seq, whole.lower()) == ("1", event.hash)
    assert datetime.strptime(when, "%Y%m%dT%H%M%S%z") - event.at < timedelta(seconds=1)


@needs_faces
@pytest.mark.parametrize("landscape", [False, True], ids=["upright", "across"])
def test_a_printed_page_draws_the_code_as_lines(clerk, landscape):
    noted(clerk, 1)
    event = AuditEvent.objects.get()
    marks = {"foot": seal_line.line(event), "qr": seal_line.code(event)}
    page = pypdfium2.PdfDocument(pdf.Paper("名册", landscape=landscape, **marks).render())[0]
    assert event.hash[:16] in page.get_textpage().get_text_range()
    assert drawn_code(page) == seal_line.matrix(marks["qr"])


def drawn_code(page) -> list[list[bool]]:
    """The modules as they stand on the page: the square of white is found, then looked at."""
    paths = page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_PATH])
    boxes = [path.get_bounds() for path in paths]
    left, _low, right, high = next(
        box
        for box in boxes
        if abs(box[2] - box[0] - pdf.CODE) < 1 > abs(box[3] - box[1] - pdf.CODE)
    )
    scale, height = 8, page.get_height()
    picture = page.render(scale=scale, grayscale=True).to_pil()
    number = 33 + 2 * seal_line.QUIET
    side = (right - left) / number
    return [
        [
            picture.getpixel(
                (
                    int((left + (place + 0.5) * side) * scale),
                    int((height - high + (row + 0.5) * side) * scale),
                )
            )
            < 128
            for place in range(number)
        ]
        for row in range(number)
    ]
