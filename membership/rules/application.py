"""Letter, talk and the decision on an activist (articles 5–12)."""

from datetime import date

from django.db.models import F, Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from casework.dates import add_months_roll, born_by, latest_start
from casework.penalties import EXPULSION, READMISSION
from casework.rules import WARN, Has, HowMany, rule
from casework.texts import BRANCH, DISCIPLINE, DISCIPLINE18, LOCAL, R26, RECTIFICATION

from ..choices import TALK_TOPICS
from ..papers import both
from ..standards import ACTIVIST_AGE, TALKERS
from .common import COMMITTEE_FROM, all_of, left_out


@rule(
    cites=both(5, 5),
    title=_("递交申请书时年满十八周岁"),
    blocker=_("递交申请书时未满十八周岁"),
    reads=("person__born_on", "applied_on"),
    says=lambda on, born, applied: (
        _t("%(born)s 出生，%(day)s 满 18 周岁，递交日 %(applied)s")
        % {"born": born, "day": add_months_roll(born, 216), "applied": applied}
    ),
    mend="apply",
)
def adult_when_applying(on):
    """The applicant had turned 18 on the day the letter was received."""
    return Q(adult_on__lte=F("applied_on"))


@rule(
    cites=both(7, 7),
    title=_("党组织已派人谈话"),
    blocker=_("党组织还没有派人谈话"),
    mend="talk",
    absence=("talked_on",),
)
def talked(on):
    """The organisation has sent somebody to talk with the applicant."""
    return Q(talked_on__gte=F("applied_on"), talked_on__lte=on)


@rule(
    cites=both(7, 7),
    title=_("收到申请书后一个月内谈话"),
    blocker=_("谈话超过收到申请书后一个月"),
    severity=WARN,
    reads=("applied_on", "talk_due_on", "talked_on"),
    says=lambda on, applied, due, talked: (
        _t("收到 %(applied)s，应于 %(due)s 前谈话，实际 %(talked)s")
        % {"applied": applied, "due": due, "talked": talked}
    ),
    mend="talk",
)
def talked_in_time(on):
    """The first talk was held within one month of receiving the letter."""
    return Q(talked_on__lte=F("talk_due_on"))


@rule(
    cites=both(8, 8),
    title=_("由支部委员会（没有委员会的由党员大会）研究决定"),
    blocker=_("作出决定的会议不对：设委员会的由支委会，不设的由支部党员大会"),
    mend="designate",
)
def decided_by_the_right_meeting(on):
    """The branch committee decided; the general meeting where there is none."""
    return Q(unit__has_committee=True, activist_decided_by="committee") | Q(
        unit__has_committee=False, activist_decided_by="general_meeting"
    )


@rule(
    cites=BRANCH("20"),
    title=_("应设委员会的支部已设委员会"),
    blocker=_("正式党员七名以上的支部应设委员会，本支部没有设"),
    severity=WARN,
    reads=(HowMany("unit__members", full_member_on__isnull=False),),
    says=lambda on, n: _t("现有正式党员 %(n)s 名") % {"n": n},
)
def committee_where_due(on):
    """A branch of seven or more full members has a committee."""
    full = HowMany("unit__members", full_member_on__lte=on)
    return Q(unit__has_committee=True) | Q(full.at_most(COMMITTEE_FROM.on(on) - 1))


def _past_age(born: date, years: int) -> str:
    words = {"born": born, "years": years, "day": add_months_roll(born, 12 * years)}
    return _t("%(born)s 出生，%(day)s 满 %(years)s 周岁") % words


@rule(
    cites=RECTIFICATION("二（3）"),
    title=_("原则上不超过规定年龄（五十周岁）"),
    blocker=_("已超过规定年龄（五十周岁），原则上不再吸纳为积极分子"),
    severity=WARN,
    reads=("person__born_on",),
    says=lambda on, born: _past_age(born, ACTIVIST_AGE.on(on) + 1),
)
def not_over_fifty(on):
    """In principle nobody over 50 becomes an activist, or over the lower age that the county has
    set (L-01); exactly that age is allowed."""
    return Q(person__born_on__gt=born_by(on, ACTIVIST_AGE.on(on) + 1))


@rule(
    cites=both(8, 8),
    title=_("所在支部可以发展党员"),
    blocker=_("所在党组织一般不发展党员（临时党组织）"),
    severity=WARN,
)
def branch_may_recruit(on):
    """The branch recruits; temporary ones as a rule do not."""
    return Q(unit__may_recruit=True, unit__is_temporary=False)


@rule(
    cites=both(6, 6),
    title=_("向应当受理的党组织提出申请"),
    blocker=_("受理申请的党组织与申请人的单位情况不符，或没有写明"),
    severity=WARN,
    mend="apply",
)
def received_by_the_right_org(on):
    """The letter went to the organisation of the place of work or study; without one there to
    that of the residence and, under the 2026 text, of the unit's locality or supervisor. A mobile
    person may also apply to any of these and to an organisation for mobile members.
    """
    near = ("residence", "locality", "supervisor")
    older = Q(situation="unit_without_org", received_by="residence")
    newer = Q(situation="unit_without_org", received_by__in=near, applied_on__gte=R26.begins)
    return (
        Q(situation="unit_with_org", received_by="own_unit")
        | Q(situation="no_unit", received_by="residence")
        | older
        | newer
        | Q(is_mobile=True, received_by__in=(*near, "mobile_org"))
    )


@rule(
    cites=R26(7),
    title=_("谈话内容齐全"),
    blocker=_("谈话没有了解或讲明规定的全部内容"),
    severity=WARN,
    reads=("talked_on", "talk_topics"),
    says=lambda on, talked, topics: left_out(topics, TALK_TOPICS),
    mend="talk",
)
def talk_covered(on):
    """A talk under the 2026 text went into record, views, motive, conduct and family, and told
    the applicant the basics and the standards."""
    return Q(talked_on__lt=R26.begins) | all_of("talk_topics", TALK_TOPICS)


@rule(
    cites=LOCAL(),
    title=_("谈话人数符合规定"),
    blocker=_("谈话人数不足，或没有写明谈话人"),
    severity=WARN,
    mend="talk",
)
def talked_by_enough(on):
    """The talk was held by one or, where the county wants it, by two people on record (A-29)."""
    two = ~Q(second_talker="") if TALKERS.on(on) > 1 else Q()
    return ~Q(talker="") & two


TALK = (talked, talked_in_time, talk_covered, talked_by_enough)


@rule(
    cites=BRANCH("11", "12"),
    title=_("决定会议的到会人数达到半数以上"),
    blocker=_("决定积极分子的会议到会人数不足半数"),
    severity=WARN,
    reads=("decision_expected", "decision_present"),
    says=lambda on, expected, present: (
        _t("应到 %(expected)s，实到 %(present)s") % {"expected": expected, "present": present}
    ),
    mend="designate",
)
def decision_quorate(on):
    """Half of those who should attend or more were at the meeting, of the members or of the
    committee, where its attendance is on record."""
    untold = Q(decision_expected__isnull=True) | Q(decision_present__isnull=True)
    return untold | Q(decision_expected__lte=F("decision_present") * 2)


@rule(
    cites=R26(40),
    title=_("流动党员党组织具备发展党员的条件"),
    blocker=_("所在流动党员党组织不具备发展党员的条件"),
)
def mobile_org_able(on):
    """An organisation for mobile members recruits only where it meets the conditions."""
    return Q(unit__for_mobile_members=False) | Q(unit__may_recruit=True)


@rule(
    cites=(DISCIPLINE("13"), DISCIPLINE18("13")),
    title=_("受开除党籍处分已满五年"),
    blocker=_("受开除党籍处分未满五年，不得重新入党"),
)
def not_expelled_in_five_years(on):
    """Five years or more have gone by since an expulsion from the Party."""
    since = latest_start(on, READMISSION.on(on))
    return ~Q(Has("person__sanctions", kind=EXPULSION, since__gt=since, since__lte=on))
