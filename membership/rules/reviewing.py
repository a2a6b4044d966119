"""Introducers' opinions, the political review and the training in detail (articles 15–17, 23)."""

from django.db.models import F, Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from casework.dates import add_months_clamp, earliest_start
from casework.rules import INFO, WARN, HowMany, rule
from casework.texts import LOCAL, R14, R26

from ..choices import REVIEW_BASICS, REVIEW_METHODS, REVIEW_TOPICS, REVIEW_TOPICS_2014
from ..papers import both
from ..standards import INTRODUCER_MOST, JOINT_REVIEW, TRAINING_VALID
from .common import (
    ALWAYS,
    all_of,
    left_out,
    no_relatives,
    not_overburdened,
)

OLD_TOPICS = [topic for topic in REVIEW_TOPICS if topic[0] in REVIEW_TOPICS_2014]
BASICS = [method for method in REVIEW_METHODS if method[0] in REVIEW_BASICS]


@rule(
    cites=LOCAL(),
    title=_("入党介绍人不是本人的直系亲属"),
    blocker=_("入党介绍人是本人的直系亲属"),
    severity=WARN,
    mend="introducers",
)
def introducers_no_relatives(on):
    """No introducer is known to be a direct relative (A-22)."""
    return no_relatives("introducers", Q(appointed_on__lte=on), on)


@rule(
    cites=LOCAL(),
    title=_("入党介绍人同时介绍的人数不过多"),
    blocker=_("入党介绍人同时介绍的人数超过规定"),
    severity=WARN,
    mend="introducers",
)
def introducers_not_overburdened(on):
    """No introducer stands beside more candidates than the county lets (A-22)."""
    by_the_day = Q(appointed_on__lte=on)
    most = INTRODUCER_MOST.on(on)
    return not_overburdened("introducers", "introductions", most, by_the_day, on)


@rule(
    cites=both(15, 15),
    title=_("两名介绍人已在志愿书上签署意见"),
    blocker=_("大会前，两名介绍人应分别在入党志愿书上写明意见并签名"),
    reads=(HowMany("introducers", opinion_on__isnull=False, counting="member"),),
    says=lambda on, n: _t("应有 2 份，现有 %(n)s 份") % {"n": n},
    mend="form",
)
def introducers_wrote_opinions(on):
    """Two introducers have each signed an opinion in the admission form before the meeting."""
    signed = HowMany("introducers", opinion_on__lte=on, counting="member")
    return Q(signed.at_least(2))


@rule(
    cites=both(16, 16),
    title=_("政治审查内容和基本方式齐全"),
    blocker=_("政治审查没有包括规定的全部内容或基本方式"),
    severity=WARN,
    reads=("political_review_on", "review_topics", "review_methods"),
    says=lambda on, reviewed, topics, methods: _missing_words(reviewed, topics, methods),
    mend="political-review",
)
def review_complete(on):
    """The review went into the four topics of 2014, or the six of 2026, by the text of its day:
    the person, the files and the units and people concerned were asked. Letters and field
    inquiries may be left out where things are clear."""
    older = Q(political_review_on__lt=R26.begins)
    topics = all_of("review_topics", REVIEW_TOPICS) | older & all_of("review_topics", OLD_TOPICS)
    return topics & all_of("review_methods", BASICS)


def _missing_words(reviewed, topics: str, methods: str) -> str:
    wanted = OLD_TOPICS if reviewed < R26.begins else REVIEW_TOPICS
    return left_out(f"{topics},{methods}", [*wanted, *BASICS])


@rule(
    cites=both(16, 16),
    title=_("流动人员已听取户籍地和居住地党组织意见"),
    blocker=_("流动人员的政治审查还没有听取户籍地和居住地党组织的意见"),
    mend="political-review",
    absence=("review_registered_on", "review_residence_on"),
)
def heard_at_both_places(on):
    """A mobile person's review asked the organisations of registration and of residence."""
    return Q(is_mobile=False) | Q(
        review_registered_on__lte=F("political_review_on"),
        review_residence_on__lte=F("political_review_on"),
    )


@rule(
    cites=R14(19),
    title=_("预审时已听取执纪执法等部门意见"),
    blocker=_("没有执纪执法等部门意见的记录（根据需要听取）"),
    severity=INFO,
    mend="political-review",
    absence=("joint_review_on",),
)
def departments_heard(on):
    """The pre-review heard the departments of discipline and enforcement, where needed."""
    return Q(joint_review_on__lte=on)


@rule(
    cites=R26(16),
    title=_("联审已有答复"),
    blocker=_("县里要求联审，还没有答复"),
    mend="political-review",
    absence=("joint_review_on",),
)
def joint_review_replied(on):
    """The joint review of the county's departments has replied, where the county demands it."""
    if not JOINT_REVIEW.on(on):
        return ALWAYS
    return Q(joint_review_on__lte=F("political_review_on"))


@rule(
    cites=both(17, 17),
    title=_("由基层党委或县级组织部门组织培训"),
    blocker=_("集中培训应由基层党委或县级党委组织部门组织"),
    mend="training",
)
def trained_by_the_right_organ(on):
    """The primary committee or the county's Organisation Department held the training."""
    return Q(training_by__in=["committee", "org_dept"]) | ~Q(training_exemption="")


@rule(
    cites=R26(17),
    title=_("一般采取线下方式培训"),
    blocker=_("集中培训以视频方式进行，须有必要"),
    severity=WARN,
    mend="training",
)
def trained_on_site(on):
    """A training under the 2026 text is not known to have been held by video."""
    return Q(training_ended_on__lt=R26.begins) | ~Q(training_mode="video")


@rule(
    cites=LOCAL(),
    title=_("集中培训仍在有效期内"),
    blocker=_("集中培训已过有效期，须重新培训"),
    severity=WARN,
    reads=("training_ended_on",),
    says=lambda on, ended: (
        _t("培训结束 %(ended)s，有效至 %(until)s")
        % {"ended": ended, "until": add_months_clamp(ended, TRAINING_VALID.on(on))}
    ),
    mend="training",
)
def training_still_valid(on):
    """The training was not too long ago, where the county lets it lapse (A-13)."""
    months = TRAINING_VALID.on(on)
    if not months:
        return ALWAYS
    recent = Q(training_ended_on__gte=earliest_start(on, months))
    return recent | ~Q(training_exemption="")


@rule(
    cites=both(23, 24),
    title=_("审批前由党委委员或组织员谈话"),
    blocker=_("审批前谈话应由党委委员或组织员进行"),
    mend="approval-talk",
)
def approval_talker_fit(on):
    """A member of the committee or an organisation officer held the talk before the approval."""
    return Q(approval_talker_role__in=["committee_member", "org_officer"])
