"""Rights that change: at the next request, and inside the transaction of the present one."""

import threading
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from casework.access import acting
from casework.models import Account, AuditEvent, Unit
from casework.people import reveal
from casework.workflow import open_case, perform, record, rehearse, take_back
from membership.models import Application
from progress import rectification
from tests.conftest import on_postgres
from tests.membership.factories import application, day_of
from tests.officers import branch, officer, township, village
from tests.progress.town import commitment
from tests.purposes import for_checking

ROLE = Account.Role
PAGE, MATRIX = "/membership/", "/membership/matrix/export/"


@pytest.fixture
def clerk(db, client):
    user = officer(ROLE.TOWNSHIP_OFFICER, township())
    client.force_login(user)
    for_checking(client)
    return user


def change(user, **facts) -> None:
    Account.objects.filter(user=user).update(**facts)


def demote(user) -> None:
    change(user, role=ROLE.BRANCH_READER)


def move(user) -> None:
    elsewhere = Unit.objects.create(kind="township", name="示例县别镇", short_name="别镇")
    change(user, unit=elsewhere)


def shut(user) -> None:
    user.__class__.objects.filter(pk=user.pk).update(is_active=False)


def drop(user) -> None:
    Account.objects.filter(user=user).delete()


def crown(user) -> None:
    user.__class__.objects.filter(pk=user.pk).update(is_superuser=True)


def test_a_role_taken_away_is_gone_at_the_next_request(client, clerk):
    assert client.get(MATRIX).status_code == 200
    demote(clerk)
    assert client.get(MATRIX).status_code == 403
    assert client.get(PAGE).status_code == 200


def test_an_officer_who_is_moved_sees_the_new_place_at_once(client, clerk):
    case = application("applicant")
    address = case.get_absolute_url()
    assert client.get(address).status_code == 200
    move(clerk)
    assert client.get(address).status_code == 404
    assert case.person.name not in client.get(PAGE).content.decode()


@pytest.mark.parametrize("how", [shut, drop, crown])
def test_whoever_may_not_work_here_any_more_is_a_stranger_at_once(client, clerk, how):
    assert client.get(PAGE).status_code == 200
    how(clerk)
    assert client.get(PAGE)["Location"] == f"/sign-in/?next={PAGE}"
    assert client.post("/membership/register/").status_code == 302


def test_a_new_password_ends_the_other_sessions(client, clerk):
    assert client.get(PAGE).status_code == 200
    clerk.set_password("another-long-one-2")
    clerk.save()
    assert client.get(PAGE).status_code == 302


@pytest.mark.parametrize("how", [demote, move, shut, drop, crown])
def test_rights_lost_after_the_request_began_stop_every_door(clerk, how):
    """`clerk` still carries the rights that the request began with; the rows say otherwise."""
    case, item = application("applicant"), commitment()
    fresh = Application(person=case.person, unit=case.unit, applied_on=date(2026, 6, 1))
    how(clerk)
    on = day_of("applicant")
    doors = [
        lambda: perform(case, "designate", by=clerk, on=on),
        lambda: rehearse(case, "designate", by=clerk, on=on),
        lambda: record(case, "talk", lambda locked: None, by=clerk),
        lambda: take_back(case, by=clerk, note="写错"),
        lambda: open_case(fresh, by=clerk),
        lambda: reveal(case.person, by=clerk, note="核对"),
        lambda: rectification.note(item, {}, by=clerk, version=item.version),
    ]
    for door in doors:
        with pytest.raises(PermissionDenied):
            door()
    assert not AuditEvent.objects.exists()
    assert Application.objects.get().stage == "applicant"


def test_of_a_case_that_has_left_the_unit_not_even_staleness_is_told(db):
    secretary = officer(ROLE.BRANCH_SECRETARY, branch())
    case = application("applicant")
    Application.objects.filter(pk=case.pk).update(unit=branch(village("石桥村")))
    with pytest.raises(PermissionDenied):
        record(case, "talk", lambda locked: None, by=secretary, version=-1)


def test_reading_the_rights_anew_costs_one_query(clerk, django_assert_num_queries):
    place = township()
    with transaction.atomic(), django_assert_num_queries(1):
        assert acting(clerk).account.unit == place


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(not on_postgres(), reason="on SQLite there is only one writer at a time")
def test_a_role_cannot_be_taken_away_between_the_question_and_the_end():
    clerk, taken = officer(ROLE.TOWNSHIP_OFFICER, township()), threading.Event()

    def take_away():
        demote(clerk)
        taken.set()
        connection.close()

    with transaction.atomic():
        assert acting(clerk).has_perm("membership.record")
        other = threading.Thread(target=take_away)
        other.start()
        assert not taken.wait(0.3), "the account was changed under the hands of a step"
    other.join(5)
    assert taken.is_set()
