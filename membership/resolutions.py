"""The resolution (决议) of a branch general meeting about one person, in the words of the form.

It says what article 21 (2014: 22) asks of it: main performance, members entitled and present,
result, day and the secretary's signature; articles 31 and 32 (2014: 32 and 33) ask the same of
conversion, extension and annulment. What is not on record stands as a blank, and is named.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from casework.pdf import long_date
from casework.wording import clauses, labelled

from .stages import Stage
from .timing import last_day_of_probation, probation_expiry
from .votes import unresolved

BLANK = "＿＿"


@dataclass(frozen=True)
class Resolution:
    """The text of a resolution. `lacks` names what stands as a blank."""

    title: str
    paragraphs: tuple[str, ...]
    closing: tuple[str, ...]
    lacks: tuple[str, ...]

    @property
    def text(self) -> str:
        """For the form: every paragraph indented by two characters, the closing below."""
        indented = [f"　　{line}" for part in self.paragraphs for line in part.splitlines()]
        return "\n".join([*indented, "", *self.closing])


def resolution(case, meeting) -> Resolution:
    """What the general meeting of the branch of `case` resolved by the vote `meeting`."""
    what = _what(case, meeting)
    lacking = [meeting._meta.get_field(name).verbose_name for name in unresolved(meeting)]
    if kind_of(case, meeting) == "extend" and not case.extension_months:
        lacking.append(case._meta.get_field("extension_months").verbose_name)
    if not what:
        lacking.append(_("决议事项"))
    what = what or BLANK
    return Resolution(
        title=_("关于%s的决议") % what,
        paragraphs=(
            _opening(case, meeting, what),
            _performance(case, meeting),
            _numbers(meeting),
            _ballots(meeting),
            _outcome(case, meeting, what),
        ),
        closing=_closing(case, meeting),
        lacks=tuple(map(str, lacking)),
    )


def kind_of(case, meeting) -> str:
    """The step that the vote belongs to: adopt, conversion-meeting, extend, annul; "" where
    neither of the last two is on record for the day of a vote about them."""
    if meeting.purpose != "outcome":
        return {"admission": "adopt", "conversion": "conversion-meeting"}[meeting.purpose]
    if meeting.held_on == case.extended_on:
        return "extend"
    annulled = case.annulment_met_on or (case.stage == Stage.ANNULLED and case.ended_on)
    return "annul" if meeting.held_on == annulled else ""


def _what(case, meeting) -> str:
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


def _day(on: date | None) -> str:
    return long_date(on) if on else _("%(blank)s年%(blank)s月%(blank)s日") % {"blank": BLANK}


def _opening(case, meeting, what: str) -> str:
    return _("%(on)s，%(branch)s召开支部党员大会，讨论%(what)s的问题。") % {
        "on": _day(meeting.held_on),
        "branch": case.unit.name,
        "what": what,
    }


def _performance(case, meeting) -> str:
    said = meeting.performance.strip().rstrip("。.；;") or BLANK
    return _("大会认为，%(who)s的主要表现是：%(said)s。") % {
        "who": case.person.name,
        "said": said,
    }


def _numbers(meeting) -> str:
    """Who was entitled and present, and who is not counted with both approvals (A-14)."""
    approved = meeting.left_out - meeting.unapproved
    said = _("应到会有表决权的正式党员%(entitled)s名，实到会%(present)s名") % {
        "entitled": meeting.entitled,
        "present": meeting.present,
    }
    left = _("另有%s名党员经上级党委同意并经党员大会通过，不计入应到会人数") % approved
    return _("%s。") % clauses([said, left if approved > 0 else ""])


def _ballots(meeting) -> str:
    papers = ""
    if None not in (meeting.issued, meeting.returned):
        papers = _("发出表决票%(issued)s张，收回%(returned)s张") % {
            "issued": meeting.issued,
            "returned": meeting.returned,
        }
    cast = _("赞成%(yes)s票，反对%(no)s票，弃权%(abstain)s票，无效%(void)s票") % {
        "yes": meeting.yes,
        "no": meeting.no,
        "abstain": meeting.abstain,
        "void": meeting.void,
    }
    found = clauses([papers, cast, _written(meeting)])
    return _("大会采取无记名投票方式进行表决。%s。") % found


def _written(meeting) -> str:
    """Opinions of members who could not come; they count when they came before the meeting."""
    numbers = {
        "yes": meeting.written_yes,
        "no": meeting.written_no,
        "abstain": meeting.written_abstain,
    }
    total = sum(numbers.values())
    if not total:
        return ""
    words = (
        _("因故不能到会的党员%(total)s名在会前正式提出书面意见，统计在票数内：%(said)s")
        if meeting.written_in_time
        else _("因故不能到会的党员%(total)s名的书面意见没有在会前正式提出，不计入票数：%(said)s")
    )
    said = _("赞成%(yes)s名，反对%(no)s名，弃权%(abstain)s名") % numbers
    return words % {"total": total, "said": said}


def _outcome(case, meeting, what: str) -> str:
    if not meeting.quorate:
        return _("实到会人数没有超过应到会有表决权的正式党员的半数，大会不能对%s作出决议。") % what
    facts = {"favour": meeting.favour, "what": what}
    if not meeting.carried:
        return (
            _(
                "赞成共%(favour)s票，没有超过应到会有表决权的正式党员的半数，没有通过%(what)s的决议。"
            )
            % facts
        )
    agreed = _("赞成共%(favour)s票，超过应到会有表决权的正式党员的半数，大会同意%(what)s。") % facts
    return agreed + _term(case, meeting)


def _term(case, meeting) -> str:
    """From when and until when the probation runs, of a carried vote; the last day by A-17."""
    kind = kind_of(case, meeting)
    if kind == "adopt":
        days = {"since": _day(meeting.held_on), "until": _last(meeting.held_on)}
        return _("预备期一年，自%(since)s起，至%(until)s止。") % days
    if kind == "extend" and case.adopted_on and case.extension_months:
        return _("延长后的预备期至%s止。") % _last(case.adopted_on, case.extension_months)
    return ""


def _last(adopted_on: date, extension_months: int | None = None) -> str:
    return _day(last_day_of_probation(probation_expiry(adopted_on, extension_months)))


def _closing(case, meeting) -> tuple[str, ...]:
    signed = labelled(_("支部书记（签名）"), meeting.signed_by or BLANK)
    return case.unit.name, signed, _day(meeting.signed_on)
