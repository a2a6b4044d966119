"""What is done with several to-dos of the home: taken together, put off, taken up again."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.desk import desk_of, postpone, resume, waiting_for_their_day
from casework.notices import Wait, gaps_of, notices_of
from casework.pipelines import PIPELINES
from casework.views.asked import numbers
from casework.views.downloads import hand_out_notices

from .. import todo
from ..forms import PostponeForm, TodoForm
from .downloads import exports
from .home import batch_address, filters_of

MODELS = {model._meta.app_label: model for model in todo.KINDS}


def together(request):
    """To the page of several people with whom is ticked, where all wait for the same thing."""
    keys = request.GET.getlist("due")
    kinds = {key.rpartition(":")[0] for key in keys}
    if len(kinds) != 1:
        several = _("选的是几件不同的事，请只选同一件事的人。") if kinds else _("还没有选人。")
        messages.warning(request, several)
        return redirect("home")
    kind, cases = _kind_of(keys[0]), [number for key in keys for number in _numbers(key)]
    if not kind.together:
        messages.warning(request, _("“%s”要一个人一个人地办。") % kind.button)
        return redirect("home")
    return redirect(batch_address(kind, cases))


@exports
def notices(request):
    """A notice for each branch of what is ticked, or of all that the home shows: what is due there,
    and which papers of these people are wanting."""
    today = timezone.localdate()
    rows = _chosen(request.GET.getlist("due"), request.user) or _shown(request, today)
    if not rows:
        messages.warning(request, _("没有到期的事，不用通知。"))
        return redirect("home")
    waits = [Wait(one.case, row.kind.sentence, one.due_on) for row in rows for one in row.deadlines]
    cases: dict[str, list[int]] = {}
    for wait in waits:
        cases.setdefault(wait.case._meta.app_label, []).append(wait.case.pk)
    gaps = [gap for app, own in cases.items() for gap in gaps_of(app, own)]
    return hand_out_notices(request, notices_of(gaps, waits))


def _shown(request, today) -> list[todo.Row]:
    """What the home shows with the same questions, unfolded."""
    user = request.user
    filters = filters_of(request, TodoForm(request.GET, home=user.account.unit))
    deadlines = todo.upcoming(user, today, filters, desk_of(user, today))
    return todo.rows_of(deadlines, today, fold=False)


def postponing(request):
    """Until when, and why; for every to-do that is ticked."""
    sent = request.method == "POST"
    chosen = _chosen((request.POST if sent else request.GET).getlist("due"), request.user)
    if not chosen:
        messages.warning(request, _("还没有选待办。"))
        return redirect("home")
    today = timezone.localdate()
    form = PostponeForm(request.POST if sent else None, today=today)
    if sent and form.is_valid():
        until, reason = form.cleaned_data["until"], form.cleaned_data["reason"]
        todos = [(row.first.case, row.first.kind, row.kind.sentence) for row in chosen]
        postpone(todos, until=until, reason=reason, by=request.user)
        words = {"n": len(chosen), "day": until}
        messages.success(request, _("已推迟 %(n)s 件，%(day)s 重新提醒。") % words)
        return redirect("home")
    context = {"form": form, "rows": chosen}
    return render(request, "progress/postpone.html", context, status=422 if form.errors else 200)


def postponed(request):
    """What the user has put off, with until when and why, to be taken up again."""
    rows = list(waiting_for_their_day(request.user, timezone.localdate()))
    cases = {
        (app, case.pk): case
        for app, pipeline in PIPELINES.items()
        for case in pipeline.cases(request.user).filter(
            pk__in=[row.case for row in rows if row.pipeline == app]
        )
    }
    found = ((row, cases.get((row.pipeline, row.case))) for row in rows)
    lines = [_line(row, case) for row, case in found if case]
    return render(request, "progress/postponed.html", {"lines": lines})


def _line(row, case) -> dict:
    """What was put off, of a case that the user still sees."""
    row.whose = case.person
    return {
        "title": case.person.name,
        "url": case.get_absolute_url(),
        "place": str(case.unit),
        "what": todo.KINDS[MODELS[row.pipeline]][row.kind].sentence,
        "row": row,
        "reason": row.reason,
    }


def resuming(request):
    """Take one up again before its day."""
    key = request.POST.get("due", "")
    if not key:
        return redirect("postponed")
    kind, number = _kind_of(key), next(iter(_numbers(key)), 0)
    case = get_object_or_404(PIPELINES[kind.pipeline].cases(request.user), pk=number)
    resume(case, key.split(":")[1], kind.sentence, by=request.user)
    messages.success(request, _("%s：已恢复到待办里。") % case)
    return redirect("postponed")


def _kind_of(key: str) -> todo.Kind:
    """The kind that a ticked box names. Raises Http404 for words that no box has."""
    app, _colon, rest = key.partition(":")
    kind = todo.KINDS.get(MODELS.get(app), {}).get(rest.partition(":")[0])
    if kind is None:
        raise Http404
    return kind


def _numbers(key: str) -> list[int]:
    return numbers(key.rpartition(":")[2].split("+"))


def _chosen(keys: list[str], user) -> list[todo.Row]:
    """The to-dos of the boxes that the user may see, one row each. One query for each kind."""
    wanted: dict[str, list[int]] = {}
    for key in keys:
        wanted.setdefault(key.rpartition(":")[0], []).extend(_numbers(key))
    found = [one for kind, cases in wanted.items() for one in _of_kind(kind, cases, user)]
    today = timezone.localdate()
    return [todo.Row((one,), today) for one in sorted(found, key=lambda one: one.due_on)]


def _of_kind(words: str, cases: list[int], user):
    """The deadlines of one kind of these cases; `words` are those of a ticked box."""
    model = MODELS[_kind_of(words).pipeline]
    rows = todo.deadlines_of(model, user, todo.Filters())
    mine = rows.filter(kind=words.partition(":")[2], case__in=cases)
    return mine.select_related("case__person", "case__unit")
