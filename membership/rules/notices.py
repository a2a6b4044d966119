"""The notices that a county asks for beside the national one of article 13 (A-08).

Which, how long and whether before the event or after it is what the county has set for the day
of the event; how the days are counted, for the day of posting (`timing.county_notice_end`).
"""

from collections.abc import Iterator
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import F, Q
from django.utils.text import format_lazy
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from casework.rules import WARN, Has, Latest, Rule
from casework.texts import LOCAL

from .. import choices
from ..standards import NOTICES, NOTICES_BEFORE
from .common import ALWAYS

BEFORE, AFTER = "before", "after"
EVENTS = {
    "activist": ("activist_on", _("确定积极分子")),
    "admission": ("adopted_on", _("接收预备党员大会")),
    "conversion": ("conversion_met_on", _("转正大会")),
}


def wanted(kind: str, when: str, on: date) -> bool:
    """Whether the county asks for the notice before (after) an event of the day."""
    return kind in NOTICES.on(on) and (kind in NOTICES_BEFORE.on(on)) == (when == BEFORE)


def _ever(kind: str, when: str) -> bool:
    return any(asked for _since, _until, asked in _spans(kind, when))


def _spans(kind: str, when: str) -> Iterator[tuple[date, date | None, bool]]:
    """The days from which the county's wish holds, each with the first day of the next one."""
    days = sorted({date.min, *NOTICES.days, *NOTICES_BEFORE.days})
    for since, until in zip(days, [*days[1:], None], strict=True):
        yield since, until, wanted(kind, when, since)


def _within(column: str, since: date, until: date | None) -> Q:
    """The event lies in the span; an event without a day lies in none."""
    later = {f"{column}__lt": until} if until else {}
    return Q(**{f"{column}__gte": since}, **later)


def at_both_places(on: date | F) -> Q:
    """Over by the day; of a mobile person at both places, where it stood at the same time."""
    second = Q(
        second_posted_on__lte=F("ends_on"), second_ends_on__gte=F("posted_on"),
        second_ends_on__lt=on,
    )  # fmt: skip
    return Q(ends_on__lt=on) & (Q(case__is_mobile=False) | second)


def _stood(kind: str, when: str, on: date) -> Q:
    """The notice was over before the event, or posted from the event on and over by the day."""
    event = F(f"case__{EVENTS[kind][0]}")
    if when == BEFORE:
        return Q(Has("notices", at_both_places(event), kind=kind))
    return Q(Has("notices", at_both_places(on), kind=kind, posted_on__gte=event))


def _held(kind: str, when: str, on: date) -> Q:
    """Asked span by span of the event's day; of one that is only ahead, on the day itself."""
    column = EVENTS[kind][0]
    stood = _stood(kind, when, on)
    ahead = Q(**{f"{column}__isnull": True})
    if when == BEFORE and wanted(kind, when, on):
        ahead &= Q(Has("notices", at_both_places(on), kind=kind))
    spans = (
        _within(column, since, until) & (stood if asked else ALWAYS)
        for since, until, asked in _spans(kind, when)
    )
    return ahead | reduce(or_, spans)


def _rule(kind: str, slug: str, requires: str, title, blocker, **terms) -> Rule:
    """A rule about the county's notice of one kind."""
    condition, slug = terms.pop("condition"), f"{kind}_notice_{slug}"
    condition.__name__, condition.__doc__ = slug, requires
    words = {"notice": choices.NOTICES[kind], "event": EVENTS[kind][1]}
    return Rule(
        condition,
        (LOCAL(),),
        format_lazy(title, **words),
        format_lazy(blocker, **words),
        severity=WARN,
        mend=f"{kind}-notice",
        **terms,
    )


def _newest(kind: str, name: str) -> Latest:
    return Latest("notices", name, kind=kind)


def _timed(kind: str, when: str, requires: str, title, blocker) -> Rule:
    return _rule(
        kind, when, requires, title, blocker,
        condition=lambda on: _held(kind, when, on),
        reads=(_newest(kind, "posted_on"), _newest(kind, "ends_on")),
        says=lambda on, posted, ends: _t("%(posted)s 张贴，%(ends)s 期满") % {
            "posted": posted, "ends": ends,
        },
        asked=lambda on: _ever(kind, when),
    )  # fmt: skip


def _before(kind: str) -> Rule:
    requires = (
        "Where the county wants this notice before the event (A-08), it was over by then, at both "
        "places of a mobile person."
    )
    return _timed(
        kind, BEFORE, requires, _("{event}前，{notice}已期满"),
        _("县里要求{event}前作{notice}，没有公示期满的记录，或两地没有同时公示"),
    )  # fmt: skip


def _after(kind: str) -> Rule:
    requires = (
        "Where the county wants this notice after the event (A-08), it was posted from then on and "
        "is over, at both places of a mobile person."
    )
    return _timed(
        kind, AFTER, requires, _("{event}后，{notice}已期满"),
        _("县里要求{event}后作{notice}，没有公示期满的记录，或两地没有同时公示"),
    )  # fmt: skip


def _undisputed(kind: str) -> Rule:
    def condition(on):
        open_still = Q(resolved_on__isnull=True) | Q(resolved_on__gt=on)
        return ~Q(Has("notices", open_still, kind=kind, objection=True))

    requires = "No objection raised during this notice is open."
    return _rule(
        kind, "undisputed", requires, _("{notice}没有未查清的异议"),
        _("{notice}有异议，还没有查清"), condition=condition,
    )  # fmt: skip


activist_notice_before = _before("activist")
admission_notice_before = _before("admission")
ACTIVIST = (_after("activist"), _undisputed("activist"))
ADMISSION = (_after("admission"), _undisputed("admission"))
CONVERSION = (_before("conversion"), _after("conversion"), _undisputed("conversion"))
