"""Who is counted: the groups of people whose age structure is looked at, as of any day.

Each group is a query of rows that lead to people. The page, the list behind a number,
the report and the workbook all start from the same query.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.models import Person, Term
from casework.models.units import within
from membership.models import Application
from membership.rules.branches import counted
from membership.stages import Stage as Membership
from talent.models import Talent
from talent.stages import Stage as Rise

IN_THE_PARTY = (Person.Standing.FULL, Person.Standing.PROBATIONARY)


@dataclass(frozen=True)
class Population:
    """`rows(on)` are the rows of the day; `person` leads from a row to its person and `unit`
    to the unit it is counted in. A `yearly` group is everybody of the day's year."""

    slug: str
    title: str | Promise
    noun: str | Promise
    definition: str | Promise
    rows: Callable[[date], QuerySet]
    person: str
    unit: str
    yearly: bool = False

    @property
    def compared(self) -> str | Promise:
        """What the day is compared with, in words."""
        return _("上年") if self.yearly else _("年初")

    def under(self, path: str, on: date) -> QuerySet:
        """The rows at or below a unit."""
        return self.rows(on).filter(within(path, f"{self.unit}__path"))

    def people(self, path: str, on: date) -> QuerySet:
        """The people behind the rows, each once."""
        behind = self.under(path, on).order_by().values(f"{self.person}pk")
        return Person.objects.filter(pk__in=behind)

    def age_day(self, on: date) -> date:
        """The day ages are counted on: the year's last for a yearly group, else the day."""
        return date(on.year, 12, 31) if self.yearly else on

    def day_before(self, on: date) -> date:
        """What the day is compared with: the end of the year before."""
        return date(on.year - 1, 12, 31)


def during(on: date, since: str, until: tuple[str, ...], now: Q) -> Q:
    """Rows that were in a state on the day: begun by then, left by none of the ways out.

    `now` are those in the state at present; a row whose beginning is unknown counts
    only while it is.
    """
    begun = Q(**{f"{since}__lte": on}) | (Q(**{f"{since}__isnull": True}) & now)
    left = Q()
    for column in until:
        left |= Q(**{f"{column}__lte": on})
    later = Q()
    for column in until:
        later |= Q(**{f"{column}__gt": on})
    return begun & ~left & (now | later)


def committee(on: date) -> QuerySet:
    """Terms on the village two committees that run on the day."""
    return Term.objects.held_on(on)


def members(on: date) -> QuerySet:
    """Full and probationary members by affiliation (§5.2): by the branch meeting's day, but
    not before the superior has approved."""
    known = Q(joined_on__lte=on) | Q(joined_on__isnull=True)
    pending = Application.objects.filter(approved_on__gt=on, adopted_on__lte=on)
    return Person.objects.filter(known, standing__in=IN_THE_PARTY).exclude(
        pk__in=pending.values("person")
    )


def activists(on: date) -> QuerySet:
    ways_out = ("proposed_on", "listed_on", "adopted_on", "ended_on")
    now = Q(stage=Membership.ACTIVIST)
    return Application.objects.filter(during(on, "activist_on", ways_out, now))


def reserve(on: date) -> QuerySet:
    ways_out = ("nominated_on", "seated_on", "ended_on")
    return Talent.objects.filter(during(on, "reserved_on", ways_out, Q(stage=Rise.RESERVE)))


def new_members(on: date) -> QuerySet:
    """Admitted in the year of the day, by the superior's approval (§5.2)."""
    return Application.objects.filter(
        counted(), approved_on__gte=date(on.year, 1, 1), approved_on__lte=on
    )


ALL = (
    Population(
        "committee",
        _("两委成员"),
        _("“两委”成员"),
        _("两委成员：当日在任的村党组织、村委会成员；交叉任职的计一人；含机关兼任。"),
        committee,
        "person__",
        "seat__village",
    ),
    Population(
        "members",
        _("党员"),
        _("党员"),
        _("党员：含预备党员，按组织关系所在党组织统计；入党日期不详的计入。"),
        members,
        "",
        "affiliation",
    ),
    Population(
        "activists",
        _("入党积极分子"),
        _("入党积极分子"),
        _("入党积极分子：当日已确定、尚未提为发展对象人选的。"),
        activists,
        "person__",
        "unit",
    ),
    Population(
        "reserve",
        _("村级后备干部"),
        _("村级后备干部"),
        _("村级后备干部：当日在库的后备，不含已确定为人选和已任职的。"),
        reserve,
        "person__",
        "unit",
    ),
    Population(
        "new-members",
        _("当年新发展党员"),
        _("新发展党员"),
        _("当年新发展党员：按上级党委审批日期计入年度，年龄算至当年12月31日。"),
        new_members,
        "person__",
        "unit",
        yearly=True,
    ),
)
BY_SLUG = {population.slug: population for population in ALL}
