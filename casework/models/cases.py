"""What both pipelines share: a case, its audit rows, papers and what is due."""

from django.conf import settings
from django.db import models
from django.db.models import F, Func
from django.db.models.lookups import GreaterThan
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from ..beside import Watch
from ..fields import SealedText, SealedTexts, stored
from ..unrecorded import Unrecorded, words_of
from .people import Person
from .units import Unit


class Nought(Func):
    """0 as part of the statement: with a parameter in its place SQLite cannot tell that the
    index of the rows above 0 will do."""

    template, arity = "0", 0
    output_field = models.IntegerField()


class CaseQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The cases of the user's unit and everything below it."""
        return user.account.reachable(self, "unit__path")

    def for_list(self):
        return self.select_related("person", "unit")

    def lacking_papers(self):
        """Those that miss a paper, from the index that holds no other."""
        return self.filter(GreaterThan(F("papers_missing"), Nought()))


class Case(models.Model):
    """One person's way through a pipeline. Subclasses add `stage` and the facts.

    `papers_expected` and `papers_missing` are counters kept by `settle` and
    checked against the rules by `manage.py recount`.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="%(class)ss")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="%(class)ss")
    stage_since = models.DateField(_("进入本阶段"), null=True, blank=True)
    papers_expected = models.PositiveSmallIntegerField(default=0, editable=False)
    papers_missing = models.PositiveSmallIntegerField(default=0, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = CaseQuerySet.as_manager()

    # Columns that belong to the machinery and are no facts.
    MACHINERY = {
        "id",
        "person",
        "unit",
        "stage",
        "stage_since",
        "version",
        "papers_expected",
        "papers_missing",
    }

    OPTIONAL: set[str] = set()  # facts whose absence is an answer

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.person}"

    @classmethod
    def entered(cls, column: str, facts: dict) -> Unrecorded:
        """What a column without a value is called, and the form that takes it."""
        return Unrecorded(words_of(cls, column))

    @property
    def whose(self) -> Person:
        """Whose key seals the texts of the case."""
        return self.person

    def facts(self) -> dict:
        """Every fact column by name, for the audit row; sealed texts stay sealed."""
        columns = (
            field.name for field in self._meta.concrete_fields if field.name not in self.MACHINERY
        )
        return {name: stored(self, name) for name in columns}

    def work_out(self) -> None:
        """Set the columns that follow from others. Pure; subclasses fill it."""

    def settle(self, on, *, saving: bool = True) -> None:
        """Bring the derived rows (deadlines, missing papers) up to date. Subclasses fill it; they
        save the counters unless the case is saved anyway."""

    @cached_property
    def watch(self) -> Watch:
        """What an act under way may change beside the case's own columns."""
        return Watch()

    def companions(self) -> list:
        """The rows that an act on the case holds, and whatever is told with them may change."""
        return [self]

    @cached_property
    def taken(self) -> list["Step"]:
        """Every step of this case with who took it, oldest first. One query, once."""
        return list(self.steps.select_related("by__account"))

    def last_step(self):
        """The newest step that has not been taken back."""
        undone = {row.takes_back_id for row in self.taken}
        own = [row for row in self.taken if row.takes_back_id is None and row.pk not in undone]
        return own[-1] if own else None

    def undo(self, step) -> dict:
        """Restore the facts that `step` wrote; {name: [what stands there now, before]}."""
        undone = {}
        for name, (before, _after) in step.changed.items():
            field = self._meta.get_field(name)
            undone[name] = [stored(self, name), before]
            setattr(self, field.attname, field.to_python(before))
        return undone

    def stage_entered_on(self, step):
        """The day the case entered the stage that `step` started from."""
        earlier = self.steps.filter(pk__lt=step.pk, target=step.source).order_by("-pk").first()
        return earlier.decided_on if earlier else None


class BesideCase:
    """Mixin of a row that belongs to a case."""

    @property
    def whose(self) -> Person:
        """Whose key seals the texts of the row."""
        return self.case.person


class Step(BesideCase, models.Model):
    """One transition a case went through. Written once, never changed."""

    WRITTEN_ONCE = True  # triggers see to it: immutable.py

    name = models.CharField(max_length=50)
    source = models.CharField(max_length=50)
    target = models.CharField(max_length=50)
    decided_on = models.DateField(help_text="The day of the event, which chooses the law.")
    recorded_at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    cites = models.JSONField(default=dict, help_text="Every rule asked, with its article then.")
    waived = SealedTexts(default=dict, help_text="The reason for each rule set aside.")
    changed = models.JSONField(default=dict, help_text="Facts written with it, before and after.")
    note = SealedText(_("说明"), blank=True)
    takes_back = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="taken_back_by"
    )

    class Meta:
        abstract = True
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.name} {self.decided_on}"

    def save(self, **kwargs):
        if not self._state.adding:
            raise TypeError("A step is never changed.")
        super().save(**kwargs)

    def delete(self, **kwargs):
        raise TypeError("A step is never deleted.")


class Document(BesideCase, models.Model):
    """A paper in the dossier of a case. Subclasses add the case."""

    class State(models.TextChoices):
        COMPLETE = "complete", _("齐")
        DEFECTIVE = "defective", _("有缺陷")

    kind = models.CharField(_("材料"), max_length=40)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.COMPLETE)
    dated_on = models.DateField(_("形成时间"), null=True, blank=True)
    pages = models.PositiveSmallIntegerField(_("页数"), null=True, blank=True)
    text = SealedText(_("正文"), blank=True)
    remark = SealedText(_("备注"), max_length=200, blank=True)

    class Meta:
        abstract = True
        ordering = ["kind", "dated_on", "pk"]

    def __str__(self) -> str:
        return self.kind


class MissingPaper(models.Model):
    """A paper that a case ought to hold and does not. Derived: `settle` keeps it."""

    kind = models.CharField(max_length=40)

    class Meta:
        abstract = True


class Deadline(models.Model):
    """Something a case waits for. Derived: `settle` keeps it.

    `opens_on` is the first day on which it can be done, `due_on` the last in time.
    """

    kind = models.CharField(max_length=30)
    opens_on = models.DateField(null=True)
    due_on = models.DateField()

    class Meta:
        abstract = True
        ordering = ["due_on", "pk"]
