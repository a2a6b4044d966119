"""The plan of the year: given, used, waiting, left; who may change it and what it says."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from casework.models import Account, AuditEvent, Person, Unit
from casework.workflow import Stale, perform
from membership import quota, year_plan
from membership.models import Application, YearPlan
from membership.quota import Answer
from tests.conftest import most_queries
from tests.membership.conftest import TODAY, _desk
from tests.officers import branch, township, village

from .factories import application

URL, EDIT, COPY = (
    "/membership/year-plan/",
    "/membership/year-plan/edit/",
    "/membership/year-plan/copy/",
)


def case_of(stage: str, unit=None, **facts) -> Application:
    unit = unit or branch()
    person = Person.objects.create(name="秦远", unit=unit, born_on=date(1996, 1, 1))
    return application(stage, unit=unit, person=person, **facts)


def admitted(on: str, stage: str = "probationary", unit=None, **facts) -> Application:
    return case_of(stage, unit, adopted_on=date.fromisoformat(on), **facts)


def given(places: int, year: int = 2026, unit=None, **facts) -> YearPlan:
    return YearPlan.objects.create(unit=unit or branch(), year=year, places=places, **facts)


def line(page, unit=None) -> year_plan.Share:
    unit = unit or branch()
    return next(share for share in page.context["table"].data if share.unit == unit)


def grid(**places) -> dict:
    """The form as the page sends it; `places` by the key of the unit."""
    return {"version": quota.version_of(quota.plans_of(township(), 2026)), **places}


# What counts -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "facts", "used"),
    [
        ("2026-01-01", {}, 1),
        ("2026-12-31", {}, 1),
        ("2025-12-31", {}, 0),
        ("2027-01-01", {}, 0),
        ("2026-06-01", {"transferred_in_on": date(2026, 6, 2)}, 0),
        ("2026-06-01", {"transferred_in_on": date(2026, 5, 2)}, 1),
    ],
    ids=["new-year", "last-day", "before", "after", "moved-in-later", "moved-in-before"],
)
def test_an_admission_counts_in_the_year_of_its_meeting(desk, on, facts, used):
    admitted(on, **facts)
    assert line(desk.get(URL, {"year": 2026})).used == used


@pytest.mark.parametrize(
    ("stage", "used"),
    [("pre_reviewed", 0), ("adopted", 1), ("full", 1), ("refused", 1), ("dropped", 0)],
)
def test_only_a_meeting_that_admitted_counts(db, stage, used):
    made = admitted("2026-03-01", stage="adopted")
    Application.objects.filter(pk=made.pk).update(stage=stage)
    assert year_plan.used_by_branch(2026, [branch().pk])[branch().pk] == used


def test_what_the_step_counts_is_what_the_page_counts(desk):
    """An admission through the door, and one taken back."""
    made = application("pre_reviewed")
    plan = given(3, 2027)
    perform(made, "adopt", by=desk.user, on=made.adopted_on)
    plan.refresh_from_db()
    assert plan.used == year_plan.used_by_branch(2027, [made.unit_id])[made.unit_id] == 1


def test_who_waits_stands_in_the_quarter_of_the_first_possible_meeting(desk):
    ready = case_of("pre_reviewed", adopted_on=None, law=2014)
    soon = case_of("activist", activist_on=date(2025, 10, 20), law=2014)
    next_year = case_of("activist", activist_on=date(2026, 3, 1), law=2014)
    case_of("applicant")
    share = line(desk.get(URL))
    assert (share.q1, share.q2, share.q3, share.q4) == (0, 0, 1, 1) and share.waiting == 2
    assert line(desk.get(URL, {"year": 2027})).waiting == 1
    page = desk.get(f"{URL}branch/{branch().pk}/")
    waiting = [(one["case"], one["day"]) for one in page.context["waiting"]]
    assert [case for case, _day in waiting] == [ready, soon] and waiting[0][1] == TODAY
    assert [str(one["quarter"]) for one in page.context["waiting"]] == ["三季度", "四季度"]
    assert next_year not in [case for case, _day in waiting]


@pytest.mark.parametrize(
    ("places", "used", "waits", "left", "lacking"),
    [(3, 1, 2, 2, 0), (3, 1, 3, 2, 1), (2, 3, 1, -1, 1), (None, 1, 1, None, 0), (0, 0, 0, 0, 0)],
    ids=["enough", "one-too-few", "exceeded", "no-plan", "none-given"],
)
def test_what_is_left_and_who_finds_no_place(places, used, waits, left, lacking):
    share = year_plan.Share(Unit(name="柳湾村党支部"), places, used)
    share.quarters[4] = waits
    assert (share.left, share.lacking) == (left, lacking)


def test_the_townships_own_plan_stands_before_the_sum_and_less_than_it_is_a_finding(desk):
    given(3), given(2, unit=branch(village("石桥村")))
    assert desk.get(URL).context["whole"].limit == 5
    given(4, unit=township())
    page = desk.get(URL)
    assert page.context["whole"].limit == 4 and page.context["whole"].places == 5
    assert any("多 1 名" in words for words in page.context["findings"])
    YearPlan.objects.filter(unit=township()).update(places=5)
    assert not desk.get(URL).context["findings"]


def test_a_county_sees_its_townships(db, today):
    county = Unit.objects.create(kind="county", name="示例县", short_name="示例县")
    home = township()
    home.parent = county
    Unit.objects.filter(pk=home.pk).update(parent=county)
    for unit in [home, *Unit.objects.filter(path__startswith=home.path).exclude(pk=home.pk)]:
        Unit.objects.filter(pk=unit.pk).update(path=f"{county.path}{unit.path}")
    given(3, used=1), given(2, unit=branch(village("石桥村")))
    admitted("2026-03-01")
    case_of("activist", activist_on=date(2025, 10, 20), law=2014)
    page = _desk(Account.Role.COUNTY_READER, county).get(URL)
    (share,) = page.context["table"].data
    assert (share.unit, share.places, share.used, share.given) == (home, 5, 1, None)
    assert (share.waiting, share.q4, page.context["whole"].q4) == (1, 1, 1)
    assert not page.context["may_change"] and not page.context["findings"]
    given(4, unit=home)
    page = _desk(Account.Role.COUNTY_READER, county, "second").get(URL)
    assert page.context["whole"].limit == 4 and "桃源镇" in page.context["findings"][0]


def test_the_page_costs_the_same_for_forty_people_as_for_two(desk, django_assert_max_num_queries):
    def two():
        case_of("activist"), admitted("2026-03-01")

    two()
    with django_assert_max_num_queries(22) as few:
        desk.get(URL)
    for _round in range(19):
        two()
    with django_assert_max_num_queries(len(few)):
        desk.get(URL)


def test_too_many_to_reckon_are_left_to_the_units_below(desk, monkeypatch):
    case_of("pre_reviewed", adopted_on=None)
    monkeypatch.setattr(year_plan, "MOST_FORECAST", 0)
    page = desk.get(URL)
    assert "waiting" not in page.context["table"].columns
    assert "不逐人推算" in page.content.decode()


# Changing it -------------------------------------------------------------------------------


def test_places_of_all_branches_are_given_in_one_go(desk):
    admitted("2026-03-01")
    other = branch(village("石桥村"))
    data = grid(**{f"p{branch().pk}": "2", f"p{other.pk}": "", f"p{township().pk}": "5"})
    answer = desk.post(f"{EDIT}?year=2026", data)
    assert answer.status_code == 302
    plans = quota.plans_of(township(), 2026)
    assert {pk: (plan.places, plan.used) for pk, plan in plans.items()} == {
        branch().pk: (2, 1),
        township().pk: (5, 0),
    }
    events = AuditEvent.objects.filter(kind="year_plan")
    assert {event.unit_path for event in events} == {branch().path, township().path}


def test_less_than_was_used_is_explained_and_passes_with_a_reason(desk):
    admitted("2026-03-01"), admitted("2026-04-01")
    key = f"p{branch().pk}"
    page = desk.post(f"{EDIT}?year=2026", grid(**{key: "1"}))
    (words,) = page.context["form"].errors[f"why{branch().pk}"]
    assert page.status_code == 422 and "已接收 2 名" in words
    reason = {f"why{branch().pk}": "县委组织部核减"}
    assert desk.post(f"{EDIT}?year=2026", grid(**{key: "1"}, **reason)).status_code == 302
    plan = YearPlan.objects.get()
    assert (plan.places, plan.used, plan.excess) == (1, 2, "县委组织部核减")
    assert any("县委组织部核减" in words for words in desk.get(URL).context["findings"])


def test_a_reason_without_need_is_not_kept_and_an_empty_plan_stays(desk):
    given(2, version=1)
    key = f"p{branch().pk}"
    desk.post(f"{EDIT}?year=2026", grid(**{key: "3", f"why{branch().pk}": "多"}))
    assert YearPlan.objects.get().excess == ""
    page = desk.post(f"{EDIT}?year=2026", grid(**{key: ""}))
    assert page.status_code == 422 and key in page.context["form"].errors


def test_a_form_opened_before_a_change_says_who_changed_it(desk):
    data = grid(**{f"p{branch().pk}": "2"})
    quota.change(township(), 2026, {branch().pk: Answer(4)}, by=desk.user, version=0)
    page = desk.post(f"{EDIT}?year=2026", data)
    assert page.status_code == 409 and str(desk.user.account) in page.context["refusal"]
    assert 'value="2"' in page.content.decode() and YearPlan.objects.get().places == 4
    with pytest.raises(Stale):
        quota.change(township(), 2026, {branch().pk: Answer(2)}, by=desk.user, version=0)


def test_what_is_the_same_is_no_change(desk):
    given(2, version=1)
    assert quota.change(township(), 2026, {branch().pk: Answer(2)}, by=desk.user, version=1) == 0
    assert not AuditEvent.objects.exists() and YearPlan.objects.get().version == 1


def test_next_years_plan_is_copied_on_purpose(desk):
    given(2), given(5, unit=township()), given(9, 2027, unit=branch(village("石桥村")))
    assert not desk.get(URL, {"year": 2027}).context["may_copy"]
    YearPlan.objects.filter(year=2027).delete()
    assert desk.get(URL, {"year": 2027}).context["may_copy"]
    answer = desk.post(COPY, {"year": 2027, "unit": township().pk})
    assert answer.status_code == 302 and "edit" in answer.url
    copied = YearPlan.objects.filter(year=2027)
    assert sorted(copied.values_list("places", "used")) == [(2, 0), (5, 0)]
    assert AuditEvent.objects.get(kind="year_plan_copied")


def test_a_copy_leaves_what_was_given_and_says_what_was_exceeded(desk):
    given(1), given(3, 2027, unit=branch(village("石桥村")))
    admitted("2027-03-01"), admitted("2027-04-01")
    assert quota.copy(township(), 2027, by=desk.user) == 1
    plan = YearPlan.objects.get(year=2027, unit=branch())
    assert (plan.places, plan.used) == (1, 2) and plan.excess


def test_only_the_township_changes_it(desk, secretary, reader):
    assert [one.get(EDIT).status_code for one in (desk, secretary, reader)] == [200, 403, 403]
    assert secretary.get(URL).status_code == 200
    with pytest.raises(PermissionDenied):
        quota.change(township(), 2026, {}, by=secretary.user, version=0)
    with pytest.raises(PermissionDenied):
        quota.copy(township(), 2026, by=secretary.user)


def test_a_secretary_sees_the_own_branch_only(secretary):
    given(3), given(4, unit=branch(village("石桥村")))
    page = secretary.get(URL)
    assert [share.unit for share in page.context["table"].data] == [branch()]
    other = branch(village("石桥村"))
    assert secretary.get(URL, {"unit": other.pk}).status_code == 404
    assert secretary.get(f"{URL}branch/{other.pk}/").status_code == 404


def test_two_branches_are_saved_within_a_budget(desk, django_assert_max_num_queries):
    names = [branch(village(f"{name}湾村")) for name in "甲乙丙丁戊己"]
    with django_assert_max_num_queries(most_queries(22)):
        desk.post(f"{EDIT}?year=2026", grid(**{f"p{one.pk}": "1" for one in names[:2]}))
    assert YearPlan.objects.count() == 2


def test_a_plan_is_exceeded_only_with_a_reason(db):
    plan = given(1)
    with pytest.raises(IntegrityError), transaction.atomic():
        YearPlan.objects.filter(pk=plan.pk).update(used=2)
    YearPlan.objects.filter(pk=plan.pk).update(used=2, excess="核减")


def test_the_workbook_says_what_the_page_says(desk):
    given(3)
    answer = desk.get(f"{URL}export/", {"year": 2026})
    assert answer.status_code == 200 and "spreadsheetml" in answer["Content-Type"]
    assert AuditEvent.objects.filter(kind="export").count() == 1


def test_the_rules_about_the_plan_lead_to_its_page(desk):
    made = application("pre_reviewed")
    given(0), given(7, 2027)
    page = desk.get(f"/membership/{made.pk}/step/adopt/")
    found = {one["slug"]: one for one in page.context["findings"]}
    assert found["within_year_plan"]["mend"]["url"] == URL
    assert found["within_year_plan"]["arithmetic"] == "2026 年计划 0 名，已用 0 名"
