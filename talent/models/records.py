"""What accompanies a talent case: review rounds, posts, the negative list, elections."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casework.fields import SealedText
from casework.models import BesideCase, Deadline, Document, MissingPaper, Person, Seat, Step

from .. import elections, timing
from ..papers import CATALOGUE
from .talent import Talent


class ReviewRound(BesideCase, models.Model):
    """One review: recommend, township review, joint review, notice, decide, file.

    The opinion counters, `notice_ends_on` and `valid_until` are worked out.
    """

    TOLD_WITH = "case"
    UNTOLD = (
        "notice_ends_on", "opinions_asked", "opinions_open", "opinions_against", "valid_until",
    )  # fmt: skip

    class Purpose(models.TextChoices):
        POOL_ENTRY = "pool_entry", _("入库评审")
        RESERVE_PROMOTION = "reserve_promotion", _("后备评审")
        CANDIDATE = "candidate", _("人选评审")

    case = models.ForeignKey(Talent, models.CASCADE, related_name="rounds")
    purpose = models.CharField(_("评审"), max_length=20, choices=Purpose)
    reason = SealedText(_("推荐理由"), max_length=200, blank=True)
    recommended_on = models.DateField(_("推荐日期"), null=True, blank=True)
    township_reviewed_on = models.DateField(_("镇级审核日期"), null=True, blank=True)
    township_passed = models.BooleanField(_("镇级审核通过"), null=True, blank=True)
    notice_from_on = models.DateField(_("公示起始日期"), null=True, blank=True)
    notice_ends_on = models.DateField(null=True, editable=False)
    objection = models.BooleanField(_("公示有未查清的异议"), default=False)
    decided_on = models.DateField(_("研究决定日期"), null=True, blank=True)
    filed_on = models.DateField(_("备案日期"), null=True, blank=True)
    opinions_asked = models.PositiveSmallIntegerField(default=0, editable=False)
    opinions_open = models.PositiveSmallIntegerField(default=0, editable=False)
    opinions_against = models.PositiveSmallIntegerField(default=0, editable=False)
    valid_until = models.DateField(null=True, editable=False)
    closed = models.BooleanField(_("已结束，不再作数"), default=False)

    class Meta:
        verbose_name = _("评审")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "purpose"],
                condition=Q(closed=False),
                name="one_open_round_per_purpose",
                violation_error_message=_("已有一轮在办的评审。"),
            ),
        ]

    def __str__(self) -> str:
        return self.get_purpose_display()

    def save(self, **kwargs):
        self.notice_ends_on = timing.notice_end(self.notice_from_on)
        super().save(**kwargs)

    def count_opinions(self) -> None:
        """Bring the opinion counters and the validity up to date."""
        self.work_out()
        self.save()

    def work_out(self) -> None:
        """Set the columns that follow from the notice and the opinions."""
        self.notice_ends_on = timing.notice_end(self.notice_from_on)
        opinions = list(self.opinions.all())
        self.opinions_asked = len(opinions)
        self.opinions_open = sum(not opinion.answered for opinion in opinions)
        self.opinions_against = sum(opinion.conclusion == "against" for opinion in opinions)
        replies = [opinion.replied_on for opinion in opinions if opinion.replied_on]
        done = replies and not self.opinions_open
        self.valid_until = timing.valid_until(max(replies)) if done else None


class DepartmentOpinion(models.Model):
    """What one department answered in a joint review. The conclusion only, no details."""

    TOLD_WITH = "round__case"

    class Department(models.TextChoices):
        DISCIPLINE = "discipline", _("纪检监察")
        ORGANISATION = "organisation", _("组织")
        POLITICAL_LEGAL = "political_legal", _("政法")
        PETITIONS = "petitions", _("信访")
        COURT = "court", _("法院")
        PROCURATORATE = "procuratorate", _("检察院")
        POLICE = "police", _("公安")
        JUSTICE = "justice", _("司法")
        LAND = "land", _("自然资源")

    class Conclusion(models.TextChoices):
        CLEAR = "clear", _("无异议")
        AGAINST = "against", _("不同意")

    round = models.ForeignKey(ReviewRound, models.CASCADE, related_name="opinions")
    department = models.CharField(_("部门"), max_length=20, choices=Department)
    asked_on = models.DateField(_("送审日期"))
    replied_on = models.DateField(_("答复日期"), null=True, blank=True)
    conclusion = models.CharField(_("结论"), max_length=10, choices=Conclusion, blank=True)
    document_no = SealedText(_("文号"), max_length=30, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "department"], name="department_asked_once"),
        ]

    def __str__(self) -> str:
        return self.get_department_display()

    @property
    def whose(self) -> Person:
        """Whose key seals the texts of the row."""
        return self.round.case.person

    @property
    def answered(self) -> bool:
        """A reply without a conclusion is none: silence is not consent."""
        return self.replied_on is not None and self.conclusion != ""


class PostAssignment(models.Model):
    """A village responsibility zone, vanguard post or volunteer team held by a talent."""

    TOLD_WITH = "case"

    class Kind(models.TextChoices):
        ZONE = "zone", _("责任区")
        VANGUARD = "vanguard", _("先锋岗")
        VOLUNTEER = "volunteer_team", _("志愿队")

    class Grade(models.TextChoices):
        EXCELLENT = "excellent", _("优秀")
        GOOD = "good", _("良好")
        PASS = "pass", _("合格")
        FAIL = "fail", _("不合格")

    case = models.ForeignKey(Talent, models.CASCADE, related_name="posts")
    kind = models.CharField(_("岗位"), max_length=20, choices=Kind)
    since = models.DateField(_("上岗日期"))
    until = models.DateField(_("离岗日期"), null=True, blank=True)
    grade = models.CharField(_("考核等次"), max_length=10, choices=Grade, blank=True)
    appraised_on = models.DateField(_("考核日期"), null=True, blank=True)

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"],
                condition=Q(until__isnull=True),
                name="one_running_post_of_a_kind",
                violation_error_message=_("此人已在同类岗位上。"),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class Mentorship(models.Model):
    """Who guides a reserve cadre, from a day to a day."""

    TOLD_WITH = "case"

    case = models.ForeignKey(Talent, models.CASCADE, related_name="mentors")
    mentor = models.ForeignKey(
        Person, models.PROTECT, verbose_name=_("帮带责任人"), related_name="+"
    )
    since = models.DateField(_("自"))
    until = models.DateField(_("至"), null=True, blank=True)

    def __str__(self) -> str:
        return self.mentor.name


class NegativeHit(BesideCase, models.Model):
    """A circumstance of the negative list: conclusion and document number only."""

    TOLD_WITH = "case"

    class Code(models.TextChoices):
        CRIME = "crime", _("受过刑事处罚")
        EXPELLED = "expelled", _("被开除党籍")
        GANG = "gang", _("涉黑涉恶、宗族恶势力")
        CULT = "cult", _("邪教、非法宗教活动")
        INVESTIGATION = "investigation", _("正在接受调查")
        SANCTION = "sanction", _("处分影响期内")
        ABSENT = "absent", _("长期外出")
        LAND = "land", _("违法用地、违法建设未整改")

    class Severity(models.TextChoices):
        BAR = "bar", _("不能")
        CAUTION = "caution", _("不宜")

    case = models.ForeignKey(Talent, models.CASCADE, related_name="hits")
    code = models.CharField(_("情形"), max_length=20, choices=Code)
    severity = models.CharField(_("程度"), max_length=10, choices=Severity)
    since = models.DateField(_("自"))
    until = models.DateField(_("至"), null=True, blank=True)
    document_no = SealedText(_("文号"), max_length=30, blank=True)

    def __str__(self) -> str:
        return self.get_code_display()


class ByElection(models.Model):
    """A by-election of one seat as it concerns one candidate. Tallies only.

    `valid` and `won` are counted when it is saved.
    """

    TOLD_WITH = "case"
    UNTOLD = ("valid", "won")

    case = models.ForeignKey(Talent, models.CASCADE, related_name="elections")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="by_elections")
    held_on = models.DateField(_("选举日期"))
    due = models.PositiveIntegerField(_("应到（登记）人数"))
    present = models.PositiveIntegerField(_("实到（参加投票）人数"))
    seats = models.PositiveSmallIntegerField(_("应选名额"), default=1)
    candidates = models.PositiveSmallIntegerField(_("候选人数"))
    ballots = models.PositiveIntegerField(_("收回选票"))
    votes = models.PositiveIntegerField(_("得票"))
    supplementary = models.BooleanField(_("另行选举"), default=False)
    valid = models.BooleanField(editable=False)
    won = models.BooleanField(editable=False)

    class Meta:
        ordering = ["held_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(present__lte=F("due")),
                name="election_present_of_due",
                violation_error_message=_("实到人数不能多于应到人数。"),
            ),
            models.CheckConstraint(
                condition=Q(votes__lte=F("ballots")),
                name="election_votes_of_ballots",
                violation_error_message=_("得票不能多于收回的选票。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat} {self.held_on}"

    def count(self) -> None:
        """Whether the ballot was valid and won, from its tallies."""
        count = elections.Count(
            due=self.due,
            present=self.present,
            candidates=self.candidates,
            ballots=self.ballots,
            votes=self.votes,
            supplementary=self.supplementary,
            seats=self.seats,
        )
        self.valid = elections.valid(self.seat.body, count)
        self.won = elections.won(self.seat.body, count)

    def save(self, **kwargs):
        self.count()
        super().save(**kwargs)


class TalentPaper(Document):
    TOLD_WITH = "case"

    case = models.ForeignKey(Talent, models.CASCADE, related_name="papers")

    class Meta(Document.Meta):
        indexes = [models.Index(fields=["case", "kind", "state"], name="talent_paper_kind")]

    @property
    def title(self):
        return CATALOGUE.by_slug[self.kind].title


class TalentStep(Step):
    case = models.ForeignKey(Talent, models.PROTECT, related_name="steps")


class TalentDeadline(Deadline):
    case = models.ForeignKey(Talent, models.CASCADE, related_name="deadlines")

    class Meta(Deadline.Meta):
        indexes = [models.Index(fields=["due_on", "id"], name="talent_due")]  # to-do home


class MissingTalentPaper(MissingPaper):
    case = models.ForeignKey(Talent, models.CASCADE, related_name="missing")

    class Meta:
        indexes = [models.Index(fields=["kind", "case"], name="talent_missing_kind")]
