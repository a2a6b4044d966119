"""A province of a million membership cases, for measuring.

One county is made up person by person; the others are copies of it, row by row inside the
database, with new ids. No ID numbers, no report texts, no audit rows: memory stays small.
"""

from datetime import date
from math import ceil

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Max, Min, Model

from casework import vouching
from casework.models import Person, Unit
from membership import models as membership
from progress import recounting

from . import accounts, names, places
from .dossiers import Dossiers
from .luck import Luck
from .people import Registry
from .recruit import Recruit, Recruiter
from .township import bulk, by_model, gatherings_of, members_by_branch
from .wishes import Wishes

CASES = 1_000_000
MEMBERS = 8  # of each branch, to stand beside the cases
ROUNDS = 2  # times the wishes of a township
TOWNSHIPS = len(names.TOWNSHIPS)
# Every table that is copied, with those its foreign keys lead to before it.
COPIED = (
    Unit,
    Person,
    membership.Application,
    membership.Mentor,
    membership.Introducer,
    membership.Assessment,
    membership.Gathering,
    membership.Meeting,
    membership.Sitting,
    membership.ApplicationPaper,
    membership.ApplicationDeadline,
    membership.MissingApplicationPaper,
)


def load(seed: int, on: date, cases: int | None) -> None:
    """Fill an empty database with `cases` membership cases or more: whole counties are copied."""
    cases = cases or CASES
    province = places.unit(Unit.Kind.PROVINCE, "示例省", None)
    places.store_units([province])
    with transaction.atomic():
        made = _first_county(seed, on, province, cases)
    copy = Copy(province)
    for number in range(1, ceil(cases / made)):
        with transaction.atomic():
            copy.county(number)
    copy.reset_sequences()
    _open_accounts()
    vouching.spare(note="示例省：数据成批复制，未逐条留痕")
    connection.cursor().execute("ANALYZE")


def _first_county(seed: int, on: date, province: Unit, cases: int) -> int:
    """Townships until there are thirty or enough cases; how many cases they have."""
    county = places.unit(Unit.Kind.COUNTY, _county_name(0), province)
    places.store_units([county])
    made = 0
    for place, name in enumerate(names.TOWNSHIPS):
        if made >= cases:
            break
        branches = places.other_list(place, name) if place else places.first_list()
        made += _township(Luck(f"{seed}/{place}"), on, places.places(county, name, branches))
    everything = membership.Application.objects.select_related("person")
    recounting.settle(everything, on)
    return made


def _township(luck: Luck, on: date, found: places.Places) -> int:
    """Store one township; how many cases it has."""
    people = Registry(luck, on, "", sealed=False)
    for branch in found.branches:
        for _one in range(MEMBERS):
            people.member(branch)
    recruiter = Recruiter(luck, on, members_by_branch(people))
    dossiers = Dossiers(luck, on, lean=True)
    made = [_recruit(recruiter, wish, found, people) for wish in _wishes(luck, on)]
    for recruit in made:
        dossiers.fill(recruit)
    dossiers.leave_gaps(made)
    _store(found, people, made)
    return len(made)


def _wishes(luck: Luck, on: date):
    """Mostly applicants and activists, whose dossiers are thin."""
    wishes = Wishes(luck, on)
    for _round in range(ROUNDS):
        yield from wishes.all()
        yield from wishes.applicants()
        yield from wishes.activists()


def _recruit(recruiter: Recruiter, wish, found: places.Places, people: Registry) -> Recruit:
    branch = recruiter.luck.choice(found.branches)
    return recruiter.recruit(wish, people.villager(branch, *wish.ages), branch)


def _store(found: places.Places, people: Registry, made: list[Recruit]) -> None:
    places.store(found)
    bulk(people.people)
    bulk([recruit.case for recruit in made])
    bulk([paper for recruit in made for paper in recruit.papers])
    bulk(gatherings_of(made))
    by_model(row for recruit in made for row in recruit.rows)


def _county_name(number: int) -> str:
    return f"示例{number + 1}县" if number else "示例县"


def _open_accounts() -> None:
    """The first township's officer, a secretary there and a reader of the whole province."""
    units = Unit.objects.order_by("pk")
    township = units.filter(kind=Unit.Kind.TOWNSHIP).first()
    village = units.filter(kind=Unit.Kind.VILLAGE).first()
    accounts.open_accounts(units.get(kind=Unit.Kind.PROVINCE), township, village)


class Copy:
    """Copies the first county: every id moves on by the number of ids of its table."""

    def __init__(self, province: Unit):
        self.province = province
        self.spans = {model: self._span(model) for model in COPIED}

    def _span(self, model: type[Model]) -> tuple[int, int]:
        """The first and the last id of the county's rows."""
        rows = model._base_manager.all()
        if model is Unit:
            rows = rows.exclude(pk=self.province.pk)
        found = rows.aggregate(first=Min("pk"), last=Max("pk"))
        return found["first"] or 1, found["last"] or 0

    def county(self, number: int) -> None:
        for model in COPIED:
            self._rows(model, number)
        self._place(number)

    def _rows(self, model: type[Model], number: int) -> None:
        columns = [field.column for field in model._meta.concrete_fields]
        values = [self._value(model, field, number) for field in model._meta.concrete_fields]
        first, last = self.spans[model]
        table, quote = connection.ops.quote_name(model._meta.db_table), connection.ops.quote_name
        sql = (
            f"INSERT INTO {table} ({', '.join(map(quote, columns))})"
            f" SELECT {', '.join(values)} FROM {table} WHERE id BETWEEN %s AND %s"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [first, last])

    def _value(self, model: type[Model], field, number: int) -> str:
        """SQL: the column, moved on where it holds an id of a copied table."""
        column = connection.ops.quote_name(field.column)
        target = field.related_model if field.is_relation else model if field.primary_key else None
        if model is Unit and field.name == "path":
            return "'new-' || id"
        if target not in self.spans:
            return column
        moved = f"{column} + {self._offset(target, number)}"
        if model is Unit and field.name == "parent":
            return f"CASE WHEN kind = '{Unit.Kind.COUNTY}' THEN {column} ELSE {moved} END"
        return moved

    def _offset(self, model: type[Model], number: int) -> int:
        first, last = self.spans[model]
        return number * (last - first + 1)

    def _place(self, number: int) -> None:
        """Name the county and give its units their paths, level by level."""
        fresh = Unit.objects.filter(path__startswith="new-")
        name = _county_name(number)
        fresh.filter(kind=Unit.Kind.COUNTY).update(name=name, short_name=name)
        while places.place_level(fresh.exclude(parent__path__startswith="new-")):
            pass

    def reset_sequences(self) -> None:
        """Tell PostgreSQL which ids are taken."""
        with connection.cursor() as cursor:
            for sql in connection.ops.sequence_reset_sql(no_style(), COPIED):
                cursor.execute(sql)
