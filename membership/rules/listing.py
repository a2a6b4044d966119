"""From activist to prospective member (articles 8–13)."""

from datetime import date

from django.db.models import F, Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from casework.dates import DAY, earliest_start, latest_start
from casework.penalties import without_vote
from casework.rules import INFO, WARN, Has, HowMany, rule
from casework.texts import LOCAL, R14, R26

from ..papers import both
from ..periods import begun_by, served_on
from ..standards import (
    ACTIVIST_DATE,
    ASSESSMENT_GRACE,
    CULTIVATED_AT,
    CULTIVATION,
    MENTOR_MOST,
    SPECIAL_GROUPS,
)
from .common import (
    ALWAYS,
    HALF_YEAR,
    companions_wrote,
    educated,
    no_relatives,
    not_full,
    not_overburdened,
    period_words,
    still_mentor,
)

BASE = {"decision": "activist_on", "filing": "activist_filed_on"}


def _cultivated(on: date) -> Q:
    """The time of cultivation that the county asks for has passed by the day.

    After a move the time runs on where the receiving branch verified the file and counts it
    as continuous; otherwise it begins again on the day of the verification (A-30).
    """
    begun = begun_by(on, CULTIVATION.on(on))
    before_the_move = {f"{BASE[ACTIVIST_DATE.on(on)]}__lte": begun}
    moves_later = Q(transferred_in_on__gt=on, **before_the_move)
    return Q(cultivated_from_on__lte=begun) | moves_later


CULTIVATION_WORDS = {
    "reads": ("cultivated_from_on",),
    "opens": lambda start: served_on(start, CULTIVATION),
    "says": lambda on, start: period_words(
        on, start, CULTIVATION.on(on), served_on(start, CULTIVATION)
    ),
}


@rule(
    cites=both(8, 8),
    title=_("积极分子已报上级党委备案"),
    blocker=_("积极分子还没有报上级党委备案"),
    mend="file-activist",
    absence=("activist_filed_on",),
)
def activist_filed(on):
    """The decision on the activist was filed with the superior committee."""
    return Q(activist_filed_on__gte=F("activist_on"), activist_filed_on__lte=on)


@rule(
    cites=both(9, 9),
    title=_("有一至两名正式党员作培养联系人"),
    blocker=_("培养联系人应为一至两名正式党员"),
    reads=(HowMany("mentors", until__isnull=True, member__full_member_on__isnull=False),),
    says=lambda on, n: _t("现有 %(n)s 名正式党员作联系人") % {"n": n},
    mend="mentors",
)
def has_mentors(on):
    """One or two full members are mentors on the day, and nobody else is."""
    mentors = HowMany("mentors", still_mentor(on), counting="member")
    others = Has("mentors", not_full(on), still_mentor(on))
    return Q(mentors.between(1, 2)) & ~Q(others)


@rule(
    cites=both(9, 9),
    title=_("培养联系人没有间断"),
    blocker=_("培养联系人更换时有间断，其间无人联系"),
    severity=WARN,
    mend="mentors",
)
def mentored_throughout(on):
    """When a mentor was released, another was there from that day on."""
    at_once = Q(case__mentors__appointed_on__lte=F("until"))
    stayed = Q(case__mentors__until__isnull=True) | Q(case__mentors__until__gt=F("until"))
    released = Q(until__lte=on) & ~Q(Has("case__mentors", at_once & stayed))
    return ~Q(Has("mentors", released))


@rule(
    cites=both(13, 13),
    title=_("培养教育考察一年以上"),
    blocker=_("培养教育考察不满一年"),
    **CULTIVATION_WORDS,
)
def cultivated_one_year(on):
    """A year or more lies between the activist decision and the committee's discussion.

    Not asked where the county lets the year end with the listing (A-04).
    """
    return ALWAYS if CULTIVATED_AT.on(on) == "listing" else _cultivated(on)


@rule(
    cites=both(13, 13),
    title=_("列为发展对象时培养教育考察一年以上"),
    blocker=_("列为发展对象时培养教育考察不满一年"),
    **CULTIVATION_WORDS,
)
def cultivated_when_listed(on):
    """Where the county takes the listing for the end of the year (A-04), it has passed by then."""
    return _cultivated(on) if CULTIVATED_AT.on(on) == "listing" else ALWAYS


@rule(
    cites=both(12, 12),
    title=_("转入材料已审查"),
    blocker=_("转入后还没有审查培养教育等有关材料"),
    mend="transfer-in",
    absence=("transfer_verified_on",),
)
def transfer_examined(on):
    """The receiving branch has examined the file of somebody who has moved in by the day."""
    stayed = Q(transferred_in_on__isnull=True) | Q(transferred_in_on__gt=on)
    return stayed | Q(
        transfer_verified_on__gte=F("transferred_in_on"), transfer_verified_on__lte=on
    )


@rule(
    cites=both(11, 11),
    title=_("每半年考察一次，不少于两次"),
    blocker=_("半年考察不足两次"),
    reads=(HowMany("assessments", phase="activist"),),
    says=lambda on, n: _t("应有 2 次，现有 %(n)s 次") % {"n": n},
    mend="cultivate",
)
def assessed_twice(on):
    """The branch has assessed the activist twice or more, once every half-year."""
    return Q(HowMany("assessments", phase="activist", held_on__lte=on).at_least(2))


@rule(
    cites=both(11, 11),
    title=_("每半年都有考察"),
    blocker=_("培养时间较长，半年考察有缺"),
    severity=INFO,
    reads=("activist_on", HowMany("assessments", phase="activist")),
    says=lambda on, start, n: _t("%(start)s 起培养，现有 %(n)s 次") % {"start": start, "n": n},
    mend="cultivate",
)
def assessed_every_half_year(on):
    """Cultivation that lasted up to three years was assessed once for every half-year (A-11)."""
    due = on - DAY * ASSESSMENT_GRACE.on(on)
    return Q(*(_assessed(number, due) for number in range(3, 7)))


def _assessed(number: int, due: date) -> Q:
    """So many assessments, unless the last of them is still due on the day or later."""
    in_time = earliest_start(due, HALF_YEAR.on(due) * number)
    enough = HowMany("assessments", phase="activist").at_least(number)
    return Q(activist_on__gte=in_time) | Q(enough)


@rule(
    cites=both(10, 10),
    title=_("每半年都有教育活动的记录"),
    blocker=_("有的半年没有党课、党内活动、社会工作或培训的记录"),
    severity=INFO,
    reads=("activist_on", HowMany("educations", phase="activist", counting="half_year")),
    says=lambda on, start, n: (
        _t("%(start)s 起培养，有记录的半年 %(n)s 个") % {"start": start, "n": n}
    ),
    mend="educate",
)
def educated_every_half_year(on):
    """As many halves of years have a record of education as half-years of cultivation, of up to
    three years, have gone by."""
    return Q(*(_educated(number, on) for number in range(1, 7)))


def _educated(number: int, on: date) -> Q:
    begun_by = latest_start(on, HALF_YEAR.on(on) * number)
    held = educated("activist", on, counting="half_year")
    return Q(activist_on__gt=begun_by) | Q(held.at_least(number))


@rule(
    cites=R26(9),
    title=_("培养联系人已在登记表中写明意见"),
    blocker=_("半年考察没有培养联系人的意见"),
    severity=INFO,
    mend="cultivate",
)
def mentors_wrote(on):
    """Every assessment held under the 2026 text bears the mentors' opinion."""
    return companions_wrote("activist", on)


@rule(
    cites=both(9, 9),
    title=_("培养联系人没有受留党察看以上处分"),
    blocker=_("培养联系人受留党察看处分、尚未恢复权利，或已被开除党籍，应当更换"),
    severity=WARN,
    mend="mentors",
)
def mentors_have_rights(on):
    """No mentor of the day is under probation within the Party, or expelled: mentors are full
    members, and as a rule become the introducers, whom article 14 wants with their rights."""
    return ~Q(Has("mentors", without_vote("member__sanctions", on), still_mentor(on)))


@rule(
    cites=LOCAL(),
    title=_("培养联系人不是本人的直系亲属"),
    blocker=_("培养联系人是本人的直系亲属"),
    severity=WARN,
    mend="mentors",
)
def mentors_no_relatives(on):
    """No mentor of the day is known to be a direct relative (A-22)."""
    return no_relatives("mentors", still_mentor(on), on)


@rule(
    cites=LOCAL(),
    title=_("培养联系人同时联系的人数不过多"),
    blocker=_("培养联系人同时联系的人数超过规定"),
    severity=WARN,
    mend="mentors",
)
def mentors_not_overburdened(on):
    """No mentor of the day stands beside more candidates than the county lets (A-22)."""
    return not_overburdened("mentors", "mentorships", MENTOR_MOST.on(on), still_mentor(on), on)


MENTORED = (
    has_mentors, mentored_throughout, mentors_have_rights, mentors_no_relatives,
    mentors_not_overburdened, mentors_wrote,
)  # fmt: skip


@rule(
    cites=both(13, 13),
    title=_("已听取培养联系人、党员和群众意见"),
    blocker=_("没有听全培养联系人、党员和群众意见"),
    mend="propose",
    absence=("opinion_mentor_on", "opinion_members_on", "opinion_public_on", "opinion_cell_on"),
)
def opinions_heard(on):
    """Mentors, members and the public were heard; the cell where the branch has cells."""
    heard = Q(opinion_mentor_on__lte=on, opinion_members_on__lte=on, opinion_public_on__lte=on)
    return heard & (Q(opinion_cell_on__lte=on) | Q(unit__has_cells=False))


@rule(
    cites=R14(13),
    title=_("已报上级党委备案"),
    blocker=_("发展对象还没有报上级党委备案"),
    mend="list",
    absence=("consent_on",),
)
def prospective_filed(on):
    """The committee's decision was filed with the superior committee, not before it."""
    return Q(consent_on__gte=F("proposed_on"), consent_on__lte=on)


@rule(
    cites=R26(13),
    title=_("上级党委已同意"),
    blocker=_("上级党委还没有同意"),
    reads=("proposed_on",),
    says=lambda on, proposed: _t("支委会讨论 %(day)s，同意日不得早于此日") % {"day": proposed},
    mend="list",
    absence=("consent_on",),
)
def superior_consented(on):
    """The superior committee has consented, on or after the committee's discussion."""
    return Q(consent_on__gte=F("proposed_on"), consent_on__lte=on)


@rule(
    cites=R26(13),
    title=_("已公示五个工作日以上"),
    blocker=_("公示不足五个工作日，或早于上级同意"),
    reads=("notice_ends_on",),
    opens=lambda ends: date.fromordinal(ends.toordinal() + 1),
    says=lambda on, ends: _t("公示期满为 %(ends)s，次日起可列为发展对象") % {"ends": ends},
    mend="list",
)
def notice_over(on):
    """A notice of five working days, or of the longer time that the county has set (A-08), begun
    after the consent, has ended."""
    return Q(notice_from_on__gte=F("consent_on"), notice_ends_on__lt=on)


@rule(
    cites=R26(13),
    title=_("公示结果不影响发展"),
    blocker=_("公示期间有异议，尚未查清"),
    mend="list",
)
def notice_undisputed(on):
    """No objection is open."""
    return Q(notice_objection=False)


@rule(
    cites=R26(13),
    title=_("流动人员在流出地和流入地同时公示"),
    blocker=_("流动人员须在流出地和流入地同时公示"),
    mend="list",
    absence=("second_notice_from_on", "second_notice_ends_on"),
)
def notice_at_both_places(on):
    """A mobile person's notice stood at both places at the same time, after the consent."""
    return Q(is_mobile=False) | Q(
        second_notice_from_on__gte=F("consent_on"),
        second_notice_from_on__lte=F("notice_ends_on"),
        second_notice_ends_on__lt=on,
        second_notice_ends_on__gte=F("notice_from_on"),
    )


@rule(
    cites=LOCAL(),
    title=_("须另行报批的人员已经同意"),
    blocker=_("民主党派负责人、新的社会阶层人士等，还没有另行报批同意"),
    severity=WARN,
    mend="list",
    absence=("special_consent_on",),
)
def special_group_consented(on):
    """Somebody of a group that is decided on elsewhere has that consent by the listing (A-23)."""
    return ~Q(special_group__in=SPECIAL_GROUPS.on(on)) | Q(special_consent_on__lte=on)
