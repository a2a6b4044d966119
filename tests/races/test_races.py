"""Two officers at the same moment: one wins, the other is told, nothing is done twice.

Ten rounds always, a hundred with `run.py test --long`. PostgreSQL is where the
locks are tried; SQLite has one writer and must give the same answers.
"""

import os
import threading
from datetime import date

import pytest
from django.db import connection
from django.test import Client

from casework import audit, receipts
from casework.models import Account, AuditEvent, Person
from casework.resident_id import check_character
from casework.workflow import Blocked, NotPossible, Stale, perform, record
from membership.models import Application, YearPlan
from tests.membership.factories import application, day_of
from tests.officers import branch, officer, township

pytestmark = pytest.mark.django_db(transaction=True)
RUSH = {"not_in_a_rush": "两人条件都已成熟"}
LONG = os.environ.get("LONG")
ROUNDS = 100 if LONG else 10


@pytest.fixture
def desk():
    made = officer(Account.Role.TOWNSHIP_OFFICER, township())
    return type(made).objects.select_related("account__unit").get(pk=made.pk)


def together(*acts) -> list:
    """What each act gave, all begun at one moment: its value or the exception it raised."""
    start, answers = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place, act):
        start.wait()
        try:
            answers[place] = act()
        except (Stale, NotPossible, Blocked, receipts.Repeated) as refusal:
            answers[place] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    return answers


def refused(answers) -> list:
    return [answer for answer in answers if isinstance(answer, Exception)]


def fresh(stage="applicant", step="", **facts):
    """A case nothing blocks; the one of the round before is out of the way."""
    Application.objects.filter(person__name="林晓禾").update(stage="withdrawn")
    return application(stage, step=step, **facts)


def moves(case) -> list[str]:
    return list(case.steps.values_list("name", flat=True))


def step(case, name, desk, **more):
    on = day_of(case.stage, name)
    return lambda: perform(case, name, by=desk, on=on, version=case.version, **more)


def write(case, desk, **facts):
    def put(locked):
        for name, value in facts.items():
            setattr(locked, name, value)

    return lambda: record(case, "talk", put, by=desk, version=case.version)


def ended(locked):
    locked.end_reason, locked.ended_on = "本人原因", date(2026, 7, 10)


def test_the_same_step_taken_twice_is_taken_once(desk):
    for _round in range(ROUNDS):
        case = fresh()
        answers = together(step(case, "designate", desk), step(case, "designate", desk))
        assert [type(answer) for answer in refused(answers)] == [Stale]
        assert moves(case) == ["designate"]


def test_advance_against_withdrawal_has_one_winner(desk):
    for _round in range(ROUNDS):
        case = fresh()
        out = step(case, "withdraw", desk, facts=ended)
        answers = together(step(case, "designate", desk), out)
        assert [type(answer) for answer in refused(answers)] == [Stale]
        assert len(moves(case)) == 1


def test_an_edit_against_an_advance_loses_nothing_silently(desk):
    for _round in range(ROUNDS):
        case = fresh()
        edit = write(case, desk, talker="谷雨")
        answers = together(step(case, "designate", desk), edit)
        case.refresh_from_db()
        assert len(refused(answers)) == 1
        assert (case.talker == "谷雨") == (answers[1] is not None and not refused(answers[1:]))
        assert case.version == 1


def test_two_edits_of_different_fields_do_not_overwrite_each_other(desk):
    for _round in range(ROUNDS):
        case = fresh()
        acts = write(case, desk, talker="谷雨"), write(case, desk, is_mobile=True)
        answers = together(*acts)
        case.refresh_from_db()
        assert [type(answer) for answer in refused(answers)] == [Stale]
        assert (case.talker == "谷雨") != case.is_mobile


def test_a_form_opened_before_a_change_is_stale(desk):
    case = fresh()
    write(case, desk, talker="谷雨")()
    with pytest.raises(Stale):
        step(case, "designate", desk)()


def test_a_quota_holds_over_several_cases(desk):
    for _round in range(ROUNDS):
        first = fresh("pre_reviewed")
        other = Person.objects.create(name="秦远", unit=first.unit, born_on=date(1995, 1, 1))
        second = application("pre_reviewed", person=other, unit=first.unit)
        YearPlan.objects.update_or_create(
            unit=first.unit, year=2027, defaults={"places": 10, "used": 9}
        )
        acts = [step(case, "adopt", desk, waive=RUSH) for case in (first, second)]
        answers = together(*acts)
        (loser,) = refused(answers)
        assert "within_year_plan" in {found.rule.slug for found in loser.findings}
        assert YearPlan.objects.get().used == 10
        Application.objects.filter(pk__in=[first.pk, second.pk]).update(stage="withdrawn")


def test_a_double_click_advances_once(desk):
    data = {
        "activist_on": "2026-07-10",
        "activist_decided_by": "committee",
        "recommended_on": "2026-07-01",
        "recommended_by": "members",
        "action": "confirm",
    }
    for _round in range(ROUNDS):
        case = fresh()
        sent = {**data, "version": case.version, receipts.FIELD: receipts.new_token()}
        clients = [Client(), Client()]
        [client.force_login(desk) for client in clients]

        def click(client, case=case, sent=sent):
            return lambda: client.post(f"/membership/{case.pk}/step/designate/", sent)

        answers = together(*map(click, clients))
        assert {answer.status_code for answer in answers} == {302}
        assert moves(case) == ["designate"]
        again = clients[0].post(f"/membership/{case.pk}/step/designate/", sent)
        assert again.status_code == 302 and moves(case) == ["designate"]


def id_number(turn: int) -> str:
    """A valid number of nobody, another for each turn."""
    first = f"99010519980517{turn:03}"
    return first + check_character(first)


def test_a_form_that_makes_something_makes_it_once(desk):
    for turn in range(ROUNDS):
        unit = branch()
        sent = {
            "name": f"郑一{turn}",
            "unit": unit.short_name,
            "applied_on": "2026-07-01",
            "id_number": id_number(turn),
            receipts.FIELD: receipts.new_token(),
        }
        clients = [Client(), Client()]
        [client.force_login(desk) for client in clients]
        acts = [lambda c=client, s=sent: c.post("/membership/register/", s) for client in clients]
        answers = together(*acts)
        answers.append(clients[0].post("/membership/register/", sent))
        (case,) = Application.objects.filter(person__name=sent["name"])
        assert {answer.status_code for answer in answers} == {302}
        assert {answer["Location"] for answer in answers} == {case.get_absolute_url()}


def test_the_chain_has_one_link_for_each_of_many_writers(desk):
    first = fresh()
    people = [
        Person.objects.create(name=f"秦{n}", unit=first.unit, born_on=date(1995, 1, 1))
        for n in range(5)
    ]
    cases = [first, *(application("applicant", person=one, unit=first.unit) for one in people)]
    assert not refused(together(*(step(case, "designate", desk) for case in cases)))
    assert audit.first_broken() is None
    assert AuditEvent.objects.filter(kind="designate").count() == len(cases)
