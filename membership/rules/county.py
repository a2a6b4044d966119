"""What only a county asks for: rules that hold everywhere else (shared specification §6)."""

from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from casework.rules import INFO, WARN, rule
from casework.texts import LOCAL, R26

from ..periods import begun_by, served_on
from ..standards import GRANDFATHER, LETTER_WAIT
from .common import ALWAYS


@rule(
    cites=LOCAL(),
    title=_("递交申请书后已满规定时间"),
    blocker=_("递交申请书后未满规定时间"),
    severity=WARN,
    reads=("applied_on",),
    opens=lambda applied: served_on(applied, LETTER_WAIT),
)
def waited_after_letter(on):
    """The time that the county asks for between letter and activist has passed (A-05)."""
    if not LETTER_WAIT.on(on):
        return ALWAYS
    return Q(applied_on__lte=begun_by(on, LETTER_WAIT.on(on)))


def _told_by_notice() -> Q:
    """Listed under the 2026 text, or with a notice of its own."""
    under_2026 = Q(listed_on__isnull=True) | Q(listed_on__gte=R26.begins)
    return under_2026 | Q(notice_ends_on__isnull=False)


@rule(
    cites=R26(13),
    title=_("列为发展对象时已公示，或按 2014 年版无须公示"),
    blocker=_("2026 年版细则施行前列为发展对象，没有公示"),
    severity=INFO,
    reads=("listed_on",),
    says=lambda on, listed: _t("列为发展对象 %(day)s") % {"day": listed},
)
def notice_before_the_revision(on):
    """Somebody listed before the 2026 text without a notice is told of, and no more (A-02)."""
    return _told_by_notice()


@rule(
    cites=LOCAL(),
    title=_("2026 年版细则施行前列为发展对象的，已补公示"),
    blocker=_("2026 年版细则施行前列为发展对象，还没有补公示"),
    severity=WARN,
    mend="list",
)
def notice_made_up(on):
    """Where the county asks for it, somebody listed before the 2026 text has had a notice since
    (A-02)."""
    if GRANDFATHER.on(on) == "accept" or not R26.in_force(on):
        return ALWAYS
    return _told_by_notice() & (Q(notice_ends_on__isnull=True) | Q(notice_ends_on__lt=on))
