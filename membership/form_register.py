"""The register of admission forms: numbers that came, whom each was given to, what became of it."""

import re
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext as _

from casework import audit
from casework.access import acting
from casework.beside import Watch
from casework.models import Unit
from casework.workflow import Stale, plain

from .models import AdmissionForm
from .models.plan import renewed_in

DIGITS = re.compile(r"(.*?)(\d{1,9})")  # what stays, and what is counted on
MOST = 500  # numbers of one range
MAY_CHANGE = "membership.change_form"


def township_of(unit: Unit) -> Unit | None:
    """The township a unit lies in, from the ids of its path. One query."""
    return Unit.objects.filter(pk__in=unit.lineage, kind=Unit.Kind.TOWNSHIP).first()


def of_case(case) -> tuple[int, str] | None:
    """Year and number of the form that the case holds now."""
    if case.form_number and case.form_issued_on:
        return case.form_issued_on.year, case.form_number
    return None


def give(case) -> None:
    """Write in the register whose form the number of `case` is; part of the caller's transaction.

    What it held before in the same year was a mistake and is free again; a form of an earlier
    year stays theirs, unused, until it is returned. A number of somebody else is left to them.
    """
    held, wanted = _held_forms(case), of_case(case)
    mine = next((form for form in held if (form.year, form.number) == wanted), None)
    for form in held:
        if form is not mine:
            _let_go(form, wanted)
    if wanted:
        _take(case, mine, *wanted)


def _held_forms(case) -> list[AdmissionForm]:
    """The forms that the case has, under lock, for its event to tell of."""
    held = list(case.admission_forms.order_by("pk").select_for_update(of=("self",)))
    case.watch.look(*held)
    return held


def _let_go(form: AdmissionForm, wanted: tuple[int, str] | None) -> None:
    rows = AdmissionForm.objects.filter(pk=form.pk)
    if form.ended_as or (wanted and wanted[0] != form.year):
        return
    if form.received:
        rows.update(case=None, issued_on=None)
    else:
        rows.delete()


def _take(case, mine: AdmissionForm | None, year: int, number: str) -> None:
    facts = {"case": case, "issued_on": case.form_issued_on}
    if mine:
        AdmissionForm.objects.filter(pk=mine.pk).update(**facts)
        return
    place = _register_of(case.unit)
    if place is None:
        return
    told = {"unit": place, "year": year, "number": number}
    known = AdmissionForm.objects.select_for_update(of=("self",)).filter(**told).first()
    if known is None:
        row = AdmissionForm.objects.create(**told, received=False, **facts)
        case.watch.new(row)
        return
    case.watch.look(known)
    AdmissionForm.objects.spare().filter(pk=known.pk).update(**facts)


def _register_of(unit: Unit) -> Unit | None:
    """The township, whose register nobody else writes until the transaction ends."""
    place = township_of(unit)
    if place is not None:
        hold_register(place)
    return place


def hold_register(place: Unit) -> None:
    """One writer at a time; on SQLite the IMMEDIATE transaction is the only one anyway."""
    if connection.features.has_select_for_update:
        list(Unit.objects.select_for_update(no_key=True).filter(pk=place.pk).values("pk"))


def holder(place: Unit, year: int, number: str, *, but=None) -> AdmissionForm | None:
    """Who has a number, other than the case `but`, or what became of it; None while it is free."""
    rows = AdmissionForm.objects.filter(unit=place, year=year, number=number)
    rows = rows.exclude(case__isnull=True, ended_as="").select_related("case__person", "case__unit")
    return rows.exclude(case=but).first() if but else rows.first()


def taken_words(form: AdmissionForm, case) -> str:
    """Why a number cannot be given: to whom it went; by name only within the branch of `case`."""
    if form.case is None:
        return _("编号 %(number)s %(how)s，不能再发放。") % {
            "number": form.number,
            "how": form.get_ended_as_display(),
        }
    own = form.case.unit_id == case.unit_id
    who = form.case.person.name if own else _("另一个支部的人")
    return _("编号 %(number)s 已于 %(on)s 发给%(who)s。请核对。") % {
        "number": form.number,
        "on": form.issued_on,
        "who": who,
    }


def next_number(place: Unit, year: int) -> str:
    """The first number that nobody has; without a range the one after the last. Two queries."""
    rows = AdmissionForm.objects.filter(unit=place, year=year).order_by("number")
    first = rows.spare().values_list("number", flat=True).first()
    if first:
        return first
    last = rows.values_list("number", flat=True).last()
    found = DIGITS.fullmatch(last) if last else None
    return counted_on(found[1], found[2], 1) if found else ""


def counted_on(stays: str, digits: str, by: int) -> str:
    """The number `by` further, as wide as before: “2026-0099” → “2026-0100”."""
    return f"{stays}{int(digits) + by:0{len(digits)}}"


def standing(form: AdmissionForm, today: date) -> tuple[str, str]:
    """Tone and words of a form that came with its case."""
    if form.ended_as:
        return "later", form.get_ended_as_display()
    if form.case_id is None:
        return "todo", _("未发放")
    if form.used:
        return "done", _("已使用")
    if form.year < today.year and renewed_in(today.year):
        return "overdue", _("往年未用，应退回换发")
    return "normal", _("已发放")


def doubled(place: Unit, cases) -> list:
    """Of `cases`, those whose number the register has as somebody else's. One query."""
    numbered = cases.exclude(form_number="").filter(form_issued_on__isnull=False)
    theirs = AdmissionForm.objects.filter(
        unit=place,
        number=OuterRef("form_number"),
        year=ExtractYear(OuterRef("form_issued_on")),
        case=OuterRef("pk"),
    )
    return list(numbered.filter(~Exists(theirs)).for_list().order_by("unit__path", "pk")[:MOST])


# What is told of the numbers ---------------------------------------------------------------


def numbers(first: str, last: str) -> list[str]:
    """Every number from the first to the last. Raises ValidationError for what is no range."""
    begin, end = DIGITS.fullmatch(first), DIGITS.fullmatch(last)
    alike = begin and end and (begin[1], len(begin[2])) == (end[1], len(end[2]))
    if not alike:
        raise ValidationError(
            _("起止编号应只有末尾的数字不同，位数相同，如 2026-0001 到 2026-0050。")
        )
    count = int(end[2]) - int(begin[2]) + 1
    if not 1 <= count <= MOST:
        raise ValidationError(_("止号不能小于起号，一次最多登记 %s 个编号。") % MOST)
    return [counted_on(begin[1], begin[2], by) for by in range(count)]


def receive(place: Unit, year: int, wanted: list[str], *, by) -> int:
    """Enter numbers that came; those known already stay as they are. How many were new.

    Raises PermissionDenied.
    """
    with transaction.atomic():
        if not acting(by).has_perm(MAY_CHANGE, place):
            raise PermissionDenied
        hold_register(place)
        mine = AdmissionForm.objects.filter(unit=place, year=year)
        known = list(mine.filter(number__in=wanted).select_for_update(of=("self",)))
        watch = Watch(*known)
        mine.filter(number__in=wanted).update(received=True)
        numbers_known = {form.number for form in known}
        fresh = [number for number in wanted if number not in numbers_known]
        AdmissionForm.objects.bulk_create(
            AdmissionForm(unit=place, year=year, number=number) for number in fresh
        )
        watch.new(*mine.filter(number__in=fresh))
        about = {"unit_path": place.path, "subject": f"casework.unit:{place.pk}"}
        what = _("%(year)s年 %(first)s 至 %(last)s") % {
            "year": year,
            "first": wanted[0],
            "last": wanted[-1],
        }
        audit.append(
            "forms_received", by=by, **about, what=what, rows=len(fresh), **audit.beside(watch)
        )
    return len(fresh)


def end(form: AdmissionForm, facts: dict, *, by, version: int) -> AdmissionForm:
    """Tell that a form went back or is void, or take that back (`ended_as` empty).

    Raises PermissionDenied, Stale.
    """
    with transaction.atomic():
        fresh = AdmissionForm.objects.select_for_update(of=("self",)).get(pk=form.pk)
        if not acting(by).has_perm(MAY_CHANGE, fresh):
            raise PermissionDenied
        if fresh.version != version:
            raise Stale(fresh)
        watch = Watch(fresh)
        before = {name: getattr(fresh, name) for name in facts}
        for name, value in facts.items():
            setattr(fresh, name, value)
        fresh.version += 1
        fresh.save(update_fields=[*facts, "version"])
        changed = {name: [before[name], value] for name, value in facts.items()}
        audit.append(
            "form_ended",
            by=by,
            unit_path=fresh.unit.path,
            subject=f"membership.admissionform:{fresh.pk}",
            what=fresh.number,
            changed=plain({name: pair for name, pair in changed.items() if pair[0] != pair[1]}),
            **audit.beside(watch),
        )
    return fresh
