"""Several proposals decided in one go: each by itself, once, by somebody else than who prepared."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.http import QueryDict
from django.test import Client

from casework import audit, receipts
from casework.four_eyes import propose
from casework.models import AuditEvent, Person, Proposal, Unit
from casework.workflow import record, step_of
from membership.models import Application
from tests.membership.factories import application
from tests.officers import branch, officer, township, village

ADDRESS = "/proposals/together/"


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(datetime(2028, 1, 10, 4, tzinfo=UTC), tick=False) as moment:
        yield moment


def signed_in(role, unit=None) -> Client:
    client = Client()
    client.user = officer(role, unit or township())
    client.force_login(client.user)
    return client


@pytest.fixture
def preparer(db):
    return signed_in("township_officer")


@pytest.fixture
def approver(db):
    return signed_in("township_approver")


def prepared(by, number: int, **changed) -> list[Proposal]:
    """So many approvals that wait for another one's decision."""
    made = []
    for place in range(number):
        person = Person.objects.create(
            name=f"秦{place}", unit=branch(), born_on=date(1990 + place, 1, 1)
        )
        application("adopted", step="approve", person=person)
        case = Application.objects.select_related("person", "unit").get(person=person)
        answers = {"approved_on": "2027-10-20", "sitting-members": 7, "sitting-present": 6}
        answers |= {"sitting-yes": 6, **changed}
        typed = QueryDict(mutable=True)
        typed.update(answers)
        made.append(propose(case, step_of(case, "approve"), typed, by=by))
    Unit.objects.filter(pk=township().pk).update(four_eyes=True)
    return made


def sent(proposals) -> dict:
    numbers = [one.pk for one in proposals]
    return {"proposal": numbers, receipts.FIELD: receipts.new_token()}


def states(proposals) -> list[str]:
    found = dict(Proposal.objects.values_list("pk", "state"))
    return [found[one.pk] for one in proposals]


def case_of(proposal) -> Application:
    return Application.objects.get(pk=proposal.subject.rpartition(":")[2])


def test_everything_that_waits_stands_on_one_page_ticked(preparer, approver):
    prepared(preparer.user, 3)
    assert "一起审批" in approver.get("/proposals/").content.decode()
    page = approver.get(ADDRESS)
    assert [str(line["case"]) for line in page.context["lines"]] == ["秦0", "秦1", "秦2"]
    assert page.content.decode().count(" checked") == 3


def test_what_is_ticked_is_decided_each_with_its_own_event(preparer, approver):
    first, second, third = prepared(preparer.user, 3)
    assert approver.post(ADDRESS, sent([first, third])).url == "/proposals/"
    assert states([first, second, third]) == ["confirmed", "pending", "confirmed"]
    assert case_of(first).stage == "probationary"
    assert AuditEvent.objects.filter(kind="approve").count() == 2
    assert audit.first_broken() is None


def test_the_form_sent_twice_decides_once_and_gets_the_same_answer(preparer, approver):
    proposals = prepared(preparer.user, 2)
    data = sent(proposals)
    answers = [approver.post(ADDRESS, data) for _time in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert AuditEvent.objects.filter(kind="approve").count() == 2


def test_what_another_has_settled_is_said_and_the_rest_is_done(preparer, approver):
    first, second = prepared(preparer.user, 2)
    data = sent([first, second])
    approver.post(ADDRESS, sent([first]))
    answer = approver.post(ADDRESS, data)
    assert answer.status_code == 409
    assert [str(case) for case in answer.context["done"]] == ["秦1"]
    assert [line["refusal"] for line in answer.context["lines"]] == ["这件已有人办过。"]
    assert states([second]) == ["confirmed"]
    assert AuditEvent.objects.filter(kind="approve").count() == 2


def test_a_case_changed_since_is_not_decided(preparer, approver):
    first, second = prepared(preparer.user, 2)
    record(case_of(first), "talk", lambda case: setattr(case, "talker", "白振"), by=preparer.user)
    page = approver.get(ADDRESS)
    assert [line["state"] for line in page.context["lines"]] == ["blocked", "met"]
    answer = approver.post(ADDRESS, sent([first, second]))
    assert answer.status_code == 409
    assert states([first, second]) == ["pending", "confirmed"]


def test_nobody_decides_what_they_prepared_or_what_lies_elsewhere(preparer, approver):
    proposals = prepared(preparer.user, 2)
    assert preparer.post(ADDRESS, sent(proposals)).status_code == 404
    stranger = signed_in("branch_secretary", branch(village("东沟村")))
    assert stranger.post(ADDRESS, sent(proposals)).status_code == 404
    secretary = signed_in("branch_reader", branch())
    refused = secretary.post(ADDRESS, sent(proposals))
    assert refused.status_code == 409
    assert [line["answers"] for line in refused.context["lines"]] == [[], []]
    assert states(proposals) == ["pending", "pending"]
    for nothing in ({}, {"proposal": "9" * 30}):
        assert approver.post(ADDRESS, nothing).url == "/proposals/"


def test_each_township_has_its_own_way_in_one_sitting(preparer):
    """Whoever reaches two townships proposes where two people decide, and approves where one."""
    facts = {"can_approve": True, "four_eyes": True, "parent": township()}
    strict = Unit.objects.create(kind="township", name="石桥镇", short_name="石桥镇", **facts)
    there = Unit.objects.create(kind="village", name="石桥村", short_name="石桥村", parent=strict)
    cases = [application("adopted"), application("adopted", unit=branch(there))]
    sent = {f"{case.pk}-version": case.version for case in cases}
    sent |= {"step": "approve", "case": [case.pk for case in cases], "approved_on": "2027-11-01"}
    sent |= {"sitting-members": 7, "sitting-present": 6, "all-sitting-yes": 6}
    sent |= {receipts.FIELD: receipts.new_token()}
    page = preparer.post("/membership/together/", {**sent, "action": "check"}).content.decode()
    assert "所在乡镇一人可以审批，直接办理：林晓禾；其余的提请审批。" in page
    done = preparer.post("/membership/together/", {**sent, "action": "propose"})
    assert done.url == "/proposals/"
    assert [Application.objects.get(pk=case.pk).stage for case in cases] == [
        "probationary",
        "adopted",
    ]
    assert Proposal.objects.pending().get().person == cases[1].person
