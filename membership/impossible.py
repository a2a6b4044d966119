"""What cannot be of the answers of one step: a part larger than its whole, and days on which
nothing can have happened, which are after today or before the birth.

What is merely out of order did happen: it is kept, and the rules say so.
"""

from datetime import date

from django.utils.translation import gettext as _

from .models import Application
from .step_rules import mark
from .steps import RecruitmentStep
from .votes import cited

AHEAD = {"leaves_on"}  # what is expected, not what has happened
PARTS_OF = (
    ("recommended_votes", "recommended_total"),
    ("decision_present", "decision_expected"),
)


def day_faults(
    step: RecruitmentStep, days: dict, *, born_on: date | None, today: date
) -> dict[str, str]:
    """What is impossible about the days among the answers, in the officer's words, by field."""
    happened = {name: day for name, day in days.items() if _is_day(day) and name not in AHEAD}
    faults = {name: _day_fault(day, born_on, today) for name, day in happened.items()}
    return {name: explained(words, step, happened[name]) for name, words in faults.items() if words}


def part_faults(step: RecruitmentStep, answers: dict) -> dict[str, str]:
    """Which parts are larger than their wholes, likewise."""
    faults, on = {}, answers.get(step.done)
    for part, whole in PARTS_OF:
        one, whole_number = answers.get(part), answers.get(whole)
        if None not in (one, whole_number) and one > whole_number:
            words = _("%(part)s不能多于%(whole)s：%(one)s，%(all)s") % {
                "part": _name(part),
                "whole": _name(whole),
                "one": one,
                "all": whole_number,
            }
            faults[part] = explained(words, step, on)
    return faults


def explained(words: str, step: RecruitmentStep, on: date | None) -> str:
    """The words with the article of the step, of the text in force on the day."""
    return _("%(what)s（%(article)s）。") % {"what": words, "article": cited(step.cites, on)}


def _name(column: str) -> str:
    return Application._meta.get_field(column).verbose_name


def _is_day(value) -> bool:
    return isinstance(value, date)


def _day_fault(day: date, born_on: date | None, today: date) -> str:
    if day > today:
        words = _("日期不能晚于今天：填了 %(day)s，今天 %(today)s；事情发生以后再记")
        return words % {"day": day, "today": today}
    if born_on and day < born_on:
        return _("日期不能早于本人出生：填了 %(day)s") % {"day": day}
    return ""


class OfStep:
    """A form of the answers of one step about one case, held against what is possible."""

    step, born_on, today = None, None, date.max

    def of(self, step: RecruitmentStep, case: Application, today: date):
        """The same form, that knows its step, whose case it is and the day."""
        self.step, self.born_on, self.today = step, case.person.born_on, today
        self.mark_wanted()
        return self

    def mark_wanted(self) -> None:
        """Mark what a blocker of the step reads; forms without a model say how."""
        mark(self, self.step, self.today)

    def clean(self):
        cleaned = super().clean()
        faults = part_faults(self.step, cleaned)
        faults |= day_faults(self.step, cleaned, born_on=self.born_on, today=self.today)
        for name, words in faults.items():
            self.add_error(name, words)
        return cleaned
