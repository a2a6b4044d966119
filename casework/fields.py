"""Columns that Django does not have."""

from django import forms
from django.db import models
from django.db.models.query_utils import DeferredAttribute
from django_fsm import FSMField, FSMFieldDescriptor

from . import sealing
from .sealing import Sealed
from .wording import listed


class StageDescriptor(FSMFieldDescriptor):
    """Lets nobody assign a stage but the transition and a reload from the database.

    FSMModelMixin lifts the protection of the field for the whole process while
    one instance reloads; here the loading instance alone carries the permission.
    """

    def __set__(self, instance, value):
        loaded = self.field.name in instance.__dict__
        if loaded and not instance.__dict__.get("_reloading_stage"):
            raise AttributeError(f"{self.field.name} changes only through perform()")
        self.field.set_state(instance, value)


class StageField(FSMField):
    """The stage of a case: protected without a switch that could be left open."""

    descriptor_class = StageDescriptor


class Staged:
    """Mixin of a model with a StageField: allows `refresh_from_db`."""

    def refresh_from_db(self, *args, **kwargs):
        self.__dict__["_reloading_stage"] = True
        try:
            super().refresh_from_db(*args, **kwargs)
        finally:
            del self.__dict__["_reloading_stage"]


def spelled(value: str, codes) -> str:
    """Codes kept as one text, in words."""
    ticked = (value or "").split(",")
    return listed(words for code, words in codes if code in ticked)


class CodesField(models.CharField):
    """Several of `codes`, kept as text in their order: "person,files".

    A rule asks for each with `contains`; no code is part of another. For migrations it is a
    CharField: what may be answered is no matter of the table.
    """

    def __init__(self, *args, codes=(), **options):
        self.codes = codes
        super().__init__(*args, **{"max_length": 100, "blank": True, **options})

    def deconstruct(self):
        name, _path, args, options = super().deconstruct()
        return name, "django.db.models.CharField", args, options

    def formfield(self, **options):
        made = {"label": self.verbose_name, "required": False, "choices": self.codes}
        return CodesChoice(**made, help_text=self.help_text)

    def words(self, value: str) -> str:
        """The codes of a value as one reads them."""
        return spelled(value, self.codes)


class CodesChoice(forms.MultipleChoiceField):
    """One box for each code; what was ticked is one text, in the order of the boxes."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value) -> str:
        ticked = super().clean(value)
        return ",".join(code for code, _words in self.choices if code in ticked)

    def prepare_value(self, value):
        return value.split(",") if isinstance(value, str) else value


class SealedDescriptor(DeferredAttribute):
    """Opens the text when it is read; one that is set again unchanged keeps its seal."""

    def __get__(self, row, owner=None):
        return self if row is None else self.field.opened(row, super().__get__(row, owner))

    def __set__(self, row, value):
        now = row.__dict__.get(self.field.attname)
        if not (isinstance(now, Sealed) and value == self.field.opened(row, now)):
            row.__dict__[self.field.attname] = self.field.to_python(value)


class SealedText(models.Field):
    """Text under the key of the person whom the row is about (`row.whose`).

    It reads as text, "" once the key is destroyed, and is written by saving the row. The
    database can tell an empty one from others and nothing else: there is no search in it.
    """

    descriptor_class = SealedDescriptor
    empty_strings_allowed = True

    def get_internal_type(self):
        return "TextField"

    def opened(self, row, value) -> str:
        return sealing.unseal(row.whose.key, value) if isinstance(value, Sealed) else value

    def to_python(self, value):
        if sealing.is_sealed(value):
            return Sealed(value[sealing.MARK])
        return value if isinstance(value, Sealed) else str(value or "")

    def from_db_value(self, value, expression, connection):
        return Sealed(value) if value else ""

    def get_lookup(self, lookup_name):
        return super().get_lookup(lookup_name) if lookup_name in ("exact", "in", "isnull") else None

    def get_prep_value(self, value):
        if value and not isinstance(value, Sealed):
            raise TypeError(f"{self.name} is sealed by saving its row, and never searched.")
        return value.token if value else ""

    def stored(self, row):
        """What the column holds or will hold, as JSON keeps it; "" for nothing."""
        sealed = self.pre_save(row, add=False)
        return sealed.told() if sealed else ""

    def pre_save(self, row, add):
        value = DeferredAttribute.__get__(self.descriptor_class(self), row)
        if value and not isinstance(value, Sealed):
            value = row.__dict__[self.attname] = sealing.seal(row.whose, value)
        return value

    def formfield(self, **kwargs):
        """A line where the length is limited, else a box."""
        widget = {} if self.max_length else {"widget": forms.Textarea}
        return super().formfield(
            **{"form_class": forms.CharField, "max_length": self.max_length, **widget, **kwargs}
        )


class SealedTextsDescriptor(DeferredAttribute):
    """Opens the texts when they are read."""

    def __get__(self, row, owner=None):
        if row is None:
            return self
        return sealing.opened_in(row.whose.key, super().__get__(row, owner))

    def __set__(self, row, value):
        row.__dict__[self.field.attname] = value


class SealedTexts(models.JSONField):
    """Texts by name, each under the key of `row.whose`; the names stay in the clear."""

    descriptor_class = SealedTextsDescriptor

    def stored(self, row) -> dict:
        """What the column holds or will hold."""
        value = DeferredAttribute.__get__(self.descriptor_class(self), row)
        row.__dict__[self.attname] = sealing.sealed_in(row.whose, value)
        return row.__dict__[self.attname]

    def pre_save(self, row, add):
        return self.stored(row)


def stored(row, name: str):
    """A column of a row as JSON keeps it: sealed text stays sealed."""
    field = row._meta.get_field(name)
    return field.stored(row) if hasattr(field, "stored") else getattr(row, field.attname)
