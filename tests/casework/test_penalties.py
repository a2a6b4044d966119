"""Party penalties: the last day of each, worked out once and stored."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework import penalties
from casework.dates import add_months_clamp
from casework.models import Person, Sanction
from tests.officers import branch

DAYS = st.dates(date(2016, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(
    ("kind", "since", "restored", "until"),
    [
        ("warning", "2025-12-01", None, "2026-12-01"),  # worked case 22
        ("warning", "2024-02-29", None, "2025-03-01"),  # rolls: never shorter than a year
        ("serious_warning", "2026-08-31", None, "2028-03-01"),
        ("serious_warning", "2015-12-31", None, "2016-12-31"),  # the regulations of 2003
        ("removal_from_post", "2026-05-11", None, "2028-05-11"),
        ("party_probation_penalty", "2026-05-11", None, None),
        ("party_probation_penalty", "2026-05-11", "2027-06-01", "2027-05-31"),
        ("expulsion", "2026-05-11", None, None),
    ],
)
def test_each_penalty_has_its_last_day(kind, since, restored, until):
    days = [day and date.fromisoformat(day) for day in (since, restored, until)]
    assert penalties.ends_on(kind, *days[:2]) == days[2]


@given(DAYS, st.sampled_from(sorted(penalties.EFFECT)))
def test_rounding_never_shortens_an_effect_period(since, kind):
    months = penalties.EFFECT[kind].on(since)
    assert penalties.ends_on(kind, since) >= add_months_clamp(since, months)


@pytest.mark.django_db
def test_the_last_day_is_stored_with_the_penalty_and_one_that_is_told_stays():
    person = Person.objects.create(name="党员甲", unit=branch())
    derived = Sanction.objects.create(person=person, kind="warning", since=date(2026, 3, 1))
    told = {"kind": "warning", "since": date(2026, 3, 1), "until": date(2026, 6, 30)}
    assert derived.until == date(2027, 3, 1)
    assert Sanction.objects.create(person=person, **told).until == date(2026, 6, 30)
