"""Seats of the village two committees and who held them, from when to when."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .people import Person
from .units import Unit


class Seat(models.Model):
    """One seat of a village's branch committee or villagers' committee."""

    TOLD_WITH = "pk"
    UNTOLD = ("state",)

    class Body(models.TextChoices):
        BRANCH = "branch", _("村党组织")
        VILLAGERS = "villagers", _("村委会")

    class Post(models.TextChoices):
        SECRETARY = "secretary", _("书记")
        DEPUTY_SECRETARY = "deputy_secretary", _("副书记")
        CHAIR = "chair", _("主任")
        DEPUTY_CHAIR = "deputy_chair", _("副主任")
        MEMBER = "member", _("委员")

    class State(models.TextChoices):
        VACANT = "vacant", _("空缺")
        HELD_LOCAL = "held_local", _("本村任职")
        HELD_EXTERNAL = "held_external", _("外村任职")
        HELD_SECONDED = "held_seconded", _("机关兼任")
        ABOLISHED = "abolished", _("已撤销")

    village = models.ForeignKey(Unit, models.PROTECT, related_name="seats")
    body = models.CharField(_("班子"), max_length=10, choices=Body)
    post = models.CharField(_("职务"), max_length=20, choices=Post)
    number = models.PositiveSmallIntegerField(_("席位号"), default=1)
    state = models.CharField(
        _("状态"), max_length=20, choices=State, default=State.VACANT, editable=False
    )
    abolished_on = models.DateField(_("撤销日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("席位")
        ordering = ["village", "body", "number"]
        constraints = [
            models.UniqueConstraint(fields=["village", "body", "number"], name="seat_once"),
        ]
        indexes = [models.Index(fields=["state", "village"], name="seat_state")]  # needs, progress

    def settle(self) -> None:
        """Work the state out again from the running term."""
        running = self.terms.filter(until__isnull=True).first()
        held = HELD[running.holder] if running else self.State.VACANT
        self.state = self.State.ABOLISHED if self.abolished_on else held
        self.save(update_fields=["state"])

    @property
    def words(self) -> str:
        """“村委会委员”."""
        parts = {"body": self.get_body_display(), "post": self.get_post_display()}
        return gettext("%(body)s%(post)s") % parts

    def __str__(self) -> str:
        return f"{self.village} {self.words}"


class TermQuerySet(models.QuerySet):
    def visible_to(self, user):
        return user.account.reachable(self, "seat__village__path")

    def held_on(self, day):
        """Terms that run on `day`; the last day counts."""
        return self.filter(Q(until__isnull=True) | Q(until__gte=day), since__lte=day)


class Term(models.Model):
    """Somebody's time on a seat. `until` is the last day held; empty while it runs."""

    TOLD_WITH = "seat"

    class Holder(models.TextChoices):
        LOCAL = "local", _("本村")
        EXTERNAL = "external_local", _("外村")
        SECONDED = "seconded_cadre", _("机关兼任")

    class Basis(models.TextChoices):
        ELECTED = "elected", _("换届选举")
        BY_ELECTED = "by_elected", _("补选")
        DESIGNATED = "designated", _("指定")

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="terms")
    person = models.ForeignKey(Person, models.PROTECT, related_name="terms")
    holder = models.CharField(_("身份"), max_length=20, choices=Holder, default=Holder.LOCAL)
    basis = models.CharField(_("产生方式"), max_length=20, choices=Basis, default=Basis.ELECTED)
    since = models.DateField(_("任职起"))
    until = models.DateField(_("任职止"), null=True, blank=True)
    term_ends_on = models.DateField(_("本届届满"), null=True, blank=True)

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = _("任职")
        ordering = ["seat", "since"]
        constraints = [
            models.UniqueConstraint(
                fields=["seat"],
                condition=Q(until__isnull=True),
                name="seat_held_by_one",
                violation_error_message=_("此席位现有任职者，须先免去。"),
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="term_ends_after_it_begins",
                violation_error_message=_("任职止不能早于任职起。"),
            ),
        ]
        indexes = [models.Index(fields=["person", "until"], name="term_of_person")]

    def __str__(self) -> str:
        return f"{self.person} {self.seat}"

    def clean(self):
        """Staff of organs do not join the villagers' committee (2018: art. 38; 2025: 47)."""
        if self.seat.body == Seat.Body.VILLAGERS and self.holder == self.Holder.SECONDED:
            raise ValidationError({"holder": _("机关工作人员不能担任村民委员会成员。")})

    def save(self, **kwargs):
        super().save(**kwargs)
        self.seat.settle()


HELD = {
    Term.Holder.LOCAL: Seat.State.HELD_LOCAL,
    Term.Holder.EXTERNAL: Seat.State.HELD_EXTERNAL,
    Term.Holder.SECONDED: Seat.State.HELD_SECONDED,
}
