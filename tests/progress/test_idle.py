"""Branches without an admission for years, villages without an activist: one definition."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
import time_machine
from openpyxl import load_workbook

from casework import standards
from casework.models import Account, AuditEvent, Unit
from membership.rules.branches import has_activist, has_admitted
from progress import idle
from progress.populations import new_members
from tests.casework.faces import needs_faces
from tests.officers import branch, officer, township, village
from tests.purposes import for_checking

from . import town
from .test_ages import pages_of

pytestmark = pytest.mark.django_db
TODAY = date(2026, 10, 31)
URL = "/idle/"


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(datetime(2026, 10, 31, 4, tzinfo=UTC), tick=False):
        yield TODAY


@pytest.fixture
def signed_in(client):
    client.force_login(officer(Account.Role.TOWNSHIP_OFFICER, township()))
    return for_checking(client)


def admitted(on: str, unit=None, **facts):
    days = {"adopted_on": "2020-01-01", "approved_on": on, **facts}
    return town.case("林晓禾", "1990-01-01", unit, stage=days.pop("stage", "probationary"), **days)


def idle_for(years: int) -> list:
    return list(idle.branches(township(), years, TODAY))


@pytest.mark.parametrize(
    ("on", "years"),
    [
        ("2025-11-01", {}),
        ("2025-10-31", {1}),
        ("2024-10-31", {1, 2}),
        ("2023-11-01", {1, 2}),
        ("2023-10-31", {1, 2, 3}),
        ("2026-11-01", {1, 2, 3}),
    ],
    ids=["a-day-short", "one-year", "two", "three-less-a-day", "three", "ahead"],
)
def test_a_branch_is_idle_from_the_anniversary_of_the_last_approval(on, years):
    admitted(on, branch())
    assert {n for n in (1, 2, 3) if idle_for(n) == [branch()]} == set(years)


def test_it_is_the_approval_that_counts_not_the_meeting():
    admitted("2026-02-10", adopted_on="2023-01-01")
    assert not idle_for(1)


@pytest.mark.parametrize(
    "facts",
    [{"stage": "not_recognised"}, {"transferred_in_on": "2026-06-01"}],
    ids=["not-recognised", "moved-in-later"],
)
def test_only_the_own_admissions_count_here_and_among_the_new_members(facts):
    admitted("2026-03-01", **facts)
    assert idle_for(1) == [branch()] and not new_members(TODAY).exists()


def test_a_branch_that_never_admitted_is_idle_and_stands_first():
    admitted("2022-01-01")
    never = branch(village("石桥村"))
    assert idle_for(3) == [never, branch()]
    lines = idle.of_branches(idle_for(3), TODAY)
    assert [line.years for line in lines] == [None, 4]


def test_who_may_not_recruit_is_not_listed():
    Unit.objects.filter(pk=branch().pk).update(may_recruit=False)
    assert not idle_for(1)


def test_rule_list_and_numbers_agree():
    admitted("2025-01-01"), admitted("2022-01-01", branch(village("石桥村")))
    branch(village("东沟村"))
    by_rule = Unit.objects.branches().exclude(has_admitted.condition(TODAY))
    assert set(by_rule) == set(idle_for(3))
    numbers = idle.numbers(township(), TODAY)
    assert [numbers[n] for n in (1, 2, 3)] == [len(idle_for(n)) for n in (1, 2, 3)] == [3, 2, 2]


def test_a_county_may_ask_after_fewer_years(signed_in):
    admitted("2025-01-01")
    with standards.as_if({"idle_branch_years": 1}):
        assert signed_in.get(URL).context["years"] == 1
        assert not Unit.objects.branches().filter(has_admitted.condition(TODAY))
    assert signed_in.get(URL).context["years"] == 3


@pytest.mark.parametrize(
    ("facts", "listed"),
    [
        ({"stage": "activist", "activist_on": "2020-01-01"}, False),
        ({"stage": "full", "activist_on": "2024-11-01"}, False),
        ({"stage": "full", "activist_on": "2024-10-31"}, True),
        ({"stage": "applicant"}, True),
    ],
    ids=["now", "a-day-short", "two-years", "never"],
)
def test_a_village_without_an_activist_for_two_years(facts, listed):
    town.case("林晓禾", "1990-01-01", **facts)
    found = list(idle.villages(township(), TODAY))
    assert (found == [village()]) == listed
    by_rule = Unit.objects.villages().exclude(has_activist.condition(TODAY))
    assert set(by_rule) == set(found)


def test_the_page_says_who_is_on_the_way_and_leads_there(signed_in):
    town.case("林晓禾", "1990-01-01", stage="activist")
    town.case("秦远", "1990-01-01")
    page = signed_in.get(URL)
    (line,) = page.context["table"].data
    assert (line.applicants, line.activists) == (1, 1)
    assert "stage=activist" in page.content.decode()
    assert signed_in.get(URL, {"show": "villages"}).status_code == 200


def test_a_stranger_sees_nothing_of_it(client):
    admitted("2022-01-01")
    other = branch(village("石桥村"))
    client.force_login(officer(Account.Role.BRANCH_READER, other, "stranger"))
    assert [line.unit for line in client.get(URL).context["table"].data] == [other]
    assert client.get(URL, {"unit": branch().pk}).status_code == 404
    assert client.get(f"{URL}report.xlsx").status_code == 403


def test_the_page_costs_the_same_for_forty_branches_as_for_two(
    signed_in, django_assert_max_num_queries
):
    admitted("2022-01-01"), branch(village("石桥村"))
    with django_assert_max_num_queries(12) as few:
        signed_in.get(URL)
    for number in range(38):
        admitted("2022-01-01", branch(village(f"村{number}")))
    with django_assert_max_num_queries(len(few)):
        signed_in.get(URL)


def test_the_workbook_holds_both_lists(signed_in):
    admitted("2022-01-01")
    answer = signed_in.get(f"{URL}report.xlsx", {"years": 3})
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    branches, villages = book.worksheets
    assert branches["A2"].value == branch().short_name and branches["D2"].value == "满 4 年"
    assert branches["C2"].value.date() == date(2022, 1, 1)
    assert villages["A2"].value == village().short_name
    assert AuditEvent.objects.get(kind="export").subject == "report:idle"


@needs_faces
def test_the_paper_says_the_figures_and_carries_the_mark(signed_in):
    admitted("2022-01-01")
    answer = signed_in.get(f"{URL}report.pdf", {"years": 3})
    text = "".join(pages_of(b"".join(answer.streaming_content)))
    assert "3年以上没有发展党员的1个" in text.replace(" ", "") and "操作留痕第" in text
