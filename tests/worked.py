"""Reads the worked cases: JSON in tests/data, one test for each example."""

import json
from datetime import date
from pathlib import Path

import pytest

from casework import standards
from casework.rules import Severity

DATA = Path(__file__).parent / "data"
EXPECTED = {"blocks": Severity.BLOCK, "warns": Severity.WARN, "informs": Severity.INFO}


def worked_cases(pipeline: str) -> dict:
    """The whole file of a pipeline."""
    return json.loads((DATA / f"worked_cases_{pipeline}.json").read_text(encoding="utf-8"))


def examples(pipeline: str, *kinds: str) -> list:
    """The examples of some kinds as pytest parameters, named by case number."""
    return [
        pytest.param(example, id=f"{case['case']}.{number}")
        for case in worked_cases(pipeline)["cases"]
        for number, example in enumerate(case["examples"], 1)
        if example["kind"] in kinds
    ]


def county(example: dict):
    """The context of an example: what its county has set, and nothing else."""
    return standards.as_if(example.get("settings", {}))


def as_days(facts: dict) -> dict:
    """The facts with text of `_on` columns read as days."""
    return {
        name: date.fromisoformat(value) if name.endswith("_on") and value else value
        for name, value in facts.items()
    }


def split(facts: dict) -> tuple[dict, dict]:
    """Columns of the case itself, and those of what it stands on (person__born_on)."""
    days = as_days(facts)
    own = {name: value for name, value in days.items() if "__" not in name}
    return own, {name: value for name, value in days.items() if "__" in name}


def stands(case, path: str):
    """The value at a path such as person__full_member_on, as JSON would write it."""
    value = case
    for part in path.split("__"):
        value = getattr(value, part)
    return value.isoformat() if isinstance(value, date) else value


def compare(example: dict, failed, asked: set[str]) -> None:
    """Assert what the example says of the rules it names."""
    severities = {found.rule.slug: found.severity for found in failed}
    for slug in example.get("ok", ()):
        assert slug in asked and slug not in severities, slug
    for name, severity in EXPECTED.items():
        for slug in example.get(name, ()):
            assert severities.get(slug) == severity, slug
    assert not asked & set(example.get("not_asked", ()))
    opens = {found.rule.slug: found.opens_on for found in failed}
    for slug, day in example.get("opens", {}).items():
        assert opens[slug] == date.fromisoformat(day)
