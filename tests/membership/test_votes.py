"""Counting a vote: quorum and majority rest on those entitled, not on those present."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from membership import votes
from membership.models import Meeting

NUMBERS = st.integers(1, 400)


def counted(**tally) -> Meeting:
    """A meeting with its tally counted, without a database."""
    meeting = Meeting(**{"eligible": 9, "present": 5, **tally})
    meeting.count()
    return meeting


@given(NUMBERS, st.integers(0, 400))
def test_more_than_half_means_the_next_whole_number_above_half(eligible, number):
    assert votes.quorate(eligible, number) == (number > eligible / 2)
    assert votes.carried(eligible, number) == (number >= eligible // 2 + 1)


@given(NUMBERS, st.integers(0, 400), st.integers(0, 5))
def test_more_votes_in_favour_never_lose(eligible, favour, more):
    assert votes.carried(eligible, favour + more) >= votes.carried(eligible, favour)


@pytest.mark.parametrize(
    ("tally", "favour", "carried"),
    [
        pytest.param({"yes": 5}, 5, True, id="all-present-of-nine"),
        pytest.param({"eligible": 8, "present": 6, "yes": 4, "abstain": 2}, 4, False, id="half"),
        pytest.param({"eligible": 8, "yes": 5}, 5, True, id="five-of-eight"),
        pytest.param(
            {"yes": 4, "no": 1, "written_yes": 1, "written_in_time": True}, 5, True, id="in-time"
        ),
        pytest.param(
            {"yes": 4, "no": 1, "written_yes": 1, "written_in_time": False}, 4, False, id="late"
        ),
        pytest.param({"yes": 4, "no": 1, "written_yes": 1}, 4, False, id="unknown"),
    ],
)
def test_votes_in_favour(tally, favour, carried):
    meeting = counted(**tally)
    assert (meeting.favour, meeting.carried) == (favour, carried)


@pytest.mark.parametrize(
    ("tally", "where"),
    [
        pytest.param({"present": 10}, {"present"}, id="more-present-than-entitled"),
        pytest.param({"yes": 4, "no": 2}, {"yes"}, id="more-ballots-than-present"),
        pytest.param({"written_yes": 3, "written_no": 2}, {"written_yes"}, id="more-than-absent"),
    ],
)
def test_a_contradictory_tally_is_named_at_its_field(tally, where):
    assert set(votes.tally_faults(counted(**tally))) == where
    with pytest.raises(ValidationError):
        counted(**tally).clean()


def test_a_consistent_tally_passes():
    assert votes.tally_faults(counted(yes=4, no=1, written_yes=2, written_no=2)) == {}
