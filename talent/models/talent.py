"""The talent case: its facts and its queries."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from casework.fields import SealedText, Staged, StageField
from casework.models import Case, CaseQuerySet, Seat
from casework.unrecorded import Unrecorded, words_of

from .. import upkeep
from ..stages import IN_PROGRESS, IN_STORE, Stage
from ..steps import BY_SLUG
from .transitions import Rise


class TalentQuerySet(CaseQuerySet):
    def in_progress(self):
        return self.filter(stage__in=IN_PROGRESS)

    def in_store(self):
        """In the pool or above, seated people excluded: they no longer count as reserve (T15)."""
        return self.filter(stage__in=IN_STORE)

    def at(self, stage: str):
        """The cases of one stage; unknown names match all."""
        return self.filter(stage=stage) if stage in Stage.values else self


def _day(words):
    return models.DateField(words, null=True, blank=True)


class Talent(Rise, Staged, Case):
    """One entry of a person into the village's talent pool. A later entry is a new case."""

    class Source(models.TextChoices):
        FARMER = "farmer", _("种养大户")
        COOPERATIVE = "cooperative", _("合作社负责人")
        RETURNEE = "returnee", _("返乡创业人员")
        VETERAN = "veteran", _("退役军人")
        GRADUATE = "graduate", _("高校毕业生")
        PROFESSIONAL = "professional", _("乡村医生和教师")
        GRID = "grid", _("网格员和村务人员")

    class Target(models.TextChoices):
        BRANCH = "branch", _("支委")
        VILLAGERS = "villagers", _("村委")
        SECRETARY = "secretary", _("书记")

    class VillagerClass(models.TextChoices):
        REGISTERED = "registered", _("户籍在本村并居住")
        REGISTERED_AWAY = "registered_away", _("户籍在本村，外出但登记参选")
        RESIDENT = "resident", _("居住一年以上，经同意参选")

    Stage = Stage

    stage = StageField(_("阶段"), max_length=20, choices=Stage, default=Stage.LEAD)
    source = models.CharField(_("人员来源"), max_length=20, choices=Source, blank=True)
    target = models.CharField(_("培养方向"), max_length=20, choices=Target, blank=True)
    workplace = SealedText(_("现工作地"), max_length=50, blank=True)
    willing = models.BooleanField(_("愿意回村任职"), null=True, blank=True)
    villager_class = models.CharField(
        _("选民登记情形"), max_length=20, choices=VillagerClass, blank=True
    )
    surveyed_on = _day(_("摸排登记日期"))
    pooled_on = _day(_("入库日期"))
    reserved_on = _day(_("列入后备日期"))
    nominated_on = _day(_("确定人选日期"))
    seat = models.ForeignKey(
        Seat,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("拟任席位"),
        related_name="nominees",
    )
    seated_on = _day(_("当选日期"))
    suspended_on = _day(_("暂停日期"))
    suspended_from = models.CharField(max_length=20, blank=True, editable=False)
    cleared_on = _day(_("查清日期"))
    ended_on = _day(_("出库日期"))
    end_reason = SealedText(_("原因"), max_length=200, blank=True)

    objects = TalentQuerySet.as_manager()

    class Meta:
        verbose_name = _("人才")
        permissions = [("record", "Record facts"), ("take_back", "Take back a step")]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(stage__in=IN_PROGRESS),
                name="one_open_talent_per_person",
                violation_error_message=_("此人已在人才库流程中，不能在另一个村重复登记。"),
            ),
            models.CheckConstraint(
                condition=Q(stage__in=Stage.values), name="talent_stage_is_known"
            ),
        ]
        indexes = [
            models.Index(fields=["stage", "stage_since", "id"], name="talent_list"),
            models.Index(fields=["unit", "stage"], name="talent_of_unit"),
            models.Index(
                fields=["id"], condition=Q(papers_missing__gt=0), name="talent_lacking_papers"
            ),
        ]

    @classmethod
    def entered(cls, column: str, facts: dict) -> Unrecorded:
        """A fact of the person, or one that a form of the pool takes."""
        step = next((step for step in BY_SLUG.values() if column in step.fields), None)
        if step is None:
            return Unrecorded(words_of(cls, column), _("本人资料"))
        return Unrecorded(words_of(cls, column), step.title, step.slug)

    def get_absolute_url(self) -> str:
        return reverse("talent:case", args=[self.pk])

    def settle(self, on, *, saving: bool = True) -> None:
        upkeep.settle(self, on, saving=saving)

    def undo(self, step) -> dict:
        """Restore the facts; a term of office that began with the step ends with it, one that
        ended with it runs on."""
        if step.name == "take_seat":
            self.give_seat_back(step.decided_on)
        if step.name == "leave_seat":
            self.sit_down_again(step.decided_on)
        return super().undo(step)
