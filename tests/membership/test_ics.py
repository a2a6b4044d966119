"""The iCalendar text: escaping, folding, whole days."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from membership.ics import LINE, Day, calendar, escaped, folded

MADE = datetime(2026, 7, 10, 4, 0, tzinfo=UTC)


def test_a_day_is_an_event_of_one_whole_day():
    text = calendar("柳湾村", [Day("1-talk-due@x", date(2028, 2, 29), "最迟：谈话")], MADE)
    lines = text.split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR" and lines[-2:] == ["END:VCALENDAR", ""]
    assert "DTSTART;VALUE=DATE:20280229" in lines and "DTEND;VALUE=DATE:20280301" in lines
    assert "DTSTAMP:20260710T040000Z" in lines and "UID:1-talk-due@x" in lines


@pytest.mark.parametrize(
    ("text", "written"),
    [("a,b;c", "a\\,b\\;c"), ("back\\slash", "back\\\\slash"), ("one\r\ntwo", "one\\ntwo")],
)
def test_marks_of_the_format_are_escaped(text, written):
    assert escaped(text) == written


@given(st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=300))
def test_a_folded_line_reads_as_before_and_no_part_is_too_long(line):
    parts = list(folded(line))
    assert all(len(part.encode()) <= LINE for part in parts)
    assert parts[0] + "".join(part[1:] for part in parts[1:]) == line
    assert all(part.startswith(" ") for part in parts[1:])


def test_a_title_cannot_begin_another_event():
    text = calendar("x", [Day("u", date(2026, 1, 1), "a\r\nEND:VEVENT\r\nBEGIN:VEVENT")], MADE)
    assert text.count("\r\nBEGIN:VEVENT\r\n") == 1
