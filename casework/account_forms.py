"""What the security administrator fills in: accounts, and who needs two people to approve."""

from django import forms
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.hashers import verify_password
from django.contrib.auth.models import User
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .forms import UnitField
from .models import Account, Unit
from .models.units import within

CHANGES = (
    ("end", gettext_lazy("退出所有登录")),
    ("password", gettext_lazy("重设密码")),
    ("factor", gettext_lazy("重设二次验证")),
    ("shut", gettext_lazy("停用账号")),
    ("open", gettext_lazy("启用账号")),
)


class OwnPasswordForm(PasswordChangeForm):
    """Django's, without hashing the old password anew on the way (`RoleBackend.authenticate`)."""

    def clean_old_password(self) -> str:
        """The old password, if it is the one."""
        old = self.cleaned_data["old_password"]
        right, _outdated = verify_password(old, self.user.password)
        if not right:
            wrong = self.error_messages["password_incorrect"]
            raise forms.ValidationError(wrong, code="password_incorrect")
        return old


class FindForm(forms.Form):
    """Which accounts to list."""

    q = forms.CharField(label=gettext_lazy("账号或姓名"), required=False, max_length=50)
    role = forms.ChoiceField(
        label=gettext_lazy("角色"),
        required=False,
        choices=[("", gettext_lazy("全部")), *Account.Role.choices],
    )

    def narrow(self, accounts):
        asked = self.cleaned_data if self.is_valid() else {}
        if text := asked.get("q", "").strip():
            named = accounts.filter(display_name__contains=text)
            accounts = named | accounts.filter(user__username__icontains=text)
        return accounts.filter(role=asked["role"]) if asked.get("role") else accounts


class AccountForm(forms.Form):
    """Name, role and unit of an account; the unit within the administrator's own."""

    display_name = forms.CharField(label=gettext_lazy("姓名"), max_length=50)
    role = forms.ChoiceField(
        label=gettext_lazy("角色"), choices=[("", "——"), *Account.Role.choices]
    )
    unit = UnitField(label=gettext_lazy("单位"), help_text=gettext_lazy("打名称或拼音首字母。"))

    def __init__(self, data=None, *, by, **options):
        super().__init__(data, **options)
        self.fields["unit"].offer(Unit.objects.under(by.account.unit.path))


class NewAccountForm(AccountForm):
    """The same with the sign-in name, which stays."""

    username = forms.CharField(
        label=gettext_lazy("账号"),
        max_length=50,
        validators=[UnicodeUsernameValidator()],
        help_text=gettext_lazy("登录时输入的名字，一人一个，定了不改。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    field_order = ("username", "display_name", "role", "unit")

    def clean_username(self) -> str:
        name = self.cleaned_data["username"].strip()
        if User.objects.filter(username__iexact=name).exists():
            raise ValidationError(_("这个账号已有人用，请换一个。"))
        return name


class EditAccountForm(AccountForm):
    """The same with the reason of the change."""

    note = forms.CharField(label=gettext_lazy("更改的原因"), max_length=200)


class ActForm(forms.Form):
    """One of the things that can be done to an account, with the reason."""

    what = forms.ChoiceField(label=gettext_lazy("办理"), choices=CHANGES)
    reason = forms.CharField(label=gettext_lazy("办理的原因"), max_length=200)

    def __init__(self, data=None, *, account):
        super().__init__(data)
        left_out = {"open"} if account.user.is_active else {"shut", "password", "end"}
        if not account.totp_since:
            left_out = left_out | {"factor"}
        self.fields["what"].choices = [one for one in CHANGES if one[0] not in left_out]


class FourEyesForm(forms.Form):
    """Whether approvals of a township need two people, with the reason."""

    township = forms.ModelChoiceField(
        Unit.objects.none(), label=gettext_lazy("乡镇"), empty_label=None
    )
    four_eyes = forms.TypedChoiceField(
        label=gettext_lazy("党委审批"),
        choices=[
            ("1", gettext_lazy("须两人：一人提请，乡镇审批人审批")),
            ("0", gettext_lazy("可一人办理，留痕里写明")),
        ],
        coerce=lambda text: text == "1",
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=gettext_lazy("更改的原因"), max_length=200)

    def __init__(self, data=None, *, by, **options):
        super().__init__(data, **options)
        path = by.account.unit.path
        townships = Unit.objects.filter(within(path), kind=Unit.Kind.TOWNSHIP)
        self.fields["township"].queryset = townships.order_by("path")
