"""Facts about people that somebody should look at: each a query and a sentence."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.models import Person

from .populations import IN_THE_PARTY
from .todo import COUNTED


@dataclass(frozen=True)
class Check:
    slug: str
    title: str | Promise
    sentence: str | Promise
    wanting: Q


CHECKS = (
    Check(
        "no-birth",
        _("出生日期不详"),
        _("没有出生日期，不能判断年满十八周岁，年龄统计单列为不详。"),
        Q(born_on__isnull=True),
    ),
    Check(
        "month-only",
        _("只有出生年月"),
        _("只知年月，按当月1日计算年龄，请核对到日。"),
        Q(born_month_only=True),
    ),
    Check(
        "no-id",
        _("缺身份证号"),
        _("没有身份证号，不能查重，也不能核对出生日期。"),
        Q(id_digest=""),
    ),
    Check("no-sex", _("性别不详"), _("没有性别，金字塔图不能画出。"), Q(sex="")),
    Check(
        "no-joining",
        _("党员缺入党日期"),
        _("已登记为党员，但没有入党日期，不能计算党龄。"),
        Q(standing__in=IN_THE_PARTY, joined_on__isnull=True),
    ),
)
BY_SLUG = {check.slug: check for check in CHECKS}


def people_of(check: Check, user) -> QuerySet:
    """The people a check names, among those the user may see."""
    return Person.objects.visible_to(user).filter(check.wanting)


def any_of(user) -> QuerySet:
    """Everybody whom at least one check names."""
    wanting = Q()
    for check in CHECKS:
        wanting |= check.wanting
    return Person.objects.visible_to(user).filter(wanting)


def number_to_check(user) -> int:
    """How many people, counted up to a thousand. One query."""
    return any_of(user).order_by()[:COUNTED].count()


def numbers(user) -> dict[str, int]:
    """How many each check names, up to a thousand. One query each."""
    return {c.slug: people_of(c, user).order_by()[:COUNTED].count() for c in CHECKS}
