"""The rectification ledger: the items, their figures, milestones and closing."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from casework import excel
from casework.forms import NoteForm
from casework.views.showing import stale_row
from casework.views.steps import sent_version
from casework.wording import clauses
from casework.workflow import Stale

from .. import rectification, reports
from ..forms import ClosingForm, ProgressForm
from ..metrics import Measured, measured
from ..models import Commitment
from ..tables import CommitmentTable
from .downloads import exports, hand_out, reads, workbook


def _items(request) -> list[Commitment]:
    return list(Commitment.objects.visible_to(request.user).select_related("unit"))


def _table(items, today) -> CommitmentTable:
    figures = {item.pk: measured(item, today) for item in items if item.metric}
    return CommitmentTable(
        items, figures=figures, standing=lambda item: rectification.standing(item, today)
    )


@reads
def ledger(request):
    """Every item with its figure and the days left."""
    items = _items(request)
    context = {
        "table": _table(items, timezone.localdate()),
        "status": reports.ledger_sentence(items),
        "may_export": request.user.has_perm("casework.export"),
    }
    return render(request, "progress/commitments.html", context)


@exports
def pdf(request):
    """The ledger across the page, with the mark of its event."""
    today, unit, items = timezone.localdate(), request.user.account.unit, _items(request)
    table = _table(items, today)

    def build(event):
        return reports.ledger_paper(items, table, event, unit=str(unit), on=today)

    return _hand_out(request, items, ".pdf", build, today)


@exports
def xlsx(request):
    """The ledger with all its columns as a workbook."""
    today, unit, items = timezone.localdate(), request.user.account.unit, _items(request)
    sheet = excel.from_table(_table(items, today), _("整改台账"))

    def build(event):
        return workbook([sheet], str(unit), today, today, event)

    return _hand_out(request, items, ".xlsx", build, today)


def _hand_out(request, items, kind: str, build, today):
    path = request.user.account.unit.path
    name = _("整改事项进度表") + kind
    return hand_out(request, "rectification", name, build, rows=len(items), on=today, path=path)


def _item_or_404(request, pk) -> Commitment:
    visible = Commitment.objects.visible_to(request.user)
    return get_object_or_404(visible.select_related("unit"), pk=pk)


def _changeable(request, pk) -> Commitment:
    item = _item_or_404(request, pk)
    if not request.user.has_perm(rectification.MAY_CHANGE, item):
        raise PermissionDenied
    return item


@reads
def detail(request, pk):
    """An item with its figure, the people and seats behind it, and what may be done."""
    return _page(request, _item_or_404(request, pk))


def _page(request, item: Commitment, *, closing=None, note=None, refusal="", status=200):
    """The page of an item as it now stands; a refusal is answered 409."""
    today = timezone.localdate()
    found = measured(item, today)
    state, words = rectification.standing(item, today)
    may_change = request.user.has_perm(rectification.MAY_CHANGE, item)
    context = {
        "item": item,
        "found": found,
        "standing": {"state": state, "words": words},
        "facts": facts(item),
        "lines": lines(found) if found else [],
        "villages": village_tasks(found) if found else [],
        "exceptions": exception_tasks(found) if found else [],
        "milestones": milestone_tasks(item, today, may_change),
        "may_change": may_change,
        "closing": closing or ClosingForm(initial={"closed_on": today}),
        "note_form": note or NoteForm(),
        "refusal": refusal,
        "version": item.version,
    }
    return render(request, "progress/commitment.html", context, status=409 if refusal else status)


def lines(found: Measured) -> list[dict]:
    return [{"label": one.label, "value": one.value, "link": one.url} for one in found.lines]


def village_tasks(found: Measured) -> list[dict]:
    """The villages of the baseline, cured or what they lack."""
    return [
        {
            "title": str(cure.team.village),
            "url": reverse("talent:village", args=[cure.team.village.pk]),
            "state": "done" if cure.cured else "todo",
            "label": _("已治愈") if cure.cured else _("未治愈"),
            "note": clauses(cure.lacks),
        }
        for cure in found.villages
    ]


def exception_tasks(found: Measured) -> list[dict]:
    """Activists over 50 with the reason recorded, or none."""
    return [
        {
            "title": f"{one.case.person}　{one.case.unit}",
            "url": one.case.get_absolute_url(),
            "day": one.case.activist_on,
            "state": "done" if one.reason else "soon",
            "label": _("已说明") if one.reason else _("没有说明"),
            "note": _("确定时%d岁") % one.age + (f"：{one.reason}" if one.reason else ""),
        }
        for one in found.exceptions
    ]


def facts(item: Commitment) -> list[dict]:
    due_on = f"{item.due_on:%Y-%m-%d}"
    pairs = [
        (_("来源"), item.get_origin_display()),
        (_("问题"), item.problem),
        (_("整改措施"), item.measure),
        (_("工作目标"), item.target),
        (_("完成时限"), due_on + (_("，并长期坚持") if item.long_term else "")),
        (_("责任人"), item.responsible or "–"),
        (_("完成情况"), item.evidence or "–"),
        (_("销号日期"), f"{item.closed_on:%Y-%m-%d}" if item.closed_on else "–"),
    ]
    return [{"label": label, "value": value} for label, value in pairs]


def milestone_tasks(item: Commitment, today, may_change: bool) -> list[dict]:
    return [_milestone_task(item, one, today, may_change) for one in item.milestones.all()]


def _milestone_task(item: Commitment, milestone, today, may_change: bool) -> dict:
    """A milestone as a line of the task list; marking it is one press."""
    done = milestone.done_on is not None
    overdue = not done and milestone.due_on < today
    action = {
        "url": reverse("commitment-milestone", args=[item.pk, milestone.pk]),
        "label": _("取消完成") if done else _("标为完成"),
        "post": True,
        "name": "version",
        "value": item.version,
    }
    note = _("完成于 %s") % f"{milestone.done_on:%Y-%m-%d}" if done else ""
    return {
        "title": milestone.title,
        "day": milestone.due_on,
        "state": "done" if done else "overdue" if overdue else "todo",
        "label": _("超期") if overdue else "",
        "note": note,
        "action": action if may_change else None,
    }


@reads
def edit(request, pk):
    """What the officer writes about an item; two windows never overwrite each other."""
    item = _changeable(request, pk)
    form = ProgressForm(request.POST or None, instance=item)
    refusal, version = "", request.POST.get("version", item.version)
    if request.method == "POST" and form.is_valid():
        try:
            rectification.note(
                item, form.cleaned_data, by=request.user, version=sent_version(request)
            )
        except Stale as problem:
            refusal, version = _stale(request, problem), problem.case.version
        else:
            messages.success(request, _("%s：进展已保存。") % item.title)
            return redirect("commitment", pk)
    context = {"item": item, "form": form, "refusal": refusal, "version": version}
    status = 409 if refusal else 422 if form.errors else 200
    return render(request, "progress/commitment_edit.html", context, status=status)


def _stale(request, problem: Stale) -> str:
    """Who changed the item meanwhile, and when."""
    return stale_row(problem.case, problem.case.unit.path, request.user)


@reads
def close(request, pk):
    """Take the item off the list: on time, or late."""
    item = _changeable(request, pk)
    form = ClosingForm(request.POST)
    if not form.is_valid():
        return _page(request, item, closing=form, status=422)
    closed_on, reason = form.cleaned_data["closed_on"], form.cleaned_data["reason"]
    found = measured(item, timezone.localdate())
    try:
        closed = rectification.close(
            item,
            closed_on,
            by=request.user,
            version=sent_version(request),
            found=found,
            reason=reason,
        )
    except rectification.NotYet as refusal:
        return _page(request, item, closing=form, refusal=refusal)
    except Stale as problem:
        return _page(request, problem.case, closing=form, refusal=_stale(request, problem))
    state = closed.get_state_display()
    messages.success(request, _("已销号：%(title)s，%(state)s。") % {"title": item, "state": state})
    return redirect("commitment", pk)


@reads
def reopen(request, pk):
    """Put a closed item back on the list, with a reason."""
    item = _changeable(request, pk)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, item, note=form, status=422)
    reason = form.cleaned_data["note"]
    try:
        rectification.reopen(item, by=request.user, version=sent_version(request), reason=reason)
    except Stale as problem:
        return _page(request, problem.case, note=form, refusal=_stale(request, problem))
    messages.success(request, _("%s：已恢复整改。") % item)
    return redirect("commitment", pk)


@reads
def milestone(request, pk, milestone):
    """Mark a milestone as met today, or take the mark away."""
    item = _changeable(request, pk)
    part = get_object_or_404(item.milestones, pk=milestone)
    done_on = None if part.done_on else timezone.localdate()
    try:
        rectification.meet(part, done_on, by=request.user, version=sent_version(request))
    except Stale as problem:
        return _page(request, problem.case, refusal=_stale(request, problem))
    messages.success(request, _("节点“%s”已更新。") % part.title)
    return redirect("commitment", pk)
