"""The tables of the progress pages: one class each for the screen and the workbook."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from casework.models import Person
from casework.templatetags.casework_ui import badge

from .metrics import people_address
from .populations import Population
from .structure import YOUNG, Figures

NUMBER = {"th": {"class": "num"}, "td": {"class": "num"}, "export": {"kind": "number"}}
WRAP = {"td": {"class": "wrap"}}


def signed(value) -> str:
    """A change with its sign; an empty one as –."""
    return "–" if value is None else f"{value:+}" if value else f"{value}"


class FiguresTable(tables.Table):
    """A table whose numbers lead to the people behind them."""

    class Meta:
        orderable = False

    def __init__(self, found: Figures, rows):
        super().__init__(rows)
        self.found = found

    def address(self, unit=None, **band) -> str:
        found = self.found
        return people_address(found.population.slug, unit or found.scope, found.on, **band)


class BandTable(FiguresTable):
    """The bands, the unknown as a row of their own; shares add up to 100.0."""

    label = tables.Column(_("年龄段"), attrs={"td": {"class": "freeze"}})
    count = tables.Column(
        _("人数"), attrs=NUMBER, linkify=lambda record, table: table.address(**band_of(record))
    )
    share = tables.Column(_("占比（%）"), attrs=NUMBER)
    before = tables.Column(attrs=NUMBER)
    change = tables.Column(attrs=NUMBER)

    caption = _("各年龄段人数")

    class Meta(FiguresTable.Meta):
        sequence = ("label", "count", "share", "before", "change")

    def __init__(self, found: Figures):
        super().__init__(found, found.rows)
        word = {"day": found.population.compared}
        self.columns["before"].column.verbose_name = _t("%(day)s人数") % word
        self.columns["change"].column.verbose_name = _t("较%(day)s（百分点）") % word

    def render_change(self, value):
        return signed(value)

    def value_change(self, value):
        return value


def band_of(row) -> dict:
    """The band of a row as the list of people asks for it."""
    if row.band is None:
        return {"unknown": 1}
    return {"low": row.band.low, "high": row.band.high}


class PlaceTable(FiguresTable):
    """The units below, each number a list."""

    unit = tables.Column(_("单位"), attrs={"td": {"class": "freeze"}}, orderable=False)
    total = tables.Column(
        _("人数"), attrs=NUMBER, linkify=lambda record, table: table.address(record.unit)
    )
    mean = tables.Column(_("平均年龄"), attrs=NUMBER, order_by="mean_or_none")
    young = tables.Column(
        YOUNG.label,
        attrs=NUMBER,
        linkify=lambda record, table: table.address(record.unit, high=YOUNG.high),
    )
    old = tables.Column(
        attrs=NUMBER,
        linkify=lambda record, table: table.address(record.unit, low=table.found.oldest.low),
    )
    unknown = tables.Column(
        _("出生日期不详"),
        attrs=NUMBER,
        linkify=lambda record, table: table.address(record.unit, unknown=1),
    )

    def __init__(self, found: Figures):
        super().__init__(found, found.places)
        self.columns["old"].column.verbose_name = found.oldest.label

    caption = _("分村年龄结构")


class PeopleTable(tables.Table):
    """People with what an age structure is made of."""

    name = tables.Column(
        _("姓名"),
        attrs={"td": {"class": "freeze"}},
        linkify=lambda record: reverse("person", args=[record.pk]),
    )
    sex = tables.Column(_("性别"))
    unit = tables.Column(_("所在单位"), orderable=False)
    born_on = tables.DateColumn(verbose_name=_("出生日期"), format="Y-m-d")
    age = tables.Column(_("年龄"), accessor="born_on", attrs=NUMBER, orderable=False)
    standing = tables.Column(_("政治面貌"), orderable=False)
    joined_on = tables.DateColumn(verbose_name=_("入党日期"), format="Y-m-d")
    education = tables.Column(_("学历"), orderable=False)
    remark = tables.Column(_("备注"), accessor="born_month_only", orderable=False)

    class Meta:
        model = Person
        fields = ()
        order_by = ("born_on",)
        empty_text = _("没有符合条件的人。")

    def __init__(self, people, *, ages, **options):
        """`ages(born_on)` gives the completed years on the day of the list."""
        super().__init__(people, **options)
        self.ages = ages

    def render_age(self, value):
        return self.ages(value)

    def render_remark(self, value):
        return _t("只知年月") if value else ""

    value_remark = render_remark


def people_of(population: Population, scope, on, chosen):
    """The query behind a number, in the order of a list."""
    people = population.people(scope.path, on)
    return people.filter(chosen).select_related("unit").order_by("born_on", "pk")


class CommitmentTable(tables.Table):
    """The rectification ledger (整改台账)."""

    number = tables.Column(_("编号"))
    title = tables.Column(
        _("问题"), attrs=WRAP, linkify=lambda record: reverse("commitment", args=[record.pk])
    )
    problem = tables.Column(_("具体表现"), visible=False)
    measure = tables.Column(_("整改措施"), visible=False)
    target = tables.Column(_("工作目标"), visible=False)
    figure = tables.Column(_("现值 → 目标"), empty_values=(), orderable=False)
    due_on = tables.DateColumn(verbose_name=_("完成时限"), format="Y-m-d")
    responsible = tables.Column(_("责任人"))
    state = tables.Column(_("状态"))
    closed_on = tables.DateColumn(verbose_name=_("销号日期"), format="Y-m-d")
    evidence = tables.Column(_("完成情况"), visible=False)

    caption = _("整改台账")

    class Meta:
        empty_text = _("还没有整改事项。")
        orderable = False

    def __init__(self, items, *, figures, standing):
        """`figures` by id, what the data say; `standing(item)` words its state and tone."""
        super().__init__(items)
        self.figures, self.standing = figures, standing

    def render_figure(self, record):
        return str(self.figures.get(record.pk) or "–")

    def render_state(self, record):
        return badge(*self.standing(record))

    def value_state(self, record):
        return self.standing(record)[1]

    def render_due_on(self, record):
        day = f"{record.due_on:%Y-%m-%d}"
        tail = _t("并长期坚持") if record.long_term else ""
        return format_html('<span class="num">{}</span> {}', day, tail)

    def value_due_on(self, record):
        return record.due_on


class TodoTable(tables.Table):
    """The rows of the to-do home as a workbook."""

    words = tables.Column(_("状态"))
    person = tables.Column(_("姓名"), accessor="first__case__person__name")
    unit = tables.Column(_("支部"), accessor="first__case__unit")
    task = tables.Column(_("事项"), accessor="kind__sentence")
    opens_on = tables.DateColumn(verbose_name=_("可办日期"), accessor="first__opens_on")
    due_on = tables.DateColumn(verbose_name=_("期限"))
