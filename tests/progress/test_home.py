"""The to-do home: rows, folding, buttons, counters and the week's list."""

from datetime import date, timedelta
from io import BytesIO

import pytest
import time_machine
from django.urls import reverse
from openpyxl import load_workbook

from casework.models import Account, AuditEvent
from membership.dues import DUES
from membership.models import ApplicationDeadline
from progress import checks, todo
from talent.dues import DUES as TALENT_DUES
from talent.models import TalentDeadline
from tests.officers import branch, officer, township, village
from tests.purposes import for_checking

from . import town

pytestmark = pytest.mark.django_db
ROLE = Account.Role
TODAY = town.ON


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(f"{TODAY}T09:00:00+08:00", tick=False):
        yield


@pytest.fixture
def signed_in(client):
    client.force_login(officer(ROLE.TOWNSHIP_OFFICER, township()))
    return for_checking(client)


def due_in(days: int, kind="talk", opens=None, **facts):
    made = town.case("郑一鸣", "1990-01-01", **facts)
    return made.deadlines.create(
        kind=kind,
        due_on=TODAY + timedelta(days=days),
        opens_on=TODAY + timedelta(days=opens) if opens is not None else None,
    )


def lines(client, **query) -> list[dict]:
    page = client.get("/", query)
    assert page.status_code == 200
    return [line for _period, own in page.context["periods"] for line in own]


def test_every_kind_of_deadline_has_words_and_a_page():
    assert set(todo.KINDS[ApplicationDeadline]) == set(DUES)
    assert set(todo.KINDS[TalentDeadline]) == set(TALENT_DUES)
    for kinds in todo.KINDS.values():
        for kind in kinds.values():
            assert kind.address(1).startswith("/")
            assert kind.group in dict(todo.GROUPS)


@pytest.mark.parametrize(
    ("days", "period", "words"),
    [
        (-41, "超期", "超期 41 天"),
        (-1, "超期", "超期 1 天"),
        (0, "今天", "今天到期"),
        (7, "7 天内", "还剩 7 天"),
        (8, "30 天内", "还剩 8 天"),
        (30, "30 天内", "还剩 30 天"),
    ],
)
def test_a_row_says_its_days_and_stands_under_its_period(signed_in, days, period, words):
    due_in(days)
    ((found, (line,)),) = signed_in.get("/").context["periods"]
    assert (str(found), line["label"]) == (period, words)


def test_nothing_beyond_thirty_days_but_the_next_is_named(signed_in):
    due_in(31)
    page = signed_in.get("/")
    assert page.context["periods"] == []
    assert "今天没有到期的事。" in page.content.decode()
    assert "下一件：12-01 郑一鸣。" in page.content.decode()


def test_what_is_not_open_yet_says_from_when(signed_in):
    due_in(20, "propose", opens=5)
    (line,) = lines(signed_in)
    assert line["label"] == "11-05 起可办"
    assert line["action"]["label"] == "看案卷"


@pytest.mark.parametrize(
    ("opens", "label", "action"),
    [(12, "11-12 起可办", "看案卷"), (-3, "10-28 起可办", "确定发展对象")],
    ids=["ahead", "open"],
)
def test_what_opens_long_before_it_is_due_is_told_about_its_first_day(
    signed_in, opens, label, action
):
    due_in(300, "propose", opens=opens, stage="activist")
    due_in(300, "propose", opens=31, stage="activist")
    due_in(90, "approval", opens=-3)
    page = signed_in.get("/")
    (line,) = page.context["opening"]
    assert (line["label"], line["action"]["label"]) == (label, action)
    assert page.context["periods"] == []
    assert not signed_in.get("/", {"state": "soon"}).context["opening"]


def test_the_button_opens_the_form_of_the_step(signed_in):
    due = due_in(-3)
    (line,) = lines(signed_in)
    assert line["action"] == {
        "label": "录入谈话",
        "url": reverse("membership:record", args=[due.case_id, "talk"]),
    }


def test_a_branch_secretary_is_not_offered_what_the_township_decides(client):
    due = due_in(-3, "approval")
    client.force_login(officer(ROLE.BRANCH_SECRETARY, branch()))
    (line,) = lines(client)
    assert line["action"]["url"] == due.case.get_absolute_url()


def test_more_than_three_of_a_kind_in_a_branch_become_one_row(signed_in):
    town.waiting(3)
    assert len(lines(signed_in)) == 3
    town.waiting(1, prefix="又一人")
    (line,) = lines(signed_in)
    assert line["title"] == "4 人"
    unfolded = lines(signed_in, unit=branch().pk)
    assert len(unfolded) == 4


def test_groups_and_branches_choose_among_the_rows(signed_in):
    due_in(-3)
    due_in(-2, "oath")
    town.waiting(1, branch(village("东沟村")))
    assert len(lines(signed_in, group="talk")) == 2
    assert len(lines(signed_in, group="convert")) == 1
    assert len(lines(signed_in, unit=branch().pk)) == 2
    assert len(lines(signed_in, group="unknown")) == 3


def test_the_four_counters_lead_to_their_lists(signed_in):
    town.waiting(2)
    due_in(3, papers_missing=4, papers_expected=5)
    town.person("何立", None)
    overdue, soon, papers, data, *_idle = signed_in.get("/").context["counters"]
    assert (overdue["value"], soon["value"]) == ("2", "1")
    cases, sheets = todo.lacking(officer(ROLE.COUNTY_READER, township()))
    assert papers["value"] == f"{cases}人/{sheets}份"
    assert data["value"] == str(checks.number_to_check(officer(ROLE.BRANCH_READER, township())))
    assert len(lines(signed_in, state="overdue")) == 2
    for counter in (overdue, soon, papers, data):
        assert signed_in.get(counter["url"]).status_code == 200


def test_a_branch_without_an_admission_for_years_is_a_counter_of_the_township(signed_in, client):
    due_in(3)
    *_four, idle = signed_in.get("/").context["counters"]
    assert idle["value"] == "1" and idle["url"] == "/idle/"
    town.case("秦远", "1990-01-01", stage="full", adopted_on="2026-01-10", approved_on="2026-02-01")
    assert len(signed_in.get("/").context["counters"]) == 4


def test_counters_stop_at_a_thousand():
    assert todo.capped(999) == "999"
    assert todo.capped(1000) == "999+"


def test_a_secretary_sees_only_the_branch(client):
    town.waiting(1)
    town.waiting(2, branch(village("东沟村")))
    client.force_login(officer(ROLE.BRANCH_SECRETARY, branch()))
    page = client.get("/")
    assert page.context["counters"][0]["value"] == "1"
    assert client.get("/week.xlsx").status_code == 403


def test_who_opens_no_dossiers_sees_none(client):
    town.waiting(1)
    client.force_login(officer(ROLE.SECURITY_ADMINISTRATOR, township()))
    page = client.get("/")
    assert page.status_code == 200
    assert "申请人0" not in page.content.decode()
    assert client.get("/checks/").status_code == 403


def test_a_check_that_finds_nobody_says_so(signed_in):
    page = signed_in.get("/checks/").content.decode()
    assert "这一项没有要核对的人。" in page and "<thead>" not in page


@pytest.mark.parametrize("address", ["/sanctions/", "/membership/forms/", "/commitments/"])
def test_a_list_without_rows_says_what_to_do_instead_of_an_empty_table(signed_in, address):
    assert "empty-title" in signed_in.get(address).content.decode()


def test_each_check_lists_whom_it_counts(signed_in):
    town.person("何立", None)
    town.person("史林", "1990-05-01", born_month_only=True)
    town.person("方宁", "1990-05-02", "")
    user = officer(ROLE.COUNTY_READER, township())
    assert checks.numbers(user) == {
        "no-birth": 1,
        "month-only": 1,
        "no-id": 3,
        "no-sex": 1,
        "no-joining": 0,
    }
    page = signed_in.get("/checks/", {"kind": "month-only"})
    assert "史林" in page.content.decode() and "何立" not in page.content.decode()
    assert signed_in.get("/checks/", {"kind": "nothing"}).status_code == 404


def test_the_weeks_list_holds_what_is_overdue_or_due_by_sunday(signed_in):
    """31 October 2026 is a Saturday."""
    for days in (-41, 1, 2):
        due_in(days)
    answer = signed_in.get("/week.xlsx")
    (sheet,) = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    rows = [row for row in sheet.values if row[1] == "郑一鸣"]
    assert [row[0] for row in rows] == ["超期 41 天", "还剩 1 天"]
    assert rows[0][5].date() == TODAY - timedelta(days=41)
    assert AuditEvent.objects.get(kind="export").subject == "report:week"


def test_this_years_share_of_the_young_stands_beside_last_years(signed_in):
    for born, approved in (("2000-01-01", "2026-03-01"), ("1980-01-01", "2026-03-01")):
        town.case("新党员", born, approved_on=approved, stage="probationary")
    town.case("去年", "1980-01-01", approved_on="2025-03-01", stage="probationary")
    young = signed_in.get("/").context["young"]
    assert young["text"] == "50.0%"
    assert young["note"] == "1/2 人；上年 0.0%"
    assert signed_in.get(young["url"]).context["count"] == 1


def test_the_number_of_queries_does_not_grow(signed_in, django_assert_max_num_queries):
    seen = []
    for number in (3, 37):
        for place in range(number):
            town.waiting(1, branch(village(f"村{number}-{place}")))
        with django_assert_max_num_queries(15) as queries:
            signed_in.get("/")
        seen.append(len(queries))
    assert seen[0] == seen[1]


def test_a_day_of_the_clock_is_the_day_of_the_page(signed_in):
    assert signed_in.get("/").context["today"] == date(2026, 10, 31)
