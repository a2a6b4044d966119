"""Who of the reserve fits a seat that is vacant or to be replaced, and why."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _t

from casework.models import Seat
from casework.rules import BLOCK, Guard

from .models import Talent
from .rules import seat as seat_rules
from .rules import store
from .stages import Stage
from .structure import age_of

# What the nomination asks of the person; what it asks of the seat is known already.
OF_THE_PERSON = {
    Seat.Body.BRANCH: Guard(
        seat_rules.full_member,
        seat_rules.member_has_rights,
        seat_rules.young,
        seat_rules.appraised_excellent,
        store.no_bar,
    ),
    Seat.Body.VILLAGERS: Guard(
        seat_rules.on_villager_list,
        seat_rules.not_office_staff,
        seat_rules.no_statutory_bar,
        seat_rules.young,
        store.no_bar,
    ),
}
NOMINATIONS = {
    Seat.Body.BRANCH: "nominate_for_branch",
    Seat.Body.VILLAGERS: "nominate_for_villagers",
}


@dataclass(frozen=True)
class Match:
    """A reserve cadre for a seat: what speaks for the person and which rules do not hold."""

    case: Talent
    on: date
    unmet: tuple

    @property
    def fits(self) -> bool:
        """Nothing stops the nomination; a warning may still need a reason."""
        return all(rule.severity is not BLOCK for rule in self.unmet)

    @property
    def reasons(self) -> list[str]:
        """“32 岁、大学专科、中共党员、愿意回村任职、先锋岗优秀”, as far as known."""
        person = self.case.person
        age = age_of(person, self.on)
        graded = [f"{row}{row.get_grade_display()}" for row in self.case.posts.all() if row.grade]
        return [
            *([_t("%s 岁") % age] if age is not None else []),
            *filter(None, [person.get_education_display(), person.get_standing_display()]),
            *([_t("愿意回村任职")] if self.case.willing else []),
            *graded,
        ]

    @property
    def order(self) -> tuple:
        """Those who fit first, then fewest doubts, then the youngest."""
        age = age_of(self.case.person, self.on)
        return (not self.fits, len(self.unmet), 200 if age is None else age, self.case.pk)


def matches(seat: Seat, on: date) -> list[Match]:
    """The village's reserve cadres for a seat, the best first. Two queries."""
    guard = OF_THE_PERSON[seat.body]
    reserve = Talent.objects.filter(stage=Stage.RESERVE, unit=seat.village_id).for_list()
    cases = guard.annotate(reserve, on).prefetch_related("posts")
    return sorted((_match(case, guard, on) for case in cases), key=lambda match: match.order)


def _match(case, guard: Guard, on: date) -> Match:
    unmet = (rule for rule in guard.in_force(on) if not getattr(case, f"meets_{rule.slug}"))
    return Match(case, on, tuple(unmet))
