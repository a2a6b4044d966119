"""Introducers, reviews, the general meeting and its approval (articles 14–25)."""

from datetime import date

from django.db.models import F, Q
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from casework.dates import earliest_start
from casework.penalties import in_effect_period, without_vote
from casework.rules import WARN, Has, HowMany, Latest, rule
from casework.texts import LOCAL, R26

from ..papers import both
from ..periods import begun_by, served_on
from ..standards import (
    FORM_YEAR,
    MEETING_TRANSITION,
    OVER_SIX_MONTHS,
    REVOTE,
    RUSH_SHARE,
    TRAINING_DAYS,
    TRAINING_HOURS,
)
from .common import (
    ALWAYS,
    APPROVAL_AT_MOST,
    meeting_for,
    not_full,
    tally_reads,
    tally_words,
)


@rule(
    cites=both(14, 14),
    title=_("有两名正式党员作入党介绍人"),
    blocker=_("入党介绍人应为两名正式党员"),
    reads=(HowMany("introducers", member__full_member_on__isnull=False),),
    says=lambda on, n: _t("现有 %(n)s 名正式党员作介绍人") % {"n": n},
    mend="introducers",
)
def two_introducers(on):
    """Exactly two full members, named by the day, introduce the candidate."""
    introducers = HowMany("introducers", counting="member", appointed_on__lte=on)
    return Q(introducers.between(2, 2)) & ~Q(Has("introducers", not_full(on)))


@rule(
    cites=both(14, 14),
    title=_("介绍人没有受留党察看处分"),
    blocker=_("受留党察看处分、尚未恢复权利的党员不能作介绍人"),
    mend="introducers",
)
def introducers_have_rights(on):
    """No introducer is under probation within the Party, or expelled."""
    return ~Q(Has("introducers", without_vote("member__sanctions", on)))


@rule(
    cites=R26(14),
    title=_("介绍人不在处分影响期内"),
    blocker=_("介绍人受警告、严重警告或撤销党内职务处分，影响期未满，不宜作介绍人"),
    severity=WARN,
    mend="introducers",
)
def introducers_unpunished(on):
    """No introducer appointed under the 2026 text was then in the effect period of a penalty."""
    then = in_effect_period("member__sanctions", F("appointed_on"))
    return ~Q(Has("introducers", then, appointed_on__gte=R26.begins))


def before_review(column: str, on: date) -> Q:
    """Done by the committee review; while there was none, by the day asked about."""
    not_reviewed = Q(committee_reviewed_on__isnull=True, **{f"{column}__lte": on})
    return Q(**{f"{column}__lte": F("committee_reviewed_on")}) | not_reviewed


@rule(
    cites=both(16, 16),
    title=_("政治审查合格"),
    blocker=_("没有政治审查合格的结论"),
    mend="political-review",
    absence=("political_review_on", "political_review_passed"),
)
def politically_reviewed(on):
    """The political review ended in a qualified conclusion before the committee review."""
    return Q(before_review("political_review_on", on), political_review_passed=True)


@rule(
    cites=both(17, 17),
    title=_("集中培训不少于三天或二十四学时"),
    blocker=_("集中培训不足三天，也不足二十四学时"),
    reads=("training_days", "training_hours"),
    says=lambda on, days, hours: (
        _t("已培训 %(days)s 天、%(hours)s 学时") % {"days": days, "hours": hours}
    ),
    mend="training",
)
def trained(on):
    """Three days or 24 class hours of training, or what the county asks for beyond (N-17), ended
    before the committee review.

    A special case that the committee reasoned in writing is exempt.
    """
    enough = Q(training_days__gte=TRAINING_DAYS.on(on)) | Q(
        training_hours__gte=TRAINING_HOURS.on(on)
    )
    done = enough & Q(before_review("training_ended_on", on), training_passed=True)
    return done | ~Q(training_exemption="")


@rule(
    cites=both(18, 19),
    title=_("支委会（不设的由支部党员大会）已审查"),
    blocker=_("支委会（不设的由支部党员大会）还没有审查"),
    mend="committee-review",
    absence=("committee_reviewed_on",),
)
def committee_reviewed(on):
    """The branch committee, or the general meeting where there is none (article 8: 下同), has
    reviewed the candidate after the listing."""
    return Q(committee_reviewed_on__gte=F("listed_on"), committee_reviewed_on__lte=on)


@rule(
    cites=both(18, 19),
    title=_("三个月内不离开工作、学习单位"),
    blocker=_("三个月内将离开工作、学习单位，一般不办理接收"),
    severity=WARN,
    reads=("committee_reviewed_on", "leaves_on"),
    says=lambda on, reviewed, leaves: (
        _t("审查 %(reviewed)s，预计 %(leaves)s 离开") % {"reviewed": reviewed, "leaves": leaves}
    ),
    mend="committee-review",
)
def stays_three_months(on):
    """The candidate is not known to leave within three months of the review."""
    return Q(leaves_on__isnull=True) | Q(leaves_on__gt=F("leaving_limit_on"))


@rule(
    cites=both(18, 19),
    title=_("上级党委预审合格，有书面结果"),
    blocker=_("上级党委预审没有合格的书面结果"),
    mend="pre-review",
    absence=("pre_reviewed_on", "pre_review_passed"),
)
def pre_review_passed(on):
    """The committee with approval power found the candidate qualified, in writing."""
    return Q(
        pre_reviewed_on__gte=F("committee_reviewed_on"),
        pre_reviewed_on__lte=on,
        pre_review_passed=True,
    )


@rule(
    cites=both(18, 19),
    title=_("支部大会在上级党委预审之后"),
    blocker=_("支部大会早于上级党委预审，预审合格后才能提交大会讨论"),
    reads=("pre_reviewed_on",),
    says=lambda on, reviewed: (
        _t("预审 %(reviewed)s，大会 %(on)s") % {"reviewed": reviewed, "on": on}
    ),
)
def met_after_pre_review(on):
    """The general meeting discusses whom the committee has found qualified, never before."""
    return Q(pre_reviewed_on__isnull=True) | Q(pre_reviewed_on__lte=on)


@rule(
    cites=both(18, 19),
    title=_("预审合格后已填写入党志愿书"),
    blocker=_("还没有填写入党志愿书，或发放早于预审"),
    mend="form",
    absence=("form_issued_on",),
)
def form_issued(on):
    """A numbered admission form was issued after the pre-review."""
    return Q(form_issued_on__gte=F("pre_reviewed_on"), form_issued_on__lte=on) & ~Q(form_number="")


@rule(
    cites=LOCAL(),
    title=_("志愿书是当年发放的"),
    blocker=_("志愿书在发放的当年 12 月 31 日前没有通过，应列入本年计划并换发志愿书"),
    severity=WARN,
    reads=("form_issued_on",),
    says=lambda on, issued: _t("发放 %(issued)s，大会 %(on)s") % {"issued": issued, "on": on},
    mend="form",
)
def form_of_the_year(on):
    """The form was issued in the year of the meeting: one that is not adopted by 31 December
    falls into the next year's plan, with a new form, unless the county does not want it (A-25)."""
    if not FORM_YEAR.on(on):
        return ALWAYS
    return Q(form_issued_on__isnull=True) | Q(form_issued_on__gte=date(on.year, 1, 1))


AFTER_PRE_REVIEW = (met_after_pre_review, form_issued, form_of_the_year)


@rule(
    cites=R26(19),
    title=_("预审合格后一个月内提交党员大会讨论"),
    blocker=_("超过预审合格后一个月才提交党员大会讨论"),
    severity=WARN,
    reads=("pre_reviewed_on", "meeting_due_on"),
    says=lambda on, reviewed, due: (
        _t("预审 %(reviewed)s，应于 %(due)s 前召开") % {"reviewed": reviewed, "due": due}
    ),
)
def meeting_in_time(on):
    """The meeting was held within one month of a pre-review under the 2026 text; of an earlier
    one within a month of the text, where the county wants it so (A-03)."""
    in_time = Q(meeting_due_on__gte=on)
    if MEETING_TRANSITION.on(on) == "revision":
        return in_time
    return in_time | Q(pre_reviewed_on__lt=R26.begins)


@rule(
    cites=both(19, 20),
    title=_("到会有表决权的党员超过应到半数"),
    blocker=_("到会有表决权的党员没有超过应到半数"),
    reads=tally_reads("admission"),
    says=tally_words,
)
def admission_quorate(on):
    """More than half of the members entitled to vote were present."""
    return Q(Has("meetings", quorate=True, held_on=on, **meeting_for("admission")))


@rule(
    cites=both(20, 21),
    title=_("赞成超过应到会有表决权党员的半数"),
    blocker=_("赞成没有超过应到会有表决权党员的半数"),
    reads=tally_reads("admission"),
    says=tally_words,
)
def admission_carried(on):
    """More than half of all entitled members voted in favour, written opinions included."""
    return Q(Has("meetings", carried=True, held_on=on, **meeting_for("admission")))


@rule(
    cites=LOCAL(),
    title=_("距上次表决未通过已满规定时间（六个月）"),
    blocker=_("上次大会表决没有通过，未满规定时间（六个月）"),
    severity=WARN,
    reads=(Latest("meetings", "held_on", by="held_on", carried=False, **meeting_for("admission")),),
    says=lambda on, failed: (
        _t("%(failed)s 表决未通过，%(opens)s 起可再议")
        % {"failed": failed, "opens": served_on(failed, REVOTE)}
    ),
)
def revote_waited(on):
    """Six months, or the time that the county has set (A-24), lie between a vote that failed and
    the next one."""
    since = begun_by(on, REVOTE.on(on))
    failed = {"carried": False, "held_on__gt": since, "held_on__lt": on}
    return ~Q(Has("meetings", **failed, **meeting_for("admission")))


@rule(
    cites=both(3, 3),
    title=_("没有突击发展"),
    blocker=_("一次大会接收的人数超过支部年度计划的规定比例（一半）"),
    severity=WARN,
    mend="year-plan",
)
def not_in_a_rush(on):
    """One meeting admits no more than half of the branch's plan of the year, or the share that the
    county has set (L-03); a single person may always be admitted. Without a plan nothing is
    compared."""
    admitted = HowMany("unit__applications", adopted_on=on)
    share = F("unit__year_plans__places") / RUSH_SHARE.on(on)
    over = Q(GreaterThan(admitted, share), unit__year_plans__year=on.year)
    return Q(admitted.at_most(1)) | ~Q(Has("unit__year_plans", over))


def plan_of_the_year(column: str):
    """A column of the branch's plan of the year of the event."""
    plans = "unit__year_plans"
    return lambda on: Latest(plans, f"{plans}__{column}", by=f"{plans}__year", year=on.year)


@rule(
    cites=both(38, 39),
    title=_("在支部年度发展计划之内"),
    blocker=_("已用完支部的年度发展计划"),
    reads=(plan_of_the_year("used"), plan_of_the_year("places")),
    says=lambda on, used, places: (
        _t("%(year)s 年计划 %(places)s 名，已用 %(used)s 名")
        % {"year": on.year, "places": places, "used": used}
    ),
    mend="year-plan",
)
def within_year_plan(on):
    """The branch has a place left in its plan of the year; without a plan none is counted."""
    full = Q(unit__year_plans__used__gte=F("unit__year_plans__places"))
    return ~Q(Has("unit__year_plans", full, year=on.year))


@rule(
    cites=both(23, 24),
    title=_("审批前已派人谈话"),
    blocker=_("审批前还没有派人同本人谈话"),
    mend="approval-talk",
    absence=("approval_talk_on",),
)
def talked_before_approval(on):
    """A committee member or organisation officer talked between meeting and approval."""
    return Q(approval_talk_on__gte=F("adopted_on"), approval_talk_on__lte=on)


@rule(
    cites=both(24, 25),
    title=_("审批在支部大会之后"),
    blocker=_("审批日期早于支部大会，大会通过后才能审批"),
    reads=("adopted_on",),
    says=lambda on, adopted: _t("大会 %(adopted)s，审批 %(on)s") % {"adopted": adopted, "on": on},
)
def approved_after_meeting(on):
    """The committee decides on what the general meeting has passed, never before it."""
    return Q(adopted_on__lte=on)


@rule(
    cites=both(25, 26),
    title=_("三个月内审批"),
    blocker=_("超过支部大会后三个月，须有特殊情况的说明"),
    severity=WARN,
    reads=("adopted_on", "approval_due_on"),
    says=lambda on, adopted, due: (
        _t("大会 %(adopted)s，应于 %(due)s 前审批") % {"adopted": adopted, "due": due}
    ),
)
def approved_in_three_months(on):
    """The committee decides within three months of the meeting."""
    return Q(approval_due_on__gte=on)


@rule(
    cites=both(25, 26),
    title=_("最长不超过六个月"),
    blocker=_("超过支部大会后六个月，不能审批"),
    reads=("adopted_on",),
    says=lambda on, adopted: (
        _t("大会 %(adopted)s，审批 %(on)s；%(way)s")
        % {"adopted": adopted, "on": on, "way": OVER_SIX_MONTHS.words(OVER_SIX_MONTHS.on(on))}
    ),
)
def approved_in_six_months(on):
    """Even in a special case the decision takes six months at the most; what to do then is the
    county's to say (A-16)."""
    return Q(adopted_on__gte=earliest_start(on, APPROVAL_AT_MOST.on(on)))
