"""Loads a demonstration of one of three sizes into an empty database."""

from datetime import date

from django.contrib.auth.models import User
from django.db import transaction

from casework.models import Account, Unit

from . import accounts, names, places, plans, province, rectification
from .luck import Luck
from .township import Township, invent, store
from .trail import Trail

REGION = "3799{:02d}"  # codes that were never assigned


class NotEmpty(Exception):
    """The database already holds units."""


def load(size: str, seed: int, on: date, cases: int | None = None) -> None:
    """Fill the database. Raises NotEmpty, and then nothing is written."""
    if Unit.objects.exists():
        raise NotEmpty
    if size == "province":
        province.load(seed, on, cases)
    else:
        townships(names.TOWNSHIPS[: NUMBERS[size]], seed, on)


NUMBERS = {"township": 1, "county": len(names.TOWNSHIPS)}
SIZES = (*NUMBERS, "province")


@transaction.atomic
def townships(wanted: tuple[str, ...], seed: int, on: date) -> None:
    """示例县 with these townships, each with cases, papers, audit rows and commitments."""
    county = places.unit(Unit.Kind.COUNTY, "示例县", None)
    places.store_units([county])
    told_upto: dict = {}
    for place, name in enumerate(wanted):
        branches = places.other_list(place, name) if place else places.first_list()
        luck = Luck(f"{seed}/{place}")
        made = invent(luck, on, places.places(county, name, branches), REGION.format(place + 1))
        store(made, on)
        _finish(made, on, _officer(county, made, place), told_upto)


def _officer(county: Unit, made: Township, place: int) -> User:
    """Who entered the cases: nobody who signs in now, so that their own week begins empty."""
    township = made.places.township
    if not place:
        accounts.open_accounts(county, township, made.places.villages[0].unit)
    user = User.objects.create(username=f"former{place + 1}", password="!", is_active=False)
    role = Account.Role.TOWNSHIP_OFFICER
    Account.objects.create(user=user, unit=township, role=role, display_name="李干事")
    return user


def _finish(made: Township, on: date, officer: User, told_upto: dict) -> None:
    plans.plan(made.places.township, made.places.branches, made.recruits, on)
    baseline = [seat for team in made.teams for seat in team.baseline]
    rectification.commit(made.places.township, on, baseline)
    trail, cases = Trail(officer), [*made.recruits, *made.rising]
    busy = {one.case.person_id for one in cases}
    trail.places(told_upto)
    trail.around([person for person in made.people.people if person.pk not in busy])
    trail.write(cases)
