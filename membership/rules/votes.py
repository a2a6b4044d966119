"""What a vote rests on: who is entitled, what counts, the resolution, and how committees decide
(articles 18–21, 24, 32, 33; 2014: 19–22, 25, 33, 34; Branch Work Regulations, article 12)."""

from django.db.models import F, Q
from django.db.models.lookups import Exact, GreaterThanOrEqual
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from casework.penalties import without_vote
from casework.rules import INFO, WARN, Has, HowMany, Latest, rule
from casework.texts import BRANCH

from ..papers import both
from ..stages import Stage
from ..standards import COMMITTEE_VOTE
from ..votes import DATED, WRITTEN
from .common import meeting_for

ROLL_IS_KEPT = 3  # full members; no branch has fewer, so a shorter roll is not the branch's roll


def at_issue(on) -> Q:
    """The votes that a step of the day rests on: those of the day, and that of the meeting before
    it where the step is the approval of a conversion, an extension or an annulment."""
    conversion = Q(purpose="conversion", held_on=F("case__conversion_met_on"))
    annulment = Q(purpose="outcome", held_on=F("case__annulment_met_on"))
    extension = Q(purpose="outcome", held_on=F("case__extended_on"))
    extension &= Q(case__stage=Stage.PROBATIONARY)  # once extended, that vote is past
    before = (conversion | annulment | extension) & Q(held_on__lte=on)
    return (Q(held_on=on) | before) & Q(withdrawn=False)


def newest(*fields: str) -> tuple[Latest, ...]:
    return tuple(Latest("meetings", field, by="held_on", withdrawn=False) for field in fields)


@rule(
    cites=both(19, 20),
    title=_("不计入应到的党员都经过上级同意和大会通过"),
    blocker=_("不计入应到的党员没有上级党委同意和党员大会通过的记录，仍计入应到"),
    severity=INFO,
    reads=newest("eligible", "unapproved"),
    says=lambda on, eligible, unapproved: (
        _t("应到 %(eligible)s，另有 %(unapproved)s 名未经批准不计入，按应到 %(entitled)s 计算")
        % {"eligible": eligible, "unapproved": unapproved, "entitled": eligible + unapproved}
    ),
)
def exclusions_approved(on):
    """Whoever is left out of those that should attend is so with the consent of the superior
    committee and the adoption by a members' meeting; others stay in the denominator (A-14)."""
    return ~Q(Has("meetings", at_issue(on), unapproved__gt=0))


@rule(
    cites=both(20, 21),
    title=_("书面意见在会前正式提交"),
    blocker=_("书面意见没有在会前正式提交，不计入票数"),
    severity=INFO,
    reads=newest("written_yes", "favour"),
    says=lambda on, written, favour: (
        _t("书面赞成 %(written)s，计票赞成 %(favour)s") % {"written": written, "favour": favour}
    ),
)
def written_opinions_counted(on):
    """Written opinions count only when they were formally submitted before the meeting."""
    some = Q(written_yes__gt=0) | Q(written_no__gt=0) | Q(written_abstain__gt=0)
    late = Q(written_in_time=False) | Q(written_in_time__isnull=True)
    return ~Q(Has("meetings", at_issue(on), some, late))


def _on_roll(on, *conditions: Q) -> HowMany:
    full = {"standing": "full", "full_member_on__lte": on}
    return HowMany("case__unit__members", *conditions, **full)


def _without_vote(on) -> HowMany:
    """Full members under probation within the Party, or expelled, on the day."""
    return _on_roll(on, without_vote("case__unit__members__sanctions", on))


@rule(
    cites=both(19, 20),
    title=_("应到人数与党员名册相符"),
    blocker=_("应到人数与党员名册上有表决权的正式党员人数不一致"),
    severity=INFO,
    reads=(
        *newest("eligible", "left_out"),
        HowMany("unit__members", standing="full", full_member_on__isnull=False),
    ),
    says=lambda on, eligible, left_out, roll: (
        _t("应到 %(eligible)s，不计入应到 %(left_out)s，名册上正式党员 %(roll)s 名")
        % {"eligible": eligible, "left_out": left_out, "roll": roll}
    ),
)
def roll_agrees(on):
    """Those that should attend, and those left out, are the branch's full members with a vote;
    a roll of fewer than three is not kept, and nothing is compared."""
    full, told = _on_roll(on), F("eligible") + F("left_out")
    differs = ~Q(Exact(told + _without_vote(on), full))
    kept = full.at_least(ROLL_IS_KEPT)
    return ~Q(Has("meetings", at_issue(on), kept, differs))


@rule(
    cites=both(19, 20),
    title=_("同一次大会的应到人数一致"),
    blocker=_("同一次大会上各人表决的应到人数不一致"),
    severity=WARN,
    reads=newest("eligible", "gathering__eligible"),
    says=lambda on, eligible, shared: (
        _t("此人表决记应到 %(eligible)s，大会记录应到 %(shared)s")
        % {"eligible": eligible, "shared": shared}
    ),
)
def one_roll_for_all(on):
    """The votes of one meeting, taken one person at a time, rest on the same members entitled."""
    other = ~Q(eligible=F("gathering__eligible")) | ~Q(unapproved=F("gathering__unapproved"))
    return ~Q(Has("meetings", at_issue(on) & other, gathering__isnull=False))


def _resolved(purpose: str, on, **vote) -> Q:
    """The resolution of the vote that counts has its five elements: main performance, numbers,
    result, day and signature."""
    written = [~Q(**{name: ""}) for name in WRITTEN]
    dated = {f"{name}__lte": on for name in DATED}
    return Q(Has("meetings", *written, **dated, **vote, **meeting_for(purpose)))


@rule(
    cites=both(21, 22),
    title=_("支部大会决议五项内容齐全"),
    blocker=_("支部大会决议内容不全：须有主要表现、应到和实到人数、表决结果、日期、支部书记签名"),
    mend="adopt",
)
def resolution_complete(on):
    """The resolution on the admission form has the main performance, the numbers, the result, the
    day and the secretary's signature; numbers and result are those of the tally."""
    return _resolved("admission", on, carried=True)


@rule(
    cites=both(32, 33),
    title=_("转正大会决议五项内容齐全"),
    blocker=_("转正大会决议内容不全：须有主要表现、应到和实到人数、表决结果、日期、支部书记签名"),
    mend="conversion-meeting",
)
def conversion_resolution_complete(on):
    """The resolution on the conversion has the same five elements as that on the admission."""
    return _resolved("conversion", on, held_on=F("case__conversion_met_on"))


# Committees ---------------------------------------------------------------------------------


def _sat(purpose: str) -> tuple[Latest, ...]:
    found = {"by": "held_on", "purpose": purpose, "withdrawn": False}
    return tuple(Latest("sittings", field, **found) for field in ("members", "present", "yes"))


def _sat_words(on, members: int, present: int, yes: int) -> str:
    return _t("委员 %(members)s 名，到会 %(present)s 名，同意 %(yes)s；须超过 %(half)s") % {
        "members": members,
        "present": present,
        "yes": yes,
        "half": f"{members / 2:g}",
    }


def _decided(purpose: str, met: str, on) -> Q:
    """After the general meeting and by the day, more than half of all members of the committee
    agreed; where the county asks for it, two thirds of them were present (A-21)."""
    when = {"held_on__gte": F(f"case__{met}"), "held_on__lte": on}
    found = {"purpose": purpose, "withdrawn": False, **when}
    enough = Q(members__lt=F("yes") * 2)
    if COMMITTEE_VOTE.on(on) == "two_thirds":
        enough &= Q(GreaterThanOrEqual(F("present") * 3, F("members") * 2))
    return Q(Has("sittings", enough, **found))


@rule(
    cites=both(24, 25),
    title=_("党委集体讨论、逐人表决同意接收"),
    blocker=_("没有党委集体表决同意接收的记录，或同意没有超过应到委员半数"),
    reads=_sat("approval"),
    says=_sat_words,
)
def approved_by_vote(on):
    """The Party committee decided collectively on this person alone: more than half of all its
    members voted in favour."""
    return _decided("approval", "adopted_on", on)


@rule(
    cites=both(33, 34),
    title=_("党委集体讨论、逐人表决同意转正"),
    blocker=_("没有党委集体表决同意转正的记录，或同意没有超过应到委员半数"),
    reads=_sat("conversion"),
    says=_sat_words,
)
def converted_by_vote(on):
    """The Party committee decided on the conversion by the same collective vote."""
    return _decided("conversion", "conversion_met_on", on)


@rule(
    cites=both(31, 32),
    title=_("党委集体讨论、逐人表决同意延长预备期"),
    blocker=_("没有党委集体表决同意延长预备期的记录，或同意没有超过应到委员半数"),
    reads=_sat("extension"),
    says=_sat_words,
)
def extended_by_vote(on):
    """The Party committee approved the extension by the same collective vote."""
    return _decided("extension", "extended_on", on)


@rule(
    cites=both(31, 32),
    title=_("党委集体讨论、逐人表决同意取消预备党员资格"),
    blocker=_("没有党委集体表决同意取消预备党员资格的记录，或同意没有超过应到委员半数"),
    reads=_sat("annulment"),
    says=_sat_words,
)
def annulled_by_vote(on):
    """The Party committee approved the annulment by the same collective vote."""
    return _decided("annulment", "annulment_met_on", on)


def _half_words(on, members: int, present: int) -> str:
    return _t("委员 %(members)s 名，到会 %(present)s 名") % {"members": members, "present": present}


def _half_sat(purpose: str, day: str) -> Q:
    """No attendance of that day is on record with fewer than half of the members."""
    held = {"purpose": purpose, "withdrawn": False, "held_on": F(f"case__{day}")}
    return ~Q(Has("sittings", members__gt=F("present") * 2, **held))


@rule(
    cites=BRANCH("12"),
    title=_("讨论人选的支委会有半数以上委员到会"),
    blocker=_("讨论人选的支委会到会委员不足半数"),
    reads=_sat("proposal")[:2],
    says=_half_words,
    mend="propose",
)
def proposal_quorate(on):
    """Half of the branch committee or more sat when the candidate was chosen, where it is told."""
    return _half_sat("proposal", "proposed_on")


@rule(
    cites=BRANCH("12"),
    title=_("审查的支委会有半数以上委员到会"),
    blocker=_("审查的支委会到会委员不足半数"),
    reads=_sat("review")[:2],
    says=_half_words,
    mend="committee-review",
)
def review_quorate(on):
    """Half of the branch committee or more sat at the review, where it is told."""
    return _half_sat("review", "committee_reviewed_on")


# What every vote of a general meeting is asked, beside its quorum and majority.
VOTE = (exclusions_approved, written_opinions_counted, roll_agrees, one_roll_for_all)
APPROVED = (resolution_complete, approved_by_vote)
CONVERTED = (conversion_resolution_complete, converted_by_vote)
EXTENDED, ANNULLED = (*VOTE, extended_by_vote), (*VOTE, annulled_by_vote)
