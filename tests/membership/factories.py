"""Membership cases that nothing blocks, at every stage and under both texts."""

from datetime import date

from casework.models import Person, Unit
from membership.models import Application, Exclusion, Gathering, Meeting
from membership.papers import CATALOGUE
from tests.officers import branch
from tests.worked import as_days

NEXT = {
    "applicant": "designate",
    "activist": "propose",
    "proposed": "list_prospective",
    "prospective": "pass_pre_review",
    "pre_reviewed": "adopt",
    "adopted": "approve",
    "probationary": "convert",
    "extended": "convert",
    "full": "archive",
}
TARGET = {
    "designate": "activist",
    "propose": "proposed",
    "list_prospective": "prospective",
    "pass_pre_review": "pre_reviewed",
    "adopt": "adopted",
    "approve": "probationary",
    "convert": "full",
    "archive": "full",
}
# What is on record when each step is taken, under the 2026 text.
TIMELINE = {
    "designate": {
        "applied_on": "2026-06-01",
        "situation": "no_unit",
        "received_by": "residence",
        "talked_on": "2026-06-10",
        "talker": "白振",
        "talker_role": "secretary",
        "talk_topics": "record,view,motive,conduct,family,told",
        "recommended_on": "2026-07-01",
        "recommended_by": "members",
        "activist_on": "2026-07-10",
        "activist_decided_by": "committee",
    },
    "propose": {
        "activist_filed_on": "2026-07-20",
        "opinion_mentor_on": "2027-07-08",
        "opinion_members_on": "2027-07-08",
        "opinion_public_on": "2027-07-09",
        "proposed_on": "2027-07-12",
    },
    "list_prospective": {
        "consent_on": "2027-07-20",
        "notice_from_on": "2027-07-21",  # working days 21, 22, 23, 26, 27
        "listed_on": "2027-07-28",
    },
    "pass_pre_review": {
        "political_review_on": "2027-08-20",
        "political_review_passed": True,
        "review_topics": "theory,history,lawful,kin,online,urgent",
        "review_methods": "person,files,asked",
        "joint_review_on": "2027-08-18",
        "training_ended_on": "2027-08-25",
        "training_days": 3,
        "training_hours": 24,
        "training_passed": True,
        "training_by": "committee",
        "committee_reviewed_on": "2027-09-01",
        "pre_reviewed_on": "2027-09-10",
        "pre_review_passed": True,
    },
    "adopt": {
        "form_number": "2027-0001",
        "form_issued_on": "2027-09-12",
        "adopted_on": "2027-10-08",
    },
    "approve": {
        "approval_talk_on": "2027-10-20",
        "approval_talker_role": "org_officer",
        "approved_on": "2027-11-01",
        "branch_notified_on": "2027-11-02",
    },
    "convert": {
        "assigned_on": "2027-11-05",
        "member_notified_on": "2027-11-05",
        "announced_on": "2027-11-05",
        "oath_on": "2027-11-10",
        "conversion_applied_on": "2028-10-01",
        "conversion_members_on": "2028-10-05",
        "conversion_public_on": "2028-10-05",
        "conversion_reviewed_on": "2028-10-06",
        "conversion_met_on": "2028-10-08",
        "converted_on": "2028-10-20",
    },
    "archive": {
        "archive_kind": "party",
        "archive_custodian": "镇党委",
        "conversion_notified_on": "2028-10-21",
        "conversion_talked_on": "2028-10-25",
        "conversion_announced_on": "2028-10-26",
        "archived_on": "2028-11-01",
    },
}
DAYS = {
    "designate": "2026-07-10",
    "propose": "2027-07-12",
    "list_prospective": "2027-07-28",
    "pass_pre_review": "2027-09-10",
    "adopt": "2027-10-08",
    "approve": "2027-11-01",
    "convert": "2028-10-20",
    "archive": "2028-11-01",
    "extend": "2028-10-20",
    "annul": "2028-10-20",
}
EXTENDED = {
    "extended_on": "2028-10-08",
    "extension_approved_on": "2028-10-08",
    "extension_months": 6,
    "conversion_applied_on": "2029-04-01",
    "conversion_members_on": "2029-04-05",
    "conversion_public_on": "2029-04-05",
    "conversion_reviewed_on": "2029-04-06",
    "conversion_met_on": "2029-04-08",
    "converted_on": "2029-04-20",
}
OUT = {
    "extend": {
        "extended_on": "2028-10-08",
        "extension_approved_on": "2028-10-20",
        "extension_months": 6,
    },
    "annul": {
        "annulment_met_on": "2028-10-08",
        "ended_on": "2028-10-20",
        "end_reason": "不履行党员义务",
    },
    "transfer_out": {
        "ended_on": "2028-10-20",
        "end_reason": "外出就业",
        "transferred_to": "县工业园区党委",
        "materials_passed_on": "2028-10-20",
    },
    "not_recognise": {
        "ended_on": "2028-10-20",
        "end_reason": "弄虚作假",
        "end_announced_on": "2028-10-22",
    },
    "recognise_posthumously": {
        "posthumous_discussed_on": "2028-09-01",
        "posthumous_examined_on": "2028-09-10",
        "posthumous_approved_on": "2028-10-20",
        "posthumous_approver": "province",
        "end_reason": "为保护群众生命财产英勇牺牲",
    },
}
ASSESSED = {"activist": ["2027-01-10", "2027-07-08"], "probation": ["2028-04-08", "2028-10-01"]}
SIGNED = "2027-09-20"  # by the introducers, in the admission form
EDUCATED = {
    "activist": [("2026-09-10", "lecture"), ("2027-03-12", "activity")],
    "probation": [("2027-12-20", "lecture"), ("2028-05-04", "service")],
}
VOTE = {"eligible": 9, "present": 7, "yes": 6, "no": 1}
RESOLUTION = {"performance": "拥护党的纲领，工作积极，群众威信高。", "signed_by": "陈建国"}
SAT = {"members": 7, "present": 6, "yes": 6}  # of the Party committee
DECIDED = {
    "approval": "approved_on",
    "conversion": "converted_on",
    "extension": "extension_approved_on",
    "annulment": "ended_on",
}


def day(text: str, law: int = 2026) -> date:
    """A day of the 2026 timeline; the same case under the 2014 text is four years older."""
    found = date.fromisoformat(text)
    return found.replace(year=found.year - 4) if law == 2014 else found


def day_of(stage: str, step: str = "", law: int = 2026) -> date:
    """The day on which the step is taken."""
    if stage == "extended" and step in ("", "convert"):
        return day(EXTENDED["converted_on"], law)
    return day(DAYS.get(step or NEXT[stage], "2028-10-20"), law)


def member(name: str, unit: Unit, **facts) -> Person:
    """A full member of the branch since 2010."""
    facts = {"full_member_on": date(2010, 7, 1), "joined_on": date(2009, 7, 1), **facts}
    return Person.objects.create(
        name=name, unit=unit, affiliation=unit, standing=Person.Standing.FULL, **facts
    )


def _facts(stage: str, step: str, law: int) -> dict:
    """Everything on record when `step` is taken from `stage`."""
    known = list(NEXT).index(stage) + 1 if stage in NEXT else 1
    rows = [TIMELINE[name] for name in list(TIMELINE)[:known]]
    if stage == "extended":
        rows.append(EXTENDED)
    if step not in TARGET:
        rows.append(OUT.get(step, {"end_reason": "本人原因", "ended_on": "2028-10-20"}))
    facts = {name: value for row in rows for name, value in row.items()}
    days = {name: day(value, law) for name, value in facts.items() if name.endswith("_on")}
    return {**facts, **days}


def application(stage: str, *, step: str = "", law: int = 2026, unit=None, **facts) -> Application:
    """A case in `stage` that nothing blocks for `step` (default: the next one forward).

    `law` is 2026 or 2014; `facts` are columns to set otherwise. Its mentors and introducers
    are full members, every paper is complete, both votes are carried.
    """
    step = step or NEXT[stage]
    unit = unit or branch()
    person = facts.pop("person", None) or Person.objects.create(
        name="林晓禾", unit=unit, born_on=date(1996, 1, 1)
    )
    made = {**_facts(stage, step, law), **facts}
    case = Application(person=person, unit=unit, stage=stage, **made)
    case.work_out()
    case.save()
    _accompany(case, law)
    _vote(case, step)
    _file_papers(case, step)
    return case


def _accompany(case, law: int) -> None:
    """Two mentors, two introducers, the half-yearly assessments."""
    first, second = member("陈建国", case.unit), member("赵明德", case.unit)
    for companion in (first, second):
        case.mentors.create(member=companion, appointed_on=day("2026-07-10", law))
        named, signed = day("2027-08-01", law), day(SIGNED, law)
        case.introducers.create(member=companion, appointed_on=named, opinion_on=signed)
    for phase in ASSESSED:
        accompany_phase(case, phase, law)


def accompany_phase(case, phase: str, law: int) -> None:
    """The assessments and the education of cultivation or of probation."""
    for held_on in ASSESSED[phase]:
        assess(case, phase, held_on, law)
    for held_on, kind in EDUCATED[phase]:
        case.educations.create(phase=phase, kind=kind, held_on=day(held_on, law))


def assess(case, phase: str, held_on: str, law: int) -> None:
    """A half-yearly assessment with all its opinions."""
    case.assessments.create(phase=phase, held_on=day(held_on, law), companion_opinion="成长较快")


def _vote(case, step: str) -> None:
    held = {"admission": case.adopted_on, "conversion": case.conversion_met_on}
    if step in OUT:
        held["outcome"] = case.extended_on if step == "extend" else case.annulment_met_on
    for purpose, held_on in held.items():
        if held_on:
            resolved = {**RESOLUTION, "signed_on": held_on}
            Meeting.objects.create(case=case, purpose=purpose, held_on=held_on, **VOTE, **resolved)
    for purpose, column in DECIDED.items():
        if held_on := getattr(case, column):
            case.sittings.create(purpose=purpose, held_on=held_on, **SAT)


def leave_out(case, number: int, consent_on, adopted_on, purpose: str = "admission") -> None:
    """The meeting leaves out so many of those that should attend; its vote copies that."""
    vote = case.meetings.get(purpose=purpose)
    days = as_days({"consent_on": consent_on, "adopted_on": adopted_on})
    row = Exclusion(category="ill", number=number, **days)
    shared = {"eligible": vote.eligible, "present": vote.present}
    vote.gathering = Gathering.tell(case.unit_id, vote.held_on, shared, [row])
    vote.left_out, vote.unapproved = vote.gathering.left_out, vote.gathering.unapproved
    vote.save()


def _file_papers(case, step: str) -> None:
    """As many complete papers of every kind as the dossier ought to hold after the step."""
    expected = CATALOGUE.expected_at(TARGET.get(step, case.stage))
    rows = case.papers.model
    case.papers.bulk_create(
        rows(case=case, kind=paper.slug)
        for paper in expected
        for _copy in range(paper.wanted(date.max))
    )
