"""What the case page shows, prepared for its templates. One query for each kind of row."""

from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from casework import due
from casework.dates import completed_years
from casework.documents import COMPLETE, NOT_NEEDED
from casework.rules import BLOCK
from casework.views.papers import paper_state
from casework.views.showing import forward_step, shown_findings
from casework.views.timeline import timeline
from casework.wording import listed
from casework.workflow import guard_of, may_take_back, open_steps

from ..beside_case import beside_of, judged, spoken
from ..dues import DUES, address_of
from ..models import Application, Introducer, Mentor, Notice
from ..papers import CATALOGUE
from ..pipeline import PIPELINE
from ..rules.admission import admission_carried, admission_quorate
from ..rules.votes import approved_by_vote, converted_by_vote
from ..stages import ENDED, FIVE, IN_PROGRESS, Stage, phase_of
from ..standards import NOTICES
from ..steps import BY_SLUG, STEPS
from .plan import planned_steps
from .votes_shown import sat, tally, voted, votes_of

# The day a case reached each of the five stages.
REACHED = ("applied_on", "activist_on", "listed_on", "adopted_on", "converted_on")

# What only the vote can mend that is entered with the step itself.
VOTES = (admission_quorate, admission_carried, approved_by_vote, converted_by_vote)


class Rows:
    """What lies beside a case, fetched once for the page."""

    def __init__(self, case, today: date):
        self.beside = beside_of(case)
        self.mentors = sorted(self.beside[Mentor], key=lambda row: row.appointed_on)
        self.introducers, self.notices = self.beside[Introducer], self.beside[Notice]
        self.assessments = list(case.assessments.all())
        self.meetings = votes_of(case)
        self.sittings = list(case.sittings.all())
        self.documents = list(case.papers.all())
        mine = Application.objects.filter(pk=case.pk)
        self.standing = CATALOGUE.standing(mine, today)[case.pk]
        phase = phase_of(case.stage)
        self.assessed = [row for row in self.assessments if row.phase == phase]
        self.mentoring = [row for row in self.mentors if row.until is None]

    def held(self, kind: str) -> list:
        return [document for document in self.documents if document.kind == kind]


def overview(case, user, today: date) -> dict:
    """The context of membership/case.html."""
    rows = Rows(case, today)
    forward = forward_step(case)
    findings = guard_of(forward).findings(case, today) if forward else []
    unmet = [found for found in findings if not found.met]
    may_record = user.has_perm("membership.record", case)
    return {
        "case": case,
        "age": completed_years(case.person.born_on, today) if case.person.born_on else None,
        "head": head(case, rows),
        "stages": stages(case),
        "step": number_of_step(case, rows),
        "steps": len(STEPS),
        "hint": hint(case, today),
        "tasks": tasks(case, rows, unmet, may_record, today),
        "planned": planned_steps(case, rows, today),
        **outlook(case, unmet, may_record),
        "forward": way_forward(case, forward, user),
        "others": other_ways(case, forward, user),
        "events": timeline(case, user, happenings(case, rows)),
        "papers": papers(case, rows, may_record),
        "held": case.papers_expected - case.papers_missing,
        "meetings": [tally(meeting) for meeting in rows.meetings if not meeting.withdrawn],
        "may_reveal": bool(case.person.id_tail) and user.has_perm("casework.reveal", case.person),
        "may_record": may_record,
    }


def outlook(case, unmet, may_record: bool) -> dict:
    """Everything that stands in the way of the next step, and from when days allow it."""
    return {
        "blocked": any(found.severity is BLOCK for found in unmet),
        "findings": shown_findings(unmet, case, PIPELINE, may_mend=may_record),
        "vote_wanted": any(found.rule in VOTES for found in unmet),
        "opens_on": max((found.opens_on for found in unmet if found.opens_on), default=None),
    }


def head(case, rows) -> list[dict]:
    """Who stands beside the person, and why the process ended."""
    mentors = listed(rows.mentoring)
    introducers = listed(rows.introducers)
    facts = [(_("培养联系人"), mentors), (_("入党介绍人"), introducers)]
    why = [(_("结束原因"), case.end_reason)] if case.stage in ENDED and case.end_reason else []
    if case.stage == Stage.POSTHUMOUS:
        why.append((_("追认的批准机关"), case.get_posthumous_approver_display()))
    return [{"label": label, "value": value or "–"} for label, value in [*facts, *why]]


def stages(case) -> list[dict]:
    """The five stages with the day each was reached; none is current after an end."""
    places = [slug for slug, _words, _stages in FIVE]
    ended = case.five not in places
    days = [getattr(case, name) for name in REACHED]
    now = len([day for day in days if day]) if ended else places.index(case.five)
    return [
        {
            "label": words,
            "state": "done" if place < now else "current" if place == now and not ended else "todo",
            "day": days[place] if place <= now else None,
        }
        for place, (_slug, words, _stages) in enumerate(FIVE)
    ]


def done_on(case, step, rows) -> date | None:
    """The day a step was done; None while it is not."""
    if step.done:
        return getattr(case, step.done)
    found, wanted = {
        "mentors": (rows.mentoring, 1),
        "introducers": (rows.introducers, 2),
        "assessments": (rows.assessed, 2),
    }[step.rows]
    if len(found) < wanted:
        return None
    return max(getattr(row, "held_on", None) or row.appointed_on for row in found)


def number_of_step(case, rows) -> int | None:
    """The number of the first step of the present stage that is not done."""
    mine = [step for step in STEPS if step.five == case.five]
    left = (step.number for step in mine if not done_on(case, step, rows))
    return next(left, mine[-1].number if mine else None)


def hint(case, today: date) -> str:
    """The first deadline, in words; the case has it from `with_first_deadline`."""
    if not case.first_due_kind:
        return ""
    return _("%(what)s：应于 %(day)s 前，%(left)s") % {
        "what": DUES[case.first_due_kind][0],
        "day": case.first_due_on,
        "left": due.words(case.first_due_on, today),
    }


def tasks(case, rows, unmet, may_record: bool, today: date) -> list[dict]:
    """The steps of the present stage: done, lacking papers, to do or locked."""
    found, gate = [], None
    for step in STEPS:
        if step.five == case.five:
            found.append(_task(case, step, rows, unmet, gate, may_record, today))
            undone = step.transition and not done_on(case, step, rows)
            gate = gate or (step if undone else None)
    return found


def _task(case, step, rows, unmet, gate, may_record, today) -> dict:
    day = done_on(case, step, rows)
    state, note = _state(step, day, rows, unmet, gate)
    url = address_of(case.pk, step.slug) if may_record and state != "locked" else ""
    if step.transition and day:
        url = reverse("membership:record", args=[case.pk, step.slug]) if may_record else ""
    action = {"url": url, "label": _("录入")} if url and not day else None
    if state == "lacking" and may_record:
        url_of_papers = f"{reverse('membership:papers', args=[case.pk])}"
        action = {"url": url_of_papers, "label": _("补材料")}
    return {
        "title": f"{step.number}. {step.title}",
        "url": url if day else "",
        "state": state,
        "article": step.cite(day or today) or "",
        "note": note,
        "day": day,
        "action": action,
        "also": _beside(case, step, rows, today) if may_record and not gate else [],
    }


def _beside(case, step, rows, today: date) -> list[dict]:
    """The records that belong to a step and are kept beside it; of the county's notices those that
    it asks for and those on record."""
    kept = {row.kind for row in rows.notices} | set(NOTICES.on(today))
    slugs = (slug for slug in step.beside if _asked_for(BY_SLUG[slug], kept))
    return [_recording(case, slug) for slug in slugs]


def _asked_for(step, notices: set[str]) -> bool:
    return step.rows != "notices" or step.kind in notices


def _recording(case, slug: str) -> dict:
    url = reverse("membership:record", args=[case.pk, slug])
    return {"url": url, "label": _("记%s") % BY_SLUG[slug].title}


def _state(step, day, rows, unmet, gate) -> tuple[str, str]:
    if day:
        lacking = _lacking(step, rows)
        return ("lacking", _("缺%s") % "、".join(lacking)) if lacking else ("done", "")
    if gate:
        return "locked", _("先办“%s”") % gate.title
    if step.transition and any(found.severity is BLOCK for found in unmet):
        return "locked", _("还有 %s 项不符合，见“下一步”") % len(unmet)
    return "todo", ""


def _lacking(step, rows) -> list[str]:
    """The papers of a step that ought to be on file and are not."""
    mine = [paper for paper in CATALOGUE if paper.step == step.number]
    return [str(paper.title) for paper in mine if rows.standing[paper.slug] == "missing"]


def way_forward(case, forward, user) -> dict | None:
    """The button that leads on; always there for whoever may take the step."""
    if forward is None or not forward.has_perm(case, user):
        return None
    url = reverse("membership:step", args=[case.pk, forward.name])
    label = _("推进：%s") % forward.custom["label"]
    return {"url": url, "label": label, "primary": True}


def other_ways(case, forward, user) -> list[dict]:
    """The other transitions, and taking the last one back."""
    ways = [step for step in open_steps(case, user) if not forward or step.name != forward.name]
    found = [
        {
            "url": reverse("membership:step", args=[case.pk, step.name]),
            "label": step.custom["label"],
        }
        for step in ways
    ]
    if case.stage in IN_PROGRESS and user.has_perm("membership.record", case):
        found.append(_recording(case, "transfer-in"))
    if may_take_back(case, user):
        back = {"url": reverse("membership:take-back", args=[case.pk]), "label": _("撤回上一步")}
        found.append(back)
    return found


def happenings(case, rows) -> list[dict]:
    """Assessments, votes of meetings and of committees, mentors and introducers."""
    found = [
        {
            "day": row.held_on,
            "title": _("%s考察") % row.get_phase_display(),
            "detail": row.opinion,
        }
        for row in rows.assessments
    ]
    found += [voted(row) for row in rows.meetings]
    found += [sat(row, rows.meetings) for row in rows.sittings]
    found += spoken(rows.beside, judged(case, rows.beside))
    found += _appointed(_("培养联系人"), rows.mentors)
    return found + _appointed(_("入党介绍人"), rows.introducers)


def _appointed(words: str, people) -> list[dict]:
    """One row for those who were appointed on one day."""
    by_day = {}
    for row in people:
        by_day.setdefault(row.appointed_on, []).append(str(row))
    return [{"day": day, "title": words, "detail": listed(names)} for day, names in by_day.items()]


def papers(case, rows, may_record: bool) -> list[dict]:
    """The checklist: what ought to be on file by now, and what already is."""
    address = reverse("membership:papers", args=[case.pk])
    return [
        _paper(paper, rows, address, may_record)
        for paper in CATALOGUE
        if rows.standing[paper.slug] != NOT_NEEDED or rows.held(paper.slug)
    ]


def _paper(paper, rows, address: str, may_record: bool) -> dict:
    documents, standing = rows.held(paper.slug), rows.standing[paper.slug]
    complete = [one for one in documents if one.state == COMPLETE]
    newest, wanted = documents[-1] if documents else None, paper.wanted(timezone.localdate())
    url = f"{address}?kind={paper.slug}"
    missing = standing not in (COMPLETE, NOT_NEEDED)
    return {
        "code": paper.code,
        "title": paper.title,
        "state": paper_state(standing, documents),
        "note": f"{len(complete)}/{wanted}" if wanted > 1 else "",
        "day": newest.dated_on if newest else None,
        "pages": newest.pages if newest else None,
        "url": url,
        "action": {"url": url, "label": _("补")} if missing and may_record else None,
    }
