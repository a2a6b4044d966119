"""Rules of nomination, election and the ways out: one thing taken away at a time."""

import pytest

from casework.models import Person, Sanction
from tests.asking import Row
from tests.officers import branch, village
from tests.talent.factories import hold, seat_of
from tests.talent.tables import adds, asked, none_of, one

BRANCH, VILLAGERS = "nominate_for_branch", "nominate_for_villagers"


def to_branch(rule, words, change, **more):
    return Row(rule, words, "reserve", change, step=BRANCH, **more)


def to_villagers(rule, words, change, **more):
    return Row(rule, words, "reserve", change, step=VILLAGERS, **more)


def elected(rule, words, change, **more):
    return Row(rule, words, "candidate", change, **more)


def penalty(kind, since, until=None):
    return lambda case: Sanction.objects.create(
        person=case.person, kind=kind, since=since, until=until
    )


def held(holder):
    """Somebody sits on the seat."""

    def sit(case):
        other = Person.objects.create(name="甲", unit=case.unit)
        hold(case.seat, other, holder=holder)

    return sit


def seat_in(body="branch", post="member", of=None):
    """The case is put up for another seat."""

    def choose(case):
        unit = village(of) if of else case.unit
        case.seat = seat_of(unit, body, number=9, post=post)
        case.save()

    return choose


def no_committee(case):
    case.unit.children.update(has_committee=False)


def no_committee_but_the_secretary(case):
    no_committee(case)
    seat_in(post="secretary")(case)


def affiliation_moved_to_the_seat(case):
    """The person goes to a village with a committee of its own, affiliation and all."""
    seat_in(of="东河村")(case)
    case.person.affiliation = branch(village("东河村"))
    case.person.save()


def seat_elsewhere_only(case):
    branch(village("东河村"))
    seat_in(of="东河村")(case)


def two_ballots(case):
    """A valid ballot lost and a void one won on the same day: neither elects."""
    numbers = {"seat": case.seat, "held_on": case.seated_on, "due": 29, "candidates": 2}
    case.elections.all().delete()
    case.elections.create(present=24, ballots=24, votes=10, **numbers)
    case.elections.create(present=20, ballots=20, votes=19, **numbers)


def vote_on_another_seat(case):
    case.elections.update(seat=seat_of(case.unit, "branch", number=9))


PROBATION = "party_probation_penalty"
OUT = {
    "return_to_reserve": "candidate",
    "leave_seat": "seated",
    "suspend": "pool",
    "reject": "lead",
    "leave_store": "reserve",
}

ROWS = [
    to_branch("full_member", "unknown", {"person__full_member_on": None}),
    to_branch("full_member", "today", {"person__full_member_on": "2026-09-20"}, fails=False),
    to_branch("full_member", "tomorrow", {"person__full_member_on": "2026-09-21"}),
    to_branch(
        "member_has_rights",
        "open",
        penalty(PROBATION, "2026-01-01"),
        also=("no_running_sanction",),
    ),
    to_branch(
        "member_has_rights",
        "last-day",
        penalty(PROBATION, "2025-09-20", "2026-09-20"),
        also=("no_running_sanction",),
    ),
    to_branch(
        "member_has_rights",
        "restored-yesterday",
        penalty(PROBATION, "2025-09-19", "2026-09-19"),
        fails=False,
    ),
    to_branch(
        "member_has_rights",
        "warning-only",
        penalty("warning", "2026-01-01", "2027-01-01"),
        fails=False,
        also=("no_running_sanction",),
    ),
    to_branch(
        "member_has_rights",
        "expelled",
        penalty("expulsion", "2026-01-01"),
        also=("no_running_sanction",),
    ),
    to_branch("affiliated_here", "unknown", {"person__affiliation": None}),
    to_branch("affiliated_here", "seat-elsewhere", seat_elsewhere_only),
    to_branch("affiliated_here", "moved-with-the-seat", affiliation_moved_to_the_seat, fails=False),
    to_branch("young", "thirty-five", {"person__born_on": "1990-09-21"}, fails=False),
    to_branch("young", "thirty-six-today", {"person__born_on": "1990-09-20"}),
    to_branch("young", "unknown", {"person__born_on": None}),
    to_villagers("young", "thirty-six-today", {"person__born_on": "1990-09-20"}),
    to_branch("appraised_excellent", "good", one("posts", grade="good")),
    to_branch("appraised_excellent", "none", none_of("posts")),
    to_branch("appraised_excellent", "today", one("posts", appraised_on="2026-09-20"), fails=False),
    to_branch("appraised_excellent", "tomorrow", one("posts", appraised_on="2026-09-21")),
    to_branch("member_has_rights", "from-tomorrow", penalty(PROBATION, "2026-09-21"), fails=False),
    to_branch(
        "member_has_rights",
        "from-today",
        penalty(PROBATION, "2026-09-20"),
        also=("no_running_sanction",),
    ),
    to_villagers(
        "no_statutory_bar",
        "from-today",
        adds("hits", code="expelled", severity="caution", since="2026-09-20"),
        also=("no_caution",),
    ),
    to_villagers(
        "no_statutory_bar",
        "from-tomorrow",
        adds("hits", code="expelled", severity="caution", since="2026-09-21"),
        fails=False,
    ),
    Row("matter_cleared", "same-day", "suspended", {"suspended_on": "2026-08-01"}, fails=False),
    to_branch("committee_exists", "fewer-than-seven", no_committee),
    to_branch(
        "committee_exists",
        "secretary-alone",
        no_committee_but_the_secretary,
        fails=False,
    ),
    to_branch("seat_open", "held-by-a-local", held("local")),
    to_branch("seat_open", "held-from-elsewhere", held("external_local")),
    to_branch("seat_open", "held-by-a-cadre", held("seconded_cadre"), fails=False),
    to_branch("seat_open", "abolished", {"seat__state": "abolished"}),
    to_branch(
        "seat_open",
        "none-chosen",
        {"seat": None},
        also=("branch_seat", "committee_exists", "affiliated_here"),
    ),
    to_branch("branch_seat", "villagers", seat_in("villagers")),
    to_villagers("villagers_seat", "branch", seat_in("branch")),
    to_villagers("on_villager_list", "unknown", {"villager_class": ""}),
    to_villagers("on_villager_list", "resident", {"villager_class": "resident"}, fails=False),
    to_villagers("not_office_staff", "cadre", {"person__is_office_cadre": True}),
    to_villagers("not_office_staff", "cadre-2018", {"person__is_office_cadre": True}, law=2025),
    to_villagers("full_member", "never-asked", {"person__full_member_on": None}, fails=False),
    to_villagers(
        "no_statutory_bar",
        "expelled",
        adds("hits", code="expelled", severity="caution", since="2010-01-01", until="2015-01-01"),
    ),
    to_villagers(
        "no_statutory_bar",
        "crime",
        adds("hits", code="crime", severity="bar", since="2010-01-01", until="2013-01-01"),
        also=("no_bar",),
    ),
    to_villagers(
        "no_statutory_bar",
        "expelled-before-2026",
        adds("hits", code="expelled", severity="caution", since="2010-01-01", until="2015-01-01"),
        law=2025,
        fails=False,
    ),
    elected("election_valid", "quorum-missed", one("elections", present=23, ballots=23)),
    elected("election_valid", "no-margin", one("elections", candidates=1)),
    elected("election_valid", "more-ballots-than-voters", one("elections", ballots=25)),
    elected(
        "election_valid",
        "on-another-day",
        one("elections", held_on="2026-10-19"),
        also=("election_won",),
    ),
    elected(
        "election_valid",
        "of-another-seat",
        vote_on_another_seat,
        also=("election_won",),
    ),
    elected("election_valid", "none", none_of("elections"), also=("election_won",)),
    elected("election_won", "lost-where-valid-won-where-not", two_ballots),
    elected("election_won", "half-of-those-due", one("elections", due=30, votes=15)),
    elected("election_won", "one-more", one("elections", due=30, votes=16), fails=False),
    Row("matter_cleared", "unknown", "suspended", {"cleared_on": None}),
    Row("matter_cleared", "before", "suspended", {"cleared_on": "2026-06-30"}),
    Row("matter_cleared", "tomorrow", "suspended", {"cleared_on": "2026-08-02"}),
    Row(
        "no_bar",
        "after-all",
        "suspended",
        adds("hits", code="gang", severity="bar", since="2026-07-01"),
    ),
    *(
        Row("reason_given", f"{step}-without", stage, {"end_reason": ""}, step=step)
        for step, stage in OUT.items()
    ),
    Row(
        "reason_given",
        "of-an-earlier-return",
        "reserve",
        {"ended_on": "2026-10-19", "suspended_on": None},
        step="leave_store",
    ),
]


@pytest.mark.django_db
@pytest.mark.parametrize("row", ROWS, ids=str)
def test_the_steps_to_a_seat_and_the_ways_out(row):
    assert asked(row) == row.expected
