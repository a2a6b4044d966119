"""Conversion in detail: announcement, opinions, delays and the archive (articles 24, 30–36)."""

from datetime import date

from django.db.models import F, Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from casework.rules import INFO, WARN, HowMany, rule
from casework.texts import LOCAL, R26

from ..papers import both
from ..standards import LATE_STANDING
from .common import ALWAYS, companions_wrote, educated

TWO_HALVES = 2  # of the year of probation


@rule(
    cites=both(24, 25),
    title=_("审批意见已通知报批的党支部"),
    blocker=_("没有把审批意见通知报批的党支部的记录"),
    severity=INFO,
    mend="approve",
)
def branch_notified(on):
    """The committee told the branch that had reported what it decided."""
    return Q(branch_notified_on__gte=F("approved_on"), branch_notified_on__lte=on)


@rule(
    cites=both(24, 25),
    title=_("党支部已把审批意见通知本人"),
    blocker=_("没有党支部通知本人的记录"),
    severity=INFO,
    mend="assign",
)
def member_notified(on):
    """The branch told the person, not before the approval."""
    return Q(member_notified_on__gte=F("approved_on"), member_notified_on__lte=on)


@rule(
    cites=both(24, 25),
    title=_("批准后已在党员大会上宣布"),
    blocker=_("没有在党员大会上宣布批准接收的记录"),
    severity=INFO,
    mend="assign",
    absence=("announced_on",),
)
def announced_after_approval(on):
    """The approval was announced at a meeting of the branch's members."""
    return Q(announced_on__gte=F("approved_on"), announced_on__lte=on)


@rule(
    cites=both(30, 31),
    title=_("预备期有继续教育的记录"),
    blocker=_("预备期没有每半年一次的教育活动记录"),
    severity=INFO,
    reads=(HowMany("educations", phase="probation", counting="half_year"),),
    says=lambda on, n: _t("有记录的半年 %(n)s 个") % {"n": n},
    mend="educate",
)
def educated_on_probation(on):
    """Two halves of years of the probation have a record of education."""
    return Q(educated("probation", on, counting="half_year").at_least(TWO_HALVES))


@rule(
    cites=R26(30),
    title=_("预备期参加过志愿服务"),
    blocker=_("没有预备期志愿服务的记录"),
    severity=INFO,
    mend="educate",
)
def served_on_probation(on):
    """The education on probation included voluntary service."""
    return Q(educated("probation", on, kind="service").at_least(1))


@rule(
    cites=R26(15),
    title=_("介绍人已在预备党员登记表中写明意见"),
    blocker=_("预备期考察没有介绍人的意见"),
    severity=INFO,
    mend="probation-assess",
)
def introducers_kept_writing(on):
    """Every assessment on probation under the 2026 text bears the introducers' opinion."""
    return companions_wrote("probation", on)


@rule(
    cites=both(32, 33),
    title=_("转正前已征求党员和群众意见"),
    blocker=_("转正前没有听全党小组、党员和群众的意见"),
    mend="conversion-meeting",
    absence=("conversion_members_on", "conversion_public_on", "conversion_cell_on"),
)
def conversion_opinions_heard(on):
    """Members and the public, and the cell where there are cells, were heard by the meeting."""
    heard = _by_the_meeting("conversion_members_on", on)
    heard &= _by_the_meeting("conversion_public_on", on)
    return heard & (Q(unit__has_cells=False) | _by_the_meeting("conversion_cell_on", on))


def _by_the_meeting(column: str, on: date) -> Q:
    """By the day, and not after the meeting, whose day another rule asks for."""
    before = Q(**{f"{column}__lte": F("conversion_met_on")}) | Q(conversion_met_on__isnull=True)
    return Q(**{f"{column}__lte": on}) & before


@rule(
    cites=both(32, 33),
    title=_("支委会已在大会前审查"),
    blocker=_("转正大会前支委会还没有审查"),
    mend="conversion-meeting",
    absence=("conversion_reviewed_on",),
)
def conversion_reviewed(on):
    """The branch committee, where there is one, reviewed before the conversion meeting."""
    return Q(unit__has_committee=False) | _by_the_meeting("conversion_reviewed_on", on)


@rule(
    cites=LOCAL(),
    title=_("转正申请不早于规定的时间"),
    blocker=_("转正申请提出过早"),
    severity=WARN,
    reads=("conversion_applied_on", "application_opens_on"),
    says=lambda on, applied, opens: (
        _t("申请 %(applied)s，%(opens)s 起可以提出") % {"applied": applied, "opens": opens}
    ),
    mend="conversion-application",
)
def conversion_not_applied_early(on):
    """The application came in the days before the expiry that the county sets (A-18)."""
    unknown = Q(conversion_applied_on__isnull=True) | Q(application_opens_on__isnull=True)
    return unknown | Q(conversion_applied_on__gte=F("application_opens_on"))


@rule(
    cites=LOCAL(),
    title=_("推迟讨论转正的，写明了原因"),
    blocker=_("预备期满一个月后才讨论转正，没有写明是谁的原因"),
    severity=WARN,
    reads=("conversion_met_on", "late_from_on"),
    says=lambda on, met, late: (
        _t("转正大会 %(met)s，应于 %(late)s 前召开") % {"met": met, "late": late}
    ),
    mend="conversion-meeting",
)
def delay_explained(on):
    """A meeting later than a month after the expiry says whose doing the delay was (A-20); after
    a move on probation it may be postponed for longer (article 35)."""
    moved = Q(transferred_in_on__gte=F("adopted_on"))
    late_from = Q(late_from_on__isnull=True) | Q(conversion_met_on__lte=F("late_from_on"))
    prompt = Q(conversion_met_on__isnull=True) | late_from
    return prompt | moved | ~Q(delayed_by="") & ~Q(delay_reason="")


@rule(
    cites=both(33, 34),
    title=_("因本人原因推迟的，已认定党龄起算日"),
    blocker=_("因本人原因推迟转正的，须写明党龄从哪一天算起和理由"),
    reads=("probation_expires_on", "standing_from_on"),
    says=lambda on, expires, standing: (
        _t("预备期满 %(expires)s，认定为 %(standing)s") % {"expires": expires, "standing": standing}
    ),
    mend="conversion-meeting",
    absence=("standing_from_on",),
)
def standing_decided(on):
    """Standing counts from the expiry, also where the organisation was late. Where the person
    was, somebody has decided from which day, not before the expiry nor after the step (A-20)."""
    if LATE_STANDING.on(on) == "expiry":
        return ALWAYS
    decided = Q(standing_from_on__gte=F("probation_expires_on"), standing_from_on__lte=on)
    return ~Q(delayed_by="person") | decided & ~Q(delay_reason="")


@rule(
    cites=both(36, 37),
    title=_("已写明归入何种档案、由谁保管"),
    blocker=_("没有写明材料归入何种档案、由哪个单位保管"),
    mend="archive",
)
def custodian_named(on):
    """The personnel file, or without one the Party-member file, has a custodian on record."""
    return ~Q(archive_kind="") & ~Q(archive_custodian="")


@rule(
    cites=both(33, 34),
    title=_("转正审批结果已通知党支部"),
    blocker=_("没有把转正审批结果通知党支部的记录"),
    severity=INFO,
    mend="convert",
)
def conversion_notified(on):
    """The committee told the branch how it decided on the conversion."""
    return Q(conversion_notified_on__gte=F("converted_on"), conversion_notified_on__lte=on)


@rule(
    cites=both(33, 34),
    title=_("批准转正后书记已谈话、大会已宣布"),
    blocker=_("没有书记谈话和在党员大会上宣布转正的记录"),
    severity=WARN,
    mend="archive",
    absence=("conversion_talked_on", "conversion_announced_on"),
)
def conversion_announced(on):
    """The secretary talked with the member and a members' meeting heard of the approval."""
    return Q(
        conversion_talked_on__gte=F("converted_on"),
        conversion_talked_on__lte=on,
        conversion_announced_on__gte=F("converted_on"),
        conversion_announced_on__lte=on,
    )
