"""Every paper that a step asks for, taken away; and that no rule is left without a test."""

import pytest

from casework.workflow import guard_of, steps
from talent.models import Talent
from talent.papers import CATALOGUE
from tests.asking import failing, guarded, step_named
from tests.talent import test_rules_seat, test_rules_store
from tests.talent.factories import NEXT, day_of, talent

ASKED = [
    (stage, rule.paper)
    for stage, name in NEXT.items()
    for rule in guard_of(step_named(Talent, name, stage)).rules
    if rule.paper
]


@pytest.mark.django_db
@pytest.mark.parametrize(("stage", "kind"), ASKED)
def test_one_paper_taken_away_is_one_blocker(stage, kind):
    case = talent(stage)
    case.papers.filter(kind=kind).delete()
    assert failing(case, NEXT[stage], day_of(stage)) == {f"paper_{kind}"}


def test_every_paper_of_the_catalogue_is_asked_for_by_a_step():
    assert {kind for _stage, kind in ASKED} == set(CATALOGUE.by_slug)


def test_every_rule_of_every_step_has_a_row():
    tested = {row.rule for table in (test_rules_seat, test_rules_store) for row in table.ROWS}
    papers = {rule.slug for step in steps(Talent) for rule in guard_of(step).rules if rule.paper}
    assert guarded(Talent) - papers == tested
