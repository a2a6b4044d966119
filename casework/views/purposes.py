"""For what files leave: one press on the first export of a sign-in, none on the others."""

from django import forms
from django.core.validators import RegexValidator
from django.http import QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext_lazy

from ..purposes import USUAL, in_force, keep, words

NO_NUMBERS = RegexValidator(
    r"\d{6}", gettext_lazy("用途里不要写证件号码或电话。"), inverse_match=True
)


class PurposeForm(forms.Form):
    """One of the usual purposes, each a button of its own, or another in words."""

    purpose = forms.ChoiceField(
        choices=list(USUAL.items()), required=False, widget=forms.HiddenInput
    )
    words = forms.CharField(
        label=gettext_lazy("其他用途"),
        help_text=gettext_lazy("不超过50字；只写事由，不写人名"),
        max_length=50,
        error_messages={"required": gettext_lazy("请写明用途。")},
        validators=[NO_NUMBERS],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, data=None):
        super().__init__(data)
        self.fields["words"].required = not (data and data.get("purpose"))

    @property
    def chosen(self) -> str:
        return self.cleaned_data["purpose"] or self.cleaned_data["words"]


def purpose(request):
    """Ask, then on to the file that waits, or back to the page before."""
    file, after = _ours(request.GET, "file"), _ours(request.GET, "next")
    form = PurposeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        keep(request.session, form.chosen)
        return redirect(_with_file(file, after) if file else after or "home")
    held = in_force(request.session)
    going = bool(file and held and "go" in request.GET and not form.errors)
    context = {
        "form": form,
        "usual": USUAL.items(),
        "held": words(held),
        "file": file if going else "",
        "after": after or reverse("home"),
    }
    status = 422 if form.errors else 200
    page = render(request, "casework/purpose.html", context, status=status)
    if going:  # the file comes by itself, also without scripts, and the page stays
        page["Refresh"] = f"0; url={file}"
    return page


def _ours(asked: QueryDict, name: str) -> str:
    """The address that the question names, if it is a path of ours; else ""."""
    address = asked.get(name, "")
    ours = address.startswith("/") and url_has_allowed_host_and_scheme(address, None)
    return address if ours else ""


def _with_file(file: str, after: str) -> str:
    return f"{reverse('purpose')}?{urlencode({'file': file, 'next': after, 'go': 1})}"
