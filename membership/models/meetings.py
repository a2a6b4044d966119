"""Votes about one person: of the branch general meeting and of committees. Tallies only.

A ballot is secret: how many voted how is stored, never who (articles 19–20, 24; 2014: 20–21, 25).
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casework.fields import SealedText
from casework.models import BesideCase, Unit

from .. import choices, votes
from ..standards import EXCLUSIONS
from .application import Application


class GatheringQuerySet(models.QuerySet):
    def visible_to(self, user):
        return user.account.reachable(self, "unit__path")


class Gathering(models.Model):
    """A general meeting of a branch (支部党员大会) on a day: what the votes taken there share.

    It is entered once; each vote taken there (`votes`) refers to it and copies the numbers of
    `shared()`, because the database checks a tally within its own row and because somebody who
    comes late is present for one person and not for another. `eligible` is the number on the
    tally sheet, without those left out; `left_out` and `unapproved` are counted from
    `exclusions` by `count()`.
    """

    TOLD_WITH = "unit"
    UNTOLD = ("left_out", "unapproved")

    unit = models.ForeignKey(
        Unit, models.PROTECT, verbose_name=_("党支部"), related_name="gatherings"
    )
    held_on = models.DateField(_("会议日期"))
    place = models.CharField(_("地点"), max_length=50, blank=True)
    chair = models.CharField(_("主持人"), max_length=50, blank=True)
    ballot_inspector = models.CharField(_("监票人"), max_length=50, blank=True)
    ballot_counter = models.CharField(_("计票人"), max_length=50, blank=True)
    eligible = models.PositiveSmallIntegerField(_("应到有表决权党员"))
    present = models.PositiveSmallIntegerField(_("实到"))
    left_out = models.PositiveSmallIntegerField(_("不计入应到"), default=0, editable=False)
    unapproved = models.PositiveSmallIntegerField(_("未经批准不计入"), default=0, editable=False)

    objects = GatheringQuerySet.as_manager()

    class Meta:
        verbose_name = _("支部党员大会")
        ordering = ["held_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "held_on"],
                name="one_gathering_per_branch_and_day",
                violation_error_message=_("这一天的支部党员大会已有记录。"),
            ),
            models.CheckConstraint(
                condition=Q(present__lte=F("eligible")),
                name="gathering_present_of_eligible",
                violation_error_message=_("实到人数不能多于应到人数。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.held_on}"

    def count(self) -> None:
        """How many are left out, and how many of them without both approvals."""
        self.reckon(self.exclusions.all())

    def reckon(self, rows) -> None:
        self.left_out = sum(row.number for row in rows)
        self.unapproved = sum(row.number for row in rows if not row.approved_by(self.held_on))

    @classmethod
    def tell(cls, unit_id: int, held_on, shared: dict, rows: list | None) -> "Gathering":
        """The meeting of a branch on a day, written anew or as last told: the newest telling holds,
        votes taken there keep their own numbers. `rows` are its exclusions; None leaves them."""
        made, fields = cls(unit_id=unit_id, held_on=held_on, **shared), list(shared)
        if rows is not None:
            made.reckon(rows)
            fields += ["left_out", "unapproved"]
        cls.objects.bulk_create(
            [made], update_conflicts=True, unique_fields=["unit", "held_on"], update_fields=fields
        )
        if rows is not None:
            made.exclusions.all().delete()
            made.exclusions.bulk_create(row.of(made) for row in rows)
        return made

    def shared(self) -> dict:
        """What each vote taken here copies."""
        names = ("held_on", "place", "eligible", "present", "left_out", "unapproved")
        return {name: getattr(self, name) for name in names}


class Exclusion(models.Model):
    """Members of one category who are not counted among those that should attend (A-14).

    It needs the consent of the superior committee and the adoption by a members' meeting, both
    by the day of the vote; without them the members stay in the denominator. Numbers only: the
    names, with what they say of health or punishment, stay in the branch's own papers.
    """

    TOLD_WITH = "gathering__unit"

    gathering = models.ForeignKey(Gathering, models.CASCADE, related_name="exclusions")
    category = models.CharField(_("情形"), max_length=10, choices=choices.EXCLUSIONS)
    number = models.PositiveSmallIntegerField(_("人数"))
    consent_on = models.DateField(_("上级党委同意日期"), null=True, blank=True)
    adopted_on = models.DateField(_("党员大会通过日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("不计入应到的党员")
        ordering = ["category"]
        constraints = [
            models.UniqueConstraint(
                fields=["gathering", "category"], name="one_exclusion_per_category"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="exclusion_of_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.get_category_display()} {self.number}"

    def of(self, gathering: Gathering) -> "Exclusion":
        """The row, belonging to this meeting."""
        self.gathering = gathering
        return self

    def approved_by(self, on) -> bool:
        """Whether both approvals were there on the day, and the county admits the category."""
        if self.category not in EXCLUSIONS.on(on):
            return False
        days = (self.consent_on, self.adopted_on)
        return all(day is not None and day <= on for day in days)


class Meeting(BesideCase, models.Model):
    """The vote of a branch general meeting about one person.

    What it shares with other votes of the meeting is copied from `gathering`; rows from before
    there were gatherings have none, and no `issued` or `returned` either. `favour`, `quorate` and
    `carried` are counted when the tally is saved. The resolution (article 21; 2014: 22) adds to
    the numbers the main `performance`, who signed it and when.
    """

    TOLD_WITH = "case"
    UNTOLD = ("favour", "quorate", "carried")

    class Purpose(models.TextChoices):
        ADMISSION = "admission", _("接收预备党员")
        CONVERSION = "conversion", _("讨论转正")
        OUTCOME = "outcome", _("延长或取消")

    case = models.ForeignKey(Application, models.CASCADE, related_name="meetings")
    gathering = models.ForeignKey(
        Gathering, models.PROTECT, null=True, blank=True, editable=False, related_name="votes"
    )
    purpose = models.CharField(_("议题"), max_length=10, choices=Purpose)
    held_on = models.DateField(_("会议日期"))
    place = models.CharField(_("地点"), max_length=50, blank=True)
    eligible = models.PositiveSmallIntegerField(_("应到有表决权党员"))
    present = models.PositiveSmallIntegerField(_("实到"))
    left_out = models.PositiveSmallIntegerField(_("不计入应到"), default=0, editable=False)
    unapproved = models.PositiveSmallIntegerField(_("未经批准不计入"), default=0, editable=False)
    issued = models.PositiveSmallIntegerField(_("发出票"), null=True, blank=True)
    returned = models.PositiveSmallIntegerField(_("收回票"), null=True, blank=True)
    yes = models.PositiveSmallIntegerField(_("赞成票"), default=0)
    no = models.PositiveSmallIntegerField(_("反对票"), default=0)
    abstain = models.PositiveSmallIntegerField(_("弃权票"), default=0)
    void = models.PositiveSmallIntegerField(_("无效票"), default=0)
    written_yes = models.PositiveSmallIntegerField(_("书面赞成"), default=0)
    written_no = models.PositiveSmallIntegerField(_("书面反对"), default=0)
    written_abstain = models.PositiveSmallIntegerField(_("书面弃权"), default=0)
    written_in_time = models.BooleanField(_("书面意见在会前正式提交"), null=True, blank=True)
    performance = SealedText(_("本人主要表现"), blank=True)
    signed_by = models.CharField(_("支部书记签名"), max_length=50, blank=True)
    signed_on = models.DateField(_("决议签署日期"), null=True, blank=True)
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
            models.CheckConstraint(
                condition=Q(issued__isnull=True) | Q(issued__lte=F("present")),
                name="meeting_issued_of_present",
                violation_error_message=_("发出票不能多于实到人数。"),
            ),
            models.CheckConstraint(
                condition=Q(issued__isnull=True)
                | Q(returned__isnull=True)
                | Q(returned__lte=F("issued")),
                name="meeting_returned_of_issued",
                violation_error_message=_("收回票不能多于发出票。"),
            ),
            models.CheckConstraint(
                condition=Q(returned__isnull=True)
                | Q(returned=F("yes") + F("no") + F("abstain") + F("void")),
                name="meeting_ballots_returned",
                violation_error_message=_("赞成、反对、弃权和无效票之和应等于收回票。"),
            ),
            models.CheckConstraint(
                condition=Q(
                    eligible__gte=F("present")
                    - F("unapproved")
                    + F("written_yes")
                    + F("written_no")
                    + F("written_abstain")
                ),
                name="meeting_written_of_absent",
                violation_error_message=_("书面意见不能多于未到会人数。"),
            ),
            models.UniqueConstraint(
                fields=["case", "purpose", "held_on"],
                condition=Q(withdrawn=False),
                name="one_vote_per_person_and_meeting",
                violation_error_message=_("一次大会对一个人只表决一次。"),
            ),
        ]
        indexes = [models.Index(fields=["case", "purpose", "held_on"], name="meeting_of_case")]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.held_on}"

    def clean(self):
        votes.check(votes.tally_faults(self))

    @property
    def entitled(self) -> int:
        """The denominator: who should attend, and who was left out without both approvals."""
        return self.eligible + self.unapproved

    def count(self) -> None:
        """A written opinion counts only when it is known to have come before the meeting."""
        self.favour = self.yes + (self.written_yes if self.written_in_time else 0)
        self.quorate = votes.quorate(self.entitled, self.present)
        self.carried = votes.carried(self.entitled, self.favour)

    def save(self, **kwargs):
        self.count()
        super().save(**kwargs)


class Sitting(models.Model):
    """The decision of a committee about one person: who sat, and how they voted.

    A branch committee is valid with half of its members (Branch Work Regulations, article 12);
    the Party committee decides by collective vote (article 24; 2014: 25), one person at a time,
    on the admission and likewise on each outcome of a probation (articles 31, 33; 2014: 32, 34).
    """

    TOLD_WITH = "case"
    # The decisions of the Party committee, and the votes of general meetings that they are about.
    OF_PARTY = {
        "approval": "admission",
        "conversion": "conversion",
        "extension": "outcome",
        "annulment": "outcome",
    }

    class Purpose(models.TextChoices):
        PROPOSAL = "proposal", _("讨论发展对象人选")
        REVIEW = "review", _("支委会审查")
        APPROVAL = "approval", _("审批预备党员")
        CONVERSION = "conversion", _("审批转正")
        EXTENSION = "extension", _("审批延长预备期")
        ANNULMENT = "annulment", _("审批取消预备党员资格")

    case = models.ForeignKey(Application, models.CASCADE, related_name="sittings")
    purpose = models.CharField(_("议题"), max_length=10, choices=Purpose)
    held_on = models.DateField(_("会议日期"))
    chair = models.CharField(_("委员会主持人"), max_length=50, blank=True)
    members = models.PositiveSmallIntegerField(_("委员人数"))
    present = models.PositiveSmallIntegerField(_("到会委员"))
    yes = models.PositiveSmallIntegerField(_("同意"), null=True, blank=True)
    no = models.PositiveSmallIntegerField(_("不同意"), default=0)
    abstain = models.PositiveSmallIntegerField(_("弃权"), default=0)
    withdrawn = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("委员会表决")
        ordering = ["held_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(present__lte=F("members")),
                name="sitting_present_of_members",
                violation_error_message=_("到会委员不能多于委员人数。"),
            ),
            models.CheckConstraint(
                condition=Q(yes__isnull=True) | Q(present__gte=F("yes") + F("no") + F("abstain")),
                name="sitting_votes_of_present",
                violation_error_message=_("同意、不同意和弃权之和不能多于到会委员。"),
            ),
            models.UniqueConstraint(
                fields=["case", "purpose", "held_on"],
                condition=Q(withdrawn=False),
                name="one_sitting_per_person_and_day",
                violation_error_message=_("一次会议对一个人只表决一次。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.held_on}"

    def clean(self):
        votes.check(votes.sitting_faults(self))

    @property
    def of_party_committee(self) -> bool:
        return self.purpose in self.OF_PARTY

    def vote_among(self, meetings) -> Meeting | None:
        """The newest vote of a general meeting that the committee decided on."""
        about = [
            vote
            for vote in meetings
            if vote.purpose == self.OF_PARTY.get(self.purpose)
            and vote.held_on <= self.held_on
            and not vote.withdrawn
        ]
        return about[-1] if about else None
