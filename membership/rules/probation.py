"""Oath, probation and conversion (articles 29–33)."""

from django.db.models import F, Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from casework.dates import earliest_start
from casework.rules import INFO, WARN, Has, HowMany, rule
from casework.texts import LOCAL

from ..papers import both
from .common import (
    APPROVAL,
    EXTENSION_AT_LEAST,
    EXTENSION_AT_MOST,
    a_year_words,
    meeting_for,
    tally_reads,
    tally_words,
)


@rule(
    cites=both(29, 30),
    title=_("已入党宣誓"),
    blocker=_("还没有入党宣誓"),
    severity=WARN,
    mend="oath",
)
def sworn_in(on):
    """The oath was taken before full membership."""
    return Q(oath_on__gte=F("approved_on"), oath_on__lte=on)


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
    """The conversion meeting was not held before the probation expired."""
    return Q(conversion_met_on__gte=F("probation_expires_on"), probation_expires_on__lte=on)


@rule(
    cites=both(32, 33),
    title=_("本人已提出书面转正申请"),
    blocker=_("本人还没有提出书面转正申请"),
    mend="conversion-application",
)
def conversion_applied(on):
    """The member applied for full membership in writing."""
    return Q(conversion_applied_on__lte=on)


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
    return Q(Has("meetings", quorate=True, held_on__lte=on, **meeting_for("conversion")))


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
    return Q(Has("meetings", carried=True, held_on__lte=on, **meeting_for("conversion")))


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
    return Q(conversion_met_on__gte=earliest_start(on, APPROVAL.on(on)))


@rule(
    cites=LOCAL(),
    title=_("预备期半年考察不少于两次"),
    blocker=_("预备期半年考察不足两次"),
    severity=WARN,
    reads=(HowMany("assessments", phase="probation"),),
    says=lambda on, n: _t("应有 2 次，现有 %(n)s 次") % {"n": n},
    mend="probation-assess",
)
def assessed_on_probation(on):
    """The branch has assessed the probationary member twice or more."""
    return Q(HowMany("assessments", phase="probation", held_on__lte=on).at_least(2))


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
    title=_("大会讨论不早于预备期满"),
    blocker=_("大会讨论早于预备期满"),
    reads=("adopted_on", "probation_expires_on"),
    opens=lambda adopted, expires: expires,
    says=lambda on, adopted, expires: a_year_words(on, adopted, expires),
)
def expiry_reached(on):
    """The probation has expired on the day of the meeting."""
    return Q(probation_expires_on__lte=on)


@rule(
    cites=both(31, 32),
    title=_("大会决议通过并经上级批准"),
    blocker=_("没有大会决议或上级批准"),
    reads=tally_reads("outcome"),
    says=tally_words,
)
def outcome_carried(on):
    """The general meeting passed the outcome (extension or annulment)."""
    return Q(Has("meetings", carried=True, quorate=True, **meeting_for("outcome")))


@rule(
    cites=both(41, 41),
    title=_("写明了原因"),
    blocker=_("没有写明原因"),
    mend="end",
)
def reason_given(on):
    """The reason for the end is on record."""
    return ~Q(end_reason="")
