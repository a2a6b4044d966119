"""“可不填” stands beside no field that a blocker of the same step reads."""

from datetime import date

import pytest

from casework.rules import BLOCK
from casework.unrecorded import columns
from membership.forms import form_of
from membership.models import Application
from membership.step_rules import asked_of
from membership.steps import BY_SLUG
from tests.membership.factories import application

TODAY = date(2028, 11, 1)


def optional(form) -> set[str]:
    """The fields that say they may be left empty."""
    return {field.name for field in form.visible_fields() if "（可不填）" in field.as_field_group()}


@pytest.fixture
def case(db):
    made = application("probationary", is_mobile=True)
    made.unit.has_cells = True
    return made


@pytest.mark.django_db
def test_what_a_blocker_reads_is_not_called_optional(case, desk):
    for step in BY_SLUG.values():
        form = form_of(case, step.slug, None, today=TODAY, user=desk.user)
        blockers = [rule for rule in asked_of(step) if rule.severity is BLOCK and not rule.paper]
        read = {name for rule in blockers for name in columns(rule.condition(TODAY), Application)}
        assert not read & optional(form), step.slug


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("slug", "never", "still"),
    [
        ("talk", "talked_on", "talk_place"),
        ("designate", "recommended_by", "decision_present"),
        ("propose", "opinion_public_on", None),
        ("list", "second_notice_from_on", "notice_place"),
        ("introducers", "second", None),
        ("mentors", None, "second"),
        ("form", "first_on", "first_opinion"),
        ("adopt", "performance", "place"),
        ("training", "training_days", "training_mode"),
    ],
)
def test_what_no_rule_needs_still_says_so(slug, never, still, case, desk):
    said = optional(form_of(case, slug, None, today=TODAY, user=desk.user))
    assert never not in said and (still is None or still in said)
