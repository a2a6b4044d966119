"""Turns findings of the rules, events and changes into what the templates show."""

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ..audit import READINGS
from ..audit_words import kind_words, kinds, sentences
from ..beside import key_of
from ..four_eyes import Settled
from ..models import AuditEvent
from ..rules import BLOCK, WARN
from ..workflow import Blocked, Stale, next_steps


def finding_state(found) -> str:
    """met, blocked, warn or info: the states of casework_ui."""
    if found.met:
        return "met"
    return {BLOCK: "blocked", WARN: "warn"}.get(found.severity, "info")


def shown_findings(findings, case, pipeline, reasons=None, may_mend=True) -> list[dict]:
    """Every finding with article, arithmetic, the way to mend it and the reason field."""
    order = {"blocked": 0, "warn": 1, "info": 2, "met": 3}
    shown = [_shown(found, case, pipeline, reasons, may_mend) for found in findings]
    return sorted(shown, key=lambda finding: order[finding["state"]])


def _shown(found, case, pipeline, reasons, may_mend) -> dict:
    state = finding_state(found)
    slug = found.rule.slug
    mends = may_mend and not found.met
    return {
        "state": state,
        "slug": slug,
        "requirement": found.text,
        "article": found.citation,
        "arithmetic": found.arithmetic,
        "mend": mending(found, case, pipeline) if mends else None,
        "field": reasons[slug] if state == "warn" and reasons and slug in reasons.fields else None,
    }


def mending(found, case, pipeline) -> dict | None:
    """Where the missing fact or paper is entered, or what the rule is about is seen."""
    if found.rule.paper:
        url = reverse(f"{pipeline.app}:papers", args=[case.pk])
        return {"url": f"{url}?kind={found.rule.paper}", "label": _("补材料")}
    if not found.mend:
        return None
    if found.mend in pipeline.pages:
        name, words = pipeline.pages[found.mend]
        return {"url": reverse(name), "label": words}
    url = reverse(f"{pipeline.app}:record", args=[case.pk, found.mend])
    return {"url": url, "label": _("补录")}


def forward_step(case):
    """The transition that leads on from the case's stage; None after the last and the ends."""
    return next((step for step in next_steps(case) if not step.custom.get("out")), None)


def subjects_of(case) -> list[str]:
    """How the events of the chain name a case and its person."""
    return [key_of(case), f"casework.person:{case.person_id}"]


def events_of(case, user):
    """The events about a case and its person that the user may see, newest first;
    who read them stands in the trail only."""
    mine = AuditEvent.objects.visible_to(user)
    about = mine.filter(person_id=case.person_id, subject__in=subjects_of(case))
    return about.exclude(kind__in=READINGS)


def event_title(kind: str) -> str:
    """What a step or an event was, in words."""
    return kind_words(kind, kinds())


def stale_words(case, user) -> str:
    """Who changed the case meanwhile, when, and what. Three queries."""
    return changed_by(events_of(case, user), _("此人资料"))


def refusal_words(problem, case, user) -> str:
    """Why something was not done with a case, in a sentence."""
    if isinstance(problem, Stale):
        return stale_words(case, user)
    if isinstance(problem, Blocked):
        return _("没有推进：还有不能办的事项，或没有写明理由。")
    if isinstance(problem, Settled):
        return _("这个人已有一件提请在等审批。")
    if isinstance(problem, PermissionDenied):
        return _("没有办理这一步的权限。")
    return str(problem)


def stale_row(row, path: str, user) -> str:
    """The same of a row that is no case, below the unit `path`. Three queries."""
    mine = AuditEvent.objects.visible_to(user).filter(unit_path=path)
    return changed_by(mine.filter(subject=key_of(row)).exclude(kind__in=READINGS), str(row))


def changed_by(events, what: str) -> str:
    """Who changed `what` last, when and how, from its events, newest first."""
    told = sentences(events[:1])
    if not told:
        return _("%s已在别处改过，请核对后再办。已填的内容都在。") % what
    return _("%(row)s已由%(who)s于 %(when)s 改过（%(what)s）。请核对后再办，已填的内容都在。") % {
        "row": what,
        "who": told[0]["actor"],
        "when": timezone.localtime(told[0]["at"]).strftime("%Y-%m-%d %H:%M"),
        "what": told[0]["what"],
    }
