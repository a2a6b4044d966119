"""Loads a demonstration of one of three sizes into an empty database."""

from datetime import date

from django.db import transaction

from casework.models import Unit

from . import accounts, names, places, rectification
from .luck import Luck
from .township import Township, invent, store
from .trail import Trail

REGION = "3799{:02d}"  # no such county: the code was never assigned


class NotEmpty(Exception):
    """The database already holds units."""


@transaction.atomic
def township(seed: int, on: date) -> Township:
    """示例县桃源镇. Raises NotEmpty."""
    county = _county()
    made = _township(seed, on, county, 0, places.first_list())
    users = accounts.open_accounts(county, made.places.township, made.places.villages[0].unit)
    _finish(made, on, users["officer"])
    return made


def _county() -> Unit:
    if Unit.objects.exists():
        raise NotEmpty
    county = places.unit(Unit.Kind.COUNTY, "示例县", None)
    places.store_units([county])
    return county


def _township(seed: int, on: date, county: Unit, place: int, branches: list) -> Township:
    luck = Luck(f"{seed}/{place}")
    found = places.places(county, names.TOWNSHIPS[place], branches)
    made = invent(luck, on, found, REGION.format(place + 1))
    store(made, on)
    return made


def _finish(made: Township, on: date, officer) -> None:
    Trail(officer).write([*made.recruits, *made.rising])
    baseline = [seat for team in made.teams for seat in team.baseline]
    rectification.commit(made.places.township, on, baseline)


SIZES = {"township": lambda seed, on, cases: township(seed, on)}
