"""The first and last day of every remaining step: pure arithmetic with its properties."""

import json
from datetime import date, timedelta
from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from hypothesis import example, given, settings
from hypothesis import strategies as st

from casework.dates import DAY, add_months_clamp, add_months_roll
from casework.holidays import CALENDAR
from casework.models import Person
from casework.texts import R26
from casework.workflow import guard_of
from membership.agenda import READ
from membership.held import Held, held_of
from membership.models import Application
from membership.planning import MINIMUMS, plan, remaining
from membership.stages import ENDED, Stage
from membership.steps import BY_SLUG, STEPS
from membership.timing import notice_end
from tests.asking import step_named
from tests.membership.factories import NEXT, application, day_of

days = st.dates(date(2015, 1, 1), date(2040, 12, 31))
STARTS = {
    Stage.APPLICANT: "applied_on",
    Stage.ACTIVIST: "activist_on",
    Stage.PROPOSED: "proposed_on",
    Stage.PRE_REVIEWED: "pre_reviewed_on",
    Stage.ADOPTED: "adopted_on",
    Stage.PROBATIONARY: "adopted_on",
}


def planned(stage=Stage.APPLICANT, held=None, *, start=None, **facts) -> dict:
    """The plan of an unsaved case by slug, from the columns that a calendar reads and no other."""
    facts = {name: date.fromisoformat(v) if isinstance(v, str) else v for name, v in facts.items()}
    case = Application(person=Person(born_on=facts.pop("born_on", None)), stage=stage, **facts)
    case.work_out()
    case = SimpleNamespace(**{name: getattr(case, name) for name in READ})
    found = plan(case, held or Held(), not_before=start and date.fromisoformat(str(start)))
    return {one.step.slug: one for one in found}


def span(one) -> tuple:
    return str(one.earliest), str(one.latest)


# One case after the other -------------------------------------------------------------------


def test_the_whole_way_is_reckoned_from_the_letter():
    way = planned(applied_on="2026-06-01")
    assert way["talk"].latest == date(2026, 7, 1)
    assert way["propose"].earliest == date(2027, 6, 1)
    assert way["list"].earliest == date(2027, 6, 8)  # working days 1, 2, 3, 4 and 7 June
    assert span(way["adopt"]) == ("2027-06-09", "2027-07-09")
    assert span(way["approve"]) == ("2027-06-09", "2027-09-09")
    assert way["approve"].at_most == date(2027, 12, 9)
    assert span(way["conversion-meeting"]) == ("2028-06-09", "None")
    assert span(way["convert"]) == ("2028-06-09", "2028-09-09")


def test_what_is_not_done_is_planned_from_the_day_that_is_given():
    way = planned(Stage.ACTIVIST, activist_on="2024-01-10", start="2026-11-24")
    assert way["propose"].earliest == date(2026, 11, 24), "it waits for the filing"
    assert way["list"].earliest == date(2026, 12, 1)
    assert way["file-activist"].earliest == date(2024, 1, 10), "its own day is the text's"


def test_a_step_tells_whom_it_waits_for_and_who_acts():
    way = planned(Stage.ACTIVIST, activist_on="2026-07-10")
    waits = [step.slug for step in way["propose"].waits_for]
    assert waits == ["file-activist", "mentors", "cultivate"]
    assert str(way["list"].step.actor) == "上级党委"
    assert "12 个月" in way["propose"].remark() and "第13条" in way["propose"].remark()


def test_before_the_revision_the_filing_alone_lists():
    facts = {"activist_on": "2024-01-10", "proposed_on": "2025-03-01", "consent_on": "2025-03-20"}
    assert planned(Stage.PROPOSED, **facts)["list"].earliest == date(2025, 3, 20)
    later = planned(Stage.PROPOSED, **facts, start="2026-06-01")
    assert later["list"].earliest == date(2026, 6, 6)  # 1 to 5 June


@pytest.mark.parametrize(
    ("facts", "earliest"),
    [
        pytest.param({"notice_from_on": "2026-09-23"}, "2026-10-01", id="holiday"),
        pytest.param({"notice_from_on": "2026-09-21"}, "2026-09-30", id="before-the-consent"),
        pytest.param({}, "2026-09-30", id="not-posted"),
        pytest.param(
            {"notice_from_on": "2026-09-23", "is_mobile": True,
             "second_notice_from_on": "2026-09-28"}, "2026-10-10", id="second-place-later",
        ),
        pytest.param(
            {"notice_from_on": "2026-09-23", "is_mobile": True,
             "second_notice_from_on": "2026-10-08"}, "2026-10-14", id="no-overlap",
        ),
    ],
)  # fmt: skip
def test_the_listing_follows_the_notice_after_the_consent(facts, earliest):
    facts = {"proposed_on": "2026-09-20", "consent_on": "2026-09-22", **facts}
    assert str(planned(Stage.PROPOSED, **facts)["list"].earliest) == earliest


def test_make_up_workdays_count():
    facts = {"proposed_on": "2026-04-01", "consent_on": "2026-05-11"}
    facts |= {"notice_from_on": "2026-09-16"}
    # 16, 17, 18 September, Sunday the 20th, 21
    assert planned(Stage.PROPOSED, **facts)["list"].earliest == date(2026, 9, 22)


def test_a_failed_vote_puts_the_next_meeting_off():
    facts = {"pre_reviewed_on": "2026-08-20", "adopted_on": "2026-08-31"}
    failed = Held(failed=[date(2026, 8, 31)])
    way = planned(Stage.PRE_REVIEWED, failed, **facts)
    assert span(way["adopt"]) == ("2027-03-01", "2026-09-20") and way["adopt"].too_late()
    assert way["adopt"].done_on is None


@pytest.mark.parametrize(
    ("facts", "earliest"),
    [
        ({"transfer_continues": True}, "2027-07-10"),
        ({"transfer_continues": False}, "2027-10-01"),
        ({"transfer_continues": None}, "2027-10-01"),
    ],
)
def test_after_a_move_the_year_runs_on_or_begins_again(facts, earliest):
    moved = {"transferred_in_on": "2026-09-20", "transfer_verified_on": "2026-10-01"}
    way = planned(Stage.ACTIVIST, activist_on="2026-07-10", **moved, **facts)
    assert str(way["propose"].earliest) == earliest


def test_after_a_move_on_probation_the_conversion_waits_six_months_at_most():
    facts = {"adopted_on": "2025-08-31", "approved_on": "2025-10-01"}
    stayed = planned(Stage.PROBATIONARY, **facts)["conversion-meeting"]
    moved = planned(Stage.PROBATIONARY, transferred_in_on="2026-03-01", **facts)
    assert span(stayed) == ("2026-08-31", "None")
    assert span(moved["conversion-meeting"]) == ("2026-08-31", "2027-02-28")


def test_an_extension_moves_the_expiry_and_all_that_follows():
    facts = {"adopted_on": "2025-09-01", "approved_on": "2025-11-20", "oath_on": "2025-12-01"}
    facts |= {"extended_on": "2026-09-10", "extension_months": 6, "conversion_met_on": "2026-09-10"}
    way = planned(Stage.EXTENDED, **facts)
    assert span(way["conversion-application"]) == ("2027-01-30", "2027-03-01")
    assert way["conversion-meeting"].done_on is None
    assert str(way["conversion-meeting"].earliest) == "2027-03-01"


@pytest.mark.parametrize("stage", ENDED)
def test_nothing_is_planned_after_an_end(stage):
    way = planned(stage, applied_on="2026-06-01", talked_on="2026-06-10")
    assert remaining(way.values()) == [] and way["talk"].done_on == date(2026, 6, 10)


# Properties ---------------------------------------------------------------------------------


@given(days)
@example(date(2024, 2, 29))
@example(date(2026, 8, 31))
def test_no_minimum_of_the_text_is_shortened(start):
    for stage, column in STARTS.items():
        way = planned(stage, **{column: start})
        for bound in MINIMUMS:
            one, before = way[bound.step], way.get(bound.after)
            if bound.months and before and before.earliest and one.earliest:
                since = before.done_on or before.earliest
                assert one.earliest >= add_months_roll(since, bound.months.on(since))


@given(days)
@example(date(2024, 2, 29))
@example(date(2026, 5, 10))
def test_the_probation_lasts_its_year_and_the_approval_its_three_months(start):
    way = planned(Stage.ADOPTED, adopted_on=start)
    assert way["conversion-meeting"].earliest >= add_months_roll(start, 12)
    assert way["approve"].latest == add_months_clamp(start, 3)
    assert way["approve"].at_most == add_months_clamp(start, 6)


@given(days)
def test_a_listing_after_the_revision_follows_five_working_days(start):
    one = planned(Stage.PROPOSED, proposed_on=start)["list"]
    if one.earliest >= R26.since:
        posted = [start + n * DAY for n in range((one.earliest - start).days)]
        assert sum(map(CALENDAR.is_working, posted)) >= 5 and one.earliest > notice_end(start)
    else:
        assert one.earliest == start


@given(st.sampled_from(list(STARTS)), days, st.integers(0, 800))
@settings(max_examples=200)
@example(Stage.PROPOSED, date(2026, 5, 10), 1)
@example(Stage.ACTIVIST, date(2025, 2, 28), 1)
def test_a_later_start_never_leads_to_an_earlier_day(stage, start, later):
    column = STARTS[stage]
    first = planned(stage, **{column: start})
    second = planned(stage, **{column: start + timedelta(days=later)})
    for slug, one in first.items():
        if one.done_on is None and one.earliest and slug != "apply":
            assert second[slug].earliest >= one.earliest, slug


@given(st.sampled_from(list(STARTS)), days, st.one_of(st.none(), days))
@settings(max_examples=200)
def test_there_is_time_for_every_step_or_it_is_said_to_be_too_late(stage, start, planned_from):
    for one in planned(stage, start=planned_from, **{STARTS[stage]: start}).values():
        if one.latest and one.earliest and one.latest < one.earliest:
            assert one.too_late() and str(one.latest) in one.remark()


@given(st.sampled_from(list(STARTS)), days, days)
def test_planning_from_a_day_puts_nothing_forward(stage, start, planned_from):
    free = planned(stage, **{STARTS[stage]: start})
    for slug, one in planned(stage, start=planned_from, **{STARTS[stage]: start}).items():
        if one.earliest and slug != "apply":
            assert one.earliest >= free[slug].earliest


# With the guards and on file ----------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("stage", "slug", "rule", "law"),
    [
        ("activist", "propose", "cultivated_one_year", 2014),
        ("activist", "propose", "cultivated_one_year", 2026),
        ("proposed", "list", "notice_over", 2026),
        ("probationary", "conversion-meeting", "probation_over", 2014),
        ("probationary", "conversion-meeting", "probation_over", 2026),
    ],
)
def test_the_guard_opens_on_the_first_day_and_not_before(stage, slug, rule, law):
    case = application(stage, law=law)
    case.conversion_met_on = None
    (one,) = [one for one in plan(case, held_of(case)) if one.step.slug == slug]
    guard = guard_of(step_named(Application, NEXT[stage], stage))
    for day, fails in ((one.earliest - DAY, True), (one.earliest, False)):
        Application.objects.update(conversion_met_on=day)
        failed = {found.rule.slug for found in guard.blockers(case, day)}
        assert (rule in failed) is fails


@pytest.mark.django_db
@pytest.mark.parametrize("stage", NEXT)
def test_the_command_prints_every_step_of_a_case_on_file(stage):
    case = application(stage, **({"archived_on": None} if stage == "full" else {}))
    case.settle(day_of(stage))
    said = StringIO()
    call_command("plan", str(case.pk), "--json", stdout=said)
    answer = json.loads(said.getvalue())
    assert answer["stage"] == stage and len(answer["steps"]) == len(STEPS)
    forward = guard_step(stage)
    mine = next(step for step in answer["steps"] if step["slug"] == forward)
    assert mine["taken_on"] is None and mine["earliest"] and mine["actor"]


def guard_step(stage: str) -> str:
    """The slug of the step by which a case leaves its stage."""
    slug = step_named(Application, NEXT[stage], stage).custom["step"]
    assert slug in BY_SLUG
    return slug


@pytest.mark.django_db
def test_the_command_lists_what_remains_and_refuses_an_unknown_case():
    case, said = application("adopted"), StringIO()
    call_command("plan", str(case.pk), "--from", "2027-10-25", stdout=said)
    lines = said.getvalue().splitlines()
    assert lines[0].startswith("17 上级党委审批") and "2028-01-08" in lines[0]
    assert [int(line.split()[0]) for line in lines] == [17, 18, 19, 20, 22, 23, 24, 25]
    with pytest.raises(CommandError):
        call_command("plan", "0")
