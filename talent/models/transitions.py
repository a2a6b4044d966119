"""Every transition of a talent case (shared specification §5.1), with its guard."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _
from django_fsm import RETURN_VALUE, transition

from casework.models import Term
from casework.rules import Guard
from casework.workflow import NotPossible

from ..papers import CATALOGUE
from ..rules import seat, store
from ..stages import IN_STORE, SUSPENDABLE, Stage


class Rise:
    """The machine. `custom` carries what screens need: label, day column, form."""

    @transition(
        "stage",
        source=Stage.LEAD,
        target=Stage.POOL,
        conditions=[
            Guard(
                store.adult,
                store.within_pool_age,
                store.educated,
                store.no_bar,
                store.no_caution,
                store.no_running_sanction,
                *store.review_rules("pool_entry"),
                *CATALOGUE.rules(Stage.POOL),
            )
        ],
        permission="talent.enter_pool",
        custom={"label": _("入人才库"), "day": "pooled_on", "step": "enter-pool"},
    )
    def enter_pool(self):
        """The review round of the pool entry is passed (T2)."""

    @transition(
        "stage",
        source=Stage.POOL,
        target=Stage.RESERVE,
        conditions=[
            Guard(
                store.long_enough_in_pool,
                store.appraised_good,
                store.village_has_need,
                store.no_bar,
                store.no_caution,
                store.no_running_sanction,
                *store.review_rules("reserve_promotion"),
                *CATALOGUE.rules(Stage.RESERVE),
            )
        ],
        permission="talent.promote",
        custom={"label": _("列为村级后备干部"), "day": "reserved_on", "step": "promote"},
    )
    def promote(self):
        """The person becomes a village reserve cadre (T5)."""

    @transition(
        "stage",
        source=Stage.RESERVE,
        target=Stage.CANDIDATE,
        conditions=[
            Guard(
                seat.branch_seat,
                seat.committee_exists,
                seat.seat_open,
                seat.full_member,
                seat.member_has_rights,
                seat.affiliated_here,
                seat.young,
                seat.appraised_excellent,
                store.no_bar,
                store.no_caution,
                store.no_running_sanction,
                *store.review_rules("candidate"),
                *CATALOGUE.rules(Stage.CANDIDATE),
            )
        ],
        permission="talent.nominate",
        custom={"label": _("推荐为支委人选"), "day": "nominated_on", "step": "nominate"},
    )
    def nominate_for_branch(self):
        """A reserve cadre is put up for a seat of the branch committee (T7)."""

    @transition(
        "stage",
        source=Stage.RESERVE,
        target=Stage.CANDIDATE,
        conditions=[
            Guard(
                seat.villagers_seat,
                seat.seat_open,
                seat.on_villager_list,
                seat.not_office_staff,
                seat.no_statutory_bar,
                seat.young,
                store.no_bar,
                store.no_caution,
                store.no_running_sanction,
                *store.review_rules("candidate"),
            )
        ],
        permission="talent.nominate",
        custom={"label": _("推荐为村委人选"), "day": "nominated_on", "step": "nominate"},
    )
    def nominate_for_villagers(self):
        """A reserve cadre is put up for a seat of the villagers' committee (T8)."""

    @transition(
        "stage",
        source=Stage.CANDIDATE,
        target=Stage.SEATED,
        conditions=[
            Guard(
                seat.seat_open,
                seat.election_valid,
                seat.election_won,
                *CATALOGUE.rules(Stage.SEATED),
            )
        ],
        permission="talent.take_seat",
        custom={
            "label": _("当选任职"),
            "day": "seated_on",
            "step": "take-seat",
            "tally": "election",
        },
    )
    def take_seat(self):
        """The election is valid and won: the seat changes hands (T9).

        A by-election never begins a term of its own: it ends with the seat's current term.
        """
        self.watch.hold(self.seat)
        before = self.seat.terms.order_by("-since").first()
        if before and before.until is None:
            before.until = self.seated_on - timedelta(days=1)
            before.save()
        local = self.person.unit.path.startswith(self.seat.village.path)
        Term.objects.create(
            seat=self.seat,
            person=self.person,
            holder=Term.Holder.LOCAL if local else Term.Holder.EXTERNAL,
            basis=Term.Basis.BY_ELECTED,
            since=self.seated_on,
            term_ends_on=before.term_ends_on if before else None,
        )

    def give_seat_back(self, day) -> None:
        """Undo `take_seat`: the term that began on `day` goes, the one before runs on."""
        self.watch.hold(self.seat)
        self.seat.terms.filter(person=self.person, since=day).delete()
        before = self.seat.terms.filter(until=day - timedelta(days=1)).first()
        if before:
            before.until = None
            before.save()
        self.seat.settle()

    def sit_down_again(self, day) -> None:
        """Undo `leave_seat`: the term that ended on `day` runs on, unless somebody has the seat."""
        self.watch.hold(self.seat)
        if self.seat.terms.filter(until__isnull=True).exists():
            raise NotPossible(_("席位上已有他人任职，不能撤回离任。"))
        term = self.seat.terms.filter(person=self.person, until=day).last()
        if term:
            term.until = None
            term.save()

    # Back

    @transition(
        "stage",
        source=Stage.CANDIDATE,
        target=Stage.RESERVE,
        conditions=[Guard(seat.reason_given)],
        permission="talent.return_to_reserve",
        custom={"label": _("退回后备"), "step": "exit", "day": "ended_on", "out": True},
    )
    def return_to_reserve(self):
        """Lost, seat withdrawn or election void (T10)."""

    @transition(
        "stage",
        source=Stage.SEATED,
        target=Stage.RESERVE,
        conditions=[Guard(seat.reason_given)],
        permission="talent.leave_seat",
        custom={"label": _("离任"), "step": "exit", "day": "ended_on", "out": True},
    )
    def leave_seat(self):
        """The seat has ended (T11); its term closes on the day."""
        self.watch.hold(self.seat)
        self.seat.terms.filter(person=self.person, until__isnull=True).update(until=self.ended_on)
        self.seat.settle()

    # Sideways and out

    @transition(
        "stage",
        source=list(SUSPENDABLE),
        target=Stage.SUSPENDED,
        conditions=[Guard(seat.reason_given)],
        permission="talent.suspend",
        custom={"label": _("暂停培养"), "step": "suspend", "day": "suspended_on", "out": True},
    )
    def suspend(self):
        """An investigation, a long absence, an objection or a sanction (T12)."""
        self.suspended_from = self.stage

    @transition(
        "stage",
        source=Stage.SUSPENDED,
        target=RETURN_VALUE(*SUSPENDABLE),
        conditions=[Guard(seat.matter_cleared, store.no_bar)],
        permission="talent.resume",
        custom={"label": _("恢复培养"), "step": "resume", "day": "cleared_on"},
    )
    def resume(self):
        """The matter is cleared: back to where it was suspended (T13)."""
        return self.suspended_from

    @transition(
        "stage",
        source=Stage.LEAD,
        target=Stage.REJECTED,
        conditions=[Guard(seat.reason_given)],
        permission="talent.reject",
        custom={"label": _("评审未通过"), "step": "exit", "day": "ended_on", "out": True},
    )
    def reject(self):
        """A step of the round failed (T3)."""

    @transition(
        "stage",
        source=list(IN_STORE),
        target=Stage.EXITED,
        conditions=[Guard(seat.reason_given)],
        permission="talent.leave_store",
        custom={"label": _("出库"), "step": "exit", "day": "ended_on", "out": True},
    )
    def leave_store(self):
        """Out of the store, with the reason (T14)."""
