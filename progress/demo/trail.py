"""The audit rows of invented cases: who took which step on which day."""

from datetime import date
from itertools import groupby

from django.contrib.auth.models import User
from django.db.models import Model

from casework import audit
from casework.workflow import guard_of, plain, steps
from membership.models import Application, ApplicationStep
from membership.steps import BY_SLUG as MEMBERSHIP_FORMS
from talent.models import Talent, TalentStep
from talent.steps import BY_SLUG as TALENT_FORMS

from .recruit import Taken

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
        rows = {}
        for one in made:
            for taken in one.taken:
                rows.setdefault(type(one.case), []).append((one.case, taken, self._row(one, taken)))
        for model, several in rows.items():
            ROWS[model]._base_manager.bulk_create([row for *_rest, row in several], batch_size=500)
        self._events(made, [entry for several in rows.values() for entry in several])

    def _row(self, one, taken: Taken) -> Model:
        case = one.case
        return ROWS[type(case)](
            case=case,
            name=taken.name,
            source=taken.source,
            target=taken.target,
            decided_on=taken.on,
            by=self.by,
            cites=self.cites(type(case), taken.name, taken.on),
            waived=taken.waived,
            changed=self._changed(case, taken),
        )

    def cites(self, model: type, name: str, on: date) -> dict[str, str]:
        """Every rule that the step asked on the day, with its article then."""
        guard = guard_of(self._transitions[model][name])
        rules = guard.in_force(on)
        key = (model, name, tuple(map(id, rules)))
        if key not in self._cites:
            self._cites[key] = {rule.slug: rule.cite(on).code for rule in rules}
        return self._cites[key]

    def _changed(self, case, taken: Taken) -> dict:
        """What the form of the step wrote: before, nothing."""
        form = FORMS[type(case)][self._transitions[type(case)][taken.name].custom["step"]]
        found = {}
        for name in form.fields:
            field = case._meta.get_field(name)
            before, after = field.get_default(), getattr(case, field.attname)
            if before != after:
                found[name] = [plain(before), plain(after)]
        return found

    def _events(self, made: list, entries: list) -> None:
        """One event for each opening and step, in the order of their days."""
        told = [(_opened_on(one.case), "register", _about(one.case, changed={})) for one in made]
        for case, taken, row in entries:
            details = _about(case, note="", step=row.pk, on=taken.on, changed=row.changed)
            told.append((taken.on, taken.name, details))
        told.sort(key=lambda entry: entry[0])
        for kind, several in groupby(told, key=lambda entry: entry[1]):
            audit.append_all(kind, [details for _day, _kind, details in several], by=self.by)


def _opened_on(case) -> date:
    return getattr(case, "applied_on", None) or case.surveyed_on


def _about(case, **details) -> dict:
    return {
        "unit_path": case.unit.path,
        "person_id": case.person_id,
        "subject": f"{case._meta.label_lower}:{case.pk}",
        **details,
    }
