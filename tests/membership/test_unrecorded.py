"""A rule never names a comparison that nobody made: what is not on record is called so."""

import pytest

from casework.rules import Guard
from casework.unrecorded import Unrecorded, columns, entered_under, words_of
from casework.workflow import guard_of, steps
from membership.models import Application
from membership.rules.application import decided_by_the_right_meeting
from membership.rules.recommending import recommended
from membership.steps import BY_SLUG
from membership.timing import RESTS_ON
from talent.models import Talent
from tests.membership.factories import NEXT, application, day_of
from tests.talent.factories import day_of as talent_day
from tests.talent.factories import talent

RESTING = {
    source: {day for day, sources in RESTS_ON.items() if source in sources}
    for source in {name for sources in RESTS_ON.values() for name in sources}
}
WAYS = [*NEXT.items(), ("probationary", "extend"),
        ("applicant", "recognise_posthumously"), ("probationary", "not_recognise")]  # fmt: skip


def facts_of(rule, on) -> set[str]:
    """The typed days and numbers that a rule of the membership pipeline rests on."""
    named = columns(rule.condition(on), Application)
    sources = {source for source, days in RESTING.items() if days & named}
    own = {name for name in named | sources if name not in RESTS_ON and "__" not in name}
    own &= {name for step in BY_SLUG.values() for name in step.columns}
    return {name for name in own if Application._meta.get_field(name).null}


def silenced(case, guard, on, column: str) -> list:
    """The findings of the rules that rest on a column, once it is not on record."""
    kept, stage = getattr(case, column), case.stage
    setattr(case, column, None)
    case.work_out()
    case.save()
    found = [one for one in guard.blockers(case, on) if column in facts_of(one.rule, on)]
    setattr(case, column, kept)
    case.work_out()
    case.save()
    assert case.stage == stage
    return found


@pytest.mark.django_db
@pytest.mark.parametrize(("stage", "name"), WAYS, ids=lambda one: one)
def test_every_rule_names_the_fact_that_is_not_on_record(stage, name):
    case, on = application(stage, step=name), day_of(stage, name)
    guard = guard_of(next(one for one in steps(Application) if one.name == name))
    asked = 0
    for column in sorted(set().union(*(facts_of(rule, on) for rule in guard.in_force(on)))):
        words = str(words_of(Application, column))
        for found in silenced(case, guard, on, column):
            asked += 1
            said = f"{found.text} {found.arithmetic}"
            assert words in said, f"{found.rule.slug} without {column}: {said}"
            stated = column in found.rule.absence or RESTING.get(column, set()) & {
                *found.rule.absence
            }
            assert stated or str(found.text).startswith("没有记录"), said
    assert asked


@pytest.mark.django_db
def test_the_sentence_says_where_the_missing_day_is_entered():
    case = application("applicant", step="recognise_posthumously", applied_on=None)
    guard = guard_of(next(s for s in steps(Application) if s.name == "recognise_posthumously"))
    found = next(
        one
        for one in guard.blockers(case, day_of("applicant", "recognise_posthumously"))
        if one.rule.slug == "had_asked_to_join"
    )
    assert str(found.text) == "没有记录“收到入党申请书日期”，不能核对“本人生前曾提出入党申请”"
    assert found.arithmetic == "在“递交入党申请书”里填“收到入党申请书日期”"
    assert found.mend == "apply"


def test_facts_of_one_form_are_named_in_one_clause():
    facts = [
        Unrecorded("甲日期", "表一"),
        Unrecorded("乙日期", "表二"),
        Unrecorded("丙日期", "表一"),
    ]
    assert entered_under(facts) == ["在“表一”里填“甲日期”、“丙日期”", "在“表二”里填“乙日期”"]


@pytest.mark.django_db
def test_a_birth_that_is_not_on_record_is_not_called_too_old_for_the_pool():
    with_birth = talent("lead")
    with_birth.person.born_on = None
    with_birth.person.save()
    found = guard_of(next(one for one in steps(Talent) if one.name == "enter_pool"))
    said = {one.rule.slug: one for one in found.blockers(with_birth, talent_day("lead"))}
    assert str(said["within_pool_age"].text).startswith("没有记录“出生日期”")
    assert said["within_pool_age"].arithmetic == "在“本人资料”里填“出生日期”"


@pytest.mark.django_db
@pytest.mark.parametrize("column", ["conversion_met_on", "adopted_on"])
def test_an_unknown_end_of_the_probation_is_not_called_too_early(column):
    case = application("probationary", **{column: None})
    guard = guard_of(next(one for one in steps(Application) if one.name == "convert"))
    said = {one.rule.slug: str(one.text) for one in guard.blockers(case, day_of("probationary"))}
    assert said["probation_over"].startswith("没有记录") and "未满" not in said["probation_over"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("told", "text"),
    [
        ("", "没有记录“研究决定的会议”，不能核对“由支部委员会（没有委员会的由党员大会）研究决定”"),
        ("general_meeting", "作出决定的会议不对：设委员会的由支委会，不设的由支部党员大会"),
    ],
    ids=["none-chosen", "the-wrong-one"],
)
def test_a_choice_that_nobody_made_is_not_called_the_wrong_one(told, text):
    case = application("applicant", activist_decided_by=told)
    case.unit.has_committee = True
    case.unit.save()
    rule = decided_by_the_right_meeting
    (found,) = Guard(rule).blockers(case, day_of("applicant"))
    assert str(found.text) == text


@pytest.mark.django_db
def test_a_recommendation_read_from_a_roster_lacks_only_who_gave_it():
    case = application("applicant", recommended_by="")
    (found,) = Guard(recommended).blockers(case, day_of("applicant"))
    assert str(found.text).startswith("没有记录“推荐方式”")
    case.recommended_on = None
    case.save()
    (found,) = Guard(recommended).blockers(case, day_of("applicant"))
    assert found.text == recommended.blocker
