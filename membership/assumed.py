"""What a case told as facts leaves out: that whatever goes with a told event was in order."""

from datetime import date

from casework.dates import DAY, add_months_clamp
from casework.standards import as_if

from . import choices
from .deciders import deciding_meeting
from .rules.notices import EVENTS
from .standards import NOTICES, NOTICES_BEFORE
from .told_votes import assume_votes

WELL_BEFORE = 60  # days, longer than the longest notice
STANDING = date(2000, 7, 1)  # full member since, of somebody told only by number


def assumed(told):
    """Fill in that what goes with a told event was in order; told facts stay as they are."""
    columns = told.columns
    decider = deciding_meeting(told.branch.get("has_committee", True))
    met_on = columns.get("conversion_met_on")
    with_event = {
        "applied_on": {"situation": "no_unit", "received_by": "residence"},
        "talked_on": {"talk_topics": _all(choices.TALK_TOPICS), "talker": "-",
                      "talker_role": "secretary"},
        "activist_on": {"recommended_on": columns.get("activist_on"), "recommended_by": "members",
                        "activist_decided_by": decider},
        "proposed_on": {f"opinion_{who}_on": columns.get("proposed_on")
                        for who in ("mentor", "members", "public", "cell")},
        "political_review_on": {
            "political_review_passed": True,
            "review_topics": _all(choices.REVIEW_TOPICS),
            "review_methods": _all(choices.REVIEW_METHODS[:3]),
            "joint_review_on": columns.get("political_review_on"),
            "review_registered_on": columns.get("political_review_on"),
            "review_residence_on": columns.get("political_review_on"),
        },
        "training_ended_on": {"training_days": 3, "training_hours": 24, "training_passed": True,
                              "training_by": "committee"},
        "pre_reviewed_on": {"pre_review_passed": True},
        "form_issued_on": {"form_number": "1"},
        "approval_talk_on": {"approval_talker_role": "org_officer"},
        "approved_on": dict.fromkeys(
            ("deliberated_on", "branch_notified_on", "member_notified_on", "announced_on"),
            columns.get("approved_on"),
        ),
        "assigned_on": {"cell": "1"},
        "conversion_met_on": {
            **{f"conversion_{who}_on": met_on for who in ("cell", "members", "public", "reviewed")},
            "delayed_by": "organisation",
            "delay_reason": "-",
        },
        "extended_on": {"extension_approved_on": columns.get("extended_on")},
        "annulment_met_on": {"ended_on": columns.get("annulment_met_on")},
        "archived_on": {"archive_kind": "personnel", "archive_custodian": "-",
                        "conversion_notified_on": columns.get("converted_on"),
                        "conversion_talked_on": columns.get("converted_on"),
                        "conversion_announced_on": columns.get("converted_on")},
    }  # fmt: skip
    for event, facts in with_event.items():
        if columns.get(event):
            told.columns = columns = {**facts, **columns}
    told.branch.setdefault("has_committee", True)
    _people(told)
    _notices(told)
    assume_votes(told)
    return told


def _people(told) -> None:
    """Two mentors and introducers, and the half-yearly assessments held by now."""
    began = {"activist": "activist_on", "probation": "adopted_on"}
    until = {"activist": "proposed_on", "probation": "converted_on"}
    for phase in began:
        start, end = (told.columns.get(which[phase]) for which in (began, until))
        if start and end:
            first = min(add_months_clamp(start, 6), end)
            told.assessments.setdefault(phase, [first, end])
            told.education.setdefault(phase, _lessons(start, end))
    told.written = True
    for name, since in (("mentors", "activist_on"), ("introducers", "listed_on")):
        day = told.columns.get(since)
        if day and not getattr(told, name):
            one = {"full_member_on": STANDING, "appointed_on": day, "until": None, "sanctions": [],
                   "opinion_on": None, "is_relative": False}  # fmt: skip
            setattr(told, name, [one, dict(one)])
    signed = told.columns.get("adopted_on")
    for one in told.introducers:
        one["opinion_on"] = one["opinion_on"] or signed


def _notices(told) -> None:
    """The notices that the county asks for of the day of a told event: before it, or on it."""
    have = {one["kind"] for one in told.notices}
    with as_if(told.settings, beside_stored=True):
        for kind, (column, _words) in EVENTS.items():
            event = told.columns.get(column)
            if event and kind in NOTICES.on(event) and kind not in have:
                before = kind in NOTICES_BEFORE.on(event)
                posted = event - DAY * WELL_BEFORE if before else event
                places = {"posted_on": posted, "second_posted_on": posted}
                told.notices.append({"kind": kind, **places})


def _lessons(start: date, end: date) -> list[dict]:
    """An occasion of every kind in each half-year."""
    days, day = [start], add_months_clamp(start, 6)
    while day < end:
        days, day = [*days, day], add_months_clamp(day, 6)
    return [
        {"held_on": day, "kind": kind} for day in [*days, end] for kind, _w in choices.EDUCATION
    ]


def _all(codes) -> str:
    return ",".join(code for code, _words in codes)
