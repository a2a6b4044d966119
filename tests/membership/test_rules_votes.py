"""Rules about who is entitled, what counts, the resolution and committees: one thing changed."""

from datetime import date

import pytest

from casework.models import Sanction
from membership.models import Gathering
from tests.asking import Row
from tests.membership.factories import leave_out, member
from tests.membership.tables import asked

APPROVED_ON = "2027-11-01"


def vote(purpose="admission", **facts):
    """Change the vote of a meeting; it counts anew."""

    def tell(case):
        found = case.meetings.get(purpose=purpose)
        for name, value in facts.items():
            setattr(found, name, value)
        found.save()

    return tell


def left_out(number, consent_on, adopted_on, purpose="admission"):
    """The meeting leaves out somebody; the vote copies what the meeting says."""
    return lambda case: leave_out(case, number, consent_on, adopted_on, purpose)


def at_a_meeting(**shared):
    """The vote was taken at a meeting that has other numbers on record."""

    def tell(case):
        found = case.meetings.get(purpose="admission")
        told = {"eligible": found.eligible, "present": found.present, **shared}
        vote(gathering=Gathering.tell(case.unit_id, found.held_on, told, None))(case)

    return tell


def rolled(number, lost=0):
    """The roll of the branch has so many full members; the last `lost` of them have no vote."""

    def enter(case):
        found = [member(f"党员{place}", case.unit) for place in range(2, number)]
        for person in found[:lost]:
            Sanction.objects.create(
                person=person, kind="party_probation_penalty", since=date(2020, 1, 1)
            )

    return enter


def sat(purpose, **facts):
    """Change the vote of a committee; none where there are no facts."""

    def tell(case):
        rows = case.sittings.filter(purpose=purpose)
        rows.update(**facts) if facts else rows.delete()

    return tell


def branch_committee(purpose, day, present):
    def sit(case):
        case.sittings.create(purpose=purpose, held_on=day, members=5, present=present)

    return sit


def nine_with_an_exclusion(consent_on, adopted_on):
    """Nine should attend, five come and agree; a tenth is left out. Of nine five are enough, of ten
    they are not."""

    def tell(case):
        vote(eligible=9, present=5, yes=5, no=0)(case)
        left_out(1, consent_on, adopted_on)(case)

    return tell


BOTH = ("2027-09-20", "2027-10-08")
ROWS = [
    Row(
        "exclusions_approved",
        "both-approvals",
        "pre_reviewed",
        left_out(1, *BOTH),
        fails=False,
    ),
    Row("exclusions_approved", "no-consent", "pre_reviewed", left_out(1, None, BOTH[1])),
    Row("exclusions_approved", "not-adopted", "pre_reviewed", left_out(1, BOTH[0], None)),
    Row("exclusions_approved", "consent-later", "pre_reviewed", left_out(1, "2027-10-09", BOTH[1])),
    Row(
        "exclusions_approved",
        "conversion",
        "probationary",
        left_out(1, None, None, purpose="conversion"),
    ),
    Row(
        "exclusions_approved",
        "outcome",
        "probationary",
        left_out(1, None, None, purpose="outcome"),
        step="extend",
    ),
    Row("exclusions_approved", "2014-text", "pre_reviewed", vote(unapproved=1), law=2014),
    Row(
        "admission_carried",
        "nine-with-a-tenth-left-out-by-both-approvals",
        "pre_reviewed",
        nine_with_an_exclusion(*BOTH),
        fails=False,
    ),
    Row(
        "admission_carried",
        "nine-with-a-tenth-left-out-by-one-approval",
        "pre_reviewed",
        nine_with_an_exclusion(BOTH[0], None),
        also=("admission_quorate", "exclusions_approved"),
    ),
    Row(
        "written_opinions_counted",
        "in-time",
        "pre_reviewed",
        vote(written_no=1, written_in_time=True),
        fails=False,
    ),
    Row("written_opinions_counted", "late", "pre_reviewed", vote(written_no=1)),
    Row(
        "written_opinions_counted", "conversion", "probationary", vote("conversion", written_yes=2)
    ),
    Row("roll_agrees", "nine", "pre_reviewed", rolled(9), fails=False),
    Row("roll_agrees", "ten", "pre_reviewed", rolled(10)),
    Row("roll_agrees", "ten-and-one-without-vote", "pre_reviewed", rolled(10, 1), fails=False),
    Row("roll_agrees", "not-kept", "pre_reviewed", rolled(2), fails=False),
    Row("roll_agrees", "2014-text", "pre_reviewed", rolled(10), law=2014),
    Row("one_roll_for_all", "same", "pre_reviewed", at_a_meeting(), fails=False),
    Row("one_roll_for_all", "somebody-left", "pre_reviewed", at_a_meeting(present=6), fails=False),
    Row("one_roll_for_all", "another-number", "pre_reviewed", at_a_meeting(eligible=10)),
    Row("resolution_complete", "no-performance", "adopted", vote(performance="")),
    Row("resolution_complete", "not-signed", "adopted", vote(signed_by="")),
    Row("resolution_complete", "undated", "adopted", vote(signed_on=None)),
    Row("resolution_complete", "signed-later", "adopted", vote(signed_on="2027-11-02")),
    Row("resolution_complete", "signed-today", "adopted", vote(signed_on=APPROVED_ON), fails=False),
    Row("resolution_complete", "2014-text", "adopted", vote(signed_by=""), law=2014),
    Row(
        "conversion_resolution_complete",
        "no-performance",
        "probationary",
        vote("conversion", performance=""),
    ),
    Row(
        "approved_in_six_months",
        "unknown",
        "adopted",
        {"adopted_on": None},
        also=(
            "approved_after_meeting",
            "approved_in_three_months",
            "talked_before_approval",
            "approved_by_vote",
        ),
    ),
    Row(
        "approved_after_meeting",
        "day-before",
        "adopted",
        {"adopted_on": "2027-11-02"},
        also=("talked_before_approval", "approved_by_vote"),
    ),
    Row(
        "approved_after_meeting",
        "same-day",
        "adopted",
        {"adopted_on": "2027-11-01", "approval_talk_on": "2027-11-01"},
        fails=False,
    ),
    Row("approved_by_vote", "no-vote", "adopted", sat("approval")),
    Row("approved_by_vote", "half", "adopted", sat("approval", members=12)),
    Row("approved_by_vote", "more-than-half", "adopted", sat("approval", members=11), fails=False),
    Row("approved_by_vote", "votes-unknown", "adopted", sat("approval", yes=None)),
    Row("approved_by_vote", "before-the-meeting", "adopted", sat("approval", held_on="2027-10-07")),
    Row("approved_by_vote", "taken-back", "adopted", sat("approval", withdrawn=True)),
    Row("approved_by_vote", "2014-text", "adopted", sat("approval"), law=2014),
    Row("converted_by_vote", "no-vote", "probationary", sat("conversion")),
    Row("converted_by_vote", "half", "probationary", sat("conversion", members=12)),
    Row("extended_by_vote", "no-vote", "probationary", sat("extension"), step="extend"),
    Row("extended_by_vote", "half", "probationary", sat("extension", yes=3), step="extend"),
    Row(
        "extended_by_vote",
        "before-the-meeting",
        "probationary",
        sat("extension", held_on="2028-10-07"),
        step="extend",
    ),
    Row(
        "extended_by_vote",
        "on-the-day-of-the-meeting",
        "probationary",
        sat("extension", held_on="2028-10-08"),
        step="extend",
        fails=False,
    ),
    Row("extended_by_vote", "2014-text", "probationary", sat("extension"), step="extend", law=2014),
    Row("annulled_by_vote", "no-vote", "probationary", sat("annulment"), step="annul"),
    Row("annulled_by_vote", "extended-before", "extended", sat("annulment", yes=3), step="annul"),
    Row(
        "annulled_by_vote",
        "taken-back",
        "probationary",
        sat("annulment", withdrawn=True),
        step="annul",
    ),
    Row(
        "proposal_quorate",
        "two-of-five",
        "activist",
        branch_committee("proposal", "2027-07-12", 2),
    ),
    Row(
        "proposal_quorate",
        "three-of-five",
        "activist",
        branch_committee("proposal", "2027-07-12", 3),
        fails=False,
    ),
    Row(
        "review_quorate", "two-of-five", "prospective", branch_committee("review", "2027-09-01", 2)
    ),
    Row(
        "review_quorate",
        "another-day",
        "prospective",
        branch_committee("review", "2027-09-02", 2),
        fails=False,
    ),
]


@pytest.mark.django_db
@pytest.mark.parametrize("row", ROWS, ids=str)
def test_entitled_counted_resolved_and_decided(row):
    assert asked(row) == row.expected
