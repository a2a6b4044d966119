"""Party penalties, kept by the officer: entered as they were, corrected, sealed, listed."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from casework import audit, fold, sanctions
from casework.models import AuditEvent, Person, Sanction
from tests.officers import branch, officer, township
from tests.told import told

pytestmark = pytest.mark.django_db
DECISION = {"document_number": "银雀纪〔2026〕3号", "decided_by": "银雀县纪委"}


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(date(2026, 11, 24), tick=False):
        yield


@pytest.fixture
def desk(client):
    client.user = officer("township_officer", township())
    client.force_login(client.user)
    return client


@pytest.fixture
def person():
    return Person.objects.create(name="欧阳修", unit=branch(), born_on=date(1970, 5, 1))


def add(desk, person, kind="warning", since="2026-03-01", **more):
    address = reverse("person-sanction-add", args=[person.pk])
    return desk.post(address, {"kind": kind, "since": since, "version": 0, **DECISION, **more})


def test_a_penalty_is_entered_and_the_page_says_until_when(desk, person):
    assert add(desk, person).status_code == 302
    assert Sanction.objects.get().until == date(2027, 3, 1)
    page = desk.get(reverse("person", args=[person.pk])).content.decode()
    assert "影响期至 2027-03-01" in page and "银雀县纪委" in page


def test_one_of_long_ago_is_entered_as_it_was(desk, person):
    assert add(desk, person, "removal_from_post", "1999-07-01").status_code == 302
    assert Sanction.objects.get().until == date(2001, 7, 1)
    listed = desk.get(reverse("sanctions")).content.decode()
    assert person.name not in listed
    assert person.name in desk.get(reverse("sanctions"), {"all": 1}).content.decode()


def test_who_is_expelled_counts_as_no_member_until_it_is_taken_off(desk, person):
    """Not where the expulsion lies before the person joined anew."""
    facts = {"standing": "full", "joined_on": date(2001, 7, 1), "affiliation": person.unit}
    Person.objects.filter(pk=person.pk).update(**facts)
    assert add(desk, person, "expulsion", "1994-03-01").status_code == 302
    assert person.unit.members.count() == 1
    assert add(desk, person, "expulsion", "2026-03-01").status_code == 302
    assert person.unit.members.count() == 0
    row = Sanction.objects.get(since=date(2026, 3, 1))
    early = {"kind": "expulsion", "since": date(1996, 3, 1), "version": row.version, "note": "误录"}
    sanctions.keep(person, {**dict.fromkeys(sanctions.FACTS), **early}, by=desk.user, row=row)
    assert person.unit.members.count() == 1
    row.refresh_from_db()
    again = {**early, "since": date(2026, 3, 1), "version": row.version}
    sanctions.keep(person, {**dict.fromkeys(sanctions.FACTS), **again}, by=desk.user, row=row)
    assert person.unit.members.count() == 0
    assert add(desk, person, "expulsion", "2026-03-02").status_code == 302  # the same once more
    second = Sanction.objects.get(since=date(2026, 3, 2))
    row.refresh_from_db()
    sanctions.remove(person, row, note="重复登记", version=row.version, by=desk.user)
    assert person.unit.members.count() == 0
    sanctions.remove(person, second, note="决定已撤销", version=second.version, by=desk.user)
    person.refresh_from_db()
    assert (person.standing, person.affiliation) == ("full", person.unit)


def test_rights_come_back_by_a_decision_that_is_entered_later(desk, person):
    observed = {"kind": "party_probation_penalty", "since": "2025-03-01", "observed_months": 12}
    assert add(desk, person, **observed).status_code == 302
    row = Sanction.objects.get()
    assert row.until is None  # served on 2026-03-01, and nothing decided
    assert sanctions.standing(row, date(2026, 11, 24))[0] == "overdue"
    address = reverse("person-sanction", args=[person.pk, row.pk])
    sent = {
        **observed,
        **DECISION,
        "rights_restored_on": "2026-05-10",
        "note": "恢复",
        "version": 0,
    }
    assert desk.post(address, sent).status_code == 302
    row.refresh_from_db()
    assert (row.until, row.version) == (date(2026, 5, 9), 1)
    row.observed_months = 24  # as told, the rights came back before it was served
    assert sanctions.standing(row, date(2026, 11, 24))[0] == "data"


@pytest.mark.parametrize(
    "wrong",
    [
        {"since": "2027-01-01"},
        {"since": "1960-01-01"},
        {"observed_months": 12},
        {"rights_restored_on": "2026-09-01"},
        {"kind": "party_probation_penalty"},
        {"kind": "party_probation_penalty", "observed_months": 12,
         "rights_restored_on": "2026-02-01"},
    ],
    ids=["to-come", "before-birth", "length", "rights", "no-length", "rights-before"],
)  # fmt: skip
def test_what_contradicts_itself_is_explained(desk, person, wrong):
    answer = add(desk, person, **wrong)
    assert answer.status_code == 422 and not Sanction.objects.exists()
    assert DECISION["document_number"] in answer.content.decode()


def test_one_that_was_annulled_is_taken_off_with_the_reason(desk, person):
    add(desk, person)
    row = Sanction.objects.get()
    address = reverse("person-sanction-remove", args=[person.pk, row.pk])
    assert desk.post(address, {"note": "", "version": 0}).status_code == 422
    assert desk.post(address, {"note": "申诉后撤销", "version": 0}).status_code == 302
    assert not Sanction.objects.exists()
    assert told(AuditEvent.objects.first())["note"] == "申诉后撤销"


def test_the_trail_tells_that_and_not_what_and_the_log_leads_to_the_row(desk, person):
    add(desk, person)
    event = AuditEvent.objects.get(kind="sanction_added")
    assert [word for word in ("银雀", "warning", "2027-03-01") if word in event.payload] == []
    assert told(event)["told"]["until"] == [None, "2027-03-01"]
    assert "银雀" not in desk.get(reverse("audit")).content.decode()
    row = Sanction.objects.values().get()
    assert [name for name in DECISION if "银雀" in str(row[name])] == []
    assert audit.first_broken() is None
    Sanction.objects.update(since=date(2020, 1, 1))
    assert "sanctions" in {found.what for found in fold.differences()}


def test_only_the_office_reads_and_keeps_them(desk, client, person):
    add(desk, person)
    client.force_login(officer("branch_secretary", person.unit))
    assert "银雀" not in client.get(reverse("person", args=[person.pk])).content.decode()
    assert client.get(reverse("sanctions")).status_code == 403
    assert add(client, person).status_code == 403


def test_the_list_costs_the_same_for_many(desk, person, django_assert_max_num_queries):
    for place in range(20):
        one = Person.objects.create(name=f"党员{place}", unit=person.unit, affiliation=person.unit)
        Sanction.objects.create(person=one, kind="warning", since=date(2026, 3, 1), **DECISION)
    with django_assert_max_num_queries(12):
        desk.get(reverse("sanctions"))
