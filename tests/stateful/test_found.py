"""Faults that walks came upon, each by itself."""

from datetime import date

import pytest

from casework.models import Account, Person
from casework.workflow import NotPossible, perform, record, take_back
from membership.models import Application, YearPlan
from talent.models import Talent
from tests.membership.factories import application, day_of
from tests.officers import officer, township
from tests.talent import factories as pool

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return officer(Account.Role.TOWNSHIP_OFFICER, township())


def put(**facts):
    def write(case):
        for name, value in facts.items():
            setattr(case, name, value)

    return write


def test_a_place_comes_back_in_the_year_it_was_taken_though_the_day_was_corrected(desk):
    case = application("pre_reviewed")
    for year, used in ((2026, 0), (2027, 1)):
        YearPlan.objects.create(unit=case.unit, year=year, places=3, used=used)
    perform(case, "adopt", by=desk, on=day_of("pre_reviewed"))
    record(case, "adopt", put(adopted_on=date(2026, 10, 8)), by=desk)
    take_back(case, by=desk, note="计票有误")
    assert dict(YearPlan.objects.values_list("year", "used")) == {2026: 0, 2027: 1}


def left_seat(desk):
    case = pool.talent("candidate")
    perform(case, "take_seat", by=desk, on=pool.day_of("candidate"))
    left = put(ended_on=date(2026, 11, 1), end_reason="本人申请")
    return perform(case, "leave_seat", by=desk, on=date(2026, 11, 1), facts=left).case


def test_a_leaving_taken_back_lets_the_term_run_on(desk):
    case = take_back(left_seat(desk), by=desk, note="没有离任")
    assert case.stage == Talent.Stage.SEATED
    assert case.person.terms.get().until is None
    case.seat.refresh_from_db()
    assert case.seat.state == "held_local"


def test_a_leaving_is_not_taken_back_once_somebody_else_has_the_seat(desk):
    case = left_seat(desk)
    pool.hold(case.seat, pool.full_member(case.unit), "2026-11-10")
    with pytest.raises(NotPossible, match="席位上已有他人任职"):
        take_back(case, by=desk, note="没有离任")
    assert Talent.objects.get(pk=case.pk).stage == Talent.Stage.RESERVE


def test_an_end_is_not_taken_back_beside_another_open_case(desk):
    case = application("applicant", step="withdraw")
    perform(case, "withdraw", by=desk, on=date(2028, 10, 20))
    person = Person.objects.get(pk=case.person_id)
    Application.objects.create(person=person, unit=case.unit)
    with pytest.raises(NotPossible, match="此人已在发展党员流程中"):
        take_back(case, by=desk, note="误办")
    assert Application.objects.get(pk=case.pk).stage == "withdrawn"
