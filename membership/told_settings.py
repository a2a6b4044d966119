"""What the county of a told case has set: the part `settings` of docs/evaluate.md."""

from collections.abc import Callable
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from casework.standards import Setting, Value

from .standards import BY_KEY, FIXED
from .told_values import near

Wrong = Callable[[str, str], None]


def read_settings(part: dict, wrong: Wrong) -> dict[str, list[tuple[date, Value]]]:
    """Each key with its values by first day; `wrong` hears of whatever cannot stand."""
    found = {}
    for key, told in part.items():
        if key not in BY_KEY:
            wrong(*_unknown(key))
            continue
        rows = told if _dated(told) else [{"value": told}]
        found[key] = [row for one in rows if (row := _row(BY_KEY[key], one, wrong))]
    return found


def _unknown(key: str) -> tuple[str, str]:
    """Where and why: a question that is answered once for all says so."""
    for fixed in FIXED:
        if key == fixed.key:
            return f"settings.{key}", _("不能另设，一律为“%(answer)s”。%(why)s") % {
                "answer": fixed.answer,
                "why": fixed.why,
            }
    return "settings", _("不认识“%s”") % key + near(key, BY_KEY)


def _dated(told) -> bool:
    """Whether the values come with their first days: a list of objects."""
    return isinstance(told, list) and all(isinstance(one, dict) for one in told) and bool(told)


def _row(setting: Setting, told: dict, wrong: Wrong) -> tuple[date, Value] | None:
    for name in told.keys() - {"value", "since"}:
        wrong(f"settings.{setting.key}", _("不认识“%s”") % name)
    value = told.get("value")
    value = tuple(value) if isinstance(value, list) else value
    try:
        since = date.fromisoformat(told["since"]) if "since" in told else date.min
        setting.check(value)
    except ValidationError as error:
        wrong(f"settings.{setting.key}", " ".join(error.messages))
    except (TypeError, ValueError):
        wrong(f"settings.{setting.key}", _("“%s”不是日期，请写成 2026-11-23") % told["since"])
    else:
        return since, value
    return None
