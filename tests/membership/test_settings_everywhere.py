"""What the county sets is read by guard, worklist, `evaluate` and planner alike.

Each row is a case on file, asked with the defaults and with a setting: the rule fails with one
and holds with the other.
"""

from dataclasses import dataclass, field
from datetime import date

import pytest

from casework import standards
from casework.models import Person
from casework.workflow import guard_of
from membership import timing
from membership.evaluation import evaluate
from membership.forms import form_of
from membership.held import Held
from membership.models import Application
from membership.standards import OVER_SIX_MONTHS
from membership.told import Untellable, read
from tests.asking import change, failing, step_named
from tests.membership.factories import NEXT, application, day, day_of
from tests.membership.test_planning import planned
from tests.membership.test_rules_meetings import failed_on, together
from tests.membership.test_worked_everywhere import LISTS, as_facts

RESTARTED = {
    "activist_on": "2026-05-01",
    "transferred_in_on": "2026-07-05",
    "transfer_verified_on": "2026-08-01",
    "transfer_continues": False,
}


@dataclass(frozen=True)
class Asked:
    """`looser`: the rule fails by default and holds with the setting; otherwise the reverse."""

    settings: dict
    rule: str
    stage: str
    change: object = field(default_factory=dict)
    on: str = ""
    looser: bool = False
    told: bool = True

    def __str__(self) -> str:
        return "-".join([*self.settings, self.rule])


ROWS = [
    Asked({"cultivation_months": 18}, "cultivated_one_year", "activist"),
    Asked({"activist_date_source": "filing"}, "cultivated_one_year", "activist"),
    Asked(
        {"strict_minimum": True},
        "cultivated_one_year",
        "activist",
        {"activist_on": "2026-07-12", "activist_filed_on": "2026-07-20"},
    ),
    Asked(
        {"unverified_transfer_policy": "transfer"},
        "cultivated_one_year",
        "activist",
        RESTARTED,
        looser=True,
    ),
    Asked(
        {"assessment_grace_days": 0},
        "assessed_every_half_year",
        "activist",
        {"activist_on": "2026-01-01"},
    ),
    Asked({"thought_reports_per_year": 5}, "paper_thought_report_activist", "activist"),
    Asked({"notices": ("activist",)}, "paper_activist_notice", "activist"),
    Asked({"notices": ("conversion",)}, "paper_conversion_notice", "probationary"),
    Asked({"notices": ("activist",)}, "activist_notice_after", "activist"),
    Asked({"household_recommendation": True}, "households_asked", "applicant"),
    Asked({"two_way_appraisal": True}, "appraised", "applicant"),
    Asked({"listing_notice_days": 6}, "notice_over", "proposed"),
    Asked({"notice_count_posting_day": False}, "notice_over", "proposed"),
    Asked(
        {"rule_version_policy": "publication"},
        "notice_over",
        "proposed",
        {"listed_on": "2026-05-15", "notice_from_on": None},
        on="2026-05-15",
        looser=True,
    ),
    Asked({"training_days": 4, "training_hours": 30}, "trained", "prospective"),
    Asked(
        {"grandfather_listing": "ask"},
        "notice_made_up",
        "prospective",
        {"listed_on": "2026-04-20", "notice_from_on": None},
    ),
    Asked({"revote_wait_months": 9}, "revote_waited", "pre_reviewed", failed_on("2027-04-08")),
    Asked({"rush_share": 3}, "not_in_a_rush", "pre_reviewed", together(2, 5), told=False),
    Asked(
        {"form_year_rule": False},
        "form_of_the_year",
        "pre_reviewed",
        {"form_issued_on": "2026-12-30", "pre_reviewed_on": "2026-12-20"},
        looser=True,
    ),
    Asked(
        {"bgm_limit_transition": "revision"},
        "meeting_in_time",
        "pre_reviewed",
        {"pre_reviewed_on": "2026-05-08", "adopted_on": "2026-06-20"},
        on="2026-06-20",
    ),
    Asked(
        {"deadline_holiday_shift": "earlier"},
        "approved_in_three_months",
        "adopted",
        {"approved_on": "2028-01-08"},
        on="2028-01-08",
    ),
    Asked(
        {"committee_vote_rule": "two_thirds"},
        "approved_by_vote",
        "adopted",
        lambda case: case.sittings.update(present=4, yes=4),
    ),
    Asked({"probation_assessments": 3}, "assessed_on_probation", "probationary"),
    Asked({"allow_on_expiry_day": False}, "probation_over", "probationary"),
    Asked(
        {"activist_age_at_most": 45},
        "not_over_fifty",
        "applicant",
        {"person__born_on": "1978-01-01"},
    ),
    Asked({"talkers_required": 2}, "talked_by_enough", "applicant"),
    Asked(
        {"special_approval_groups": ()},
        "special_group_consented",
        "proposed",
        {"special_group": "new_strata"},
        looser=True,
    ),
    Asked(
        {"joint_review_required": True},
        "joint_review_replied",
        "prospective",
        {"joint_review_on": None},
    ),
    Asked(
        {"training_valid_months": 12},
        "training_still_valid",
        "pre_reviewed",
        {"training_ended_on": "2026-10-07"},
    ),
    Asked(
        {"conversion_application_window": 3},
        "conversion_not_applied_early",
        "probationary",
    ),
    Asked(
        {"late_standing_policy": "expiry"},
        "standing_decided",
        "probationary",
        {"delayed_by": "person", "delay_reason": "长期外出"},
        looser=True,
    ),
]


def fails(row: Asked, settings: dict) -> bool:
    """Whether guard and worklist, which have to agree, name the rule."""
    with standards.as_if({}):
        case = application(row.stage)
        change(case, row.change)
    with standards.as_if(settings):
        case.work_out()
        case.save()
        found = failing(case, NEXT[row.stage], on_of(row))
        told = row.rule in found
        if row.told:
            facts = {**as_facts(case, way_of(row).custom["day"], on_of(row)), "settings": settings}
    if row.told:
        assert said_by_evaluate(row, facts) is told, "evaluate disagrees"
    case.unit.year_plans.all().delete()
    case.delete()
    return told


def on_of(row: Asked) -> date:
    return day(row.on) if row.on else day_of(row.stage)


def way_of(row: Asked):
    return step_named(Application, NEXT[row.stage], row.stage)


def said_by_evaluate(row: Asked, facts: dict) -> bool:
    named = facts["settings"].items()  # as JSON has it
    facts["settings"] = {key: list(v) if isinstance(v, tuple) else v for key, v in named}
    if row.rule.startswith("paper_"):
        facts["papers"] = {**facts["papers"], row.rule.removeprefix("paper_"): 4}
    if row.rule.endswith("_notice"):
        facts["papers"].pop(row.rule.removeprefix("paper_"))
    answer = evaluate(read(facts), on_of(row))
    slug = way_of(row).custom["step"]
    (step,) = [step for step in answer["steps"] if step["slug"] == slug]
    return row.rule in {found["rule"] for name in LISTS.values() for found in step[name]}


@pytest.mark.django_db
@pytest.mark.parametrize("row", ROWS, ids=str)
def test_the_rule_turns_with_the_setting_wherever_it_is_asked(row):
    assert fails(row, {}) is row.looser
    assert fails(row, row.settings) is not row.looser


@pytest.mark.parametrize(
    ("settings", "slug", "which", "by_default", "with_it"),
    [
        ({"min_letter_to_activist_months": 2}, "designate", "earliest", "2026-06-01", "2026-08-01"),
        ({"cultivation_months": 18}, "propose", "earliest", "2027-06-01", "2027-12-01"),
        ({"strict_minimum": True}, "propose", "earliest", "2027-06-01", "2027-06-02"),
        ({"listing_notice_days": 6}, "list", "earliest", "2027-06-08", "2027-06-09"),
        ({"notice_count_posting_day": False}, "list", "earliest", "2027-06-08", "2027-06-09"),
        ({"cult_year_event": "listing"}, "propose", "earliest", "2027-06-01", "2026-12-01"),
        ({"cult_year_event": "listing"}, "list", "earliest", "2027-06-08", "2027-06-01"),
        ({"allow_on_expiry_day": False}, "conversion-meeting", "earliest", "2028-06-09",
         "2028-06-10"),
        ({"deadline_holiday_shift": "earlier"}, "convert", "latest", "2028-09-09", "2028-09-08"),
        ({"activist_filing_months": 2}, "file-activist", "latest", "2026-07-01", "2026-08-01"),
    ],
)  # fmt: skip
def test_the_planner_turns_with_the_setting(settings, slug, which, by_default, with_it):
    facts = {"applied_on": "2026-06-01"}
    assert str(getattr(planned(**facts)[slug], which)) == by_default
    with standards.as_if(settings):
        assert str(getattr(planned(**facts)[slug], which)) == with_it


def test_a_failed_vote_is_waited_out_by_the_setting_of_the_later_day():
    held = Held(failed=[date(2027, 1, 31)])
    facts = {"pre_reviewed_on": "2027-01-10", "form_issued_on": "2027-01-12"}
    rows = [(date(2027, 5, 1), 3)]
    for settings, expected in (({}, "2027-07-31"), ({"revote_wait_months": rows}, "2027-05-01")):
        with standards.as_if(settings):
            assert str(planned("pre_reviewed", held, **facts)["adopt"].earliest) == expected


def made(stage: str, **days) -> Application:
    """A case in memory."""
    facts = {name: day(value) for name, value in days.items()}
    case = Application(stage=stage, person=Person(name="甲"), **facts)
    case.work_out()
    return case


def dues(case, assessed=0) -> dict:
    return {due.kind: str(due.due_on) for due in timing.deadlines(case, assessed=assessed)}


@pytest.mark.parametrize(
    ("settings", "stage", "days", "kind", "by_default", "with_it"),
    [
        ({"activist_filing_months": 2}, "activist", {"activist_on": "2026-07-10"},
         "filing", "2026-08-10", "2026-09-10"),
        ({"assessment_grace_days": 0}, "activist", {"activist_on": "2026-07-10"},
         "assessment", "2027-02-09", "2027-01-10"),
        ({"assess_while_prospective": False}, "prospective", {"activist_on": "2026-07-10"},
         "assessment", "2027-02-09", None),
        ({"conversion_meeting_days": 60}, "probationary", {"adopted_on": "2026-07-10"},
         "conversion", "2027-08-09", "2027-09-08"),
        ({"probation_assessments": 0}, "probationary", {"adopted_on": "2026-07-10"},
         "probation-assessment", "2027-01-10", None),
        ({"bgm_limit_transition": "revision"}, "pre_reviewed", {"pre_reviewed_on": "2026-05-08"},
         "meeting", None, "2026-06-11"),
    ],
)  # fmt: skip
def test_the_deadlines_turn_with_the_setting(settings, stage, days, kind, by_default, with_it):
    assert dues(made(stage, **days)).get(kind) == by_default
    with standards.as_if(settings):
        assert dues(made(stage, **days)).get(kind) == with_it


@pytest.mark.parametrize(
    ("settings", "last"),
    [({}, "2027-08-14"), ({"deadline_holiday_shift": "earlier"}, "2027-08-13")],
)
def test_deadline_and_rule_go_by_the_same_last_day_of_the_conversion_meeting(settings, last):
    with standards.as_if(settings):
        case = made("probationary", adopted_on="2026-07-15")
        assert (str(case.late_from_on), dues(case)["conversion"]) == (last, last)


@pytest.mark.django_db
@pytest.mark.parametrize(("listed", "asked"), [((), False), (("activist",), True)])
def test_a_paper_that_the_county_does_not_ask_for_is_no_finding_at_all(listed, asked):
    case = application("activist", step="propose")
    with standards.as_if({"notices": listed}):
        guard = guard_of(step_named(Application, "propose", "activist"))
        said = {found.rule.slug for found in guard.findings(case, day_of("activist"))}
    assert ("paper_activist_notice" in said) == asked


def test_the_last_day_printed_is_the_countys():
    assert timing.last_day_of_probation(date(2026, 9, 1)) == date(2026, 8, 31)
    with standards.as_if({"probation_end_display": "same"}):
        assert timing.last_day_of_probation(date(2026, 9, 1)) == date(2026, 9, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("value", "offered"), [("earliest", "2027-07-28"), ("today", "2027-08-02")]
)
def test_the_form_offers_the_day_of_the_listing_by_the_county(value, offered):
    with standards.as_if({"listing_date_source": value}):
        case = application("proposed", listed_on=None)
        form = form_of(case, "list", None, today=date(2027, 8, 2), user=None)
    assert str(form.parts[0]["listed_on"].value()) == offered


@pytest.mark.django_db
@pytest.mark.parametrize("value", ["county", "meeting", "refuse"])
def test_after_six_months_the_finding_says_what_the_county_wants(value):
    case = application("adopted")
    with standards.as_if({"over_six_months_policy": value}):
        words = OVER_SIX_MONTHS.words(value)
        found = way_of(Asked({}, "", "adopted")).conditions[0].blockers(case, date(2028, 4, 9))
    told = next(one for one in found if one.rule.slug == "approved_in_six_months")
    with standards.as_if({"over_six_months_policy": value}):
        assert words in told.arithmetic


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"cultivation_months": 11}, "第13条"),
        ({"deadline_holiday_shift": "later"}, "不能延长"),
        ({"revote_wait_months": "six"}, "整数"),
        ({"revote_wait_months": [{"value": 9, "since": "soon"}]}, "不是日期"),
        ({"no_such_key": 1}, "no_such_key"),
        ({"notices": ["nowhere"]}, "选项"),
        ({"approval_clock_start": "report"}, "支部大会之日.*不能放宽"),
        ({"cultivation_months": [{"value": 18, "sinc": "2027-01-01"}]}, "sinc"),
    ],
)
def test_settings_that_cannot_stand_are_told_back(told, words):
    with pytest.raises(Untellable, match=words):
        read({"settings": told})


@pytest.mark.django_db
def test_settings_told_with_their_days_hold_from_them():
    told = read({"settings": {"revote_wait_months": [{"value": 9, "since": "2026-01-01"}]}})
    assert told.settings == {"revote_wait_months": [(date(2026, 1, 1), 9)]}
