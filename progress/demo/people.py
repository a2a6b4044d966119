"""Invented people: members, villagers and office cadres."""

from datetime import date

from casework import names as reading
from casework.dates import add_months_clamp, add_months_roll
from casework.models import Person, Unit

from . import names
from .luck import Luck, Numbers

# ages of the members of a village and how many of a hundred are that old
MEMBER_AGES = {(24, 30): 6, (31, 35): 9, (36, 45): 18, (46, 60): 34, (61, 88): 38}
EDUCATION_OF_THE_YOUNG = ("10", "20", "20", "20", "30", "30", "30", "41", "44", "60", "60")
EDUCATION_OF_THE_OLD = ("30", "41", "60", "60", "60", "70", "70", "70", "70", "80", "80")
RETIRED = 66  # years
PHONES = 10_000


class Registry:
    """Invents people of one township. `sealed` decides whether they get ID numbers and phones."""

    def __init__(self, luck: Luck, on: date, region: str, *, sealed: bool = True):
        self.luck, self.on, self.sealed = luck, on, sealed
        self.numbers = Numbers(region)
        self.people: list[Person] = []

    def person(self, unit: Unit, youngest: int, oldest: int, **facts) -> Person:
        """Somebody of that age today, of `unit`."""
        luck = self.luck
        sex = facts.pop("sex", "") or luck.choices("mf", (67, 33))[0]
        name = luck.name(sex)
        person = Person(
            unit=unit,
            name=name,
            pinyin=reading.pinyin(name),
            initials=reading.initials(name),
            sex=sex,
            ethnicity=luck.choices(("汉族", "回族", "满族"), (95, 3, 2))[0],
            born_on=luck.born(self.on, youngest, oldest),
            education=luck.choice(EDUCATION_OF_THE_YOUNG if oldest <= 45 else EDUCATION_OF_THE_OLD),
            occupation="务农" if oldest > RETIRED else luck.choice(names.OCCUPATIONS),
        )
        for column, value in facts.items():
            setattr(person, column, value)
        if self.sealed:
            self.seal(person)
        self.people.append(person)
        return person

    def seal(self, person: Person) -> None:
        """A number and a phone that belong to nobody."""
        person.id_number = self.numbers.of(self.luck, person.born_on, person.sex)
        person.phone = f"199000{self.luck.randrange(PHONES * 10):05d}"

    def villager(self, branch: Unit, youngest: int, oldest: int, **facts) -> Person:
        """Somebody of the village of `branch` who is in no Party organisation."""
        young = oldest <= 28 and self.luck.random() < 0.7
        facts.setdefault("standing", Person.Standing.LEAGUE if young else Person.Standing.NONE)
        return self.person(home_of(branch), youngest, oldest, **facts)

    def member(self, branch: Unit, ages: tuple[int, int] | None = None, **facts) -> Person:
        """A full member of `branch`, admitted three calendar years ago or earlier."""
        bands, shares = list(MEMBER_AGES), list(MEMBER_AGES.values())
        youngest, oldest = ages or self.luck.choices(bands, shares)[0]
        home = facts.pop("unit", None) or home_of(branch)
        person = self.person(home, youngest, oldest, affiliation=branch, **facts)
        admit(person, self._joined(person.born_on))
        return person

    def _joined(self, born_on: date) -> date:
        latest = date(self.on.year - 3, 12, 31)
        first = add_months_clamp(born_on, 12 * 18 + 6)
        return self.luck.day(first, min(latest, add_months_clamp(born_on, 12 * 42)))


def admit(person: Person, joined_on: date) -> None:
    """Make the person a full member who joined on the day."""
    person.standing = Person.Standing.FULL
    person.joined_on, person.full_member_on = joined_on, add_months_roll(joined_on, 12)


def home_of(branch: Unit) -> Unit:
    """Where the people of a branch live: its village, or the branch itself in the township."""
    return branch.parent if branch.parent.kind == Unit.Kind.VILLAGE else branch
