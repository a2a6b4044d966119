"""The list of accounts."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from .models import Account
from .templatetags.casework_ui import badge


class AccountTable(tables.Table):
    """Who may sign in, as what, and how things stand with the account."""

    username = tables.Column(
        _("账号"),
        accessor="user__username",
        attrs={"td": {"class": "freeze"}},
        linkify=lambda record: reverse("account-edit", args=[record.pk]),
    )
    display_name = tables.Column(_("姓名"))
    role = tables.Column(_("角色"))
    unit = tables.Column(_("单位"), orderable=False)
    state = tables.Column(_("状态"), accessor="user__is_active", orderable=False)
    factor = tables.Column(_("二次验证"), accessor="totp_since", orderable=False, empty_values=())
    last = tables.DateTimeColumn(
        verbose_name=_("最近登录"), accessor="user__last_login", format="Y-m-d H:i"
    )

    caption = _("账号")

    class Meta:
        empty_text = _("没有符合条件的账号。")
        model = Account
        fields = ()
        order_by = ("username",)

    def render_state(self, value, record):
        if not value:
            return badge("locked", _t("已停用"))
        return (
            badge("review", _t("初次密码未改")) if record.must_change else badge("done", _t("在用"))
        )

    def render_factor(self, record):
        return _t("已开通") if record.totp_since else "–"
