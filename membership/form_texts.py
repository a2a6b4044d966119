"""What the texts for the admission form share: the resolution of the branch and the opinion of the
committee that approves it name the same matter and the same days.

What is not on record stands as a blank, and is named.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from casework.pdf import long_date

from .stages import Stage
from .timing import last_day_of_probation, probation_expiry

BLANK = "＿＿"


@dataclass(frozen=True)
class FormText:
    """A text for the form. `lacks` names what stands as a blank."""

    title: str
    paragraphs: tuple[str, ...]
    closing: tuple[str, ...]
    lacks: tuple[str, ...]

    @property
    def text(self) -> str:
        """For the form: every paragraph indented by two characters, the closing below."""
        indented = [f"　　{line}" for part in self.paragraphs for line in part.splitlines()]
        return "\n".join([*indented, "", *self.closing])


def kind_of(case, meeting) -> str:
    """The step that the vote belongs to: adopt, conversion-meeting, extend, annul; "" where
    neither of the last two is on record for the day of a vote about them."""
    if meeting.purpose != "outcome":
        return {"admission": "adopt", "conversion": "conversion-meeting"}[meeting.purpose]
    if meeting.held_on == case.extended_on:
        return "extend"
    annulled = case.annulment_met_on or (case.stage == Stage.ANNULLED and case.ended_on)
    return "annul" if meeting.held_on == annulled else ""


def matter(case, meeting) -> str:
    """The matter as the object of “同意…” and “关于…的决议”; "" where it is not known."""
    who, kind = case.person.name, kind_of(case, meeting)
    if kind == "conversion-meeting" and case.extended_on and case.extended_on < meeting.held_on:
        return _("%s同志在延长预备期期满后转为中共正式党员") % who
    return {
        "adopt": _("接收%s同志为中共预备党员") % who,
        "conversion-meeting": _("%s同志按期转为中共正式党员") % who,
        "extend": _("将%(who)s同志的预备期延长%(months)s个月")
        % {"who": who, "months": case.extension_months or BLANK},
        "annul": _("取消%s的预备党员资格") % who,
    }.get(kind, "")


def day(on: date | None) -> str:
    return long_date(on) if on else _("%(blank)s年%(blank)s月%(blank)s日") % {"blank": BLANK}


def term(case, meeting) -> str:
    """From when and until when the probation runs, of a carried vote; the last day by A-17."""
    kind = kind_of(case, meeting)
    if kind == "adopt":
        days = {"since": day(meeting.held_on), "until": _last(meeting.held_on)}
        return _("预备期一年，自%(since)s起，至%(until)s止。") % days
    if kind == "extend" and case.adopted_on and case.extension_months:
        return _("延长后的预备期至%s止。") % _last(case.adopted_on, case.extension_months)
    return ""


def _last(adopted_on: date, extension_months: int | None = None) -> str:
    return day(last_day_of_probation(probation_expiry(adopted_on, extension_months)))
