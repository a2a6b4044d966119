"""What the Party committee decides takes two people, unless the township sets that aside."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from casework import four_eyes
from casework.access import DECIDE, POWERS
from casework.models import Account, AuditEvent, Proposal, Unit
from casework.workflow import perform, record, step_behind, step_of, take_back
from membership.models import Application
from tests.membership.factories import SAT, application, day_of
from tests.officers import branch, officer, township, village
from tests.told import told


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(datetime(2028, 1, 10, 4, tzinfo=UTC), tick=False) as moment:
        yield moment


@pytest.fixture
def case(db):
    """An adopted case whose approval nothing blocks, in a township that wants two people."""
    found = application("adopted", step="approve")
    Unit.objects.filter(pk=township().pk).update(four_eyes=True)
    return Application.objects.get(pk=found.pk)


def signed_in(role, unit=None, name=""):
    client = Client()
    client.user = officer(role, unit or township(), name)
    client.force_login(client.user)
    return client


@pytest.fixture
def preparer(db):
    return signed_in("township_officer")


@pytest.fixture
def approver(db):
    return signed_in("township_approver")


def url(case) -> str:
    return f"/membership/{case.pk}/step/approve/"


def send(client, case, action="propose", **changed):
    facts = {"approved_on": str(case.approved_on or "2027-10-20"), "version": case.version}
    facts |= {f"sitting-{name}": number for name, number in SAT.items()}
    return client.post(url(case), {**facts, "action": action, **changed})


def decide(client, proposal, action="confirm", **more):
    return client.post(proposal.get_absolute_url(), {"action": action, **more})


def stage(case) -> str:
    return Application.objects.get(pk=case.pk).stage


def told_of(kind: str) -> dict:
    return told(AuditEvent.objects.get(kind=kind))


def test_the_page_offers_to_propose_and_not_to_confirm(preparer, case):
    page = send(preparer, case, "check").content.decode()
    assert "提请审批" in page and "确认推进" not in page


def test_one_proposes_and_another_confirms(preparer, approver, case):
    assert send(preparer, case).url == case.get_absolute_url()
    proposal = Proposal.objects.get()
    assert stage(case) == "adopted"
    page = approver.get(proposal.get_absolute_url())
    assert page.context["may_decide"] and "township_officer" in page.content.decode()
    assert "2027" in str(page.context["answers"])
    assert decide(approver, proposal).url == case.get_absolute_url()
    assert stage(case) == "probationary"
    event = told_of("approve")
    assert (event["actor_id"], event["prepared_by"]) == (approver.user.pk, preparer.user.pk)
    assert "alone" not in event


def test_the_preparer_cannot_confirm_the_own_proposal(preparer, case):
    send(preparer, case)
    proposal = Proposal.objects.get()
    assert not preparer.get(proposal.get_absolute_url()).context["may_decide"]
    assert decide(preparer, proposal).status_code == 403
    assert stage(case) == "adopted"


def test_another_officer_neither_confirms_nor_sends_back(preparer, case):
    send(preparer, case)
    proposal, colleague = Proposal.objects.get(), signed_in("township_officer", name="colleague")
    page = colleague.get(proposal.get_absolute_url())
    assert not page.context["may_decide"] and "由乡镇审批人审批或退回" in page.content.decode()
    assert decide(colleague, proposal).status_code == 403
    assert decide(colleague, proposal, "return", note="缺谈话记录").status_code == 403
    with pytest.raises(four_eyes.NeedsTwo):
        perform(case, "approve", by=colleague.user, proposal=proposal)
    assert stage(case) == "adopted" and Proposal.objects.pending().exists()


def test_the_officer_does_not_confirm_what_the_approver_prepared(preparer, approver, case):
    send(approver, case)
    assert decide(preparer, Proposal.objects.get()).status_code == 403
    other = signed_in("township_approver", name="other")
    assert decide(other, Proposal.objects.get()).status_code == 302
    assert stage(case) == "probationary"


def test_one_role_decides():
    """Whoever prepares dossiers holds no right to decide what was prepared."""
    deciding = {role for role, powers in POWERS.items() if powers.has(DECIDE)}
    assert deciding == {Account.Role.TOWNSHIP_APPROVER}


def test_where_nobody_can_decide_the_page_says_so(preparer, case):
    send(preparer, case)
    proposal = Proposal.objects.get()
    assert "还没有“乡镇审批人”账号" in preparer.get(proposal.get_absolute_url()).content.decode()
    signed_in("township_approver")
    assert "还没有" not in preparer.get(proposal.get_absolute_url()).content.decode()


def test_where_it_is_set_aside_another_officer_confirms_what_waits(preparer, case):
    send(preparer, case)
    Unit.objects.filter(pk=township().pk).update(four_eyes=False)
    colleague = signed_in("township_officer", name="colleague")
    proposal = Proposal.objects.get()
    page = colleague.get(proposal.get_absolute_url()).content.decode()
    assert "还没有“乡镇审批人”账号" not in page
    assert decide(colleague, proposal).status_code == 302
    assert stage(case) == "probationary"


def test_nobody_gets_round_it_by_hand(preparer, approver, case):
    assert send(preparer, case, "confirm").status_code == 403
    assert send(approver, case, "confirm").status_code == 403
    with pytest.raises(four_eyes.NeedsTwo):
        perform(case, "approve", by=preparer.user)
    assert stage(case) == "adopted"


def test_a_proposal_fits_its_own_case_alone(preparer, approver, case):
    send(preparer, case)
    other = application("adopted", step="approve", unit=branch(village("石桥村")))
    with pytest.raises(four_eyes.Settled):
        perform(other, "approve", by=approver.user, proposal=Proposal.objects.get())


def test_it_waits_on_the_home_on_the_case_and_in_the_list(preparer, approver, case):
    send(preparer, case)
    proposal = Proposal.objects.get()
    counters = approver.get(reverse("home")).context["counters"]
    assert (counters[0]["label"], counters[0]["value"]) == ("待审批", "1")
    assert preparer.get(reverse("home")).context["counters"][0]["label"] != "待审批"
    assert proposal.get_absolute_url() in approver.get(reverse("proposals")).content.decode()
    assert proposal.get_absolute_url() in preparer.get(case.get_absolute_url()).content.decode()


def test_it_is_sent_back_with_a_reason_and_prepared_again(preparer, approver, case):
    send(preparer, case)
    proposal = Proposal.objects.get()
    assert decide(approver, proposal, "return").status_code == 422
    assert decide(approver, proposal, "return", note="缺谈话记录").status_code == 302
    assert told_of("proposal_returned")["note"] == "缺谈话记录"
    assert send(preparer, case).status_code == 302
    assert Proposal.objects.pending().count() == 1


def test_the_preparer_takes_it_back(preparer, case):
    send(preparer, case)
    decide(preparer, Proposal.objects.get(), "return", note="填错了")
    assert Proposal.objects.get().state == "withdrawn"
    assert AuditEvent.objects.filter(kind="proposal_withdrawn").exists()


def test_a_branch_secretary_neither_proposes_nor_sends_back(preparer, case):
    send(preparer, case)
    secretary = signed_in("branch_secretary", case.unit)
    proposal = Proposal.objects.get()
    assert send(secretary, case).status_code == 403
    assert decide(secretary, proposal, "return", note="x").status_code == 403
    assert Proposal.objects.pending().count() == 1


def test_a_stranger_finds_nothing(preparer, case):
    send(preparer, case)
    stranger = signed_in("branch_secretary", branch(village("石桥村")), "stranger")
    assert stranger.get(Proposal.objects.get().get_absolute_url()).status_code == 404


def test_only_one_waits_at_a_time(preparer, case):
    send(preparer, case)
    assert send(preparer, case).status_code == 409
    assert Proposal.objects.count() == 1


def test_a_case_changed_meanwhile_is_not_decided(preparer, approver, case):
    send(preparer, case)
    record(case, "talk", lambda fresh: None, by=preparer.user)
    proposal = Proposal.objects.get()
    assert not approver.get(proposal.get_absolute_url()).context["may_decide"]
    assert decide(approver, proposal).status_code == 409
    assert stage(case) == "adopted"


def test_a_second_decision_comes_too_late(preparer, approver, case):
    send(preparer, case)
    proposal = Proposal.objects.get()
    decide(approver, proposal)
    with pytest.raises(four_eyes.Settled):
        four_eyes.send_back(proposal, case, what="x", note="x", by=approver.user)
    assert decide(approver, proposal).status_code == 302
    assert AuditEvent.objects.filter(kind="approve").count() == 1


def test_a_blocked_step_cannot_be_proposed(preparer, case):
    case.papers.all().delete()
    assert send(preparer, case).status_code == 409
    assert not Proposal.objects.exists()


def test_a_stale_form_is_not_proposed(preparer, case):
    assert send(preparer, case, version=99).status_code == 409
    assert not Proposal.objects.exists()


def test_where_it_is_set_aside_the_event_says_alone(preparer, case):
    Unit.objects.filter(pk=township().pk).update(four_eyes=False)
    assert send(preparer, case, "confirm").status_code == 302
    assert told_of("approve")["alone"] is True
    page = signed_in("audit_administrator").get(reverse("audit")).content.decode()
    assert "一人提请并审批" in page


def test_other_steps_take_one_person(db):
    case = application("applicant")
    Unit.objects.filter(pk=township().pk).update(four_eyes=True)
    assert not four_eyes.asks_for_two(case, step_of(case, "designate"))


def test_the_answers_lie_sealed_and_go_with_the_decision(preparer, approver, case):
    send(preparer, case)
    proposal = Proposal.objects.get()
    assert b"approved_on" not in bytes(proposal.answers)
    assert "approved_on" in four_eyes.answers_of(proposal)
    decide(approver, proposal)
    proposal.refresh_from_db()
    assert proposal.answers is None


def test_the_database_holds_to_one_pending_proposal(preparer, case):
    send(preparer, case)
    proposal = Proposal.objects.get()
    proposal.pk = None
    with pytest.raises(IntegrityError):
        proposal.save()


def test_revoked_rights_count_at_once(preparer, approver, case):
    send(preparer, case)
    approver.user.account.role = "branch_reader"
    approver.user.account.save()
    with pytest.raises(PermissionDenied):
        perform(case, "approve", by=approver.user, proposal=Proposal.objects.get())


# Taking an approval back ---------------------------------------------------------------------


@pytest.fixture
def approved(preparer, approver, case):
    """A case whose admission two people have approved."""
    send(preparer, case)
    decide(approver, Proposal.objects.get())
    return Application.objects.get(pk=case.pk)


def send_back_step(client, case, **changed):
    form = {"note": "会议记录有误", "version": case.version, **changed}
    return client.post(f"/membership/{case.pk}/take-back/", form)


def waiting() -> Proposal:
    return Proposal.objects.pending().get()


def test_an_approval_is_taken_back_by_two(preparer, approver, approved):
    page = preparer.get(f"/membership/{approved.pk}/take-back/").content.decode()
    assert "提请撤回这一步" in page and "也要两人" in page
    assert send_back_step(preparer, approved).status_code == 302
    assert stage(approved) == "probationary", "asked for, and not yet done"
    assert told(AuditEvent.objects.filter(kind="proposed").latest("seq"))["note"] == "会议记录有误"
    page = approver.get(waiting().get_absolute_url())
    assert page.context["may_decide"] and "会议记录有误" in page.content.decode()
    assert decide(approver, waiting()).url == approved.get_absolute_url()
    assert stage(approved) == "adopted"
    event = told_of("take_back")
    assert (event["actor_id"], event["prepared_by"]) == (approver.user.pk, preparer.user.pk)
    assert "alone" not in event


@pytest.mark.parametrize("role", ["township_officer", "township_approver"])
def test_nobody_takes_an_approval_back_alone(role, approved):
    one = signed_in(role, name="one")
    with pytest.raises(four_eyes.NeedsTwo):
        take_back(approved, by=one.user, note="x", version=approved.version)
    send_back_step(one, approved)
    with pytest.raises(four_eyes.NeedsTwo):
        take_back(approved, by=one.user, note="x", proposal=waiting())
    assert decide(one, waiting()).status_code == 403
    assert one.post(reverse("proposals-decide"), {"proposal": waiting().pk}).status_code in (
        403,
        404,
    )
    assert stage(approved) == "probationary"


def test_a_second_officer_is_no_approver(preparer, approved):
    send_back_step(preparer, approved)
    colleague = signed_in("township_officer", name="colleague")
    assert decide(colleague, waiting()).status_code == 403
    assert stage(approved) == "probationary"


def test_a_proposal_to_step_forward_takes_nothing_back(preparer, approver, case):
    """Nor the other way round: what waits is what is decided."""
    send(preparer, case)
    with pytest.raises(four_eyes.Settled):
        take_back(approved_by_two(case, approver), by=approver.user, note="x", proposal=one_made())
    assert stage(case) == "probationary"


def approved_by_two(case, approver) -> Application:
    decide(approver, Proposal.objects.get())
    return Application.objects.get(pk=case.pk)


def one_made() -> Proposal:
    """The settled proposal, as if it still waited."""
    Proposal.objects.update(state="pending")
    return Proposal.objects.get()


def test_the_batch_of_decisions_takes_nothing_back(preparer, approver, approved):
    send_back_step(preparer, approved)
    assert approver.get(reverse("proposals-decide")).status_code == 302, "nothing to decide there"
    posted = {"proposal": waiting().pk, "action": "confirm"}
    assert approver.post(reverse("proposals-decide"), posted).status_code == 404
    assert stage(approved) == "probationary"


def test_what_moved_on_meanwhile_is_not_taken_back(preparer, approver, approved):
    send_back_step(preparer, approved)
    record(approved, "talk", lambda fresh: None, by=preparer.user)
    assert decide(approver, waiting()).status_code == 409
    assert send_back_step(preparer, approved).status_code == 409, (
        "and a stale form asks for nothing"
    )
    assert stage(approved) == "probationary"


def test_a_step_of_one_person_is_taken_back_by_one_and_settles_nothing(preparer, approver, db):
    case = application("applicant")
    Unit.objects.filter(pk=township().pk).update(four_eyes=True)
    case = perform(case, "designate", by=preparer.user, on=day_of("applicant")).case
    step = step_behind(case, case.last_step())
    asked = four_eyes.propose_back(case, step, "x", by=preparer.user, what="x")
    with pytest.raises(four_eyes.Settled):
        take_back(case, by=preparer.user, note="x", proposal=asked)
    assert send_back_step(approver, case).status_code == 403, "whoever may not take it"
    assert send_back_step(signed_in("branch_secretary", case.unit), case).status_code == 302
    assert stage(case) == "applicant" and "prepared_by" not in told_of("take_back")


def test_a_secretary_asks_for_no_taking_back_of_an_approval(approved):
    secretary = signed_in("branch_secretary", approved.unit)
    assert send_back_step(secretary, approved).status_code == 403
    with pytest.raises(PermissionDenied):
        step = step_behind(approved, approved.last_step())
        four_eyes.propose_back(approved, step, "x", by=secretary.user, what="x")
    assert not Proposal.objects.pending().exists()


def test_where_it_is_set_aside_taking_back_says_alone(preparer, approved):
    Unit.objects.filter(pk=township().pk).update(four_eyes=False)
    assert send_back_step(preparer, approved).status_code == 302
    assert stage(approved) == "adopted" and told_of("take_back")["alone"] is True
