"""The ways out and the posthumous recognition (articles 12, 27, 34, 41)."""

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casework.rules import INFO, WARN, rule
from casework.texts import R14, R26

from ..papers import both


@rule(
    cites=both(34, 35),
    title=_("不承认转入的预备党员，已经县级以上组织部门批准"),
    blocker=_("对转入的预备党员不予承认，须经县级以上党委组织部门批准"),
    mend="not-recognise",
    absence=("refusal_approved_on",),
)
def refusal_approved(on):
    """Somebody who moved in on probation is refused only with the approval of the Organisation
    Department of a county or higher committee."""
    stayed = Q(transferred_in_on__isnull=True) | Q(transferred_in_on__lt=F("adopted_on"))
    return stayed | Q(refusal_approved_on__lte=on) & ~Q(refusal_approver="")


@rule(
    cites=both(41, 41),
    title=_("不予承认已在党员大会上宣布"),
    blocker=_("没有在党员大会上宣布不予承认的记录"),
    severity=INFO,
    mend="not-recognise",
    absence=("end_announced_on",),
)
def non_recognition_announced(on):
    """The decision was announced at a members' meeting."""
    return Q(end_announced_on__gte=F("ended_on"))


@rule(
    cites=(R26(12, 34), R14(12, 35)),
    title=_("转出时已转交申请书、登记表和考察情况等材料"),
    blocker=_("还没有向接收的党组织转交入党申请书、登记表和考察情况等材料"),
    severity=WARN,
    mend="transfer-out",
    absence=("materials_passed_on",),
)
def materials_passed_on(on):
    """The former organisation has passed the letter, the registration form and its findings to a
    receiving organisation that is on record."""
    return Q(materials_passed_on__isnull=False) & ~Q(transferred_to="")


@rule(
    cites=both(27, 28),
    title=_("本人生前曾提出入党申请"),
    blocker=_("追认须本人生前曾提出入党要求，没有申请的记录"),
    mend="posthumous",
)
def had_asked_to_join(on):
    """The person had asked to join: the letter was received before the unit's discussion."""
    return Q(applied_on__lte=F("posthumous_discussed_on"))


@rule(
    cites=both(27, 28),
    title=_("所在单位党组织已讨论决定"),
    blocker=_("追认须先由所在单位党组织讨论决定"),
    mend="posthumous",
    absence=("posthumous_discussed_on",),
)
def posthumously_discussed(on):
    """The organisation of the person's unit discussed the recognition and decided."""
    return Q(posthumous_discussed_on__lte=on)


@rule(
    cites=both(27, 28),
    title=_("上级党委已审查"),
    blocker=_("追认须经上级党委审查，审查不得早于所在单位党组织的讨论"),
    mend="posthumous",
)
def posthumously_examined(on):
    """The superior committee examined it after the discussion."""
    return Q(
        posthumous_examined_on__gte=F("posthumous_discussed_on"), posthumous_examined_on__lte=on
    )


@rule(
    cites=both(27, 28),
    title=_("由省级党委批准"),
    blocker=_("追认须由省、自治区、直辖市党委批准"),
    mend="posthumous",
)
def posthumously_approved(on):
    """The provincial committee approved, after the examination."""
    return Q(
        posthumous_approver="province",
        posthumous_approved_on__gte=F("posthumous_examined_on"),
        posthumous_approved_on__lte=on,
    )


NOT_RECOGNISED = (refusal_approved, non_recognition_announced)
POSTHUMOUS = (
    had_asked_to_join,
    posthumously_discussed,
    posthumously_examined,
    posthumously_approved,
)
