"""What the templates of every page share: icons, states as icon and word, days, parameters."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import NamedTuple

import lucide
from django import template
from django.forms import BaseForm, BoundField
from django.template.context import RequestContext
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from casework.wording import listed

register = template.Library()

PAGE_PARAMETERS = {"page", "per_page"}  # a new question starts on its first page


class State(NamedTuple):
    """How a state looks everywhere: tone of colour, icon and, so that colour never tells alone,
    its word."""

    tone: str
    icon: str
    word: str


STATES = {
    # deadlines
    "normal": State("normal", "circle-check", _("正常")),
    "soon": State("soon", "triangle-alert", _("30 天内到期")),
    "overdue": State("overdue", "circle-alert", _("超期")),
    # tasks
    "todo": State("plain", "circle", _("未开始")),
    "lacking": State("soon", "file-x", _("缺材料")),
    "review": State("data", "eye", _("待核对")),
    "done": State("normal", "circle-check", _("已完成")),
    "locked": State("plain", "lock", _("还不能办")),
    # findings of the rules
    "met": State("normal", "check", _("符合")),
    "warn": State("soon", "triangle-alert", _("须说明理由")),
    "blocked": State("firm", "octagon-x", _("不能办")),
    "info": State("data", "info", _("提示")),
    # papers
    "present": State("normal", "check", _("齐")),
    "flawed": State("soon", "contrast", _("有缺陷")),
    "absent": State("soon", "x", _("缺")),
    "later": State("plain", "minus", _("还不需要")),
    "unseen": State("plain", "dot", _("未看")),
    # data and messages
    "data": State("data", "diamond", _("待核数据")),
    "success": State("normal", "circle-check", _("已办好")),
    "warning": State("soon", "triangle-alert", _("请注意")),
    "error": State("firm", "octagon-x", _("没有办成")),
    "debug": State("plain", "info", _("提示")),
}
PAPER_STATES = ("present", "flawed", "absent", "later", "unseen")


@lru_cache(maxsize=256)
def _svg(name: str, size: int) -> SafeString:
    drawing = lucide._render_icon(
        name, size, **{"class": f"icon icon-{name}", "aria-hidden": "true", "focusable": "false"}
    )
    return mark_safe(drawing)  # the package's own drawing; only name and size go in


@register.simple_tag
def icon(name: str, size: int = 16) -> SafeString:
    """Inline SVG of a lucide icon or of a state's icon, hidden from screen readers.

    `size` in pixels. An unknown name raises lucide.IconDoesNotExist.
    """
    known = STATES.get(name)
    return _svg(known.icon if known else str(name), size)


@register.simple_tag
def badge(state: str, label: str = "") -> SafeString:
    """Icon and word of a state; `label` replaces the word ("还剩 12 天"). Unknown: KeyError."""
    look = STATES[state]
    return format_html(
        '<span class="badge tone-{}">{}{}</span>',
        look.tone,
        _svg(look.icon, 14),
        label or look.word,
    )


@register.simple_tag
def mark(state: str, label: str = "") -> SafeString:
    """A state in a narrow cell: its icon for the eye, its word as text for everyone else."""
    look = STATES[state]
    return format_html(
        '<span class="mark tone-{}" title="{}">{}<span class="vh">{}</span></span>',
        look.tone,
        label or look.word,
        _svg(look.icon, 16),
        label or look.word,
    )


@register.filter
def tone(state: str) -> str:
    """Tone of colour of a state, the suffix of a `tone-` class; a tone's own name passes."""
    return STATES[state].tone if state in STATES else state


@register.filter
def word(state: str) -> str:
    """The word of a state. Unknown: KeyError."""
    return str(STATES[state].word)


@register.simple_tag
def paper_states() -> list[tuple[str, str]]:
    """States of a paper with their words, in the order of the legend."""
    return [(state, str(STATES[state].word)) for state in PAPER_STATES]


@register.filter
def pipeline(case) -> str:
    """The app whose case it is."""
    return case._meta.app_label


@register.filter(expects_localtime=True)
def day(value: date | None) -> str:
    """A day as 2026-11-23, a moment as its day in local time; an unknown one as –."""
    return f"{value:%Y-%m-%d}" if value else "–"


@register.filter
def short_day(value: date | None) -> str:
    """A day of a year that is plain from the context, as 11-23; an unknown one as –."""
    return f"{value:%m-%d}" if value else "–"


@register.filter
def asked_first(form: BaseForm) -> list[BoundField]:
    """The fields that a form asks of everybody."""
    return [field for field in form.visible_fields() if field.name not in _more(form)]


@register.filter
def asked_on_demand(form: BaseForm) -> list[BoundField]:
    """The fields that few need."""
    return [field for field in form.visible_fields() if field.name in _more(form)]


def _more(form: BaseForm) -> tuple[str, ...]:
    return getattr(form, "more", ())


UNSAID = (None, "", [], False, 0, "0", "unknown")


@register.filter
def any_said(fields: Iterable[BoundField]) -> bool:
    """Whether one of the fields is filled or wrong, so that it may not stay out of sight."""
    return any(field.errors or field.value() not in UNSAID for field in fields)


@register.simple_tag
def page_language() -> str:
    """The page's language as the lang attribute wants it: zh-CN or en."""
    return "zh-CN" if (get_language() or "zh").startswith("zh") else "en"


def _shown(field: BoundField, value: object) -> str:
    """What the officer chose, in the words of the field's choices; no further query."""
    if isinstance(value, bool):
        return ""
    if isinstance(value, date):
        return day(value)
    if hasattr(field.field, "queryset") or not hasattr(field.field, "choices"):
        many = isinstance(value, Iterable) and not isinstance(value, str)
        return listed(value) if many else str(value)
    words = {str(key): str(text) for key, text in field.field.choices}
    chosen = value if isinstance(value, list | tuple) else [value]
    return listed(words.get(str(one), str(one)) for one in chosen)


def _without(context: RequestContext, names: set[str]) -> str:
    """The address's own parameters without some, to be put behind a path."""
    left = context["request"].GET.copy()
    for name in names | PAGE_PARAMETERS:
        left.pop(name, None)
    return "?" + left.urlencode()


@register.simple_tag(takes_context=True)
def active_filters(context: RequestContext, form: BaseForm) -> list[dict[str, str]]:
    """The filters in force: label, shown value and the address without each."""
    answers = getattr(form, "cleaned_data", {})
    return [
        {
            "label": field.label,
            "value": _shown(field, answers[field.name]),
            "remove": _without(context, {field.html_name}),
        }
        for field in form.visible_fields()
        if answers.get(field.name) not in (None, "", [], False)
    ]


@register.simple_tag(takes_context=True)
def other_parameters(context: RequestContext, form: BaseForm) -> list[tuple[str, str]]:
    """Parameters of the address that the form does not ask for (a tab, an order): to be kept."""
    asked = {field.html_name for field in form} | PAGE_PARAMETERS
    given = context["request"].GET
    return [(name, one) for name in given if name not in asked for one in given.getlist(name)]


@register.simple_tag(takes_context=True)
def reset_address(context: RequestContext, form: BaseForm) -> str:
    """The address with none of the form's questions answered, everything else kept."""
    return _without(context, {field.html_name for field in form})
