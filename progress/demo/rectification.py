"""The ten rectification items of the source document as commitments of the township."""

import tomllib
from calendar import monthrange
from datetime import date
from pathlib import Path

from casework.models import Seat, Unit
from progress.models import BaselineSeat, Commitment, Milestone

ITEMS = Path(__file__).with_name("rectification.toml")
FALL = 6  # years by which the mean age of new members is to fall, at least


def month_end(year: int, month: int) -> date:
    """A deadline that names only a month is its last day."""
    return date(year, month, monthrange(year, month)[1])


def items() -> list[dict]:
    with ITEMS.open("rb") as file:
        return tomllib.load(file)["item"]


def commit(township: Unit, on: date, baseline: list[Seat]) -> None:
    """Store the items, placed in the year of `on`, with milestones and baseline seats."""
    for item in items():
        found = _commitment(item, township, on.year)
        found.save()
        Milestone.objects.bulk_create(
            _milestone(found, line, on) for line in item.get("milestones", [])
        )
        if found.metric == "reserve_talent":
            BaselineSeat.objects.bulk_create(
                BaselineSeat(commitment=found, seat=seat) for seat in baseline
            )


def _commitment(item: dict, township: Unit, year: int) -> Commitment:
    texts = {name: item[name] for name in ("number", "title", "problem", "measure", "target")}
    found = Commitment(
        unit=township,
        origin=item["origin"],
        due_on=month_end(year, item["month"]),
        long_term=item.get("long_term", False),
        responsible=item["responsible"],
        metric=item.get("metric", ""),
        **texts,
    )
    if found.metric == "reserve_talent":
        found.baseline = found.target_value = 8
    if found.metric == "member_development":
        found.base_year, found.target_value = year - 1, FALL
    return found


def _milestone(commitment: Commitment, line: dict, on: date) -> Milestone:
    """A dated part; those whose day has passed are done in time, unless the item says not."""
    due_on = month_end(on.year, line["month"])
    done = due_on < on and line.get("done", True)
    return Milestone(
        commitment=commitment,
        title=line["title"],
        due_on=due_on,
        done_on=due_on.replace(day=20) if done else None,
    )
