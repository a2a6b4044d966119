"""What is planned of one case, for its page: pure arithmetic over rows already read."""

from datetime import date

from django.utils.translation import gettext as _

from ..held import Held, failed_votes
from ..planning import Planned, plan, remaining

PHASES = ("activist", "probation")


def planned_steps(case, rows, today: date) -> list[dict]:
    """The steps that remain, each with its first and last day, seen from today on."""
    found = plan(case, _held(rows), not_before=today)
    return [_line(one, today) for one in remaining(found)]


def _held(rows) -> Held:
    """What overview.Rows has fetched, as the planner wants it."""
    days = {phase: [a.held_on for a in rows.assessments if a.phase == phase] for phase in PHASES}
    return Held(
        mentors=[row.appointed_on for row in rows.mentoring],
        introducers=[row.appointed_on for row in rows.introducers],
        failed=failed_votes(rows.meetings),
        notices={row.kind: row for row in rows.notices},
        **days,
    )


def _line(one: Planned, today: date) -> dict:
    numbers = _("、").join(str(step.number) for step in one.waits_for)
    waiting = _("先办第 %s 步") % numbers if numbers else ""
    is_open = not waiting and one.earliest <= today and not one.too_late(today)
    return {
        "title": f"{one.step.number}. {one.step.title}",
        "actor": one.step.actor,
        "earliest": one.earliest,
        "open": is_open,
        "latest": one.latest,
        "at_most": one.at_most,
        "late": one.too_late(today),
        "note": _("；").join(filter(None, (waiting, "" if is_open else one.remark(today)))),
    }
