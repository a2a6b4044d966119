"""People close to a person: masked, seen whole with a reason, sealed wherever they are kept."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from casework import audit, sealing
from casework.family import keep, remove
from casework.models import AuditEvent, Person, Relative
from casework.retention import forget
from casework.workflow import Stale
from tests.officers import branch, officer, township
from tests.told import told

pytestmark = pytest.mark.django_db
FATHER = {
    "circle": "family",
    "relation": "父亲",
    "name": "欧阳金丝雀",
    "born": "1965年3月",
    "standing": "中共党员",
    "workplace": "银雀山砖厂会计",
}
CANARIES = ("金丝雀", "1965-03", "银雀山")


@pytest.fixture
def clerk():
    return officer("township_officer", township())


@pytest.fixture
def desk(client, clerk):
    client.force_login(clerk)
    return client


@pytest.fixture
def person():
    return Person.objects.create(name="欧阳修", unit=branch())


def add(desk, person, **changed):
    address = reverse("person-relative-add", args=[person.pk])
    return desk.post(address, {**FATHER, "version": 0, **changed})


def page(desk, person) -> str:
    return desk.get(reverse("person", args=[person.pk])).content.decode()


def test_somebody_is_entered_and_shown_masked(desk, person):
    assert add(desk, person).status_code == 302
    row = Relative.objects.get()
    assert (row.name, row.born, row.workplace) == ("欧阳金丝雀", "1965-03", "银雀山砖厂会计")
    shown = page(desk, person)
    assert "父亲" in shown and "欧＊" in shown
    assert [canary for canary in CANARIES if canary in shown] == []


def test_everything_is_shown_once_with_a_reason_that_is_noted(desk, person):
    add(desk, person)
    address = reverse("person-reveal-family", args=[person.pk])
    assert desk.post(address, {"family-note": ""}).status_code == 422
    answer = desk.post(address, {"family-note": "政治审查"})
    assert "no-store" in answer["Cache-Control"]
    assert [c for c in CANARIES if c not in answer.content.decode()] == []
    event = AuditEvent.objects.get(kind="reveal_family")
    assert told(event)["note"] == "政治审查"
    assert "金丝雀" not in page(desk, person)


def test_whoever_may_not_reveal_is_offered_and_gets_nothing(client, person, desk):
    add(desk, person)
    client.force_login(officer("branch_reader", person.unit))
    assert "查看完整内容" not in page(client, person)
    address = reverse("person-reveal-family", args=[person.pk])
    assert client.post(address, {"family-note": "看看"}).status_code == 403


def test_a_correction_keeps_what_is_left_empty(desk, person):
    add(desk, person)
    row = Relative.objects.get()
    address = reverse("person-relative", args=[person.pk, row.pk])
    form = desk.get(address).content.decode()
    assert [canary for canary in CANARIES if canary in form] == []
    change = {"circle": "family", "workplace": "退休", "note": "已退休", "version": 0}
    assert desk.post(address, {**change, "note": ""}).status_code == 422
    assert desk.post(address, change).status_code == 302
    row = Relative.objects.get()
    assert (row.name, row.workplace, row.version) == ("欧阳金丝雀", "退休", 1)
    event = AuditEvent.objects.first()
    assert told(event)["told"] == {"workplace": ["银雀山砖厂会计", "退休"]}


def test_the_trail_tells_that_and_not_what(desk, person):
    add(desk, person)
    event = AuditEvent.objects.get(kind="relative_added")
    assert [canary for canary in (*CANARIES, "父亲") if canary in event.payload] == []
    trail = desk.get(reverse("audit")).content.decode()
    assert "家庭成员或社会关系" in trail
    assert [canary for canary in CANARIES if canary in trail] == []


def test_the_second_of_two_corrections_is_told_who_was_first(desk, person, clerk):
    add(desk, person)
    row = Relative.objects.get()
    answers = {"circle": "family", "note": "x", "version": 0}
    answers |= dict.fromkeys(("relation", "name", "born", "standing"), "")
    keep(person, {**answers, "workplace": "退休"}, by=clerk, row=row)
    with pytest.raises(Stale):
        keep(person, {**answers, "workplace": "务农"}, by=clerk, row=row)
    with pytest.raises(Stale):
        remove(person, row, note="x", version=0, by=clerk)
    sent = {"circle": "family", "workplace": "务农", "note": "x", "version": 0}
    answer = desk.post(reverse("person-relative", args=[person.pk, row.pk]), sent)
    assert answer.status_code == 409 and str(clerk.account) in answer.content.decode()
    assert Relative.objects.get().workplace == "退休"


def test_somebody_entered_by_mistake_is_taken_off_with_the_reason(desk, person):
    add(desk, person)
    row = Relative.objects.get()
    address = reverse("person-relative-remove", args=[person.pk, row.pk])
    assert desk.post(address, {"note": "", "version": 0}).status_code == 422
    assert desk.post(address, {"note": "登记错人", "version": 1}).status_code == 409
    assert desk.post(address, {"note": "登记错人", "version": 0}).status_code == 302
    assert not Relative.objects.exists()
    event = AuditEvent.objects.first()
    assert (event.kind, told(event)["note"]) == ("relative_removed", "登记错人")


@pytest.mark.parametrize("born", ["去年", "1965-13", "十月"])
def test_what_is_no_month_is_refused(desk, person, born):
    assert add(desk, person, born=born).status_code == 422


def test_a_relative_of_another_person_is_not_found(desk, person):
    add(desk, person)
    other = Person.objects.create(name="李四", unit=branch())
    row = Relative.objects.get()
    for view in ("person-relative", "person-relative-remove"):
        assert desk.get(reverse(view, args=[other.pk, row.pk])).status_code == 404


def test_they_are_forgotten_with_the_person(desk, person, clerk):
    add(desk, person)
    forget(person, note="本人申请")
    assert not Relative.objects.exists()
    event = AuditEvent.objects.get(kind="relative_added")
    assert told(event)["told"]["name"] == ["", str(sealing.GONE)]
    assert audit.first_broken() is None
    with pytest.raises(PermissionDenied):
        keep(person, {**FATHER, "version": 0}, by=clerk)
