"""Age bands, shares and mean age, with the worked cases of the rules of both pipelines."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from casework.ages import (
    BULLETIN,
    PARTY_STATISTICS,
    PYRAMID,
    Band,
    band_edges_as_birth_dates,
    band_of,
    completed_years,
    counts,
    custom_bands,
    mean_age,
    shares,
)

UP_TO_35 = Band("35岁及以下", None, 35)
UNDER_35 = Band("不满35岁", None, 34)

# (case, born on, on, age, counts as 35 or younger)
WORKED = [
    ("talent 1", date(1987, 9, 20), date(2022, 9, 20), 35, True),
    ("talent 2 A", date(1986, 9, 21), date(2022, 9, 20), 35, True),
    ("talent 2 B", date(1986, 9, 20), date(2022, 9, 20), 36, False),
    ("talent 30 a", date(1972, 6, 1), date(2022, 6, 1), 50, False),
    ("talent 30 b", date(1971, 6, 1), date(2022, 6, 1), 51, False),
    ("talent 35 eve", date(1992, 2, 29), date(2027, 2, 28), 34, True),
    ("talent 35 day", date(1992, 2, 29), date(2027, 3, 1), 35, True),
    ("talent 35 leap eve", date(1992, 2, 29), date(2028, 2, 28), 35, True),
    ("talent 35 leap day", date(1992, 2, 29), date(2028, 2, 29), 36, False),
    ("membership 25", date(1990, 1, 1), date(2025, 12, 31), 35, True),
    ("membership 25", date(1989, 12, 31), date(2025, 12, 31), 36, False),
    ("membership 25", date(1964, 12, 31), date(2025, 12, 31), 61, False),
    ("membership 25", date(1965, 1, 1), date(2025, 12, 31), 60, False),
]

days = st.dates(date(1900, 1, 1), date(2050, 12, 31))


@pytest.mark.parametrize(("case", "born_on", "on", "age", "young"), WORKED)
def test_the_worked_cases_hold(case, born_on, on, age, young):
    assert completed_years(born_on, on) == age
    assert (age in UP_TO_35) == young


def test_the_35th_birthday_counts_as_35_and_not_as_under_35():
    on = date(2022, 9, 20)
    assert band_edges_as_birth_dates(UP_TO_35, on) == (date(1986, 9, 21), None)
    assert band_edges_as_birth_dates(UNDER_35, on) == (date(1987, 9, 21), None)


def test_the_bulletin_has_its_eight_bands():
    assert [str(band) for band in BULLETIN] == [
        "30岁及以下", "31–35岁", "36–40岁", "41–45岁",
        "46–50岁", "51–55岁", "56–60岁", "61岁及以上",
    ]  # fmt: skip


def test_the_party_statistics_have_their_five_bands():
    edges = [(band.low, band.high) for band in PARTY_STATISTICS]
    assert edges == [(None, 35), (36, 45), (46, 54), (55, 59), (60, None)]


@pytest.mark.parametrize(
    ("born_on", "label"),
    [
        (date(1990, 1, 1), "31–35岁"),
        (date(1989, 12, 31), "36–40岁"),
        (date(1964, 12, 31), "61岁及以上"),
        (date(1965, 1, 1), "56–60岁"),
    ],
)
def test_the_statistics_case_falls_into_its_band(born_on, label):
    assert str(band_of(born_on, BULLETIN, date(2025, 12, 31))) == label


@given(days, days, st.sampled_from([*BULLETIN, *PARTY_STATISTICS, *PYRAMID, UNDER_35]))
@example(date(1992, 2, 29), date(2027, 2, 28), UP_TO_35)
@example(date(1992, 2, 29), date(2028, 2, 29), UP_TO_35)
def test_a_birth_date_between_the_edges_is_an_age_in_the_band(born_on, on, band):
    born_from, born_until = band_edges_as_birth_dates(band, on)
    between = (not born_from or born_from <= born_on) and (not born_until or born_on <= born_until)
    assert between == (completed_years(born_on, on) in band)


@given(days)
def test_the_edges_of_neighbouring_bands_leave_no_gap(on):
    for younger, older in pairwise(BULLETIN):
        first = band_edges_as_birth_dates(younger, on)[0]
        last = band_edges_as_birth_dates(older, on)[1]
        assert first == last + timedelta(days=1)


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=12), st.integers(0, 3))
def test_shares_add_up_to_one_hundred_and_lie_within_one_step(numbers, digits):
    result = shares(numbers, digits)
    total = sum(numbers)
    assert sum(result) == (100 if total else 0)
    for number, share in zip(numbers, result, strict=True):
        assert abs(share - (Decimal(100 * number) / total if total else 0)) < Decimal(10) ** -digits


def test_thirds_give_the_remainder_to_the_first():
    assert [str(share) for share in shares([1, 1, 1])] == ["33.4", "33.3", "33.3"]


def test_unknown_birth_dates_are_counted_nowhere():
    births = [date(1990, 1, 1), None, date(1960, 1, 1)]
    assert counts(births, PARTY_STATISTICS, date(2025, 12, 31)) == [1, 0, 0, 0, 1]
    assert mean_age([None], date(2025, 12, 31)) is None


def test_the_mean_is_of_completed_years_and_rounded_half_up():
    on = date(2026, 6, 1)
    births = [date(1990, 6, 1), date(1990, 6, 2), *[date(1991, 1, 1)] * 18]
    assert [completed_years(born_on, on) for born_on in births[:3]] == [36, 35, 35]
    assert mean_age(births, on) == Decimal("35.1")


def test_bands_whose_tops_do_not_ascend_are_refused():
    with pytest.raises(ValueError, match="ascend"):
        custom_bands((35, 35))
