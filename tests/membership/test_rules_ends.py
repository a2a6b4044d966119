"""Rules of moves out, non-recognition and posthumous recognition (articles 12, 27, 34, 41)."""

import pytest

from casework.models import Person
from casework.workflow import perform, take_back
from tests.asking import Row
from tests.membership.factories import application, day, day_of
from tests.membership.tables import asked
from tests.officers import officer, township

MOVED = {"transferred_in_on": "2028-03-01", "transfer_verified_on": "2028-03-10"}
OUT, NOT, AFTER = (
    {"step": step} for step in ("transfer_out", "not_recognise", "recognise_posthumously")
)
ROWS = [
    Row("materials_passed_on", "not-passed-on", "activist", {"materials_passed_on": None}, **OUT),
    Row("materials_passed_on", "nowhere", "probationary", {"transferred_to": ""}, **OUT),
    Row("refusal_approved", "never-moved", "probationary", {}, fails=False, **NOT),
    Row("refusal_approved", "moved-on-probation", "probationary", MOVED, **NOT),
    Row("refusal_approved", "nobody-named", "probationary",
        {**MOVED, "refusal_approved_on": "2028-10-01"}, **NOT),
    Row("refusal_approved", "approved", "probationary",
        {**MOVED, "refusal_approved_on": "2028-10-01", "refusal_approver": "县委组织部"},
        fails=False, **NOT),
    Row("refusal_approved", "approved-later", "probationary",
        {**MOVED, "refusal_approved_on": "2028-10-21", "refusal_approver": "县委组织部"}, **NOT),
    Row("refusal_approved", "moved-before-the-admission", "probationary",
        {**MOVED, "transferred_in_on": "2027-10-07"}, fails=False, **NOT),
    Row("non_recognition_announced", "unknown", "full", {"end_announced_on": None}, **NOT),
    Row("had_asked_to_join", "never-asked", "activist", {"applied_on": None}, **AFTER),
    Row("had_asked_to_join", "letter-after-the-discussion", "applicant",
        {"applied_on": "2028-09-02"}, **AFTER),
    Row("posthumously_discussed", "unknown", "applicant", {"posthumous_discussed_on": None},
        also=("had_asked_to_join", "posthumously_examined"), **AFTER),
    Row("posthumously_examined", "before-the-discussion", "prospective",
        {"posthumous_examined_on": "2028-08-31"}, **AFTER),
    Row("posthumously_examined", "unknown", "deceased", {"posthumous_examined_on": None},
        also=("posthumously_approved",), **AFTER),
    Row("posthumously_approved", "by-others", "deceased", {"posthumous_approver": "other"},
        **AFTER),
    Row("posthumously_approved", "before-the-examination", "activist",
        {"posthumous_examined_on": "2028-10-21"}, also=("posthumously_examined",), **AFTER),
    Row("reason_given", "no-deed", "activist", {"end_reason": ""}, **AFTER),
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("row", ROWS, ids=str)
def test_the_ends(row):
    assert asked(row) == row.expected


def taken(stage: str, step: str, **facts):
    """A case after a step of the township's officer, and the officer."""
    by = officer("township_officer", township())
    case = application(stage, step=step, **facts)
    return perform(case, step, by=by, on=day_of(stage, step)).case, by


@pytest.mark.django_db
def test_somebody_recognised_after_death_is_counted_among_no_members():
    case, _by = taken("activist", "recognise_posthumously")
    assert case.stage == "posthumous"
    assert case.person.standing == Person.Standing.NONE and case.person.affiliation is None


@pytest.mark.django_db
@pytest.mark.parametrize("step", ["transfer_out", "record_death"])
def test_who_leaves_is_no_longer_counted_in_the_branch_until_it_is_taken_back(step):
    case, by = taken("probationary", step)
    assert case.person.affiliation is None
    case = take_back(case, by=by, note="误点")
    assert case.person.affiliation == case.unit
    assert case.person.joined_on == day("2027-10-08")
