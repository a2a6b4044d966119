"""The list of penalties."""

import django_tables2 as tables
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import sanctions
from .models import Sanction
from .templatetags.casework_ui import badge


class SanctionTable(tables.Table):
    """Whose penalty, of what kind, by whose decision, and how long it bears on the member."""

    person = tables.Column(
        _("姓名"),
        attrs={"td": {"class": "freeze"}},
        order_by=("person__pinyin",),
        linkify=lambda record: reverse("person", args=[record.person_id]),
    )
    kind = tables.Column(_("处分"))
    until = tables.Column(_("现在的影响"), empty_values=())
    since = tables.DateColumn(verbose_name=_("生效日"), format="Y-m-d")
    place = tables.Column(_("党组织"), accessor="person__affiliation", orderable=False)
    document_number = tables.Column(_("处分决定文号"), orderable=False)
    decided_by = tables.Column(
        _("作出决定的组织"), orderable=False, attrs={"td": {"class": "wrap"}}
    )

    caption = _("党纪处分")

    class Meta:
        empty_text = _("没有登记的党纪处分。先搜索到本人，在其资料页登记。")
        model = Sanction
        fields = ()
        order_by = ("-since",)

    def render_until(self, record):
        return badge(*sanctions.standing(record, timezone.localdate()))
