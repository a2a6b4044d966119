"""A township of two hundred cases: its plan, its forms, and pages that ask no more for it."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client

from casework.models import Unit
from membership.models import AdmissionForm, Application, YearPlan
from membership.year_plan import used_by_branch
from tests.conftest import most_queries

from .invented import ON, kept_apart, loaded


@pytest.fixture(scope="module")
def whole_demo(django_db_setup, django_db_blocker):
    with loaded(django_db_blocker, "township"):
        yield


@pytest.fixture
def officer(whole_demo):
    at = datetime(ON.year, ON.month, ON.day, 4, tzinfo=UTC)
    with kept_apart(), time_machine.travel(at, tick=False):
        client = Client()
        client.force_login(User.objects.get(username="officer"))
        yield client


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "budget"),
    [
        ("/", 15),
        ("/membership/calendar/", 16),
        ("/membership/year-plan/", 22),
        ("/membership/forms/", 16),
        ("/idle/", 12),
    ],
)
def test_a_page_asks_for_two_hundred_cases_what_it_asks_for_two(
    officer, address, budget, django_assert_max_num_queries
):
    assert Application.objects.count() > 200
    with django_assert_max_num_queries(most_queries(budget)):
        assert officer.get(address).status_code == 200


@pytest.mark.django_db
def test_every_branch_that_recruits_has_its_plan_of_two_years_and_the_count_is_right(officer):
    branches = Unit.objects.branches().recruiting()
    plans = YearPlan.objects.filter(unit__in=branches)
    assert plans.count() == 2 * branches.count()
    for year in (ON.year - 1, ON.year):
        used = used_by_branch(year, branches.values("pk"))
        assert all(plan.used == used[plan.unit_id] for plan in plans.filter(year=year))


@pytest.mark.django_db
def test_every_form_that_was_given_stands_in_the_register(officer):
    numbered = Application.objects.exclude(form_number="").filter(form_issued_on__isnull=False)
    held = AdmissionForm.objects.filter(case__isnull=False)
    assert set(held.values_list("case", "number")) == set(numbered.values_list("pk", "form_number"))
    assert AdmissionForm.objects.spare().count() == 20
