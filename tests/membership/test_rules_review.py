"""Rules of introducers' opinions, political review and training (articles 15–17, 23)."""

import pytest

from tests.asking import Row, failing
from tests.membership.factories import application, day_of
from tests.membership.tables import asked


def opinions(**columns):
    return lambda case: case.introducers.update(**columns)


def one_opinion(case):
    case.introducers.filter(pk=case.introducers.first().pk).update(opinion_on=None)


def same_introducer_signs_twice(case):
    case.introducers.update(member=case.introducers.first().member)


def relative(case):
    case.introducers.filter(pk=case.introducers.first().pk).update(is_relative=True)


def introduces_another(stage):
    """One introducer also introduces a candidate in another stage."""

    def burden(case):
        other = application(stage, unit=case.unit)
        other.introducers.all().delete()
        member = case.introducers.first().member
        other.introducers.create(member=member, appointed_on="2027-08-15")

    return burden


TOPICS, OLD = "theory,history,lawful,kin,online,urgent", "theory,history,lawful,kin"
MOBILE = {"is_mobile": True, "review_registered_on": "2027-08-20"}
ROWS = [
    Row("introducers_no_relatives", "one-is", "prospective", relative),
    Row("introducers_not_overburdened", "another", "prospective",
        introduces_another("prospective")),
    Row(
        "introducers_not_overburdened", "admitted-already", "prospective",
        introduces_another("probationary"), fails=False,
    ),
    Row("introducers_wrote_opinions", "none", "pre_reviewed", opinions(opinion_on=None)),
    Row("introducers_wrote_opinions", "one", "pre_reviewed", one_opinion),
    Row(
        "introducers_wrote_opinions", "on-the-day", "pre_reviewed",
        opinions(opinion_on="2027-10-08"), fails=False,
    ),
    Row(
        "introducers_wrote_opinions", "after-the-meeting", "pre_reviewed",
        opinions(opinion_on="2027-10-09"),
    ),
    Row(
        "introducers_wrote_opinions", "one-person-twice", "pre_reviewed",
        same_introducer_signs_twice, also=("two_introducers",),
    ),
    Row("review_complete", "four-topics-2026", "prospective", {"review_topics": OLD}),
    Row(
        "review_complete", "four-topics-2014", "prospective", {"review_topics": OLD},
        law=2014, fails=False,
    ),
    Row("review_complete", "three-topics-2014", "prospective",
        {"review_topics": "theory,history,lawful"}, law=2014),
    Row(
        "review_complete", "concluded-under-2014-asked-later", "prospective",
        {"review_topics": OLD, "political_review_on": "2026-05-10"},
        fails=False,
    ),
    Row("review_complete", "files-not-read", "prospective",
        {"review_methods": "person,asked,letter"}),
    Row("heard_at_both_places", "one", "prospective", MOBILE),
    Row(
        "heard_at_both_places", "both", "prospective",
        {**MOBILE, "review_residence_on": "2027-08-20"}, fails=False,
    ),
    Row(
        "heard_at_both_places", "after-the-conclusion", "prospective",
        {**MOBILE, "review_residence_on": "2027-08-21"},
    ),
    Row("departments_heard", "2014-text", "prospective", {"joint_review_on": None}, law=2014),
    Row("departments_heard", "2026-text", "prospective", {"joint_review_on": None}, fails=False),
    Row("joint_review_replied", "not-demanded", "prospective", {"joint_review_on": None},
        fails=False),
    Row("trained_by_the_right_organ", "unknown", "prospective", {"training_by": ""}),
    Row("trained_by_the_right_organ", "by-others", "prospective", {"training_by": "other"}),
    Row(
        "trained_by_the_right_organ", "county", "prospective", {"training_by": "org_dept"},
        fails=False,
    ),
    Row(
        "trained_by_the_right_organ", "special-case", "prospective",
        {"training_by": "", "training_exemption": "一线吸收"}, fails=False,
    ),
    Row("trained_on_site", "by-video", "prospective", {"training_mode": "video"}),
    Row(
        "trained_on_site", "by-video-2014", "prospective", {"training_mode": "video"},
        law=2014, fails=False,
    ),
    Row("training_still_valid", "for-ever", "pre_reviewed", {"training_ended_on": "2020-01-01"},
        fails=False),
    Row("approval_talker_fit", "unknown", "adopted", {"approval_talker_role": ""}),
    Row("approval_talker_fit", "somebody-else", "adopted", {"approval_talker_role": "other"}),
    Row(
        "approval_talker_fit", "committee-member", "adopted",
        {"approval_talker_role": "committee_member"}, fails=False,
    ),
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("row", ROWS, ids=str)
def test_review_training_and_opinions(row):
    assert asked(row) == row.expected


# What a county sets: the setting, its value, stage, change, the rule, whether it fails.
SET = [
    ("training_valid_months", 12, "pre_reviewed", {"training_ended_on": "2026-10-07"},
     "training_still_valid", True),
    ("training_valid_months", 12, "pre_reviewed", {"training_ended_on": "2026-10-08"},
     "training_still_valid", False),
    ("joint_review_required", True, "prospective", {"joint_review_on": None},
     "joint_review_replied", True),
    ("joint_review_required", True, "prospective", {}, "joint_review_replied", False),
    ("talkers_required", 2, "applicant", {}, "talked_by_enough", True),
    ("talkers_required", 2, "applicant", {"second_talker": "陈建国"}, "talked_by_enough", False),
    ("introducer_max", 2, "prospective", introduces_another("prospective"),
     "introducers_not_overburdened", False),
    ("relative_ban", False, "prospective", relative, "introducers_no_relatives", False),
    ("special_approval_groups", (), "proposed", {"special_group": "new_strata"},
     "special_group_consented", False),
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(("key", "value", "stage", "change", "rule", "fails"), SET)
def test_what_the_county_sets_is_asked(key, value, stage, change, rule, fails):
    row = Row(rule, "set", stage, change, settings={key: value})
    assert asked(row) == ({rule} if fails else set())


@pytest.mark.django_db
def test_training_lapses_only_where_the_county_lets_it():
    case = application("pre_reviewed", training_ended_on=None)
    assert failing(case, "adopt", day_of("pre_reviewed")) == set()
