"""Dates in every way people write them."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.rosters.days import Day, Frame, read_day

FRAME = Frame(as_of=date(2026, 10, 31))
DAYS = st.dates(date(1901, 1, 1), date(2099, 12, 31))
FORMS = (
    "{y}-{m}-{d}", "{y}-{m:02}-{d:02}", "{y}/{m}/{d}", "{y}.{m}.{d}", "{y}.{m:02}.{d:02}",
    "{y}．{m:02}．{d:02}", "{y}年{m}月{d}日", " {y} 年 {m} 月 {d} 日 ", "{y}{m:02}{d:02}",
    "{y}-{m:02}-{d:02} 00:00:00", "{y}-{m:02}-{d:02}T00:00:00", "{y}年{m}月{d}号", "'{y}-{m}-{d}",
)  # fmt: skip
MONTH_FORMS = ("{y}.{m:02}", "{y}-{m:02}", "{y}/{m}", "{y}年{m}月", "{y}{m:02}", "{y}年{m}月份")


def says(value, **frame):
    reading = read_day(value, Frame(as_of=FRAME.as_of, **frame))
    return (str(reading.day) if reading.day else None, reading.code)


@given(DAYS, st.sampled_from(FORMS))
def test_every_form_of_a_day_is_read_as_that_day(day, form):
    written = form.format(y=day.year, m=day.month, d=day.day)
    assert says(written) == (day.isoformat(), "")


@given(DAYS, st.sampled_from(MONTH_FORMS))
def test_every_form_of_a_month_is_read_as_that_month(day, form):
    assert says(form.format(y=day.year, m=day.month)) == (day.isoformat()[:7], "")


@given(DAYS)
def test_date_cells_and_numbers_of_eight_digits_are_that_day(day):
    assert says(day) == says(datetime(day.year, day.month, day.day)) == (day.isoformat(), "")
    assert says(float(f"{day:%Y%m%d}")) == (day.isoformat(), "")


@given(st.dates(date(1932, 1, 1), date(2060, 1, 1)))
def test_a_bare_serial_counts_from_the_epoch_of_its_workbook(day):
    assert says(float((day - date(1899, 12, 30)).days)) == (day.isoformat(), "")
    assert says(float((day - date(1904, 1, 1)).days), epoch_1904=True) == (day.isoformat(), "")


@given(st.one_of(st.text(), st.floats(), st.integers(), st.booleans(), st.times(), st.none()))
def test_no_cell_makes_the_reader_fail(value):
    reading = read_day(value, FRAME)
    assert reading.day is None or isinstance(reading.day, Day)


@given(st.integers(1901, 2099), st.integers(0, 99), st.integers(0, 99))
def test_an_impossible_day_is_never_rounded(year, month, day):
    value, code = says(f"{year}-{month:02}-{day:02}")
    try:
        assert value == date(year, month, day).isoformat() and code == ""
    except ValueError:
        assert (value, code) == (None, "DATE_IMPOSSIBLE")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1990.05, "1990-05"), (1990.12, "1990-12"), (1990.3, "1990-03"), (199005.0, "1990-05"),
        ("1990.5", "1990-05"), ("1990.10", "1990-10"), ("1990.1", "1990-01"),
        ("一九九〇年五月", "1990-05"), ("一九九O年五月", "1990-05"),
        ("二〇二一年十二月三十一日", "2021-12-31"), ("2018年9月至今", "2018-09"),
        ("2024.3.1-2024.3.7", "2024-03-01"), ("2024年3月1日至7日",
        "2024-03-01"), (33000.7, "1990-05-07"),
    ],
)  # fmt: skip
def test_less_usual_forms_are_read(value, expected):
    assert says(value) == (expected, "")


@pytest.mark.parametrize("value", [0, 1, 5, 60, 0.5, "1900/1/0",
    "1900-01-01", "1900年1月", date(1900, 1, 5),
                                   time(0, 0), timedelta(0)])  # fmt: skip
def test_leftovers_of_1900_are_no_dates(value):
    assert says(value) == (None, "DATE_1900_ARTEFACT")


@pytest.mark.parametrize(
    "value", ["不详", "待补", "2019年秋", "转业前", "同身份证", "2019年", 2019, "3月5日", True]
)
def test_words_are_kept_out(value):
    assert says(value) == (None, "TEXT_IN_DATE")


@pytest.mark.parametrize(
    "value", ["", None, "-", "—", "--", "/", "、", "无", "暂无", "（空）", "NULL", "　"]
)
def test_marks_of_emptiness_are_no_findings(value):
    assert says(value) == (None, "")


@pytest.mark.parametrize("value", ["预备期内", "未转正", "至今", "尚未转正", "培养中", "考察期内"])
def test_a_state_is_kept_apart_from_a_day(value):
    assert says(value) == (None, "")
    assert read_day(value, FRAME).state == value


@pytest.mark.parametrize(
    "value", ["1990-02-30", "1990.13", 1990.13, 20200631.0, "2023/11/31", "199013"]
)
def test_days_that_do_not_exist_are_errors(value):
    assert says(value) == (None, "DATE_IMPOSSIBLE")


def test_the_number_1990_1_is_the_month_of_the_id():
    assert says(1990.1, born=date(1990, 10, 3)) == ("1990-10", "DATE_AMBIGUOUS")
    assert says(1990.1, born=date(1990, 1, 3)) == ("1990-01", "DATE_AMBIGUOUS")


def test_the_number_1990_1_without_help_is_not_stored():
    assert says(1990.1) == (None, "DATE_AMBIGUOUS")
    assert says(1990.1, born=date(1990, 5, 3)) == (None, "DATE_AMBIGUOUS")


def test_the_number_1990_1_shown_with_two_decimals_is_october():
    assert says(1990.1, two_decimals=True) == ("1990-10", "DATE_AMBIGUOUS")


def test_csv_text_1990_1_is_october_only_by_the_id():
    assert says("1990.1", untyped=True, born=date(1990, 10, 3)) == ("1990-10", "DATE_AMBIGUOUS")
    assert says("1990.1", untyped=True, born=date(1990, 1, 3)) == ("1990-01", "")


@pytest.mark.parametrize(
    ("value", "born", "expected"),
    [
        pytest.param("90.5.1", None, "1990-05-01", id="one-century-fits"),
        pytest.param("90年5月", None, "1990-05", id="month"),
        pytest.param("05.7", None, "2005-07", id="not-1905"),
        pytest.param("26.7.1", date(1926, 7, 1), "1926-07-01", id="by-the-id"),
        pytest.param("900501", None, "1990-05-01", id="six-digits"),
    ],
)
def test_a_year_of_two_digits_is_completed_and_told(value, born, expected):
    assert says(value, born=born) == (expected, "DATE_TWO_DIGIT_YEAR")


def test_a_format_without_a_day_means_the_month():
    reading = read_day(date(2008, 8, 7), Frame(as_of=FRAME.as_of, month_only=True))
    assert str(reading.day) == "2008-08"
    assert reading.day.exact == date(2008, 8, 7)


def test_a_month_spans_its_days():
    month = Day(date(2024, 2, 1), "month")
    assert (month.first, month.last) == (date(2024, 2, 1), date(2024, 2, 29))
    assert month.may_be(date(2024, 2, 29)) and not month.may_be(date(2024, 3, 1))
