"""The age structure: page, report, workbook, and the people behind every number."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from casework.ages import PYRAMID, Band, completed_years
from casework.models import Unit
from casework.views.asked import unit_asked

from .. import reports, wording
from ..forms import AgesForm, BandForm
from ..metrics import people_address
from ..populations import BY_SLUG, Population
from ..structure import PRESETS, YOUNG, Figures, Villages, born_in, figures
from ..tables import BandTable, PeopleTable, PlaceTable, people_of, signed
from .downloads import exports, hand_out, reads, workbook

PAGE = 50


@dataclass(frozen=True)
class Question:
    """What the address asks: a population in a unit on a day, and the bands."""

    form: AgesForm
    population: Population
    scope: Unit
    on: date
    bands: tuple

    def figures(self) -> Figures:
        return figures(self.population, self.scope, self.on, self.bands)


def asked(request) -> Question | AgesForm:
    """The question, or the form that says what cannot be read. A unit outside is a 404."""
    home = request.user.account.unit
    scope = unit_asked(request)
    form = AgesForm(request.GET, scope=scope, home=home, today=timezone.localdate())
    if not form.is_valid():
        return form
    chosen, form.cleaned_data = form.cleaned_data, {}  # the choices show it: no chips
    bands = PRESETS[chosen["bands"]][1]
    return Question(form, BY_SLUG[chosen["object"]], scope, chosen["on"], bands)


def _asked_or_404(request) -> Question:
    question = asked(request)
    if not isinstance(question, Question):
        raise Http404
    return question


@reads
def page(request):
    """Figures, pyramid, bands and villages; every number leads to its people."""
    question = asked(request)
    if not isinstance(question, Question):
        return render(request, "progress/ages.html", {"form": question}, status=422)
    found = question.figures()
    context = {
        "form": question.form,
        "found": found,
        "summary": wording.summary(found),
        "counters": counters(found),
        "chart": chart(found),
        "bands": BandTable(found),
        "places": _places(request, found),
        "gaps": gaps(found),
        "notes": wording.notes(found),
        "query": request.GET.urlencode(),
        "may_export": request.user.has_perm("casework.export"),
    }
    return render(request, "progress/ages.html", context)


def _places(request, found: Figures) -> PlaceTable | None:
    """The table by village, in the order asked for."""
    if not found.places:
        return None
    table = PlaceTable(found)
    RequestConfig(request, paginate=False).configure(table)
    return table


def counters(found: Figures) -> list[dict]:
    """Headcount, mean age, the young and the old, each with what changed."""
    word = found.population.compared
    return [
        _counter(found, "users", _("人数"), found.now.total, f"{word} {found.before.total}"),
        _counter(
            found,
            "data",
            _("平均年龄"),
            "–" if found.now.mean is None else _("%s岁") % found.now.mean,
            f"{_('较')}{word} {signed(found.mean_change)}",
        ),
        _counter(
            found,
            "normal",
            str(YOUNG.label),
            _("%(number)d人 %(share)s%%") % {"number": found.young, "share": found.young_share},
            _("较%(day)s %(change)s 个百分点")
            % {"day": word, "change": signed(found.young_change)},
            high=YOUNG.high,
        ),
        _counter(
            found,
            "soon",
            str(found.oldest.label),
            _("%(number)d人 %(share)s%%") % {"number": found.old, "share": found.old_share},
            "",
            low=found.oldest.low,
        ),
    ]


def _counter(found: Figures, tone: str, label: str, value, note: str, **band) -> dict:
    url = people_address(found.population.slug, found.scope, found.on, **band)
    return {"tone": tone, "label": label, "value": value, "note": note, "url": url}


def chart(found: Figures) -> dict:
    """The pyramid as SVG with its figures beside it."""
    drawn = reports.pyramid_of(found)
    men, women = found.now.pyramid()
    rows = [row for row in zip(map(str, PYRAMID), men, women, strict=True) if row[1] or row[2]]
    return {
        "title": drawn.title,
        "svg": mark_safe(drawn.svg()),  # escaped where it is drawn
        "head": [_("年龄"), _("男"), _("女")],
        "rows": rows[::-1],
    }


def gaps(found: Figures) -> list[dict]:
    """Villages without anybody of 35 or younger, with and without seconded cadres."""
    if found.population.slug != "committee":
        return []
    pairs = [
        (_("没有35岁及以下成员的村（含机关兼任和外村人员）"), found.without_young),
        (_("没有35岁及以下本村成员的村（不含兼任）"), found.without_local_young),
    ]
    return [
        {
            "label": label,
            "count": villages.number,
            "villages": villages_of(found, villages),
            "more": villages.more,
        }
        for label, villages in pairs
    ]


def villages_of(found: Figures, villages: Villages) -> list[dict]:
    return [
        {"name": str(unit), "url": people_address("committee", unit, found.on)}
        for unit in villages.first
    ]


@exports
def pdf(request):
    """The report as it is handed in, with the mark of its event at the foot."""
    question = _asked_or_404(request)
    found = question.figures()

    def build(event):
        return reports.ages_paper(found, event)

    return _hand_out(request, found, ".pdf", build)


@exports
def xlsx(request):
    """Bands, villages and the list as a workbook."""
    question = _asked_or_404(request)
    found = question.figures()
    people = people_of(question.population, question.scope, question.on, Q())
    today = timezone.localdate()

    def build(event):
        sheets = reports.ages_sheets(found, people)
        return workbook(sheets, str(found.scope), today, found.on, event)

    return _hand_out(request, found, ".xlsx", build)


def _hand_out(request, found: Figures, kind: str, build):
    name = reports.title_of(found) + kind
    rows, path = found.now.total, found.scope.path
    return hand_out(request, "ages", name, build, rows=rows, on=found.on, path=path)


@dataclass(frozen=True)
class Listed:
    """The people behind a number and the words for them."""

    question: Question
    band: Band | None
    unknown: bool

    def people(self):
        """The same condition that counted them."""
        question = self.question
        day = question.population.age_day(question.on)
        chosen = born_in(self.band, day) if self.band else Q()
        if self.unknown:
            chosen = Q(born_on__isnull=True)
        return people_of(question.population, question.scope, question.on, chosen)

    def ages(self, born_on: date) -> int:
        return completed_years(born_on, self.question.population.age_day(self.question.on))

    @property
    def title(self) -> str:
        return f"{self.question.population.title}　{self.words}".strip()

    @property
    def words(self) -> str:
        if self.unknown:
            return _("出生日期不详")
        if self.band is None:
            return ""
        if self.band.low is None:
            return _("%d岁及以下") % self.band.high
        if self.band.high is None:
            return _("%d岁及以上") % self.band.low
        return _("%(low)d–%(high)d岁") % {"low": self.band.low, "high": self.band.high}


def _listed(request) -> Listed:
    question, form = _asked_or_404(request), BandForm(request.GET)
    if not form.is_valid():
        raise Http404
    low, high = form.cleaned_data["low"], form.cleaned_data["high"]
    band = None if low is None and high is None else Band("", low, high)
    return Listed(question, band, form.cleaned_data["unknown"])


@reads
def people(request):
    """The people behind a number, fifty a page."""
    listed = _listed(request)
    table = PeopleTable(listed.people(), ages=listed.ages)
    RequestConfig(request, paginate={"per_page": PAGE}).configure(table)
    query = request.GET.urlencode()
    context = {
        "listed": listed,
        "table": table,
        "count": table.paginator.count,
        "back": f"{reverse('ages')}?{query}",
        "query": query,
        "may_export": request.user.has_perm("casework.export"),
    }
    return render(request, "progress/people.html", context)


@exports
def people_xlsx(request):
    """The same people as a workbook."""
    listed, today = _listed(request), timezone.localdate()
    question, found = listed.question, listed.people()

    def build(event):
        day = question.population.age_day(question.on)
        sheet = reports.people_sheet(found, day, listed.title)
        return workbook([sheet], str(question.scope), today, question.on, event)

    return hand_out(
        request,
        "people",
        f"{listed.title}.xlsx",
        build,
        rows=found.count(),
        on=question.on,
        path=question.scope.path,
    )
