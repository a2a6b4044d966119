"""What a deadline asks for, in words, and the step whose form answers it."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .steps import BY_SLUG

# kind of timing.Due: words, step
DUES = {
    "talk": (_("派人谈话"), "talk"),
    "assessment": (_("半年考察"), "cultivate"),
    "filing": (_("积极分子备案"), "file-activist"),
    "propose": (_("确定发展对象"), "propose"),
    "list": (_("列为发展对象"), "list"),
    "meeting": (_("召开接收大会"), "adopt"),
    "approval": (_("党委审批"), "approve"),
    "oath": (_("入党宣誓"), "oath"),
    "probation-assessment": (_("预备期考察"), "probation-assess"),
    "conversion": (_("讨论转正"), "conversion-meeting"),
    "conversion-approval": (_("审批转正"), "convert"),
}


def address_of(pk: int, slug: str) -> str:
    """The page on which step `slug` is taken or recorded."""
    step = BY_SLUG[slug]
    if step.transition:
        return reverse("membership:step", args=[pk, step.transition])
    return reverse("membership:record", args=[pk, slug])
