"""Works every derived column and row out again, page by page, and names what differs.

Nothing here knows a rule: columns come from the models' own arithmetic, deadlines and papers
from the pipelines that keep them one case at a time.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Model, QuerySet

from casework import names
from casework.models import Person, Sanction, Seat, Unit
from casework.models.office import HELD
from casework.upkeep import lacking
from membership import upkeep as membership_upkeep
from membership.models import Application, Appraisal, Gathering, Meeting, Notice, YearPlan
from membership.papers import CATALOGUE as MEMBERSHIP_PAPERS
from membership.year_plan import count_again
from talent import upkeep as talent_upkeep
from talent.models import ByElection, ReviewRound, Talent
from talent.papers import CATALOGUE as TALENT_PAPERS

PAGE = 1000
COUNTERS = ("papers_expected", "papers_missing")


@dataclass(frozen=True)
class Difference:
    """What a row says and what follows from the facts."""

    row: Model
    what: str
    stored: object
    right: object

    def __str__(self) -> str:
        where = f"{self.row._meta.label}:{self.row.pk}"
        return f"{where} {self.what}: {self.stored} → {self.right}"


@dataclass(frozen=True)
class Columns:
    """Derived columns of a model; `work_out` sets them on a row."""

    rows: QuerySet
    names: tuple[str, ...]
    work_out: Callable[[Model], None]

    def differences(self, page: list, on: date) -> Iterator[Difference]:
        """Sets the right values on the rows of the page, as it goes."""
        for row in page:
            before = [getattr(row, name) for name in self.names]
            self.work_out(row)
            for name, stored in zip(self.names, before, strict=True):
                if stored != getattr(row, name):
                    yield Difference(row, name, stored, getattr(row, name))

    def mend(self, found: list[Difference]) -> None:
        rows = list({difference.row.pk: difference.row for difference in found}.values())
        self.rows.model._base_manager.bulk_update(rows, self.names, batch_size=200)


@dataclass(frozen=True)
class Dossiers:
    """Deadlines, missing papers and counters of the cases of a pipeline."""

    rows: QuerySet
    catalogue: object
    dues: Callable[[list], dict]

    def differences(self, page: list, on: date) -> Iterator[Difference]:
        model, ids = self.rows.model, [case.pk for case in page]
        deadlines = _grouped(model, "deadlines", ids, "kind", "opens_on", "due_on")
        missing = _grouped(model, "missing", ids, "kind")
        standing = self.catalogue.standing(model._base_manager.filter(pk__in=ids), on)
        dues = self.dues(page)
        for case in page:
            right = _sorted((due.kind, due.opens_on, due.due_on) for due in dues[case.pk])
            kinds, expected = lacking(standing[case.pk])
            yield from _differ(case, "deadlines", deadlines.get(case.pk, []), right)
            yield from _differ(
                case, "missing", missing.get(case.pk, []), sorted((k,) for k in kinds)
            )
            for name, value in zip(COUNTERS, (expected, len(kinds)), strict=True):
                yield from _differ(case, name, getattr(case, name), value)

    def mend(self, found: list[Difference]) -> None:
        for relation, columns in (
            ("deadlines", ("kind", "opens_on", "due_on")),
            ("missing", ("kind",)),
        ):
            _replace(relation, columns, [one for one in found if one.what == relation])
        counted = [one for one in found if one.what in COUNTERS]
        for one in counted:
            setattr(one.row, one.what, one.right)
        rows = list({one.row.pk: one.row for one in counted}.values())
        self.rows.model._base_manager.bulk_update(rows, COUNTERS, batch_size=200)


def _grouped(model, relation: str, ids: list[int], *columns: str) -> dict[int, list[tuple]]:
    """The rows of a relation by case, sorted."""
    found: dict[int, list[tuple]] = {}
    rows = model._meta.get_field(relation).related_model._base_manager.filter(case__in=ids)
    for case, *values in rows.order_by().values_list("case", *columns):
        found.setdefault(case, []).append(tuple(values))
    return {case: _sorted(values) for case, values in found.items()}


def _sorted(rows: Iterable[tuple]) -> list[tuple]:
    return sorted(rows, key=lambda row: [str(value) for value in row])


def _differ(case, what: str, stored, right) -> Iterator[Difference]:
    if stored != right:
        yield Difference(case, what, stored, right)


def _replace(relation: str, columns: tuple[str, ...], found: list[Difference]) -> None:
    """Delete the cases' rows of the relation and write the right ones."""
    if not found:
        return
    model = found[0].row._meta.get_field(relation).related_model
    model._base_manager.filter(case__in=[one.row for one in found if one.stored]).delete()
    model._base_manager.bulk_create(
        (
            model(case=one.row, **dict(zip(columns, values, strict=True)))
            for one in found
            for values in one.right
        ),
        batch_size=2000,
    )


# The work_out of each model -------------------------------------------------------------


def _name(person: Person) -> None:
    person.pinyin, person.initials = names.pinyin(person.name), names.initials(person.name)


def _place(unit: Unit) -> None:
    """From the ids above, so that one wrong path does not make those below it look wrong."""
    unit.path = _path(unit)


def _path(unit: Unit) -> str:
    return f"{_path(unit.parent) if unit.parent else ''}{unit.pk}/"


def _holder(seat: Seat) -> None:
    running = next((term for term in seat.terms.all() if term.until is None), None)
    held = HELD[running.holder] if running else Seat.State.VACANT
    seat.state = Seat.State.ABOLISHED if seat.abolished_on else held


def _case_columns() -> tuple[str, ...]:
    """The worked-out columns of a membership case."""
    fields = Application._meta.concrete_fields
    return tuple(
        field.name for field in fields if field.name.endswith("_on") and not field.editable
    )


COLUMNS = (
    Columns(Unit.objects.select_related("__".join(["parent"] * 5)), Unit.UNTOLD, _place),
    Columns(Person.objects.all(), ("pinyin", "initials"), _name),
    Columns(Sanction.objects.all(), Sanction.UNTOLD, Sanction.work_out),
    Columns(Seat.objects.prefetch_related("terms"), Seat.UNTOLD, _holder),
    Columns(Application.objects.select_related("person"), _case_columns(), Application.work_out),
    Columns(YearPlan.objects.select_related("unit"), YearPlan.UNTOLD, count_again),
    Columns(
        Gathering.objects.prefetch_related("exclusions"),
        Gathering.UNTOLD,
        Gathering.count,
    ),
    Columns(Meeting.objects.all(), Meeting.UNTOLD, Meeting.count),
    Columns(Notice.objects.all(), Notice.UNTOLD, Notice.work_out),
    Columns(Appraisal.objects.all(), Appraisal.UNTOLD, Appraisal.work_out),
    Columns(
        ReviewRound.objects.prefetch_related("opinions"),
        ReviewRound.UNTOLD,
        ReviewRound.work_out,
    ),
    Columns(ByElection.objects.select_related("seat"), ByElection.UNTOLD, ByElection.count),
)
DOSSIERS = {
    Application: Dossiers(
        Application.objects.select_related("person"), MEMBERSHIP_PAPERS, membership_upkeep.dues
    ),
    Talent: Dossiers(Talent.objects.all(), TALENT_PAPERS, talent_upkeep.dues),
}


def recount(on: date, *, mend: bool) -> Iterator[Difference]:
    """Every difference, one page of rows at a time; with `mend` each page is put right."""
    for check in (*COLUMNS, *DOSSIERS.values()):
        yield from _checked(check, check.rows, on, mend)


def differences_of(cases: list, on: date) -> list[tuple[object, Difference]]:
    """What differs in some membership cases: columns first, which the days rest on."""
    pages = {Application: cases, Notice: list(Notice.objects.filter(case__in=cases))}
    checks = [check for check in COLUMNS if check.rows.model in pages]
    checks.append(DOSSIERS[Application])
    return [
        (check, found)
        for check in checks
        for found in check.differences(pages[check.rows.model], on)
    ]


def mend_all(found: list[tuple[object, Difference]]) -> None:
    """Put right what `differences_of` found."""
    for check in {check for check, _difference in found}:
        check.mend([difference for each, difference in found if each is check])


def settle(cases: QuerySet, on: date) -> None:
    """Write the deadlines and missing papers of many cases."""
    check = DOSSIERS[cases.model]
    for _difference in _checked(check, cases, on, True):
        pass


def _checked(check, rows: QuerySet, on: date, mend: bool) -> Iterator[Difference]:
    for page in _pages(rows):
        with transaction.atomic():
            found = list(check.differences(page, on))
            if mend:
                check.mend(found)
        yield from found


def _pages(rows: QuerySet) -> Iterator[list]:
    """The rows in pages by id."""
    last = 0
    while page := list(rows.order_by("pk").filter(pk__gt=last)[:PAGE]):
        yield page
        last = page[-1].pk
