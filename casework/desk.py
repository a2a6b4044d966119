"""The desk of an account: the cases it keeps an eye on, and the to-dos it has put off.

Both are the account's own. Putting off changes no deadline and no counter of anybody else's; it
stands in the trail with its reason, because somebody may ask why a thing was not done in time.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import DateField, Exists, OuterRef, Q, Value

from . import audit
from .access import acting
from .models import Postponement, Star
from .pipelines import PIPELINES


@dataclass(frozen=True)
class Desk:
    """Starred cases by (pipeline, number), postponed to-dos by (pipeline, number, kind)."""

    stars: frozenset = frozenset()
    postponed: dict[tuple, date] = field(default_factory=dict)

    def starred(self, case) -> bool:
        return (case._meta.app_label, case.pk) in self.stars

    def stars_of(self, pipeline: str) -> list[int]:
        return [number for app, number in self.stars if app == pipeline]

    def put_off(self, pipeline: str) -> Q:
        """The deadlines of a pipeline that are put off, as a condition on them."""
        by_kind: dict = {}
        for app, number, kind in self.postponed:
            if app == pipeline:
                by_kind.setdefault(kind, []).append(number)
        found = Q(pk__in=[])
        for kind, numbers in by_kind.items():
            found |= Q(kind=kind, case__in=numbers)
        return found


def desk_of(user, today: date) -> Desk:
    """What lies on the desk today. One query."""
    nothing = Value(None, output_field=DateField())
    stars = Star.objects.filter(user=user).values_list("pipeline", "case", Value(""), nothing)
    waiting = waiting_for_their_day(user, today).order_by()
    rows = stars.union(waiting.values_list("pipeline", "case", "kind", "until"), all=True)
    found = list(rows)
    return Desk(
        frozenset((app, number) for app, number, kind, _until in found if not kind),
        {(app, number, kind): until for app, number, kind, until in found if kind},
    )


def waiting_for_their_day(user, today: date):
    """What the user has put off and what is still to be done, soonest first."""
    still = Q(pk__in=[])
    for app, pipeline in PIPELINES.items():
        deadlines = pipeline.model._meta.get_field("deadlines").related_model.objects
        same = deadlines.filter(case=OuterRef("case"), kind=OuterRef("kind"))
        still |= Q(Exists(same), pipeline=app)
    mine = Postponement.objects.filter(still, user=user, until__gt=today)
    return mine.order_by("until", "pk")


def put_off_by(user, today: date, pipeline: str) -> Exists:
    """The same of the deadlines of a pipeline as a part of their query, where no desk is read."""
    mine = Postponement.objects.filter(user=user, pipeline=pipeline, until__gt=today)
    return Exists(mine.filter(case=OuterRef("case_id"), kind=OuterRef("kind")))


def with_star(cases, user):
    """The cases of one pipeline, each with `starred`."""
    mine = Star.objects.filter(user=user, pipeline=cases.model._meta.app_label)
    return cases.annotate(starred=Exists(mine.filter(case=OuterRef("pk"))))


@transaction.atomic
def set_star(case, *, by, on: bool) -> None:
    """Keep an eye on a case, or no longer."""
    by = _reading(by, case)
    mine = {"user": by, "pipeline": case._meta.app_label, "case": case.pk}
    if on:
        Star.objects.bulk_create([Star(**mine)], ignore_conflicts=True)
    else:
        Star.objects.filter(**mine).delete()
    kind = "star" if on else "star_removed"
    audit.append(kind, by=by, unit_path=case.unit.path, person=case.person)


@transaction.atomic
def postpone(todos: Iterable[tuple], *, until: date, reason: str, by) -> None:
    """Put off to-dos, each (case, kind, words), until a day. Postponed anew, the later word
    counts."""
    todos = list(todos)
    by = _reading(by, *(case for case, _kind, _words in todos))
    Postponement.objects.bulk_create(
        [_put_off(case, kind, until, reason, by) for case, kind, _words in todos],
        update_conflicts=True,
        unique_fields=["user", "pipeline", "case", "kind"],
        update_fields=["until", "reason"],
    )
    told = [
        {**audit.naming(case), "what": str(words), "until": str(until), "note": reason}
        for case, _kind, words in todos
    ]
    audit.append_all("postponed", told, by=by)


def _put_off(case, kind: str, until: date, reason: str, by) -> Postponement:
    row = Postponement(user=by, pipeline=case._meta.app_label, case=case.pk, kind=kind, until=until)
    row.whose, row.reason = case.person, reason
    return row


@transaction.atomic
def resume(case, kind: str, words, *, by) -> None:
    """Take a postponed to-do up again before its day."""
    by = _reading(by, case)
    mine = Postponement.objects.filter(user=by, pipeline=case._meta.app_label, case=case.pk)
    mine.filter(kind=kind).delete()
    audit.append("resumed", by=by, **audit.naming(case), what=str(words))


def _reading(by, *cases):
    """The user as of now, who may still open these dossiers. Raises PermissionDenied."""
    by = acting(by)
    if not all(by.has_perm("casework.read", case) for case in cases):
        raise PermissionDenied
    return by
