"""Seals what earlier versions kept in the clear: for migrations, a batch at a time.

Events are not touched: they are links of the chain, and say what they said.
"""

import json
from collections.abc import Callable, Iterator

from cryptography.exceptions import InvalidTag
from django.db import connections

from . import identity, immutable
from .sealing import ERASED, Sealed, seal, sealed_in, unseal

BATCH = 500


class Owner:
    """A person as `sealing` wants one; the models of a migration have no properties."""

    def __init__(self, pk: int, name: str, key: bytes | None):
        self.pk, self.key, self.forgotten = pk, key, name == ERASED


def seal_columns(apps, editor, label: str, person: str, names: list[str]) -> None:
    """Seal text columns of the model `label`, each under the key of the row's `person` (a path)."""

    def values(owner, row) -> list:
        return [_sealed(owner, value.token) if value else "" for value in row]

    _rewrite(apps, editor, label, person, names, values)


def seal_steps(apps, editor, label: str, sealed_facts: set[str]) -> None:
    """Seal notes, reasons and sealed facts of the steps of a pipeline, triggers set aside.

    `migrate` makes the triggers anew when it has done.
    """

    def values(owner, row) -> list:
        note, waived, changed = row
        kept = {name: pair for name, pair in changed.items() if name in sealed_facts}
        texts = [_within(owner, waived), {**changed, **_within(owner, kept)}]
        return [
            _sealed(owner, note.token) if note else "",
            *(json.dumps(each, ensure_ascii=False) for each in texts),
        ]

    immutable.remove(editor.connection.alias)
    _rewrite(apps, editor, label, "case__person", ["note", "waived", "changed"], values)


def seal_the_rest(apps, editor, label: str, name: str, person_of: Callable) -> None:
    """Seal what a column holds in the clear beside texts that lie sealed already.

    `person_of` gives the number of the person whom a row of the model is about, or None when the
    case is no more: then nothing is left that could open the text, and the row goes.
    """
    alias = editor.connection.alias
    rows = apps.get_model(label)._base_manager.using(alias)
    for row in rows.order_by("pk"):
        person = person_of(row)
        if person is None:
            row.delete()
            continue
        owner, text = _owners(apps, alias, {person})[person], row.__dict__[name]
        if text and not _opens(owner, text):
            rows.filter(pk=row.pk).update(**{name: Sealed(_sealed(owner, text.token))})


def _opens(owner: Owner, sealed: Sealed) -> bool:
    try:
        unseal(owner.key, sealed)
    except InvalidTag:
        return False
    return True


def _rewrite(apps, editor, label, person, names, values: Callable) -> None:
    model, alias = apps.get_model(label), editor.connection.alias
    table, places = model._meta.db_table, ", ".join(f"{name} = %s" for name in names)
    for batch in _batches(model, alias, [person, *names]):
        owners = _owners(apps, alias, {owner for _pk, owner, *_texts in batch})
        rows = [[*values(owners[owner], texts), pk] for pk, owner, *texts in batch]
        with connections[alias].cursor() as cursor:
            cursor.executemany(f"UPDATE {table} SET {places} WHERE id = %s", rows)


def _batches(model, alias: str, columns: list[str]) -> Iterator[list[tuple]]:
    after = 0
    while True:
        rows = model._base_manager.using(alias).filter(pk__gt=after).order_by("pk")
        batch = list(rows.values_list("pk", *columns)[:BATCH])
        if not batch:
            return
        yield batch
        after = batch[-1][0]


def _owners(apps, alias: str, ids: set[int]) -> dict[int, Owner]:
    """The people of a batch, each with a key; not whoever has been forgotten."""
    people = apps.get_model("casework.Person")._base_manager.using(alias).filter(pk__in=ids)
    found = {row[0]: Owner(*row) for row in people.values_list("pk", "name", "key")}
    for owner in found.values():
        if owner.key is None and not owner.forgotten:
            owner.key = identity.new_key()
            people.filter(pk=owner.pk).update(key=owner.key)
    return found


def _sealed(owner: Owner, text: str) -> str:
    """What was said of somebody since forgotten goes now."""
    return "" if owner.forgotten else seal(owner, text).token


def _within(owner: Owner, texts: dict) -> dict:
    return {} if owner.forgotten else sealed_in(owner, texts)
