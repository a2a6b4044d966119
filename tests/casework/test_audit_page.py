"""The trail as the officer reads it."""

from io import BytesIO

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils.html import strip_tags
from openpyxl import load_workbook

from casework import audit
from casework.models import AuditEvent, Person, Unit
from casework.workflow import perform, record
from tests.membership.factories import application, day_of
from tests.officers import branch, officer, township, village
from tests.purposes import for_checking

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client):
    user = officer("township_officer", township())
    client.force_login(user)
    for_checking(client)
    return user


def note(clerk, kind="export", unit=None, **details):
    with transaction.atomic():
        return audit.append(
            kind, by=clerk, unit_path=(unit or township()).path, **{"what": "名册", **details}
        )


def lines(client, **asked):
    return client.get(reverse("audit"), asked).context["events"]


def test_a_step_reads_in_the_officers_words(client, clerk):
    case = application("applicant")
    perform(case, "designate", by=clerk, on=day_of("applicant"), note="支委会一致同意")
    (line,) = lines(client)
    assert (line["what"], line["who"], line["actor"]) == (
        "确定为入党积极分子",
        "林晓禾",
        "township_officer",
    )
    assert line["note"] == "支委会一致同意"


def test_a_recorded_fact_reads_from_and_to_under_its_label(client, clerk):
    case = application("applicant")
    record(case, "talk", lambda one: setattr(one, "talker", "王书记"), by=clerk)
    (line,) = lines(client)
    (change,) = line["changes"]
    assert (change["label"], change["before"], change["after"]) == ("谈话人", "白振", "王书记")
    assert "谈话" in line["what"]


def test_choices_and_yes_or_no_are_worded(client, clerk):
    case = application("applicant")
    record(case, "talk", lambda one: setattr(one, "is_mobile", True), by=clerk)
    (line,) = lines(client)
    assert line["changes"][0]["before"] == "否" and line["changes"][0]["after"] == "是"


def test_an_export_tells_its_rows(client, clerk):
    note(clerk, rows=186)
    assert lines(client)[0]["details"] == "名册，186 行"


def test_a_kind_nobody_words_is_shown_as_it_stands(client, clerk):
    note(clerk, "some-new-kind")
    assert lines(client)[0]["what"] == "some-new-kind"


def test_the_trail_is_asked_by_person_actor_kind_and_day(client, clerk):
    person = Person.objects.create(name="欧阳修", unit=branch())
    other = officer("branch_secretary", branch())
    note(clerk, person_id=person.pk)
    note(other, "import")
    assert len(lines(client)) == 2
    assert [line["who"] for line in lines(client, person="oyx")] == ["欧阳修"]
    assert [line["who"] for line in lines(client, person=f"#{person.pk}")] == ["欧阳修"]
    assert [line["actor"] for line in lines(client, actor=other.pk)] == ["branch_secretary"]
    assert [line["what"] for line in lines(client, kind="import")] == ["导入名册"]
    assert lines(client, until="2020-01-01") == []
    assert len(lines(client, since="2020.1.1")) == 2


def test_fifty_a_page_and_older_ones_behind(client, clerk):
    for number in range(60):
        note(clerk, rows=number)
    first = client.get(reverse("audit")).context
    assert (len(first["events"]), first["older"]) == (50, 11)
    assert len(lines(client, before=first["older"])) == 10


def test_events_of_other_units_are_not_shown(client, clerk):
    other = Unit.objects.create(kind="township", name="示例县别镇", short_name="别镇")
    note(clerk, unit=other)
    note(clerk, unit=branch(village("李庄村")))
    assert len(lines(client)) == 1


def test_the_audit_administrator_reads_the_trail_and_a_branch_does_not(client):
    client.force_login(officer("audit_administrator", township()))
    assert client.get(reverse("audit")).status_code == 200
    client.force_login(officer("branch_secretary", branch()))
    assert client.get(reverse("audit")).status_code == 403
    assert client.get(reverse("audit-export")).status_code == 403


def test_the_export_is_a_workbook_and_an_event(client, clerk):
    note(clerk, rows=186)
    answer = client.get(reverse("audit-export"))
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    assert [cell.value for cell in sheet[1]][:4] == ["序号", "时间", "人", "事"]
    assert sheet["F2"].value == "导出了；名册，186 行"
    assert "filename*=utf-8''" in answer.headers["Content-Disposition"]
    assert AuditEvent.objects.first().kind == "export"


def test_the_page_costs_the_same_for_any_number_of_events(
    client, clerk, django_assert_max_num_queries
):
    for number in range(80):
        person = Person.objects.create(name=f"甲{number}", unit=branch())
        note(clerk, person_id=person.pk)
    with django_assert_max_num_queries(9):
        client.get(reverse("audit"))


def test_the_audit_administrator_is_led_into_no_dossier(client, clerk):
    person = Person.objects.create(name="欧阳修", unit=branch())
    note(clerk, person_id=person.pk)
    address = reverse("person", args=[person.pk])
    assert address in client.get(reverse("audit")).content.decode()
    client.force_login(officer("audit_administrator", township()))
    page = client.get(reverse("audit")).content.decode()
    assert "欧阳修" in page and address not in page


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("王书记", "李主任", "把 林晓禾 的谈话人由 王书记 改为 李主任，原因：记错了"),
        ("", "李主任", "把 林晓禾 的谈话人填为 李主任，原因：记错了"),
        ("王书记", "", "清空了 林晓禾 的谈话人，原为 王书记，原因：记错了"),
    ],
    ids=["changed", "filled", "cleared"],
)
def test_one_corrected_fact_reads_as_one_sentence(client, clerk, before, after, sentence):
    case = application("applicant")
    case.talker = before
    case.save()
    record(case, "talk", lambda one: setattr(one, "talker", after), by=clerk, note="记错了")
    page = client.get(reverse("audit")).content.decode()
    told = " ".join(strip_tags(page.partition("<tbody>")[2].partition("</tbody>")[0]).split())
    assert f"township_officer {sentence}" in told


def test_steps_readings_and_exports_read_as_sentences(client, clerk):
    case = application("applicant")
    perform(case, "designate", by=clerk, on=day_of("applicant"))
    client.get(case.get_absolute_url())
    note(clerk, rows=186)
    said = [f"{line['lead']} {line['who']} {line['tail']}".strip() for line in lines(client)]
    assert said == [
        "导出了",
        "打开了 林晓禾 的档案",
        "为 林晓禾 办理“确定为入党积极分子”",
    ]
