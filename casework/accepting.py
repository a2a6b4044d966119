"""Rows taken into the trail as they stand, on purpose and with a reason.

For what no event tells of: units made by hand, a database from before the trail told of the rows
beside a case. What differs from its events is taken only when that is asked for. Each is an
event, so that whoever reads the trail sees what was accepted, when and why.
"""

from collections.abc import Iterable, Iterator

from django.apps import apps
from django.db import transaction

from . import audit, fold
from .beside import Changes, key_of
from .models import Person
from .vouching import ACCEPTED, Difference

BATCH = 500


def vouch(*, note: str, differing: bool = False, by=None) -> int:
    """Take every untold row (with `differing` also those that their events do not lead to) as it
    stands; how many there were."""
    wanted = (one for one in fold.differences() if _acceptable(one, differing))
    number = 0
    for batch in _batches(wanted):
        number += len(batch)
        with transaction.atomic():
            audit.append_all(ACCEPTED, [{**one, "reason": note} for one in _events(batch)], by=by)
    return number


def _acceptable(found: Difference, differing: bool) -> bool:
    return found.beside and (found.untold or differing)


def _batches(found: Iterable[Difference]) -> Iterator[Changes]:
    """What is to be told, some hundred rows at a time; the tables of a row stay together."""
    batch: Changes = {}
    for one in found:
        if len(batch) >= BATCH and one.subject not in batch:
            yield batch
            batch = {}
        stands = one.row if one.seq is None else one.left
        batch.setdefault(one.subject, {})[one.what] = [one.log, stands]
    if batch:
        yield batch


def _events(batch: Changes) -> list[dict]:
    """One event for each person with their cases, and for each row that is no person's."""
    rows, found = _rows(batch), {}
    for key, changes in batch.items():
        row = rows.get(key)
        person = row.pk if isinstance(row, Person) else getattr(row, "person_id", None)
        about = {"person_id": person, "unit_path": _path_of(row), "subject": key}
        event = found.setdefault(person or key, {**about, "beside": {}})
        event["beside"][key] = changes
    return list(found.values())


def _rows(batch: Changes) -> dict:
    """The stored rows by their keys; what is gone is not among them."""
    wanted: dict[str, list[int]] = {}
    for key in batch:
        label, _colon, pk = key.rpartition(":")
        wanted.setdefault(label, []).append(int(pk))
    return {key_of(row): row for label, keys in wanted.items() for row in _stored(label, keys)}


def _stored(label: str, keys: list[int]):
    """The rows with the unit that says where they belong."""
    model = apps.get_model(label)
    names = {field.name for field in model._meta.concrete_fields} & {"unit", "village"}
    return model._base_manager.filter(pk__in=keys).select_related(*names)


def _path_of(row) -> str:
    """Where the row belongs; "" for one that is gone or lies nowhere."""
    if row is None:
        return ""
    unit = row.village if hasattr(row, "village") else getattr(row, "unit", row)
    return getattr(unit, "path", "")
