"""Questions that lists, searches and files are asked, with what lies elsewhere in mind."""

import os

import pytest
from django.urls import reverse

from casework.models import Import
from membership.models import Application
from talent.models import Talent

from .asking import VIEWS, Answer, ask, client_of, keys_of
from .test_matrix import leaks
from .world import FOREIGN_WORDS, MISSING, OWN_WORDS, Scene

pytestmark = [pytest.mark.django_db, pytest.mark.pages]
ALL_READERS = (
    "township_officer",
    *(
        pytest.param(who, marks=pytest.mark.long)
        for who in ("county_reader", "township_approver", "branch_secretary", "branch_reader")
    ),
    "security_administrator",
    "audit_administrator",
)
LONG = bool(os.environ.get("LONG"))  # otherwise each list is asked every third question
PLAIN = ("-xlsx", "-pdf", "export")  # files: the same rows as their page, asked once each
LISTS = [name for name in VIEWS if not keys_of(name) and name not in ("sign-in", "password")]


def questions(scene: Scene) -> list[tuple[str, list]]:
    """Queries by name, letters, keys and orders; with the words that the answer may repeat."""
    unit, person = scene.foreign.branch, scene.foreign.objects[Application].person
    village = scene.foreign.village
    tail = person.id_tail
    return [
        (f"q={FOREIGN_WORDS[0]}", []),
        (f"q={person.initials[:1]}", []),
        (f"q={tail}", [tail]),
        (f"unit={unit.pk}", [unit.pk]),
        (f"unit={village.pk}", [village.pk]),
        (f"unit={FOREIGN_WORDS[0]}", []),
        (f"person=%23{person.pk}", [person.pk]),
        (f"person={FOREIGN_WORDS[0]}", []),
        (f"actor={scene.foreign.objects[Import].by_id}", []),
        ("sort=-unit&stage=", []),
        ("sort=name&page=2", []),
        ("object=members", []),
        ("object=committee", []),
        ("object=new-members&bands=bulletin", []),
    ]


@pytest.mark.parametrize("who", ALL_READERS)
def test_no_question_brings_a_canary(scene, who):
    client = client_of(scene.users[who])
    for number, name in enumerate(LISTS):
        if ask(client, "GET", reverse(name)).status != 200:
            continue
        asked = questions(scene)[:5] if name.endswith(PLAIN) else questions(scene)
        for query, repeated in asked if LONG else asked[number % 3 :: 3]:
            answer = ask(client, "GET", f"{reverse(name)}?{query}", repeated)
            assert answer.status in (200, 302, 404, 422), f"{name}?{query}: {answer.status}"
            assert leaks(scene, who, answer) == [], f"{name}?{query}"


@pytest.mark.parametrize("name", ["ages", "people", "membership:list", "talent:list", "audit"])
def test_a_unit_elsewhere_is_answered_as_one_that_is_not_there(scene, name):
    client = client_of(scene.users["township_officer"])
    keys = (scene.foreign.village.pk, MISSING)
    foreign, missing = (
        ask(client, "GET", f"{reverse(name)}?unit={key}&actor={key}", [key]) for key in keys
    )
    assert foreign.whole == missing.whole


def test_who_opens_no_dossier_finds_and_counts_nobody(scene):
    for who in ("security_administrator", "audit_administrator"):
        client = client_of(scene.users[who])
        for address in ("/", f"{reverse('search')}?q={OWN_WORDS[0]}", reverse("password")):
            answer = ask(client, "GET", address)
            assert answer.status == 200
            assert OWN_WORDS not in answer.text and 'class="count"' not in answer.text


def test_a_paper_of_another_dossier_is_not_reached_through_the_own_one(scene):
    client = client_of(scene.users["township_officer"])
    for model, app in ((Application, "membership"), (Talent, "talent")):
        case = scene.own.objects[model]
        keys = (scene.foreign.objects[model].papers.first().pk, MISSING)
        foreign, missing = (
            ask(client, "POST", reverse(f"{app}:remove-paper", args=[case.pk, key]), [key])
            for key in keys
        )
        assert foreign.status == 404
        assert foreign.whole == missing.whole


def test_the_canaries_would_be_seen(scene):
    """The other county's own officer finds the words on nearly every page, paper and workbook."""
    client = client_of(scene.foreign.objects[Import].by)
    found: dict[str, Answer] = {}
    for name in LISTS:
        answer = ask(client, "GET", reverse(name))
        if FOREIGN_WORDS in answer.text:
            found[name] = answer
    assert {"membership:export", "talent:export", "audit-export", "ages-pdf"} <= set(found)
    assert {"membership:list", "talent:list", "commitments", "home", "reports"} <= set(found)
