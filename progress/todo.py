"""The to-do home: what is due, in words, with the page on which it is done.

Rows come from the deadlines that both pipelines keep; nothing is worked out from the
rules here, so the first page costs the same with a hundred cases and with a million.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from heapq import merge
from itertools import groupby

from django.db.models import Count, Q, QuerySet, Sum, Value
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from casework import due
from casework.desk import Desk
from casework.pipelines import PIPELINES
from membership import dues
from membership.models import Application, ApplicationDeadline
from talent import dues as talent_dues
from talent.models import Talent, TalentDeadline

SHOWN = 50  # rows of the first page
# What a row tells; a case has a hundred columns more.
READ = (
    "kind",
    "opens_on",
    "due_on",
    "case__stage",
    "case__person__name",
    "case__unit__kind",
    "case__unit__path",
    "case__unit__name",
    "case__unit__short_name",
)
COUNTED = 1000  # counters stop here and say “999+”
EMPTY = Desk()
OPENING = 20  # rows that tell from when something may be done
WAITING = ("propose", "conversion")  # kinds that open long before they are due
FOLD_FROM = 4  # rows of one kind in one branch, folded into one
GROUPS = (
    ("talk", _("谈话")),
    ("assess", _("考察")),
    ("develop", _("发展")),
    ("approve", _("审批")),
    ("convert", _("转正")),
    ("talent", _("人才")),
)


@dataclass(frozen=True)
class Kind:
    """What a deadline asks for: a sentence, the verb of its button, the step that does it."""

    group: str
    sentence: str | Promise
    button: str | Promise
    step: str
    permission: str
    pipeline: str = "membership"

    def address(self, pk: int) -> str:
        """The page on which it is done for one case."""
        return ADDRESSES[self.pipeline](pk, self.step)

    @property
    def together(self) -> bool:
        """Whether several people may be taken in one go."""
        return self.step in PIPELINES[self.pipeline].batches


ADDRESSES = {"membership": dues.address_of, "talent": talent_dues.address_of}


def _membership(group: str, sentence, button, step: str, permission: str = "membership.record"):
    return Kind(group, sentence, button, step, permission)


def _talent(sentence, button, step: str, permission: str = "talent.record") -> Kind:
    return Kind("talent", sentence, button, step, permission, "talent")


# fmt: off
KINDS = {
    ApplicationDeadline: {
        "talk": _membership("talk", _("收到申请书一个月内派人谈话"), _("录入谈话"), "talk"),
        "assessment": _membership("assess", _("半年考察"), _("录入考察"), "cultivate"),
        "filing": _membership(
            "develop", _("积极分子报上级党委备案"), _("录入备案"), "file-activist",
        ),
        "propose": _membership(
            "develop", _("培养满一年，可确定发展对象人选"), _("确定发展对象"), "propose",
            "membership.propose",
        ),
        "list": _membership(
            "develop", _("公示期满，列为发展对象"), _("列为发展对象"), "list",
            "membership.list_prospective",
        ),
        "meeting": _membership(
            "develop", _("预审合格一个月内召开支部大会"), _("录入大会"), "adopt",
            "membership.adopt",
        ),
        "approval": _membership(
            "approve", _("大会通过三个月内党委审批"), _("录入审批"), "approve",
            "membership.approve",
        ),
        "oath": _membership("convert", _("批准后一个月内入党宣誓"), _("录入宣誓"), "oath"),
        "probation-assessment": _membership(
            "assess", _("预备期半年考察"), _("录入考察"), "probation-assess",
        ),
        "conversion": _membership(
            "convert", _("预备期满，讨论转正"), _("办理转正"), "conversion-meeting",
        ),
        "conversion-approval": _membership(
            "approve", _("转正大会三个月内党委审批"), _("审批转正"), "convert",
            "membership.convert",
        ),
    },
    TalentDeadline: {
        "mentor": _talent(_("列为后备一个月内明确帮带责任人"), _("指定帮带责任人"), "mentor"),
        "appraisal": _talent(_("半年跟踪考核"), _("录入考核"), "post"),
        "suspension-review": _talent(
            _("暂停满半年，复核是否恢复"), _("办理恢复"), "resume", "talent.resume",
        ),
    },
}
# fmt: on


@dataclass(frozen=True)
class Filters:
    """What the officer asked for: a group of kinds, a unit, only what is overdue or soon, only
    the starred cases."""

    group: str = ""
    unit: int | None = None
    state: str = ""
    starred: bool = False

    def kinds(self, model) -> list[str]:
        known = KINDS[model].items()
        return [slug for slug, kind in known if self.group in ("", kind.group)]


@dataclass(frozen=True)
class Row:
    """One line: a deadline, or several of one kind in one branch; `opening` where it tells from
    when something may be done, because it need not be done for long."""

    deadlines: tuple
    today: date
    opening: bool = False

    @property
    def first(self):
        return self.deadlines[0]

    @property
    def kind(self) -> Kind:
        return KINDS[type(self.first)][self.first.kind]

    @property
    def due_on(self) -> date:
        return self.first.due_on

    @property
    def open_ones(self) -> list:
        """Those that can be done today."""
        return [one for one in self.deadlines if not one.opens_on or one.opens_on <= self.today]

    @property
    def key(self) -> str:
        """What a ticked box says: pipeline, kind and the numbers of the cases."""
        numbers = "+".join(str(one.case_id) for one in self.deadlines)
        return f"{self.kind.pipeline}:{self.first.kind}:{numbers}"

    @property
    def waits(self) -> bool:
        """Whether it cannot be done before a day that lies ahead."""
        return bool(self.first.opens_on and self.first.opens_on > self.today)

    @property
    def state(self) -> str:
        if self.waits:
            return "locked"
        return "todo" if self.opening else due.state(self.due_on, self.today)

    @property
    def day(self) -> date:
        """The day that counts: the last one in time, or the first one on which it may be done."""
        return self.first.opens_on if self.opening else self.due_on

    @property
    def words(self) -> str:
        if self.waits or self.opening:
            return _t("%s 起可办") % f"{self.first.opens_on:%m-%d}"
        return due.words(self.due_on, self.today)

    @property
    def period(self) -> str | Promise:
        return period_of(self.due_on, self.today)


def period_of(due_on: date, today: date) -> str | Promise:
    """The heading a row stands under: overdue, today, seven days, thirty days."""
    days = (due_on - today).days
    if days < 0:
        return _("超期")
    if not days:
        return _("今天")
    return _("7 天内") if days <= 7 else _("30 天内")


def deadlines_of(model, user, filters: Filters, desk: Desk = EMPTY) -> QuerySet:
    """The deadlines of one pipeline that the user may see and has not put off, soonest first."""
    rows = user.account.reachable(model.objects, "case__unit__path")
    app = model._meta.app_label
    rows = rows.filter(kind__in=filters.kinds(model))
    if desk.postponed:
        rows = rows.exclude(desk.put_off(app))
    if filters.starred:
        rows = rows.filter(case__in=desk.stars_of(app))
    if filters.unit:
        rows = rows.filter(case__unit=filters.unit)
    return rows.order_by("due_on", "pk")


def upcoming(user, today: date, filters: Filters, desk: Desk = EMPTY) -> list:
    """The first deadlines of both pipelines, soonest first. Two queries."""
    found = []
    for model in KINDS:
        rows = deadlines_of(model, user, filters, desk)
        rows = rows.select_related("case__person", "case__unit").only(*READ)
        if filters.state:
            rows = rows.filter(due.in_state(filters.state, today))
        found.append(list(rows[:SHOWN]))
    return list(merge(*found, key=lambda row: row.due_on))[:SHOWN]


def rows_of(deadlines: Iterable, today: date, *, fold: bool = True) -> list[Row]:
    """What falls due within thirty days; many of one kind in one branch become one row."""
    horizon = today + timedelta(days=due.SOON_DAYS)
    within = [row for row in deadlines if row.due_on <= horizon]
    alike: dict = {}
    for row in within:
        key = (type(row), row.kind, row.case.unit_id, str(period_of(row.due_on, today)))
        alike.setdefault(key, []).append(row)
    rows = [row for group in alike.values() for row in _folded(group, today, fold)]
    return sorted(rows, key=lambda row: row.due_on)


def _folded(group: list, today: date, fold: bool) -> list[Row]:
    if fold and len(group) >= FOLD_FROM:
        return [Row(tuple(group), today)]
    return [Row((deadline,), today) for deadline in group]


def by_period(rows: list[Row]) -> list[tuple[str | Promise, list[Row]]]:
    return [(period, list(own)) for period, own in groupby(rows, key=lambda row: row.period)]


def opening(user, today: date, filters: Filters, desk: Desk = EMPTY) -> list[Row]:
    """Steps with a waiting time that ends within thirty days, or ended within the last thirty,
    and that need not be taken within thirty days. One query."""
    if filters.state:
        return []
    around = timedelta(days=due.SOON_DAYS)
    rows = deadlines_of(ApplicationDeadline, user, filters, desk).filter(
        kind__in=WAITING, opens_on__gte=today - around, opens_on__lte=today + around
    )
    rows = rows.filter(due_on__gt=today + around).select_related("case__person", "case__unit")
    found = rows.order_by("opens_on", "pk").only(*READ)[:OPENING]
    return [Row((deadline,), today, opening=True) for deadline in found]


def next_after(deadlines: Iterable, today: date):
    """The first deadline beyond thirty days among those read; None when there is none."""
    horizon = today + timedelta(days=due.SOON_DAYS)
    return next((row for row in deadlines if row.due_on > horizon), None)


# Counters -------------------------------------------------------------------------------


def capped(number: int) -> str:
    return f"{COUNTED - 1}+" if number >= COUNTED else str(number)


def numbers_due(user, today: date, desk: Desk = EMPTY) -> dict[str, int]:
    """How many are overdue and how many due soon, counted up to a thousand of each pipeline.
    One query."""
    parts = [
        _some_due(model, user, today, state, desk)
        for state in (due.OVERDUE, due.SOON)
        for model in KINDS
    ]
    found = Counter()
    for state, number in parts[0].union(*parts[1:], all=True):
        found[state] += number
    return {state: min(COUNTED, found[state]) for state in (due.OVERDUE, due.SOON)}


def _some_due(model, user, today, state, desk) -> QuerySet:
    """The state and its number; the limit stands inside for the union's sake."""
    rows = deadlines_of(model, user, Filters(), desk).filter(due.in_state(state, today))
    some = model.objects.filter(pk__in=rows.order_by().values("pk")[:COUNTED]).order_by()
    counted = some.annotate(state=Value(state)).values("state").annotate(number=Count("pk"))
    return counted.values_list("state", "number")


def lacking(user) -> tuple[int, int]:
    """Cases with missing papers and how many papers, up to a thousand cases. Two queries."""
    cases = papers = 0
    for model in (Application, Talent):
        rows = model.objects.visible_to(user).in_progress().lacking_papers()
        found = rows.order_by()[:COUNTED].aggregate(cases=Count("pk"), papers=Sum("papers_missing"))
        cases, papers = cases + found["cases"], papers + (found["papers"] or 0)
    return cases, papers


# This week's list -----------------------------------------------------------------------


def this_week(user, today: date) -> Iterator[Row]:
    """Everything overdue or due until Sunday, each on its own row."""
    sunday = today + timedelta(days=6 - today.weekday())
    parts = [
        deadlines_of(model, user, Filters())
        .filter(Q(due_on__lte=sunday))
        .select_related("case__person", "case__unit")
        .iterator(chunk_size=2000)
        for model in KINDS
    ]
    for deadline in merge(*parts, key=lambda row: row.due_on):
        yield Row((deadline,), today)
