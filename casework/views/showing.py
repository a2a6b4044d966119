"""Turns findings of the rules into what the templates show."""

from django.urls import reverse
from django.utils.translation import gettext as _

from ..rules import BLOCK, WARN


def finding_state(found) -> str:
    """met, blocked, warn or info: the states of casework_ui."""
    if found.met:
        return "met"
    return {BLOCK: "blocked", WARN: "warn"}.get(found.severity, "info")


def shown_findings(findings, case, pipeline, reasons=None) -> list[dict]:
    """Every finding with article, arithmetic, the way to mend it and the reason field."""
    order = {"blocked": 0, "warn": 1, "info": 2, "met": 3}
    shown = [_shown(found, case, pipeline, reasons) for found in findings]
    return sorted(shown, key=lambda finding: order[finding["state"]])


def _shown(found, case, pipeline, reasons) -> dict:
    state = finding_state(found)
    slug = found.rule.slug
    return {
        "state": state,
        "slug": slug,
        "requirement": found.text,
        "article": found.citation,
        "arithmetic": found.arithmetic,
        "mend": None if found.met else mending(found.rule, case, pipeline),
        "field": reasons[slug] if state == "warn" and reasons and slug in reasons.fields else None,
    }


def mending(rule, case, pipeline) -> dict | None:
    """Where the missing fact or paper is entered."""
    if rule.paper:
        url = reverse(f"{pipeline.app}:papers", args=[case.pk])
        return {"url": f"{url}?kind={rule.paper}", "label": _("补材料")}
    if not rule.mend:
        return None
    url = reverse(f"{pipeline.app}:record", args=[case.pk, rule.mend])
    return {"url": url, "label": _("补录")}
