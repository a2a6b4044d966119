"""The membership case: its facts, its stages and the door between them."""

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from casework.fields import Staged, StageField
from casework.models import Case, CaseQuerySet, Person
from casework.unrecorded import Unrecorded, words_of

from .. import timing, upkeep
from ..rules.recommending import BY_MEMBERS
from ..stages import FIVE, IN_PROGRESS, ON_PROBATION, Stage
from ..steps import BY_SLUG, BY_TRANSITION
from .facts import Activism, Admission, Applying, Candidacy, Ending, Probation, WorkedOut
from .transitions import Recruitment

EXPELLING = ("annul", "not_recognise")  # steps that end a membership
LEAVING = (*EXPELLING, "transfer_out", "record_death")  # and those that take it elsewhere


class ApplicationQuerySet(CaseQuerySet):
    def in_progress(self):
        return self.filter(stage__in=IN_PROGRESS)

    def at(self, five: str):
        """The cases of one of the five stages of the screens; unknown names match all."""
        wanted = next((stages for slug, _title, stages in FIVE if slug == five), None)
        return self.filter(stage__in=wanted) if wanted else self

    def with_first_deadline(self):
        """Each with the kind and the day of what it waits for first, as columns of the query."""
        first = self.model._meta.get_field("deadlines").related_model.objects
        first = first.filter(case=OuterRef("pk"))[:1]
        return self.annotate(
            first_due_kind=Subquery(first.values("kind")),
            first_due_on=Subquery(first.values("due_on")),
        )


class Application(
    Recruitment,
    Staged,
    Applying,
    Activism,
    Candidacy,
    Admission,
    Probation,
    Ending,
    WorkedOut,
    Case,
):
    """One person's recruitment, from the letter to full membership.

    The facts lie in the parts of `facts`, in the order of the process.
    """

    Stage = Stage

    stage = StageField(_("阶段"), max_length=20, choices=Stage, default=Stage.APPLICANT)

    objects = ApplicationQuerySet.as_manager()

    OPTIONAL = {"transferred_in_on", "leaves_on", "unit__general_branch"}
    MACHINERY = Case.MACHINERY | {field.name for field in WorkedOut._meta.local_fields}

    class Meta:
        verbose_name = _("发展党员")
        permissions = [("record", "Record facts"), ("take_back", "Take back a step")]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(stage__in=IN_PROGRESS),
                name="one_open_application_per_person",
                violation_error_message=_("此人已在发展党员流程中。"),
            ),
            models.CheckConstraint(
                condition=Q(stage__in=Stage.values), name="application_stage_is_known"
            ),
        ]
        indexes = [
            models.Index(fields=["stage", "stage_since", "id"], name="application_list"),
            models.Index(fields=["unit", "stage"], name="application_of_unit"),
            models.Index(
                fields=["id"],
                condition=Q(papers_missing__gt=0),
                name="application_lacking_papers",  # missing-paper matrix
            ),
            models.Index(fields=["approved_on"], name="application_approved"),  # new members
            models.Index(
                fields=["unit", "approved_on"],
                condition=Q(approved_on__isnull=False),
                name="application_last_admission",  # branches without an admission
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("membership:case", args=[self.pk])

    @classmethod
    def entered(cls, column: str, facts: dict) -> Unrecorded:
        """The fact that a day worked out rests on, and the step whose form takes it."""
        sources = timing.RESTS_ON.get(column, (column,))
        source = next((name for name in sources if facts.get(name) is None), sources[-1])
        step = next((step for step in BY_SLUG.values() if source in step.columns), None)
        if step is None:
            return Unrecorded(words_of(cls, source), _("本人资料"))
        return Unrecorded(words_of(cls, source), step.title, step.slug)

    @property
    def five(self) -> str:
        """Which of the five stages of the screens the case stands in; "" after an end."""
        return next((slug for slug, _title, stages in FIVE if self.stage in stages), "")

    @property
    def member_since(self):
        """The first day of full membership: the expiry of the probation, also where the
        organisation was late; where the person was, the day decided on (A-20)."""
        own = self.standing_from_on if self.delayed_by == "person" else None
        return own or self.probation_expires_on

    def work_out(self) -> None:
        timing.work_out(self)

    def settle(self, on, *, saving: bool = True) -> None:
        upkeep.settle(self, on, saving=saving)

    def companions(self) -> list:
        """The branch too, whose lock each act takes: its plan and its meetings are shared."""
        return [self, self.unit]

    def recommended(self) -> dict:
        """`recommended_on` and `recommended_by` as the rows tell them: who recommended (article
        8), and the first of the days. Empty without such rows: then what was typed, or read from
        a roster, stands. One query."""
        rows = self.recommendations.filter(kind__in=BY_MEMBERS)
        days = dict(rows.values_list("kind", "held_on"))
        if not days:
            return {}
        kind = "both" if len(days) > 1 else next(iter(days))
        return {"recommended_on": min(days.values()), "recommended_by": kind}

    def sum_up_recommendations(self) -> None:
        """Let the columns follow from the rows."""
        for name, value in self.recommended().items():
            setattr(self, name, value)

    def leave_branch(self) -> None:
        """Who moves away or has died is no longer counted among the members of the branch."""
        self.person.affiliation = None
        self.person.save()

    def take_places(self, number: int, year: int) -> None:
        """Count places of the branch's plan of the year as used, or as free again."""
        self.unit.year_plans.filter(year=year).update(used=F("used") + number)

    def undo(self, step) -> dict:
        """Restore the facts; the votes taken with the step no longer count."""
        if step.name == "adopt":
            self.take_places(-1, step.decided_on.year)
        self._withdraw_votes(step)
        if step.name == "approve":
            self.set_standing(Person.Standing.NONE, None, None)
        if step.name == "convert" or (step.source in ON_PROBATION and step.name in LEAVING):
            self.set_standing(Person.Standing.PROBATIONARY, self.adopted_on, None)
        if step.source == Stage.FULL and step.name in EXPELLING:
            self.set_standing(Person.Standing.FULL, self.adopted_on, self.member_since)
        undone = super().undo(step)
        if step.name == "designate":
            self._keep_recommended(undone)
        return undone

    def _keep_recommended(self, undone: dict) -> None:
        """The rows stand, and with them what follows from them."""
        for name, value in self.recommended().items():
            if name in undone:
                undone[name][1] = value
                setattr(self, name, value)

    def _withdraw_votes(self, step) -> None:
        """Those of the meeting and of the committee that the form of the step asked for."""
        taken = BY_TRANSITION.get(step.name)
        if taken and taken.tally:
            met = getattr(self, taken.met) if taken.met else step.decided_on
            held = self.meetings.filter(purpose=taken.tally, held_on=met or step.decided_on)
            held.update(withdrawn=True)
        if taken and taken.sitting:
            sat = self.sittings.filter(purpose=taken.sitting, held_on=step.decided_on)
            sat.update(withdrawn=True)
