"""The figures of a recommendation or of one side of an appraisal, and what is at odds in them."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

FIGURES = ("entitled", "present", "favour", "against", "abstain")


def tally_fault(figures: Mapping[str, int | None]) -> str:
    """What is at odds between the figures, in the officer's words; "" where they add up or
    nothing was counted."""
    told = [figures.get(name) for name in FIGURES]
    if told.count(None) == len(FIGURES):
        return ""
    if None in told:
        return _("票数要填就填全：应参加、实际参加、同意、不同意和弃权。")
    entitled, present, *answers = told
    if present > entitled:
        words = _("实际参加不能多于应参加：%(present)s，%(entitled)s。")
        return words % {"present": present, "entitled": entitled}
    if sum(answers) != present:
        words = _("同意、不同意和弃权之和应等于实际参加：%(sum)s，%(present)s。")
        return words % {"sum": sum(answers), "present": present}
    return ""
