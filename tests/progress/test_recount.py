"""Working derived columns and rows out again; on a lean province of one township a county."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count

from casework.models import Person, Unit
from membership.models import (
    Application,
    ApplicationDeadline,
    Meeting,
    MissingApplicationPaper,
    YearPlan,
)
from progress.demo import names
from progress.demo import province as province_of_cases
from progress.recounting import recount
from tests.officers import township

from . import town
from .invented import ON, kept_apart, loaded


@pytest.fixture(scope="module")
def whole_province(django_db_setup, django_db_blocker):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(names, "TOWNSHIPS", names.TOWNSHIPS[:1])
        patch.setattr(province_of_cases, "ROUNDS", 1)
        with loaded(django_db_blocker, "province", 1000):
            yield


@pytest.fixture
def province(whole_province):
    with kept_apart():
        yield


def found() -> list[str]:
    return [str(difference) for difference in recount(ON, mend=False)]


def test_nothing_differs_after_the_demonstration(province):
    assert found() == []
    out = StringIO()
    call_command("recount", "--check", stdout=out)
    assert out.getvalue().strip() == "Everything agrees."


def test_the_copied_counties_are_as_full_as_the_first(province):
    counties = Unit.objects.filter(kind="county")
    numbers = {
        Application.objects.filter(unit__path__startswith=county.path).count()
        for county in counties
    }
    assert counties.count() == 3
    assert len(numbers) == 1
    assert Application.objects.count() >= 1000
    assert sorted(counties.values_list("name", flat=True)) == ["示例2县", "示例3县", "示例县"]


def test_copies_lead_to_rows_of_their_own_county(province):
    for case in Application.objects.select_related("unit", "person__unit")[::97]:
        county = case.unit.path.split("/")[1]
        assert case.person.unit.path.split("/")[1] == county
        for introducer in case.introducers.select_related("member__unit"):
            assert introducer.member.unit.path.split("/")[1] == county
    several = Application.objects.values("person").annotate(number=Count("pk"))
    assert not several.filter(number__gt=1).exists()


def test_new_rows_can_follow_the_copies(province):
    branch = Unit.objects.branches().first()
    Person.objects.create(name="王新", unit=branch)
    Unit.objects.create(kind="branch", name="新支部", parent=branch.parent)


@pytest.mark.parametrize(
    ("plant", "words"),
    [
        (lambda: Application.objects.filter(papers_missing=0).first(), "papers_missing: 9 → 0"),
        (lambda: Application.objects.filter(stage="full").first(), "probation_expires_on: "),
        (lambda: Meeting.objects.first(), "carried: False → True"),
        (lambda: Person.objects.first(), "initials: zzz → "),
        (lambda: Unit.objects.villages().first(), "path: 0/ → "),
    ],
    ids=["counter", "derived-day", "vote", "initials", "path"],
)
def test_a_planted_difference_is_named_and_put_right(province, plant, words):
    row = plant()
    column = words.split(":")[0]
    wrong = {
        "papers_missing": 9,
        "probation_expires_on": ON,
        "carried": False,
        "initials": "zzz",
        "path": "0/",
    }
    type(row)._base_manager.filter(pk=row.pk).update(**{column: wrong[column]})
    (told,) = found()
    assert told.startswith(f"{row._meta.label}:{row.pk} {words}")
    call_command("recount", stdout=StringIO())
    assert found() == []


def test_missing_rows_are_written_again(province):
    case = Application.objects.lacking_papers().first()
    kept = sorted(case.missing.values_list("kind", flat=True))
    MissingApplicationPaper.objects.filter(case=case).delete()
    ApplicationDeadline.objects.create(case=case, kind="oath", due_on=ON)
    assert len(found()) == 2
    call_command("recount", stdout=StringIO())
    assert sorted(case.missing.values_list("kind", flat=True)) == kept
    assert not case.deadlines.filter(kind="oath", due_on=ON).exists()


def test_a_check_changes_nothing_and_fails(province):
    Person.objects.filter(pk=Person.objects.first().pk).update(pinyin="x")
    out = StringIO()
    with pytest.raises(CommandError, match="1 differences"):
        call_command("recount", "--check", stdout=out)
    assert "pinyin: x → " in out.getvalue()
    assert Person.objects.filter(pinyin="x").count() == 1


def test_an_empty_database_agrees(db):
    assert found() == []


@pytest.mark.parametrize(("places", "excess"), [(3, ""), (0, "重新计数时发现超出计划")])
def test_the_use_of_a_plan_is_counted_again(db, places, excess):
    made = town.case("秦远", "1990-01-01", stage="adopted", adopted_on="2026-03-01")
    plan = YearPlan.objects.create(unit=made.unit, year=2026, places=places)
    YearPlan.objects.create(unit=township(), year=2026, places=3)
    found = [one for one in recount(date(2026, 7, 10), mend=True) if one.what == "used"]
    assert [(one.row, one.stored, one.right) for one in found] == [(plan, 0, 1)]
    plan.refresh_from_db()
    assert (plan.used, plan.excess) == (1, excess)
