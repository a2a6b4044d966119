"""Works the stored days and missing papers of every case out again after a setting was changed.

One act in pages: each page of cases is locked, reckoned anew with the settings as they stand, put
right and counted, in one transaction; `Reworking` keeps how far it has come, so that it goes on
where it was left. A step that is taken meanwhile reads the settings under the lock of its case,
so neither can undo the other.
"""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from casework import standards
from casework.models import Reworking, Standard
from membership.models import Application

from .recounting import differences_of, mend_all

PAGE = 500


@dataclass(frozen=True)
class Progress:
    """How far it has come: cases seen of all, and how many of them were changed."""

    done: int
    total: int
    changed: int
    finished: bool


def waiting(today: date):
    """The changes whose cases have still to be worked out again, the newest first."""
    return Reworking.objects.filter(finished_at=None, due_on__lte=today).order_by("-standard")


def progress(today: date) -> Progress | None:
    """What the page shows; None where nothing waits."""
    newest = waiting(today).first()
    return newest and _progress(newest, Application.objects.count())


def go_on(today: date, *, pages: int) -> Progress | None:
    """Rework so many pages of cases. Older changes that wait are served by the same way."""
    newest = waiting(today).first()
    for _page in range(pages if newest else 0):
        newest = _one_page(newest.pk, today)
        if newest.finished_at:
            break
    return newest and _progress(newest, Application.objects.count())


@transaction.atomic
def _one_page(pk: int, today: date) -> Reworking:
    work = Reworking.objects.select_for_update().get(pk=pk)
    if work.finished_at:
        return work
    rows = Application.objects.select_related("person").order_by("pk")
    cases = list(rows.select_for_update(of=("self",)).filter(pk__gt=work.position)[:PAGE])
    standards.noticed(Standard.objects.order_by("-pk").values_list("pk", flat=True).first())
    found = differences_of(cases, today)
    mend_all(found)
    work.done += len(cases)
    work.changed += len({getattr(each.row, "case_id", each.row.pk) for _check, each in found})
    work.position = cases[-1].pk if cases else work.position
    if len(cases) < PAGE:
        _finish(work, today)
    work.save()
    return work


def _finish(work: Reworking, today: date) -> None:
    work.finished_at = timezone.now()
    older = waiting(today).filter(standard__lt=work.standard_id)
    older.update(finished_at=work.finished_at)


def _progress(work: Reworking, total: int) -> Progress:
    return Progress(work.done, max(total, work.done), work.changed, bool(work.finished_at))
