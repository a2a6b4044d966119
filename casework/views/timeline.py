"""What happened in a case: its steps, its facts by their own day, and who entered what."""

import json
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import AuditEvent
from ..workflow import guard_of, steps
from .showing import actor_names, change_words, event_title, subject_of

MOST_EVENTS = 60


def timeline(case, pipeline, extra=()) -> list[dict]:
    """Rows for _timeline.html, newest first; `extra` are the pipeline's own. Three queries."""
    taken = list(case.steps.select_related("by__account"))
    rows = [*_steps(case, taken, pipeline), *_facts(case, taken), *extra]
    rows += _events(case, pipeline)
    return sorted(rows, key=lambda row: (row["day"], not row.get("system")), reverse=True)


def _steps(case, taken, pipeline) -> list[dict]:
    undone = {row.takes_back_id for row in taken} - {None}
    titles = {rule.slug: rule.title for step in steps(type(case)) for rule in guard_of(step).rules}
    return [
        {
            "day": row.decided_on,
            "title": _step_title(row, undone, pipeline),
            "actor": row.by.account.display_name,
            "detail": "；".join(
                _("“%(rule)s”不符合，理由：%(why)s") % {"rule": titles.get(slug, slug), "why": why}
                for slug, why in row.waived.items()
            ),
            "note": row.note,
            "tone": None if row.pk in undone else "normal",
        }
        for row in taken
    ]


def _step_title(row, undone, pipeline) -> str:
    title = event_title(row.name, pipeline)
    return _("%s（已撤回）") % title if row.pk in undone else title


def _facts(case, taken) -> list[dict]:
    """Every recorded day that no step tells of already."""
    told = {name for row in taken for name in row.changed} & _deciding_days(case)
    return [
        {"day": value, "title": str(case._meta.get_field(name).verbose_name).removesuffix("日期")}
        for name, value in case.facts().items()
        if isinstance(value, date) and name not in told
    ]


def _deciding_days(case) -> set[str]:
    return {step.custom["day"] for step in steps(type(case))}


def _events(case, pipeline) -> list[dict]:
    """Who entered what and when, in small; a step already stands in its own row."""
    mine = AuditEvent.objects.filter(person_id=case.person_id, subject=subject_of(case))
    found = [(event, json.loads(event.payload)) for event in mine[:MOST_EVENTS]]
    shown = [(event, payload) for event, payload in found if not payload.get("step")]
    names = actor_names(event.actor_id for event, _payload in shown)
    return [_event(event, payload, names, pipeline) for event, payload in shown]


def _event(event, payload, names, pipeline) -> dict:
    at = timezone.localtime(event.at)
    return {
        "day": at.date(),
        "title": event_title(event.kind, pipeline),
        "actor": f"{names.get(event.actor_id, '')} {at:%H:%M}",
        "detail": "；".join(change_words(payload.get("changed") or {}, pipeline.model)),
        "note": payload.get("note", ""),
        "system": True,
    }
