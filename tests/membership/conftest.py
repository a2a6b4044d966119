"""Signed-in officers and a township of applicants for the tests of the pages."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client

from casework.models import Account, Person, Unit
from membership.models import Application
from tests.officers import branch, officer, township, village
from tests.purposes import for_checking

from .factories import application

TODAY = date(2026, 7, 10)


@pytest.fixture
def today(request):
    """The day on which the applicant of the factories may be designated, or the module's own."""
    day = getattr(request.module, "TODAY", TODAY)
    with time_machine.travel(datetime(day.year, day.month, day.day, 4, tzinfo=UTC), tick=False):
        yield day


def _desk(role: str, unit: Unit, name: str = "") -> Client:
    client = Client()
    client.user = officer(role, unit, name)
    client.force_login(client.user)
    return for_checking(client)


@pytest.fixture
def desk(db, today) -> Client:
    """The township's officer at work."""
    return _desk(Account.Role.TOWNSHIP_OFFICER, township())


@pytest.fixture
def reader(db, today) -> Client:
    """Somebody of the branch who may read only."""
    return _desk(Account.Role.BRANCH_READER, branch())


@pytest.fixture
def secretary(db, today) -> Client:
    """The secretary of the branch."""
    return _desk(Account.Role.BRANCH_SECRETARY, branch())


@pytest.fixture
def stranger(db, today) -> Client:
    """The secretary of another village's branch."""
    return _desk(Account.Role.BRANCH_SECRETARY, branch(village("石桥村")), "stranger")


@pytest.fixture
def applicant(db, today) -> Application:
    """An applicant whom nothing blocks today; deadlines and papers settled."""
    case = application("applicant")
    case.settle(today)
    return case


def people(number: int, today: date, **facts) -> list[Application]:
    """So many applicants of one branch, without any paper, with their deadlines."""
    made = []
    for place in range(number):
        person = Person.objects.create(
            name=f"王小{'一二三四五六七八九十'[place % 10]}",
            unit=branch(),
            born_on=date(1990 + place % 9, 1, 1),
        )
        facts = {"applied_on": date(2026, 6, 1), "stage_since": date(2026, 6, 1), **facts}
        case = Application(person=person, unit=branch(), **facts)
        case.work_out()
        case.save()
        case.settle(today)
        made.append(case)
    return made
