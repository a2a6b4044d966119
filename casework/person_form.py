"""The form of a person who enters a pipeline: the ID number tells what it can.

Somebody already on record under the number is taken, never entered twice.
"""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from . import resident_id
from .forms import facts_form
from .models import Person

FACTS = ("name", "ethnicity", "education", "occupation", "standing")
SEX = {"男": Person.Sex.MAN, "女": Person.Sex.WOMAN}
WRONG_ID = {
    "ID_OLD_15": _("15 位号码已停用，请填 18 位身份证号。"),
    "ID_BAD_LENGTH": _("身份证号应为 18 位，请核对原件。"),
    "ID_INVALID_DATE": _("身份证号第 7–14 位不是有效的出生日期，请核对原件。"),
}


ELSEWHERE = _("此身份证号已在别处登记，请与县委组织部联系。")


def on_record(number: str, user) -> Person | None:
    """The person with this ID number whom the user may take; None where nobody has it.

    Raises ValidationError for a number recorded beside the user's unit: the same words whoever
    it is, so that nothing is told but that one person is never entered twice.
    """
    everybody = Person.objects.with_id_number(number)
    found = everybody.known_to(user).first()
    if found is None and everybody.exists():
        raise ValidationError(ELSEWHERE)
    return found


class PersonForm(facts_form(Person, FACTS)):
    """Fields of a person; `found` is the one already on record, else None."""

    id_number = forms.CharField(
        label=_("身份证号"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    phone = forms.CharField(label=_("手机"), max_length=30, required=False)
    field_order = ("id_number", "name")
    found = None

    def __init__(self, data=None, *, user):
        super().__init__(data)
        self.user = user

    def clean_id_number(self) -> str:
        number = resident_id.normalise(self.cleaned_data["id_number"])
        wrong = resident_id.check(number, as_of=timezone.localdate())
        if wrong:
            raise ValidationError(WRONG_ID.get(wrong[0]) or _wrong_check(number))
        self.found = on_record(number, self.user)
        return number

    def clean(self) -> dict:
        """Take birth and sex from the number; refuse a number that belongs to another name."""
        cleaned, number = super().clean(), self.cleaned_data.get("id_number")
        if number:
            cleaned["born_on"] = resident_id.birth_date(number)
            cleaned["sex"] = SEX[resident_id.sex(number)]
        if self.found and cleaned.get("name") not in (None, self.found.name):
            self.add_error("name", _t("这个身份证号已用另一个姓名登记，请核对姓名和号码。"))
        return cleaned

    def person(self, unit) -> Person:
        """The person of the form: the one on record, or a new one of `unit`."""
        if self.found:
            return self.found
        told = {name: self.cleaned_data[name] for name in (*FACTS, "born_on", "sex")}
        person = Person(unit=unit, **told)
        person.id_number = self.cleaned_data["id_number"]
        person.phone = self.cleaned_data["phone"]
        person.save()
        return person


def _wrong_check(number: str) -> str:
    """Which character the number should end with, in the officer's words."""
    right = resident_id.check_character(number[:17]) if number[:17].isdigit() else "?"
    return _t("身份证号第 18 位应为 %(right)s，现为 %(now)s。请核对原件。") % {
        "right": right,
        "now": number[17:],
    }
