"""How near a deadline is: one definition for lists, filters and the home."""

from datetime import date, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

SOON_DAYS = 30

OVERDUE, SOON, NORMAL = "overdue", "soon", "normal"
CHOICES = [
    (OVERDUE, gettext_lazy("超期")),
    (SOON, gettext_lazy("30 天内到期")),
    (NORMAL, gettext_lazy("正常")),
]


def state(due_on: date, today: date) -> str:
    """overdue, soon (within thirty days, today included) or normal."""
    if due_on < today:
        return OVERDUE
    return SOON if due_on <= today + timedelta(days=SOON_DAYS) else NORMAL


def words(due_on: date, today: date) -> str:
    """“还剩 12 天”, “今天到期” or “超期 41 天”."""
    days = (due_on - today).days
    if days < 0:
        return _("超期 %s 天") % -days
    return _("还剩 %s 天") % days if days else _("今天到期")


def in_state(wanted: str, today: date) -> Q:
    """Deadlines that are `wanted` today, as a condition on `due_on`."""
    soon = today + timedelta(days=SOON_DAYS)
    return {
        OVERDUE: Q(due_on__lt=today),
        SOON: Q(due_on__gte=today, due_on__lte=soon),
        NORMAL: Q(due_on__gt=soon),
    }[wanted]
