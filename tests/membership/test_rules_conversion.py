"""Rules of education on probation, conversion in detail and the archive (articles 24, 30–36)."""

import pytest

from casework.workflow import perform
from tests.asking import Row, changed
from tests.membership.factories import application, day, day_of
from tests.membership.tables import asked
from tests.officers import officer, township


def educated(**columns):
    return lambda case: case.educations.filter(phase="probation").update(**columns)


def silent_assessment(case):
    case.assessments.filter(phase="probation").update(companion_opinion="")


def with_cells(**columns):
    """The branch has cells; the case also has what is given."""

    def divide(case):
        changed(case, unit__has_cells=True, **columns)

    return divide


def met_late(**columns):
    """The meeting was held two months after the expiry."""

    def move(case):
        case.meetings.filter(purpose="conversion").update(held_on="2028-12-08")
        case.sittings.filter(purpose="conversion").update(held_on=ON["on"])
        changed(case, conversion_met_on="2028-12-08", **columns)

    return move


CELL = {"cell": "第一党小组", "conversion_cell_on": "2028-10-05"}
PAPER = ("paper_opinion_cell",)
OWN = {"delayed_by": "person", "delay_reason": "长期外出未归"}
ON = {"on": "2029-01-10"}
ROWS = [
    Row("assigned", "no-cell-where-there-are-cells", "probationary",
        with_cells(**{**CELL, "cell": ""})),
    Row("assigned", "in-a-cell", "probationary", with_cells(**CELL), fails=False),
    Row("branch_notified", "unknown", "probationary", {"branch_notified_on": None}),
    Row("branch_notified", "before-the-approval", "probationary",
        {"branch_notified_on": "2027-10-31"}),
    Row("branch_notified", "same-day", "probationary", {"branch_notified_on": "2027-11-01"},
        fails=False),
    Row("member_notified", "unknown", "probationary", {"member_notified_on": None}),
    Row("member_notified", "before-the-approval", "probationary",
        {"member_notified_on": "2027-10-31"}),
    Row("announced_after_approval", "unknown", "probationary", {"announced_on": None}),
    Row("announced_after_approval", "before-it", "probationary", {"announced_on": "2027-10-31"}),
    Row("educated_on_probation", "one-half", "probationary", educated(half_year=1)),
    Row("served_on_probation", "no-service", "probationary", educated(kind="lecture")),
    Row("served_on_probation", "2014-text", "probationary", educated(kind="lecture"), law=2014,
        fails=False),
    Row("introducers_kept_writing", "silent", "probationary", silent_assessment),
    Row("introducers_kept_writing", "2014-text", "probationary", silent_assessment, law=2014,
        fails=False),
    Row("conversion_opinions_heard", "unknown", "probationary", {"conversion_public_on": None}),
    Row("conversion_opinions_heard", "after-the-meeting", "probationary",
        {"conversion_members_on": "2028-10-09"}),
    Row("conversion_opinions_heard", "cell-not-heard", "probationary",
        with_cells(cell="第一党小组")),
    Row("conversion_reviewed", "unknown", "probationary", {"conversion_reviewed_on": None}),
    Row("conversion_reviewed", "after-the-meeting", "probationary",
        {"conversion_reviewed_on": "2028-10-09"}),
    Row("conversion_reviewed", "no-committee", "probationary",
        {"conversion_reviewed_on": None, "unit__has_committee": False}, fails=False),
    Row("conversion_not_applied_early", "first-day", "probationary",
        {"conversion_applied_on": "2028-09-08"}, fails=False),
    Row("conversion_not_applied_early", "day-before", "probationary",
        {"conversion_applied_on": "2028-09-07"}),
    Row("delay_explained", "silent", "probationary", met_late(), **ON),
    Row("delay_explained", "without-circumstances", "probationary",
        met_late(delayed_by="organisation"), **ON),
    Row("delay_explained", "explained", "probationary",
        met_late(delayed_by="organisation", delay_reason="支部换届"), fails=False, **ON),
    Row("standing_decided", "not-decided", "probationary", met_late(**OWN), **ON),
    Row("standing_decided", "decided", "probationary",
        met_late(**OWN, standing_from_on="2029-01-10"), fails=False, **ON),
    Row("standing_decided", "before-the-expiry", "probationary",
        met_late(**OWN, standing_from_on="2028-10-07"), **ON),
    Row("standing_decided", "after-the-step", "probationary",
        met_late(**OWN, standing_from_on="2029-01-11"), **ON),
    Row("custodian_named", "nobody", "full", {"archive_custodian": ""}),
    Row("custodian_named", "kind-unknown", "full", {"archive_kind": ""}),
    Row("conversion_notified", "unknown", "full", {"conversion_notified_on": None}),
    Row("conversion_notified", "before-the-approval", "full",
        {"conversion_notified_on": "2028-10-19"}),
    Row("conversion_announced", "no-talk", "full", {"conversion_talked_on": None}),
    Row("conversion_announced", "announced-too-early", "full",
        {"conversion_announced_on": "2028-10-19"}),
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("row", ROWS, ids=str)
def test_conversion_and_archive(row):
    assert asked(row) == row.expected


ARCHIVE_2026 = {
    "admission_form", "application_letter", "activist_registration_form",
    "political_review_conclusion", "probationary_registration_form", "conversion_application",
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("law", [2026, 2014])
def test_the_archive_asks_for_the_named_items_of_its_text(law):
    def without_papers(case):
        case.papers.all().delete()

    named = ARCHIVE_2026 - ({"probationary_registration_form"} if law == 2014 else set())
    row = Row("custodian_named", "papers", "full", without_papers, law=law)
    assert asked(row) == {f"paper_{kind}" for kind in named}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("facts", "standing"),
    [
        ({"delayed_by": "organisation", "delay_reason": "支部换届"}, "2028-10-08"),
        ({**OWN, "standing_from_on": "2029-01-10"}, "2029-01-10"),
    ],
)
def test_standing_counts_from_the_expiry_unless_the_person_was_late(facts, standing):
    case = application("probationary")
    met_late(**facts)(case)
    by = officer("township_officer", township())
    case = perform(case, "convert", by=by, on=day("2029-01-10")).case
    assert case.person.full_member_on == day(standing)


@pytest.mark.django_db
def test_the_archive_leaves_a_full_member_where_he_is():
    case, by = application("full"), officer("township_officer", township())
    case = perform(case, "archive", by=by, on=day_of("full")).case
    assert case.stage == "full" and case.steps.get().target == "full"
