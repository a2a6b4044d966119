"""The resolution (决议) of a branch general meeting about one person, in the words of the form.

It says what article 21 (2014: 22) asks of it: main performance, members entitled and present,
result, day and the secretary's signature; articles 31 and 32 (2014: 32 and 33) ask the same of
conversion, extension and annulment. What is not on record stands as a blank, and is named.
"""

from django.utils.translation import gettext as _

from casework.wording import clauses, labelled

from .form_texts import BLANK, FormText, day, kind_of, matter, term
from .votes import unresolved


def resolution(case, meeting) -> FormText:
    """What the general meeting of the branch of `case` resolved by the vote `meeting`."""
    what = matter(case, meeting)
    lacking = [meeting._meta.get_field(name).verbose_name for name in unresolved(meeting)]
    if kind_of(case, meeting) == "extend" and not case.extension_months:
        lacking.append(case._meta.get_field("extension_months").verbose_name)
    if not what:
        lacking.append(_("决议事项"))
    what = what or BLANK
    return FormText(
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


def _opening(case, meeting, what: str) -> str:
    return _("%(on)s，%(branch)s召开支部党员大会，讨论%(what)s的问题。") % {
        "on": day(meeting.held_on),
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
    return agreed + term(case, meeting)


def _closing(case, meeting) -> tuple[str, ...]:
    signed = labelled(_("支部书记（签名）"), meeting.signed_by or BLANK)
    return case.unit.name, signed, day(meeting.signed_on)
