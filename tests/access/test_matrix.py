"""Every view × everybody × own, foreign, missing × every method, from the policy table.

Two invariants need no table: nothing answers 500, and of what lies elsewhere no answer says
anything, be it page, header, paper or workbook. The short form runs always; the whole product
with `run.py test --long`.
"""

import pytest
from django.urls import reverse

from casework.policy import CHANGING, PUBLIC, READING
from config.policy import POLICY

from .asking import (
    TRACES,
    VIEWS,
    Answer,
    address_keys,
    ask,
    client_of,
    keys_of,
    model_of,
    rows,
    thing_of,
    undone,
)
from .world import World

pytestmark = pytest.mark.django_db
METHODS = (*READING, "OPTIONS", *CHANGING, "PUT", "PATCH", "DELETE")
STRANGERS = ("anonymous", "shut")
EVERYBODY = (
    *STRANGERS,
    "county_reader",
    "township_officer",
    "township_approver",
    "branch_secretary",
    "branch_reader",
    "security_administrator",
    "audit_administrator",
)
FEW = ("anonymous", "township_officer", "branch_reader")
DONE = {200, 204, 302, 409, 422}
# Which permission it takes, the proposal says; who regulates stands at the top of the tree.
ASKED_BY_THE_STEP = {
    ("POST", "proposal"),
    ("POST", "standard"),
    ("POST", "standard-withdraw"),
    ("POST", "standards-rework"),
}


@pytest.fixture(scope="module")
def clients(scene):
    """A browser for everybody, by name."""
    found = {name: client_of(user) for name, user in scene.users.items()}
    shut = scene.users["shut"]
    shut.is_active = False
    shut.save()
    return {**found, "anonymous": client_of(None)}


def sees(scene, who: str, world: World, name: str) -> bool:
    """Whether the view's thing lies at or below the unit of the account."""
    thing = thing_of(name, world)
    path = thing.path if hasattr(thing, "path") else _unit_of(thing).path
    return path.startswith(scene.users[who].account.unit.path)


def _unit_of(thing):
    return thing.village if hasattr(thing, "village") else thing.unit


def expected(scene, name: str, who: str, method: str, world: World | None) -> set[int]:
    """The statuses that the policy allows as an answer."""
    row, model = POLICY[name], model_of(name)
    if who in STRANGERS:
        open_to_all = PUBLIC in (row.read, row.change)
        if not open_to_all:
            return {302}
        return _answered(name) if method in row.methods else {405}
    if method not in row.methods:
        return {405}
    if not row.allows(scene.users[who], method, address_keys(name, world)):
        return {403}
    if model and (world is None or not sees(scene, who, world, name)):
        return {404}
    return DONE | {403} if (method, name) in ASKED_BY_THE_STEP else _answered(name)


def _answered(name: str) -> set[int]:
    """What a view that runs may answer; behind a secret address there is nothing here."""
    return {404} if "token" in keys_of(name) else DONE


def canaries(scene, who: str) -> list[str]:
    """What may stand in no answer to somebody: the words and keys of what they do not see."""
    if who in STRANGERS:
        return [word for world in scene.worlds for word in world.canaries]
    path = scene.users[who].account.unit.path
    hidden = [
        world
        for world in scene.worlds
        if not (world.branch if world is scene.next else world.village).path.startswith(path)
    ]
    if who == "branch_secretary":  # of one branch: the village above is its own, too
        hidden.remove(scene.own)
    return [word for world in hidden for word in world.canaries]


def leaks(scene, who: str, answer: Answer) -> list[str]:
    return [word for word in canaries(scene, who) if word in answer.whole]


def body_for(name: str, method: str, world: World | None):
    """A POST that carries what the page itself would send."""
    if method != "POST":
        return None
    if name == "talent:choose" and world:
        return {"case": next(t.pk for m, t in world.objects.items() if m.__name__ == "Talent")}
    return {}


def look(scene, clients, name: str, who: str, method: str, world: World | None) -> Answer:
    """One cell: the status the table says, no canary, nothing changed by reading."""
    keys = address_keys(name, world)
    address = reverse(name, kwargs=keys)
    numbers = [key for key in keys.values() if isinstance(key, int)]
    answer = ask(clients[who], method, address, numbers, body_for(name, method, world))
    cell = f"{method} {name} as {who}: {answer.status}"
    assert answer.status in expected(scene, name, who, method, world), cell
    assert leaks(scene, who, answer) == [], cell
    if method != "POST" and answer.written - TRACES:
        assert keeps_nothing(clients[who], method, address), f"{cell} wrote to {answer.written}"
    return answer


def keeps_nothing(client, method: str, address: str) -> bool:
    """Whether what it wrote was a rehearsal: every row is as it was."""
    with undone():
        before = rows()
        client.generic(method, address)
        return rows() == before


def worlds_of(scene, name: str) -> list[World | None]:
    return [scene.own, scene.foreign, None] if model_of(name) else [scene.own]


def walk(scene, clients, name: str, everybody, methods) -> None:
    """All cells of some people and methods; what is foreign and what is missing look alike."""
    for who in everybody:
        for method in methods:
            found = [look(scene, clients, name, who, method, w) for w in worlds_of(scene, name)]
            if len(found) == 3:
                _own, foreign, missing = found
                assert foreign.whole == missing.whole, f"{method} {name} as {who} tells"


@pytest.mark.parametrize("name", VIEWS)
def test_everybody_gets_what_the_policy_says_and_no_canary(scene, clients, name):
    walk(scene, clients, name, EVERYBODY, ("GET", "POST"))


@pytest.mark.parametrize("name", VIEWS)
def test_other_methods_do_nothing(scene, clients, name):
    with undone():
        walk(scene, clients, name, FEW, set(METHODS) - {"GET", "POST"})


@pytest.mark.long
@pytest.mark.parametrize("name", VIEWS)
def test_the_whole_product(scene, clients, name):
    walk(scene, clients, name, EVERYBODY, METHODS)
