"""What happened in a case: its steps, its facts by their own day, and who entered what."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from ..audit_words import kind_words, kinds, sentences
from ..wording import clauses
from ..workflow import guard_of, steps
from .showing import events_of

MOST_EVENTS = 60


def timeline(case, user, extra=()) -> list[dict]:
    """Rows for _timeline.html, newest first; `extra` are the pipeline's own. Two queries."""
    taken = case.taken
    rows = [*_steps(case, taken), *_facts(case, taken), *extra, *_events(case, user, taken)]
    return sorted(rows, key=lambda row: (row["day"], not row.get("system")), reverse=True)


def _steps(case, taken) -> list[dict]:
    undone = {row.takes_back_id for row in taken} - {None}
    rules = (rule for step in steps(type(case)) for rule in guard_of(step).rules)
    titles = {rule.slug: rule.title for rule in rules}
    known = kinds()
    return [_step(row, row.pk in undone, titles, kind_words(row.name, known)) for row in taken]


def _step(row, undone: bool, titles: dict, words: str) -> dict:
    reasons = (
        _("“%(rule)s”不符合，理由：%(why)s") % {"rule": titles.get(slug, slug), "why": why}
        for slug, why in row.waived.items()
    )
    return {
        "day": row.decided_on,
        "title": _("%s（已撤回）") % words if undone else words,
        "actor": str(row.by.account),
        "detail": clauses(reasons),
        "note": row.note,
        "tone": "plain" if undone or row.takes_back_id else "normal",
    }


def _facts(case, taken) -> list[dict]:
    """Every recorded day that no step tells of already."""
    deciding = {step.custom["day"] for step in steps(type(case))}
    told = {name for row in taken for name in row.changed} & deciding
    return [
        {"day": value, "title": str(case._meta.get_field(name).verbose_name).removesuffix("日期")}
        for name, value in case.facts().items()
        if isinstance(value, date) and name not in told
    ]


def _events(case, user, taken) -> list[dict]:
    """Who entered what and when, in small; a step already stands in a row of its own."""
    names = {row.name for row in taken}
    told = sentences(
        events_of(case, user).exclude(kind__in=names)[:MOST_EVENTS],
        people=[case.person],
        actors={row.by_id: str(row.by.account) for row in taken} | {user.pk: str(user.account)},
    )
    return [_event(line) for line in told]


def _event(line: dict) -> dict:
    at = timezone.localtime(line["at"])
    changed = (f"{c['label']} {c['before']} → {c['after']}" for c in line["changes"])
    return {
        "day": at.date(),
        "title": line["what"],
        "actor": f"{line['actor']} {at:%H:%M}",
        "detail": clauses([line["details"], *changed]),
        "note": line["note"],
        "system": True,
    }
