"""One box finds people, places and pages, within the user's own reach."""

import pytest
from django.urls import reverse

from casework.models import AuditEvent, Person, Unit
from membership.models import Application
from tests.casework.workbooks import number
from tests.officers import branch, officer, township, village
from tests.told import told

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client):
    user = officer("township_officer", township())
    client.force_login(user)
    return user


def person(name, unit=None, id_number=""):
    found = Person(name=name, unit=unit or branch())
    if id_number:
        found.id_number = id_number
    found.save()
    return found


def search(client, text):
    return client.get(reverse("search"), {"q": text})


@pytest.mark.parametrize(
    "text",
    ["欧阳修", "阳修", "oyx", "OYX", "oy", number()[-4:], number(), f" {number()} "],
    ids=["name", "part", "initials", "capitals", "first", "tail", "whole", "blanks"],
)
def test_a_single_person_opens_at_once(client, clerk, text):
    found = person("欧阳修", id_number=number())
    person("王安石", id_number=number("19850102", "224"))
    assert search(client, text).url == reverse("person", args=[found.pk])


def test_a_single_person_with_a_single_case_opens_there(client, clerk):
    case = Application.objects.create(person=person("欧阳修"), unit=branch())
    assert search(client, "oyx").url == case.get_absolute_url()


def test_several_hits_are_listed_with_their_cases(client, clerk):
    person("张一凡"), person("张一帆")
    case = Application.objects.create(person=Person.objects.first(), unit=branch())
    page = search(client, "zyf").content.decode()
    assert "张一凡" in page and "张一帆" in page and case.get_absolute_url() in page


def test_the_list_never_shows_a_whole_number(client, clerk):
    person("张一凡", id_number=number()), person("张一帆", id_number=number("19910101"))
    page = search(client, "zyf").content.decode()
    assert number() not in page and number()[-4:] in page


def test_a_village_opens_by_initials_of_its_name(client, clerk):
    place = village()
    Unit.objects.filter(pk=place.pk).update(initials="lwc")
    assert search(client, "lwc").url == reverse("talent:village", args=[place.pk])


def test_a_page_opens_by_its_name(client, clerk):
    assert search(client, "留痕").url == reverse("audit")
    assert search(client, "czlh").url == reverse("audit")


def test_people_elsewhere_are_not_found(client, clerk):
    other = Unit.objects.create(kind="township", name="示例县别镇", short_name="别镇")
    person("欧阳修", other, number())
    assert search(client, number()).context["hits"] == 0


def test_nothing_found_says_what_can_be_typed(client, clerk):
    assert "可以输入姓名、拼音首字母" in search(client, "查无此人").content.decode()


@pytest.mark.parametrize("text", ["", "   ", "%", "_", "'\"", "\\", "：" * 300])
def test_odd_input_is_answered(client, clerk, text):
    person("欧阳修")
    assert search(client, text).status_code == 200


def test_eight_queries_however_many_people(client, clerk, django_assert_max_num_queries):
    for n in range(40):
        Application.objects.create(person=person(f"张一{n}"), unit=branch())
    with django_assert_max_num_queries(8):
        search(client, "zy")


def test_the_person_page_shows_facts_cases_and_terms(client, clerk):
    found = person("欧阳修", id_number=number())
    case = Application.objects.create(person=found, unit=branch())
    page = client.get(reverse("person", args=[found.pk])).content.decode()
    assert case.get_absolute_url() in page and number() not in page


def test_a_stranger_gets_404_and_a_reader_no_number(client):
    found = person("欧阳修", id_number=number())
    client.force_login(officer("branch_reader", branch(village("李庄村"))))
    assert client.get(reverse("person", args=[found.pk])).status_code == 404
    client.force_login(officer("branch_reader", branch(), "mine"))
    answer = client.post(reverse("person-reveal", args=[found.pk]), {"note": "好奇"})
    assert answer.status_code == 403 and not AuditEvent.objects.exists()


def test_the_whole_number_wants_a_reason_and_leaves_a_trace(client, clerk):
    found = person("欧阳修", id_number=number())
    address = reverse("person-reveal", args=[found.pk])
    assert client.get(address).status_code == 405
    assert client.post(address, {"note": ""}).status_code == 422
    page = client.post(address, {"note": "办理转正"})
    assert number() in page.content.decode() and "no-store" in page.headers["Cache-Control"]
    event = AuditEvent.objects.get()
    assert (event.kind, event.person_id) == ("reveal", found.pk)
    assert told(event)["note"] == "办理转正" and number() not in event.payload


def answers(found, **changed):
    keep = {"name": found.name, "sex": found.sex, "note": "会议记录为准", "version": found.version}
    return {**keep, "born_on": found.born_on or "", **changed}


def test_a_correction_keeps_the_old_value_in_the_trail(client, clerk):
    found = person("欧阳休")
    address = reverse("person-edit", args=[found.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, answers(found, name="欧阳修")).status_code == 302
    found.refresh_from_db()
    assert (found.name, found.initials, found.version) == ("欧阳修", "oyx", 1)
    event = AuditEvent.objects.get()
    assert told(event)["changed"] == {"name": ["欧阳休", "欧阳修"]}
    assert "欧阳" not in event.payload


def test_a_corrected_birthday_moves_the_days_that_rest_on_it(client, clerk):
    found = person("欧阳修")
    case = Application.objects.create(person=found, unit=branch())
    client.post(reverse("person-edit", args=[found.pk]), answers(found, born_on="2008.5.3"))
    case.refresh_from_db()
    assert f"{case.adult_on}" == "2026-05-03" and case.version == 1


def test_a_correction_of_an_older_page_is_refused(client, clerk):
    found = person("欧阳休")
    Person.objects.update(version=1)
    page = client.post(reverse("person-edit", args=[found.pk]), answers(found, name="欧阳修"))
    assert page.status_code == 409 and "已在别处改过" in page.content.decode()
    assert Person.objects.get().name == "欧阳休"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("12345", "位数不对"),
        (number()[:-1] + ("0" if number()[-1] != "0" else "1"), "校验码不对"),
        (number(), "已登记在另一人名下"),
    ],
    ids=["short", "checksum", "taken"],
)
def test_a_wrong_number_is_refused_in_words(client, clerk, typed, sentence):
    person("王安石", id_number=number())
    found = person("欧阳修")
    page = client.post(reverse("person-edit", args=[found.pk]), answers(found, id_number=typed))
    assert page.status_code == 422 and sentence in page.content.decode()


def test_a_new_number_never_enters_the_trail(client, clerk):
    found = person("欧阳修")
    client.post(reverse("person-edit", args=[found.pk]), answers(found, id_number=number()))
    found.refresh_from_db()
    assert found.id_number == number() and number() not in AuditEvent.objects.get().payload
