"""Counting by-elections of both bodies, and what an election does to a seat."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.models import Term
from casework.workflow import perform
from talent import elections
from talent.elections import Count
from tests.officers import branch, officer, township, village
from tests.talent.factories import full_member, hold, seat_of, talent

NUMBERS = st.integers(0, 3000)


def count(**numbers) -> Count:
    return Count(
        **{"due": 29, "present": 24, "candidates": 2, "ballots": 24, "votes": 20, **numbers}
    )


@pytest.mark.parametrize(
    ("seats", "candidates"), [(1, 2), (2, 3), (3, 4), (4, 5), (5, 6), (6, 8), (10, 12), (15, 18)]
)
def test_a_branch_election_needs_a_fifth_more_candidates_than_seats(seats, candidates):
    assert elections.candidates_wanted(seats) == candidates
    assert elections.branch_valid(count(seats=seats, candidates=candidates))
    assert not elections.branch_valid(count(seats=seats, candidates=candidates - 1))


@given(st.integers(1, 200))
def test_the_margin_is_a_fifth_rounded_up_and_never_nothing(seats):
    wanted = elections.candidates_wanted(seats)
    assert wanted > seats and 5 * wanted >= 6 * seats > 5 * (wanted - 1)


@pytest.mark.parametrize(
    ("numbers", "valid"),
    [
        pytest.param({"present": 24}, True, id="four-fifths"),
        pytest.param({"present": 23, "ballots": 23}, False, id="one-fewer"),
        pytest.param({"due": 30}, True, id="exactly-four-fifths"),
        pytest.param({"ballots": 25}, False, id="more-ballots-than-voters"),
        pytest.param({"ballots": 23}, True, id="a-ballot-not-returned"),
    ],
)
def test_whether_a_branch_election_is_valid(numbers, valid):
    assert elections.valid("branch", count(**numbers)) == valid


@given(NUMBERS, NUMBERS)
def test_more_than_half_of_those_due_is_more_than_half_of_those_present(present, votes):
    due = present + 5
    if elections.branch_won(count(due=due, present=present, votes=votes)):
        assert elections.branch_won(count(due=due, present=present, votes=votes), elections.PRESENT)


@pytest.mark.parametrize(
    ("votes", "won", "unsettled"),
    [
        pytest.param(12, False, False, id="half-of-those-present"),
        pytest.param(13, False, True, id="between-the-readings"),
        pytest.param(15, True, False, id="more-than-half-of-those-due"),
    ],
)
def test_a_result_between_the_two_readings_needs_a_word_from_above(votes, won, unsettled):
    tally = count(votes=votes)
    assert elections.won("branch", tally) == won
    assert elections.needs_confirmation("branch", tally) == unsettled


@pytest.mark.parametrize(
    ("numbers", "valid", "won"),
    [
        pytest.param({"ballots": 450, "votes": 226}, False, True, id="half-voted"),
        pytest.param({"ballots": 451, "votes": 226}, True, True, id="more-than-half"),
        pytest.param({"ballots": 451, "votes": 225}, True, False, id="fewer-than-half-of-votes"),
        pytest.param(
            {"ballots": 300, "votes": 100, "supplementary": True}, True, True, id="a-third"
        ),
        pytest.param(
            {"ballots": 300, "votes": 99, "supplementary": True}, True, False, id="below-a-third"
        ),
    ],
)
def test_an_election_of_the_villagers_committee(numbers, valid, won):
    tally = count(**{"due": 900, "present": 460, **numbers})
    assert (elections.valid("villagers", tally), elections.won("villagers", tally)) == (valid, won)


# What an election does to a seat -----------------------------------------------------------


def seat_taken(case):
    perform(
        case,
        "take_seat",
        by=officer("township_officer", township()),
        on=case.seated_on,
        waive={},
    )
    return case.seat.terms.get(until__isnull=True)


@pytest.mark.django_db
def test_a_by_elected_person_replaces_the_office_cadre():
    seat = seat_of(village())
    cadre = hold(seat, full_member(village(), is_office_cadre=True), holder="seconded_cadre")
    term = seat_taken(talent("candidate", seat=seat))
    cadre.refresh_from_db()
    seat.refresh_from_db()
    assert (term.holder, term.basis) == (Term.Holder.LOCAL, Term.Basis.BY_ELECTED)
    assert (cadre.until, seat.state) == (date(2026, 10, 19), "held_local")


@pytest.mark.django_db
@pytest.mark.parametrize("vacated_on", [None, date(2026, 5, 1)], ids=["held", "vacant"])
def test_a_by_election_ends_with_the_term_of_the_seat(vacated_on):
    seat = seat_of(village())
    ends = date(2028, 3, 31)
    hold(
        seat,
        full_member(village()),
        holder="seconded_cadre",
        until=vacated_on,
        term_ends_on=ends,
    )
    assert seat_taken(talent("candidate", seat=seat)).term_ends_on == ends


@pytest.mark.django_db
def test_somebody_from_another_village_does_not_make_the_seat_local():
    elsewhere = village("东河村")
    case = talent("candidate", seat=seat_of(elsewhere))
    case.person.affiliation = branch(elsewhere)
    case.person.save()
    assert seat_taken(case).holder == Term.Holder.EXTERNAL
