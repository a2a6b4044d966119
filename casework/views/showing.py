"""Turns findings of the rules, events and changes into what the templates show."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import Account, AuditEvent
from ..rules import BLOCK, WARN
from ..workflow import steps

EVENTS = {
    "register": gettext_lazy("登记"),
    "take_back": gettext_lazy("撤回上一步"),
    "papers": gettext_lazy("登记材料"),
    "remove-paper": gettext_lazy("去掉材料"),
    "reveal": gettext_lazy("查看完整身份证号"),
}


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
        "mend": mending(found.rule, case, pipeline) if mends else None,
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


def forward_step(case):
    """The transition that leads on from the case's stage; None after the last and the ends."""
    ways = (step for step in steps(type(case)) if step.source == case.stage)
    return next((step for step in ways if not step.custom.get("out")), None)


def subject_of(case) -> str:
    """How the events of the chain name a case."""
    return f"{case._meta.label_lower}:{case.pk}"


def actor_names(ids) -> dict[int, str]:
    """The names of the people who acted, by user id. One query."""
    accounts = Account.objects.filter(user_id__in={pk for pk in ids if pk})
    return dict(accounts.values_list("user_id", "display_name"))


def event_title(kind: str, pipeline) -> str:
    """What an event of a case was, in words; its bare name where nobody has words for it."""
    labels = {step.name: step.custom["label"] for step in steps(pipeline.model)}
    labels |= pipeline.extra_labels | EVENTS
    if kind in labels:
        return str(labels[kind])
    try:
        return str(pipeline.step_title(kind))
    except KeyError:
        return kind


def change_words(changed: dict, model) -> list[str]:
    """“派人谈话日期 – → 2026-01-02”, for each column of an event or a step."""
    return [
        _("%(what)s %(before)s → %(after)s")
        % {
            "what": field.verbose_name,
            "before": _value_words(field, before),
            "after": _value_words(field, after),
        }
        for name, (before, after) in changed.items()
        for field in [model._meta.get_field(name)]
    ]


def _value_words(field, value) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return str(dict(field.flatchoices).get(value, value))


def stale_words(case, pipeline) -> str:
    """Who changed the case meanwhile, when, and what. Two queries."""
    events = AuditEvent.objects.filter(person_id=case.person_id, subject=subject_of(case))
    event = events.first()
    if event is None:
        return _("此人资料已在别处改过，请核对后再办。已填的内容都在。")
    return _("此人资料已由%(who)s于 %(when)s 改过（%(what)s）。请核对后再办，已填的内容都在。") % {
        "who": actor_names([event.actor_id]).get(event.actor_id, ""),
        "when": timezone.localtime(event.at).strftime("%Y-%m-%d %H:%M"),
        "what": event_title(event.kind, pipeline),
    }
