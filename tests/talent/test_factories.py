"""The cases that other tests start from: nothing blocks them."""

import pytest

from casework.workflow import steps
from talent.models import Talent
from tests.asking import failing
from tests.talent.factories import NEXT, day_of, talent

pytestmark = pytest.mark.django_db
WAYS = [(step.source, step.name) for step in steps(Talent)]


@pytest.mark.parametrize(("stage", "step"), WAYS)
def test_nothing_blocks_any_step(stage, step):
    assert failing(talent(stage, step=step), step, day_of(stage, step)) == set()


def test_every_stage_that_is_no_end_has_a_next_step():
    assert set(NEXT) | {"seated"} == {stage for stage, _name in WAYS}
