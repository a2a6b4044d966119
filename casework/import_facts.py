"""A row's values as the facts of a person, and how they differ from those on record."""

from datetime import date

from django.utils.translation import gettext as _

from . import resident_id
from .models import Person

SEXES = {"男": Person.Sex.MAN, "女": Person.Sex.WOMAN}
LEVELS = {str(label): code for code, label in Person.Education.choices}
STANDINGS = {
    "中共党员": Person.Standing.FULL,
    "中共预备党员": Person.Standing.PROBATIONARY,
    "共青团员": Person.Standing.LEAGUE,
    "群众": Person.Standing.NONE,
}
# The columns of a roster that become facts of the person.
PERSON_KEYS = frozenset(
    {
        "name",
        "sex",
        "eth",
        "birth",
        "id",
        "phone",
        "edu",
        "edu_full",
        "edu_onjob",
        "job",
        "pol",
        "join",
        "village",
        "branch",
    }
)
DISTRUSTED = {"ID_BAD_CHECKSUM", "ID_BAD_LENGTH", "ID_INVALID_DATE", "ID_PRECISION_LOST"}
SEALED = ("id_number", "phone")
MEMBERSHIP = (Person.Standing.PROBATIONARY, Person.Standing.FULL)


def day_of(text) -> date | None:
    """A day written to the day; a month alone is none."""
    return date.fromisoformat(text) if text and len(text) == 10 else None


def first_of_month(text) -> date | None:
    """A day, or the first of the month where only the month is known."""
    return date.fromisoformat(f"{text}-01" if len(text) == 7 else text) if text else None


def facts_of(values: dict, codes=frozenset()) -> dict:
    """The person's columns from a row's values; what the row does not say is left out."""
    number = resident_id.upgrade(values["id"]) if values.get("id") else ""
    found = {
        "name": values.get("name", "")[:50],
        "sex": _sex(values, number, codes),
        "ethnicity": values.get("eth", ""),
        "education": _education(values),
        "occupation": values.get("job", "")[:50],
        "standing": _standing(values),
        "joined_on": first_of_month(values.get("join")),
        "id_number": "" if codes & DISTRUSTED else number,
        "phone": values.get("phone", ""),
        **_birth(values, number, codes),
    }
    return {name: value for name, value in found.items() if value not in ("", None)}


def _sex(values, number, codes) -> str:
    by_number = resident_id.sex(number) if number and not codes & DISTRUSTED else None
    return SEXES.get(by_number or values.get("sex"), "")


def _birth(values, number, codes) -> dict:
    """The day in a sound number; else what the column says, a month with its first day."""
    by_number = resident_id.birth_date(number) if number and not codes & DISTRUSTED else None
    written = values.get("birth", "")
    born = by_number or first_of_month(written)
    return {"born_on": born, "born_month_only": bool(born and not by_number and len(written) == 7)}


def _education(values) -> str:
    """The highest level the row names; the codes fall as the levels rise."""
    levels = [values.get(key) for key in ("edu", "edu_full", "edu_onjob")]
    return min((LEVELS[level] for level in levels if level in LEVELS), default="")


def _standing(values) -> str:
    text = values.get("pol", "")
    return STANDINGS.get(text, Person.Standing.OTHER if text else "")


def fill(person: Person, facts: dict) -> dict:
    """Put facts where the record is empty, never over one that is there.

    Returns what stood there before, by name. Standing counts as empty where the row knows of a
    membership that the record does not.
    """
    before = {}
    for name, value in facts.items():
        if name not in ("name", "born_month_only") and _is_empty(person, name, value):
            before[name] = getattr(person, name)
            setattr(person, name, value)
    if "born_on" in before:
        person.born_month_only = facts["born_month_only"]
    return before


def _is_empty(person, name, value) -> bool:
    if name == "standing":
        return value in MEMBERSHIP and person.standing not in MEMBERSHIP
    return not getattr(person, name)


def differences(person: Person, facts: dict) -> list[dict]:
    """Where record and row both speak and disagree: label, record, row."""
    return [
        {"label": _label(name), "ours": _words(person, name), "theirs": _shown(person, name, value)}
        for name, value in facts.items()
        if name != "born_month_only" and _disagrees(person, facts, name, value)
    ]


def _disagrees(person, facts, name, value) -> bool:
    ours = getattr(person, name)
    if ours == value or _is_empty(person, name, value):
        return False
    if name == "born_on" and (person.born_month_only or facts["born_month_only"]):
        return (ours.year, ours.month) != (value.year, value.month)
    if name == "joined_on" and 1 in (ours.day, value.day):
        return (ours.year, ours.month) != (value.year, value.month)
    return True


def _label(name: str) -> str:
    sealed = {"id_number": _("公民身份号码"), "phone": _("手机号码")}
    return sealed.get(name) or str(Person._meta.get_field(name).verbose_name)


def _words(person, name) -> str:
    return _shown(person, name, getattr(person, name))


def _shown(person, name, value) -> str:
    if name in SEALED:
        return f"{value[:3]}****{value[-4:]}" if name == "phone" else f"****{value[-4:]}"
    return str(dict(person._meta.get_field(name).flatchoices).get(value, value))
