"""One talent case: where it stands, what stands in the way, what happened."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from casework import due, readings
from casework.dates import completed_years
from casework.desk import with_star
from casework.views.papers import paper_state
from casework.views.showing import shown_findings
from casework.views.timeline import timeline
from casework.ways import way_in
from casework.workflow import guard_of, may_take_back, open_steps, step_of

from ..dues import DUES, address_of
from ..papers import CATALOGUE
from ..pipeline import PIPELINE
from ..reports import with_rows
from ..reviewing import forward_of, next_of, open_round, purpose_of, steps_of
from ..stages import PROCESS, SUSPENDABLE, Stage
from ..structure import in_need

WITH_REASON = (Stage.SUSPENDED, Stage.EXITED, Stage.REJECTED)
DAYS = ("surveyed_on", "pooled_on", "reserved_on", "nominated_on", "seated_on")


def case(request, pk):
    """The whole case on one page. At most twenty queries."""
    today = timezone.localdate()
    cases = in_need(PIPELINE.cases(request.user)).select_related("seat__village")
    found = get_object_or_404(with_star(with_rows(cases), request.user), pk=pk)
    readings.viewed(found, by=request.user, way=way_in(request))
    may = request.user.has_perm("talent.record", found)
    context = {
        "case": found,
        "age": found.person.born_on and completed_years(found.person.born_on, today),
        "facts": _facts(found),
        "stages": _stages(found),
        "review": _review(found, today),
        "forward": _forward(request, found, today, may),
        "ways": _ways(request.user, found),
        "dues": _dues(found, today, may),
        "papers": _papers(found, today),
        "events": timeline(found, request.user, _extra(found)),
        "may_record": may,
        "may_take_back": may_take_back(found, request.user),
    }
    return render(request, "talent/case.html", {**context, **_records(found)})


def _facts(case) -> list[dict]:
    willing = {True: _("愿意"), False: _("不愿意"), None: _("未问")}[case.willing]
    pairs = [
        (_("身份证号"), case.person.masked_id),
        (_("政治面貌"), case.person.get_standing_display()),
        (_("现从业"), case.person.occupation),
        (_("人员来源"), case.get_source_display()),
        (_("培养方向"), case.get_target_display()),
        (_("现工作地"), case.workplace),
        (_("愿意回村任职"), willing),
        (_("选民登记情形"), case.get_villager_class_display()),
        (_("拟任席位"), case.seat),
        (_("原因"), case.end_reason if case.stage in WITH_REASON else ""),
    ]
    village = {"label": _("村"), "value": case.unit, "link": _village_of(case)}
    rows = [{"label": label, "value": value or "–"} for label, value in pairs if value != ""]
    return [village, *rows]


def _village_of(case) -> str:
    return reverse("talent:village", args=[case.unit_id])


def _stages(case) -> list[dict]:
    """The five stages; a suspended case stands where it was suspended, an ended one nowhere."""
    stage = case.suspended_from if case.stage == Stage.SUSPENDED else case.stage
    at = PROCESS.index(stage) if stage in PROCESS else None
    return [
        {"label": Stage(name).label, "state": _mark(case, place, at), "day": getattr(case, day)}
        for place, (name, day) in enumerate(zip(PROCESS, DAYS, strict=True))
    ]


def _mark(case, place: int, at: int | None) -> str:
    if at is None:
        return "done" if getattr(case, DAYS[place]) else "todo"
    return "done" if place < at else "current" if place == at else "todo"


def _review(case, today) -> dict | None:
    """The open round as six steps, or the offer to open one."""
    if not purpose_of(case.stage):
        return None
    row = open_round(case)
    urls = {name: reverse("talent:record", args=[case.pk, name]) for name in ("round", "opinions")}
    if row is None:
        return {"start": {"url": urls["round"], "label": _("启动评审"), "icon": "play"}}
    marks = [
        {"label": step.text, "state": step.state, "day": step.day, "url": urls[step.form]}
        for step in steps_of(row, today)
    ]
    return {"row": row, "steps": marks, "urls": urls}


def _forward(request, case, today, may) -> dict | None:
    """The next step with every rule it must pass; what stands in the way comes first."""
    name = forward_of(case)
    if not name:
        return None
    step = step_of(case, name)
    findings = guard_of(step).findings(case, today)
    mentored = any(row.until is None for row in case.mentors.all())
    coming = next_of(case, today, has_need=case.has_need, mentored=mentored)
    return {
        "label": step.custom["label"],
        "url": reverse("talent:step", args=[case.pk, name]),
        "may": step.has_perm(case, request.user),
        "open": [f for f in shown_findings(findings, case, PIPELINE, None, may) if _unmet(f)],
        "met": [f for f in shown_findings(findings, case, PIPELINE, None, may) if not _unmet(f)],
        "hint": coming.words,
    }


def _unmet(finding: dict) -> bool:
    return finding["state"] != "met"


def _ways(user, case) -> list[dict]:
    """Every other step that may be taken from here."""
    main = forward_of(case)
    return [
        {"url": reverse("talent:step", args=[case.pk, step.name]), "label": step.custom["label"]}
        for step in open_steps(case, user)
        if step.name != main
    ]


def _dues(case, today, may) -> list[dict]:
    return [
        {
            "title": DUES[row.kind][0],
            "state": due.state(row.due_on, today),
            "label": due.words(row.due_on, today),
            "day": row.due_on,
            "url": address_of(case.pk, DUES[row.kind][1]) if may else "",
        }
        for row in case.deadlines.all()
    ]


def _papers(case, today) -> list[dict]:
    """The whole dossier: there, missing, or asked for by a later step. Two queries."""
    mine = type(case)._base_manager.filter(pk=case.pk)
    standing = CATALOGUE.standing(mine, today)[case.pk]
    on_file = {}
    for document in case.papers.all():
        on_file.setdefault(document.kind, []).append(document)
    url = reverse("talent:papers", args=[case.pk])
    return [
        {
            "code": paper.code,
            "title": paper.title,
            "state": paper_state(standing[paper.slug], on_file.get(paper.slug)),
            "day": next((row.dated_on for row in on_file.get(paper.slug, [])), None),
            "url": f"{url}?kind={paper.slug}",
        }
        for paper in CATALOGUE
    ]


def _records(case) -> dict:
    """The rows beside the case. Two queries; posts and mentors have been read."""
    return {
        "posts": case.posts.all(),
        "mentors": case.mentors.all(),
        "hits": list(case.hits.all()),
        "elections": list(case.elections.select_related("seat__village")),
        "in_training": case.stage in SUSPENDABLE,
    }


def _extra(case) -> list[dict]:
    """What the timeline tells beside steps and facts: posts, appraisals, mentors."""
    rows = [{"day": row.since, "title": _("上岗：%s") % row} for row in case.posts.all()]
    rows += [
        {
            "day": row.appraised_on,
            "title": _("岗位考核：%s") % row,
            "detail": row.get_grade_display(),
        }
        for row in case.posts.all()
        if row.appraised_on
    ]
    rows += [{"day": row.since, "title": _("帮带责任人：%s") % row} for row in case.mentors.all()]
    rows += [
        {"day": row.decided_on, "title": _("%s：镇党委研究决定") % row}
        for row in case.rounds.all()
        if row.decided_on
    ]
    return rows
