"""Columns that Django does not have."""

from django_fsm import FSMField, FSMFieldDescriptor


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
