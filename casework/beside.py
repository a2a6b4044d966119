"""The rows that stand beside what an event tells of column by column.

An event tells a case's own columns before and after. For what accompanies the case (papers,
votes, mentors), and for people, seats, units, accounts and commitments with theirs, it tells a
keyed digest of each table that the act changed, as found and as left: `Watch`. `vouching` works
out again what the tables ought to hold. A digest says nothing of the rows to whoever has no key.

A model takes part by `TOLD_WITH`, the path from its rows to the one they are told with ("pk" for
that one itself); `UNTOLD` names its columns that are worked out or serve the machinery, and
`APART` those told as a table of their own: secrets, of which earlier versions told nothing. A
wrapped key is told as the key inside it, so another master key changes no digest.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from cryptography.exceptions import InvalidTag
from django.apps import apps
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.models import BooleanField, F, Func, IntegerField, JSONField, TextField
from django.db.models.functions import Cast

from . import identity

CHUNK = 500
DIGITS = 16
# Tables of Django that are told with ours, by the columns that matter.
LENT = {"auth.User": ("account", ("id", "username", "is_active", "is_staff", "is_superuser"))}
LENT_APART = {"auth.User": {"password": ("password",)}}
KEY = "key"  # a column of this name holds a key wrapped by the master key
LOST = "lost"  # and no longer does
Changes = dict[str, dict[str, list[str]]]


class _Packed(Func):
    """The columns of a row as one JSON text."""

    function = "JSON_ARRAY"
    output_field = TextField()

    def as_postgresql(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, function="JSON_BUILD_ARRAY", **context)


class _Hex(Func):
    """Sealed bytes as text, the same on both databases."""

    template = "LOWER(HEX(%(expressions)s))"
    output_field = TextField()

    def as_postgresql(self, compiler, connection, **context):
        template = "ENCODE(%(expressions)s, 'hex')"
        return self.as_sql(compiler, connection, template=template, **context)


class _Nested(Func):
    """A JSON column inside the JSON of its row."""

    template = "%(expressions)s"
    output_field = TextField()

    def as_sqlite(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, template="JSON(%(expressions)s)", **context)


@dataclass(frozen=True)
class Part:
    """One table as it is told with its root: name, model, fields, and the question for its rows.

    `late`: earlier versions told nothing of it. `apart`: some columns of rows told elsewhere, so
    that a row which says nothing in them is none here.
    """

    name: str
    model: type
    fields: tuple
    sql: str
    late: bool
    apart: bool

    def facts(self, values: list) -> dict:
        """A row without what every new row says: a column added later changes no digest."""
        if self.apart:
            values = [_opened(*pair) for pair in zip(self.fields, values, strict=True)]
        found = zip(self.fields, values, strict=True)
        return {each.attname: value for each, value in found if value != _plain(each)}


def _opened(each, value):
    """A sealed column that holds nothing as such, a wrapped key as what it is a key of."""
    if each.get_internal_type() != "BinaryField":
        return value
    return _key_in(value) if each.name == KEY and value else value or None


def _key_in(wrapped: str) -> str:
    try:
        key = identity.unwrap(bytes.fromhex(wrapped))
    except (InvalidTag, ValueError):  # a forgery, or too short for a key
        return LOST
    return hashlib.sha256(key).hexdigest()


def _plain(each):
    value = each.get_default()
    return value.value if hasattr(value, "value") else value


def _column(each):
    if each.get_internal_type() == "BinaryField":
        return _Hex(each.attname)
    if isinstance(each, BooleanField):
        return Cast(each.attname, IntegerField())
    return _Nested(each.attname) if isinstance(each, JSONField) else F(each.attname)


def told_with(model) -> str:
    """The path to the row that a model's rows are told with; "" for what is not told."""
    return getattr(model, "TOLD_WITH", "") or LENT.get(model._meta.label, ("",))[0]


def _fields(model) -> tuple:
    every = model._meta.concrete_fields
    if model._meta.label in LENT:
        return tuple(each for each in every if each.name in LENT[model._meta.label][1])
    return tuple(each for each in every if each.name not in getattr(model, "UNTOLD", ()))


def _apart(model) -> dict[str, tuple[str, ...]]:
    return LENT_APART.get(model._meta.label) or getattr(model, "APART", {})


def root_of(model) -> type:
    """The model that `model` is told with."""
    found = model
    for hop in filter(lambda hop: hop != "pk", told_with(model).split("__")):
        found = found._meta.get_field(hop).related_model
    return found


@cache
def parts(root: type) -> tuple[Part, ...]:
    """Every table that is told with a model, its own first."""
    models = [model for model in apps.get_models() if told_with(model) and root_of(model) is root]
    models.sort(key=lambda model: model is not root)
    slices = [_part(m, name, names) for m in models for name, names in _apart(m).items()]
    return (*map(_part, models), *slices)


def _part(model, name: str = "", columns: tuple = ()) -> Part:
    path = told_with(model)
    fields = tuple(map(model._meta.get_field, columns)) or _fields(model)
    rows = model._base_manager.filter(**{f"{path}__in": [0]}).order_by()
    asked = rows.values_list(F(path), "pk", _Packed(*map(_column, fields)))
    sql, params = asked.query.sql_with_params()
    if params != (0,) or sql.count("IN (%s)") != 1:
        raise TypeError(f"{model._meta.label} is not asked by one list of keys: {sql}")
    late = bool(name) or getattr(model, "TOLD_LATE", False)
    return Part(name or _name_of(model, path), model, fields, sql, late, bool(name))


def _name_of(model, path: str) -> str:
    first = model._meta.get_field(path.partition("__")[0]) if path != "pk" else None
    related = getattr(getattr(first, "remote_field", None), "related_name", None)
    return related or model._meta.model_name


@cache
def roots() -> tuple[type, ...]:
    """Every model that others, or its own rows, are told with."""
    found = {root_of(model): None for model in apps.get_models() if told_with(model)}
    return tuple(sorted(found, key=lambda model: model._meta.label))


@cache
def late(label: str) -> frozenset[str]:
    """The tables told with a model (by its label) of which earlier versions told nothing."""
    return frozenset(part.name for part in parts(apps.get_model(label)) if part.late)


def key_of(row) -> str:
    """What events call a row and those told with it: "casework.person:3"."""
    return f"{row._meta.label_lower}:{row.pk}"


def digests(rows: Iterable) -> dict[str, dict[str, str]]:
    """{key: {table: number of rows and digest}} as stored now, without empty tables. One query
    for each `CHUNK` rows of any models."""
    rows = list(rows)
    found: dict[str, dict] = {key_of(row): {} for row in rows}
    for start in range(0, len(rows), CHUNK):
        for (key, name), texts in _stored(rows[start : start + CHUNK]).items():
            found[key][name] = _digest(key, name, texts)
    return found


def _stored(rows: list) -> dict[tuple[str, str], list]:
    wanted: dict[type, list[int]] = {}
    for row in rows:
        wanted.setdefault(type(row), []).append(row.pk)
    asked = [(model, part) for model in wanted for part in parts(model)]
    if not asked:
        return {}
    places = {model: f"IN ({', '.join(['%s'] * len(keys))})" for model, keys in wanted.items()}
    sql = " UNION ALL ".join(
        f"SELECT {number} AS part, t{number}.*"
        f" FROM ({part.sql.replace('IN (%s)', places[model])}) AS t{number}"
        for number, (model, part) in enumerate(asked)
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [key for model, _part in asked for key in wanted[model]])
        told = cursor.fetchall()
    return _sorted(told, asked)


def _sorted(told, asked) -> dict[tuple[str, str], list]:
    found: dict[tuple[str, str], list] = {}
    for number, root, pk, text in sorted(told, key=lambda row: row[:3]):
        model, part = asked[number]
        values = json.loads(text) if isinstance(text, str) else text
        place, facts = (f"{model._meta.label_lower}:{root}", part.name), part.facts(values)
        if facts or not part.apart:
            found.setdefault(place, []).append([pk, facts])
    return found


def _digest(key: str, name: str, rows: list) -> str:
    """“2 89abcdef01234567”: how many rows, and what they say, for whoever has the key."""
    text = json.dumps([key, name, rows], cls=DjangoJSONEncoder, sort_keys=True)
    secret = hashlib.sha256(b"casework.beside" + settings.CASEWORK_AUDIT_KEY).digest()
    return f"{len(rows)} {hmac.new(secret, text.encode(), 'sha256').hexdigest()[:DIGITS]}"


class Watch:
    """What an act may change beside the columns it tells of: as found, and later as left.

    Whoever changes a row looks at it first, under its lock.
    """

    def __init__(self, *rows):
        self._rows: list = []
        self._found: dict[str, dict] = {}
        self.look(*rows)

    def look(self, *rows) -> "Watch":
        """Take down how the rows stand with all that is told with them. One query."""
        new = [row for row in rows if not any(row is one for one in self._rows)]
        self._rows += new
        self._found |= digests(row for row in new if row.pk and key_of(row) not in self._found)
        return self

    def hold(self, *rows) -> "Watch":
        """The same, under lock: for rows that several may change at once."""
        model = type(rows[0])
        if connection.features.has_select_for_update:
            held = model._base_manager.select_for_update(no_key=True).order_by("pk")
            list(held.filter(pk__in=[row.pk for row in rows if row.pk]).values("pk"))
        return self.look(*rows)

    def new(self, *rows) -> "Watch":
        """Rows that were made just now."""
        self._rows += rows
        return self

    def told(self) -> Changes:
        """What differs now: {key: {table: [as found, as left]}}. One query, if any was seen."""
        left = digests({key_of(row): row for row in self._rows}.values())
        found = {key: differing(self._found.get(key, {}), now) for key, now in left.items()}
        return {key: changes for key, changes in found.items() if changes}


def differing(found: dict[str, str], left: dict[str, str]) -> dict[str, list[str]]:
    """The tables whose digests differ, before and after; "" for no rows."""
    names = sorted(found.keys() | left.keys())
    pairs = {name: [found.get(name, ""), left.get(name, "")] for name in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
