"""The audit rows of invented cases: who took which step on which day."""

from datetime import date
from itertools import groupby

from django.contrib.auth.models import User
from django.db.models import Model

from casework import audit
from casework.beside import Watch, key_of
from casework.vouching import shared_roots
from casework.workflow import first_facts, guard_of, steps
from membership.models import Application, ApplicationStep
from membership.steps import BY_SLUG as MEMBERSHIP_FORMS
from talent.models import Talent, TalentStep
from talent.steps import BY_SLUG as TALENT_FORMS

from .recruit import Taken

LOADED = "装入示例数据"
BATCH = 200
ROWS = {Application: ApplicationStep, Talent: TalentStep}
FORMS = {Application: MEMBERSHIP_FORMS, Talent: TALENT_FORMS}


class Trail:
    """Writes step rows and events for cases that are stored, all by one officer."""

    def __init__(self, by: User):
        self.by = by
        self._cites: dict = {}
        self._transitions = {model: {step.name: step for step in steps(model)} for model in ROWS}

    def write(self, made: list) -> None:
        """`made` are recruitments or risings, with their case and the steps taken."""
        rows, told = {}, []
        for one in made:
            model, facts = type(one.case), first_facts(one.case)
            for taken in one.taken:
                changed = self._changed(model, taken.name, facts)
                rows.setdefault(model, []).append((one, taken, self._row(one.case, taken, changed)))
            told.append((_opened_on(one.case), "register", _opening(one, facts)))
        self._beside([one.case for one in made], told)
        for model, several in rows.items():
            ROWS[model]._base_manager.bulk_create([row for *_rest, row in several], batch_size=500)
        told += [
            (taken.on, taken.name, _step(one, taken, row))
            for several in rows.values()
            for one, taken, row in several
        ]
        self._events(told)

    def _beside(self, cases: list, told: list) -> None:
        """What accompanies the cases, told by the event that opens each of them."""
        rows = {id(row): row for case in cases for row in (case, case.person)}
        beside = Watch().new(*rows.values()).told()
        for case, (_day, _kind, opening) in zip(cases, told, strict=True):
            keys = (key_of(case), key_of(case.person))
            opening["beside"] = {key: beside.pop(key) for key in keys if key in beside}

    def around(self, people: list) -> None:
        """An event for each of the people who have no case."""
        rows = {key_of(person): person for person in people}
        told = Watch().new(*people).told()
        audit.append_all("roster", [_born(rows[key], told[key]) for key in told], by=self.by)

    def places(self, told_upto: dict) -> None:
        """Units, seats, accounts and commitments that are new, some hundred in each event."""
        rows: list = []
        for model in shared_roots():
            new = model._base_manager.filter(pk__gt=told_upto.get(model, 0)).order_by("pk")
            rows += new
            told_upto[model] = max((row.pk for row in new), default=told_upto.get(model, 0))
        for start in range(0, len(rows), BATCH):
            told = Watch().new(*rows[start : start + BATCH]).told()
            audit.append("vouch", by=self.by, what=LOADED, beside=told)

    def _row(self, case, taken: Taken, changed: dict) -> Model:
        return ROWS[type(case)](
            case=case,
            name=taken.name,
            source=taken.source,
            target=taken.target,
            decided_on=taken.on,
            by=self.by,
            cites=self.cites(type(case), taken.name, taken.on),
            waived=taken.waived,
            changed=changed,
        )

    def cites(self, model: type, name: str, on: date) -> dict[str, str]:
        """Every rule that the step asked on the day, with its article then."""
        guard = guard_of(self._transitions[model][name])
        rules = guard.in_force(on)
        key = (model, name, tuple(map(id, rules)))
        if key not in self._cites:
            self._cites[key] = {rule.slug: rule.cite(on).code for rule in rules}
        return self._cites[key]

    def _changed(self, model: type, name: str, facts: dict) -> dict:
        """What the form of the step wrote, taken out of the facts nobody has written yet."""
        form = FORMS[model][self._transitions[model][name].custom["step"]]
        return {name: facts.pop(name) for name in form.fields if name in facts}

    def _events(self, told: list) -> None:
        """One event for each opening and step, in the order of their days."""
        told.sort(key=lambda entry: entry[0])
        for kind, several in groupby(told, key=lambda entry: entry[1]):
            audit.append_all(kind, [details for _day, _kind, details in several], by=self.by)


def _born(person, changes: dict) -> dict:
    key = key_of(person)
    about = {"unit_path": person.unit.path, "person_id": person.pk, "subject": key}
    return {**about, "what": LOADED, "beside": {key: changes}}


def _opened_on(case) -> date:
    return getattr(case, "applied_on", None) or case.surveyed_on


def _opening(one, facts: dict) -> dict:
    """The event that opens the case, with every fact that no form of a step wrote."""
    about = audit.about_case(one.case)
    if one.taken:
        since = str(_opened_on(one.case))
        about["stands"] |= {"stage": str(one.taken[0].source), "stage_since": since}
    return {**about, "note": "", "changed": facts}


def _step(one, taken: Taken, row: Model) -> dict:
    """The event of a step, as `workflow.perform` would have written it."""
    about = audit.about_case(one.case)
    if taken is not one.taken[-1]:
        about["stands"] |= {"stage": str(taken.target), "stage_since": str(taken.on)}
    return {
        **about,
        "note": row.note,
        "step": row.pk,
        "was": str(taken.source),
        "on": taken.on,
        "waived": row.waived,
        "changed": row.changed,
    }
