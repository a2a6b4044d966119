"""Plans of two years for an invented township, and the numbers of its admission forms."""

from datetime import date

from casework.models import Unit
from membership.models import AdmissionForm, YearPlan
from membership.year_plan import used_by_branch

from .recruit import Recruit

SPARE = 20  # forms of this year that nobody has yet


def plan(township: Unit, branches: list[Unit], recruits: list[Recruit], on: date) -> None:
    """This year's and last year's places, tight in some branches; the register of the forms."""
    for year in (on.year - 1, on.year):
        used = used_by_branch(year, [unit.pk for unit in branches])
        rows = [_plan(unit, year, used[unit.pk], place) for place, unit in enumerate(branches)]
        given = sum(row.places for row in rows) - (year == on.year)
        rows.append(YearPlan(unit=township, year=year, places=given, version=1))
        YearPlan.objects.bulk_create(rows)
    AdmissionForm.objects.bulk_create(_forms(township, recruits, on), ignore_conflicts=True)


def _plan(unit: Unit, year: int, used: int, place: int) -> YearPlan:
    """One place more than was used, and none to spare in every fifth branch."""
    places = max(used, 1) + (place % 5 > 0)
    return YearPlan(unit=unit, year=year, places=places, used=used, version=1)


def _forms(township: Unit, recruits: list[Recruit], on: date) -> list[AdmissionForm]:
    given = [one.case for one in recruits if one.case.form_number and one.case.form_issued_on]
    rows = [
        AdmissionForm(
            unit=township,
            year=case.form_issued_on.year,
            number=case.form_number,
            case=case,
            issued_on=case.form_issued_on,
        )
        for case in given
    ]
    last = max((int(case.form_number[4:]) for case in given), default=0)
    spare = (f"{on.year}{last + number:04d}" for number in range(1, SPARE + 1))
    return rows + [AdmissionForm(unit=township, year=on.year, number=number) for number in spare]
