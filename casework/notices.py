"""What a branch is asked to bring in: one notice for each, to be signed, stamped and handed out.

The layout is the county's 材料缺件通知单 (design note §2.3); the day by which is left to the pen. A
notice carries the mark of the export's event itself, because the sheets go different ways.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from . import due
from .documents import COMPLETE, Paper
from .models import Unit
from .pdf import long_date
from .pipelines import PIPELINES
from .rules import Words
from .word import Letter

WAIT_WIDTHS, GAP_WIDTHS = (6, 8, 14, 24, 12, 10), (6, 8, 14, 17, 20, 13)


@dataclass(frozen=True)
class Gap:
    """A paper that a dossier lacks: how many there are, and whether one was found wanting."""

    case: Any
    paper: Paper
    complete: int = 0
    flawed: bool = False

    def cells(self, on: date) -> list:
        cite = self.paper.rule.cite(on)
        return [self.case.person, self.case.get_stage_display(), self.paper.title, cite,
                self.asked(on)]  # fmt: skip

    def asked(self, on: date) -> str:
        """What is to be done about it."""
        wanted = self.paper.wanted(on)
        if wanted > 1:
            words = _("应有 %(wanted)s 份，现有 %(held)s 份，补足")
            return words % {"wanted": wanted, "held": self.complete}
        return _("有缺陷，补正") if self.flawed else _("补交")


@dataclass(frozen=True)
class Wait:
    """Something that is due of a case: what, and until when."""

    case: Any
    what: str | Promise
    due_on: date

    def cells(self, on: date) -> list:
        stage, left = self.case.get_stage_display(), due.words(self.due_on, on)
        return [self.case.person, stage, self.what, self.due_on, left]


@dataclass
class Notice:
    """What one organisation hears."""

    unit: Unit
    waits: list[Wait] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)

    @property
    def addressed(self) -> str:
        return _("你支部") if self.unit.kind == Unit.Kind.BRANCH else _("你单位")

    @property
    def title(self) -> str:
        return _("催办通知单") if self.waits else _("材料缺件通知单")


def gaps_of(app: str, cases) -> list[Gap]:
    """The papers that cases of a pipeline lack, by person in dossier order; `cases` are ids or a
    query of them. Three queries."""
    pipeline = PIPELINES[app]
    papers = pipeline.model._meta.get_field("papers").related_model.objects
    lacking = pipeline.model.objects.filter(pk__in=cases).lacking_papers().for_list()
    held = Prefetch("papers", papers.only("case", "kind", "state").order_by())
    found = lacking.order_by("pk").prefetch_related("missing", held)
    return [gap for case in found for gap in _of_case(case, pipeline.catalogue)]


def _of_case(case, catalogue) -> list[Gap]:
    missing = {row.kind for row in case.missing.all()}
    states: dict[str, list[str]] = {}
    for row in case.papers.all():
        states.setdefault(row.kind, []).append(row.state)
    return [
        Gap(case, paper, held.count(COMPLETE), any(state != COMPLETE for state in held))
        for paper in catalogue
        if paper.slug in missing
        for held in [states.get(paper.slug, [])]
    ]


def notices_of(gaps: Iterable[Gap], waits: Iterable[Wait] = ()) -> list[Notice]:
    """One for each organisation, in the order of the tree."""
    found: dict[int, Notice] = {}
    for wait in waits:
        _notice(found, wait.case.unit).waits.append(wait)
    for gap in gaps:
        _notice(found, gap.case.unit).gaps.append(gap)
    return sorted(found.values(), key=lambda notice: notice.unit.path)


def _notice(found: dict[int, Notice], unit: Unit) -> Notice:
    return found.setdefault(unit.pk, Notice(unit))


def rows_of(notices: Iterable[Notice]) -> int:
    return sum(len(notice.waits) + len(notice.gaps) for notice in notices)


def notices_letter(
    notices: Sequence[Notice], *, by: Unit, on: date, mark: tuple[str, str]
) -> Letter:
    """The notices in one file, each on sheets of its own, signed by the unit and marked."""
    letter = Letter(notices[0].title, author=by.name)
    for notice in notices:
        if notice is not notices[0]:
            letter.begin_again(notice.title)
        _say(letter, notice, on)
        letter.signature(_signed(by), on)
        letter.seal(*mark)
    return letter


def _signed(by: Unit) -> str:
    """The office that sends it out: a township's is the organisation office of its committee."""
    return _("%s党委组织办") % by if by.kind == Unit.Kind.TOWNSHIP else by.name


def _say(letter: Letter, notice: Notice, on: date) -> None:
    letter.addressee(notice.unit.name)
    words = {"day": long_date(on), "who": notice.addressed}
    if notice.waits:
        letter.paragraph(_("截至%(day)s，%(who)s以下事项已到或将到期限，请按期办理。") % words)
        _table(letter, [_("事项"), _("期限"), _("情况")], WAIT_WIDTHS, notice.waits, on)
    if notice.gaps:
        letter.paragraph(_("经核查，%(who)s以下同志材料不全，请于　　月　　日前补齐。") % words)
        _table(letter, [_("缺少材料"), _("依据"), _("要求")], GAP_WIDTHS, notice.gaps, on)


def _table(letter: Letter, head: list[Words], widths: tuple, rows: list, on: date) -> None:
    numbered = [[number, *row.cells(on)] for number, row in enumerate(rows, 1)]
    letter.table([_("序号"), _("姓名"), _("阶段"), *head], numbered, widths)
