"""The opinion (审批意见) of the Party committee on what a general meeting resolved, for the form.

Article 24 (2014: 25) asks for the start and the end of the probation in it; article 33 (2014: 34)
counts the standing from the expiry, and article 31 (2014: 32) has extension and annulment approved
likewise.
"""

from django.utils.translation import gettext as _

from casework.models import Unit
from casework.wording import labelled

from .deciders import approver
from .form_texts import BLANK, FormText, day, kind_of, matter, term
from .models import Sitting
from .votes import decided

DECIDES = {
    "adopt": Sitting.Purpose.APPROVAL,
    "conversion-meeting": Sitting.Purpose.CONVERSION,
    "extend": Sitting.Purpose.EXTENSION,
    "annul": Sitting.Purpose.ANNULMENT,
}


def opinion(case, meeting) -> FormText | None:
    """What the committee above `case` decided on the vote `meeting`; before it did, with blanks.
    None where the vote gave nothing to decide. One query, if the units above are read already."""
    kind = kind_of(case, meeting)
    if not kind or not (meeting.quorate and meeting.carried):
        return None
    held = case.sittings.filter(purpose=DECIDES[kind], withdrawn=False)
    sitting = held.filter(held_on__gte=meeting.held_on).first()
    committee = _committee_of(case.unit)
    what = matter(case, meeting)
    return FormText(
        title=_("上级党组织审批意见"),
        paragraphs=(_decision(committee, sitting, what), _outcome(case, meeting, sitting, what)),
        closing=(
            committee,
            labelled(_("党委书记（签名或盖章）"), BLANK),
            day(sitting and sitting.held_on),
        ),
        lacks=tuple(_lacking(case, kind, committee, sitting)),
    )


def _committee_of(branch: Unit) -> str:
    """The committee that approves, as it signs."""
    unit = approver(branch)
    if unit is None:
        return BLANK
    return unit.name if unit.kind == Unit.Kind.COMMITTEE else _("中共%s委员会") % unit.name


def _lacking(case, kind: str, committee: str, sitting) -> list[str]:
    found = [_("有审批权限的党委")] if committee == BLANK else []
    if sitting is None or sitting.yes is None:
        found.append(_("党委会表决情况"))
    if kind == "conversion-meeting" and not case.member_since:
        found.append(_("党龄起算日期"))
    if kind == "extend" and not case.extension_months:
        found.append(str(case._meta.get_field("extension_months").verbose_name))
    return found


def _decision(committee: str, sitting, what: str) -> str:
    numbers = {name: BLANK for name in ("members", "present", "yes", "no", "abstain")}
    if sitting is not None:
        numbers |= {name: getattr(sitting, name) for name in numbers}
        numbers["yes"] = BLANK if sitting.yes is None else sitting.yes
    return _(
        "%(on)s，%(committee)s召开会议，集体讨论%(what)s的问题，逐人进行表决。应到委员%(members)s名，"
        "实到%(present)s名；同意%(yes)s名，不同意%(no)s名，弃权%(abstain)s名。"
    ) % {"on": day(sitting and sitting.held_on), "committee": committee, "what": what, **numbers}


def _outcome(case, meeting, sitting, what: str) -> str:
    """Approved with its days; a vote that is not told yet is put as the one that approves."""
    if sitting is not None and sitting.yes is not None and not decided(sitting):
        return _("表决没有达到规定的人数，没有批准%s。") % what
    return _("批准%s。") % what + (term(case, meeting) or _standing(case, meeting))


def _standing(case, meeting) -> str:
    if kind_of(case, meeting) != "conversion-meeting":
        return ""
    return _("党龄自%s起算。") % day(case.member_since)
