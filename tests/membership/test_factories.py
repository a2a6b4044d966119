"""The cases that other tests start from: nothing blocks them."""

import pytest

from casework.texts import R26
from tests.asking import failing
from tests.membership.factories import NEXT, application, day_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("law", [2026, 2014])
@pytest.mark.parametrize("stage", NEXT)
def test_nothing_blocks_the_next_step(stage, law):
    case = application(stage, law=law)
    assert failing(case, NEXT[stage], day_of(stage, law=law)) == set()


@pytest.mark.parametrize("law", [2026, 2014])
@pytest.mark.parametrize("step", ["extend", "annul", "not_recognise", "transfer_out"])
def test_nothing_blocks_the_ways_out_of_probation(step, law):
    case = application("probationary", step=step, law=law)
    assert failing(case, step, day_of("probationary", step, law)) == set()


def test_the_days_of_the_case_lie_under_the_text_they_name():
    assert day_of("applicant") >= R26.since
    assert day_of("extended", law=2014) < R26.since
