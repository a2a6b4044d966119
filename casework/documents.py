"""Dossier papers. One missing paper is one rule, one blocker and one cell of the matrix."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, FilteredRelation, Q, Value, When
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .rules import BLOCK, WARN, Guard, Has, HowMany, Rule, Severity, Words
from .standards import Setting
from .texts import Citation

COMPLETE, DEFECTIVE, MISSING, NOT_NEEDED = "complete", "defective", "missing", "not_needed"


@dataclass(frozen=True)
class Paper:
    """A kind of paper that a dossier must hold.

    `since` is the stage from which the paper ought to be there; `need` is N
    (national), L (local) or C (only where `applies` holds); `minimum` is how
    many complete ones are wanted, or the setting that says so on a day. None
    wanted means that the paper is not asked for.
    """

    slug: str
    code: str
    title: Words
    step: int
    since: str
    cites: tuple[Citation, ...]
    need: str = "N"
    minimum: "int | Setting | Listed" = 1
    applies: Callable[[], Q] | None = None
    archive: bool = False

    @property
    def severity(self) -> Severity:
        """A paper that no national text names can be waived with a reason."""
        return WARN if self.need == "L" else BLOCK

    def wanted(self, on: date) -> int:
        """How many complete ones are wanted on a day."""
        return self.minimum if isinstance(self.minimum, int) else self.minimum.on(on)

    def on_file(self, on: date) -> Q:
        """Enough complete papers of this kind are in the dossier."""
        if self.wanted(on) == 1:
            return Q(Has("papers", kind=self.slug, state=COMPLETE))
        return Q(HowMany("papers", kind=self.slug, state=COMPLETE).at_least(self.wanted(on)))

    def condition(self, on: date) -> Q:
        held = self.on_file(on)
        return held if self.applies is None else held | ~self.applies()

    @property
    def rule(self) -> Rule:
        """The rule that asks for this paper."""
        counted = {}
        if self.minimum != 1:
            held = HowMany("papers", kind=self.slug, state=COMPLETE)
            counted = {"reads": (held,), "says": _counting(self.wanted)}
        if not isinstance(self.minimum, int):
            counted["asked"] = lambda on: self.wanted(on) > 0
        return Rule(
            _named(self),
            self.cites,
            title=self.title,
            blocker=format_lazy(gettext_lazy("缺少《{title}》"), title=self.title),
            severity=self.severity,
            mend="papers",
            paper=self.slug,
            **counted,
        )


@dataclass(frozen=True)
class Listed:
    """The minimum of a paper that is asked for when the list of a setting names it."""

    setting: Setting
    name: str

    def on(self, day: date) -> int:
        return int(self.name in self.setting.on(day))


def _truth(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False))


def _named(paper: Paper) -> Callable[[date], Q]:
    """The paper's condition under a name and a docstring of its own."""

    def condition(on):
        return paper.condition(on)

    number = "" if paper.minimum == 1 else f" ({_minimum(paper)})"
    condition.__name__ = f"paper_{paper.slug}"
    condition.__doc__ = f"The dossier holds a complete {paper.slug.replace('_', ' ')}{number}."
    return condition


def _minimum(paper: Paper) -> str:
    """How many, for the documentation."""
    if isinstance(paper.minimum, int):
        return f"{paper.minimum} or more"
    if isinstance(paper.minimum, Listed):
        return f"where the county asks for it, {paper.minimum.setting.about}"
    return f"{paper.minimum.default} or more, {paper.minimum.about}"


def _counting(wanted: Callable[[date], int]) -> Callable[[date, int], str]:
    return lambda on, held: (
        _("应有 %(wanted)s 份，现有 %(held)s 份") % {"wanted": wanted(on), "held": held}
    )


class Catalogue:
    """The papers of one pipeline, in dossier order."""

    def __init__(self, papers: Iterable[Paper], stages: tuple[str, ...]):
        self.papers = tuple(papers)
        self.stages = stages
        self.by_slug = {paper.slug: paper for paper in self.papers}

    def __iter__(self):
        return iter(self.papers)

    def choices(self):
        return [(paper.slug, paper.title) for paper in self.papers]

    def expected_at(self, stage: str) -> list[Paper]:
        """What the dossier of a case in `stage` ought to hold; nothing once it has ended."""
        if stage not in self.stages:
            return []
        reached = self.stages.index(stage)
        return [paper for paper in self.papers if self.stages.index(paper.since) <= reached]

    def rules(self, since: str) -> tuple[Rule, ...]:
        """The papers asked for by the step that opens stage `since`."""
        return tuple(paper.rule for paper in self.papers if paper.since == since)

    def guard(self, stage: str) -> Guard:
        """Completeness of a dossier: the same rules that block a step."""
        return Guard(*(paper.rule for paper in self.expected_at(stage)))

    def standing(self, cases, on: date, *, stage: str = "") -> dict[int, dict[str, str]]:
        """What every dossier of a page of cases holds, by case and paper, or of a case that is to
        be saved in another stage. One query.

        A row for each complete paper, counted here: a condition for each kind (`Paper.on_file`)
        takes far longer to put together than to answer.
        """
        found = self.read(cases, on, stage=stage)
        return {pk: standing for pk, (standing, _also) in found.items()}

    def read(
        self, cases, on: date, *, stage: str = "", also: Sequence = ()
    ) -> dict[int, tuple[dict[str, str], list]]:
        """The same, and with it of each case what the expressions `also` give. One query."""
        tests = [_truth(paper.applies()) for paper in self.papers if paper.applies]
        complete = FilteredRelation("papers", condition=Q(papers__state=COMPLETE))
        rows = cases.order_by().annotate(complete=complete)
        held, found = Counter(), {}
        columns = rows.values_list("pk", "stage", "complete__kind", *tests, *also)
        for pk, now, kind, *values in columns:
            held[pk, kind] += 1
            found[pk] = stage or now, values[: len(tests)], values[len(tests) :]
        wanted = {paper.slug: paper.wanted(on) for paper in self.papers}
        return {
            pk: (self._standing_of(pk, now, applies, held, wanted), beside)
            for pk, (now, applies, beside) in found.items()
        }

    def _standing_of(
        self, pk: int, stage: str, row: list[bool], held: Counter, wanted: dict[str, int]
    ) -> dict[str, str]:
        conditional = [paper.slug for paper in self.papers if paper.applies]
        applies = dict(zip(conditional, row, strict=True))
        expected = {paper.slug for paper in self.expected_at(stage) if wanted[paper.slug]}
        return {
            paper.slug: COMPLETE
            if held[pk, paper.slug] >= max(wanted[paper.slug], 1)
            else MISSING
            if paper.slug in expected and applies.get(paper.slug, True)
            else NOT_NEEDED
            for paper in self.papers
        }

    def missing_from(self, cases, paper: Paper, on: date):
        """The cases that ought to hold `paper` and do not. One query of any size."""
        due = self.stages[self.stages.index(paper.since) :]
        held = cases.filter(paper.condition(on)).values("pk")
        return cases.filter(stage__in=due).exclude(pk__in=held)
