"""Every paper that a step asks for, taken away; and that no rule is left without a test."""

import pytest

from casework import standards
from casework.workflow import guard_of, steps
from membership.models import Application
from membership.papers import CATALOGUE
from membership.rules.notices import EVENTS
from tests.asking import failing, guarded, step_named
from tests.membership import (
    test_rules_admission,
    test_rules_application,
    test_rules_conversion,
    test_rules_county,
    test_rules_ends,
    test_rules_listing,
    test_rules_meetings,
    test_rules_notices,
    test_rules_probation,
    test_rules_recommending,
    test_rules_review,
    test_rules_votes,
)
from tests.membership.factories import NEXT, application, day_of

TABLES = (
    test_rules_admission,
    test_rules_application,
    test_rules_conversion,
    test_rules_county,
    test_rules_ends,
    test_rules_listing,
    test_rules_meetings,
    test_rules_notices,
    test_rules_probation,
    test_rules_recommending,
    test_rules_review,
    test_rules_votes,
)
ASKED = [
    (stage, rule.paper)
    for stage, name in NEXT.items()
    for rule in guard_of(step_named(Application, name, stage)).rules
    if rule.paper
]
EVERY_NOTICE = {"notices": ("activist", "admission", "conversion")}


def in_its_circumstances(stage, kind):
    """A complete case in which the paper applies."""
    case = application(stage)
    if kind == "opinion_cell":
        case.unit.has_cells = True
        case.unit.save()
        case.opinion_cell_on = case.opinion_public_on
    for notice, (column, _words) in EVENTS.items():
        if posted := getattr(case, column):
            case.notices.create(kind=notice, posted_on=posted, second_posted_on=posted)
    case.is_mobile = kind == "mobile_opinions"
    case.review_registered_on = case.review_residence_on = case.political_review_on
    case.save()
    return case


@pytest.mark.django_db
@pytest.mark.parametrize(("stage", "kind"), ASKED)
def test_one_paper_taken_away_is_one_blocker(stage, kind):
    with standards.as_if(EVERY_NOTICE):
        case, step, on = in_its_circumstances(stage, kind), NEXT[stage], day_of(stage)
        assert failing(case, step, on) == set()
        case.papers.filter(kind=kind).first().delete()
        assert failing(case, step, on) == {f"paper_{kind}"}


@pytest.mark.django_db
@pytest.mark.parametrize("stage", ["applicant", "probationary"])
def test_a_defective_paper_is_missing(stage):
    case, step, on = application(stage), NEXT[stage], day_of(stage)
    kind = next(kind for asked, kind in ASKED if asked == stage)
    case.papers.filter(kind=kind).update(state="defective")
    assert failing(case, step, on) == {f"paper_{kind}"}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["prospective_reply", "prospective_notice"])
def test_the_2014_text_asks_for_no_paper_of_consent_or_notice(kind):
    case = application("proposed", law=2014)
    case.papers.filter(kind=kind).delete()
    assert failing(case, "list_prospective", day_of("proposed", law=2014)) == set()


def test_every_paper_of_the_catalogue_is_asked_for_by_a_step():
    assert {kind for _stage, kind in ASKED} == set(CATALOGUE.by_slug)


def test_every_rule_of_every_step_has_a_row():
    tested = {row.rule for table in TABLES for row in table.ROWS}
    papers = {
        rule.slug for step in steps(Application) for rule in guard_of(step).rules if rule.paper
    }
    assert guarded(Application) - papers == tested
