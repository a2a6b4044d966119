"""Counting a vote of the branch general meeting (articles 19, 20; 2014: 20, 21)."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def quorate(eligible: int, present: int) -> bool:
    """More than half of the members entitled to vote are present."""
    return 2 * present > eligible


def carried(eligible: int, favour: int) -> bool:
    """More than half of all entitled members, not of those present, are in favour."""
    return 2 * favour > eligible


def check_tally(tally) -> None:
    """Raise ValidationError with every contradiction in a tally, in the officer's words."""
    wrong = {}
    if tally.present > tally.eligible:
        wrong["present"] = _("实到人数不能多于应到人数。")
    if tally.yes + tally.no + tally.abstain + tally.void > tally.present:
        wrong["yes"] = _("赞成、反对、弃权和无效票之和不能多于实到人数。")
    if (
        tally.written_yes + tally.written_no + tally.written_abstain
        > tally.eligible - tally.present
    ):
        wrong["written_yes"] = _("书面意见不能多于未到会人数。")
    if wrong:
        raise ValidationError(wrong)
