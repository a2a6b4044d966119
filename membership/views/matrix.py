"""Who lacks which paper: people by papers, totals by paper and by branch, workbook."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.notices import gaps_of, notices_of
from casework.views.downloads import hand_out, hand_out_notices

from ..filters import MatrixFilter
from ..models import Application
from ..papers import CATALOGUE
from ..reports import matrix_sheets, states, totals_by_branch, totals_by_paper
from .listing import stage_tabs

PAGE = 30
MOST_BRANCHES = 60
MOST_NOTIFIED = 500  # people of whom notices tell in one go


def matrix(request):
    """A page of people; totals over everybody who fits the answers."""
    today = timezone.localdate()
    questions = _questions(request, today)
    by_stage = dict(questions.qs.order_by().values_list("stage").annotate(Count("pk")))
    cases = questions.qs.at(request.GET.get("stage", "")).for_list().order_by("pk")
    page = Paginator(cases, PAGE).get_page(request.GET.get("page"))
    totals = totals_by_paper(cases) if page.object_list else {}
    context = {
        "filter": questions,
        "tabs": stage_tabs(request, by_stage),
        "page": page,
        "papers": sum(totals.values()),
        "columns": [_column(request, slug) for slug in totals],
        "rows": _rows(list(page.object_list), totals, today),
        "totals": [{"value": n, "url": _asking(request, paper=s)} for s, n in totals.items()],
        "branches": _branches(request, cases) if totals else [],
        "may_export": request.user.has_perm("casework.export"),
    }
    return render(request, "membership/matrix.html", context)


def _questions(request, today) -> MatrixFilter:
    lacking = Application.objects.visible_to(request.user).lacking_papers()
    return MatrixFilter(request.GET, lacking, user=request.user, today=today)


def _asking(request, **answers) -> str:
    """The address with some more answers, on its first page."""
    asked = request.GET.copy()
    asked.pop("page", None)
    for name, value in answers.items():
        asked[name] = value
    return "?" + asked.urlencode()


def _column(request, slug: str) -> dict:
    paper = CATALOGUE.by_slug[slug]
    return {"code": paper.code, "title": paper.title, "url": _asking(request, paper=slug)}


def _rows(cases: list, totals: dict, today) -> list[dict]:
    marks = states(cases, today) if cases else {}
    return [_row(case, marks[case.pk], totals) for case in cases]


def _row(case, marks: dict, totals: dict) -> dict:
    address = reverse("membership:papers", args=[case.pk])
    return {
        "name": case.person.name,
        "url": case.get_absolute_url(),
        "unit": case.unit,
        "cells": [_cell(address, slug, *marks[slug]) for slug in totals],
        "lacking": case.papers_missing,
        "lacking_url": address,
    }


def _cell(address: str, slug: str, state: str, text: str) -> dict:
    opens = state in ("absent", "flawed")
    return {"state": state, "text": text, "url": f"{address}?kind={slug}" if opens else ""}


def _branches(request, cases) -> list[dict]:
    return [
        {**line, "url": _asking(request, unit=line["unit__short_name"])}
        for line in totals_by_branch(cases, MOST_BRANCHES)
    ]


def export(request):
    """The whole matrix with both totals as a workbook."""
    if not request.user.has_perm("casework.export"):
        raise PermissionDenied
    today = timezone.localdate()
    cases = _questions(request, today).qs.at(request.GET.get("stage", ""))
    sheets = matrix_sheets(cases.for_list().order_by("pk"), today)
    return hand_out(request, sheets, _("缺件矩阵"), rows=cases.count())


def notices(request):
    """A notice for each branch of the papers that its people lack, as one Word file."""
    if not request.user.has_perm("casework.export"):
        raise PermissionDenied
    today = timezone.localdate()
    cases = _questions(request, today).qs.at(request.GET.get("stage", "")).order_by("pk")
    people = list(cases.values_list("pk", flat=True)[: MOST_NOTIFIED + 1])
    if not 0 < len(people) <= MOST_NOTIFIED:
        many = _("缺件的超过 %s 人，请先选支部或阶段，再生成通知单。") % MOST_NOTIFIED
        messages.warning(request, many if people else _("没有缺件，不用通知。"))
        return redirect(f"{reverse('membership:matrix')}?{request.GET.urlencode()}")
    return hand_out_notices(request, notices_of(gaps_of("membership", people)))
