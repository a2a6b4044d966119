"""Counting by-elections: pure functions (shared specification §4.3).

The winning basis of a branch election is unsettled between sources: `DUE`, the
stricter one, is the default; whoever passes it passes both.
"""

from dataclasses import dataclass

DUE, PRESENT = "due", "present"


@dataclass(frozen=True)
class Count:
    """Numbers of one ballot for one seat."""

    due: int  # entitled to vote: members of the branch, or registered villagers
    present: int  # attending, or villagers who voted
    candidates: int
    ballots: int  # returned
    votes: int  # for the person
    supplementary: bool = False
    seats: int = 1


def candidates_wanted(seats: int) -> int:
    """How many candidates a branch election needs: a fifth more than seats, rounded up."""
    return -(-6 * seats // 5)


def branch_valid(count: Count) -> bool:
    """Four fifths attend, 20 % more candidates than seats, no more ballots than voters."""
    return (
        5 * count.present >= 4 * count.due
        and count.candidates >= candidates_wanted(count.seats)
        and count.ballots <= count.present
    )


def branch_won(count: Count, basis: str = DUE) -> bool:
    """More than half of those due (default) or of those present."""
    return 2 * count.votes > (count.due if basis == DUE else count.present)


def villagers_valid(count: Count) -> bool:
    """More than half of the registered villagers vote; a supplementary ballot needs no quorum."""
    enough = count.supplementary or 2 * count.ballots > count.due
    return enough and count.ballots <= count.present


def villagers_won(count: Count) -> bool:
    """More than half of the votes cast; in the supplementary ballot a third or more."""
    if count.supplementary:
        return 3 * count.votes >= count.ballots
    return 2 * count.votes > count.ballots


def valid(body: str, count: Count) -> bool:
    return branch_valid(count) if body == "branch" else villagers_valid(count)


def won(body: str, count: Count) -> bool:
    return branch_won(count) if body == "branch" else villagers_won(count)


def needs_confirmation(body: str, count: Count) -> bool:
    """The result lies between the two readings of the winning basis."""
    return body == "branch" and branch_won(count, PRESENT) and not branch_won(count, DUE)
