"""Form pieces of both pipelines: days in any form, facts of a case, reasons for waiving."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db.models import PositiveSmallIntegerField, Q
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .fields import CodesChoice, spelled
from .models import Unit
from .rosters.days import Frame, read_day
from .wording import listed

UNREADABLE = gettext_lazy("“%(value)s”不是日期。请写成 2026-11-23、2026.11.23 或 2026年11月23日。")
NO_DAY = gettext_lazy("“%(value)s”没有写到日。请写明年月日。")
NO_UNIT = gettext_lazy("没有叫“%(value)s”的单位。请从列表里选，或打拼音首字母。")
MANY_UNITS = gettext_lazy("“%(value)s”不止一个：%(some)s。请写全称。")
SMALL = 32_767  # the most that a small number of the databases holds
OFFERED = 300  # names that a list of suggestions holds at most


class DayField(forms.Field):
    """A day in any form people write it; ambiguous ones are refused, never guessed."""

    widget = forms.TextInput(
        attrs={"inputmode": "numeric", "placeholder": "2026-11-23", "data-day": ""}
    )

    def to_python(self, value) -> date | None:
        if value in self.empty_values or isinstance(value, date):
            return value or None
        reading = read_day(value, Frame(as_of=date.max))
        if reading.day is None:
            raise ValidationError(UNREADABLE, params={"value": value})
        if reading.day.precision != "day":
            raise ValidationError(NO_DAY, params={"value": value})
        return reading.day.value

    def prepare_value(self, value):
        return value.isoformat() if isinstance(value, date) else value

    def has_changed(self, initial, data):
        try:
            return self.to_python(data) != initial
        except ValidationError:
            return True


class Datalist(forms.TextInput):
    """A text box that offers (value, words) while one types."""

    options = ()

    def render(self, name, value, attrs=None, renderer=None):
        place = f"{(attrs or {}).get('id', name)}_options"
        box = super().render(name, value, {**(attrs or {}), "list": place}, renderer)
        offered = format_html_join("", '<option value="{}">{}</option>', self.options)
        return format_html('{}<datalist id="{}">{}</datalist>', box, place, offered)


class UnitField(forms.Field):
    """A Party organisation by its name, a part of it or the letters of its pinyin."""

    widget = Datalist
    units = Unit.objects.none()

    def offer(self, units) -> None:
        """Choose among `units`; one query for the suggestions when the form is shown."""
        self.units = units
        self.widget.options = units.order_by("initials").values_list("short_name", "initials")[
            :OFFERED
        ]

    def to_python(self, value) -> Unit | None:
        text = str(value or "").strip()
        if not text:
            return None
        named = Q(name=text) | Q(short_name__contains=text) | Q(initials__istartswith=text)
        found = list(self.units.filter(named).order_by("path")[:20])
        exact = [unit for unit in found if text in (unit.name, unit.short_name)]
        if len(exact or found) == 1:
            return (exact or found)[0]
        some = listed(found[:3])
        raise ValidationError(
            MANY_UNITS if found else NO_UNIT, params={"value": text, "some": some}
        )

    def prepare_value(self, value):
        return str(value) if isinstance(value, Unit) else value


def _field(column, **options):
    """The form field of a model column: days in any form, yes/no as a choice."""
    if column.get_internal_type() == "DateField":
        options.pop("widget", None)
        return DayField(
            label=column.verbose_name, required=not column.blank, help_text=column.help_text
        )
    return column.formfield(**options)


def facts_form(model, names, required=(), base=None):
    """A ModelForm class over some fact columns; `required` must be filled; `base` is a FactsForm
    with checks of its own."""
    base = base or FactsForm
    made = forms.modelform_factory(model, form=base, fields=names, formfield_callback=_field)
    for name in required:
        made.base_fields[name].required = True
    return made


class FactsForm(forms.ModelForm):
    """Facts of a case. It checks the form of the input; the rules judge the content."""

    more: tuple[str, ...] = ()  # fields that few need, shown on demand

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for column in self._meta.model._meta.concrete_fields:
            if column.name in self.fields and isinstance(column, PositiveSmallIntegerField):
                self.fields[column.name].validators.append(MaxValueValidator(SMALL))

    def write(self, case) -> None:
        """Put the cleaned values on the locked case."""
        for name, value in self.cleaned_data.items():
            setattr(case, name, value)

    def recorded(self) -> list[str]:
        """The fields that already hold a recorded value."""
        if self.instance.pk is None:
            return []
        return [name for name in self.fields if _holds(self.instance, name)]

    def corrections(self) -> list[str]:
        """“派人谈话日期：2026-01-02 → 2026-01-05”, for each recorded value that would change."""
        return [
            f"{self[name].label}：{old} → {new}"
            for name in self.recorded()
            if getattr(self.instance, name) != self.cleaned_data.get(name)
            for old in [worded(getattr(self.instance, name), self[name])]
            for new in [worded(self.cleaned_data.get(name), self[name])]
        ]

    def told(self) -> list[str]:
        """What the note of the event must tell; the columns of a case tell themselves."""
        return []

    def _post_clean(self):
        """The instance on the screen is never touched: `perform` writes to a locked copy."""

    def shown(self) -> list[dict]:
        """What was typed, for “check your answers”."""
        return [
            {
                "label": field.label,
                "value": worded(self.cleaned_data.get(field.name), field),
                "url": f"#{field.auto_id}",
            }
            for field in self.visible_fields()
        ]


def _holds(row, name: str) -> bool:
    """Whether a column says something: an unticked box that was never asked does not."""
    value = getattr(row, name)
    return value not in (None, "") and (value is not False or row._meta.get_field(name).null)


def worded(value, field) -> str:
    """A value as the page shows it in a field."""
    if value is None or value == "":
        return "–"
    if isinstance(value, date):
        return date_format(value, "Y-m-d")
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(field.field, CodesChoice):
        return spelled(value, field.field.choices)
    choices = dict(getattr(field.field, "choices", []))
    return str(choices.get(value, value))


class RowForm(FactsForm):
    """A row of a related table: added, or corrected when the form was opened with one."""

    def write(self, case) -> None:
        row = self.instance if self.instance.pk else self._meta.model(case=case)
        for name, value in self.cleaned_data.items():
            setattr(row, name, value)
        self.complete(row, case)
        row.save()

    def told(self) -> list[str]:
        if self.instance.pk:
            return self.corrections()
        facts = [fact for fact in self.shown() if fact["value"] not in ("–", "0")]
        return [f"{fact['label']} {fact['value']}" for fact in facts]

    def complete(self, row, case) -> None:
        """Fill what is not typed; subclasses may."""

    def _post_clean(self):
        """Ask the row's own `clean` for contradictions between its values."""
        if not self.errors:
            try:
                self._meta.model(**self.cleaned_data).clean()
            except ValidationError as error:
                self.add_error(None, error)


class Together:
    """Several forms of one page that are valid, written and shown as one."""

    def __init__(self, *parts):
        self.parts = parts

    def is_valid(self) -> bool:
        return all([part.is_valid() for part in self.parts])

    def write(self, case) -> None:
        for part in self.parts:
            part.write(case)

    def shown(self) -> list[dict]:
        return [fact for part in self.parts for fact in part.shown()]

    def recorded(self) -> list[str]:
        return [name for part in self.parts for name in part.recorded()]

    def corrections(self) -> list[str]:
        return [words for part in self.parts for words in part.corrections()]

    def told(self) -> list[str]:
        return [words for part in self.parts for words in part.told()]

    def day(self, name: str) -> date:
        """The day of the event: the fact column that the step names."""
        first = self.parts[0]
        return first.day(name) if isinstance(first, Together) else first.cleaned_data[name]

    def narrow(self, findings) -> None:
        """Leave out what the findings make needless."""
        for part in self.parts:
            if hasattr(part, "narrow"):
                part.narrow(findings)

    @property
    def errors(self) -> dict:
        return {name: errors for part in self.parts for name, errors in part.errors.items()}

    def non_field_errors(self) -> list:
        return [error for part in self.parts for error in part.non_field_errors()]

    def visible_fields(self) -> list:
        return [field for part in self.parts for field in part.visible_fields()]

    @property
    def more(self) -> tuple[str, ...]:
        return tuple(name for part in self.parts for name in getattr(part, "more", ()))


class ReasonField(forms.CharField):
    """Wanted where a warning is to be set aside: the door asks for it, not the form."""

    def validate(self, value):
        """Empty is an answer: then the step is refused."""


class ReasonsForm(forms.Form):
    """One reason for each of the rules that may be set aside."""

    def __init__(self, data, rules):
        super().__init__(data, prefix="why")
        for rule in rules:
            if rule.waivable:
                self.fields[rule.slug] = ReasonField(label=_("继续办理的理由"), max_length=200)

    def reasons(self) -> dict[str, str]:
        return {name: value for name, value in self.cleaned_data.items() if value}


class CorrectionForm(forms.Form):
    """Why a recorded value is corrected. Asked for only where one changes."""

    note = forms.CharField(label=gettext_lazy("更正原因"), max_length=200, required=False)

    def explains(self, corrections: list[str]) -> bool:
        """Whether the form is valid and gives the reason that `corrections` need."""
        if self.is_valid() and corrections and not self.cleaned_data["note"]:
            words = "；".join(corrections)
            self.add_error("note", _("更正已有记录须写明原因（%s）。") % words)
        return not self.errors


class NoteForm(forms.Form):
    """The reason of a correction or of taking a step back."""

    note = forms.CharField(
        label=gettext_lazy("原因"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
