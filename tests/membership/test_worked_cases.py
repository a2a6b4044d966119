"""The worked cases of the membership specification, read from tests/data."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from casework.ages import BULLETIN, band_of
from casework.dates import completed_years
from casework.models import Person, Sanction
from casework.workflow import guard_of, perform
from membership import timing
from membership.models import Application, Meeting
from tests.asking import changed, findings, step_named
from tests.membership.factories import NEXT, application, day_of, leave_out, member
from tests.officers import officer, township
from tests.worked import as_days, compare, county, examples, split, stands, worked_cases

MEMBERSHIP = "membership"
NUMBERS = list(range(1, 28))  # those that the specification leaves out are our own


def case_of(example: dict) -> Application:
    """The example's case: one that nothing blocks, with the example's facts set."""
    own, beside = split(example.get("facts", {}))
    law, step = example.get("law", 2026), example.get("step", "")
    case = application(example["stage"], step=step, law=law, **own)
    _companions(case, example)
    return changed(case, **beside)


def _companions(case, example: dict) -> None:
    case.sittings.filter(held_on__gt=day_asked(example)).update(held_on=day_asked(example))
    for number in range(2, example.get("members", 0)):  # the factory's branch has two
        member(f"党员{number}", case.unit)
    if "failed" in example:
        vote = {"purpose": "admission", "held_on": example["failed"]}
        Meeting.objects.create(case=case, eligible=9, present=7, yes=4, no=3, **vote)
    if "vote" in example:
        vote = case.meetings.get(purpose="admission")
        for name, number in example["vote"].items():
            setattr(vote, name, number)
        vote.save()
    if "left_out" in example:
        leave_out(case, *example["left_out"])
    if "introducers" in example:
        case.introducers.last().delete()
    if "appointed_on" in example:
        case.introducers.update(appointed_on=example["appointed_on"])
    if "penalty" in example:
        kind, since, until = example["penalty"]
        person = case.introducers.first().member
        Sanction.objects.create(person=person, kind=kind, since=since, until=until)


def day_asked(example: dict) -> date:
    if "on" in example:
        return date.fromisoformat(example["on"])
    return day_of(example["stage"], example.get("step", ""), example.get("law", 2026))


@pytest.mark.django_db
@pytest.mark.parametrize("example", examples(MEMBERSHIP, "step"))
def test_the_rules_say_what_the_case_says(example):
    with county(example):
        case, on = case_of(example), day_asked(example)
        name = example.get("step") or NEXT[case.stage]
        guard = guard_of(step_named(Application, name, case.stage))
        compare(example, findings(case, name, on), {rule.slug for rule in guard.in_force(on)})


@pytest.mark.django_db
@pytest.mark.parametrize("example", examples(MEMBERSHIP, "done"))
def test_the_step_leaves_what_the_case_says(example):
    case, name = case_of(example), example.get("step") or NEXT[example["stage"]]
    waive = dict.fromkeys(example.get("waived", ()), "工作案例")
    by = officer("township_officer", township())
    case = perform(case, name, by=by, on=day_asked(example), waive=waive).case
    assert {path: stands(case, path) for path in example["expect"]} == example["expect"]
    if "last_day_of_probation" in example:
        last = timing.last_day_of_probation(case.probation_expires_on)
        assert last.isoformat() == example["last_day_of_probation"]
    if "new_member_of" in example:
        assert case.approved_on.year == example["new_member_of"]


@pytest.mark.parametrize("example", examples(MEMBERSHIP, "days"))
def test_the_days_that_follow(example):
    with county(example):
        case = Application(person=Person(name="甲"), **as_days(example["facts"]))
        case.work_out()
        assert {path: stands(case, path) for path in example["expect"]} == example["expect"]
        if "last_day_of_probation" in example:
            last = timing.last_day_of_probation(case.probation_expires_on)
            assert last.isoformat() == example["last_day_of_probation"]


@pytest.mark.parametrize("example", examples(MEMBERSHIP, "vote"))
def test_the_votes_are_counted(example):
    meeting = Meeting(**example["tally"])
    meeting.count()
    assert {name: getattr(meeting, name) for name in example["expect"]} == example["expect"]


@pytest.mark.parametrize("example", examples(MEMBERSHIP, "age"))
def test_the_age_falls_into_the_band(example):
    born, on = date.fromisoformat(example["born"]), date.fromisoformat(example["on"])
    band = band_of(born, BULLETIN, on)
    assert (completed_years(born, on), [band.low, band.high]) == (example["age"], example["band"])


@pytest.mark.parametrize("example", examples(MEMBERSHIP, "refused"))
def test_a_tally_that_contradicts_itself_is_refused(example):
    with pytest.raises(ValidationError):
        Meeting(**example["tally"]).clean()


def test_every_worked_case_is_here_and_what_is_still_wanting_is_said():
    told = worked_cases(MEMBERSHIP)
    assert [int(case["case"]) for case in told["cases"]] == NUMBERS
    assert all(case["article"] and case["examples"] for case in told["cases"])
    wanting = {need["case"]: need["needs"] for need in told["needs"]}
    assert set(wanting) == {"16", "27"} and all(wanting.values())
