"""Changing what a county may set, and saying that a text was compared with its official print.

Settings hold for the whole installation, so they are changed at the top of its tree and by
another office than the one that prepares dossiers (`access.STANDARDS`).
"""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from . import audit, standards
from .access import COMPARE, STANDARDS, acting
from .beside import Watch
from .models import Comparison, Reworking, Standard
from .standards import PAPERS, Setting, Value, typed
from .transactions import whole


def may_regulate(user) -> bool:
    """Whether `user` may change settings: the permission, at the top of the tree."""
    return user.has_perm(STANDARDS) and user.account.unit.parent_id is None


def newest_of(setting: Setting) -> int:
    """The number of the last row of a setting, 0 while it has none."""
    rows = Standard.objects.filter(key=setting.key).order_by("-number")
    return rows.values_list("number", flat=True).first() or 0


def put(
    setting: Setting, value: Value, *, since: date, source: str, reason: str, seen: int, by
) -> Standard:
    """Let `value` hold from `since` on. One event; stored days are reworked afterwards.

    `seen` is the number of the setting's last row as the form knew it. Raises ValidationError
    for a value that may not stand, or when somebody else was first, and PermissionDenied.
    """
    setting.check(value)
    before = setting.on(since)
    if value == before:
        raise ValidationError(_("从这一天起已经是这个值。"))
    row = Standard(value=value, since=setting.since or since, source=source, reason=reason)
    changed = {
        "value": [setting.words(before), setting.words(value)],
        "since": [None, row.since],
        "source": ["", source],
    }
    return _keep(setting, row, seen, by, "standard", changed)


def withdraw(setting: Setting, row: Standard, *, reason: str, seen: int, today: date, by):
    """Take a value back that does not hold yet. Raises ValidationError once it holds."""
    if row.since <= today or row.withdraws_id or hasattr(row, "withdrawal"):
        raise ValidationError(_("只能撤回还没有生效的设置；已生效的，请另定新的取值和起始日期。"))
    words = setting.words(typed(setting, row.value))
    changed = {"value": [words, None], "since": [row.since, None]}
    taken = Standard(
        value=row.value, since=row.since, source=row.source, reason=reason, withdraws=row
    )
    return _keep(setting, taken, seen, by, "standard_withdrawn", changed)


def _keep(setting: Setting, row: Standard, seen: int, by, kind: str, changed: dict) -> Standard:
    taken = _("此项设置刚被别人改过，请重新打开后再办。")
    try:
        with whole(taken):
            row.by = _allowed(by)
            if seen != newest_of(setting):
                raise ValidationError(taken)
            row.key, row.number = setting.key, seen + 1
            row.save(force_insert=True)
            if setting.derives:
                Reworking.objects.create(standard=row, due_on=_due(setting, row))
            audit.append(
                kind,
                by=row.by,
                unit_path=row.by.account.unit.path,
                subject=f"casework.standard:{row.pk}",
                what=str(setting.question),
                changed=changed,
                note=row.reason,
                **audit.beside(Watch().new(row)),
            )
    finally:
        standards.forget()
    return row


def _due(setting: Setting, row: Standard) -> date:
    """From when the rows of the cases have to be worked out again: days follow from the events and
    are right at once, papers that are missing only when the value holds."""
    today = timezone.localdate()
    return max(today, row.since) if setting.derives == PAPERS else today


def _allowed(by):
    fresh = acting(by)
    if not may_regulate(fresh):
        raise PermissionDenied
    return fresh


def compare(comparison: Comparison, title: str, *, by) -> Comparison:
    """Keep who laid a text beside which print, and what came of it."""
    with whole(_("没有保存，请再试一次。")):
        comparison.by = acting(by)
        if not comparison.by.has_perm(COMPARE):
            raise PermissionDenied
        comparison.save(force_insert=True)
        audit.append(
            "text_compared",
            by=comparison.by,
            unit_path=comparison.by.account.unit.path,
            subject=f"casework.comparison:{comparison.pk}",
            what=title,
            on=comparison.compared_on,
            changed={
                "print": ["", comparison.print],
                "result": [None, comparison.result],
            },
            note=comparison.remark,
            **audit.beside(Watch().new(comparison)),
        )
    return comparison
