"""Columns that Django does not have."""

from django import forms
from django.db import models
from django_fsm import FSMField, FSMFieldDescriptor

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
