"""Every kind of branch: who decides, told by the forms and asked of the rules in the database."""

from itertools import product

import pytest

from casework.models import Unit
from casework.rules import Guard
from membership.deciders import approver, deciders, deciding_meeting, deliberating
from membership.models import Application
from membership.rules import application, organs
from tests.membership.factories import DAYS, day
from tests.membership.factories import application as case_of
from tests.officers import township

pytestmark = pytest.mark.django_db
FLAGS = ("has_committee", "has_cells", "for_mobile_members", "is_temporary", "may_recruit")
# What lies between the branch and the township's committee, and whether it only deliberates.
BETWEEN = {
    "nothing": {},
    "general-branch": {"kind": "general_branch"},
    "general-branch-with-power": {"kind": "general_branch", "can_approve": True},
    "village-committee": {"kind": "committee"},
    "village-committee-with-power": {"kind": "committee", "can_approve": True},
}


def hung(case, facts: dict, beside: bool) -> None:
    """Put the organisation between: above the branch, or beside it below the village."""
    village, between = case.unit.parent, None
    if facts:
        between = Unit.objects.create(name="-", short_name="-", parent=village, **facts)
    Unit.objects.filter(pk=case.unit_id).update(
        parent=village if beside or not between else between,
        general_branch=between if beside else None,
    )


def failing(rules, on) -> set[str]:
    case = Application.objects.get()
    return {found.rule.slug for found in Guard(*rules).blockers(case, day(on))}


@pytest.mark.parametrize("beside", [False, True], ids=["above", "beside"])
@pytest.mark.parametrize("between", BETWEEN)
def test_who_decides_follows_from_the_branch(between, beside):
    case, committee = case_of("adopted"), township()
    hung(case, BETWEEN[between], beside)
    units = Unit.objects.select_related("parent__parent__parent", "general_branch__parent")
    for values in product((True, False), repeat=len(FLAGS)):
        flags = dict(zip(FLAGS, values, strict=True))
        Unit.objects.filter(pk=case.unit_id).update(**flags)
        unit = units.get(pk=case.unit_id)
        meeting = "committee" if flags["has_committee"] else "general_meeting"
        assert deciding_meeting(unit.has_committee) == meeting
        assert bool(deliberating(unit)) == (between != "nothing"), flags
        assert approver(unit) == committee, flags
        assert _asked(meeting, between, flags) == set(), flags


def _asked(meeting: str, between: str, flags: dict) -> set[str]:
    """Rules that answer otherwise than the kind of branch says."""
    wanted = {
        "not_received_by_temporary": flags["is_temporary"],
        "branch_may_recruit": flags["is_temporary"] or not flags["may_recruit"],
        "mobile_org_able": flags["for_mobile_members"] and not flags["may_recruit"],
        "deliberated": between != "nothing",
        "approver_competent": False,
        "decided_by_the_right_meeting": False,
    }
    modules = (application, organs)
    rules = [getattr(m, slug) for slug in wanted for m in modules if hasattr(m, slug)]
    Application.objects.update(activist_decided_by=meeting)
    return failing(rules, DAYS["approve"]) ^ {slug for slug, fails in wanted.items() if fails}


@pytest.mark.parametrize("what", ["is_temporary", "powerless", "only-the-village"])
def test_a_temporary_committee_one_without_the_power_and_a_village_approve_nothing(what):
    case = case_of("adopted")
    facts = {"is_temporary": True} if what == "is_temporary" else {"can_approve": False}
    Unit.objects.filter(kind="township").update(**facts)
    Unit.objects.filter(kind="village").update(can_approve=what == "only-the-village")
    assert approver(Unit.objects.get(pk=case.unit_id)) is None
    assert failing([organs.approver_competent], DAYS["approve"]) == {"approver_competent"}


@pytest.mark.parametrize(
    ("facts", "steps"),
    [
        ({"has_committee": True}, "3 7 8 12 13 15 17 22 23 24"),
        ({"has_committee": False}, "3 7 8 12 13 15 17 23 24"),
    ],
    ids=["committee", "no-committee"],
)
def test_the_page_names_the_decider_of_each_step(facts, steps):
    unit = case_of("applicant").unit
    Unit.objects.filter(pk=unit.pk).update(**facts)
    lines = deciders(Unit.objects.select_related("parent__parent").get(pk=unit.pk))
    assert " ".join(line.steps for line in lines) == steps
    assert str(lines[0].who).startswith("支部委员会" if facts["has_committee"] else "支部党员大会")
