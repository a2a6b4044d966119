"""Every form of every page: what it offers, and that it takes nothing but its own fields."""

import os
from functools import cache
from urllib.parse import urlsplit

import pytest
from django.urls import resolve, reverse

from casework.workflow import steps
from config.policy import POLICY
from membership.models import Application
from membership.steps import BY_SLUG as MEMBERSHIP
from talent.models import Talent
from talent.steps import BY_SLUG as TALENT
from tests.casework.test_versions import NONE_NEEDED

from .asking import VIEWS, address_keys, ask, client_of, keys_of, rows, undone
from .forms_shown import forms_of
from .test_matrix import leaks
from .world import Scene, start_keys

pytestmark = [pytest.mark.django_db, pytest.mark.pages]
# Columns that only the machinery writes, of whatever model.
SMUGGLED = {
    "stage": "full",
    "stage_since": "1999-01-01",
    "suspended_from": "reserve",
    "papers_missing": "0",
    "papers_expected": "0",
    "can_approve": "on",
    "is_superuser": "on",
    "is_staff": "on",
    "is_active": "",
    "role": "township_officer",
    "path": "1/",
    "id_digest": "x",
    "id_tail": "000X",
    "full_member_on": "1999-01-01",
    "is_office_cadre": "on",
    "counts": "{}",
    "made": "{}",
    "sha256": "x",
    "baseline": "0",
    "target_value": "0",
    "metric": "",
    "due_on": "2099-01-01",
    "kind": "x",
    "uploaded_at": "1999-01-01",
    "opinions_open": "0",
    "valid_until": "2099-01-01",
}
FORMS = {"membership": (Application, MEMBERSHIP), "talent": (Talent, TALENT)}

LONG = bool(os.environ.get("LONG"))


def pages(scene: Scene) -> list[str]:
    """The address of every page of the own village, with every step and every record."""
    found = []
    for name in VIEWS:
        if {"name", "slug", "token"} & {*keys_of(name)}:
            continue
        found.append(reverse(name, kwargs=address_keys(name, scene.own)))
    for app, (model, slugs) in FORMS.items():
        case = scene.own.objects[model]
        names = {step.name for step in steps(model) if step.source == case.stage}
        found += [reverse(f"{app}:step", args=[case.pk, name]) for name in sorted(names)]
        found += [reverse(f"{app}:record", args=[case.pk, slug]) for slug in slugs]
    return found


@pytest.fixture(scope="module")
def opened(scene):
    """Every page as somebody sees it, opened once for all tests of this file."""

    @cache
    def pages_of(who: str) -> dict:
        client = client_of(scene.users[who])
        return {page: ask(client, "GET", page) for page in pages(scene)}

    return pages_of


def smuggled(scene: Scene, fields: dict) -> dict:
    """Columns no form has, and keys of the other county, as far as the form does not ask them."""
    foreign = scene.foreign.objects
    keys = {
        "unit_id": scene.foreign.branch.pk,
        "unit": scene.foreign.branch.pk,
        "person": foreign[Application].person_id,
        "person_id": foreign[Application].person_id,
        "by": scene.users["township_approver"].pk,
        "user": scene.users["township_approver"].pk,
        "case": foreign[Talent].pk,
        "id": foreign[Application].pk,
        "pk": foreign[Application].pk,
    }
    return {name: value for name, value in {**SMUGGLED, **keys}.items() if name not in fields}


def after(client, address: str, data: dict) -> tuple[int, dict]:
    """Status and rows after a form was sent; then nothing of it is kept."""
    with undone():
        start_keys(2 * 10**6)
        cookies = client.cookies.copy()
        status = client.post(address, data).status_code
        client.cookies = cookies
        return status, rows()


def test_no_form_takes_more_than_its_own_fields(scene, opened):
    client, written = client_of(scene.users["township_officer"]), 0
    before, every = rows(), opened("township_officer")
    for page in every if LONG else list(every)[::5]:
        for action, fields in forms_of(every[page].text):
            address = action or page
            fields = {name: value for name, value in fields.items() if name != "form_token"}
            fields = {**fields, "note": fields.get("note") or "核对", "action": "confirm"}
            status, plain = after(client, address, fields)
            again, mixed = after(client, address, {**fields, **smuggled(scene, fields)})
            assert (again, mixed) == (status, plain), f"{address} takes what it does not show"
            written += plain != before
    assert written >= (9 if LONG else 3), (
        "too few of the forms wrote anything: the test has gone blind"
    )


@pytest.mark.parametrize("who", ["branch_secretary", "township_officer", "security_administrator"])
def test_no_form_offers_what_lies_elsewhere(scene, opened, who):
    for page, answer in opened(who).items():
        assert leaks(scene, who, answer) == [], page
    assert sum(answer.status == 200 for answer in opened(who).values()) >= 5


def test_keys_of_another_county_are_as_unknown_as_keys_nobody_has(scene):
    client = client_of(scene.users["township_officer"])
    case, rising = scene.own.objects[Application], scene.own.objects[Talent]
    foreign = scene.foreign.objects
    mentor = foreign[Application].mentors.first().member_id
    asked = [
        (reverse("membership:record", args=[case.pk, "cultivate"]), {"first": mentor}),
        (reverse("membership:record", args=[case.pk, "mentors"]), {"first": mentor}),
        (reverse("talent:record", args=[rising.pk, "mentor"]), {"mentor": mentor}),
        (
            reverse("talent:step", args=[rising.pk, "nominate_for_branch"]),
            {"seat": foreign[Talent].seat_id, "action": "confirm"},
        ),
        (reverse("talent:choose", args=[rising.seat_id]), {"case": foreign[Talent].pk}),
        (reverse("import"), {"unit": scene.foreign.branch.pk}),
    ]
    for address, data in asked:
        told = [
            ask(client, "POST", address, [value], {**data, name: value})
            for name, key in [next(iter(data.items()))]
            for value in (key, 8880008889999)
        ]
        assert told[0].whole == told[1].whole, address
        assert not told[0].written & {"membership_mentor", "talent_mentorship", "talent_talent"}


OFFICES = ("township_officer", "security_administrator")
MARKS = ("version", "seen")
ACTS = {"account-edit"}  # its second form shuts, opens or resets: what is asked, once
CARRIED = {
    "security_administrator": {"account-edit"},
    "township_officer": {
        "membership:step",
        "membership:record",
        "membership:papers",
        "membership:remove-paper",
        "talent:step",
        "talent:record",
        "talent:papers",
        "talent:remove-paper",
        "person-edit",
        "commitment-edit",
        "commitment-close",
    },
}


@pytest.mark.parametrize("who", OFFICES)
def test_every_form_that_edits_carries_the_version_it_was_opened_on(opened, who):
    """Of every page; `NONE_NEEDED` and `ACTS` say which forms do without."""
    carried = set()
    for page, answer in opened(who).items():
        for action, fields in forms_of(answer.text):
            name = resolve(urlsplit(action or page).path).view_name
            if name in NONE_NEEDED or (name in ACTS and "reason" in fields):
                continue
            assert {*MARKS} & {*fields}, f"a form of {page} to {name} carries no version"
            carried.add(name)
    assert carried == {edit for edit in carried if POLICY[edit].change}
    assert carried >= CARRIED[who]
