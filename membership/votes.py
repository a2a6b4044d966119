"""Counting a vote of the branch general meeting (articles 19, 20; 2014: 20, 21) and of a committee.

What contradicts itself is told with its numbers and its article, at the field it stands in.
"""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.texts import BRANCH, Citation

from .papers import both
from .standards import COMMITTEE_VOTE

# What a resolution needs in writing and as a day; its numbers and result every tally has.
WRITTEN, DATED = ("performance", "signed_by"), ("signed_on",)
QUORUM, VOTE, RESOLUTION = both(19, 20), both(20, 21), both(21, 22)
COLLECTIVE, COMMITTEE = both(24, 25), (BRANCH("12"),)

# field, what is wrong with the numbers, the words, the article
TALLY = (
    (
        "present",
        lambda n: n["present"] > n["eligible"],
        gettext_lazy("实到人数不能多于应到人数：实到 %(present)s，应到 %(eligible)s"),
        QUORUM,
    ),
    (
        "issued",
        lambda n: n["issued"] is not None and n["issued"] > n["present"],
        gettext_lazy("发出票不能多于实到人数：发出 %(issued)s，实到 %(present)s"),
        VOTE,
    ),
    (
        "returned",
        lambda n: None not in (n["issued"], n["returned"]) and n["returned"] > n["issued"],
        gettext_lazy("收回票不能多于发出票：收回 %(returned)s，发出 %(issued)s"),
        VOTE,
    ),
    (
        "yes",
        lambda n: n["returned"] not in (None, n["ballots"]),
        gettext_lazy(
            "赞成、反对、弃权和无效票之和应等于收回票：合计 %(ballots)s，收回 %(returned)s"
        ),
        VOTE,
    ),
    (
        "yes",
        lambda n: n["returned"] is None and n["ballots"] > n["present"],
        gettext_lazy(
            "赞成、反对、弃权和无效票之和不能多于实到人数：合计 %(ballots)s，实到 %(present)s"
        ),
        VOTE,
    ),
    (
        "signed_on",
        lambda n: None not in (n["signed_on"], n["held_on"]) and n["signed_on"] < n["held_on"],
        gettext_lazy("决议签署日期不能早于会议日期：签署 %(signed_on)s，会议 %(held_on)s"),
        RESOLUTION,
    ),
    (
        "written_yes",
        lambda n: n["written"] > max(n["absent"], 0),
        gettext_lazy("书面意见不能多于未到会人数：书面意见 %(written)s，未到会 %(absent)s"),
        VOTE,
    ),
)
SITTING = (
    (
        "present",
        lambda n: n["present"] > n["members"],
        gettext_lazy("到会委员不能多于委员人数：到会 %(present)s，委员 %(members)s"),
    ),
    (
        "yes",
        lambda n: n["votes"] > n["present"],
        gettext_lazy("同意、不同意和弃权之和不能多于到会委员：合计 %(votes)s，到会 %(present)s"),
    ),
)


def quorate(eligible: int, present: int) -> bool:
    """More than half of the members entitled to vote are present."""
    return 2 * present > eligible


def carried(eligible: int, favour: int) -> bool:
    """More than half of all entitled members, not of those present, are in favour."""
    return 2 * favour > eligible


def decided(sitting) -> bool:
    """More than half of all members of a committee are in favour; where the county asks for it,
    two thirds of them present (A-21). Votes that nobody told decide nothing."""
    if sitting.yes is None or not carried(sitting.members, sitting.yes):
        return False
    two_thirds = COMMITTEE_VOTE.on(sitting.held_on) == "two_thirds"
    return not two_thirds or 3 * sitting.present >= 2 * sitting.members


def cited(cites: tuple[Citation, ...], on: date | None) -> Citation:
    """The article of the text in force on the day; the first where the day is not known."""
    return next((cite for cite in cites if on and cite.text.in_force(on)), cites[0])


def tally_faults(tally) -> dict[str, str]:
    """Every contradiction in a tally, in the officer's words, by the field it stands in."""
    numbers = {
        "eligible": tally.eligible,
        "present": tally.present,
        "issued": tally.issued,
        "returned": tally.returned,
        "ballots": tally.yes + tally.no + tally.abstain + tally.void,
        "written": tally.written_yes + tally.written_no + tally.written_abstain,
        "signed_on": tally.signed_on,
        "held_on": tally.held_on,
        "absent": tally.eligible + tally.unapproved - tally.present,
    }
    return _faults(TALLY, numbers, tally.held_on)


def unresolved(tally) -> list[str]:
    """What the resolution still lacks of its five elements, by field (article 21; 2014: 22)."""
    return [name for name in (*WRITTEN, *DATED) if not getattr(tally, name)]


def sitting_faults(sitting) -> dict[str, str]:
    """Every contradiction in the vote of a committee, likewise."""
    numbers = {
        "members": sitting.members,
        "present": sitting.present,
        "votes": (sitting.yes or 0) + sitting.no + sitting.abstain,
    }
    cites = COLLECTIVE if sitting.of_party_committee else COMMITTEE
    return _faults([(*check, cites) for check in SITTING], numbers, sitting.held_on)


def _faults(checks: Iterable[tuple], numbers: dict, on: date | None) -> dict[str, str]:
    return {
        field: _("%(what)s（%(article)s）。")
        % {"what": words % numbers, "article": cited(cites, on)}
        for field, is_wrong, words, cites in checks
        if is_wrong(numbers)
    }


def check(faults: dict[str, str]) -> None:
    """Raise ValidationError with the contradictions, where there are any."""
    if faults:
        raise ValidationError(faults)
