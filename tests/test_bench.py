"""The measurements of the office and of the search still run, in small."""

import pytest

from bench import office, search, writers
from casework import audit
from casework.models import AuditEvent, Person

pytestmark = pytest.mark.django_db


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
