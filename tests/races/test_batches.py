"""Several people in one go against everybody else: each person is taken once, whoever comes first,
and nobody waits for ever. Branch, case, account are locked in this order by all of them."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client

from casework import audit, receipts
from casework.models import Account, AuditEvent, Person
from casework.workflow import perform
from membership.models import Application, YearPlan
from tests.membership.factories import application, day_of
from tests.officers import branch, officer, township, village

from .test_races import LONG, together

SITTING = {"sitting-members": 7, "sitting-present": 6, "all-sitting-yes": 6}

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS = "/membership/together/"
ROUNDS = 100 if LONG else 5  # a round takes three people through


@pytest.fixture(autouse=True)
def _after_the_timeline():
    """A day after everything in the timeline of the factories."""
    with time_machine.travel(datetime(2030, 1, 10, 4, tzinfo=UTC)):
        yield


@pytest.fixture
def desk():
    made = officer(Account.Role.TOWNSHIP_OFFICER, township())
    return type(made).objects.select_related("account__unit").get(pk=made.pk)


def three(stage: str = "applicant", units=None) -> list[Application]:
    """Three people at a stage, of one branch or of one each; those of the round before are out
    of the way."""
    Application.objects.exclude(stage="withdrawn").update(stage="withdrawn")
    units = units or [branch()] * 3
    made = []
    for place, unit in enumerate(units):
        person = Person.objects.create(
            name=f"秦{place}", unit=unit, born_on=date(1990 + place, 1, 1)
        )
        made.append(application(stage, person=person, unit=unit))
    return [Application.objects.get(pk=case.pk) for case in made]


def form_for(cases, step: str, **typed) -> dict:
    versions = {f"{case.pk}-version": case.version for case in cases}
    token = {receipts.FIELD: receipts.new_token()}
    numbers = {"step": step, "case": [case.pk for case in cases]}
    return {**numbers, "action": "confirm", **versions, **token, **typed}


def designation(cases) -> dict:
    shared = {"activist_on": "2026-07-10", "activist_decided_by": "committee"}
    own = {"all-recommended_on": "2026-07-01", "all-recommended_by": "members"}
    return form_for(cases, "designate", **shared, **own)


def admission(cases, **typed) -> dict:
    vote = {"vote-eligible": 9, "vote-present": 7, "all-vote-yes": 6, "all-vote-no": 1}
    reason = {"why-not_in_a_rush": "培养成熟"}
    return form_for(cases, "adopt", adopted_on="2027-10-08", **vote, **reason, **typed)


def send(desk, data):
    client = Client()
    client.force_login(desk)
    return lambda: client.post(ADDRESS, data)


def single(case, name, desk, **more):
    on = day_of(case.stage, name)
    return lambda: perform(case, name, by=desk, on=on, version=case.version, **more)


def rows_of(cases, name: str) -> list[int]:
    return [case.steps.filter(name=name).count() for case in cases]


def test_a_batch_against_a_step_of_one_of_them(desk):
    for round_ in range(ROUNDS):
        cases = three()
        one = cases[round_ % 3]
        batch, alone = together(send(desk, designation(cases)), single(one, "designate", desk))
        assert rows_of(cases, "designate") == [1, 1, 1]
        lost = isinstance(alone, Exception)
        assert batch.status_code == (302 if lost else 409)
        if not lost:
            (line,) = batch.context["lines"]
            assert line["case"] == one and "改过" in line["refusal"]


def test_the_same_form_sent_twice_at_one_moment_takes_each_once(desk):
    for _round in range(ROUNDS):
        cases = three()
        data = designation(cases)
        answers = together(send(desk, data), send(desk, data))
        assert {answer.status_code for answer in answers} == {302}
        assert len({answer["Location"] for answer in answers}) == 1
        assert rows_of(cases, "designate") == [1, 1, 1]


def test_two_forms_for_the_same_people_take_each_once(desk):
    for _round in range(ROUNDS):
        cases = three()
        acts = send(desk, designation(cases)), send(desk, designation(cases[::-1]))
        answers = together(*acts)
        assert rows_of(cases, "designate") == [1, 1, 1]
        assert {answer.status_code for answer in answers} <= {302, 409}


def test_the_last_place_goes_to_the_batch_or_to_the_one(desk):
    for _round in range(ROUNDS):
        first, second, third = three("pre_reviewed")
        YearPlan.objects.update_or_create(
            unit=first.unit, year=2027, defaults={"places": 9, "used": 7}
        )
        alone = single(third, "adopt", desk, waive={"not_in_a_rush": "培养成熟"})
        for case in (first, second):
            case.meetings.all().delete()
        together(send(desk, admission([first, second])), alone)
        assert YearPlan.objects.get().used == 9
        assert sum(rows_of([first, second, third], "adopt")) == 2


def test_checks_over_several_branches_and_steps_wait_for_nobody_for_ever(desk):
    units = [branch(village(name)) for name in ("东沟村", "李庄村", "周营村")]
    for _round in range(ROUNDS):
        cases = three("adopted", units)
        data = {
            **form_for(cases, "approve", approved_on="2027-11-01", **SITTING),
            "action": "check",
        }
        acts = [send(desk, data), send(desk, {**data, receipts.FIELD: receipts.new_token()})]
        acts += [single(case, "approve", desk) for case in reversed(cases)]
        answers = together(*acts)
        assert not [answer for answer in answers if isinstance(answer, Exception)]
        assert rows_of(cases, "approve") == [1, 1, 1]
    assert audit.first_broken() is None
    assert AuditEvent.objects.filter(kind="approve").count() == 3 * ROUNDS
