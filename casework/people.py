"""A person's own facts: the form that corrects them and the door it goes through."""

from datetime import date

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import audit, resident_id
from .access import acting
from .beside import Watch
from .forms import DayField
from .models import Person
from .pipelines import PIPELINES
from .sealing import Forgotten, sealed_in
from .workflow import Stale, plain

# What the pipelines write (standing, days of membership) is not typed here.
FIELDS = ("name", "sex", "ethnicity", "born_on", "education", "occupation")
SEALED = ("id_number", "phone")


class PersonForm(forms.ModelForm):
    """Corrections of a person's own facts, with the reason."""

    born_on = DayField(label=gettext_lazy("出生日期"), required=False)
    id_number = forms.CharField(
        label=gettext_lazy("公民身份号码"),
        required=False,
        max_length=30,
        help_text=gettext_lazy("不改就空着"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    phone = forms.CharField(
        label=gettext_lazy("手机号码"),
        required=False,
        max_length=20,
        help_text=gettext_lazy("不改就空着"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
    note = forms.CharField(label=gettext_lazy("更正的原因"), max_length=200)
    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Person
        fields = FIELDS

    def clean_id_number(self) -> str:
        """A sound number that nobody else has; an old one of 15 is brought to 18."""
        number = resident_id.upgrade(self.cleaned_data["id_number"])
        if not number:
            return ""
        if codes := resident_id.check(number, timezone.localdate()):
            raise ValidationError(_ID_FAULTS[codes[0]])
        others = Person.objects.with_id_number(number)
        if others.exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("此身份证号已登记在另一人名下。请核对原件。"))
        return number

    def clean(self):
        """The number and the other facts must agree."""
        cleaned = super().clean()
        number = cleaned.get("id_number")
        born = cleaned.get("born_on")
        if number and born and resident_id.birth_date(number) != born:
            self.add_error("born_on", _("与身份证号里的出生日期不符。请核对原件。"))
        if number and cleaned.get("sex") and _sex_of(number) != cleaned["sex"]:
            self.add_error("sex", _("与身份证号第17位不符。请核对原件。"))
        return cleaned

    def _post_clean(self):
        """The instance on the screen is never touched: `correct` writes to a locked copy."""


_ID_FAULTS = {
    "ID_BAD_LENGTH": gettext_lazy("位数不对，应为18位。请核对原件。"),
    "ID_BAD_CHECKSUM": gettext_lazy("第18位校验码不对。请核对原件。"),
    "ID_INVALID_DATE": gettext_lazy("第7至14位不是有效日期。请核对原件。"),
}


def _sex_of(number: str) -> str:
    return {"男": Person.Sex.MAN, "女": Person.Sex.WOMAN}[resident_id.sex(number)]


@transaction.atomic
def correct(person, answers: dict, *, by) -> Person:
    """Write the corrected facts and whatever follows from them in the person's cases.

    Raises Stale when somebody changed the person meanwhile, PermissionDenied
    without the right, Forgotten after the key's destruction; then nothing is kept.
    """
    cases = held_cases(person)  # before the person: steps take their locks in this order
    person = Person.objects.select_related("unit").select_for_update(of=("self",)).get(pk=person.pk)
    if not acting(by).has_perm("casework.edit_person", person):
        raise PermissionDenied
    if person.forgotten:
        raise Forgotten
    if person.version != answers["version"]:
        raise Stale(person)
    watch = Watch(person)
    changed = _write(person, answers)
    if changed:
        person.version += 1
        person.save()
        _work_out(cases, person, timezone.localdate())
        _note(person, changed, answers["note"], by, watch)
    return person


def _write(person, answers: dict) -> dict:
    changed = {}
    for name in FIELDS:
        before, after = getattr(person, name), answers[name]
        if before != after:
            setattr(person, name, after)
            changed[name] = [before, after]
    if "born_on" in changed:
        person.born_month_only = False
    for name in filter(answers.get, SEALED):
        if getattr(person, name) != answers[name]:
            before = getattr(person, name)[-4:]
            setattr(person, name, answers[name])
            changed[name] = [_tail(before), _tail(answers[name])]
    return changed


def _tail(text: str) -> str:
    """What the trail may know of a sealed value."""
    return f"****{text[-4:]}" if text else ""


def held_cases(person) -> list:
    """The person's cases under lock, in both pipelines."""
    found: list = []
    for pipeline in PIPELINES.values():
        cases = pipeline.model._base_manager.select_related("unit").filter(person=person)
        found += cases.select_for_update(of=("self",)).order_by("pk")
    return found


def _work_out(cases: list, person, today: date) -> None:
    """Days that rest on the person's facts (the eighteenth birthday) follow the correction."""
    for case in cases:
        case.person = person
        case.work_out()
        case.version += 1
        case.save()
        case.settle(today)


def _note(person, changed: dict, note: str, by, watch: Watch) -> None:
    """Every value is the person's own: sealed, so that it goes with the key."""
    told = {"changed": sealed_in(person, plain(changed)), **audit.beside(watch)}
    audit.append("edit_person", by=by, **audit.about_person(person), note=note, **told)


@transaction.atomic
def look(person, kind: str, *, by, note: str) -> None:
    """Note with its reason a look at what pages mask: the number (`reveal`), the family
    (`reveal_family`). Raises PermissionDenied."""
    if not acting(by).has_perm("casework.reveal", person):
        raise PermissionDenied
    audit.append(kind, by=by, **audit.about_person(person), note=note)


def reveal(person, *, by, note: str) -> str:
    """The full ID number, once the look at it has been noted with its reason."""
    look(person, "reveal", by=by, note=note)
    return person.id_number
