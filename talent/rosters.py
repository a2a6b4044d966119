"""How rosters of the village pipeline are stored: cadres as terms on seats, talent as cases.

Nobody is put out of office by a list: where all seats are held, the row says so and waits.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.import_facts import day_of, first_of_month
from casework.importing import Keeper, Line
from casework.models import Seat, Term, Unit
from casework.models.office import HELD
from casework.upkeep import settle_all
from casework.wording import listed

from . import timing
from .models import Talent
from .papers import CATALOGUE
from .stages import IN_PROGRESS, Stage

Body, Post = Seat.Body, Seat.Post
# What a post is called, by body; the first that the text holds wins.
POSTS = {
    Body.BRANCH: (
        ("副书记", Post.DEPUTY_SECRETARY),
        ("书记", Post.SECRETARY),
        ("委员", Post.MEMBER),
    ),
    Body.VILLAGERS: (
        ("副主任", Post.DEPUTY_CHAIR),
        ("主任", Post.CHAIR),
        ("委员", Post.MEMBER),
    ),
}
COLUMN = {Body.BRANCH: "party_post", Body.VILLAGERS: "village_post"}
BASES = (
    ("补选", Term.Basis.BY_ELECTED),
    ("选派", Term.Basis.DESIGNATED),
    ("下派", Term.Basis.DESIGNATED),
    ("任命", Term.Basis.DESIGNATED),
    ("指定", Term.Basis.DESIGNATED),
)
OFFICE = ("机关", "镇干部", "乡干部")


def posts_of(values: dict) -> list[tuple[str, str]]:
    """(body, post) of every seat a row names; 妇联主席 or 会计 is no seat of a committee."""
    found = []
    for body, words in POSTS.items():
        text = values.get(COLUMN[body], "") or _mixed(values.get("post", ""), body)
        post = next((post for word, post in words if word in text), None)
        if post:
            found.append((body, post))
    return found


def _mixed(text: str, body: str) -> str:
    """The part of one cell with both posts that concerns a body: 支部书记、村委会主任."""
    if body == Body.BRANCH and not any(
        word in text for word in ("书记", "支部", "支委", "组织", "宣传")
    ):
        return ""
    if body == Body.VILLAGERS and not any(word in text for word in ("主任", "村委")):
        return ""
    return text


class Seats:
    """The seats of some villages, handed out to the rows of a roster."""

    def __init__(self, villages):
        self.fixed, self.free, self.held, self.numbers = set(), {}, {}, {}
        seats = Seat.objects.filter(village__in=villages, abolished_on__isnull=True)
        running = {t.seat_id: t for t in Term.objects.filter(seat__in=seats, until__isnull=True)}
        for seat in Seat.objects.filter(village__in=villages):
            place = (seat.village_id, seat.body)
            self.numbers[place] = max(self.numbers.get(place, 0), seat.number)
        for seat in seats:
            place = (seat.village_id, seat.body)
            self.fixed.add(place)
            if seat.pk in running:
                self.held[place, running[seat.pk].person_id] = seat
            else:
                self.free.setdefault((*place, seat.post), []).append(seat)

    def is_held_by(self, village: Unit, body: str, person) -> bool:
        return person is not None and ((village.pk, body), person.pk) in self.held

    def take(self, village: Unit, body: str, post: str) -> Seat | None:
        """A free seat, or a new one where the village had none of this body; else None."""
        place = (village.pk, body)
        free = self.free.get((*place, post))
        if free:
            return free.pop(0)
        if place in self.fixed:
            return None
        self.numbers[place] = self.numbers.get(place, 0) + 1
        return Seat(village=village, body=body, post=post, number=self.numbers[place])


def _village(unit: Unit) -> Unit | None:
    return next((u for u in (unit, unit.parent) if u and u.kind == Unit.Kind.VILLAGE), None)


def look_at_cadres(lines: list[Line]) -> None:
    """Give every row its seats, or say why it has none."""
    seats = Seats({village.pk for line in lines if (village := _village(line.unit))})
    for line in lines:
        line.unit = _village(line.unit) or line.unit
        line.seats = _seats_of(line, seats)
        if line.seats:
            line.makes = _("任职：%s") % listed(line.seats)


def _seats_of(line: Line, seats: Seats) -> list[Seat]:
    since, posts = first_of_month(line.values.get("post_start")), posts_of(line.values)
    if line.unit.kind != Unit.Kind.VILLAGE:
        line.held = _("没有写是哪个村")
    elif not posts:
        line.held = _("没有“两委”职务，只存人员资料")
    elif since is None:
        line.held = _("任现职时间不明，只存人员资料")
    else:
        return _taken(line, seats, posts)
    return []


def _taken(line, seats, posts) -> list[Seat]:
    found, full = [], []
    for body, post in posts:
        if seats.is_held_by(line.unit, body, line.person):
            continue
        seat = seats.take(line.unit, body, post)
        if seat:
            found.append(seat)
        else:
            full.append(f"{Body(body).label}{Post(post).label}")
    if full:
        line.held = _("%s 的席位现有任职者，须先免去") % listed(full)
    elif not found:
        line.held = _("已在任，任职不变")
    return found


def store_cadres(lines: list[Line], on) -> list:
    """Seats that are new, then the terms on all of them."""
    pairs = [(line, seat) for line in lines for seat in line.seats]
    for line, seat in pairs:
        seat.state = HELD[_holder(line.values)]
    made = [seat for _line, seat in pairs if seat.pk is None]
    Seat.objects.bulk_update([seat for _line, seat in pairs if seat.pk], ["state"], 500)
    Seat.objects.bulk_create(made, batch_size=500)
    terms = Term.objects.bulk_create([_term(*pair) for pair in pairs], batch_size=500)
    return [*terms, *made]


def _term(line: Line, seat: Seat) -> Term:
    how = line.values.get("how_elected", "")
    return Term(
        seat=seat,
        person=line.person,
        holder=_holder(line.values),
        basis=next((basis for word, basis in BASES if word in how), Term.Basis.ELECTED),
        since=first_of_month(line.values["post_start"]),
    )


def _holder(values: dict) -> str:
    text = values.get("source_type", "") + values.get("workunit", "")
    seconded = any(word in text for word in OFFICE)
    return Term.Holder.SECONDED if seconded else Term.Holder.LOCAL


SOURCES = (
    ("种养", Talent.Source.FARMER),
    ("合作社", Talent.Source.COOPERATIVE),
    ("返乡", Talent.Source.RETURNEE),
    ("退役", Talent.Source.VETERAN),
    ("毕业", Talent.Source.GRADUATE),
    ("教师", Talent.Source.PROFESSIONAL),
    ("医生", Talent.Source.PROFESSIONAL),
    ("网格", Talent.Source.GRID),
)
TARGETS = (
    ("书记", Talent.Target.SECRETARY),
    ("支委", Talent.Target.BRANCH),
    ("村委", Talent.Target.VILLAGERS),
    ("主任", Talent.Target.VILLAGERS),
)
STAGES = {"talent": Stage.POOL, "reserve": Stage.RESERVE}
DAYS = {Stage.POOL: "pooled_on", Stage.RESERVE: "reserved_on"}


def look_at_talent(lines: list[Line]) -> None:
    """Say of each row whether an entry into the pool is made."""
    known = [line.person.pk for line in lines if line.person]
    cases = Talent.objects.filter(person__in=known, stage__in=IN_PROGRESS)
    running = {case.person_id: case.get_stage_display() for case in cases}
    for line in lines:
        village = _village(line.unit)
        if line.person and line.person.pk in running:
            line.held = _("已在人才库流程中（%s）") % running[line.person.pk]
        elif village is None:
            line.held = _("没有写是哪个村")
        else:
            line.unit, line.makes = village, _("入库：%s") % STAGES[line.kind].label


def store_talent(lines: list[Line], on) -> list:
    """An entry for each row, in a handful of queries however many."""
    made = Talent.objects.bulk_create([_entry(line) for line in lines], batch_size=500)
    due = lambda case: timing.deadlines(case, mentored=False, appraised_on=None)  # noqa: E731
    settle_all(made, CATALOGUE, due, on)
    return made


def _entry(line: Line) -> Talent:
    values, stage = line.values, STAGES[line.kind]
    listed = day_of(values.get("listed"))
    case = Talent(
        person=line.person,
        unit=line.unit,
        stage=stage,
        stage_since=listed,
        source=_first(SOURCES, values.get("source_type", "")),
        target=_first(TARGETS, values.get("target_post", "")),
        workplace=values.get("workplace", "")[:50],
        willing={"是": True, "否": False}.get(values.get("intent")),
    )
    setattr(case, DAYS[stage], listed)
    case.work_out()
    return case


def _first(pairs, text: str) -> str:
    return next((value for word, value in pairs if word in text), "")


CADRES = Keeper(
    frozenset(
        {
            "party_post",
            "village_post",
            "post",
            "post_start",
            "how_elected",
            "source_type",
            "workunit",
        }
    ),
    look_at_cadres,
    store_cadres,
    gettext_lazy("登记任职"),
)
POOL = Keeper(
    frozenset({"source_type", "target_post", "workplace", "intent", "listed"}),
    look_at_talent,
    store_talent,
    gettext_lazy("登记入库"),
)
KEEPERS = {"cadre": CADRES, "talent": POOL, "reserve": POOL}
