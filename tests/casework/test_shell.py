"""The frame: every page of the navigation exists, and costs two queries."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from casework.access import RoleBackend
from casework.context import NAV, nav, shell
from casework.models import Person
from membership.models import Application
from talent.models import Talent
from tests.officers import branch, officer, township, village


def request_of(user, path="/"):
    request = RequestFactory().get(path)
    request.user = RoleBackend().get_user(user.pk) if isinstance(user, User) else user
    return request


def due(in_days, unit, model=Application, times=1):
    person = Person.objects.create(name="甲", unit=unit)
    case = model.objects.create(person=person, unit=unit)
    for _time in range(times):
        case.deadlines.create(kind="talk", due_on=timezone.localdate() + timedelta(days=in_days))


def todo(user):
    return shell(request_of(user))["shell"]["todo_count"]


@pytest.mark.parametrize("name", [item[0] for item in NAV])
def test_every_page_of_the_navigation_exists(name):
    assert reverse(name).startswith("/")


def test_strangers_get_no_frame():
    assert shell(request_of(AnonymousUser())) == {}
    assert shell(RequestFactory().get("/")) == {}


@pytest.mark.django_db
def test_a_user_without_account_gets_no_frame():
    assert shell(request_of(User.objects.create(username="stray"))) == {}


@pytest.mark.django_db
def test_the_frame_tells_officer_unit_and_day():
    frame = shell(request_of(officer("township_officer", township())))["shell"]
    assert (frame["officer"], frame["unit"]) == ("township_officer", "桃源镇")
    assert frame["today"] == timezone.localdate()


@pytest.mark.django_db
@pytest.mark.parametrize("name", [item[0] for item in NAV])
def test_one_entry_is_the_current_one(name):
    role = "security_administrator" if name == "accounts" else "township_officer"
    items = nav(officer(role, township()), reverse(name))
    assert [item["url"] for item in items if item["current"]] == [reverse(name)]


@pytest.mark.django_db
def test_a_page_below_belongs_to_its_entry():
    items = nav(officer("township_officer", township()), reverse("membership:list") + "17/")
    assert [item["title"] for item in items if item["current"]] == ["发展党员"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "shown", "hidden"),
    [
        ("branch_reader", "发展党员", "数据导入"),
        ("audit_administrator", "操作留痕", "发展党员"),
        ("township_officer", "数据导入", ""),
    ],
)
def test_the_navigation_shows_what_the_role_may_open(role, shown, hidden):
    titles = [str(item["title"]) for item in nav(officer(role, township()), "/")]
    assert shown in titles and hidden not in titles


@pytest.mark.django_db
def test_to_dos_are_what_is_overdue_or_due_in_thirty_days_below_the_unit():
    for days in (-40, 0, 30, 31):
        due(days, branch(village(f"村{days}")))
    due(3, branch(), Talent)
    assert todo(officer("township_officer", township())) == 4
    assert todo(officer("branch_reader", branch())) == 1


@pytest.mark.django_db
def test_the_count_stops_at_ninety_nine():
    due(1, branch(), times=120)
    assert todo(officer("township_officer", township())) == "99+"


@pytest.mark.django_db
def test_the_frame_costs_one_query(django_assert_num_queries):
    due(1, branch())
    request = request_of(officer("township_officer", township()))
    with django_assert_num_queries(1):
        shell(request)
