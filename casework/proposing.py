"""The one way to leave a step for somebody else to decide: of one case or of several."""

from .four_eyes import propose
from .models import Proposal
from .workflow import Blocked, Outcome, Stale, set_aside


def put_forward(
    case, step, outcome: Outcome, posted, *, reasons: dict[str, str], version: int | None, by
) -> Proposal:
    """Keep what was typed for the one who decides, where the rules allow it as `outcome` found.

    `case` is the one whose form was opened with `version`. Raises Blocked, Stale, Settled where a
    proposal is waiting already, PermissionDenied.
    """
    failed = [found for found in outcome.findings if not found.met]
    if not all(set_aside(found, reasons) for found in failed):
        raise Blocked(failed)
    if version != outcome.case.version:
        raise Stale(outcome.case)
    return propose(case, step, posted, by=by)
