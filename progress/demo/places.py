"""The tree of an invented township: villages and their Party organisations."""

from dataclasses import dataclass, field

from django.db.models import CharField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat

from casework.models import Unit
from casework.names import initials
from casework.rosters.branches import Branch, default

from . import names

KIND = Unit.Kind
SMALL = {2: 6, 17: 5}  # branches without a committee by place in the list: full members
WITH_COMMITTEE = 29  # place of the village whose branch hangs below a village committee


@dataclass
class Village:
    """A village with the organisation that leads it and the branches that have the members."""

    unit: Unit
    lead: Unit
    branches: list[Unit] = field(default_factory=list)


@dataclass
class Places:
    """A township before it is stored."""

    township: Unit
    villages: list[Village] = field(default_factory=list)
    offices: list[Unit] = field(default_factory=list)  # branches of the township itself
    others: list[Unit] = field(default_factory=list)  # organisations of other kinds, memberless

    @property
    def branches(self) -> list[Unit]:
        """Every organisation that has members, in the order of the list."""
        return [branch for village in self.villages for branch in village.branches] + self.offices


def unit(kind: str, name: str, parent: Unit | None, short: str = "", **facts) -> Unit:
    short = short or name
    return Unit(
        kind=kind, name=name, short_name=short, initials=initials(short), parent=parent, **facts
    )


def places(county: Unit, name: str, branches: list[Branch]) -> Places:
    """The township of a list of organisations; the list names a general branch before its own."""
    found = Places(unit(KIND.TOWNSHIP, name, county, can_approve=True))
    by_village: dict[str, Village] = {}
    for branch in branches:
        if not branch.village:
            found.offices.append(organisation(branch, found.township))
            continue
        village = by_village.get(branch.village)
        if village is None:
            place = unit(KIND.VILLAGE, branch.village, found.township)
            village = Village(place, organisation(branch, place))
            found.villages.append(village)
            by_village[branch.village] = village
            if village.lead.kind == KIND.BRANCH:
                village.branches.append(village.lead)
        else:
            below = organisation(branch, village.unit, general_branch=village.lead)
            village.branches.append(below)
    _others(found)
    return found


def _others(found: Places) -> None:
    """One organisation of each other kind: a village committee, for mobile members, temporary."""
    township, village = found.township, found.villages[WITH_COMMITTEE]
    name, short = f"中共{township.name}{village.unit.name}委员会", f"{village.unit.name}党委"
    village.lead.general_branch = unit(
        KIND.COMMITTEE, name, village.unit, short, has_committee=True
    )
    kinds = {
        "驻外流动党员": {"for_mobile_members": True, "may_recruit": False},
        "防汛抢险临时": {"is_temporary": True},
    }
    found.others = [village.lead.general_branch] + [
        unit(KIND.BRANCH, f"中共{township.name}{words}支部", township, f"{words}党支部", **facts)
        for words, facts in kinds.items()
    ]


def organisation(branch: Branch, parent: Unit, **facts) -> Unit:
    kind = KIND.GENERAL_BRANCH if "总支部" in branch.full else KIND.BRANCH
    aliases = list(branch.aliases)
    return unit(
        kind, branch.full, parent, branch.short, aliases=aliases, has_committee=True, **facts
    )


def first_list() -> list[Branch]:
    """The 46 organisations of the township that the shared lists are about."""
    return list(default())


def other_list(place: int, township: str) -> list[Branch]:
    """A list of the same make for the township at `place`: other villages, other names."""
    fresh: dict[str, str] = {}
    return [_renamed(branch, place, township, fresh) for branch in first_list()]


def _renamed(branch: Branch, place: int, township: str, fresh: dict[str, str]) -> Branch:
    def rename(text: str) -> str:
        text = text.replace(names.TOWNSHIPS[0], township)
        return text.replace(old, new) if old else text

    old = branch.village.removesuffix("村")
    new = fresh.setdefault(old, _hamlet(place, len(fresh)))
    village = f"{new}村" if old else ""
    return Branch(rename(branch.full), rename(branch.short), village, ())


def _hamlet(place: int, number: int) -> str:
    """A village name that no other township of the county has."""
    surname = names.SURNAMES[(place * 3 + number // len(names.HAMLETS)) % len(names.SURNAMES)]
    return surname + names.HAMLETS[number % len(names.HAMLETS)]


def store_units(units: list[Unit]) -> None:
    """Store units of one level, whose parents are stored, and give each its path."""
    for number, one in enumerate(units):
        one.path = f"new-{number}/"
    Unit.objects.bulk_create(units, batch_size=2000)
    place_level(Unit.objects.filter(path__startswith="new-"))
    for one in units:
        one.path = f"{one.parent.path if one.parent else ''}{one.pk}/"


def place_level(fresh: QuerySet) -> int:
    """Give units their paths below their parents', which have theirs; how many there were."""
    above = Unit.objects.filter(pk=OuterRef("parent")).values("path")
    path = Concat(Coalesce(Subquery(above), Value("")), Cast("pk", CharField()), Value("/"))
    return fresh.update(path=path)


def store(found: Places) -> None:
    """Store a township with everything below it; the county is stored already."""
    store_units([found.township])
    store_units([village.unit for village in found.villages])
    store_units(found.others)
    leads = [village.lead for village in found.villages]
    store_units(leads + found.offices)
    below = [branch for village in found.villages for branch in village.branches]
    store_units([branch for branch in below if branch.pk is None])
