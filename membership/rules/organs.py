"""Which organisation may receive, deliberates and approves (articles 22, 40; 2014: 23).

A branch hangs below the organisation that it answers to: `parent`, or `general_branch` where both
stand below a village. The kind of each organisation says what it may do.
"""

from functools import reduce
from operator import or_

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casework.rules import WARN, rule

from ..papers import both

ABOVE = ("unit__parent", "unit__parent__parent", "unit__parent__parent__parent")


def below_a_township(organisation: str) -> Q:
    """A township's committee, or the village of a township, stands above the organisation."""
    kinds = {f"{organisation}__parent__kind__in": ["township", "village"]}
    return Q(**kinds)


def only_deliberates(organisation: str) -> Q:
    """A general branch, or a committee below a township's, whatever its columns say; and a
    committee that was not given the power."""
    powerless = Q(**{f"{organisation}__can_approve": False}) | below_a_township(organisation)
    committee = Q(powerless, **{f"{organisation}__kind": "committee"})
    return Q(**{f"{organisation}__kind": "general_branch"}) | committee


def may_approve(organisation: str) -> Q:
    """A Party committee with the power to approve that is no temporary one; a village's has none
    below a township's, whatever its columns say."""
    able = Q(**{f"{organisation}__can_approve": True, f"{organisation}__is_temporary": False})
    return able & ~Q(**{f"{organisation}__kind": "village"}) & ~only_deliberates(organisation)


def between() -> Q:
    """An organisation that only deliberates lies between the branch and its committee."""
    return Q(unit__general_branch__isnull=False) | only_deliberates("unit__parent")


@rule(
    cites=both(22, 23),
    title=_("由有审批权限的党委审批"),
    blocker=_("上级没有审批预备党员权限的党委"),
)
def approver_competent(on):
    """A Party committee with the power to approve stands above the branch; general branches and
    committees below a township committee only deliberate, temporary organisations do not approve.
    """
    return reduce(or_, map(may_approve, ABOVE))


@rule(
    cites=both(22, 23),
    title=_("党总支（村党委）已审议"),
    blocker=_("中间的党总支（村党委）还没有审议"),
    mend="approval-talk",
    absence=("deliberated_on",),
)
def deliberated(on):
    """The general branch, or the committee without the power, that lies between has deliberated
    after the meeting."""
    return ~between() | Q(deliberated_on__gte=F("adopted_on"), deliberated_on__lte=on)


@rule(
    cites=both(22, 23),
    title=_("不是由临时党组织接收"),
    blocker=_("除另有规定外，临时党组织不能接收预备党员"),
    severity=WARN,
)
def not_received_by_temporary(on):
    """No temporary organisation admits, unless another provision, which is named, lets it."""
    return Q(unit__is_temporary=False)
