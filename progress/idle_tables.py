"""Branches without an admission and villages without an activist, for screen and workbook."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from casework.templatetags.casework_ui import badge

from .tables import NUMBER

LOOKS = {0: "normal", 1: "data", 2: "soon"}  # whole years; three and more are overdue


def years_words(years: int | None) -> str:
    return _t("满 %s 年") % years if years is not None else _t("没有记录")


def list_of(unit, stage: str) -> str:
    """The people of a branch at one of the five stages."""
    return f"{reverse('membership:list')}?{urlencode({'unit': unit.short_name, 'stage': stage})}"


class IdleTable(tables.Table):
    """The lines of `progress.idle`; numbers of a branch lead to its people."""

    unit = tables.Column(_("党支部"), attrs={"td": {"class": "freeze"}})
    place = tables.Column(_("所在单位"))
    last = tables.DateColumn("Y-m-d", verbose_name=_("最近一次审批"))
    years = tables.Column(_("时间"), empty_values=())
    applicants = tables.Column(_("入党申请人"), attrs=NUMBER)
    activists = tables.Column(_("入党积极分子"), attrs=NUMBER)

    caption = _("没有发展党员的支部")

    class Meta:
        empty_text = _("没有这样的支部。")
        orderable = False

    def render_years(self, record):
        look = "overdue" if record.years is None else LOOKS.get(record.years, "overdue")
        return badge(look, years_words(record.years))

    def value_years(self, record):
        return years_words(record.years)


class BranchTable(IdleTable):
    applicants = tables.Column(
        _("入党申请人"), attrs=NUMBER, linkify=lambda record: list_of(record.unit, "applicant")
    )
    activists = tables.Column(
        _("入党积极分子"), attrs=NUMBER, linkify=lambda record: list_of(record.unit, "activist")
    )

    class Meta(IdleTable.Meta):
        pass


class VillageTable(IdleTable):
    unit = tables.Column(
        _("村"),
        attrs={"td": {"class": "freeze"}},
        linkify=lambda record: reverse("talent:village", args=[record.unit.pk]),
    )
    last = tables.DateColumn("Y-m-d", verbose_name=_("最近一次确定积极分子"))

    caption = _("没有入党积极分子的村")

    class Meta(IdleTable.Meta):
        empty_text = _("没有这样的村。")
        pass
