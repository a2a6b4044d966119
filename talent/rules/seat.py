"""Nomination for a seat and the election (shared specification §4)."""

from django.db.models import F, Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from casework.dates import add_months_roll, born_by
from casework.penalties import without_vote
from casework.rules import WARN, Has, Latest, rule
from casework.texts import BRANCH, ELECTION, LOCAL, ORGANIC18, ORGANIC25, RECTIFICATION

from .common import STATUTORY, YOUNG


@rule(
    cites=ELECTION("5"),
    title=_("是有选举权的正式党员"),
    blocker=_("不是正式党员，不能进支部班子"),
    reads=("person__joined_on",),
    opens=lambda joined: add_months_roll(joined, 12),
    says=lambda on, joined: (
        _t("%(joined)s 入党，最早 %(day)s 转正")
        % {"joined": joined, "day": add_months_roll(joined, 12)}
    ),
    absence=("person__full_member_on",),
)
def full_member(on):
    """The person is a full member on the day."""
    return Q(person__full_member_on__lte=on)


@rule(
    cites=ELECTION("5"),
    title=_("没有受留党察看处分"),
    blocker=_("受留党察看处分，没有选举权和被选举权"),
)
def member_has_rights(on):
    """The member is not under probation within the Party, or expelled."""
    return ~Q(Has("person__sanctions", without_vote("person__sanctions", on)))


@rule(
    cites=LOCAL(),
    title=_("组织关系在拟任村党组织"),
    blocker=_("组织关系不在拟任村党组织，或没有选定席位"),
)
def affiliated_here(on):
    """The member's affiliation lies with the Party organisation of the seat's village."""
    return Q(person__affiliation__parent=F("seat__village"))


@rule(
    cites=RECTIFICATION("一（6）"),
    title=_("三十五周岁以下优先"),
    blocker=_("超过三十五周岁，整改清单要求优先三十五周岁以下"),
    severity=WARN,
    reads=("person__born_on",),
    says=lambda on, born: (
        _t("%(born)s 出生，%(day)s 满 36 周岁") % {"born": born, "day": add_months_roll(born, 432)}
    ),
)
def young(on):
    """The person is 35 or younger on the day; 35 is included."""
    return Q(person__born_on__gt=born_by(on, YOUNG.on(on) + 1))


@rule(
    cites=RECTIFICATION("一（6）"),
    title=_("岗位考核优秀"),
    blocker=_("没有岗位考核优秀的记录"),
    severity=WARN,
    mend="post",
)
def appraised_excellent(on):
    """A village post was appraised excellent."""
    return Q(Has("posts", appraised_on__lte=on, grade="excellent"))


@rule(
    cites=BRANCH("20"),
    title=_("村党组织设有委员会"),
    blocker=_("正式党员不足七名的支部不设委员会，没有委员席位"),
)
def committee_exists(on):
    """The seat's village has a branch committee, or the seat is the secretary's or the deputy's."""
    alone = Q(seat__post__in=["secretary", "deputy_secretary"])
    return Q(Has("seat__village__children", has_committee=True)) | alone


@rule(
    cites=ELECTION(),
    title=_("拟补选的席位空缺或由机关干部兼任"),
    blocker=_("没有选定席位，或席位现由本地干部担任"),
    mend="seat",
)
def seat_open(on):
    """The chosen seat is vacant, or held by a seconded cadre who will be replaced."""
    return Q(seat__state__in=["vacant", "held_seconded"])


@rule(
    cites=ELECTION(),
    title=_("席位属于村党组织"),
    blocker=_("所选席位不属于村党组织"),
    mend="seat",
)
def branch_seat(on):
    """The seat is one of the branch committee."""
    return Q(seat__body="branch")


@rule(
    cites=(ORGANIC25("16"), ORGANIC18("13")),
    title=_("席位属于村委会"),
    blocker=_("所选席位不属于村委会"),
    mend="seat",
)
def villagers_seat(on):
    """The seat is one of the villagers' committee."""
    return Q(seat__body="villagers")


@rule(
    cites=(ORGANIC25("16"), ORGANIC18("13")),
    title=_("符合选民登记条件"),
    blocker=_("不符合本村选民登记条件"),
    mend="seat",
)
def on_villager_list(on):
    """Registered and living here, registered and declared, or a resident admitted."""
    return Q(villager_class__in=["registered", "registered_away", "resident"])


@rule(
    cites=(ORGANIC25("47"), ORGANIC18("38")),
    title=_("不是机关工作人员"),
    blocker=_("乡镇机关工作人员不参加村民委员会组织"),
)
def not_office_staff(on):
    """Staff of organs do not join the villagers' committee."""
    return Q(person__is_office_cadre=False)


@rule(
    cites=ORGANIC25("18"),
    title=_("没有法定不得提名的情形"),
    blocker=_("有法定不得提名为候选人的情形"),
    mend="negative",
)
def no_statutory_bar(on):
    """Not expelled, punished for a crime, of a clan or gang force, or a cult; no window closes."""
    return ~Q(Has("hits", code__in=STATUTORY, since__lte=on))


@rule(
    cites=(ELECTION("29"), ORGANIC25("23"), ORGANIC18("15")),
    title=_("选举有效"),
    blocker=_("没有有效的选举：到会、差额或票数不合要求"),
    reads=tuple(Latest("elections", name, by="held_on") for name in ("due", "present", "ballots")),
    says=lambda on, due, present, ballots: (
        _t("应到 %(due)s，实到 %(present)s，收回选票 %(ballots)s")
        % {"due": due, "present": present, "ballots": ballots}
    ),
    mend="election",
)
def election_valid(on):
    """Attendance, margin and ballots satisfied the election rules."""
    return Q(Has("elections", valid=True, held_on=on, seat=F("case__seat")))


@rule(
    cites=(ELECTION("30"), ORGANIC25("23"), ORGANIC18("15")),
    title=_("得票当选"),
    blocker=_("得票没有达到当选票数"),
    reads=tuple(Latest("elections", name, by="held_on") for name in ("due", "votes")),
    says=lambda on, due, votes: _t("应到 %(due)s，得票 %(votes)s") % {"due": due, "votes": votes},
    mend="election",
)
def election_won(on):
    """The votes reached the threshold of the body, in a valid ballot where there is one."""
    mine = {"held_on": on, "seat": F("case__seat")}
    valid = Q(Has("elections", valid=True, **mine))
    return Q(Has("elections", won=True, valid=True, **mine)) | (
        ~valid & Q(Has("elections", won=True, **mine))
    )


@rule(
    cites=LOCAL(),
    title=_("写明了原因"),
    blocker=_("没有写明原因"),
)
def reason_given(on):
    """The reason of this step is on record; that of an earlier return or suspension is none."""
    return ~Q(end_reason="") & (Q(ended_on=on) | Q(suspended_on=on))


@rule(
    cites=LOCAL(),
    title=_("暂停事由已消除"),
    blocker=_("暂停事由没有查清"),
)
def matter_cleared(on):
    """The matter that suspended the person has been cleared."""
    return Q(cleared_on__gte=F("suspended_on"), cleared_on__lte=on)
