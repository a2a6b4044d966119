"""The pages of the Party organisations: what kind each is, and what a change of it alters."""

from datetime import date

import pytest
from django.urls import reverse

from casework.models import AuditEvent, Unit
from tests.membership.factories import application, member
from tests.officers import branch, officer, township, village
from tests.told import told

pytestmark = pytest.mark.django_db
SENT = {
    "kind": "branch",
    "has_committee": "on",
    "may_recruit": "on",
    "note": "换届",
    "version": 0,
}


@pytest.fixture
def desk(client):
    client.force_login(officer("township_officer", township()))
    return client


def send(desk, unit, without=(), **more):
    address = reverse("membership:branch-edit", args=[unit.pk])
    sent = {name: value for name, value in {**SENT, **more}.items() if name not in without}
    return desk.post(address, sent, follow=True)


def test_a_branch_that_loses_its_committee_is_told_who_decides_now(desk):
    unit = application("applicant").unit
    page = send(desk, unit, without=["has_committee"]).content.decode()
    assert "第 3、7、12 步由支部党员大会（不设委员会）办" in page and "在办 1 人" in page
    event = AuditEvent.objects.get(kind="unit_changed")
    assert told(event)["changed"] == {"has_committee": [True, False]}
    assert (told(event)["note"], Unit.objects.get(pk=unit.pk).version) == ("换届", 1)
    assert told(event)["beside"]


def test_the_papers_of_its_dossiers_follow_the_cells(desk):
    case = application("proposed")
    case.papers.filter(kind="opinion_cell").delete()
    case.settle(date(2026, 11, 24))
    before = case.papers_expected
    send(desk, case.unit, has_cells="on")
    case.refresh_from_db()
    assert case.papers_expected == before + 1
    assert case.missing.filter(kind="opinion_cell").exists()


def test_a_branch_below_a_village_committee_wants_its_deliberation(desk):
    unit = branch()
    above = Unit.objects.create(
        kind="committee", name="柳湾村党委", short_name="柳湾村党委", parent=village()
    )
    page = send(desk, unit, general_branch=above.pk).content.decode()
    assert "须有审议记录" in page and "第 16 步由柳湾村党委办" in page


def test_what_has_members_stays_a_branch(desk):
    unit = branch()
    member("党员甲", unit)
    answer = send(desk, unit, kind="general_branch")
    assert answer.status_code == 422 and "先转到下属支部" in answer.content.decode()
    empty = branch(village("石桥村"))
    assert send(desk, empty, kind="general_branch").status_code == 200
    assert Unit.objects.get(pk=empty.pk).kind == "general_branch"


def test_every_kind_is_marked_and_its_rules_are_told(desk):
    unit = branch()
    marks = {"has_cells": "on", "for_mobile_members": "on", "is_temporary": "on"}
    page = send(desk, unit, **marks).content.decode()
    assert "临时党组织一般不发展党员" in page and "流动党员党组织具备条件" in page
    listed = desk.get(reverse("membership:branches")).content.decode()
    assert "临时、流动党员、设党小组" in listed


def test_whoever_keeps_no_organisations_reads_them(client, desk):
    unit = branch()
    client.force_login(officer("branch_secretary", unit))
    page = client.get(reverse("membership:branch-show", args=[unit.pk]))
    assert page.status_code == 200 and "更改情况" not in page.content.decode()
    assert send(client, unit).status_code == 403
    assert client.get(reverse("membership:branch-show", args=[township().pk])).status_code == 404


def test_the_list_costs_the_same_for_many(desk, django_assert_max_num_queries):
    for place in range(12):
        branch(village(f"村{place}"))
    with django_assert_max_num_queries(12):
        desk.get(reverse("membership:branches"))
