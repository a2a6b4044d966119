"""The rule machinery itself: one condition for one case, a worklist and a page."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.models import F, Q

from casework.models import Person
from casework.rules import INFO, WARN, Finding, Guard, Has, HowMany, Latest, Limit, rule
from casework.texts import LOCAL, R14, R26
from casework.workflow import guard_of, step_of
from membership.models import Application, Meeting
from tests.membership.factories import application, member

ON = date(2027, 7, 12)
EARLIER = date(2023, 7, 12)


def asking(condition, **terms):
    """A rule made of one condition, which the test names."""

    def made(on):
        return condition

    made.__name__, made.__doc__ = terms.pop("slug", "made"), "Something holds."
    terms = {"cites": LOCAL(), "title": "成立", "blocker": "不成立", **terms}
    return rule(**terms)(made)


def holds(condition, case, **terms) -> bool:
    """What the guard says of the case, once the worklist agrees."""
    guard = Guard(asking(condition, **terms))
    met = guard.blockers(case, ON) == []
    assert guard.passed_by(Application.objects.all(), ON).filter(pk=case.pk).exists() == met
    return met


@pytest.fixture
def case(db):
    return application("activist")


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        pytest.param(Q(talked_on__lte=ON), True, id="known"),
        pytest.param(Q(consent_on__lte=ON), False, id="null"),
        pytest.param(~Q(consent_on__lte=ON), True, id="negated-null-is-no-event"),
        pytest.param(Q(consent_on__lte=F("activist_on")), False, id="null-compared"),
    ],
)
def test_a_null_never_meets_a_comparison(case, condition, expected):
    assert holds(condition, case) == expected


def test_a_related_row_is_found_and_its_absence_too(case):
    assert holds(Q(Has("mentors", until__isnull=True)), case)
    assert holds(~Q(Has("meetings", purpose="admission")), case)
    case.mentors.all().delete()
    assert not holds(Q(Has("mentors", until__isnull=True)), case)


def test_a_relation_is_followed_through_another(case):
    assert holds(Q(Has("unit__members", full_member_on__lte=ON)), case)
    Person.objects.update(full_member_on=None)
    assert not holds(Q(Has("unit__members", full_member_on__lte=ON)), case)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        pytest.param(HowMany("mentors").at_least(2), True, id="at-least"),
        pytest.param(HowMany("mentors").at_least(3), False, id="too-few"),
        pytest.param(HowMany("mentors").at_most(2), True, id="at-most"),
        pytest.param(HowMany("mentors").at_most(1), False, id="too-many"),
        pytest.param(HowMany("meetings").at_most(0), True, id="none-counts-as-zero"),
        pytest.param(HowMany("unit__members").at_least(2), True, id="far-relation"),
        pytest.param(HowMany("unit__members").at_most(1), False, id="far-relation-too-many"),
    ],
)
def test_rows_are_counted(case, condition, expected):
    assert holds(Q(condition), case) == expected


def test_the_same_member_twice_counts_once(case):
    case.mentors.update(member=case.mentors.first().member)
    assert holds(Q(HowMany("mentors", counting="member").at_most(1)), case)


def test_far_rows_are_counted_once_for_each_case(case):
    application("applicant")
    found = Application.objects.filter(Q(HowMany("unit__members").at_least(1)))
    assert found.count() == 2


def test_the_newest_row_speaks(case):
    for day, eligible in [(date(2027, 1, 1), 8), (date(2027, 3, 1), 10), (date(2027, 2, 1), 9)]:
        Meeting.objects.create(
            case=case, purpose="outcome", held_on=day, eligible=eligible, present=8
        )
    newest = Latest("meetings", "eligible", by="held_on", purpose="outcome")
    assert Application.objects.annotate(n=newest).get(pk=case.pk).n == 10


# Texts, limits, severity -------------------------------------------------------------------


def test_a_rule_is_asked_only_on_days_when_a_text_it_cites_is_in_force(case):
    never = Q(pk=None)
    guard = Guard(
        asking(never, slug="old", cites=R14(13)),
        asking(never, slug="new", cites=R26(13)),
        asking(never, slug="both", cites=(R26(18), R14(19))),
    )
    assert [found.rule.slug for found in guard.blockers(case, EARLIER)] == ["old", "both"]
    assert [found.rule.slug for found in guard.blockers(case, ON)] == ["new", "both"]


def test_a_finding_cites_the_article_of_its_day():
    both = asking(Q(), cites=(R26(18), R14(19)))
    assert both.cite(R26.since).code == "R26:18"
    assert both.cite(R26.since - timedelta(days=1)).code == "R14:19"
    assert str(both.cite(EARLIER)) == "细则（2014）第19条"


def test_every_day_lies_under_exactly_one_of_the_two_texts():
    assert R14.until + timedelta(days=1) == R26.since


def test_a_limit_has_the_value_of_its_day():
    limit = Limit({date.min: 12, date(2026, 5, 11): 18}, LOCAL())
    assert (limit.on(date(2026, 5, 10)), limit.on(date(2026, 5, 11))) == (12, 18)


def test_information_stops_nobody_and_a_warning_does_until_it_is_waived(case):
    never = Q(pk=None)
    told, warned = asking(never, severity=INFO), asking(never, severity=WARN)
    mine = Application.objects.filter(pk=case.pk)
    assert Guard(told).passed_by(mine, ON).exists() and not Guard(warned).passed_by(mine, ON)
    assert warned.waivable and not told.waivable and not asking(never).waivable


# Asking ------------------------------------------------------------------------------------


def test_every_failing_rule_is_found_in_one_query(case, django_assert_num_queries):
    never = Q(pk=None)
    guard = Guard(*(asking(never, slug=f"rule{number}") for number in range(30)))
    with django_assert_num_queries(1):
        assert len(guard.blockers(case, ON)) == 30


def test_a_worklist_of_any_length_is_one_query(case, django_assert_num_queries):
    guard = Guard(asking(Q(talked_on__lte=ON)), asking(Q(Has("mentors"))))
    with django_assert_num_queries(1):
        assert len(guard.passed_by(Application.objects.all(), ON)) == 1


def test_a_page_is_told_of_each_rule_as_yes_or_no(case):
    guard = Guard(asking(Q(talked_on__lte=ON), slug="a"), asking(Q(consent_on__lte=ON), slug="b"))
    row = guard.annotate(Application.objects.all(), ON).get()
    assert (row.meets_a, row.meets_b) == (True, False)


def test_a_guard_without_rules_lets_everybody_pass(case):
    assert Guard().findings(case, ON) == [] and Guard()(case)


# Words -------------------------------------------------------------------------------------


def finding(values, **terms):
    terms = {"opens": lambda day: day, **terms}
    return Finding(asking(Q(), **terms), date(2026, 8, 5), False, values)


def test_the_arithmetic_says_how_many_days_are_missing():
    assert finding((date(2026, 8, 17),)).arithmetic == "2026-08-17 起可办，还差 12 天"
    assert finding((date(2026, 8, 5),)).arithmetic == "自 2026-08-05 起可办"


def test_nothing_is_reckoned_from_what_is_unknown():
    assert finding((None,)).arithmetic == "" and finding((None,)).opens_on is None


def test_a_finding_reads_in_the_words_of_the_law():
    assert str(finding((None,), cites=R26(7))) == "不成立（细则（2026）第7条）"


def test_the_guard_words_the_vote_from_the_newest_meeting(case):
    member("李长河", case.unit)
    adopted = application("pre_reviewed", unit=case.unit)
    adopted.meetings.update(eligible=14, quorate=False)
    guard = guard_of(step_of(adopted, "adopt"))
    failed = guard.blockers(adopted, adopted.adopted_on)
    found = next(one for one in failed if one.rule.slug == "admission_quorate")
    assert found.arithmetic == "应到 14，实到 7，赞成 6；须超过 7"


def test_a_worklist_asks_each_relation_apart_and_joins_nothing_for_it(case):
    """On PostgreSQL a bare EXISTS is made a join, and twenty of them wait for a plan."""
    cases = Application.objects.filter(Has("papers", kind="a"), ~Q(Has("mentors")))
    plan = cases.order_by("stage_since", "id").explain()
    assert "Semi Join" not in plan and "Anti Join" not in plan
    assert str(cases.query).count("OFFSET 0") == 2 * (connection.vendor == "postgresql")
