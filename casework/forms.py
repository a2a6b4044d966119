"""Form pieces of both pipelines: days in any form, facts of a case, reasons for waiving."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .rosters.days import Frame, read_day
from .rules import Finding

UNREADABLE = gettext_lazy("“%(value)s”不是日期。请写成 2026-11-23、2026.11.23 或 2026年11月23日。")
NO_DAY = gettext_lazy("“%(value)s”没有写到日。请写明年月日。")


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


YES_NO = [("", "——"), ("true", gettext_lazy("是")), ("false", gettext_lazy("否"))]


def _field(column, **options):
    """The form field of a model column: days in any form, yes/no as a choice."""
    if column.get_internal_type() == "DateField":
        options.pop("widget", None)
        return DayField(
            label=column.verbose_name, required=not column.blank, help_text=column.help_text
        )
    return column.formfield(**options)


def facts_form(model, names, required=()):
    """A ModelForm class over some fact columns; `required` must be filled."""
    made = forms.modelform_factory(model, form=FactsForm, fields=names, formfield_callback=_field)
    for name in required:
        made.base_fields[name].required = True
    return made


class FactsForm(forms.ModelForm):
    """Facts of a case. It checks the form of the input; the rules judge the content."""

    def write(self, case) -> None:
        """Put the cleaned values on the locked case."""
        for name, value in self.cleaned_data.items():
            setattr(case, name, value)

    def _post_clean(self):
        """The instance on the screen is never touched: `perform` writes to a locked copy."""

    def shown(self) -> list[dict]:
        """What was typed, for “check your answers”."""
        return [
            {"label": field.label, "value": _shown(self.cleaned_data.get(field.name), field)}
            for field in self.visible_fields()
        ]


def _shown(value, field) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, date):
        return date_format(value, "Y-m-d")
    if isinstance(value, bool):
        return _("是") if value else _("否")
    choices = dict(getattr(field.field, "choices", []))
    return str(choices.get(value, value))


class RowForm(FactsForm):
    """A row of a related table that is added with the step."""

    def write(self, case) -> None:
        row = self._meta.model(case=case, **self.cleaned_data)
        self.complete(row, case)
        row.save()

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

    def day(self, name: str) -> date:
        """The day of the event: the fact column that the step names."""
        return self.parts[0].cleaned_data[name]

    @property
    def errors(self) -> dict:
        return {name: errors for part in self.parts for name, errors in part.errors.items()}

    def non_field_errors(self) -> list:
        return [error for part in self.parts for error in part.non_field_errors()]

    def visible_fields(self) -> list:
        return [field for part in self.parts for field in part.visible_fields()]


class ReasonsForm(forms.Form):
    """One reason for each warning that is to be set aside, and a note on the step."""

    def __init__(self, data, waivable: list[Finding]):
        super().__init__(data, prefix="why")
        for found in waivable:
            self.fields[found.rule.slug] = forms.CharField(
                label=_("继续办理的理由"), required=False, max_length=200
            )

    def reasons(self) -> dict[str, str]:
        return {name: value for name, value in self.cleaned_data.items() if value}


class NoteForm(forms.Form):
    """The reason of a correction or of taking a step back."""

    note = forms.CharField(
        label=gettext_lazy("原因"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
