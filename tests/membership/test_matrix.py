"""The missing-paper matrix: people by papers, both totals, workbook."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from casework.models import AuditEvent
from membership.models import MissingApplicationPaper

from .conftest import people

MATRIX = "/membership/matrix/"


@pytest.fixture
def activists(desk, today):
    return people(3, today, stage="activist", activist_on=today)


def test_cells_totals_and_branches_say_the_same(desk, activists, today):
    activists[0].papers.create(kind="application_letter")
    activists[1].papers.create(kind="application_letter", state="defective")
    for case in activists:
        case.settle(today)
    context = desk.get(MATRIX).context
    letters = [row["cells"][0]["state"] for row in context["rows"]]
    assert letters == ["present", "flawed", "absent"]
    assert context["totals"][0]["value"] == 2
    assert context["papers"] == MissingApplicationPaper.objects.count()
    (branch,) = context["branches"]
    assert (branch["people"], branch["papers"]) == (3, context["papers"])
    assert "application_letter" in context["columns"][0]["url"]


def test_the_matrix_costs_the_same_for_any_number_of_people(
    desk, activists, today, django_assert_max_num_queries
):
    with django_assert_max_num_queries(12) as few:
        desk.get(MATRIX)
    people(27, today, stage="activist", activist_on=today)
    with django_assert_max_num_queries(12) as many:
        desk.get(MATRIX)
    assert len(few) == len(many)


def test_who_lacks_one_paper_is_one_link_away(desk, activists, today):
    activists[0].papers.create(kind="application_letter")
    activists[0].settle(today)
    response = desk.get(MATRIX, {"paper": "application_letter"})
    assert len(response.context["rows"]) == 2


def test_stage_and_branch_narrow(desk, activists):
    assert desk.get(MATRIX, {"stage": "probationary"}).context["rows"] == []
    assert len(desk.get(MATRIX, {"stage": "activist", "unit": "柳湾"}).context["rows"]) == 3


def test_nonsense_gets_a_sentence(desk, activists):
    response = desk.get(MATRIX, {"paper": "x", "unit": "无此村", "page": "x"})
    assert response.status_code == 200
    assert len(response.context["filter"].complaints()) == 2
    assert "没有叫“无此村”的单位" in response.content.decode()


def test_nobody_lacking_is_said_so(desk, stranger, activists):
    assert "没有缺件。" in stranger.get(MATRIX).content.decode()
    text = desk.get(MATRIX, {"stage": "full"}).content.decode()
    assert "没有符合条件的人。" in text


def test_the_workbook_holds_matrix_and_totals(desk, secretary, activists):
    response = desk.get("/membership/matrix/export/")
    book = load_workbook(BytesIO(b"".join(response.streaming_content)))
    assert book.sheetnames == ["缺件矩阵", "按材料", "按支部"]
    rows = list(book["缺件矩阵"].iter_rows(values_only=True))
    assert rows[0][:4] == ("姓名", "党支部", "阶段", "1-1 入党申请书")
    assert [row[3] for row in rows[1:4]] == ["✗"] * 3
    assert '"rows": 3' in AuditEvent.objects.get(kind="export").payload
    assert secretary.get("/membership/matrix/export/").status_code == 403
