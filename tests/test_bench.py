"""The measurements of the office and of the search still run, in small."""

from datetime import date

import pytest

from bench import office, search, whole, writers
from casework import audit
from casework.models import Account, AuditEvent, Person
from tests.membership.conftest import people
from tests.officers import officer, township

pytestmark = pytest.mark.django_db
ON = date(2026, 7, 10)


def test_an_office_in_small_acts_and_reads_without_an_error():
    by, (case, *_others) = writers.prepare()
    case.work_out()
    case.save()
    heard = office.desk(0.4, by, 20.0, lambda: None, case)
    assert heard.errors == [] and heard.acts
    assert AuditEvent.objects.exclude(kind="view").count() == len(heard.acts)
    assert audit.first_broken() is None


def test_an_error_of_the_database_is_heard():
    heard = office.Heard()

    def fails():
        raise office.DatabaseError("locked")

    office._timed(heard, heard.acts, fails)
    assert heard.errors == ["DatabaseError: locked"] and len(heard.acts) == 1


def test_a_number_is_found_by_its_digest_as_by_itself():
    search.fill(300)
    ratio, line = search.compare(300, searches=20)
    assert ratio > 0 and "300 people" in line
    assert Person.objects.count() == 300 and len({search.number(n) for n in range(3000)}) == 3000


def test_a_wrong_answer_is_no_measurement():
    search.fill(3)
    Person.objects.update(id_digest="")
    with pytest.raises(AssertionError):
        search.compare(3, searches=1)


def test_the_calendar_by_hand_reads_what_the_calendar_reads():
    people(3, ON)
    ratio = whole.calendar(ON)
    assert ratio.rows == 7 and ratio.ours > 0
    cases = whole.cases_of(township())
    found = whole.asked(whole.sent(lambda: whole.entries(cases, ON)))()
    assert sorted(map(len, found)) == [0, 0, 0, 0, 0, 3, 3]


def test_the_to_do_list_by_hand_reads_what_the_home_reads():
    people(3, ON)
    user = officer(Account.Role.TOWNSHIP_OFFICER, township())
    path = township().path
    scope = "u.path >= %(low)s AND u.path < %(high)s", {"low": path, "high": path[:-1] + "0"}
    assert whole.todo_list(user, ON, scope).rows == 2


def test_another_answer_by_hand_is_no_measurement(monkeypatch):
    people(2, ON)
    monkeypatch.setattr(whole, "CASES", whole.CASES.replace("'applicant', ", ""))
    with pytest.raises(AssertionError):
        whole.calendar(ON)
