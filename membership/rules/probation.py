"""Oath, probation and conversion (articles 29–33)."""

from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from casework.rules import INFO, WARN, Has, HowMany, rule
from casework.texts import LOCAL, R26

from ..papers import both
from ..stages import Stage
from ..standards import PROBATION_ASSESSMENTS
from .common import (
    EXTENSION_AT_LEAST,
    EXTENSION_AT_MOST,
    a_year_words,
    meeting_for,
    tally_reads,
    tally_words,
)


def conversion_meeting(on) -> dict:
    """Lookups of the vote taken at the conversion meeting of the case."""
    return {
        "held_on": F("case__conversion_met_on"),
        "held_on__lte": on,
        **meeting_for("conversion"),
    }


@rule(
    cites=both(29, 30),
    title=_("已入党宣誓"),
    blocker=_("还没有入党宣誓"),
    severity=WARN,
    mend="oath",
    absence=("oath_on",),
)
def sworn_in(on):
    """The oath was taken before full membership."""
    return Q(oath_on__gte=F("approved_on"), oath_on__lte=on)


@rule(
    cites=R26(29),
    title=_("批准后一个月内宣誓"),
    blocker=_("入党宣誓超过批准后一个月"),
    severity=WARN,
    reads=("approved_on", "oath_due_on", "oath_on"),
    says=lambda on, approved, due, sworn: (
        _t("批准 %(approved)s，应于 %(due)s 前宣誓，实际 %(sworn)s")
        % {"approved": approved, "due": due, "sworn": sworn}
    ),
    mend="oath",
)
def sworn_in_one_month(on):
    """The oath was taken within one month of an approval under the 2026 text."""
    return Q(approved_on__lt=R26.begins) | Q(oath_on__lte=F("oath_due_on"))


@rule(
    cites=both(31, 32),
    title=_("预备期满"),
    blocker=_("预备期未满"),
    reads=("adopted_on", "probation_expires_on"),
    opens=lambda adopted, expires: expires,
    says=lambda on, adopted, expires: a_year_words(on, adopted, expires),
    mend="conversion-meeting",
)
def probation_over(on):
    """The conversion meeting was not held before the probation expired, nor on that very day
    where the county does not want it (A-19)."""
    return Q(conversion_met_on__gte=F("conversion_from_on"), probation_expires_on__lte=on)


@rule(
    cites=both(32, 33),
    title=_("本人已提出书面转正申请"),
    blocker=_("本人还没有提出书面转正申请"),
    mend="conversion-application",
    absence=("conversion_applied_on",),
)
def conversion_applied(on):
    """The member applied for full membership in writing, not after the meeting."""
    before = Q(conversion_met_on__isnull=True) | Q(
        conversion_applied_on__lte=F("conversion_met_on")
    )
    return Q(conversion_applied_on__lte=on) & before


@rule(
    cites=LOCAL(),
    title=_("预备期满前提出转正申请"),
    blocker=_("预备期满后才提出转正申请"),
    severity=WARN,
    reads=("probation_expires_on", "conversion_applied_on"),
    says=lambda on, expires, applied: (
        _t("预备期满 %(expires)s，申请 %(applied)s") % {"expires": expires, "applied": applied}
    ),
    mend="conversion-application",
)
def conversion_applied_in_time(on):
    """The application came by the expiry of the probation (A-18)."""
    return Q(conversion_applied_on__lte=F("probation_expires_on"))


@rule(
    cites=both(28, 29),
    title=_("已编入党支部和党小组"),
    blocker=_("没有编入党支部和党小组的记录"),
    severity=INFO,
    mend="assign",
    absence=("assigned_on",),
)
def assigned(on):
    """The probationary member was assigned to a branch and, where there are cells, to one of them
    after the approval."""
    placed = Q(unit__has_cells=False) | ~Q(cell="")
    return placed & Q(assigned_on__gte=F("approved_on"), assigned_on__lte=on)


@rule(
    cites=both(34, 35),
    title=_("预备期转入的，已审查材料"),
    blocker=_("预备期转入后还没有审查有关材料"),
    mend="transfer-in",
    absence=("transfer_verified_on",),
)
def examined_on_probation(on):
    """The receiving branch has examined the file of a probationary member who moved in."""
    elsewhere = Q(transferred_in_on__isnull=True) | Q(transferred_in_on__gt=on)
    return (
        elsewhere
        | Q(transferred_in_on__lt=F("adopted_on"))
        | Q(transfer_verified_on__gte=F("transferred_in_on"), transfer_verified_on__lte=on)
    )


@rule(
    cites=both(32, 33),
    title=_("转正大会到会超过应到半数"),
    blocker=_("转正大会到会有表决权的党员没有超过应到半数"),
    reads=tally_reads("conversion"),
    says=tally_words,
    mend="conversion-meeting",
)
def conversion_quorate(on):
    """More than half of the members entitled to vote were present."""
    return Q(Has("meetings", quorate=True, **conversion_meeting(on)))


@rule(
    cites=both(32, 33),
    title=_("转正大会赞成超过应到半数"),
    blocker=_("转正大会赞成没有超过应到会有表决权党员的半数"),
    reads=tally_reads("conversion"),
    says=tally_words,
    mend="conversion-meeting",
)
def conversion_carried(on):
    """More than half of all entitled members voted for the outcome."""
    return Q(Has("meetings", carried=True, **conversion_meeting(on)))


@rule(
    cites=both(33, 34),
    title=_("三个月内审批转正"),
    blocker=_("转正审批超过三个月"),
    severity=INFO,
    reads=("conversion_met_on", "conversion_due_on"),
    says=lambda on, met, due: (
        _t("转正大会 %(met)s，应于 %(due)s 前审批") % {"met": met, "due": due}
    ),
)
def converted_in_three_months(on):
    """The committee decides on the conversion within three months; standing is not affected."""
    return Q(conversion_due_on__gte=on)


@rule(
    cites=LOCAL(),
    title=_("预备期考察不少于规定次数（两次）"),
    blocker=_("预备期考察不足规定次数（两次）"),
    severity=WARN,
    reads=(HowMany("assessments", phase="probation"),),
    says=lambda on, n: (
        _t("应有 %(wanted)s 次，现有 %(n)s 次") % {"wanted": PROBATION_ASSESSMENTS.on(on), "n": n}
    ),
    mend="probation-assess",
)
def assessed_on_probation(on):
    """The branch has assessed the probationary member twice or more, or as often as the county
    has set (A-12)."""
    held = HowMany("assessments", phase="probation", held_on__lte=on)
    return Q(held.at_least(PROBATION_ASSESSMENTS.on(on)))


@rule(
    cites=both(31, 32),
    title=_("延长六个月以上、一年以下"),
    blocker=_("延长预备期不能少于六个月，也不能超过一年"),
    reads=("extension_months",),
    says=lambda on, months: _t("拟延长 %(months)s 个月") % {"months": months},
)
def extension_in_range(on):
    """An extension lasts six to twelve months."""
    return Q(
        extension_months__gte=EXTENSION_AT_LEAST.on(on),
        extension_months__lte=EXTENSION_AT_MOST.on(on),
    )


@rule(
    cites=both(31, 32),
    title=_("没有延长过预备期"),
    blocker=_("预备期只能延长一次，再不合格的取消预备党员资格"),
)
def extended_once(on):
    """A probation is extended once; afterwards the member is converted or annulled."""
    return ~Q(stage=Stage.EXTENDED)


def _met_or_asked(on) -> Coalesce:
    """The day of the meeting that extends; while there is none, the day asked about."""
    return Coalesce("extended_on", Value(on))


@rule(
    cites=both(31, 32),
    title=_("大会讨论不早于预备期满（因违纪延长的除外）"),
    blocker=_("大会讨论早于预备期满"),
    reads=("adopted_on", "probation_expires_on", _met_or_asked),
    opens=lambda adopted, expires, met: expires,
    says=lambda on, adopted, expires, met: a_year_words(met, adopted, expires),
)
def expiry_reached(on):
    """The probation has expired on the meeting's day, unless a breach is the reason to extend;
    before there is a meeting, on the day asked about."""
    met = Q(extended_on__isnull=True) | Q(extended_on__gte=F("conversion_from_on"))
    return Q(conversion_from_on__lte=on) & met | Q(extension_for_discipline=True)


def _passed(met: str, on) -> Q:
    """The vote of the general meeting on whose outcome the committee decides by the day."""
    passed = {"carried": True, "quorate": True, "held_on": F(f"case__{met}"), "held_on__lte": on}
    return Q(Has("meetings", **passed, **meeting_for("outcome")))


@rule(
    cites=both(31, 32),
    title=_("支部大会延长预备期的决议已通过"),
    blocker=_("没有支部大会通过延长预备期的决议"),
    reads=tally_reads("outcome"),
    says=tally_words,
)
def extension_carried(on):
    """The general meeting passed the extension before the committee approved it."""
    return _passed("extended_on", on)


@rule(
    cites=both(31, 32),
    title=_("支部大会取消预备党员资格的决议已通过"),
    blocker=_("没有支部大会通过取消预备党员资格的决议"),
    reads=tally_reads("outcome"),
    says=tally_words,
)
def annulment_carried(on):
    """The general meeting passed the annulment before the committee approved it."""
    return _passed("annulment_met_on", on)


@rule(
    cites=both(35, 36),
    title=_("转入后推迟讨论转正不超过六个月"),
    blocker=_("转入后推迟讨论转正超过六个月"),
    reads=("probation_expires_on", "postponed_until_on"),
    says=lambda on, expires, until: (
        _t("预备期满 %(expires)s，最迟推迟到 %(until)s") % {"expires": expires, "until": until}
    ),
    mend="conversion-meeting",
)
def postponed_six_months_at_most(on):
    """After a move on probation the conversion is discussed within six months of the expiry."""
    return (
        Q(transferred_in_on__isnull=True)
        | Q(transferred_in_on__lt=F("adopted_on"))
        | Q(conversion_met_on__lte=F("postponed_until_on"))
    )


@rule(
    cites=both(41, 41),
    title=_("写明了原因"),
    blocker=_("没有写明原因"),
    mend="end",
)
def reason_given(on):
    """The reason for the end is on record."""
    return ~Q(end_reason="")
