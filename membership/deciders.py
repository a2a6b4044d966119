"""Who decides about the people of a branch, as follows from what kind of branch it is.

What the rules of `rules/organs.py` and `rules/application.py` ask of the database, told of one
branch for forms and pages; a test holds both against each other for every kind of branch.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from casework.models import Unit
from casework.texts import BRANCH, R26, Citation
from casework.wording import listed

from .steps import STEPS

KIND = Unit.Kind
LEVELS = 3  # organisations above a branch that are looked at, as in rules/organs.py
COMMITTEE, GENERAL_MEETING = "committee", "general_meeting"


def deciding_meeting(has_committee: bool) -> str:
    """Which meeting takes the decisions of a branch (article 8)."""
    return COMMITTEE if has_committee else GENERAL_MEETING


def only_deliberates(organisation: Unit) -> bool:
    """A general branch, a committee below a township's, or one without the power (article 22)."""
    if organisation.kind == KIND.COMMITTEE:
        above = organisation.parent and organisation.parent.kind
        return not organisation.can_approve or above in (KIND.TOWNSHIP, KIND.VILLAGE)
    return organisation.kind == KIND.GENERAL_BRANCH


def deliberating(branch: Unit) -> Unit | None:
    """The organisation between the branch and the approving committee, if one lies there."""
    if branch.general_branch_id:
        return branch.general_branch
    return branch.parent if branch.parent and only_deliberates(branch.parent) else None


def approver(branch: Unit) -> Unit | None:
    """The committee that approves the admissions of the branch; None where there is none."""
    above, found = branch, None
    for _level in range(LEVELS):
        above = above and above.parent
        able = above and above.can_approve and not above.is_temporary
        if able and above.kind != KIND.VILLAGE and not only_deliberates(above):
            found = found or above
    return found


def approves(branch: Unit) -> str:
    """The approving committee by its name; a township is one only through its committee."""
    found = approver(branch)
    if found is None:
        return ""
    return _t("%s党委") % found if found.kind == KIND.TOWNSHIP else str(found)


@dataclass(frozen=True)
class Decider:
    """Who takes the decision of some steps of the chart, when the meeting is valid, and why."""

    steps: str  # a number of the chart
    who: str | Promise
    valid: str | Promise
    cites: Citation
    does: str | Promise = ""  # where it is not what the step is called by

    @property
    def title(self) -> str | Promise:
        return self.does or TITLES[self.steps]


TITLES = {str(step.number): step.title for step in STEPS}
HALF = _("半数以上到会")
MORE_THAN_HALF = _("超过半数到会，赞成超过应到半数")


def deciders(branch: Unit) -> list[Decider]:
    """The decisions of the chart in their order, for a branch of this kind."""
    own = _("支部委员会") if branch.has_committee else _("支部党员大会（不设委员会）")
    between, superior = deliberating(branch), approves(branch) or _("没有有审批权限的党委")
    found = [
        Decider("3", own, HALF, R26(8)),
        Decider("7", own, HALF, R26(13)),
        Decider("8", superior, _("书面同意"), R26(13)),
        Decider("12", own, HALF, R26(18)),
        Decider("13", superior, _("书面结果"), R26(18)),
        Decider("15", _("支部党员大会"), MORE_THAN_HALF, R26(19)),
    ]
    if between:
        found.append(Decider("16", between, _("须有审议记录，只审议不审批"), R26(22), _("审议")))
    found.append(Decider("17", superior, _("赞成超过全体委员半数"), R26(24)))
    if branch.has_committee:
        found.append(Decider("22", own, HALF, R26(32), _("转正大会前审查")))
    found.append(Decider("23", _("支部党员大会"), MORE_THAN_HALF, R26(32)))
    found.append(Decider("24", superior, _("赞成超过全体委员半数"), R26(33)))
    return found


def remarks(branch: Unit) -> list[tuple[str | Promise, Citation]]:
    """What else follows from the kind of branch, each with its article."""
    said = {
        _("党小组的意见须在第 7、23 步前听取，批准后编入党小组。"): (branch.has_cells, R26(13)),
        _("临时党组织一般不发展党员；除另有规定外不能接收预备党员。"): (
            branch.is_temporary, BRANCH()),
        _("流动党员党组织具备条件的才能发展党员。"): (branch.for_mobile_members, R26(40)),
        _("登记为不发展党员：第 3 步要写明理由。"): (
            not branch.may_recruit and not branch.is_temporary, BRANCH()),
    }  # fmt: skip
    return [(words, cites) for words, (holds, cites) in said.items() if holds]


def altered(before: list[Decider], after: list[Decider]) -> list[str]:
    """What a change of the branch alters: whose decision each step is now."""
    old, new = ({one.steps: str(one.who) for one in some} for some in (before, after))
    moved: dict[str, list[str]] = {}
    for steps, who in new.items():
        if old.get(steps) != who:
            moved.setdefault(who, []).append(steps)
    said = [
        _t("第 %(steps)s 步由%(who)s办") % {"steps": listed(steps), "who": who}
        for who, steps in moved.items()
    ]
    gone = [steps for steps in old if steps not in new]
    return said + ([_t("不再有第 %s 步的审议、审查") % listed(gone)] if gone else [])
