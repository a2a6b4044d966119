"""What accompanies a membership case: people beside it, assessments, papers."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from casework.fields import SealedText
from casework.models import BesideCase, Deadline, Document, MissingPaper, Person, Step

from .. import choices
from ..papers import CATALOGUE
from .application import Application


class Companion(BesideCase, models.Model):
    """A Party member who stands beside the case."""

    appointed_on = models.DateField(_("指定日期"))
    is_relative = models.BooleanField(_("是本人的直系亲属"), default=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.member.name


class Mentor(Companion):
    """A cultivation contact (培养联系人, article 9), from a day to a day."""

    TOLD_WITH = "case"

    case = models.ForeignKey(Application, models.CASCADE, related_name="mentors")
    member = models.ForeignKey(
        Person, models.PROTECT, verbose_name=_("党员"), related_name="mentorships"
    )
    until = models.DateField(_("至"), null=True, blank=True)
    release_reason = SealedText(_("更换原因"), max_length=200, blank=True)


class Introducer(Companion):
    """An introducer (入党介绍人, articles 14 and 15) and the opinion written in the form."""

    TOLD_WITH = "case"

    case = models.ForeignKey(Application, models.CASCADE, related_name="introducers")
    member = models.ForeignKey(
        Person, models.PROTECT, verbose_name=_("党员"), related_name="introductions"
    )
    opinion_on = models.DateField(_("签署意见日期"), null=True, blank=True)
    opinion = SealedText(_("介绍人意见"), blank=True)


class Assessment(BesideCase, models.Model):
    """A half-yearly assessment by the branch (articles 11 and 30; 2014: 11 and 31).

    Who stands beside the case writes in the registration form: mentors, then introducers.
    """

    TOLD_WITH = "case"

    class Phase(models.TextChoices):
        ACTIVIST = "activist", _("培养期")
        PROBATION = "probation", _("预备期")

    case = models.ForeignKey(Application, models.CASCADE, related_name="assessments")
    phase = models.CharField(_("阶段"), max_length=10, choices=Phase)
    held_on = models.DateField(_("考察日期"))
    opinion = SealedText(_("考察意见"), blank=True)
    companion_opinion = SealedText(_("培养联系人（介绍人）意见"), blank=True)
    cell_opinion = SealedText(_("党小组意见"), blank=True)

    class Meta:
        ordering = ["held_on", "pk"]

    def __str__(self) -> str:
        return f"{self.get_phase_display()} {self.held_on}"


def half_year_of(day) -> int:
    """The halves of calendar years, counted."""
    return 2 * day.year + (day.month > 6)


class EducationRecord(models.Model):
    """One occasion of education (articles 10 and 30; 2014: 10 and 31).

    `half_year` counts the halves of calendar years, so that a rule can ask for one in each.
    """

    TOLD_WITH = "case"

    case = models.ForeignKey(Application, models.CASCADE, related_name="educations")
    phase = models.CharField(_("阶段"), max_length=10, choices=Assessment.Phase)
    held_on = models.DateField(_("教育日期"))
    kind = models.CharField(_("教育方式"), max_length=20, choices=choices.EDUCATION)
    topic = models.CharField(_("内容"), max_length=100, blank=True)
    half_year = models.PositiveSmallIntegerField(editable=False)

    class Meta:
        ordering = ["held_on", "pk"]
        indexes = [models.Index(fields=["case", "phase", "held_on"], name="education_of_case")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.held_on}"

    def save(self, **kwargs):
        self.half_year = half_year_of(self.held_on)
        super().save(**kwargs)


class ApplicationPaper(Document):
    """A paper in the dossier of a membership case."""

    TOLD_WITH = "case"

    case = models.ForeignKey(Application, models.CASCADE, related_name="papers")

    class Meta(Document.Meta):
        indexes = [models.Index(fields=["case", "kind", "state"], name="application_paper_kind")]

    @property
    def title(self):
        return CATALOGUE.by_slug[self.kind].title


class ApplicationStep(Step):
    case = models.ForeignKey(Application, models.PROTECT, related_name="steps")


class ApplicationDeadline(Deadline):
    case = models.ForeignKey(Application, models.CASCADE, related_name="deadlines")

    class Meta(Deadline.Meta):
        indexes = [
            models.Index(fields=["due_on", "id"], name="application_due"),  # to-do home
            models.Index(fields=["opens_on", "id"], name="application_opens"),  # the same
        ]


class MissingApplicationPaper(MissingPaper):
    case = models.ForeignKey(Application, models.CASCADE, related_name="missing")

    class Meta:
        indexes = [models.Index(fields=["kind", "case"], name="application_missing_kind")]
