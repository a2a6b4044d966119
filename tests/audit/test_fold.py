"""State equals the fold of the log, whatever path a change took."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.http import QueryDict

from casework import audit, fold, immutable
from casework.desk import postpone, resume
from casework.four_eyes import propose, send_back
from casework.models import AuditEvent, Person, Proposal
from casework.workflow import first_facts, perform, record, step_of, take_back
from membership.models import Application, ApplicationStep
from talent.models import Talent
from tests.membership.factories import NEXT, day_of
from tests.officers import officer, township
from tests.talent.factories import talent

from .trails import acted, clerk, forge, opened, vouched

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return clerk()


@pytest.fixture
def case(by):
    return acted(by)


def orm_update(case):
    Application.objects.filter(pk=case.pk).update(talked_on="2026-06-02")


def bulk_update(case):
    case.talker = "王主任"
    Application.objects.bulk_update([case], ["talker"])


def plain_save(case):
    case.is_mobile = True
    case.save()


def stage_by_sql(case):
    forge("UPDATE membership_application SET stage = 'full'")


def stage_by_update(case):
    Application.objects.filter(pk=case.pk).update(**{"stage": "proposed"})


def unit_by_update(case):
    Application.objects.filter(pk=case.pk).update(unit=case.unit.parent)


def step_by_sql(case):
    forge("UPDATE membership_applicationstep SET note = '补的' WHERE name = 'take_back'")


def step_deleted(case):
    last = case.steps.order_by("-pk").first().pk
    forge("DELETE FROM membership_applicationstep WHERE id = %s", last)


PATHS = [
    (orm_update, "talked_on"),
    (bulk_update, "talker"),
    (plain_save, "is_mobile"),
    (stage_by_sql, "stage"),
    (stage_by_update, "stage"),
    (unit_by_update, "unit"),
    (step_by_sql, "step"),
    (step_deleted, "step"),
]


def test_the_acts_of_a_case_lead_to_its_row(case):
    assert AuditEvent.objects.exclude(kind="vouch").count() == 5 and list(fold.differences()) == []


@pytest.mark.parametrize("change, what", PATHS, ids=lambda value: getattr(value, "__name__", ""))
def test_a_change_past_the_doors_is_named_with_its_case(case, by, change, what):
    other = talent("lead")
    vouched()
    with transaction.atomic():
        audit.record("register", by=by, case=other, changed={})
    Talent.objects.filter(pk=other.pk).delete()
    change(case)
    (found, *_gone) = fold.differences()
    assert found.subject == f"membership.application:{case.pk}"
    assert found.what.startswith(what)
    with pytest.raises(CommandError, match="differences"):
        call_command("audit", "reconcile")


def test_a_change_that_a_later_act_painted_over_is_named_too(case, by):
    Application.objects.filter(pk=case.pk).update(talker="赵六")
    record(case, "talk", lambda one: setattr(one, "talker", "王书记"), by=by)
    (found,) = fold.differences()
    last = AuditEvent.objects.latest("seq").seq
    assert (found.what, found.row, found.log, found.seq) == ("talker", "赵六", "李主任", last)


def test_a_stage_jumped_before_a_proper_step_is_named(by):
    case = opened("applicant", by)
    forge("UPDATE membership_application SET stage = 'applicant'")
    perform(case, "designate", by=by, on=day_of("applicant"))
    assert list(fold.differences()) == []
    forge("UPDATE membership_application SET stage = 'proposed', stage_since = NULL")
    case.refresh_from_db()
    record(case, "talk", lambda one: setattr(one, "talker", "王书记"), by=by)
    assert [(d.what, d.row, d.log) for d in fold.differences()] == [
        ("stage", "proposed", "activist")
    ]


def test_a_case_without_an_opening_event_is_named():
    case = talent("lead")
    vouched()
    (found,) = fold.differences()
    assert (found.subject, found.what) == (f"talent.talent:{case.pk}", "register")


def test_a_case_that_is_gone_is_named_with_the_event_that_opened_it(by):
    case = talent("lead")
    vouched()
    with transaction.atomic():
        audit.record("register", by=by, case=case, changed={})
    pk = case.pk
    Talent.objects.filter(pk=pk).delete()
    (found,) = fold.differences()
    assert (found.subject, found.row, found.seq) == (
        f"talent.talent:{pk}",
        "gone",
        AuditEvent.objects.latest("seq").seq,
    )


def test_reading_a_dossier_changes_nothing(case, by):
    with transaction.atomic():
        subject = f"membership.application:{case.pk}"
        audit.append("view", by=by, person_id=case.person_id, subject=subject)
    assert list(fold.differences()) == []


def test_the_number_of_questions_does_not_grow_with_the_cases(by, django_assert_max_num_queries):
    for _number in range(3):
        opened("applicant", by)
    with django_assert_max_num_queries(27):
        assert list(fold.differences()) == []


@pytest.mark.parametrize(
    ("column", "value"), [("by_id", "the other's"), ("takes_back_id", None)], ids=["by", "undoes"]
)
def test_who_took_a_step_and_what_it_undid_follow_from_the_events(case, column, value):
    other = officer("township_officer", township(), "other")
    vouched()
    row = case.steps.filter(takes_back__isnull=False).get()
    wanted = other.pk if value else None
    forge(f"UPDATE membership_applicationstep SET {column} = %s WHERE id = %s", wanted, row.pk)
    assert [found.what for found in fold.differences()] == [f"step {row.pk}"]


def test_a_case_put_under_another_person_is_named(case):
    other = Person.objects.create(name="另一人", unit=case.unit)
    vouched()
    Application.objects.filter(pk=case.pk).update(person=other)
    assert "person" in {found.what for found in fold.differences()}


@pytest.mark.parametrize("verb", ["UPDATE {} SET note = 'x'", "DELETE FROM {}"])
def test_a_step_is_never_changed_not_even_by_sql(case, verb):
    table = ApplicationStep._meta.db_table
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(verb.format(table))
    with pytest.raises(DatabaseError), transaction.atomic():
        ApplicationStep.objects.update(name="x")
    assert "x" not in {text for row in case.steps.all() for text in (row.name, row.note)}


def test_the_triggers_stand_on_whatever_is_written_once():
    tables = {model._meta.db_table for model in immutable.models()}
    assert tables == {
        "casework_auditevent",
        "casework_comparison",
        "casework_standard",
        "membership_applicationstep",
        "talent_talentstep",
    }
    assert immutable.missing() == set()


@pytest.mark.parametrize("stage", NEXT)
def test_every_step_forward_and_back_is_folded(by, stage):
    case = opened(stage, by)
    perform(case, NEXT[stage], by=by, on=day_of(stage))
    assert list(fold.differences()) == []
    take_back(case, by=by, note="点错了")
    assert list(fold.differences()) == []


def proposed(by):
    """A case with a proposal that waits."""
    case = opened("adopted", by)
    with transaction.atomic():
        propose(case, step_of(case, "approve"), QueryDict("x=1"), by=by)
    assert list(fold.differences()) == []
    return case


def test_a_proposal_said_to_be_anothers_is_named(by):
    case, other = proposed(by), officer("township_officer", township(), "other")
    Proposal.objects.update(prepared_by=other)
    vouched()
    (found,), (row,) = of_case_and_proposal()
    assert row.subject == f"casework.proposal:{Proposal.objects.get().pk}"
    assert (found.what, found.row, found.log) == ("proposal", other.pk, by.pk)
    perform(
        case, "approve", by=officer("township_approver", township(), "approver"),
        on=day_of("adopted"), proposal=Proposal.objects.get(),
    )  # fmt: skip
    vouched()
    assert [found.what for found in of_case_and_proposal()[0]] == ["prepared_by"]


def of_case_and_proposal() -> tuple[list, list]:
    """What is named of the case, and what of the row of the proposal itself."""
    every = list(fold.differences())
    mine = [found for found in every if found.subject.startswith("membership.")]
    return mine, [found for found in every if found not in mine]


@pytest.mark.parametrize("change", ["settled", "gone", "forged"])
def test_a_proposal_settled_taken_out_or_put_in_past_the_doors_is_named(by, change):
    case = opened("adopted", by) if change == "forged" else proposed(by)
    if change == "settled":
        Proposal.objects.update(state=Proposal.State.RETURNED)
    elif change == "gone":
        Proposal.objects.all().delete()
    else:
        subject = f"membership.application:{case.pk}"
        told = {"subject": subject, "person": case.person, "unit": case.unit, "version": 0}
        Proposal.objects.create(step="approve", prepared_by=by, **told)
    assert [[one.what for one in found] for found in of_case_and_proposal()] == [["proposal"]] * 2


def test_a_proposal_sent_back_or_decided_is_folded(by):
    case = proposed(by)
    send_back(Proposal.objects.get(), case, what="审批", note="填错了", by=by)
    assert list(fold.differences()) == []


@pytest.mark.parametrize("act", ["proposed", "sent back", "put off", "taken up"])
def test_an_act_on_a_case_read_before_it_went_on_tells_nothing_false(by, act):
    case = proposed(by) if act == "sent back" else opened("adopted", by)
    early = Application.objects.get(pk=case.pk)
    held = Proposal.objects.first()
    perform(case, "approve", by=by, on=day_of("adopted"))
    if act == "proposed":
        propose(early, step_of(early, "approve"), QueryDict("x=1"), by=by)
    elif act == "sent back":
        send_back(held, early, what="审批", note="填错了", by=by)
    elif act == "put off":
        postpone([(early, "talk", "谈话")], until=date(2030, 1, 1), reason="外出", by=by)
    else:
        resume(early, "talk", "谈话", by=by)
    assert list(fold.differences()) == []


def test_a_suspension_and_its_end_are_folded(by):
    case = talent("pool")
    vouched()
    with transaction.atomic():
        audit.record("register", by=by, case=case, changed=first_facts(case))

    def suspended(one):
        one.suspended_on, one.end_reason = date(2026, 5, 1), "外出务工"

    def cleared(one):
        one.cleared_on = date(2026, 6, 1)

    perform(case, "suspend", by=by, on=date(2026, 5, 1), facts=suspended)
    perform(case, "resume", by=by, on=date(2026, 6, 1), facts=cleared)
    assert list(fold.differences()) == []
    take_back(case, by=by, note="点错了")
    take_back(case, by=by, note="点错了")
    case.refresh_from_db()
    assert (case.stage, case.suspended_from) == ("pool", "")
    assert list(fold.differences()) == []
