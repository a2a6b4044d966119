"""The township's calendar: what falls due and opens, and the feed at a secret address."""

import re
from datetime import date

import pytest
from django.test import Client

from casework.models import AuditEvent
from membership import agenda as agendas
from membership.agenda import DUE, OPENS, entries, horizon
from membership.models import Application, CalendarFeed
from tests.officers import branch, village

from .conftest import TODAY, people
from .factories import application

URL = "/membership/calendar/"


def lines(page) -> list[tuple]:
    """Day, kind and title of every line of the page, the overdue ones first."""
    some = [
        *page.context["overdue"],
        *(each for m in page.context["months"] for each in m["lines"]),
    ]
    return [(str(each["day"]), str(each["kind"]), each["title"]) for each in some]


def agenda(today=TODAY) -> list:
    return entries(Application.objects.in_progress(), today)


def test_a_stored_deadline_and_the_first_days_ahead_are_listed(desk):
    case = application("activist", activist_filed_on=None)
    case.settle(TODAY)
    found = lines(desk.get(URL))
    assert ("2027-07-10", "最早", "确定发展对象人选") in found
    assert ("2026-08-10", "最迟", "积极分子备案") in found


def test_what_is_overdue_stands_apart(desk, applicant):
    Application.objects.update(applied_on="2026-05-01", talked_on=None)
    late = Application.objects.get()
    late.work_out()
    late.save()
    late.settle(TODAY)
    page = desk.get(URL)
    assert page.context["late"] == 1 and lines(page)[0] == ("2026-06-01", "最迟", "派人谈话")


def test_people_of_the_same_day_share_a_line(desk):
    people(14, TODAY)
    page = desk.get(URL)
    (line,) = page.context["overdue"]
    assert page.context["late"] == 14 and len(line["cases"]) == 12 and line["more"] == 2
    assert "另 2 人" in page.content.decode()


def test_of_too_many_people_only_so_many_deadlines_are_read(
    desk, monkeypatch, django_assert_num_queries
):
    """A province's calendar is as short as a county's: the soonest deadlines, narrow rows."""
    monkeypatch.setattr(agendas, "MOST_PLANNED", 2)
    monkeypatch.setattr(agendas, "MOST_STORED", 4)
    people(6, TODAY)
    with django_assert_num_queries(2):
        found, planned = agendas.calendar_of(Application.objects.in_progress(), TODAY)
        assert [str(one.case) and str(one.case.unit) and one.kind for one in found] == [DUE] * 4
    assert not planned and found[0].day <= found[-1].day
    assert "只列已定的期限中最早的" in desk.get(URL).content.decode()


def test_a_branch_may_be_picked_and_strangers_see_nothing(desk, stranger):
    people(2, TODAY)
    other = branch(village("石桥村"))
    assert lines(desk.get(URL))
    assert not lines(desk.get(URL, {"unit": other.short_name}))
    assert not lines(stranger.get(URL))


def test_the_page_asks_as_many_questions_for_forty_people_as_for_two(
    desk, django_assert_max_num_queries
):
    people(2, TODAY)
    with django_assert_max_num_queries(16) as few:
        desk.get(URL)
    people(38, TODAY, applied_on=date(2026, 6, 2))
    with django_assert_max_num_queries(len(few)):
        desk.get(URL)


def test_the_calendar_ends_after_thirty_six_months():
    assert horizon(date(2026, 7, 10)) == date(2029, 7, 1)
    assert horizon(date(2028, 2, 29)) == date(2031, 2, 1)


@pytest.mark.django_db
def test_the_deadlines_are_those_of_the_to_do_list():
    for stage in ("applicant", "adopted", "pre_reviewed"):
        case = application(stage)
        case.settle(TODAY)
        stored = {row.due_on for row in case.deadlines.all()}
        mine = [one for one in agenda() if one.case.pk == case.pk]
        assert stored <= {one.day for one in mine if one.kind == DUE}
        assert all(one.day > TODAY for one in mine if one.kind == OPENS)


# The feed -----------------------------------------------------------------------------------


def address(desk, **answers) -> str:
    page = desk.post(f"{URL}address/", answers)
    assert page.status_code == 200
    return re.search(r"/membership/calendar/[\w-]{43}\.ics", page.content.decode()).group()


def test_the_feed_is_read_without_signing_in_and_names_nobody(desk, applicant):
    Application.objects.update(talked_on=None)
    applicant.refresh_from_db()
    applicant.settle(TODAY)
    answer = Client().get(address(desk))
    text = answer.content.decode().replace("\r\n ", "")
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/calendar")
    assert (
        "SUMMARY:最迟：派人谈话（柳湾村党支部）" in text and "DTSTART;VALUE=DATE:20260701" in text
    )
    assert applicant.person.name not in text
    assert "no-store" in answer["Cache-Control"]


def test_names_stand_in_the_titles_where_the_officer_wants_them(desk, applicant):
    Application.objects.update(talked_on=None)
    applicant.refresh_from_db()
    applicant.settle(TODAY)
    text = Client().get(address(desk, with_names="on")).content.decode().replace("\r\n ", "")
    assert "派人谈话（林晓禾，柳湾村党支部）" in text


def test_a_new_address_ends_the_old_one_and_ending_ends_all(desk):
    first, second = address(desk), address(desk)
    assert first != second and Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    desk.post(f"{URL}address/end/")
    assert Client().get(second).status_code == 404 and not CalendarFeed.objects.exists()
    kinds = list(AuditEvent.objects.order_by("seq").values_list("kind", flat=True))
    assert kinds.count("calendar_feed") == 2 and kinds[-1] == "calendar_feed_ended"


def test_the_secret_is_not_kept_and_is_shown_once(desk):
    token = address(desk).rsplit("/", 1)[1].removesuffix(".ics")
    assert token not in str(CalendarFeed.objects.values().get())
    assert token not in "".join(AuditEvent.objects.values_list("payload", flat=True))
    assert token not in desk.get(URL).content.decode()


@pytest.mark.parametrize("token", ["x", "a" * 43, "%00", "..%2f..%2fetc"])
def test_a_wrong_address_is_not_there(desk, token):
    address(desk)
    assert Client().get(f"/membership/calendar/{token}.ics").status_code == 404


def test_the_feed_shows_what_the_account_may_see_and_nothing_once_it_is_closed(stranger, applicant):
    Application.objects.update(talked_on=None)
    applicant.refresh_from_db()
    applicant.settle(TODAY)
    theirs = address(stranger)
    assert "VEVENT" not in Client().get(theirs).content.decode()
    stranger.user.is_active = False
    stranger.user.save()
    assert Client().get(theirs).status_code == 404


def test_an_address_is_made_by_a_post_only(desk):
    assert desk.get(f"{URL}address/").status_code == 405
    assert Client().post(f"{URL}address/").status_code == 302
