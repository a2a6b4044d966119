"""What the form of a step asks of this case, and what it suggests."""

from casework.models import Unit

from . import form_register
from .deciders import deciding_meeting, deliberating
from .models import Application
from .standards import LISTED_ON
from .timing import listing_day


def asked_of(case, columns) -> tuple[str, ...]:
    """The columns of a step that this case can have, and those that are filled already."""
    return tuple(
        name
        for name in columns
        if name not in ASKED_WHERE or ASKED_WHERE[name](case) or getattr(case, name)
    )


def _below_another(case) -> bool:
    """Whether an organisation that only deliberates lies between the branch and its committee."""
    return bool(deliberating(case.unit))


def _has_cells(case) -> bool:
    return case.unit.has_cells


def _mobile(case) -> bool:
    return case.is_mobile


def _moved_on_probation(case) -> bool:
    moved, adopted = case.transferred_in_on, case.adopted_on
    return bool(moved and adopted and moved >= adopted)


# Columns that only some cases can have.
ASKED_WHERE = {
    "opinion_cell_on": _has_cells,
    "cell": _has_cells,
    "conversion_cell_on": _has_cells,
    "conversion_reviewed_on": lambda case: case.unit.has_committee,
    "second_notice_from_on": _mobile,
    "second_notice_place": _mobile,
    "review_registered_on": _mobile,
    "review_residence_on": _mobile,
    "deliberated_on": _below_another,
    "refusal_approved_on": _moved_on_probation,
    "refusal_approver": _moved_on_probation,
}
# What the branch did last time is likely to be what it does now.
LAST_TIME = {
    "talk": ("talk_place", "talker", "talker_role"),
    "training": ("training_by", "training_days", "training_hours"),
    "approval-talk": ("approval_talker", "approval_talker_role"),
    "oath": ("oath_kind", "oath_place", "oath_leader"),
    "archive": ("archive_kind", "archive_custodian"),
}


def suggested(case, step, day, today, data) -> dict:
    """Defaults first: the step's own day is today, the deciding meeting is the branch's, and
    places and people are those of the branch's last time."""
    found = {day: getattr(case, day) or _usual(case, day, today)}
    if data is None and step.slug in LAST_TIME and not getattr(case, day):
        found |= _last_time(case, day, LAST_TIME[step.slug])
    usual = {"activist_decided_by": deciding_meeting(case.unit.has_committee)}
    if "received_by" in step.fields:
        usual |= _usual_reception(case)
    if "form_number" in step.fields:
        found["form_number"] = case.form_number or _next_form(case, today)
    mine = (name for name in step.fields if name in usual)
    return found | {name: getattr(case, name) or usual[name] for name in mine}


def _usual(case, day: str, today):
    """The day a form offers: today, and for the listing the day that the county goes by (A-07)."""
    earliest = listing_day(case) if day == "listed_on" else None
    by_record = earliest and earliest <= today and LISTED_ON.on(today) == "earliest"
    return earliest if by_record else today


def _next_form(case, today) -> str:
    """The next free number of the township's register."""
    place = form_register.township_of(case.unit)
    return form_register.next_number(place, today.year) if place else ""


def _last_time(case, day: str, names) -> dict:
    """What the newest case of the branch answers; nothing where it has no such case. One query."""
    others = Application.objects.filter(unit=case.unit_id, **{f"{day}__isnull": False})
    newest = others.exclude(pk=case.pk).order_by(f"-{day}", "-pk").values(*names).first() or {}
    return {name: getattr(case, name) or value for name, value in newest.items()}


def _usual_reception(case) -> dict:
    """Villagers without a place of work apply to the branch of their village."""
    village = case.unit.parent and case.unit.parent.kind == Unit.Kind.VILLAGE
    return {"situation": "no_unit", "received_by": "residence"} if village else {}
