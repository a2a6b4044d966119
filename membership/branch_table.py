"""The list of Party organisations."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from casework.models import Unit
from casework.wording import listed

from .deciders import approves, deliberating

MARKED = {
    "is_temporary": _("临时"),
    "for_mobile_members": _("流动党员"),
    "has_cells": _("设党小组"),
}


class BranchTable(tables.Table):
    """Every organisation, its members, and who decides about its people."""

    name = tables.Column(
        _("党组织"),
        accessor="short_name",
        attrs={"td": {"class": "freeze"}},
        linkify=lambda record: reverse("membership:branch-show", args=[record.pk]),
    )
    kind = tables.Column(_("类别"))
    full = tables.Column(_("正式党员"), attrs={"th": {"class": "num"}, "td": {"class": "num"}})
    decides = tables.Column(_("研究决定"), accessor="has_committee", orderable=False)
    between = tables.Column(_("审议"), empty_values=(), orderable=False)
    approves = tables.Column(_("审批"), empty_values=(), orderable=False)
    marks = tables.Column(_("性质"), empty_values=(), orderable=False)

    caption = _("党组织")

    class Meta:
        empty_text = _("没有党组织。")
        model = Unit
        fields = ()
        order_by = ()

    def render_decides(self, value, record):
        if record.kind != Unit.Kind.BRANCH:
            return _t("只审议")
        return _t("支委会") if value else _t("党员大会")

    def render_between(self, record):
        return deliberating(record) or "–"

    def render_approves(self, record):
        return approves(record) or _t("没有")

    def render_marks(self, record):
        marks = [words for name, words in MARKED.items() if getattr(record, name)]
        return listed(marks if record.may_recruit else [*marks, _t("不发展党员")]) or "–"
