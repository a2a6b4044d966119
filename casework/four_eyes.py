"""What the Party committee decides takes two people: one prepares the step, the township
approver, who is somebody else, decides it. So does taking such a decision back.

A township may set it aside (`Unit.four_eyes`); then the event of the step says `alone`. The
answers that were prepared lie sealed until they are decided; deciding goes through `perform`.
"""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from . import audit, identity
from .access import APPROVALS, DECIDE, POWERS, acting
from .beside import key_of
from .models import Account, Proposal, Unit
from .sealing import wrapped_key

BACK = "take_back"  # the step of a proposal to undo the newest one
DROPPED = ("csrfmiddlewaretoken", "form_token", "action", "version")


class NeedsTwo(PermissionDenied):
    """Whoever prepares the step may not decide it as well, and only an approver decides."""


class Settled(Exception):
    """The proposal has been decided, sent back or withdrawn, or another one is waiting."""


def asks_for_two(case, step) -> bool:
    """Whether the step is one that takes two people at the place of the case, to take it or to
    take it back. One query."""
    return step.permission in APPROVALS and wants_two(case)


def wants_two(case) -> bool:
    """Whether approvals take two people at the place of the case. One query."""
    return bool(wanting_two([case]))


def wanting_two(cases) -> set[int]:
    """The numbers of those cases of a pipeline at whose place approvals take two. One query."""
    above = {number for case in cases for number in case.unit.lineage}
    strict = Unit.objects.filter(pk__in=above, kind=Unit.Kind.TOWNSHIP, four_eyes=True)
    found = set(strict.values_list("pk", flat=True))
    return {case.pk for case in cases if found.intersection(case.unit.lineage)}


def witnesses(case, step, by, proposal, name: str = "") -> dict:
    """What the event of a step says of the people behind it; settles the proposal.

    `name` is BACK where the step is taken back. Stands in the transaction of `perform`, the case
    under lock. Raises NeedsTwo, Settled.
    """
    if step.permission not in APPROVALS:
        if proposal is not None:  # the case has moved on to what takes nobody's approval
            raise Settled
        return {}
    if proposal is None:
        if asks_for_two(case, step):
            raise NeedsTwo
        return {"alone": True}
    held = _held(proposal)
    if held.subject != key_of(case) or held.step != (name or step.name):
        raise Settled
    if not may_decide(held, case, by):
        raise NeedsTwo
    case.watch.look(held)
    _settle(held, Proposal.State.CONFIRMED, by)
    alone = {"alone": True} if held.prepared_by_id == by.pk else {}
    told = {"prepared_by": held.prepared_by_id, "prepared_name": str(held.prepared_by.account)}
    return {**told, "proposal": held.pk, **alone}


def may_decide(proposal, case, user) -> bool:
    """Whether the user is the one who decides what another has prepared. One query at most."""
    if proposal.prepared_by_id != user.pk and user.has_perm(DECIDE, case):
        return True
    return not wants_two(case)


def nobody_decides(case) -> bool:
    """Whether no account that works may decide at the place of the case. One query."""
    deciding = [role for role, powers in POWERS.items() if powers.has(DECIDE)]
    working = Account.objects.filter(role__in=deciding, user__is_active=True)
    return not working.filter(unit__in=case.unit.lineage).exists()


def pending_of(case) -> Proposal | None:
    """What waits for somebody's decision about the case. One query at most."""
    ways = case._meta.get_field("stage").get_all_transitions(type(case))
    approvals = [way for way in ways if way.permission in APPROVALS]
    if not any(case.stage in (way.source, way.target) for way in approvals):
        return None
    return Proposal.objects.pending().for_list().filter(subject=key_of(case)).first()


def to_decide(user):
    """The proposals that wait for the user: of the own unit, and prepared by somebody else."""
    if not user.has_perm(DECIDE):
        return Proposal.objects.none()
    return Proposal.objects.visible_to(user).pending().exclude(prepared_by=user)


@transaction.atomic
def propose(case, step, posted, *, by) -> Proposal:
    """Keep the answers for somebody else to decide. Raises Settled when one is waiting."""
    standing, by = _standing(case), acting(by)
    if not by.has_perm(step.permission, standing):
        raise PermissionDenied
    answers = posted.copy()
    for name in DROPPED:
        answers.pop(name, None)
    return _wait(case, standing, step.name, answers, by, what=str(step.custom["label"]))


@transaction.atomic
def propose_back(case, step, note: str, *, by, what: str) -> Proposal:
    """Ask that the newest step be taken back. Raises Settled when something is waiting already."""
    standing, by = _standing(case), acting(by)
    back = f"{case._meta.app_label}.{BACK}"
    if not all(by.has_perm(each, standing) for each in (back, step.permission)):
        raise PermissionDenied
    answers = QueryDict(mutable=True)
    answers["note"] = note
    return _wait(case, standing, BACK, answers, by, what=what, note=note)


def _wait(case, standing, step: str, answers: QueryDict, by, **told) -> Proposal:
    """Of `case` as its form was opened, which the version says."""
    made = Proposal(
        subject=key_of(case),
        person=case.person,
        unit=case.unit,
        step=step,
        version=case.version,
        answers=identity.seal(wrapped_key(case.person), answers.urlencode()),
        prepared_by=by,
    )
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as twice:
        raise Settled from twice
    standing.watch.new(made)
    audit.record("proposed", by=by, case=standing, **told)
    return made


def answers_of(proposal) -> QueryDict:
    """The form as it was sent; empty once the person's key has been destroyed."""
    return QueryDict(identity.unseal(proposal.person.key, proposal.answers))


def _standing(case):
    """The case read anew, which stands still until the transaction ends."""
    rows = type(case)._base_manager.select_related("person", "unit")
    return rows.select_for_update(of=("self",)).get(pk=case.pk)


def _held(proposal) -> Proposal:
    held = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if held.state != Proposal.State.PENDING:
        raise Settled
    return held


def _settle(held, state: str, by) -> None:
    held.state, held.settled_by, held.settled_at = state, by, timezone.now()
    held.answers = None
    held.save()


@transaction.atomic
def send_back(proposal, case, *, what: str, note: str, by) -> str:
    """Give a proposal back with the reason, or take the own one back; which of the two it was."""
    case = _standing(case)  # before the proposal: steps take their locks in this order
    held, by = _held(proposal), acting(by)
    own = held.prepared_by_id == by.pk
    if not own and not (_approves(by, case) and may_decide(held, case, by)):
        raise PermissionDenied
    case.watch.look(held)
    _settle(held, Proposal.State.WITHDRAWN if own else Proposal.State.RETURNED, by)
    kind = "proposal_withdrawn" if own else "proposal_returned"
    audit.record(kind, by=by, case=case, what=what, note=note)
    return _("已撤回。") if own else _("已退回，理由已记入留痕。")


def _approves(by, case) -> bool:
    return any(by.has_perm(each, case) for each in APPROVALS)
