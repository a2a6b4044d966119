"""Forms of the membership pipeline, built from the table of steps."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from casework import resident_id
from casework.forms import DayField, FactsForm, Together, UnitField, facts_form, worded
from casework.models import Person, Unit
from casework.person_form import on_record

from . import form_register
from .asked import asked_of, suggested
from .impossible import OfStep
from .kind_forms import form_of_kind
from .models import Application
from .row_forms import ROW_FORMS, CompanionsForm, OpinionsForm
from .steps import BY_SLUG
from .vote_forms import voted


class AnswersForm(OfStep, FactsForm):
    """The answers of one step."""


class DecisionForm(AnswersForm):
    """The decision on an activist: who recommended follows from the recommendations on record."""

    def clean(self):
        cleaned = super().clean()
        for name, told in self.instance.recommended().items():
            if name in cleaned and cleaned[name] != told:
                words = _("与已记的推荐不一致：记录是%s。请在“党员推荐”或“群团组织推优”里更正。")
                self.add_error(name, words % worded(told, self[name]))
        return cleaned


class NumberedForm(AnswersForm):
    """The numbered admission form: a number is given once in a township's year."""

    def clean(self):
        """Say who has the number already, where the officer sees them."""
        cleaned = super().clean()
        number, on, case = cleaned.get("form_number"), cleaned.get("form_issued_on"), self.instance
        place = form_register.township_of(case.unit) if number and on else None
        taken = place and form_register.holder(place, on.year, number, but=case)
        if taken:
            self.add_error("form_number", form_register.taken_words(taken, case))
        return cleaned

    def write(self, case) -> None:
        super().write(case)
        form_register.give(case)


class RegisterForm(forms.Form):
    """A new applicant. Birth and sex are read from the ID number, never asked."""

    id_number = forms.CharField(
        label=_("公民身份号码"),
        max_length=30,
        help_text=_("18 位；出生日期和性别由号码得出。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": ""}),
    )
    name = forms.CharField(label=_("姓名"), max_length=50)
    unit = UnitField(label=_("党支部"), help_text=_("打名称或拼音首字母，如 DGC。"))
    applied_on = DayField(label=_("收到入党申请书日期"))
    phone = forms.RegexField(
        r"^1\d{10}$",
        label=_("手机号码"),
        required=False,
        error_messages={"invalid": _("手机号码应为 1 开头的 11 位数字。")},
    )
    education = forms.ChoiceField(
        label=_("学历"), required=False, choices=[("", "——"), *Person.Education.choices]
    )
    ethnicity = forms.CharField(label=_("民族"), max_length=20, required=False, initial="汉族")
    is_mobile = forms.BooleanField(label=_("流动人员"), required=False)

    def __init__(self, data=None, *, user, today, **kwargs):
        super().__init__(data, **kwargs)
        self.user, self.today = user, today
        self.known = self.open_case = None
        self.fields["unit"].offer(Unit.objects.under(user.account.unit.path).branches())

    def clean_id_number(self) -> str:
        number = resident_id.normalise(self.cleaned_data["id_number"])
        codes = resident_id.check(number, self.today)
        if codes:
            raise forms.ValidationError(_id_fault(codes[0], number))
        self.known = on_record(number, self.user)
        return number

    def clean_name(self) -> str:
        return "".join(self.cleaned_data["name"].split())

    def clean_applied_on(self):
        day = self.cleaned_data["applied_on"]
        if day > self.today:
            raise forms.ValidationError(_("收到申请书的日期不能晚于今天。"))
        return day

    def clean(self):
        """Somebody known by the number is used again; who is in the pipeline is refused."""
        cleaned = super().clean()
        if self.known:
            self._check_known(cleaned.get("name"))
        return cleaned

    def _check_known(self, name) -> None:
        cases = Application.objects.filter(person=self.known).in_progress()
        if cases.exists():
            self.open_case = cases.visible_to(self.user).first()
            self.add_error("id_number", _("此人已在发展党员流程中，不能重复登记。"))
        elif self.known.standing in (Person.Standing.PROBATIONARY, Person.Standing.FULL):
            self.add_error("id_number", _("此人已登记为党员或预备党员，不能再登记为申请人。"))
        elif name and name != self.known.name:
            self.add_error("name", _("姓名与此身份证号已登记的姓名不一致。请核对原件。"))

    def person(self) -> Person:
        """The known person with the empty places filled, or a new one; not yet saved."""
        answers = self.cleaned_data
        person = self.known or _new_person(answers)
        person.education = person.education or answers["education"]
        person.ethnicity = person.ethnicity or answers["ethnicity"]
        if answers["phone"] and not person.phone_sealed:
            person.phone = answers["phone"]
        return person


def _id_fault(code: str, number: str) -> str:
    if code == "ID_OLD_15":
        return gettext(
            "这是 15 位旧号，换成 18 位应为 %s。请核对原件后填写。"
        ) % resident_id.upgrade(number)
    if len(number) != 18:
        return gettext("应为 18 位，现为 %s 位。请核对原件。") % len(number)
    if code == "ID_INVALID_DATE":
        return _("第 7 至 14 位不是有效的出生日期。请核对原件。")
    if not number[:17].isdecimal():
        return _("前 17 位只能是数字。请核对原件。")
    right = resident_id.check_character(number[:17])
    return gettext("第 18 位应为 %(right)s，现为 %(now)s。请核对原件。") % {
        "right": right,
        "now": number[17],
    }


def _new_person(answers: dict) -> Person:
    number = answers["id_number"]
    sex = {"男": Person.Sex.MAN, "女": Person.Sex.WOMAN}[resident_id.sex(number)]
    person = Person(
        name=answers["name"],
        sex=sex,
        born_on=resident_id.birth_date(number),
        unit=answers["unit"],
    )
    person.id_number = number
    return person


def form_of(case, slug: str, data, *, today, user):
    """The form of step `slug` for a case; None for a slug that no step has."""
    step = BY_SLUG.get(slug)
    if step is None:
        return None
    if step.kind:
        return form_of_kind(step, data, case=case, today=today)
    if step.rows in ROW_FORMS:
        return ROW_FORMS[step.rows](data, case=case).of(step, case, today)
    if step.rows:
        return CompanionsForm(data, case=case, rows=step.rows, user=user).of(step, case, today)
    return _facts_of(case, step, data, today)


BASES = {"designate": DecisionForm, "form": NumberedForm}


def _facts_of(case, step, data, today):
    day = step.day
    base = BASES.get(step.slug, AnswersForm)
    made = facts_form(
        Application,
        asked_of(case, step.columns),
        required=[*filter(None, (day, step.met))],
        base=base,
    )
    facts = made(data, instance=case, initial=suggested(case, step, day, today, data))
    facts.of(step, case, today)
    facts.fields[day].label = step.day_title or facts.fields[day].label
    facts.more = tuple(name for name in step.more if name in facts.fields)
    if step.slug == "form":
        return Together(facts, OpinionsForm(data, case=case).of(step, case, today))
    if not step.tally and not step.sitting:
        return Together(facts)
    return voted(step, facts, data, case=case, today=today)
