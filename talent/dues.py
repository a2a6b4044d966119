"""What a deadline of a talent case asks for, in words, and the form that answers it."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

# kind of timing.Due: words, step
DUES = {
    "mentor": (_("指定帮带责任人"), "mentor"),
    "appraisal": (_("岗位考核"), "post"),
    "suspension-review": (_("复核暂停事由"), "resume"),
}
MOVES = {"resume": "resume"}  # steps of DUES that are transitions


def address_of(pk: int, slug: str) -> str:
    """The page on which step `slug` is taken or recorded."""
    if slug in MOVES:
        return reverse("talent:step", args=[pk, MOVES[slug]])
    return reverse("talent:record", args=[pk, slug])
