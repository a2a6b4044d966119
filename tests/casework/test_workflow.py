"""The one door: a step is taken whole, with its audit row and event, or not at all."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from casework import audit
from casework.models import AuditEvent
from casework.workflow import (
    Blocked,
    NotPossible,
    Stale,
    guard_of,
    open_case,
    perform,
    ready,
    record,
    rehearse,
    steps,
    take_back,
)
from membership.models import Application
from tests.membership.factories import application, day_of
from tests.officers import officer, township

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return officer("township_officer", township())


@pytest.fixture
def case():
    return application("applicant")


def designate(case, clerk, **how):
    return perform(case, "designate", by=clerk, on=day_of("applicant"), **how)


def snapshot():
    """Everything a step may write."""
    cases = list(Application.objects.order_by("pk").values())
    events = list(AuditEvent.objects.order_by("seq").values())
    (case,) = Application.objects.all()
    return cases, events, list(case.steps.values()), list(case.deadlines.values())


def test_a_step_moves_the_case_and_leaves_one_row_and_one_event(case, clerk):
    designate(case, clerk, note="支委会一致同意")
    case.refresh_from_db()
    (row,) = case.steps.all()
    event = AuditEvent.objects.get()
    assert (case.stage, case.stage_since, case.version) == ("activist", day_of("applicant"), 1)
    assert (row.source, row.target, row.by, row.note) == (
        "applicant",
        "activist",
        clerk,
        "支委会一致同意",
    )
    assert (event.kind, event.person_id, event.actor_id) == ("designate", case.person_id, clerk.pk)


def test_the_audit_row_names_every_rule_asked_with_its_text(case, clerk):
    designate(case, clerk)
    (step,) = [step for step in steps(Application) if step.name == "designate"]
    asked = {rule.slug for rule in guard_of(step).in_force(day_of("applicant"))}
    cites = case.steps.get().cites
    assert set(cites) == asked
    assert all(code for code in cites.values())


def test_a_blocked_step_names_everything_that_is_missing_and_keeps_nothing(case, clerk):
    Application.objects.update(talked_on=None, recommended_on=None)
    before = snapshot()
    with pytest.raises(Blocked) as refusal:
        designate(case, clerk, facts=lambda locked: setattr(locked, "talker", "李主任"))
    slugs = {found.rule.slug for found in refusal.value.findings}
    assert {"talked", "recommended"} <= slugs
    assert snapshot() == before


def test_a_warning_is_set_aside_with_a_reason_that_is_kept(case, clerk):
    Application.objects.update(talked_on=date(2026, 7, 9), talk_due_on=date(2026, 7, 1))
    with pytest.raises(Blocked) as refusal:
        designate(case, clerk)
    (slug,) = {found.rule.slug for found in refusal.value.findings}
    designate(case, clerk, waive={slug: "当时书记住院"})
    assert case.steps.get().waived == {slug: "当时书记住院"}


def test_a_block_is_not_set_aside_by_any_reason(case, clerk):
    Application.objects.update(talked_on=None)
    with pytest.raises(Blocked):
        designate(case, clerk, waive={"talked": "来不及"})


def test_a_form_opened_before_somebody_elses_change_is_stale(case, clerk):
    opened_with = case.version
    record(case, "talk", lambda locked: setattr(locked, "talker", "王书记"), by=clerk)
    before = snapshot()
    with pytest.raises(Stale):
        designate(case, clerk, version=opened_with)
    assert snapshot() == before


def test_a_step_starts_from_its_own_stage_only(case, clerk):
    with pytest.raises(NotPossible):
        perform(case, "adopt", by=clerk)


def test_who_lacks_the_permission_is_refused(case):
    secretary = officer("branch_secretary", case.unit)
    other = officer("branch_reader", case.unit)
    designate(case, secretary)
    with pytest.raises(PermissionDenied):
        take_back(case, by=other, note="看看")


def test_the_stage_is_assigned_by_nobody_else(case):
    with pytest.raises(AttributeError):
        case.stage = "full"


def test_a_rehearsal_keeps_nothing(case, clerk):
    before = snapshot()
    outcome = rehearse(
        case,
        "designate",
        by=clerk,
        on=day_of("applicant"),
        facts=lambda locked: setattr(locked, "talker", "李主任"),
    )
    assert outcome.blocking == [] and snapshot() == before


def test_taking_back_restores_stage_and_facts_and_keeps_both_rows(case, clerk):
    designate(case, clerk, facts=lambda locked: setattr(locked, "talker", "李主任"))
    take_back(case, by=clerk, note="日期写错")
    case.refresh_from_db()
    assert (case.stage, case.talker) == ("applicant", "白振")
    assert [row.name for row in case.steps.all()] == ["designate", "take_back"]
    assert ready(Application, "designate", day_of("applicant")).filter(pk=case.pk).exists()


def test_taking_back_wants_a_reason_and_something_to_take_back(case, clerk):
    with pytest.raises(NotPossible):
        take_back(case, by=clerk, note="没有可撤的")
    designate(case, clerk)
    with pytest.raises(NotPossible):
        take_back(case, by=clerk, note="  ")


def test_recording_a_fact_is_never_refused_and_tells_before_and_after(case, clerk):
    record(case, "talk", lambda locked: setattr(locked, "talked_on", date(2020, 1, 1)), by=clerk)
    event = AuditEvent.objects.get()
    assert '"talked_on": ["2026-06-10", "2020-01-01"]' in event.payload


def test_a_step_row_is_never_changed_nor_deleted(case, clerk):
    designate(case, clerk)
    row = case.steps.get()
    with pytest.raises(TypeError):
        row.save()
    with pytest.raises(TypeError):
        row.delete()


def acts(clerk):
    """Every way through the door."""
    write = lambda locked: setattr(locked, "talker", "李主任")  # noqa: E731
    return {
        "perform": lambda case: designate(case, clerk, facts=write),
        "record": lambda case: record(case, "talk", write, by=clerk),
        "take_back": lambda case: take_back(case, by=clerk, note="日期写错"),
    }


@pytest.mark.parametrize("act", ["perform", "record", "take_back"])
def test_when_the_event_cannot_be_written_nothing_is_kept(case, clerk, monkeypatch, act):
    if act == "take_back":
        designate(case, clerk)
    before = snapshot()

    def fail(*args, **details):
        raise OSError("the disk is full")

    monkeypatch.setattr(audit, "append", fail)
    with pytest.raises(OSError, match="disk"):
        acts(clerk)[act](Application.objects.get())
    assert snapshot() == before


def test_opening_a_case_is_whole_too(case, clerk, monkeypatch):
    person = case.person
    Application.objects.update(stage="withdrawn")
    monkeypatch.setattr(audit, "append", lambda *args, **details: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        open_case(Application(person=person, unit=case.unit), by=clerk)
    assert Application.objects.count() == 1
