"""The pages of villages and seats, and the choice of a reserve cadre for an open seat."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from casework.models import AuditEvent, Person, Seat, Term
from talent.models import Talent
from talent.selection import matches
from talent.structure import village_table
from tests.officers import officer, township, village
from tests.purposes import for_checking
from tests.talent.factories import full_member, hold, seat_of, talent

pytestmark = pytest.mark.django_db
VILLAGES = reverse("talent:villages")
ON = date(2026, 9, 20)


@pytest.fixture
def desk(client):
    client.force_login(officer("township_officer", township()))
    return for_checking(client)


def team(unit, *, cadre=False, vacant=False):
    """A secretary who is the chair, and where asked a seconded and a vacant seat."""
    both = full_member(unit)
    hold(seat_of(unit, "branch", 1, post="secretary"), both)
    hold(seat_of(unit, "villagers", 1, post="chair"), both)
    if cadre:
        office = full_member(township(), is_office_cadre=True)
        hold(seat_of(unit, "branch", 3), office, holder=Term.Holder.SECONDED)
    if vacant:
        seat_of(unit, "villagers", 3)


def shown(page) -> list[str]:
    return [row.record["village"] for row in page.context["table"].rows]


def test_the_head_counts_seats_and_people_once(desk):
    team(village(), cadre=True)
    team(village("东沟村"), vacant=True)
    page = desk.get(VILLAGES)
    totals = page.context["totals"]
    assert (totals["quota"], totals["filled"], totals["people"], totals["cross"]) == (6, 5, 3, 2)
    assert totals["one_shoulder"] == 2
    counters = {item["label"]: item["value"] for item in page.context["counters"]}
    assert (counters["空缺席位"], counters["机关干部兼任席位"]) == (1, 1)


def test_a_figure_of_the_head_leads_to_its_villages(desk):
    team(village(), cadre=True)
    team(village("东沟村"), vacant=True)
    for counter in desk.get(VILLAGES).context["counters"]:
        page = desk.get(counter["url"])
        wanted = 2 if counter["label"] == "没有后备的村" else counter["value"]
        assert len(shown(page)) == wanted, counter["label"]


def test_a_number_of_a_row_leads_to_the_seats_behind_it(desk):
    unit = village()
    team(unit, cadre=True, vacant=True)
    page = desk.get(VILLAGES).content.decode()
    for show, seats in {"vacant": 1, "seconded": 1, "young-any": 3, "young-local": 2}.items():
        url = f"{reverse('talent:village', args=[unit.pk])}?show={show}"
        assert url in page
        cards = [card for body in desk.get(url).context["bodies"] for card in body["cards"]]
        assert len(cards) == seats, show


def test_only_open_seats_offer_a_choice_and_only_to_those_who_may(desk, client):
    unit = village()
    team(unit, cadre=True, vacant=True)
    url = reverse("talent:village", args=[unit.pk])
    assert desk.get(url).content.decode().count("从后备中选") == 2
    client.force_login(officer("county_reader", township()))
    assert "从后备中选" not in client.get(url).content.decode()


def test_a_village_of_somebody_else_is_not_found(client):
    unit = village()
    client.force_login(officer("township_officer", village("东沟村")))
    assert client.get(reverse("talent:village", args=[unit.pk])).status_code == 404
    assert shown(client.get(VILLAGES)) == ["东沟村"]


def test_a_village_without_seats_says_so(desk):
    page = desk.get(reverse("talent:village", args=[village().pk])).content.decode()
    assert "还没有登记席位" in page


def test_the_workbook_says_what_the_page_says(desk):
    team(village(), cadre=True, vacant=True)
    answer = desk.get(reverse("talent:villages-export"))
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    head = [cell.value for cell in sheet[1]]
    row = dict(zip(head, (cell.value for cell in sheet[2]), strict=True))
    (found,) = village_table(officer("county_reader", township()), timezone.localdate())
    assert (row["应配席位"], row["空缺"], row["机关兼任"]) == (4, 1, 1)
    assert (row["两委人数"], row["一肩挑"]) == (len(found.people), "是")
    assert AuditEvent.objects.filter(kind="export").count() == 1


def test_queries_of_the_village_pages_do_not_grow(desk, django_assert_max_num_queries):
    for number in range(8):
        team(village(f"{number}号村"), cadre=True, vacant=True)
    with django_assert_max_num_queries(12):
        assert len(shown(desk.get(VILLAGES))) == 8
    unit = village("0号村")
    with django_assert_max_num_queries(12):
        assert desk.get(reverse("talent:village", args=[unit.pk])).status_code == 200


# Who fits a seat


def reserve(seat, name: str, **facts) -> Talent:
    """A reserve cadre of the seat's village, not yet put up for any seat."""
    person = full_member(seat.village, **facts)
    person.name = name
    person.save()
    case = talent("reserve", unit=village(f"{name}的村"), person=person)
    Talent.objects.filter(pk=case.pk).update(unit=seat.village, seat=None)
    return case


def test_those_who_fit_come_first_with_reasons_and_doubts():
    seat = seat_of(village(), number=7)
    probationary = {"full_member_on": None, "joined_on": date(2026, 3, 1)}
    reserve(seat, "预备", **probationary)
    reserve(seat, "年长", born_on=date(1986, 9, 20))
    reserve(seat, "合适", born_on=date(1986, 9, 21))
    found = matches(seat, ON)
    assert [match.case.person.name for match in found] == ["合适", "年长", "预备"]
    assert [match.fits for match in found] == [True, True, False]
    assert found[0].reasons == ["39 岁", "大学专科", "中共党员", "先锋岗优秀"]
    assert [rule.slug for rule in found[1].unmet] == ["young"]
    assert [rule.slug for rule in found[2].unmet] == ["full_member"]


def test_a_seat_of_the_villagers_committee_asks_no_membership():
    seat = seat_of(village(), "villagers", number=7)
    case = reserve(seat, "群众", full_member_on=None)
    Talent.objects.filter(pk=case.pk).update(villager_class="registered")
    (found,) = matches(seat, ON)
    assert found.fits


def test_the_chosen_one_is_put_up_for_the_seat(desk):
    seat = seat_of(village(), number=7)
    case = reserve(seat, "合适")
    answer = desk.post(reverse("talent:choose", args=[seat.pk]), {"case": case.pk, "version": 0})
    assert answer.url == reverse("talent:step", args=[case.pk, "nominate_for_branch"])
    assert Talent.objects.get(pk=case.pk).seat == seat
    assert AuditEvent.objects.filter(kind="seat", person_id=case.person_id).exists()
    form = desk.get(answer.url).context["form"]
    assert {field.name: field.value() for field in form.visible_fields()}["seat"] == seat.pk


def test_a_choice_on_stale_ground_is_not_kept(desk):
    seat = seat_of(village(), number=7)
    case = reserve(seat, "合适")
    Talent.objects.filter(pk=case.pk).update(version=3)
    answer = desk.post(reverse("talent:choose", args=[seat.pk]), {"case": case.pk, "version": 0})
    assert answer.status_code == 409 and "已在别处改过" in answer.content.decode()
    assert Talent.objects.get(pk=case.pk).seat is None


def test_nobody_of_another_village_is_put_up_by_a_forged_form(desk):
    seat = seat_of(village(), number=7)
    other = talent("reserve", unit=village("东沟村"))
    answer = desk.post(reverse("talent:choose", args=[seat.pk]), {"case": other.pk, "version": 0})
    assert answer.status_code == 404


def test_a_village_without_reserve_points_to_its_pool(desk):
    seat = seat_of(village(), number=7)
    assert "本村没有后备干部" in desk.get(reverse("talent:choose", args=[seat.pk])).content.decode()
    assert Person.objects.count() == 0
    assert Seat.objects.get().state == "vacant"
