"""How long dossiers are kept, and how a person is forgotten.

Whose cases have all ended longer ago than the setting, and who is no Party member and holds no
seat, comes up for review; a person decides. Forgetting destroys the person's key, and with it
whatever was sealed under it: the free text beside the cases, in the steps and in the trail. The
seals themselves stay where they are, so that the chain still verifies and every case still
follows from its events. The columns that name the person are emptied. Counts stay: unit, sex,
month of birth, education, stages and days.
"""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Max, Q

from . import audit
from .access import acting
from .beside import Watch, key_of
from .models import Draft, Person, Postponement, Proposal, Star, Term
from .people import held_cases
from .pipelines import PIPELINES
from .sealing import ERASED

MEMBERS = (Person.Standing.PROBATIONARY, Person.Standing.FULL)


def _years_before(today: date, years: int) -> date:
    """The same day so many years ago; 29 February becomes 28 February."""
    try:
        return today.replace(year=today.year - years)
    except ValueError:
        return today.replace(year=today.year - years, day=28)


def due_for_review(today: date, years: int):
    """People with cases, all ended at least `years` ago. A member's dossier is permanent."""
    limit = _years_before(today, years)
    people = Person.objects.exclude(standing__in=MEMBERS).exclude(name=ERASED)
    people = people.exclude(pk__in=Term.objects.filter(until=None).values("person"))
    ended = Q()
    for pipeline in PIPELINES.values():
        cases = pipeline.model._base_manager
        open_or_late = pipeline.model.objects.in_progress().values("person")
        late = cases.filter(Q(stage_since__gt=limit) | Q(stage_since=None)).values("person")
        people = people.exclude(pk__in=open_or_late).exclude(pk__in=late)
        ended |= Q(pk__in=cases.values("person"))
    return people.filter(ended).order_by("unit__path", "pk")


def last_end_of(person) -> date | None:
    """The day the last of the person's cases entered its last stage."""
    ends = [
        pipeline.model._base_manager.filter(person=person).aggregate(on=Max("stage_since"))["on"]
        for pipeline in PIPELINES.values()
    ]
    return max(filter(None, ends), default=None)


@transaction.atomic
def forget(person, *, note: str, by=None) -> None:
    """Destroy the person's key and columns. Raises ValueError without a reason or for an open
    case, PermissionDenied for whoever may not correct the person. Nobody by the command."""
    cases = held_cases(person)
    person = Person.objects.select_related("unit").select_for_update(of=("self",)).get(pk=person.pk)
    if by is not None and not acting(by).has_perm("casework.edit_person", person):
        raise PermissionDenied
    if not note.strip():
        raise ValueError("A reason is wanted.")
    for pipeline in PIPELINES.values():
        if pipeline.model.objects.in_progress().filter(person=person).exists():
            raise ValueError("A case is still in progress.")
    watch = Watch(person, *cases)
    for case in cases:
        _drop_unfinished(case, watch)
    Draft.objects.filter(address__contains=f"/people/{person.pk}/").delete()
    person.relatives.all().delete()
    _erase(person)
    told = {**audit.about_person(person), **audit.beside(watch)}
    audit.append("forgotten", by=by, **told, reason=note)  # the office's own, in the clear


def _drop_unfinished(case, watch: Watch) -> None:
    """What was prepared for a case and not carried out, and where it lay on somebody's desk."""
    watch.look(*Proposal.objects.filter(subject=key_of(case)))
    Draft.objects.filter(address__startswith=case.get_absolute_url()).delete()
    Proposal.objects.filter(subject=key_of(case)).update(answers=None)
    for laid_out in (Star, Postponement):
        laid_out.objects.filter(pipeline=case._meta.app_label, case=case.pk).delete()


def _erase(person) -> None:
    person.name, person.occupation = ERASED, ""
    person.key = person.id_sealed = person.phone_sealed = None
    person.id_digest = person.id_tail = ""
    if person.born_on:
        person.born_on, person.born_month_only = person.born_on.replace(day=1), True
    person.version += 1
    person.save()


def flush() -> None:
    """On SQLite, carry the overwritten pages from the write-ahead log into the file."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
