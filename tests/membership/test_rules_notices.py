"""The county's own notices (A-08): which, how long, in which days, before or after the event."""

from datetime import date

import pytest

from casework import standards
from membership.evaluation import evaluate
from membership.held import held_of
from membership.models import Notice
from membership.planning import plan
from membership.timing import county_notice_end
from membership.told import read
from progress.recounting import recount
from tests.asking import Row, changed, failing
from tests.membership.factories import application, day, day_of
from tests.membership.tables import asked

ACTIVIST, ADMISSION, CONVERSION = (
    {"notices": (kind,)} for kind in ("activist", "admission", "conversion")
)
BEFORE = {"notices_before": ("activist", "admission", "conversion")}


def posted(kind: str, on: str, mobile: bool = False, **facts):
    """A change of a case: the notice was posted on the day."""

    def change(case):
        if mobile:
            changed(case, is_mobile=True)
        days = {name: day(v) if name.endswith("_on") else v for name, v in facts.items()}
        case.notices.create(kind=kind, posted_on=day(on), **days)

    return change


def row(rule: str, words: str, stage: str, change, fails: bool = True, **more) -> Row:
    asks = more.pop("settings", {"notices": (rule.partition("_")[0],)})
    return Row(rule, words, stage, change, fails, settings=asks, **more)


ROWS = [
    Row("activist_notice_after", "not-asked", "activist", {}, fails=False),
    row("activist_notice_after", "none", "activist", {}),
    row("activist_notice_after", "posted-after", "activist", posted("activist", "2026-07-20"),
        False),
    row("activist_notice_after", "on-the-day-itself", "activist",
        posted("activist", "2026-07-10"), False),
    row("activist_notice_after", "posted-a-day-before", "activist",
        posted("activist", "2026-07-09")),
    row("activist_notice_after", "ends-on-the-day", "activist", posted("activist", "2027-07-06")),
    row("activist_notice_after", "ends-the-day-before", "activist",
        posted("activist", "2027-07-05"), False),
    row("activist_notice_before", "before", "applicant", posted("activist", "2026-07-03"), False,
        settings={**ACTIVIST, **BEFORE}),
    row("activist_notice_before", "ends-on-the-day", "applicant",
        posted("activist", "2026-07-06"), settings={**ACTIVIST, **BEFORE}),
    row("activist_notice_before", "none", "applicant", {}, settings={**ACTIVIST, **BEFORE}),
    Row("activist_notice_undisputed", "open", "activist",
        posted("activist", "2026-07-20", objection=True)),
    Row("activist_notice_undisputed", "resolved", "activist",
        posted("activist", "2026-07-20", objection=True, resolved_on="2026-08-01"), fails=False),
    Row("admission_notice_undisputed", "open", "adopted",
        posted("admission", "2027-10-08", objection=True)),
    Row("conversion_notice_undisputed", "open", "probationary",
        posted("conversion", "2028-10-09", objection=True)),
    row("admission_notice_before", "before", "pre_reviewed", posted("admission", "2027-09-20"),
        False, settings={**ADMISSION, **BEFORE}),
    row("admission_notice_before", "none", "pre_reviewed", {},
        settings={**ADMISSION, **BEFORE}),
    row("admission_notice_after", "after", "adopted", posted("admission", "2027-10-08"), False),
    row("admission_notice_after", "none", "adopted", {}),
    row("conversion_notice_after", "after", "probationary", posted("conversion", "2028-10-09"),
        False),
    row("conversion_notice_after", "none", "probationary", {}),
    row("conversion_notice_before", "before-the-meeting", "probationary",
        posted("conversion", "2028-09-20"), False, settings={**CONVERSION, **BEFORE}),
    row("conversion_notice_before", "after-the-meeting", "probationary",
        posted("conversion", "2028-10-09"), settings={**CONVERSION, **BEFORE}),
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("row", ROWS, ids=str)
def test_the_countys_notice(row):
    assert asked(row) == row.expected


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("second", "fails"),
    [
        ({}, True),
        ({"second_posted_on": "2026-07-22"}, False),
        ({"second_posted_on": "2026-08-10"}, True),
    ],
)  # fmt: skip
def test_a_mobile_persons_notice_stands_at_both_places_at_once(second, fails):
    with standards.as_if(ACTIVIST):
        case = application("activist")
        posted("activist", "2026-07-20", mobile=True, **second)(case)
        found = failing(case, "propose", day_of("activist"))
    assert ("activist_notice_after" in found) is fails


@pytest.mark.django_db
def test_what_is_asked_is_what_the_county_had_set_on_the_day_of_the_event():
    for since, fails in (("2026-07-11", False), ("2026-07-10", True)):
        with standards.as_if({"notices": [(day(since), ("activist",))]}):
            case = application("activist")  # became one on 10 July
            found = failing(case, "propose", day_of("activist"))
            assert ("activist_notice_after" in found) is fails
            case.delete()


@pytest.mark.parametrize(
    ("settings", "last"),
    [
        ({}, "2026-09-30"),  # working days 23, 24, 28, 29, 30: 25 to 27 September are off
        ({"notices_in_calendar_days": ("activist",)}, "2026-09-27"),
        ({"notices_in_calendar_days": ("conversion",)}, "2026-09-30"),
        ({"activist_notice_days": 7, "notices_in_calendar_days": ("activist",)}, "2026-09-29"),
        ({"notice_count_posting_day": False}, "2026-10-08"),
        ({"activist_notice_days": [(date(2026, 9, 24), 3)]}, "2026-09-30"),
    ],
)
def test_the_last_day_is_counted_by_the_county_of_the_posting_day(settings, last):
    with standards.as_if(settings):
        assert str(county_notice_end("activist", date(2026, 9, 23))) == last


@pytest.mark.django_db
def test_recount_names_a_last_day_that_is_wrong_and_mends_it(today):
    case = application("activist")
    notice = case.notices.create(kind="activist", posted_on=day("2026-07-20"))
    Notice.objects.update(ends_on=day("2026-07-23"))
    case.settle(today)
    found = [str(one) for one in recount(today, mend=True) if "Notice" in str(one)]
    assert found == [f"membership.Notice:{notice.pk} ends_on: 2026-07-23 → 2026-07-24"]
    assert str(Notice.objects.get().ends_on) == "2026-07-24"


def planned(case, slug: str) -> str:
    return str(next(p.earliest for p in plan(case, held_of(case)) if p.step.slug == slug))


@pytest.mark.django_db
def test_the_plan_waits_for_the_notice_and_goes_by_the_one_on_record():
    case = application("pre_reviewed", form_issued_on=day("2027-09-12"), adopted_on=None)
    assert planned(case, "adopt") == "2027-09-12"
    with standards.as_if({**ADMISSION, **BEFORE}):
        assert planned(case, "adopt") == "2027-09-17", "posted with the pre-review of the 10th"
        case.notices.create(kind="admission", posted_on=day("2027-09-20"))
        assert planned(case, "adopt") == "2027-09-25"
    case.delete()
    with standards.as_if(ADMISSION):
        later = application("adopted", approved_on=None, approval_talk_on=None)
        assert planned(later, "approve") == "2027-10-15", "posted with the meeting of the 8th"


@pytest.mark.django_db
def test_evaluate_judges_the_notice_that_is_told_and_assumes_it_where_it_is_not():
    facts = {"events": {"activist_on": "2026-07-10", "proposed_on": "2027-07-12"}, "assume": True}
    facts["settings"] = {"notices": ["activist"]}
    late = [{"kind": "activist", "posted_on": "2027-07-08"}]
    for more, expected in (({}, []), ({"notices": late}, ["activist_notice_after"])):
        steps = evaluate(read({**facts, **more}), day("2027-07-12"))["steps"]
        assert [one["rule"] for one in steps[6]["warnings"]] == expected


@pytest.mark.django_db
def test_the_notice_is_recorded_on_its_own_page_where_the_county_asks_for_it(desk):
    case = application("applicant")
    page = f"/membership/{case.pk}/record/activist-notice/"
    with standards.as_if({}):
        assert page not in desk.get(case.get_absolute_url()).content.decode()
    with standards.as_if(ACTIVIST):
        assert page in desk.get(case.get_absolute_url()).content.decode()
        answers = {"posted_on": "2026-07-03", "place": "村务公开栏", "version": case.version}
        assert desk.post(page, {**answers, "note": ""}).status_code == 302
        shown = desk.get(case.get_absolute_url()).content.decode()
    assert str(case.notices.get().ends_on) == "2026-07-09" and "村务公开栏 2026-07-03 至" in shown


@pytest.mark.django_db
def test_the_plan_waits_for_the_second_place_of_a_mobile_person():
    facts = {"form_issued_on": day("2027-09-12"), "adopted_on": None, "is_mobile": True}
    case = application("pre_reviewed", **facts)
    notice = case.notices.create(kind="admission", posted_on=day("2027-09-13"))
    with standards.as_if({**ADMISSION, **BEFORE}):
        planned_from = plan(case, held_of(case), not_before=day("2027-10-11"))
        one = next(each for each in planned_from if each.step.slug == "adopt")
        assert str(one.earliest) == "2027-10-16", "the second is posted on the day planned from"
        notice.second_posted_on = day("2027-09-14")
        notice.save()
        assert planned(case, "adopt") == "2027-09-21"
