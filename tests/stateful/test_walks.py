"""Random walks through both machines; the long form with `run.py test --long`."""

import os
from collections import Counter

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from membership.models import Application
from talent.models import Talent

from . import town
from .walk import NAMES, Walk

LONG = os.environ.get("LONG") == "1"
REFUSED = ("Blocked", "PermissionDenied", "Stale")
SIZE = {"max_examples": 200, "stateful_step_count": 40} if LONG else {}
SIZE = SIZE or {"max_examples": 5, "stateful_step_count": 14, "derandomize": True}


@pytest.mark.django_db
def test_whatever_is_done_at_the_door_the_record_holds():
    Walk.town, Walk.met = town.build(), Counter()
    how = settings(**SIZE, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Walk, settings=how)
    met = Walk.met.keys()
    if LONG:
        assert {"designate", "enter_pool", *REFUSED} <= met
    else:  # few short walks take some steps and meet some refusal; which, is up to chance
        assert met & {*NAMES} and met & {*REFUSED}
    print("\n", dict(Walk.met.most_common()))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("model", "law", "end"),
    [(Application, 2026, "full"), (Application, 2014, "full"), (Talent, 2026, "seated")],
)
def test_an_unspoiled_walk_comes_to_the_end(model, law, end):
    Walk.town, Walk.met = town.build(), Counter()
    walk = Walk()
    walk.begin(1, model, law, 7)
    assert walk.case(0).stage == end
    walk.all_holds()
    walk.teardown()
