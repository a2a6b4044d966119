"""The two commitments that data can measure: figure, definition and the people behind it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet, Value
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.ages import completed_years
from casework.dates import born_by
from casework.models import Seat, Unit
from membership.models import Application, ApplicationStep
from membership.standards import ACTIVIST_AGE
from talent.structure import Cure, Fate, Replacement, count, cured_villages, replaced

from .models import Commitment
from .populations import BY_SLUG
from .structure import YOUNG, Census, census, grouped, share

NEW = BY_SLUG["new-members"]
ACTIVISTS = BY_SLUG["activists"]


@dataclass(frozen=True)
class Line:
    """A part of a figure: words, value, and the list behind it."""

    label: str
    value: str
    url: str = ""


@dataclass(frozen=True)
class Measured:
    """What the data say of a commitment today. `value` and `target` in `unit`."""

    value: Decimal | None
    target: Decimal | None
    unit: str | Promise
    definition: str | Promise
    lines: list[Line] = field(default_factory=list)
    seats: list[Replacement] = field(default_factory=list)
    villages: list[Cure] = field(default_factory=list)
    exceptions: list["Exceptional"] = field(default_factory=list)

    @property
    def reached(self) -> bool:
        known = self.value is not None and self.target is not None
        return known and self.value >= self.target

    def __str__(self) -> str:
        now = "–" if self.value is None else self.value
        target = "–" if self.target is None else f"{float(self.target):g}"
        return f"{now} → {target} {self.unit}"


# Reserve talent -------------------------------------------------------------------------

RESERVE_DEFINITION = gettext_lazy(
    "已治愈村：基线席位上不再有机关干部兼任、有35岁及以下的本村成员、没有因替换而空缺的席位。"
    "已替换席位：基线时由机关干部兼任，现由本村人员经选举任职。外村和指定任职的不计；撤销的席位另列。"
)


def baseline_seats(commitment: Commitment) -> QuerySet:
    """The seats that office cadres held when the commitment began."""
    return Seat.objects.filter(pk__in=commitment.baseline_seats.values("seat"))


def reserve_talent(commitment: Commitment, on: date) -> Measured:
    """Villages cured against the villages of the baseline; the seats beside it."""
    seats = replaced(baseline_seats(commitment), on)
    villages = cured_villages(baseline_seats(commitment), on)
    cured = sum(cure.cured for cure in villages)
    done = count(seats, Fate.REPLACED)
    return Measured(
        Decimal(cured),
        commitment.target_value or commitment.baseline,
        _("村"),
        RESERVE_DEFINITION,
        [
            Line(_("基线席位"), str(len(seats)), "#seats"),
            Line(_("已替换席位"), f"{done}/{len(seats)}", "#seats"),
            Line(_("已空缺未替换"), str(count(seats, Fate.VACATED)), "#seats"),
            Line(_("仍由机关兼任"), str(count(seats, Fate.SECONDED)), "#seats"),
            Line(_("已治愈村"), f"{cured}/{len(villages)}", "#villages"),
        ],
        seats=seats,
        villages=villages,
    )


# Member development ---------------------------------------------------------------------

DEVELOPMENT_DEFINITION = gettext_lazy(
    "平均年龄下降＝基线年度新发展党员平均年龄−本年度新发展党员平均年龄。新发展党员按上级党委审批日期"
    "计入年度，年龄算至当年12月31日的周岁；出生日期不详的不计入平均。35岁以下含35岁，超过50周岁不含50岁。"
)


@dataclass(frozen=True)
class Exceptional:
    """Somebody who was over 50 when made an activist, and the reason recorded for it."""

    case: Application
    age: int
    reason: str


def member_development(commitment: Commitment, on: date) -> Measured:
    """How many years younger than in the base year the newly admitted are."""
    year = min(on.year, commitment.due_on.year)
    until = on if on.year == year else date(year, 12, 31)
    base = commitment.base_year or year - 1
    now = new_members(commitment.unit, until)
    before = new_members(commitment.unit, date(base, 12, 31))
    over = over_fifty(commitment.unit, on)
    fall = before.mean - now.mean if now.mean is not None and before.mean is not None else None
    return Measured(
        fall,
        commitment.target_value,
        _("岁"),
        DEVELOPMENT_DEFINITION,
        [
            _mean_line(now, until, commitment.unit),
            _mean_line(before, date(base, 12, 31), commitment.unit),
            _young_line(now, until, commitment.unit),
            Line(
                _("在册积极分子中确定时超过50周岁"),
                _("%(all)d人，%(why)d人有说明")
                % {"all": len(over), "why": sum(bool(one.reason) for one in over)},
                "#over-fifty",
            ),
        ],
        exceptions=over,
    )


def new_members(unit: Unit, until: date) -> Census:
    """The people admitted in the year of `until` and by then, by age on its 31 December."""
    return census(NEW.under(unit.path, until), NEW, until)


def this_year_and_last(unit: Unit, today: date) -> list[Census]:
    """The newly admitted of this year so far and of the whole year before. One query."""
    days = (today, date(today.year - 1, 12, 31))
    first, second = (grouped(NEW.under(unit.path, day), NEW, day, Value(day.year)) for day in days)
    groups: dict = {day.year: [] for day in days}
    for year, *group in first.union(second, all=True):
        groups[year].append(group)
    return [Census(NEW.age_day(day), groups[day.year]) for day in days]


def _mean_line(found: Census, until: date, unit: Unit) -> Line:
    words = {"year": until.year}
    mean = "–" if found.mean is None else found.mean
    return Line(
        _("%(year)d年新发展党员平均年龄") % words,
        _("%(mean)s岁（%(number)d人）") % {"mean": mean, "number": found.total},
        people_address(NEW.slug, unit, until),
    )


def _young_line(found: Census, until: date, unit: Unit) -> Line:
    young = found.count(YOUNG)
    return Line(
        _("%d年新发展党员中35岁及以下") % until.year,
        _("%(number)d人，占%(share)s%%") % {"number": young, "share": share(young, found.total)},
        people_address(NEW.slug, unit, until, high=YOUNG.high),
    )


def people_address(slug: str, unit: Unit, on: date, **more) -> str:
    """The list behind a number; `low`, `high` or `unknown` choose among the group."""
    asked = {"object": slug, "unit": unit.pk, "on": on.isoformat(), **more}
    chosen = {name: value for name, value in asked.items() if value is not None}
    return f"{reverse('people')}?{urlencode(chosen)}"


def over_fifty(unit: Unit, on: date) -> list[Exceptional]:
    """Present activists who were over 50 on the day they became one. Two queries."""
    limit = ACTIVIST_AGE.on(on)
    old = ACTIVISTS.under(unit.path, on).filter(person__born_on__lte=born_by(on, limit + 1))
    cases = [
        (case, completed_years(case.person.born_on, case.activist_on))
        for case in old.filter(activist_on__isnull=False).select_related("person", "unit")
    ]
    late = [(case, age) for case, age in cases if age > limit]
    steps = ApplicationStep.objects.filter(case__in=[case for case, _age in late])
    taken = steps.filter(name="designate").select_related("case__person")
    reasons = {step.case_id: step.waived.get("not_over_fifty", "") for step in taken}
    return [Exceptional(case, age, reasons.get(case.pk, "")) for case, age in late]


METRICS: dict[str, Callable[[Commitment, date], Measured]] = {
    "reserve_talent": reserve_talent,
    "member_development": member_development,
}


def measured(commitment: Commitment, on: date) -> Measured | None:
    """The figure of a commitment; None for one that the officer judges."""
    measure = METRICS.get(commitment.metric)
    return measure(commitment, on) if measure else None
