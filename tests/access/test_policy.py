"""The table itself: complete, without orphans, and of one mind with workflow and navigation."""

import pytest
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.test import override_settings
from django.urls import include, path, reverse

from casework.access import POWERS
from casework.context import NAV, nav
from casework.models import Account
from casework.policy import PUBLIC, SIGNED_IN, Row
from casework.workflow import steps
from config.policy import POLICY
from membership.models import Application
from talent.models import Talent
from tests.officers import officer, township

from .asking import VIEWS

ROLE = Account.Role
PERMISSIONS = {
    asked
    for row in POLICY.values()
    for asked in (row.read, row.change)
    if asked not in ("", PUBLIC, SIGNED_IN)
}


@login_not_required
def unlisted(_request):
    return HttpResponse("open")


urlpatterns = [path("unlisted/", unlisted, name="unlisted"), path("", include("config.urls"))]
handler404 = "casework.errors.not_found"


def test_every_view_has_a_row_and_every_row_a_view():
    assert "" not in VIEWS, "a view without a name has no row"
    assert set(VIEWS) == set(POLICY)


def test_a_view_open_to_strangers_is_marked_so_in_both_places():
    marked = {n for n, v in VIEWS.items() if not getattr(v.callback, "login_required", True)}
    assert marked == {n for n, row in POLICY.items() if PUBLIC in (row.read, row.change)}


@pytest.mark.parametrize("permission", sorted(PERMISSIONS))
def test_every_permission_asked_for_is_held_by_some_role(permission):
    assert any(powers.has(permission) for powers in POWERS.values())


@pytest.mark.parametrize("role", Account.NO_DOSSIERS)
def test_who_opens_no_dossier_holds_no_permission_of_a_dossier(role):
    dossiers = {permission for permission in PERMISSIONS if permission != "casework.audit"}
    held = {permission for permission in dossiers if POWERS[role].has(permission)}
    assert held <= {"casework.accounts", "casework.change_standards"}


@pytest.mark.parametrize("model", [Application, Talent])
def test_whoever_may_take_a_step_may_open_its_page(model):
    row = POLICY[f"{model._meta.app_label}:step"]
    for step in steps(model):
        asked = row.wanted("POST", {"name": step.name})
        for role, powers in POWERS.items():
            assert powers.has(asked) or not powers.has(step.permission), (role, step.name)


def test_a_row_answers_only_what_it_names():
    assert Row("a").methods == ("GET", "HEAD")
    assert Row("a", "b").methods == ("GET", "POST")
    assert Row(change="a").methods == ("POST",)
    assert Row("app.{name}").wanted("GET", {"name": "adopt"}) == "app.adopt"


@pytest.mark.django_db
def test_a_view_without_a_row_is_closed_even_where_it_asks_for_no_sign_in(client):
    with override_settings(ROOT_URLCONF=__name__):
        assert client.get("/unlisted/").status_code == 404
        client.force_login(officer(ROLE.TOWNSHIP_OFFICER, township()))
        assert client.get("/unlisted/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLE.values)
def test_the_navigation_leads_nobody_to_a_closed_page(client, role):
    user = officer(role, township())
    client.force_login(user)
    for item in nav(user, "/"):
        assert client.get(item["url"]).status_code == 200, item["url"]
    offered = {item["url"] for item in nav(user, "/")}
    hidden = [name for name, *_rest in NAV if reverse(name) not in offered]
    refused = {client.get(reverse(name)).status_code for name in hidden if name != "home"}
    assert refused <= {403}


def test_the_order_of_the_middleware_keeps_strangers_out_first():
    order = [name.rpartition(".")[2] for name in settings.MIDDLEWARE]
    asked = ["CsrfViewMiddleware", "LoginRequiredMiddleware", "PolicyMiddleware"]
    assert [name for name in order if name in asked] == asked
