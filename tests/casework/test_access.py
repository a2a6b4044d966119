"""What each role may do, and where."""

import pytest
from django.contrib.auth.models import User

from casework.models import Account, Person, Term, Unit
from membership.models import Application
from talent.models import Talent
from tests.officers import branch, officer, township, village

pytestmark = pytest.mark.django_db
ROLE = Account.Role


@pytest.fixture
def people():
    """One applicant in each of two branches of one township, and one elsewhere."""
    elsewhere = Unit.objects.create(kind="township", name="示例县别镇", short_name="别镇")
    places = [branch(), branch(village("李庄村")), elsewhere]
    made = [Person.objects.create(name=f"甲{n}", unit=unit) for n, unit in enumerate(places)]
    for person in made:
        Application.objects.create(person=person, unit=person.unit)
        Talent.objects.create(person=person, unit=person.unit)
    return made


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (ROLE.TOWNSHIP_OFFICER, {"casework.import", "membership.approve", "talent.take_seat"}),
        (
            ROLE.TOWNSHIP_APPROVER,
            {"casework.export", "membership.approve", "talent.take_seat"},
        ),
        (ROLE.BRANCH_SECRETARY, {"membership.designate"}),
        (ROLE.COUNTY_READER, {"casework.export"}),
        (ROLE.BRANCH_READER, set()),
        (ROLE.AUDIT_ADMINISTRATOR, {"casework.audit"}),
        (ROLE.SECURITY_ADMINISTRATOR, {"casework.accounts"}),
    ],
)
def test_a_role_may_do_this_and_no_more(role, allowed):
    user = officer(role, township())
    asked = {
        "casework.import",
        "casework.export",
        "casework.audit",
        "casework.accounts",
        "membership.designate",
        "membership.approve",
        "talent.take_seat",
    }
    granted = {permission for permission in asked if user.has_perm(permission)}
    if role == ROLE.TOWNSHIP_OFFICER:
        assert granted == asked - {"casework.accounts"}  # who prepares dossiers opens no accounts
    else:
        assert granted == allowed


def test_a_permission_ends_at_the_border_of_the_unit(people):
    secretary = officer(ROLE.BRANCH_SECRETARY, branch())
    mine, neighbours, _elsewhere = (person.applications.get() for person in people)
    assert secretary.has_perm("membership.designate", mine)
    assert not secretary.has_perm("membership.designate", neighbours)


def test_a_unit_whose_number_begins_alike_does_not_lie_below():
    """Unit 12 is no part of unit 1."""
    one, twelve = (
        Unit.objects.create(kind="village", name=f"村{path}", path=path, parent=None)
        for path in ("7/1/", "7/12/")
    )
    assert list(Unit.objects.under(one.path)) == [one]
    reader = officer(ROLE.BRANCH_READER, one)
    assert not Person.objects.visible_to(reader).exists()
    Person.objects.create(name="甲", unit=twelve)
    assert not Person.objects.visible_to(reader).exists()


@pytest.mark.parametrize("model", [Person, Application, Talent])
def test_everybody_sees_the_own_unit_and_what_lies_below(people, model):
    seen = {
        "township": model.objects.visible_to(officer(ROLE.TOWNSHIP_OFFICER, township())).count(),
        "branch": model.objects.visible_to(officer(ROLE.BRANCH_READER, branch())).count(),
    }
    assert seen == {"township": 2, "branch": 1}


@pytest.mark.parametrize("role", [ROLE.AUDIT_ADMINISTRATOR, ROLE.SECURITY_ADMINISTRATOR])
@pytest.mark.parametrize("model", [Person, Application, Talent, Term])
def test_the_two_administrators_open_no_dossier(people, role, model):
    assert not model.objects.visible_to(officer(role, township())).exists()


def test_a_user_without_account_or_no_longer_active_may_nothing():
    stray = User.objects.create(username="stray")
    gone = officer(ROLE.TOWNSHIP_OFFICER, township())
    gone.is_active = False
    assert not stray.has_perm("casework.read")
    assert not gone.has_perm("casework.read")
