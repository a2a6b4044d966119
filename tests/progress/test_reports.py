"""The report centre and the rectification table on paper and as a workbook."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from casework.models import Account, AuditEvent
from progress.reports import REPORTS
from tests.casework.faces import needs_faces
from tests.officers import officer, township, village
from tests.purposes import for_checking

from . import town
from .test_ages import pages_of

pytestmark = pytest.mark.django_db
ROLE = Account.Role


@pytest.fixture
def signed_in(client):
    client.force_login(officer(ROLE.TOWNSHIP_OFFICER, township()))
    return for_checking(client)


def test_every_report_has_a_button_that_answers(signed_in):
    page = signed_in.get("/reports/")
    for card in page.context["cards"]:
        assert card["last"] is None
        for action in card["actions"]:
            if not action["url"].endswith(".pdf"):
                assert signed_in.get(action["url"]).status_code == 200


def test_a_card_names_the_last_generation(signed_in):
    signed_in.get("/ages/report.xlsx")
    signed_in.get("/ages/report.xlsx")
    last = {card["title"]: card["last"] for card in signed_in.get("/reports/").context["cards"]}
    newest = AuditEvent.objects.order_by("-seq").first()
    assert last[REPORTS[0].title] == newest
    assert "还没有生成过" in signed_in.get("/reports/").content.decode()


def test_a_reader_of_a_branch_is_offered_no_file(client):
    client.force_login(officer(ROLE.BRANCH_READER, village()))
    page = client.get("/reports/")
    assert all(card["actions"] == [] for card in page.context["cards"])
    assert client.get("/commitments/report.xlsx").status_code == 403


def test_the_centre_asks_a_fixed_number_of_queries(signed_in, django_assert_max_num_queries):
    signed_in.get("/ages/report.xlsx")
    with django_assert_max_num_queries(8):
        signed_in.get("/reports/")


@needs_faces
def test_the_progress_table_counts_closed_items_and_carries_the_mark(signed_in):
    town.commitment(evidence="已办", closed_on=date(2022, 12, 1), state="done_on_time")
    town.commitment(number="二（3）", title="发展党员工作缺乏科学规划", evidence="")
    answer = signed_in.get("/commitments/report.pdf")
    text = pages_of(b"".join(answer.streaming_content))
    event = AuditEvent.objects.get(kind="export")
    assert "整改事项共2项，已销号1项，正在整改1项，完成率50.0%" in text
    assert f"操作留痕第{event.seq}号" in text and event.hash[:16] in text
    assert "按期完成" in text


def test_the_workbook_of_the_ledger_holds_every_column(signed_in):
    town.commitment(metric="reserve_talent", target_value=8, responsible="李镇长", long_term=True)
    answer = signed_in.get("/commitments/report.xlsx")
    (sheet,) = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    head, row = list(sheet.values)[:2]
    told = dict(zip(head, row, strict=True))
    assert told["现值 → 目标"] == "0 → 8 村"
    assert told["责任人"] == "李镇长"
    assert told["完成时限"].date() == date(2022, 12, 31)
