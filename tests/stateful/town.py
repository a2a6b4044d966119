"""A county of two townships, with somebody of every role: where the walks take place."""

from dataclasses import dataclass
from datetime import date

from casework import accepting
from casework.models import Account, Person, Seat, Unit
from membership.models import YearPlan
from tests.membership.factories import member
from tests.officers import officer

ROLE, KIND = Account.Role, Unit.Kind
PLANNED = (2023, 2027)  # the years of admission under the two texts, one place each


@dataclass(frozen=True)
class Town:
    """Everybody and every place that a walk may draw from."""

    users: list
    people: list[Person]
    seats: list[Seat]


def _unit(kind: str, name: str, parent=None, **facts) -> Unit:
    facts |= {"has_committee": kind == KIND.BRANCH, "can_approve": kind == KIND.TOWNSHIP}
    return Unit.objects.create(kind=kind, name=name, short_name=name, parent=parent, **facts)


def _village(township: Unit, name: str) -> Unit:
    """A village with its branch, a plan of one place a year and a seat in each committee."""
    made = _unit(KIND.VILLAGE, name, township)
    branch = _unit(KIND.BRANCH, f"{name}党支部", made)
    for name in ("陈", "赵"):  # who stands beside a case, see deeds
        member(f"{name}{branch.pk}", branch)
    for year in PLANNED:
        YearPlan.objects.create(unit=branch, year=year, places=1)
    for body in Seat.Body.values:
        Seat.objects.create(village=made, body=body, post=Seat.Post.MEMBER)
    return made


def _people(village: Unit) -> list[Person]:
    """Two who may apply, a child, somebody of unknown birth, and a member since 2020."""
    births = [date(1996, 1, 1), date(1990, 5, 4), date(2015, 3, 3), None]
    made = [
        Person.objects.create(name=f"林{place}", unit=village, born_on=born, education="30")
        for place, born in enumerate(births)
    ]
    member = Person.objects.create(
        name="周青禾",
        unit=village,
        affiliation=village.children.get(),
        standing=Person.Standing.FULL,
        joined_on=date(2019, 7, 1),
        full_member_on=date(2020, 7, 1),
        born_on=date(1996, 1, 1),
        education="30",
    )
    return [*made, member]


def build() -> Town:
    county = _unit(KIND.COUNTY, "示例县")
    here = _unit(KIND.TOWNSHIP, "桃源镇", county, four_eyes=False)
    beside = _unit(KIND.TOWNSHIP, "清溪镇", county)  # approving takes two
    villages = [_village(here, "柳湾村"), _village(here, "石桥村"), _village(beside, "竹溪村")]
    own = villages[0].children.get()
    posts = [
        (ROLE.COUNTY_READER, county),
        (ROLE.TOWNSHIP_OFFICER, here),
        (ROLE.TOWNSHIP_APPROVER, here),
        (ROLE.BRANCH_SECRETARY, own),
        (ROLE.BRANCH_READER, own),
        (ROLE.SECURITY_ADMINISTRATOR, here),
        (ROLE.AUDIT_ADMINISTRATOR, here),
        (ROLE.TOWNSHIP_OFFICER, beside),
        (ROLE.TOWNSHIP_APPROVER, beside),
    ]
    users = [officer(role, unit, f"{role}-{unit.pk}") for role, unit in posts]
    people = [person for village in villages for person in _people(village)]
    accepting.vouch(note="镇上原有的人和单位")
    return Town(users, people, list(Seat.objects.all()))
