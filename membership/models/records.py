"""What accompanies a membership case: people beside it, assessments, votes, papers."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casework.models import Deadline, Document, MissingPaper, Person, Step

from .. import choices, votes
from ..papers import CATALOGUE
from .application import Application


class Companion(models.Model):
    """A Party member who stands beside the case."""

    appointed_on = models.DateField(_("指定日期"))
    is_relative = models.BooleanField(_("是本人的直系亲属"), default=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.member.name


class Mentor(Companion):
    """A cultivation contact (培养联系人, article 9), from a day to a day."""

    case = models.ForeignKey(Application, models.CASCADE, related_name="mentors")
    member = models.ForeignKey(
        Person, models.PROTECT, verbose_name=_("党员"), related_name="mentorships"
    )
    until = models.DateField(_("至"), null=True, blank=True)
    release_reason = models.CharField(_("更换原因"), max_length=200, blank=True)


class Introducer(Companion):
    """An introducer (入党介绍人, articles 14 and 15) and the opinion written in the form."""

    case = models.ForeignKey(Application, models.CASCADE, related_name="introducers")
    member = models.ForeignKey(
        Person, models.PROTECT, verbose_name=_("党员"), related_name="introductions"
    )
    opinion_on = models.DateField(_("签署意见日期"), null=True, blank=True)
    opinion = models.TextField(_("介绍人意见"), blank=True)


class Assessment(models.Model):
    """A half-yearly assessment by the branch (articles 11 and 30; 2014: 11 and 31).

    Who stands beside the case writes in the registration form: mentors, then introducers.
    """

    class Phase(models.TextChoices):
        ACTIVIST = "activist", _("培养期")
        PROBATION = "probation", _("预备期")

    case = models.ForeignKey(Application, models.CASCADE, related_name="assessments")
    phase = models.CharField(_("阶段"), max_length=10, choices=Phase)
    held_on = models.DateField(_("考察日期"))
    opinion = models.TextField(_("考察意见"), blank=True)
    companion_opinion = models.TextField(_("培养联系人（介绍人）意见"), blank=True)
    cell_opinion = models.TextField(_("党小组意见"), blank=True)

    class Meta:
        ordering = ["held_on", "pk"]

    def __str__(self) -> str:
        return f"{self.get_phase_display()} {self.held_on}"


class EducationRecord(models.Model):
    """One occasion of education (articles 10 and 30; 2014: 10 and 31).

    `half_year` counts the halves of calendar years, so that a rule can ask for one in each.
    """

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
        self.half_year = 2 * self.held_on.year + (self.held_on.month > 6)
        super().save(**kwargs)


class Meeting(models.Model):
    """The vote of a branch general meeting about one person. Tallies only, no voters.

    `favour`, `quorate` and `carried` are counted when the tally is saved.
    """

    class Purpose(models.TextChoices):
        ADMISSION = "admission", _("接收预备党员")
        CONVERSION = "conversion", _("讨论转正")
        OUTCOME = "outcome", _("延长或取消")

    case = models.ForeignKey(Application, models.CASCADE, related_name="meetings")
    purpose = models.CharField(_("议题"), max_length=10, choices=Purpose)
    held_on = models.DateField(_("会议日期"))
    place = models.CharField(_("地点"), max_length=50, blank=True)
    eligible = models.PositiveSmallIntegerField(_("应到有表决权党员"))
    present = models.PositiveSmallIntegerField(_("实到"))
    yes = models.PositiveSmallIntegerField(_("赞成票"), default=0)
    no = models.PositiveSmallIntegerField(_("反对票"), default=0)
    abstain = models.PositiveSmallIntegerField(_("弃权票"), default=0)
    void = models.PositiveSmallIntegerField(_("无效票"), default=0)
    written_yes = models.PositiveSmallIntegerField(_("书面赞成"), default=0)
    written_no = models.PositiveSmallIntegerField(_("书面反对"), default=0)
    written_abstain = models.PositiveSmallIntegerField(_("书面弃权"), default=0)
    written_in_time = models.BooleanField(_("书面意见在会前正式提交"), null=True, blank=True)
    favour = models.PositiveSmallIntegerField(editable=False)
    quorate = models.BooleanField(editable=False)
    carried = models.BooleanField(editable=False)
    withdrawn = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["held_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(present__lte=F("eligible")),
                name="meeting_present_of_eligible",
                violation_error_message=_("实到人数不能多于应到人数。"),
            ),
            models.CheckConstraint(
                condition=Q(present__gte=F("yes") + F("no") + F("abstain") + F("void")),
                name="meeting_ballots_of_present",
                violation_error_message=_("赞成、反对、弃权和无效票之和不能多于实到人数。"),
            ),
        ]
        indexes = [models.Index(fields=["case", "purpose", "held_on"], name="meeting_of_case")]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.held_on}"

    def clean(self):
        votes.check_tally(self)

    def count(self) -> None:
        """A written opinion counts only when it is known to have come before the meeting."""
        self.favour = self.yes + (self.written_yes if self.written_in_time else 0)
        self.quorate = votes.quorate(self.eligible, self.present)
        self.carried = votes.carried(self.eligible, self.favour)

    def save(self, **kwargs):
        self.count()
        super().save(**kwargs)


class ApplicationPaper(Document):
    """A paper in the dossier of a membership case."""

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
        indexes = [models.Index(fields=["due_on", "id"], name="application_due")]  # to-do home


class MissingApplicationPaper(MissingPaper):
    case = models.ForeignKey(Application, models.CASCADE, related_name="missing")

    class Meta:
        indexes = [models.Index(fields=["kind", "case"], name="application_missing_kind")]
