"""The wizard: every refusal is a sentence, nothing is written before the last step."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from casework.models import AuditEvent, Import, Person
from tests.casework.test_imports import BRANCH, HEAD, ONE, TWO, roster
from tests.casework.tree import grow
from tests.casework.workbooks import number, sheet_of, to_bytes
from tests.officers import branch, officer, township
from tests.purposes import for_checking

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client):
    user = officer("township_officer", grow())
    client.force_login(user)
    for_checking(client)
    return user


def send(client, data, name="台账.xlsx", **more):
    file = SimpleUploadedFile(name, data)
    return client.post(reverse("import"), {"file": file, "as_of": "2026-10-31", **more})


def store(client, job):
    """Press the button of step 4, with the mark that its page carries."""
    address = reverse("import-changes", args=[job.pk])
    return client.post(address, {"seen": client.get(address).context["plan"].mark})


def page(client, name, job):
    return client.get(reverse(name, args=[job.pk])).content.decode()


def test_the_way_through_the_wizard(client, clerk):
    assert client.get(reverse("import")).status_code == 200
    answer = send(client, roster(ONE, TWO))
    job = Import.objects.get()
    assert answer.url == reverse("import-check", args=[job.pk])
    assert "入党申请人名册，2 人" in page(client, "import-check", job)
    assert "写入 2 人" in page(client, "import-changes", job)
    assert not Person.objects.exists()
    stored = store(client, job)
    assert stored.url == reverse("import-done", args=[job.pk])
    assert Person.objects.count() == 2 and "整批撤销" in page(client, "import-done", job)
    client.post(reverse("import-undo", args=[job.pk]))
    assert not Person.objects.exists() and "已撤销" in page(client, "import-done", job)


def statistics():
    return to_bytes(
        sheet_of(
            ("年龄结构统计表",),
            ("单位", "35岁及以下", "36-45岁", "46-54岁", "55-59岁", "60岁及以上"),
            ("柳河村", 1, 2, 3, 1, 0),
            ("石桥村", 2, 2, 1, 1, 1),
        )
    )


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"", "空.xlsx", "文件是空的"),
        (b"PK\x03\x04 broken", "坏.xlsx", "文件已损坏"),
        (b"%PDF-1.7 ...", "表.xlsx", "这不是表格文件"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "旧.xls", "文件已损坏"),
        (b"whatever", "表.et", "请在 WPS 里另存为 .xlsx"),
        (b"x" * (10 * 1024 * 1024 + 1), "大.csv", "文件超过10 MB"),
        (statistics(), "统计.xlsx", "统计表"),
        (to_bytes(sheet_of(("甲", "乙"), (1, 2))), "别的.xlsx", "没有找到含“姓名”的表头"),
    ],
    ids=["empty", "broken", "pdf", "ole", "et", "large", "statistics", "no-header"],
)
def test_what_is_no_roster_is_refused_in_words_and_nothing_is_kept(
    client, clerk, data, name, sentence
):
    answer = send(client, data, name)
    assert answer.status_code == 422 and sentence in answer.content.decode()
    assert not Import.objects.exists()


def test_a_wrong_day_is_refused(client, clerk):
    answer = send(client, roster(ONE), as_of="去年")
    assert answer.status_code == 422 and "“去年”不是日期" in answer.content.decode()


def test_unknown_columns_are_shown_and_not_imported(client, clerk):
    data = roster((*ONE, "属马"), head=(*HEAD, "属相"))
    send(client, data)
    text = page(client, "import-check", Import.objects.get())
    assert "属相" in text and "新列" in text and "不认得，不导入" in text


def test_the_two_kinds_of_problem_stand_apart(client, clerk):
    young = ("小一", number("20090101"), BRANCH, "2026-06-01", "", "")
    lost = ("小二", number("19910101"), BRANCH, "大概前年", "", "")
    send(client, roster(young, lost))
    shown = client.get(reverse("import-check", args=[Import.objects.get().pk])).context["plan"]
    assert {problem.name for problem in shown.unstorable} == {"小二"}
    assert {problem.name for problem in shown.rules} == {"小一"}


def test_no_page_shows_a_whole_number(client, clerk):
    send(client, roster(ONE, TWO))
    job = Import.objects.get()
    for name in ("import-check", "import-changes"):
        assert number() not in page(client, name, job)


def test_rows_without_a_place_go_where_the_officer_says(client, clerk):
    data = roster(("张三", number(), "2026-06-01"), head=("姓名", "身份证号", "申请入党时间"))
    send(client, data)
    assert "没有写村或党支部" in page(client, "import-changes", Import.objects.get())
    place = clerk.account.unit.children.get(name="柳河村").children.get()
    send(client, data, unit=place.pk)
    job = Import.objects.first()
    store(client, job)
    assert Person.objects.get().unit == place


def test_numbers_left_empty_are_a_choice(client, clerk):
    send(client, roster(("张三", "123", BRANCH, "2026-06-01", "", "")))
    job = Import.objects.get()
    assert "没有一行可以导入" in page(client, "import-changes", job)
    client.post(reverse("import-check", args=[job.pk]), {"blank_ids": "1"})
    assert "写入 1 人" in page(client, "import-changes", job)


def test_the_problem_workbook_has_the_rosters_columns_and_a_remark(client, clerk):
    send(client, roster(ONE, ("李四", "123", BRANCH, "大概前年", "", "")))
    job = Import.objects.get()
    answer = client.get(reverse("import-problems", args=[job.pk]))
    rows = list(load_workbook(BytesIO(b"".join(answer.streaming_content))).active.values)
    assert rows[0] == (*HEAD, "批注")
    assert rows[1][0] == "李四" and rows[1][1] == "123" and "位数不对" in rows[1][-1]
    assert rows[2][0] is None
    assert AuditEvent.objects.get().kind == "export"


def test_storing_twice_writes_once(client, clerk):
    send(client, roster(ONE))
    job = Import.objects.get()
    sent = {"seen": client.get(reverse("import-changes", args=[job.pk])).context["plan"].mark}
    for _press in range(2):
        client.post(reverse("import-changes", args=[job.pk]), sent)
    assert Person.objects.count() == 1
    assert client.get(reverse("import-changes", args=[job.pk])).url.endswith("/done/")


def test_others_do_not_get_in(client, clerk):
    send(client, roster(ONE))
    job = Import.objects.get()
    client.force_login(officer("branch_secretary", branch()))
    assert client.get(reverse("import")).status_code == 403
    assert client.get(reverse("import-check", args=[job.pk])).status_code == 403
    client.force_login(officer("county_reader", township()))
    assert client.get(reverse("import-check", args=[job.pk])).status_code == 403
    assert client.post(reverse("import-changes", args=[job.pk])).status_code == 403
    assert not Person.objects.exists()
