"""The list of applications, for the screen and for the workbook."""

from datetime import date

import django_tables2 as tables
from django.db.models import F, OuterRef, Subquery
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import due
from casework.dates import add_months_clamp, completed_years
from casework.templatetags.casework_ui import badge, mark
from casework.workflow import steps

from .dues import DUES
from .models import Application, ApplicationDeadline


def period(start: date | None, end: date) -> str:
    """Time from day to day in words: “1年1月”, “11月18天”; “–” before it begins."""
    if start is None or end < start:
        return "–"
    months = (end.year - start.year) * 12 + end.month - start.month
    if add_months_clamp(start, months) > end:
        months -= 1
    days = (end - add_months_clamp(start, months)).days
    if months >= 12:
        return _("%(years)s年%(months)s月") % {"years": months // 12, "months": months % 12}
    return _("%(months)s月%(days)s天") % {"months": months, "days": days}


def soonest_first(cases, reverse: bool = False):
    """By the first deadline, those without one last. Sorts everything: not for a province."""
    first = F("first_due")
    order = first.desc(nulls_last=True) if reverse else first.asc(nulls_last=True)
    mine = ApplicationDeadline.objects.filter(case=OuterRef("pk")).order_by("due_on")
    return cases.annotate(first_due=Subquery(mine.values("due_on")[:1])).order_by(order, "pk")


def next_words(case) -> str:
    """What comes next: what the first deadline asks for, else the step that leads on."""
    first = next(iter(case.deadlines.all()), None)
    if first:
        return str(DUES[first.kind][0])
    ways = [step for step in steps(Application) if step.source == case.stage]
    way = next((step for step in ways if not step.custom.get("out")), None)
    return str(way.custom["label"]) if way else "–"


class TickColumn(tables.Column):
    """A box for each person, and one in the head for all of the page."""

    def __init__(self, **options):
        narrow = {"th": {"class": "tight"}, "td": {"class": "tight"}}
        super().__init__(attrs=narrow, orderable=False, exclude_from_export=True, **options)

    @property
    def header(self):
        return format_html('<input type="checkbox" aria-label="{}">', _("全选"))

    def render(self, value, record):
        box = '<input type="checkbox" name="case" value="{}" aria-label="{}">'
        return format_html(box, str(value), record.person.name)


class ApplicationTable(tables.Table):
    """Needs `today`; the rows come with person, unit and deadlines fetched."""

    tick = TickColumn(accessor="pk")
    name = tables.Column(
        gettext_lazy("姓名"),
        accessor="person__name",
        order_by=("person__pinyin", "pk"),
        linkify=True,
        attrs={"th": {"class": "freeze"}, "td": {"class": "freeze"}},
    )
    sex = tables.Column(gettext_lazy("性别"), accessor="person__get_sex_display", visible=False)
    id_number = tables.Column(
        gettext_lazy("公民身份号码"),
        accessor="person__masked_id",
        visible=False,
        attrs={"export": {"kind": "id"}},
    )
    unit = tables.Column(gettext_lazy("支部"), order_by=("unit__path", "pk"))
    age = tables.Column(
        gettext_lazy("年龄"),
        accessor="person__born_on",
        attrs={"td": {"class": "num"}, "export": {"kind": "text"}},
    )
    education = tables.Column(
        gettext_lazy("学历"),
        accessor="person__get_education_display",
        order_by=("person__education", "pk"),
    )
    stage = tables.Column(gettext_lazy("阶段"), accessor="get_stage_display", orderable=False)
    stage_since = tables.DateColumn("Y-m-d", verbose_name=gettext_lazy("进入本阶段"))
    cultivated = tables.Column(
        gettext_lazy("已培养"), accessor="activist_on", attrs={"td": {"class": "num"}}
    )
    next = tables.Column(gettext_lazy("下一步"), empty_values=(), orderable=False)
    state = tables.Column(gettext_lazy("状态"), empty_values=())
    papers = tables.Column(
        gettext_lazy("材料"),
        empty_values=(),
        order_by=("-papers_missing", "pk"),
        attrs={"td": {"class": "num"}},
    )

    class Meta:
        model = Application
        fields = ()

    def __init__(self, *args, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.caption = _("发展党员")

    def render_age(self, value):
        return completed_years(value, self.today)

    def render_cultivated(self, value, record):
        return period(value, min(record.adopted_on or self.today, self.today))

    def render_next(self, record):
        return next_words(record)

    def render_state(self, record):
        first = next(iter(record.deadlines.all()), None)
        if first is None:
            return "–"
        state = due.state(first.due_on, self.today)
        return badge(state, due.words(first.due_on, self.today))

    def value_state(self, record):
        first = next(iter(record.deadlines.all()), None)
        return due.words(first.due_on, self.today) if first else ""

    def order_state(self, cases, is_descending):
        return soonest_first(cases, reverse=is_descending), True

    def render_papers(self, record):
        look = badge("lacking", _("缺 %s") % record.papers_missing)
        return format_html(
            '<a href="{}">{}</a> {}',
            reverse("membership:papers", args=[record.pk]),
            self.value_papers(record),
            look if record.papers_missing else mark("present") if record.papers_expected else "",
        )

    def value_papers(self, record):
        held = record.papers_expected - record.papers_missing
        return f"{held}/{record.papers_expected}"
