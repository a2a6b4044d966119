"""The papers of one dossier, for both pipelines: mark several at once, take a wrong mark off."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ..documents import COMPLETE, MISSING, NOT_NEEDED
from ..forms import NoteForm, Together
from ..paper_forms import PaperForm
from ..workflow import Stale, guard_of, record
from .showing import forward_step, stale_words
from .steps import sent_version, shown_version


def papers(request, pk, *, pipeline):
    """What the dossier ought to hold by now and for the next step; a form line for each paper.

    `?kind=` opens the one paper alone, with room for its text; `?all=1` shows also
    what is not needed yet.
    """
    case = get_object_or_404(pipeline.cases(request.user), pk=pk)
    today = timezone.localdate()
    may_record = request.user.has_perm(f"{pipeline.app}.record", case)
    alone = pipeline.catalogue.by_slug.get(request.GET.get("kind", ""))
    if request.method == "POST" and not may_record:
        raise PermissionDenied
    forms = _forms(request.POST or None, pipeline.catalogue, alone, today)
    whole, refusal = Together(*forms.values()), None
    if request.method == "POST" and whole.is_valid():
        try:
            marked = _mark(request, case, whole)
        except Stale as problem:
            refusal, case = problem, problem.case
        else:
            messages.success(
                request, _("%(who)s：已登记材料 %(n)s 份。") % {"who": case, "n": marked}
            )
            return redirect(reverse(f"{pipeline.app}:papers", args=[case.pk]))
    return _page(request, case, forms if may_record else {}, whole, refusal, pipeline, today)


def _forms(data, catalogue, alone, today) -> dict[str, PaperForm]:
    chosen = [alone] if alone else catalogue
    return {
        paper.slug: PaperForm(data, paper=paper, today=today, with_text=bool(alone))
        for paper in chosen
    }


def _mark(request, case, whole) -> int:
    """Keep the filled lines through the one door; how many there were."""
    filled = [form for form in whole.parts if form.filled]
    if filled:
        note = "；".join(words for form in filled for words in form.told())
        version = sent_version(request)
        record(case, "paper", Together(*filled).write, by=request.user, note=note, version=version)
    return len(filled)


def _page(request, case, forms, whole, refusal, pipeline, today):
    alone = pipeline.catalogue.by_slug.get(request.GET.get("kind", ""))
    rows = _rows(case, forms, alone, pipeline, today)
    every = bool(alone or request.GET.get("all") or request.method == "POST")
    shown = [row for row in rows if every or row["wanted"]]
    context = {
        "case": case,
        "alone": alone,
        "form": whole,
        "rows": shown,
        "hidden": len(rows) - len(shown),
        "may_record": bool(forms),
        "refusal": stale_words(case, request.user) if refusal else "",
        "version": shown_version(request, case, refusal),
    }
    status = 409 if refusal else 422 if whole.errors else 200
    return render(request, "casework/papers.html", context, status=status)


def _rows(case, forms, alone, pipeline, today) -> list[dict]:
    """A line for each paper: its mark, what is on file, the form. Two queries."""
    mine = pipeline.model._base_manager.filter(pk=case.pk)
    standing = pipeline.catalogue.standing(mine, today)[case.pk]
    on_file, soon = {}, _next_papers(case)
    for document in case.papers.all():
        on_file.setdefault(document.kind, []).append(document)
    return [
        {
            "paper": paper,
            "minimum": paper.wanted(today),
            "article": next((cite for cite in paper.cites if cite.text.in_force(today)), ""),
            "state": paper_state(standing[paper.slug], on_file.get(paper.slug)),
            "documents": on_file.get(paper.slug, []),
            "form": forms.get(paper.slug),
            "open": standing[paper.slug] != COMPLETE or bool(alone) or _typed(forms, paper),
            "wanted": standing[paper.slug] != NOT_NEEDED
            or paper.slug in on_file
            or (paper.slug in soon and bool(paper.wanted(today))),
        }
        for paper in ([alone] if alone else pipeline.catalogue)
    ]


def _typed(forms, paper) -> bool:
    """Whether the line came back with something in it: it stays open, whatever is on file."""
    form = forms.get(paper.slug)
    return form is not None and form.is_bound and form.has_changed()


def _next_papers(case) -> set[str]:
    """What the step that leads on asks for."""
    forward = forward_step(case)
    return {rule.paper for rule in guard_of(forward).rules} if forward else set()


def paper_state(standing: str, documents) -> str:
    """A standing as the mark of casework_ui: present, flawed, absent or later."""
    if standing == MISSING:
        return "flawed" if documents else "absent"
    return "present" if standing == COMPLETE else "later"


def remove_paper(request, pk, paper, *, pipeline):
    """Take a wrong mark off the dossier, with a reason; the event tells what it was."""
    case = get_object_or_404(pipeline.cases(request.user), pk=pk)
    if not request.user.has_perm(f"{pipeline.app}.record", case):
        raise PermissionDenied
    document = get_object_or_404(case.papers, pk=paper)
    title = pipeline.catalogue.by_slug[document.kind].title
    form = NoteForm(request.POST or None, initial={"version": case.version})
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            _remove(request, case, document, title, form)
        except Stale as problem:
            refusal = stale_words(problem.case, request.user)
        else:
            messages.success(request, _("已去掉《%s》的登记，原因记入留痕。") % title)
            return redirect(reverse(f"{pipeline.app}:papers", args=[case.pk]))
    context = {"case": case, "document": document, "title": title, "form": form}
    context |= {"refusal": refusal, "app": pipeline.app}
    status = 409 if refusal else 422 if form.errors else 200
    return render(request, "casework/remove_paper.html", context, status=status)


def _remove(request, case, document, title, form):
    version = sent_version(request)
    was = _("去掉《%(title)s》%(state)s %(day)s") % {
        "title": title,
        "state": document.get_state_display(),
        "day": document.dated_on or "",
    }
    record(
        case,
        "paper",
        lambda locked: locked.papers.filter(pk=document.pk).delete(),
        by=request.user,
        note=f"{was.strip()}；{form.cleaned_data['note']}",
        version=version,
    )
