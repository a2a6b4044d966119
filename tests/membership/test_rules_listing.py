"""Rules from activist to prospective member (articles 8–13): one thing taken away at a time."""

from datetime import date

import pytest

from casework.models import Person
from tests.asking import Row, changed
from tests.membership.factories import application, assess, member
from tests.membership.tables import asked


def mentors(**columns):
    """Change every mentor's row."""
    return lambda case: case.mentors.update(**columns)


def one_mentor(case):
    case.mentors.first().delete()


def three_mentors(case):
    case.mentors.create(member=member("李长河", case.unit), appointed_on="2026-07-10")


def replaced_on(day):
    """A third full member takes over from one of the two."""

    def replace(case):
        case.mentors.filter(pk=case.mentors.first().pk).update(until=day)
        case.mentors.create(member=member("李长河", case.unit), appointed_on=day)

    return replace


def handed_over(day):
    """Both were released on New Year's Day (2023 under the 2014 text); new ones came on `day`."""

    def hand_over(case):
        case.mentors.update(until=f"{day[:4]}-01-01")
        case.mentors.create(member=member("李长河", case.unit), appointed_on=day)

    return hand_over


def one_released(case):
    case.mentors.filter(pk=case.mentors.first().pk).update(until="2027-01-01")


def long_ago(day):
    """Cultivated since `day`, with two assessments."""
    return {"activist_on": day}


def third_assessment(case):
    assess(case, "activist", "2026-12-01", 2026)
    case.educations.create(phase="activist", held_on=date(2026, 3, 1), kind="lecture")
    changed(case, activist_on="2025-12-12")


def members(**columns):
    return lambda case: Person.objects.exclude(pk=case.person_id).update(**columns)


def one_assessment(case):
    case.assessments.filter(phase="activist").first().delete()


def second_assessment_after(case):
    case.assessments.filter(held_on="2027-07-08").update(held_on="2027-07-13")


def all_today(case):
    """Whatever the step asks for happened on its very day."""
    today = "2027-07-12"
    case.assessments.filter(held_on="2027-07-08").update(held_on=today)
    names = ["activist_filed_on", "transferred_in_on", "transfer_verified_on"]
    names += [f"opinion_{whose}_on" for whose in ("mentor", "members", "public")]
    changed(case, transfer_continues=True, **dict.fromkeys(names, today))


MOVED = {"transferred_in_on": "2027-03-01"}
MOVED_LATER = {"transferred_in_on": "2027-07-13"}
MOBILE = {"is_mobile": True}


def relative(case):
    case.mentors.filter(pk=case.mentors.first().pk).update(is_relative=True)


def mentor_under(since, kind="party_probation_penalty"):
    """One mentor is under a penalty from a day on."""
    return lambda case: case.mentors.first().member.sanctions.create(kind=kind, since=since)


def relative_before(case):
    relative(case)
    case.mentors.filter(is_relative=True).update(until="2026-08-01")


def mentors_of(number, **columns):
    """The first mentor stands beside so many other candidates as well."""

    def burden(case):
        mentor = case.mentors.first().member
        for _number in range(number):
            other = application("activist", unit=case.unit)
            other.mentors.all().delete()
            other.mentors.create(member=mentor, appointed_on="2026-09-01", **columns)

    return burden


def silent_assessment(**columns):
    return lambda case: case.assessments.update(companion_opinion="", **columns)


def one_half_year_without(case):
    case.educations.filter(held_on="2027-03-12").update(half_year=2 * 2026 + 1)


ROWS = [
    Row(
        "educated_every_half_year", "none", "activist", lambda case: case.educations.all().delete()
    ),
    Row("educated_every_half_year", "twice-in-one-half", "activist", one_half_year_without),
    Row("mentors_wrote", "silent", "activist", silent_assessment()),
    Row("mentors_wrote", "2014-text", "activist", silent_assessment(), law=2014, fails=False),
    Row("mentors_have_rights", "observed", "activist", mentor_under("2027-07-12")),
    Row(
        "mentors_have_rights", "from-tomorrow", "activist", mentor_under("2027-07-13"), fails=False
    ),
    Row(
        "mentors_have_rights",
        "warned",
        "activist",
        mentor_under("2027-07-12", "warning"),
        fails=False,
    ),
    Row("mentors_have_rights", "2014-text", "activist", mentor_under("2023-01-01"), law=2014),
    Row("mentors_no_relatives", "one-is", "activist", relative),
    Row(
        "mentors_no_relatives",
        "no-longer-a-mentor",
        "activist",
        relative_before,
        fails=False,
    ),
    Row("mentors_not_overburdened", "five-candidates", "activist", mentors_of(4), fails=False),
    Row("mentors_not_overburdened", "six-candidates", "activist", mentors_of(5)),
    Row(
        "mentors_not_overburdened",
        "released-from-one",
        "activist",
        mentors_of(5, until="2026-12-01"),
        fails=False,
    ),
    Row("special_group_consented", "no-consent", "proposed", {"special_group": "new_strata"}),
    Row(
        "special_group_consented",
        "consent-on-the-day",
        "proposed",
        {"special_group": "other_party", "special_consent_on": "2027-07-28"},
        fails=False,
    ),
    Row(
        "special_group_consented",
        "consent-the-day-after",
        "proposed",
        {"special_group": "other_party", "special_consent_on": "2027-07-29"},
    ),
    Row("activist_filed", "unknown", "activist", {"activist_filed_on": None}),
    Row("activist_filed", "before-the-decision", "activist", {"activist_filed_on": "2026-07-09"}),
    Row("activist_filed", "same-day", "activist", {"activist_filed_on": "2026-07-10"}, fails=False),
    Row("activist_filed", "day-after", "activist", {"activist_filed_on": "2027-07-13"}),
    Row("has_mentors", "none", "activist", lambda case: case.mentors.all().delete()),
    Row("has_mentors", "one", "activist", one_mentor, fails=False),
    Row("has_mentors", "three", "activist", three_mentors),
    Row(
        "has_mentors",
        "no-longer",
        "activist",
        mentors(until="2027-01-01"),
        also=("mentored_throughout",),
    ),
    Row("has_mentors", "until-tomorrow", "activist", mentors(until="2027-07-13"), fails=False),
    Row("has_mentors", "named-tomorrow", "activist", mentors(appointed_on="2027-07-13")),
    Row("has_mentors", "replaced-today", "activist", replaced_on("2027-07-12"), fails=False),
    Row("has_mentors", "on-probation", "activist", members(full_member_on=None)),
    Row(
        "has_mentors",
        "full-members-today",
        "activist",
        members(full_member_on="2027-07-12"),
        fails=False,
    ),
    Row("has_mentors", "full-members-tomorrow", "activist", members(full_member_on="2027-07-13")),
    Row("mentored_throughout", "handed-over", "activist", handed_over("2027-01-01"), fails=False),
    Row("mentored_throughout", "a-day-between", "activist", handed_over("2027-01-02")),
    Row("mentored_throughout", "the-other-stayed", "activist", one_released, fails=False),
    Row("mentored_throughout", "2014-text", "activist", handed_over("2023-01-02"), law=2014),
    Row(
        "assessed_every_half_year",
        "due-today",
        "activist",
        long_ago("2025-12-12"),
        fails=False,
        also=("educated_every_half_year",),
    ),
    Row(
        "assessed_every_half_year",
        "due-yesterday",
        "activist",
        long_ago("2025-12-11"),
        also=("educated_every_half_year",),
    ),
    Row("assessed_every_half_year", "held", "activist", third_assessment, fails=False),
    Row("transfer_examined", "moved-later", "activist", MOVED_LATER, fails=False),
    Row("cultivated_one_year", "moved-later", "activist", MOVED_LATER, fails=False),
    Row("transfer_examined", "not-yet", "activist", {**MOVED, "transfer_continues": True}),
    Row(
        "transfer_examined",
        "continues",
        "activist",
        {**MOVED, "transfer_verified_on": "2027-03-20", "transfer_continues": True},
        fails=False,
    ),
    Row(
        "transfer_examined",
        "before-the-move",
        "activist",
        {**MOVED, "transfer_verified_on": "2027-02-28", "transfer_continues": True},
    ),
    Row(
        "cultivated_one_year", "anniversary", "activist", {"activist_on": "2026-07-12"}, fails=False
    ),
    Row("cultivated_one_year", "day-before", "activist", {"activist_on": "2026-07-13"}),
    Row(
        "cultivated_one_year",
        "unknown",
        "activist",
        {"activist_on": None},
        also=("activist_filed", "assessed_every_half_year", "educated_every_half_year"),
    ),
    Row(
        "cultivated_one_year",
        "moved-and-not-continuous",
        "activist",
        {**MOVED, "transfer_verified_on": "2027-03-20", "transfer_continues": False},
    ),
    Row(
        "cultivated_one_year",
        "moved-and-undecided",
        "activist",
        {**MOVED, "transfer_verified_on": "2027-03-20"},
    ),
    Row(
        "cultivated_one_year",
        "a-year-since-the-verification",
        "activist",
        {"transferred_in_on": "2026-07-11", "transfer_verified_on": "2026-07-12"},
        fails=False,
    ),
    Row("assessed_twice", "once", "activist", one_assessment),
    Row("assessed_twice", "second-tomorrow", "activist", second_assessment_after),
    *(
        Row("opinions_heard", f"{whose}-unknown", "activist", {f"opinion_{whose}_on": None})
        for whose in ("mentor", "members", "public")
    ),
    Row("opinions_heard", "day-after", "activist", {"opinion_public_on": "2027-07-13"}),
    Row(
        "opinions_heard",
        "cell-unheard",
        "activist",
        {"unit__has_cells": True},
    ),
    Row(
        "opinions_heard",
        "cell-heard",
        "activist",
        {"unit__has_cells": True, "opinion_cell_on": "2027-07-12"},
        fails=False,
    ),
    Row("opinions_heard", "everything-on-the-day", "activist", all_today, fails=False),
    Row("prospective_filed", "unknown", "proposed", {"consent_on": None}, law=2014),
    Row(
        "prospective_filed",
        "before-the-meeting",
        "proposed",
        {"consent_on": "2023-07-11"},
        law=2014,
    ),
    Row(
        "prospective_filed",
        "without-notice",
        "proposed",
        {"notice_from_on": None},
        law=2014,
        fails=False,
    ),
    Row(
        "superior_consented",
        "unknown",
        "proposed",
        {"consent_on": None},
        also=("notice_over",),
    ),
    Row("superior_consented", "before-the-meeting", "proposed", {"consent_on": "2027-07-11"}),
    Row("superior_consented", "same-day", "proposed", {"consent_on": "2027-07-12"}, fails=False),
    Row("notice_over", "unknown", "proposed", {"notice_from_on": None}),
    Row("notice_over", "last-day-of-notice", "proposed", {"notice_from_on": "2027-07-22"}),
    Row("notice_over", "before-the-consent", "proposed", {"consent_on": "2027-07-22"}),
    Row(
        "notice_over",
        "consent-on-the-posting-day",
        "proposed",
        {**MOBILE, "consent_on": "2027-07-21", "second_notice_from_on": "2027-07-21"},
        fails=False,
    ),
    Row(
        "superior_consented",
        "tomorrow",
        "proposed",
        {"consent_on": "2027-07-29"},
        also=("notice_over",),
    ),
    Row(
        "prospective_filed",
        "today",
        "proposed",
        {"consent_on": "2023-07-28"},
        law=2014,
        fails=False,
    ),
    Row(
        "prospective_filed",
        "same-day",
        "proposed",
        {"consent_on": "2023-07-12"},
        law=2014,
        fails=False,
    ),
    Row("notice_undisputed", "objection", "proposed", {"notice_objection": True}),
    Row("notice_at_both_places", "one-place", "proposed", MOBILE),
    Row(
        "notice_at_both_places",
        "both",
        "proposed",
        {**MOBILE, "second_notice_from_on": "2027-07-21"},
        fails=False,
    ),
    Row(
        "notice_at_both_places",
        "second-not-over",
        "proposed",
        {**MOBILE, "second_notice_from_on": "2027-07-22"},
    ),
    Row(
        "notice_at_both_places",
        "one-after-the-other",
        "proposed",
        {**MOBILE, "consent_on": "2027-07-12", "second_notice_from_on": "2027-07-13"},
    ),
    Row(
        "notice_at_both_places",
        "second-before-the-consent",
        "proposed",
        {**MOBILE, "second_notice_from_on": "2027-07-19"},
    ),
]


@pytest.mark.django_db
@pytest.mark.parametrize("row", ROWS, ids=str)
def test_the_steps_to_prospective_member(row):
    assert asked(row) == row.expected
