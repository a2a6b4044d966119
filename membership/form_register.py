"""The register of admission forms: numbers that came, whom each was given to, what became of it."""

import re

from django.utils.translation import gettext as _

from casework.models import Unit

from .models import AdmissionForm

DIGITS = re.compile(r"(.*?)(\d{1,9})")  # what stays, and what is counted on
MOST = 500  # numbers of one range


def township_of(unit: Unit) -> Unit | None:
    """The township a unit lies in, from the ids of its path. One query."""
    ids = [int(part) for part in unit.path.strip("/").split("/")]
    return Unit.objects.filter(pk__in=ids, kind=Unit.Kind.TOWNSHIP).first()


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
    held, wanted = list(case.admission_forms.all()), of_case(case)
    mine = next((form for form in held if (form.year, form.number) == wanted), None)
    for form in held:
        if form is not mine:
            _let_go(form, wanted)
    if wanted:
        _take(case, mine, *wanted)


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
    place = township_of(case.unit)
    if place is None:
        return
    row = AdmissionForm(unit=place, year=year, number=number, received=False, **facts)
    AdmissionForm.objects.bulk_create([row], ignore_conflicts=True)
    known = AdmissionForm.objects.spare().filter(unit=place, year=year, number=number)
    known.update(**facts)


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
