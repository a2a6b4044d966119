"""Asking every view as everybody: keys of its address, the request, what it changed."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.apps import apps
from django.db import connection, transaction
from django.db.models import BinaryField, DateTimeField
from django.test import Client
from django.urls import URLPattern, get_resolver

from casework.models import Account, Import, Person, Proposal, Seat, Unit
from membership.models import AdmissionForm, Application
from progress.models import Commitment
from talent.models import Talent
from tests.purposes import for_checking

from .answers import head_of, plain, text_of
from .world import APPS, MISSING, World

# What the key of an address means, by the beginning of the view's name.
MODELS = {
    "membership:year-plan-branch": Unit,
    "membership:form-end": AdmissionForm,
    "membership:branch-": Unit,
    "membership:": Application,
    "talent:village": Unit,
    "talent:choose": Seat,
    "talent:": Talent,
    "person": Person,
    "import-": Import,
    "account-edit": Account,
    "proposal": Proposal,
    "commitment": Commitment,
}
SECRET = "nobodys-secret-address"
WORDS = {
    "name": "designate",
    "slug": "talk",
    "token": SECRET,
    "key": "revote_wait_months",
    "text": "R26",
}
TALENT_WORDS = {"name": "nominate_for_branch", "slug": "mentor"}
# Traces a reading may leave: who came, what was handed out or looked at.
TRACES = {"casework_auditevent", "django_session", "casework_receipt"}


def patterns(found=None, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every view of the project by its full name."""
    for one in get_resolver().url_patterns if found is None else found:
        if isinstance(one, URLPattern):
            yield space + (one.name or ""), one
        else:
            own = f"{one.namespace}:" if one.namespace else ""
            yield from patterns(one.url_patterns, space + own)


RANDOM = re.compile(r"[\w+/=-]{32,}")  # keys, tokens and seals are drawn anew each time

VIEWS = dict(patterns())


def keys_of(name: str) -> list[str]:
    """The names in the address of a view."""
    return list(VIEWS[name].pattern.converters)


def model_of(name: str):
    """What the key of the view's address names; None where there is no key."""
    if "pk" not in keys_of(name):
        return None
    return next(model for start, model in MODELS.items() if name.startswith(start))


def thing_of(name: str, world: World):
    """What the key of the view's address names in a world; an organisation's is the branch."""
    own = name.startswith("membership:branch-")
    return world.branch if own else world.objects[model_of(name)]


def address_keys(name: str, world: World | None) -> dict:
    """Keys for the address of a view in a world; without one, of something that is not there."""
    model, keys = model_of(name), {}
    thing = thing_of(name, world) if world and model else None
    words = TALENT_WORDS if name.startswith("talent:") else WORDS
    parts = {
        "paper": "papers",
        "meeting": "meetings",
        "milestone": "milestones",
        "relative": "relatives",
        "sanction": "sanctions",
    }
    for key in keys_of(name):
        if key == "pk":
            keys[key] = thing.pk if thing else MISSING
        elif key in parts:
            keys[key] = getattr(thing, parts[key]).first().pk if thing else MISSING + 1
        else:
            keys[key] = words[key]
    return keys


def rows() -> dict:
    """Every row of our own tables but the trail, without moments and sealed bytes."""
    state = {}
    for model in (model for name in APPS for model in apps.get_app_config(name).get_models()):
        if model._meta.model_name in ("auditevent", "receipt"):
            continue
        columns = [
            field.attname
            for field in model._meta.concrete_fields
            if not isinstance(field, BinaryField | DateTimeField)
        ]
        found = model._base_manager.order_by("pk").values_list(*columns)
        state[model] = [RANDOM.sub("…", repr(row)) for row in found]
    return state


@dataclass
class Written:
    """The tables that a request wrote to, also where it took that back itself."""

    tables: set[str] = field(default_factory=set)

    def __call__(self, execute, sql, params, many, context):
        first, *rest = sql.split(None, 3)
        if first in ("INSERT", "UPDATE", "DELETE"):
            words = [word.strip('"') for word in rest]
            self.tables.add(words[0] if first == "UPDATE" else words[1])
        return execute(sql, params, many, context)


@dataclass(frozen=True)
class Answer:
    """What came back: status, headers, text, and the tables written to."""

    status: int
    head: str
    text: str
    written: frozenset

    @property
    def whole(self) -> str:
        return f"{self.status}\n{self.head}\n{self.text}"


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside is not kept."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def client_of(user) -> Client:
    """Somebody's browser, signed in and with a purpose for files; without a user a stranger's."""
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user)
        for_checking(client)
    return client


def ask(client, method: str, address: str, keys=(), data=None) -> Answer:
    """One request whose changes, also to the browser's cookies, are taken back."""
    written, cookies = Written(), client.cookies.copy()
    with undone(), connection.execute_wrapper(written):
        answer = client.generic(method, address) if data is None else client.post(address, data)
        text, head = text_of(answer), head_of(answer)
    client.cookies = cookies
    head, text = plain(head, keys), plain(text, keys)
    return Answer(answer.status_code, head, text, frozenset(written.tables))
