"""Village teams on a day: head count, youth, replacement (worked cases of talent.md §8)."""

from datetime import date

import pytest

from casework.models import Person, Seat, Term, Unit
from talent import structure
from talent.structure import Fate
from tests.officers import branch, officer, township, village
from tests.talent.factories import hold, seat_of

pytestmark = pytest.mark.django_db
ON = date(2022, 9, 20)
BASELINE_DAY = "2021-03-01"


def somebody(unit, born="1990-05-01", **facts) -> Person:
    born_on = date.fromisoformat(born) if born else None
    return Person.objects.create(name="贾义", unit=unit, born_on=born_on, **facts)


def team_of(unit, on=ON) -> structure.Team:
    (team,) = structure.teams(Unit.objects.filter(pk=unit.pk), on)
    return team


def seconded_seat(unit, number=2, until=None) -> Seat:
    seat = seat_of(unit, number=number)
    cadre = somebody(township(), is_office_cadre=True)
    hold(seat, cadre, BASELINE_DAY, holder=Term.Holder.SECONDED, until=until)
    return seat


def exchange(seat, person, **facts) -> Term:
    """The cadre leaves on the day before; somebody else is by-elected."""
    seat.terms.update(until=date(2022, 8, 31))
    facts = {"basis": Term.Basis.BY_ELECTED, **facts}
    return hold(seat, person, "2022-09-01", **facts)


def baseline():
    return Seat.objects.filter(terms__holder=Term.Holder.SECONDED)


def fate_of(seat, on=ON, **more) -> Fate:
    (row,) = structure.replaced(Seat.objects.filter(pk=seat.pk), on, **more)
    return row.fate


def test_a_secretary_who_is_also_the_chair_is_one_person_on_two_seats():
    unit = village()
    both = somebody(unit)
    hold(seat_of(unit, "branch", 1, post="secretary"), both)
    hold(seat_of(unit, "villagers", 1, post="chair"), both)
    hold(seat_of(unit, "villagers", 2), somebody(unit, "1960-01-01"))
    team = team_of(unit)
    assert team.one_shoulder
    assert (len(team.filled), len(team.people), len(team.cross_appointed)) == (3, 2, 1)
    on_both = len(team.on_body("branch")) + len(team.on_body("villagers"))
    assert len(team.people) == on_both - len(team.cross_appointed)
    assert (len(team.young_any), len(team.elders)) == (1, 1)
    assert str(team.mean_age) == "47.0"


def test_somebody_of_another_village_replaces_a_seat_only_where_the_setting_says_so():
    unit = village()
    seat = seconded_seat(unit)
    exchange(seat, somebody(village("东沟村")), holder=Term.Holder.EXTERNAL)
    assert fate_of(seat) == Fate.NOT_COUNTED
    assert fate_of(seat, external_counts=True) == Fate.REPLACED
    team = team_of(unit)
    assert len(team.young_any) == 1
    assert team.young_local == []


@pytest.mark.parametrize(
    ("born", "counts"),
    [
        pytest.param("1987-09-20", True, id="thirty-fifth birthday"),
        pytest.param("1986-09-21", True, id="day before the thirty-sixth"),
        pytest.param("1986-09-20", False, id="thirty-sixth birthday"),
        pytest.param("", False, id="unknown"),
    ],
)
def test_page_and_query_agree_on_who_is_young(born, counts):
    unit = village()
    hold(seat_of(unit), somebody(unit, born))
    without = structure.villages_without_local_young(Unit.objects.villages(), ON)
    assert bool(team_of(unit).young_local) is counts
    assert list(without) == ([] if counts else [unit])


def test_a_young_office_cadre_makes_a_team_young_but_not_by_its_own_people():
    unit = village()
    seconded_seat(unit)
    villages = Unit.objects.villages()
    assert list(structure.villages_without_young(villages, ON)) == []
    assert list(structure.villages_without_local_young(villages, ON)) == [unit]


def test_a_term_that_has_ended_counts_until_its_last_day():
    unit = village()
    hold(seat_of(unit), somebody(unit), until=ON)
    assert len(team_of(unit, ON).filled) == 1
    assert len(team_of(unit, date(2022, 9, 21)).vacant) == 1


def test_every_fate_of_a_baseline_seat_is_told_apart():
    unit = village()
    seats = {name: seconded_seat(unit, number) for number, name in enumerate(Fate.values, 2)}
    exchange(seats["replaced"], somebody(unit))
    exchange(seats["not_counted"], somebody(unit), basis=Term.Basis.DESIGNATED)
    seats["vacated"].terms.update(until=date(2022, 8, 31))
    Seat.objects.filter(pk=seats["removed"].pk).update(abolished_on=date(2022, 8, 31))
    rows = structure.replaced(Seat.objects.filter(village=unit), ON)
    assert {row.seat.seat.pk: row.fate for row in rows} == {
        seat.pk: Fate(name) for name, seat in seats.items()
    }
    assert structure.count(rows, Fate.REPLACED) == 1


def test_before_the_exchange_the_seat_was_still_seconded():
    seat = seconded_seat(village())
    exchange(seat, somebody(village()))
    assert fate_of(seat, date(2022, 8, 31)) == Fate.SECONDED
    assert fate_of(seat, date(2022, 9, 1)) == Fate.REPLACED


def test_seats_replaced_and_villages_cured_are_different_figures():
    cured, half, old, empty = map(village, ["柳湾村", "东沟村", "后赵村", "田坡村"])
    exchange(seconded_seat(cured), somebody(cured))
    exchange(seconded_seat(half), somebody(half))
    seconded_seat(half, 3)
    exchange(seconded_seat(old), somebody(old, "1970-01-01"))
    seconded_seat(empty, until=date(2022, 8, 31))
    hold(seat_of(empty, number=3), somebody(empty))
    fates = structure.replaced(baseline(), ON)
    assert (len(fates), structure.count(fates, Fate.REPLACED)) == (5, 3)
    found = {row.team.village: row for row in structure.cured_villages(baseline(), ON)}
    assert [unit for unit, row in found.items() if row.cured] == [cured]
    assert found[half].lacks == ["仍有机关干部兼任"]
    assert found[old].lacks == ["没有 35 岁以下本村成员"]
    assert found[empty].lacks == ["替换后席位空缺"]


def test_a_village_counts_its_full_members_and_its_last_recruits():
    unit = village()
    at = {"affiliation": branch(unit), "standing": Person.Standing.FULL}
    somebody(unit, "1950-01-01", full_member_on=date(1980, 1, 1), **at)
    somebody(unit, joined_on=date(2020, 7, 1), full_member_on=date(2021, 7, 1), **at)
    somebody(unit, full_member_on=date(2022, 12, 1), **at)
    team = team_of(unit)
    assert (team.branches.full, team.branches.elders) == (2, 1)
    assert team.branches.recruited == (1, 0, 0)
    assert team.years_without_recruit == 2


def test_queries_do_not_grow_with_the_villages(django_assert_num_queries):
    user = officer("township_officer", township())
    for number in range(6):
        unit = village(f"{number}号村")
        hold(seat_of(unit), somebody(unit))
        seconded_seat(unit, 3)
    with django_assert_num_queries(6):
        assert len(structure.village_table(user, ON)) == 6
    with django_assert_num_queries(2):
        structure.replaced(baseline(), ON)
    with django_assert_num_queries(7):
        assert len(structure.cured_villages(baseline(), ON)) == 6
