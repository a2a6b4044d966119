"""What an account did in a week: the number on the home, the list and the paper."""

import pytest
import time_machine

from casework.done import done_by, monday
from casework.models import Account, AuditEvent
from casework.workflow import record
from tests.officers import branch, officer, township, village
from tests.purposes import for_checking

from . import town

pytestmark = pytest.mark.django_db
ROLE = Account.Role
WEEK = monday(town.ON)


def at(day: str):
    return time_machine.travel(f"{day}T09:00:00+08:00", tick=False)


def talk(case, by, opinion: str):
    return record(case, "talk", by=by, facts=lambda one: setattr(one, "talk_opinion", opinion))


@pytest.fixture
def desk(client):
    client.user = officer(ROLE.TOWNSHIP_OFFICER, township())
    client.force_login(client.user)
    return client


def test_the_home_counts_and_the_list_names_what_was_done_since_monday(desk):
    case, other = town.waiting(2)
    with at("2026-10-25"):  # the Sunday before
        talk(case, desk.user, "上一周")
    with at("2026-10-26"):
        talk(case, desk.user, "本周")
        talk(other, officer(ROLE.BRANCH_SECRETARY, branch()), "别人办的")
        desk.post("/star/", {"pipeline": "membership", "case": case.pk, "star": 1})
        desk.get(case.get_absolute_url())
    with at(str(town.ON)):
        assert "本周已办 1 件" in desk.get("/").content.decode()
        (line,) = desk.get("/done/").context["events"]
        assert (line["who"], line["what"]) == (case.person.name, "党组织派人谈话")
        assert len(desk.get("/done/", {"week": "2026-10-20"}).context["events"]) == 1
        assert desk.get("/done/", {"week": "2026-13-45"}).context["week"] == WEEK
        answer = for_checking(desk).get("/done/report.pdf")
        assert b"".join(answer.streaming_content).startswith(b"%PDF")
        assert '"rows": 1' in AuditEvent.objects.get(kind="export").payload


def test_who_left_for_another_place_sees_no_names_of_the_last_one(desk):
    (case,) = town.waiting(1)
    with at(str(town.ON)):
        talk(case, desk.user, "本周")
        desk.user.account.unit = village("东沟村")
        desk.user.account.save()
        assert not done_by(desk.user, WEEK).exists()
        assert not desk.get("/done/").context["events"]


def test_the_list_costs_the_same_for_any_number(desk, django_assert_max_num_queries):
    seen = []
    with at(str(town.ON)):
        for number in (1, 7):
            for case in town.waiting(number, prefix=f"人{number}"):
                talk(case, desk.user, "谈过")
            with django_assert_max_num_queries(12) as queries:
                desk.get("/done/")
            seen.append(len(queries))
    assert seen[0] == seen[1]
