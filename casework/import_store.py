"""Storing a roster and taking the whole of it back: each in one transaction or not at all."""

from collections import defaultdict
from datetime import timedelta

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import ProtectedError, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from . import audit, identity
from .access import acting
from .beside import Changes, Watch, key_of, roots
from .import_facts import fill
from .importing import Plan, keeper_of, plan_of, township_of
from .models import Import, Person, Seat
from .names import initials, pinyin
from .workflow import NotPossible, Stale, first_facts, plain

PERMISSION = "casework.import"
KEPT_FOR = timedelta(days=1)
DERIVED = {"deadlines", "missing"}
BATCH = 500


def may_import(user, unit) -> bool:
    """Rows find their places in the whole township: it has to be within the user's reach."""
    return user.has_perm(PERMISSION, township_of(unit))


def plan_for(job: Import) -> Plan:
    """What the import would change as things stand now."""
    return plan_of(job.unit, job.data(), job.file_name, job.as_of, job.blank_ids)


def drop_old_uploads() -> None:
    """Files are kept for a day: long enough to mend and to take back, no longer."""
    old = Import.objects.filter(uploaded_at__lt=timezone.now() - KEPT_FOR)
    old.filter(state=Import.State.DRAFT).delete()
    old.filter(upload__isnull=False).update(key=None, upload=None)


@transaction.atomic
def store(job: Import, *, by, seen: str | None = None) -> Import:
    """Write everything the plan takes in, with its events; `seen` is the mark of the plan shown.

    Raises Stale when it would no longer do what was shown, NotPossible, PermissionDenied.
    """
    job = Import.objects.select_related("unit").select_for_update(of=("self",)).get(pk=job.pk)
    if not may_import(acting(by), job.unit):
        raise PermissionDenied
    if not job.is_draft or not job.upload:
        raise NotPossible(_("这份名册已经处理过了，请重新上传。"))
    plan = plan_for(job)
    if seen is not None and seen != plan.mark:
        raise Stale(job)
    new, known = plan.new, plan.known
    watch = _watch(plan, known)
    before = _fill_known(known)
    _create(new)
    made = _make(plan)
    watch.new(*(line.person for line in new), *_told(made))
    job.kind, job.state = plan.roster.kind, Import.State.STORED
    job.stored_at, job.counts = timezone.now(), _counts(plan, new, before, made)
    job.made = {
        "people": [line.person.pk for line in new],
        "before": before,
        "rows": _keys(made),
    }
    job.save()
    _note(job, made, watch.told(), by)
    return job


def _watch(plan: Plan, known) -> Watch:
    """The people on record and the seats that the rows will change."""
    seats = [seat for line in plan.making for seat in line.seats if seat.pk]
    watch = Watch()
    for rows in ([line.person for line in known], seats):
        if rows:
            watch.hold(*rows)
    return watch


def _told(made) -> list:
    """Of what was made, the rows that others are told with."""
    return [row for row in made if type(row) in roots()]


def _create(lines) -> None:
    """The new people, in a few queries. Sealed columns get their keys; search columns are kept."""
    for line in lines:
        line.person = Person(unit=line.unit, **line.facts)
        line.person.key = line.person.key or identity.new_key()
        line.person.pinyin = pinyin(line.person.name)
        line.person.initials = initials(line.person.name)
    Person.objects.bulk_create([line.person for line in lines], batch_size=BATCH)


def _fill_known(lines) -> dict:
    """Fill the gaps of people on record; what stood there before, by person."""
    before = {}
    for line in lines:
        old = fill(line.person, line.facts)
        if old:
            line.person.version += 1
            line.person.save()
            before[str(line.person.pk)] = {
                "version": line.person.version,
                "columns": {name: _plain(value) for name, value in old.items()},
            }
    return before


def _plain(value):
    return plain(getattr(value, "pk", value))


def _make(plan: Plan) -> list:
    """Let each pipeline make what its rows call for."""
    by_kind = defaultdict(list)
    for line in plan.making:
        by_kind[line.kind].append(line)
    today = timezone.localdate()
    return [made for kind, lines in by_kind.items() for made in keeper_of(kind).store(lines, today)]


def _keys(made) -> list[list]:
    """[model, ids] in the order of taking back: what refers comes before what is referred to."""
    keys = defaultdict(list)
    for row in made:
        keys[row._meta.label_lower].append(row.pk)
    return [[label, ids] for label, ids in keys.items()]


def _cases(made) -> list:
    return [row for row in made if hasattr(row, "stage")]


def _counts(plan: Plan, new, before: dict, made) -> dict:
    return {
        "rows": len(plan.lines),
        "new": len(new),
        "updated": len(before),
        "known": len(plan.taken) - len(new),
        "cases": len(_cases(made)),
        "terms": sum(row._meta.model_name == "term" for row in made),
        "kept_out": len(plan.kept_out),
        "rules": len(plan.rules),
    }


def _note(job: Import, made, told: Changes, by) -> None:
    """One event for each case it opened, for each person without one it made or completed, and
    for the import."""
    cases = [
        {
            **audit.about_case(case),
            "file": job.file_name,
            "import": job.pk,
            "changed": first_facts(case),
            **_taken(told, key_of(case), key_of(case.person)),
        }
        for case in _cases(made)
    ]
    audit.append_all("register", cases, by=by)
    _note_people(told, job, by)
    about = {"file": job.file_name, "sha256": job.sha256, **_about(job), **_taken(told, *told)}
    audit.append("import", by=by, **about, **job.counts)


def _taken(told: Changes, *keys: str) -> dict:
    """What an event says of these rows, taken out of what is still to be told."""
    found = {key: told.pop(key) for key in keys if key in told}
    return {"beside": found} if found else {}


def _note_people(told: Changes, job: Import, by, **details) -> None:
    """An event for each person of whom nothing has been told yet."""
    label = f"{Person._meta.label_lower}:"
    keys = {int(key.removeprefix(label)): key for key in told if key.startswith(label)}
    units = dict(Person.objects.filter(pk__in=keys).values_list("pk", "unit__path"))
    people = [
        {
            "unit_path": units.get(pk, ""),
            "person_id": pk,
            "subject": key,
            "file": job.file_name,
            **details,
            **_taken(told, key),
        }
        for pk, key in sorted(keys.items())
    ]
    audit.append_all("roster", people, by=by)


def _about(job: Import) -> dict:
    return {"unit_path": job.unit.path, "subject": f"casework.import:{job.pk}"}


def may_undo(job: Import) -> bool:
    """On the day it was stored."""
    return job.state == Import.State.STORED and (
        timezone.localdate(job.stored_at) == timezone.localdate()
    )


@transaction.atomic
def undo(job: Import, *, by) -> Import:
    """Take a whole import back, as long as nobody has gone on with what it made."""
    job = Import.objects.select_related("unit").select_for_update(of=("self",)).get(pk=job.pk)
    if not may_import(acting(by), job.unit):
        raise PermissionDenied
    if not may_undo(job):
        raise NotPossible(_("只有当天的导入可以整批撤销。"))
    for label, keys in job.made["rows"]:
        _refuse_touched(apps.get_model(label), keys)
    watch = _watch_made(job)
    try:
        _remove(job)
    except ProtectedError as error:
        raise _touched() from error
    job.state = Import.State.UNDONE
    job.save()
    told = watch.told()
    _note_people(told, job, by, what=_("撤销导入"))
    about = {"file": job.file_name, **_about(job), **_taken(told, *told)}
    audit.append("undo_import", by=by, **about, **job.counts)
    return job


def _watch_made(job: Import) -> Watch:
    """The people and seats that the import made or changed; its cases go with their events."""
    people = {*job.made["people"], *map(int, job.made["before"])}
    rows = dict(job.made["rows"])
    seats = Q(pk__in=rows.get("casework.seat", ())) | Q(terms__in=rows.get("casework.term", ()))
    watch = Watch()
    for found in (Person.objects.filter(pk__in=people), Seat.objects.filter(seats)):
        if held := list(found.distinct().order_by("pk")):
            watch.hold(*held)
    return watch


def _touched() -> NotPossible:
    return NotPossible(_("这批人里已有人办过后面的事，不能整批撤销，请逐人撤回。"))


def _refuse_touched(model, keys) -> None:
    """Nothing hangs on the rows but what the machine derives, and nobody changed them."""
    rows = model._base_manager.filter(pk__in=keys)
    if hasattr(model, "version") and rows.exclude(version=0).exists():
        raise _touched()
    if hasattr(model, "until") and rows.filter(until__isnull=False).exists():
        raise _touched()
    if not hasattr(model, "stage"):
        return
    for relation in model._meta.related_objects:
        manager = relation.related_model._base_manager
        wanted = {f"{relation.field.name}__in": keys}
        if relation.get_accessor_name() not in DERIVED and manager.filter(**wanted).exists():
            raise _touched()


def _remove(job: Import) -> None:
    people = Person.objects.filter(pk__in=job.made["people"])
    if people.exclude(version=0).exists():
        raise _touched()
    for label, keys in job.made["rows"]:
        _remove_rows(apps.get_model(label), keys)
    people.delete()
    _restore(job.made["before"])


def _remove_rows(model, keys) -> None:
    """Terms go before their seats, which then settle again."""
    rows = model._base_manager.filter(pk__in=keys)
    seats = [term.seat for term in rows.select_related("seat")] if model.__name__ == "Term" else []
    rows.delete()
    for seat in seats:
        seat.settle()


def _restore(before: dict) -> None:
    people = Person.objects.in_bulk([int(pk) for pk in before])
    for pk, old in before.items():
        person = people[int(pk)]
        if person.version != old["version"]:
            raise _touched()
        for name, value in old["columns"].items():
            field = {"affiliation": "affiliation_id"}.get(name, name)
            setattr(person, field, value)
        person.version += 1
        person.save()
