"""How an invented branch votes on its recruits, and the Party committee after it."""

from datetime import date, timedelta

from casework.models import Unit
from membership.models import Application, Exclusion, Gathering, Meeting, Sitting

PERFORMANCE = {
    "admission": "拥护党的纲领，工作踏实，热心村里的公共事务，群众反映好。",
    "conversion": "预备期内按时参加组织生活，认真履行党员义务，发挥了作用。",
    "outcome": "预备期内参加组织生活不够经常，履行党员义务不够好。",
}
LARGE = 40  # members of a branch, of whom one is too ill to come
ILL = {"category": "ill", "number": 1}
DECIDED = {
    "approval": "approved_on",
    "conversion": "converted_on",
    "extension": "extension_approved_on",
    "annulment": "ended_on",
}
COMMITTEE = {"chair": "镇党委书记", "members": 9, "present": 8, "yes": 8}


def approved(day: date) -> dict[str, date]:
    """Both approvals of leaving somebody out, in the weeks before the meeting."""
    return {"consent_on": day - timedelta(weeks=3), "adopted_on": day - timedelta(weeks=2)}


class Votes:
    """The part of a recruiter that holds meetings; it has luck, members and gatherings."""

    def _votes(self, made) -> None:
        case = made.case
        for purpose, day in (
            ("admission", case.adopted_on),
            ("conversion", case.conversion_met_on),
        ):
            if day:
                made.rows.append(self.vote(case, purpose, day))

    def vote(self, case: Application, purpose: str, day: date) -> Meeting:
        """A vote of the branch that was quorate and carried."""
        held = self._gathering(case.unit, day)
        against = self.luck.randint(0, held.present // 20)
        meeting = Meeting(
            case=case,
            gathering=held,
            purpose=purpose,
            **held.shared(),
            issued=held.present,
            returned=held.present,
            yes=held.present - against,
            no=against,
            performance=PERFORMANCE[purpose],
            signed_by=held.chair,
            signed_on=day,
        )
        meeting.count()
        return meeting

    def _gathering(self, branch: Unit, day: date) -> Gathering:
        """The branch's general meeting of the day."""
        members = self.members[id(branch)]
        eligible = len(members)
        present = eligible - self.luck.randint(0, max(0, eligible // 6))
        first, second, third = (members[place % eligible].name for place in range(3))
        left = [Exclusion(**ILL, **approved(day))] if eligible >= LARGE else []
        made = Gathering(
            unit=branch,
            held_on=day,
            place="村党群服务中心",
            chair=first,
            ballot_inspector=second,
            ballot_counter=third,
            eligible=eligible - len(left),
            present=min(present, eligible - len(left)),
        )
        made.reckon(left)
        made.leaving = [row.of(made) for row in left]
        return self.gatherings.setdefault((id(branch), day), made)

    def _sittings(self, made) -> None:
        """The Party committee decided on whoever was approved."""
        for purpose in ("approval", "conversion"):
            if getattr(made.case, DECIDED[purpose]):
                made.rows.append(self.sitting(made.case, purpose))

    def sitting(self, case: Application, purpose: str) -> Sitting:
        """The vote of the Party committee on the day of its decision."""
        held_on = getattr(case, DECIDED[purpose])
        return Sitting(case=case, purpose=purpose, held_on=held_on, **COMMITTEE)
