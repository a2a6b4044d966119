"""Village teams as they stand on a day: seats, people, youth, replacement (talent.md §4).

One definition for the village pages, the reports and the reserve-talent commitment.
Every function asks a constant number of queries, however many villages there are.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from casework.ages import completed_years, mean_age
from casework.dates import born_by
from casework.models import Person, Seat, Term, Unit
from casework.models.office import HELD

from .models import Talent
from .rules.common import YOUNG
from .stages import Stage

ELDER = 60  # years; "60 and over" of the village table
MOST_VILLAGES = 200  # in the village table
YEARS_SHOWN = 3  # years of recruitment in the ledger
OPEN_STATES = (Seat.State.VACANT, Seat.State.HELD_SECONDED)
LEADS = {(Seat.Body.BRANCH, Seat.Post.SECRETARY), (Seat.Body.VILLAGERS, Seat.Post.CHAIR)}


@dataclass(frozen=True)
class SeatOn:
    """A seat on a day with the term that runs then; None: nobody holds it."""

    seat: Seat
    term: Term | None
    on: date

    @property
    def state(self) -> str:
        if self.seat.abolished_on and self.seat.abolished_on <= self.on:
            return Seat.State.ABOLISHED
        return HELD[self.term.holder] if self.term else Seat.State.VACANT

    @property
    def is_open(self) -> bool:
        """Vacant, or held by an office cadre who is to be replaced."""
        return self.state in OPEN_STATES

    @property
    def person(self) -> Person | None:
        return self.term.person if self.term else None

    @property
    def age(self) -> int | None:
        """Completed years of the holder; None where there is none or the birth is unknown."""
        return age_of(self.person, self.on)


def age_of(person: Person | None, on: date) -> int | None:
    return completed_years(person.born_on, on) if person and person.born_on else None


def young(person: Person, on: date) -> bool:
    """35 or younger on the day, 35 included; an unknown birth is not young."""
    age = age_of(person, on)
    return age is not None and age <= YOUNG.on(on)


@dataclass(frozen=True)
class Branches:
    """The Party members who belong to a village's organisations."""

    full: int = 0
    elders: int = 0  # full members of 60 and over
    recruited: tuple[int, ...] = ()  # joined in each of the last years, oldest first
    last_joined_on: date | None = None


@dataclass(frozen=True)
class Team:
    """A village's two committees on a day. A person with two seats counts once."""

    village: Unit
    on: date
    seats: tuple[SeatOn, ...] = ()
    reserves: int = 0
    branches: Branches = field(default_factory=Branches)

    @property
    def in_use(self) -> list[SeatOn]:
        """Seats that are not abolished: the quota."""
        return [seat for seat in self.seats if seat.state != Seat.State.ABOLISHED]

    @property
    def filled(self) -> list[SeatOn]:
        return [seat for seat in self.in_use if seat.term]

    @property
    def vacant(self) -> list[SeatOn]:
        return [seat for seat in self.in_use if seat.state == Seat.State.VACANT]

    @property
    def seconded(self) -> list[SeatOn]:
        return [seat for seat in self.in_use if seat.state == Seat.State.HELD_SECONDED]

    @property
    def people(self) -> list[Person]:
        return list({seat.person.pk: seat.person for seat in self.filled}.values())

    def on_body(self, body: str) -> set[int]:
        """Ids of the people who hold a seat of this committee."""
        return {seat.person.pk for seat in self.filled if seat.seat.body == body}

    @property
    def cross_appointed(self) -> set[int]:
        """Ids of the people on both committees: people = branch + villagers − these."""
        return self.on_body(Seat.Body.BRANCH) & self.on_body(Seat.Body.VILLAGERS)

    @property
    def secretary(self) -> SeatOn | None:
        posts = (seat for seat in self.filled if seat.seat.body == Seat.Body.BRANCH)
        return next((seat for seat in posts if seat.seat.post == Seat.Post.SECRETARY), None)

    @property
    def one_shoulder(self) -> bool:
        """The Party secretary is also the chair of the villagers' committee (一肩挑)."""
        leads = [seat for seat in self.filled if (seat.seat.body, seat.seat.post) in LEADS]
        return len(leads) == 2 and leads[0].person.pk == leads[1].person.pk

    @property
    def young_any(self) -> list[Person]:
        return [person for person in self.people if young(person, self.on)]

    @property
    def young_local(self) -> list[Person]:
        """The young who hold a seat as people of this village."""
        own = {seat.person.pk for seat in self.filled if seat.term.holder == Term.Holder.LOCAL}
        return [person for person in self.young_any if person.pk in own]

    @property
    def elders(self) -> list[Person]:
        ages = ((person, age_of(person, self.on)) for person in self.people)
        return [person for person, age in ages if age is not None and age >= ELDER]

    @property
    def women(self) -> list[Person]:
        return [person for person in self.people if person.sex == Person.Sex.WOMAN]

    @property
    def mean_age(self) -> Decimal | None:
        return mean_age((person.born_on for person in self.people), self.on)

    @property
    def years_without_recruit(self) -> int | None:
        """Whole years since somebody last joined, at most `YEARS_SHOWN`; None: never known."""
        last = self.branches.last_joined_on
        return min(completed_years(last, self.on), YEARS_SHOWN) if last else None


# Reading teams --------------------------------------------------------------------------


def seat_states(seats: QuerySet, on: date) -> list[SeatOn]:
    """Every seat with the term that runs on the day, villages in order. Two queries."""
    terms = Term.objects.held_on(on).filter(seat__in=seats.order_by().values("pk"))
    running = {term.seat_id: term for term in terms.select_related("person")}
    ordered = seats.select_related("village").order_by("village__path", "body", "number")
    return [SeatOn(seat, running.get(seat.pk), on) for seat in ordered]


def villages_of(user) -> QuerySet:
    """The villages of the user's unit and below."""
    return user.account.reachable(Unit.objects.villages(), "path")


def seats_of(user) -> QuerySet:
    """The seats of those villages."""
    return Seat.objects.select_related("village").filter(village__in=villages_of(user))


def village_table(user, on: date) -> list[Team]:
    """The team of every village the user may see, by the letters of their names. Six queries.

    Of a wider unit than some townships the first `MOST_VILLAGES`: a page is not a census.
    """
    first = villages_of(user).order_by("initials", "path").values_list("pk", flat=True)
    return teams(Unit.objects.filter(pk__in=list(first[:MOST_VILLAGES])), on)


def teams(villages: QuerySet, on: date) -> list[Team]:
    """The team of each village on the day. Five queries."""
    mine = villages.order_by().values("pk")
    seats, reserves, members = defaultdict(list), _reserves(mine), _branches(mine, on)
    for seat in seat_states(Seat.objects.filter(village__in=mine), on):
        seats[seat.seat.village_id].append(seat)
    return [
        Team(
            village,
            on,
            tuple(seats[village.pk]),
            reserves.get(village.pk, 0),
            members.get(village.pk, Branches(recruited=(0,) * YEARS_SHOWN)),
        )
        for village in villages.order_by("initials", "path")
    ]


def _reserves(villages) -> dict[int, int]:
    rows = Talent.objects.filter(stage=Stage.RESERVE, unit__in=villages)
    return dict(rows.order_by().values_list("unit").annotate(number=Count("pk")))


def _branches(villages, on: date) -> dict[int, Branches]:
    full = Q(full_member_on__lte=on)
    years = range(on.year - YEARS_SHOWN + 1, on.year + 1)
    joined = [Q(joined_on__year=year, joined_on__lte=on) for year in years]
    rows = (
        Person.objects.filter(affiliation__parent__in=villages)
        .exclude(is_office_cadre=True)
        .order_by()
        .values_list("affiliation__parent")
        .annotate(
            number=Count("pk", filter=full),
            elders=Count("pk", filter=full & Q(born_on__lte=born_by(on, ELDER))),
            last=Max("joined_on", filter=Q(joined_on__lte=on)),
            **{f"joined{i}": Count("pk", filter=year) for i, year in enumerate(joined)},
        )
    )
    return {
        village: Branches(number, elders, tuple(recruited), last)
        for village, number, elders, last, *recruited in rows
    }


# Villages without young people ---------------------------------------------------------


def villages_without_young(villages: QuerySet, on: date) -> QuerySet:
    """Villages where nobody on either committee is 35 or younger (not has_u35_any)."""
    return villages.filter(~Exists(_young_terms(on)))


def villages_without_local_young(villages: QuerySet, on: date) -> QuerySet:
    """The same, not counting office cadres and people of other villages (not has_u35_local)."""
    return villages.filter(~Exists(_young_terms(on).filter(holder=Term.Holder.LOCAL)))


def _young_terms(on: date) -> QuerySet:
    in_use = Q(seat__abolished_on__isnull=True) | Q(seat__abolished_on__gt=on)
    youngest = born_by(on, YOUNG.on(on) + 1)
    held = Term.objects.held_on(on).filter(in_use, person__born_on__gt=youngest)
    return held.filter(seat__village=OuterRef("pk"))


# Replacement of seconded cadres --------------------------------------------------------


class Fate(models.TextChoices):
    """What became of a seat that an office cadre held when the commitment began."""

    REPLACED = "replaced", _("已替换")
    SECONDED = "seconded", _("仍由机关干部兼任")
    VACATED = "vacated", _("已空缺，未替换")
    NOT_COUNTED = "not_counted", _("外村或指定人员任职，不计入替换")
    REMOVED = "removed", _("席位已撤销，另行报告")


FATES = {
    Seat.State.HELD_SECONDED: Fate.SECONDED,
    Seat.State.VACANT: Fate.VACATED,
    Seat.State.ABOLISHED: Fate.REMOVED,
}
BY_ELECTION = (Term.Basis.ELECTED, Term.Basis.BY_ELECTED)


@dataclass(frozen=True)
class Replacement:
    """A baseline seat on a day and what became of it."""

    seat: SeatOn
    fate: Fate


def replaced(
    baseline_seats: QuerySet, on: date, *, external_counts: bool = False
) -> list[Replacement]:
    """The fate of every baseline seat on the day. Two queries.

    Replaced: a local, or where the township says so somebody from another village, was
    elected to it. A vacated seat is not replaced; an abolished one is reported apart.
    """
    states = seat_states(baseline_seats, on)
    return [Replacement(state, _fate(state, external_counts)) for state in states]


def _fate(state: SeatOn, external_counts: bool) -> Fate:
    if state.state in FATES:
        return FATES[state.state]
    counted = external_counts or state.state == Seat.State.HELD_LOCAL
    elected = state.term.basis in BY_ELECTION
    return Fate.REPLACED if counted and elected else Fate.NOT_COUNTED


@dataclass(frozen=True)
class Cure:
    """A baseline village on a day: cured, or why it is not."""

    team: Team
    vacated: tuple[SeatOn, ...] = ()  # baseline seats that the exchange left empty

    @property
    def cured(self) -> bool:
        return bool(not self.team.seconded and self.team.young_local and not self.vacated)

    @property
    def lacks(self) -> list[str]:
        """What is missing, in the officer's words; empty when cured."""
        wanting = {
            _("仍有机关干部兼任"): self.team.seconded,
            _("没有 35 岁以下本村成员"): not self.team.young_local,
            _("替换后席位空缺"): self.vacated,
        }
        return [str(words) for words, missing in wanting.items() if missing]


def cured_villages(baseline_seats: QuerySet, on: date) -> list[Cure]:
    """Every village of the baseline, cured or not. Seven queries.

    Cured: no seconded holder, somebody local of 35 or younger, and no baseline seat left
    vacant by the exchange.
    """
    fates = replaced(baseline_seats, on)
    vacated = defaultdict(list)
    for row in fates:
        if row.fate == Fate.VACATED:
            vacated[row.seat.seat.village_id].append(row.seat)
    villages = Unit.objects.filter(pk__in={row.seat.seat.village_id for row in fates})
    return [Cure(team, tuple(vacated[team.village.pk])) for team in teams(villages, on)]


def count(rows: Iterable[Replacement], fate: Fate) -> int:
    return sum(row.fate == fate for row in rows)


def in_need(cases: QuerySet) -> QuerySet:
    """`cases` with `has_need`: the village has a seat vacant or held by an office cadre."""
    wanted = Seat.objects.filter(village=OuterRef("unit"), state__in=OPEN_STATES)
    return cases.annotate(has_need=Exists(wanted))
