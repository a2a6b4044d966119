"""The plan of the year: what branches were given, what they used, what waits, what is left.

Use counts by the general meeting's day, as the step does: whom no meeting admits by 31 December
falls into the next year's plan (A-25). Who waits is reckoned as in the calendar.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.models import Unit

from .agenda import admission_days
from .models import Application, YearPlan
from .rules.branches import recruited_here
from .stages import BEFORE_MEETING, NOT_ADOPTED

QUARTERS = (1, 2, 3, 4)
QUARTER_WORDS = {
    1: gettext_lazy("一季度"),
    2: gettext_lazy("二季度"),
    3: gettext_lazy("三季度"),
    4: gettext_lazy("四季度"),
}
MOST_FORECAST = 3000  # people; a county's, reckoned in about two seconds
WAITING = BEFORE_MEETING[1:]  # an applicant may yet not become an activist


def admissions(year: int):
    """The cases whose meeting admitted in the year, in the organisation that recruited."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    held = Application.objects.filter(adopted_on__gte=first, adopted_on__lte=last)
    return held.filter(recruited_here()).exclude(stage__in=NOT_ADOPTED)


def used_by_branch(year: int, branches) -> Counter:
    """How many each of `branches` (ids or a query of them) admitted in the year. One query."""
    rows = admissions(year).filter(unit__in=branches).order_by()
    return Counter(dict(rows.values_list("unit").annotate(Count("pk"))))


def count_again(plan: YearPlan) -> None:
    """Work the use of a branch's plan out again; nothing is counted on a township's own."""
    if plan.unit.kind != Unit.Kind.TOWNSHIP:
        plan.used = used_by_branch(plan.year, [plan.unit_id])[plan.unit_id]
    if plan.used > plan.places and not plan.excess:
        plan.excess = _("重新计数时发现超出计划")


@dataclass
class Share:
    """What one organisation has of a year's plan: a branch, or all below a township or county.

    `places` is None where nothing was given. `quarters` counts who waits by the quarter of the
    first possible admission; empty where it is not reckoned.
    """

    unit: Unit
    places: int | None = None
    used: int = 0
    quarters: Counter = field(default_factory=Counter)
    given: int | None = None  # its own plan, of a township
    excess: str = ""

    @property
    def waiting(self) -> int:
        return self.quarters.total()

    @property
    def limit(self) -> int | None:
        """Its own plan, or the sum of the branches'."""
        return self.places if self.given is None else self.given

    @property
    def left(self) -> int | None:
        """Places not used; negative where more were admitted."""
        return None if self.limit is None else self.limit - self.used

    @property
    def lacking(self) -> int:
        """How many of those who wait would find no place."""
        return 0 if self.left is None else max(0, self.waiting - max(0, self.left))

    @property
    def state(self) -> tuple[str, str]:
        """Tone and words: used beyond the plan, forecast beyond it, full, or nothing to say."""
        if self.left is None:
            return "info", _("没有计划") if self.used or self.waiting else ""
        if self.left < 0:
            return "overdue", _("超计划 %s 名") % -self.left
        if self.lacking:
            return "soon", _("预计缺 %s 名") % self.lacking
        return ("done", _("已用完")) if not self.left else ("normal", "")

    q1, q2, q3, q4 = (property(lambda self, n=n: self.quarters[n]) for n in QUARTERS)


def shares_of_branches(scope: Unit, year: int, waiting: dict[str, Counter]) -> list[Share]:
    """A line for each branch at or below `scope`; who waits from `forecast`. Three queries."""
    branches = Unit.objects.under(scope.path).branches()
    plans = {plan.unit_id: plan for plan in YearPlan.objects.filter(year=year, unit__in=branches)}
    used = used_by_branch(year, branches.values("pk"))
    return [
        _share(unit, plans.get(unit.pk), used[unit.pk], waiting.get(unit.path, Counter()))
        for unit in branches.order_by("path")
        if unit.recruits or unit.pk in plans or used[unit.pk]
    ]


def _share(unit: Unit, plan: YearPlan | None, used: int, quarters: Counter) -> Share:
    if plan is None:
        return Share(unit, None, used, quarters)
    return Share(unit, plan.places, used, quarters, excess=plan.excess)


def waiting(scope: Unit, user):
    """The cases at or below `scope` that may yet be admitted, as far as the user sees."""
    cases = Application.objects.visible_to(user).filter(stage__in=WAITING)
    return cases.filter(unit__in=Unit.objects.under(scope.path).values("pk"))


def forecast(scope: Unit, year: int, today: date, user) -> dict[str, Counter] | None:
    """Who waits of each branch, by its path, by the quarter of `year` in which they may first be
    admitted. None for years gone by, and where more wait than can be reckoned one by one.
    Seven queries however many people."""
    if year < today.year or waiting(scope, user).count() > MOST_FORECAST:
        return None
    found: dict[str, Counter] = defaultdict(Counter)
    for case, day in admission_days(waiting(scope, user), today):
        if day.year == year:
            found[case.unit.path][quarter(day)] += 1
    return found


def quarter(day: date) -> int:
    """1 to 4."""
    return (day.month + 2) // 3


def given_to(scope: Unit, year: int) -> int | None:
    """A township's own plan. One query."""
    plan = YearPlan.objects.filter(unit=scope, year=year).first()
    return plan.places if plan else None


def total(scope: Unit, shares: Iterable[Share], given: int | None = None) -> Share:
    """The sum of some lines; `places` is None where none of them was given any."""
    found = Share(scope, given=given)
    for one in shares:
        if one.limit is not None:
            found.places = (found.places or 0) + one.limit
        found.used += one.used
        found.quarters += one.quarters
    return found


def shares_below(scope: Unit, year: int, waiting: dict[str, Counter]) -> list[Share]:
    """A line for each township of a county, or county of a province; who waits from `forecast`.
    Three queries."""
    units = {unit.path: Share(unit) for unit in scope.children.order_by("path")}
    length = scope.path.count("/") + 1

    def share_of(path: str) -> Share | None:
        return units.get("/".join(path.split("/")[:length]) + "/")

    rows = YearPlan.objects.filter(year=year, unit__in=Unit.objects.under(scope.path).values("pk"))
    for path, kind, places in rows.values_list("unit__path", "unit__kind", "places"):
        share = share_of(path)
        if share and kind == Unit.Kind.TOWNSHIP:
            share.given = (share.given or 0) + places
        elif share:
            share.places = (share.places or 0) + places
    held = admissions(year).filter(unit__in=Unit.objects.under(scope.path).values("pk"))
    for path, number in held.order_by().values_list("unit__path").annotate(Count("pk")):
        if share := share_of(path):
            share.used += number
    for path, quarters in waiting.items():
        if share := share_of(path):
            share.quarters += quarters
    return list(units.values())


def findings(whole: Share, shares: Sequence[Share]) -> list[str]:
    """What does not add up, in sentences."""
    found = []
    for one in (whole, *shares):
        if one.given is not None and (one.places or 0) > one.given:
            words = {"unit": one.unit, "sum": one.places, "given": one.given}
            words["over"] = one.places - one.given
            found.append(
                _(
                    "%(unit)s：各支部计划合计 %(sum)s 名，超过上级下达的 %(given)s 名"
                    "（多 %(over)s 名）。"
                )
                % words
            )
    for one in shares:
        if one.left is not None and one.left < 0:
            words = {"unit": one.unit, "used": one.used, "places": one.limit}
            said = _("%(unit)s：计划 %(places)s 名，已接收 %(used)s 名。") % words
            found.append(said + (_("说明：%s") % one.excess if one.excess else ""))
    return found
