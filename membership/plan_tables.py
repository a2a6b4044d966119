"""The plan of the year and the register of its forms, for the screen and for the workbook."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from casework.models import Unit
from casework.templatetags.casework_ui import badge

from . import form_register
from .models import AdmissionForm
from .year_plan import Share

NUMBER = {"th": {"class": "num"}, "td": {"class": "num"}, "tf": {"class": "num"}}
EXPORT = {"export": {"kind": "number"}}
AHEAD = ("waiting", "q1", "q2", "q3", "q4")


class Ahead(tables.Column):
    """How many wait; most branches have nobody in most quarters."""

    def render(self, value):
        return value or "–"


def number(words, accessor: str, kind=tables.Column) -> tables.Column:
    """A column of numbers with its sum below."""
    return kind(
        words,
        accessor=accessor,
        attrs=NUMBER | EXPORT,
        footer=lambda table: _shown(getattr(table.whole, accessor)),
    )


def _shown(value) -> str:
    return "–" if value is None else str(value)


class PlanTable(tables.Table):
    """The lines of a plan with their sum; numbers lead to the people behind them."""

    unit = tables.Column(
        _("单位"),
        linkify=lambda record, table: table.address(record.unit),
        attrs={"td": {"class": "freeze"}, "th": {"class": "freeze"}, "tf": {"class": "freeze"}},
        footer=_("合计"),
    )
    limit = number(_("计划数"), "limit")
    used = number(_("已用"), "used")
    left = number(_("剩余"), "left")
    waiting = number(_("可接收"), "waiting", Ahead)
    q1 = number(_("一季度"), "q1", Ahead)
    q2 = number(_("二季度"), "q2", Ahead)
    q3 = number(_("三季度"), "q3", Ahead)
    q4 = number(_("四季度"), "q4", Ahead)
    state = tables.Column(_("情况"), empty_values=())

    caption = _("年度发展计划")

    class Meta:
        empty_text = _("没有党支部。")
        orderable = False

    def __init__(self, shares: list[Share], *, whole: Share, year: int, ahead: bool):
        """`ahead`: whether who waits was reckoned, so that the columns say something."""
        self.whole, self.year, self.ahead = whole, year, ahead
        super().__init__(shares, exclude=() if ahead else AHEAD)

    def address(self, unit: Unit) -> str:
        if unit.kind == Unit.Kind.BRANCH:
            page = reverse("membership:year-plan-branch", args=[unit.pk])
            return f"{page}?{urlencode({'year': self.year})}"
        return (
            f"{reverse('membership:year-plan')}?{urlencode({'year': self.year, 'unit': unit.pk})}"
        )

    def render_state(self, record):
        tone, words = record.state
        return badge(tone, words) if words else ""

    def value_state(self, record):
        return record.state[1]


class FormTable(tables.Table):
    """The register of admission forms; needs `today` and whether the forms may be changed."""

    number = tables.Column(_("编号"), attrs={"td": {"class": "freeze"}, "export": {"kind": "id"}})
    state = tables.Column(_("状态"), empty_values=(), orderable=False)
    person = tables.Column(
        _("发给"),
        accessor="case__person__name",
        linkify=lambda record: record.case.get_absolute_url(),
        orderable=False,
    )
    unit = tables.Column(_("党支部"), accessor="case__unit", orderable=False)
    issued_on = tables.DateColumn("Y-m-d", verbose_name=_("发放日期"))
    adopted_on = tables.DateColumn(
        "Y-m-d", verbose_name=_("大会通过日期"), accessor="case__adopted_on", orderable=False
    )
    ended_on = tables.DateColumn("Y-m-d", verbose_name=_("退回（作废）日期"))
    remark = tables.Column(_("说明"), attrs={"td": {"class": "wrap"}}, orderable=False)
    action = tables.Column(
        "", accessor="pk", orderable=False, exclude_from_export=True, empty_values=()
    )

    caption = _("志愿书编号")

    class Meta:
        empty_text = _("还没有登记志愿书编号。")
        model = AdmissionForm
        fields = ()
        order_by = ("number",)

    def __init__(self, forms, *, today, may_change: bool, **options):
        super().__init__(forms, exclude=() if may_change else ("action",), **options)
        self.today = today

    def render_state(self, record):
        return badge(*form_register.standing(record, self.today))

    def value_state(self, record):
        return form_register.standing(record, self.today)[1]

    def render_adopted_on(self, value, record):
        return f"{value:%Y-%m-%d}" if record.used else "–"

    def value_adopted_on(self, value, record):
        return value if record.used else ""

    def render_action(self, record):
        if record.used:
            return ""
        url = reverse("membership:form-end", args=[record.pk])
        return format_html('<a href="{}">{}</a>', url, _("退回、作废"))
