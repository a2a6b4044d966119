"""Commitments: figures of the two measured ones, milestones, closing."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from casework.models import Account, AuditEvent
from casework.workflow import Stale
from membership.models import ApplicationStep
from progress import rectification
from progress.metrics import measured
from progress.models import Commitment
from tests.officers import officer, township, village
from tests.purposes import for_checking

from . import town

pytestmark = pytest.mark.django_db
ROLE, STATE = Account.Role, Commitment.State
ON = town.ON


@pytest.fixture
def user():
    return officer(ROLE.TOWNSHIP_OFFICER, township())


@pytest.fixture
def signed_in(client, user):
    client.force_login(user)
    return for_checking(client)


def reserve(**facts) -> Commitment:
    return town.commitment(metric="reserve_talent", baseline=2, target_value=2, **facts)


def seconded_seat(item: Commitment, place: str, until: str | None = None):
    """A baseline seat held by an office cadre, from 2021 on or until a day."""
    seat = town.seat(village(place), 1)
    cadre = town.person("机关干部", "1990-01-01", is_office_cadre=True)
    end = date.fromisoformat(until) if until else None
    town.sits(cadre, seat, "2021-03-01", town.SECONDED, until=end)
    item.baseline_seats.create(seat=seat)
    return seat


def test_a_seat_is_replaced_and_a_village_cured_by_an_elected_local_of_35():
    item = reserve()
    first = seconded_seat(item, "柳湾村", "2026-05-31")
    seconded_seat(item, "东沟村")
    local = town.person("唐可心", "1991-11-01", "f")
    town.sits(local, first, "2026-06-01", basis="by_elected")
    found = measured(item, ON)
    assert found.value == 1
    assert not found.reached
    assert {line.label: line.value for line in found.lines} == {
        "基线席位": "2",
        "已替换席位": "1/2",
        "已空缺未替换": "0",
        "仍由机关兼任": "1",
        "已治愈村": "1/2",
    }


def test_a_local_of_36_replaces_the_seat_and_does_not_cure_the_village():
    item = reserve()
    seat = seconded_seat(item, "柳湾村", "2026-05-31")
    town.sits(town.person("唐可心", "1990-10-31"), seat, "2026-06-01", basis="by_elected")
    found = measured(item, ON)
    assert (found.lines[1].value, found.value) == ("1/1", 0)


def test_the_mean_age_of_the_newly_admitted_falls_by_hand_counted_years():
    """2025: 46 and 40, mean 43.0; 2026: 30 and 36, mean 33.0; ten years, 6 wanted."""
    for born, approved in (
        ("1979-12-31", "2025-05-01"),
        ("1985-06-01", "2025-06-01"),
        ("1996-01-01", "2026-02-01"),
        ("1990-12-31", "2026-03-01"),
    ):
        town.case(born, born, approved_on=approved, stage="probationary")
    item = town.commitment(
        metric="member_development", target_value=6, base_year=2025, due_on=date(2026, 12, 31)
    )
    found = measured(item, ON)
    assert found.value == Decimal("10.0")
    assert found.reached
    assert str(found) == "10.0 → 6 岁"
    assert found.lines[0].value == "33.0岁（2人）"
    assert found.lines[2].value == "1人，占50.0%"


def test_without_new_members_nothing_is_claimed():
    found = measured(town.commitment(metric="member_development", target_value=6), ON)
    assert found.value is None
    assert not found.reached


def test_who_was_exactly_fifty_needs_no_reason_and_who_was_51_does(user):
    """Worked case 30: born 1972-06-01, on 2022-06-01: 50, allowed; 51: a reasoned exception."""
    fifty = town.case("五十", "1972-06-01", stage="activist", activist_on="2022-06-01")
    over = town.case("五一", "1971-06-01", stage="activist", activist_on="2022-06-01")
    for case in (fifty, over):
        ApplicationStep.objects.create(
            case=case,
            name="designate",
            source="applicant",
            target="activist",
            decided_on=date(2022, 6, 1),
            recorded_at=timezone.now(),
            by=user,
            waived={"not_over_fifty": "村医，群众推荐"} if case is over else {},
        )
    (one,) = measured(town.commitment(metric="member_development"), ON).exceptions
    assert (one.case, one.age, one.reason) == (over, 51, "村医，群众推荐")


@pytest.mark.parametrize(
    ("closed_on", "state"),
    [
        (date(2022, 12, 31), STATE.DONE_ON_TIME),
        (date(2023, 1, 3), STATE.DONE_LATE),
    ],
    ids=["the-day", "after"],
)
def test_closing_after_the_deadline_is_done_late(user, closed_on, state):
    """Worked case 33: due 2022-12-31, finished 2023-01-03; the long-term part stays open."""
    item = town.commitment(evidence="已建立储备库", long_term=True)
    closed = rectification.close(item, closed_on, by=user, version=0, found=None)
    assert (closed.state, closed.closed_on, closed.long_term) == (state, closed_on, True)


def test_a_measured_item_below_its_target_closes_only_with_a_reason(user):
    item = reserve()
    seconded_seat(item, "柳湾村")
    found = measured(item, ON)
    with pytest.raises(rectification.NotYet, match="未达到目标"):
        rectification.close(item, ON, by=user, version=0, found=found)
    rectification.close(item, ON, by=user, version=0, found=found, reason="县委同意转入下年")
    event = AuditEvent.objects.get(kind="commitment-close")
    assert "县委同意转入下年" in event.payload
    assert "0 → 2 村" in event.payload


def test_a_judged_item_closes_only_with_what_was_done(user):
    with pytest.raises(rectification.NotYet, match="完成情况"):
        rectification.close(town.commitment(), ON, by=user, version=0, found=None)


def test_of_two_windows_the_second_is_told(user):
    item = town.commitment()
    rectification.note(item, {"evidence": "一"}, by=user, version=0)
    with pytest.raises(Stale):
        rectification.note(item, {"evidence": "二"}, by=user, version=0)
    item.refresh_from_db()
    assert item.evidence == "一"
    assert AuditEvent.objects.count() == 1


def test_the_ledger_lists_items_with_figures_and_days(signed_in):
    reserve(due_on=timezone.localdate())
    page = signed_in.get("/commitments/").content.decode()
    assert "0 → 2 村" in page
    assert "今天到期" in page


def test_editing_closing_and_reopening_on_the_page(signed_in):
    item = town.commitment()
    page = f"/commitments/{item.pk}/"
    facts = {"responsible": "李镇长", "measure": "措施", "target": "目标", "evidence": "已办"}
    assert signed_in.post(f"{page}edit/", {**facts, "version": 0}).status_code == 302
    assert signed_in.post(f"{page}edit/", {**facts, "version": 0}).status_code == 409
    assert (
        signed_in.post(f"{page}close/", {"closed_on": "2023.1.3", "version": 1}).status_code == 302
    )
    item.refresh_from_db()
    assert (item.state, item.evidence) == (STATE.DONE_LATE, "已办")
    assert "超期完成" in signed_in.get(page).content.decode()
    assert signed_in.post(f"{page}reopen/", {"note": "", "version": 2}).status_code == 422
    assert signed_in.post(f"{page}reopen/", {"note": "误销", "version": 2}).status_code == 302
    item.refresh_from_db()
    assert (item.state, item.closed_on) == (STATE.ACTIVE, None)


def test_a_milestone_is_marked_and_unmarked(signed_in):
    item = town.commitment()
    part = item.milestones.create(title="7月底评估", due_on=date(2022, 7, 31))
    url = f"/commitments/{item.pk}/milestones/{part.pk}/"
    assert signed_in.post(url, {"version": 0}).status_code == 302
    part.refresh_from_db()
    assert part.done_on == timezone.localdate()
    signed_in.post(url, {"version": 1})
    part.refresh_from_db()
    assert part.done_on is None


def test_a_reader_sees_and_does_not_change(client):
    item = town.commitment()
    client.force_login(officer(ROLE.COUNTY_READER, township()))
    assert client.get(f"/commitments/{item.pk}/").status_code == 200
    assert client.get(f"/commitments/{item.pk}/edit/").status_code == 403
    assert client.post(f"/commitments/{item.pk}/close/", {}).status_code == 403


def test_a_stranger_finds_nothing(client):
    item = town.commitment()
    town.village("东沟村")
    other = officer(ROLE.TOWNSHIP_OFFICER, elsewhere())
    client.force_login(other)
    assert client.get(f"/commitments/{item.pk}/").status_code == 404


def elsewhere():
    return type(township()).objects.create(kind="township", name="青石镇", short_name="青石镇")
