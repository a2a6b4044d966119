"""What the page of several people shows, and what came of it afterwards."""

import json

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from ..access import APPROVALS
from ..audit_words import sentences
from ..batch_form import Cell
from ..beside import key_of
from ..four_eyes import wanting_two
from ..models import AuditEvent
from ..rules import WARN
from ..sealing import opened_in
from ..wording import listed, remarked
from ..workflow import Blocked, Stale, guard_of
from .batch_choice import chosen, numbers_of, others_for
from .showing import refusal_words, shown_findings


def batch_page(
    request, batch, form, pipeline, *, reason=None, checked=False, done=(), others=(), status=200
):
    """The page in each of its states. `done` went through, `others` stand at another step."""
    cases = [entry.case for entry in form.entries]
    two = for_two(batch, cases, pipeline)
    if status == 409:
        _ask_for_reasons(form)
    context = {
        "batch": batch,
        "form": form,
        "reason": reason if reason and (reason.errors or reason.data.get("note")) else None,
        "lines": [person_line(entry, pipeline, request.user) for entry in form.entries],
        "warnings": _warnings(form) if checked else [],
        "checked": checked,
        "for_two": two,
        "by_one": listed(case for case in cases if two and case.pk not in two),
        "ready": sum(not entry.blocked for entry in form.entries),
        "done": done,
        "stopped": len(cases) if status == 409 else 0,
        "done_address": done_address(batch, done, pipeline) if done else "",
        "others": [
            {"case": case, "words": remarked(case, case.get_stage_display())} for case in others
        ],
        "ways": [
            {"label": other.title, "url": _address(other, cases, f"{pipeline.app}:batch")}
            for other in others_for(batch, cases, pipeline, request.user)
        ],
    }
    return render(request, "casework/batch.html", context, status=status)


def for_two(batch, cases, pipeline) -> set[int]:
    """The numbers of the cases whose step waits for another one's decision, as their township has
    it. One query at most."""
    step = batch.step_of(pipeline.model)
    return wanting_two(cases) if step and step.permission in APPROVALS else set()


def done_address(batch, cases, pipeline) -> str:
    return _address(batch, cases, f"{pipeline.app}:batch-done")


def _address(batch, cases, view: str) -> str:
    asked = [("step", batch.slug), *(("case", case.pk) for case in cases)]
    return f"{reverse(view)}?{urlencode(asked)}"


def person_line(entry, pipeline, user, words=refusal_words) -> dict:
    """One person: how things stand, what the rules say, the version the form stands on; `words`
    tells why something was refused."""
    stale = isinstance(entry.refusal, Stale)
    typed = entry.answers.get("version") if entry.answers is not None else None
    findings = entry.outcome.findings if entry.outcome else []
    shown = shown_findings(findings, entry.case, pipeline)
    return {
        "case": entry.case,
        "version": entry.case.version if stale or typed is None else typed,
        "state": _state(entry),
        "refusal": words(entry.refusal, entry.case, user) if entry.refusal else "",
        "findings": [finding for finding in shown if finding["state"] != "met"],
        "met": [finding for finding in shown if finding["state"] == "met"],
    }


def _state(entry) -> str:
    if entry.refusal or entry.blocked:
        return "blocked"
    return "warn" if any(found.severity is WARN for found in entry.unmet) else "met"


def _ask_for_reasons(form) -> None:
    """Say at the field of a reason that it is wanting."""
    for entry in form.entries:
        for found in entry.refusal.findings if isinstance(entry.refusal, Blocked) else ():
            slug = found.rule.slug
            if slug in form.reasons.fields and slug not in entry.reasons.reasons():
                form.reasons.is_valid()
                if not form.reasons[slug].errors:
                    form.reasons.add_error(slug, _("请写明理由。"))


def _warnings(form) -> list[dict]:
    """Each rule that may be set aside, with whom it concerns and where the reason is written:
    once for all, or for one of them. Whom another rule stops needs no reason."""
    found: dict = {}
    for entry in (entry for entry in form.entries if not entry.blocked):
        for each in entry.unmet:
            if each.rule.slug in form.reasons.fields:
                found.setdefault(each.rule.slug, (each, []))[1].append(entry)
    return [
        {
            "requirement": each.text,
            "article": each.citation,
            "field": form.reasons[slug],
            "people": [entry.case for entry in entries],
            "cells": [_reason_cell(form, entry, slug) for entry in entries],
        }
        for slug, (each, entries) in found.items()
    ]


def _reason_cell(form, entry, slug: str) -> Cell:
    field, whose = entry.reasons[slug], str(entry.case.pk)
    return Cell(field, whose, str(entry.case), form.posted.get(f"{whose}-{field.html_name}", ""))


def apart(request, batch, cases, pipeline):
    """A branch meets for itself: the people by branch, each with the page for its own."""
    by_branch: dict = {}
    for case in cases:
        by_branch.setdefault(case.unit, []).append(case)
    parts = [
        {
            "title": str(unit),
            "url": "",
            "note": listed(own),
            "state": "todo",
            "label": _("%s 人") % len(own),
            "action": {
                "url": _address(batch, own, f"{pipeline.app}:batch"),
                "label": _("办这个支部的"),
            },
        }
        for unit, own in by_branch.items()
    ]
    context = {"batch": batch, "tasks": parts}
    return render(request, "casework/batch_apart.html", context)


# What came of it -------------------------------------------------------------------------------


def batch_done(request, *, pipeline):
    """What the trail says of these people and this step: the sheet to be printed."""
    if not request.GET.get("step"):
        return redirect(f"{pipeline.app}:batch")
    batch = pipeline.batches.get(request.GET["step"])
    cases = chosen(numbers_of(request.GET), pipeline, request.user)
    if batch is None or not cases:
        raise Http404
    cases.sort(key=lambda case: (case.unit.path, case.pk))
    rows = _happened(batch, cases, pipeline, request.user)
    context = {"batch": batch, "rows": rows, "done": sum(bool(row["event"]) for row in rows)}
    return render(request, "casework/batch_done.html", context)


def _happened(batch, cases, pipeline, user) -> list[dict]:
    """The newest event of the step for each case. Two queries."""
    subjects = {key_of(case): case for case in cases}
    about = AuditEvent.objects.visible_to(user).filter(
        person_id__in={case.person_id for case in cases}, subject__in=subjects, kind=batch.event
    )
    newest = {event.subject: event for event in about.order_by("seq")}
    people = [case.person for case in cases]
    told = {each["seq"]: each for each in sentences(newest.values(), people=people)}
    titles = _titles(batch, pipeline)
    return [
        {"case": case, "event": None}
        if subject not in newest
        else _told(case, newest[subject], told[newest[subject].seq], titles)
        for subject, case in subjects.items()
    ]


def _titles(batch, pipeline) -> dict:
    step = batch.step_of(pipeline.model)
    return {rule.slug: rule.title for rule in guard_of(step).rules} if step else {}


def _told(case, event, words: dict, titles: dict) -> dict:
    payload = opened_in(case.person.key, json.loads(event.payload))
    waived = payload.get("waived", {})
    return {
        "case": case,
        "event": words,
        "on": parse_date(payload.get("on") or "") or timezone.localdate(event.at),
        "note": words["note"],
        "reasons": [f"{titles.get(slug, slug)}：{reason}" for slug, reason in waived.items()],
    }
