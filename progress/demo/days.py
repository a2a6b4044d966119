"""When the steps of one recruitment happened: one chain of days around a fixed one."""

from datetime import date, timedelta

from casework.dates import add_months_clamp, add_months_roll

from .luck import Luck, office_day

# Days from the event before, at least and at most; in the order of the process. A month
# between pre-review and meeting, a month to the oath and three to the approval are kept, and
# eighteen days hold five working days even around the long holidays.
FROM_PROPOSAL = (
    ("consent_on", "proposed_on", 6, 12),
    ("notice_from_on", "consent_on", 1, 3),
    ("listed_on", "notice_from_on", 18, 22),
    ("introducers_on", "listed_on", 1, 3),
    ("training_ended_on", "listed_on", 12, 22),
    ("political_review_on", "listed_on", 15, 26),
    ("committee_reviewed_on", "listed_on", 30, 38),
    ("pre_reviewed_on", "committee_reviewed_on", 5, 11),
    ("form_issued_on", "pre_reviewed_on", 1, 3),
    ("adopted_on", "form_issued_on", 5, 16),
    ("approval_talk_on", "adopted_on", 7, 15),
    ("approved_on", "approval_talk_on", 10, 30),
    ("assigned_on", "approved_on", 2, 5),
    ("org_filed_on", "approved_on", 7, 15),
    ("oath_on", "approved_on", 8, 22),
)
BEFORE_PROPOSAL = (
    ("opinion_mentor_on", "proposed_on", 9, 12),
    ("opinion_members_on", "proposed_on", 6, 9),
    ("opinion_public_on", "proposed_on", 4, 6),
    ("opinion_cell_on", "proposed_on", 4, 6),
)
AROUND_DECISION = (
    ("recommended_on", "activist_on", -9, -3),
    ("activist_filed_on", "activist_on", 7, 18),
    ("mentors_on", "activist_on", 4, 12),
    ("applied_on", "activist_on", -500, -120),
    ("talked_on", "applied_on", 5, 22),
)


def days_around(anchor: str, day: date, luck: Luck) -> dict[str, date]:
    """Every day of a recruitment in which `anchor` fell on `day`, a working day."""
    found = _from_proposal(date(2000, 1, 1), luck)
    if anchor in found:
        return _whole(_shifted(found, day - found[anchor]), luck)
    return _before_proposal(anchor, day, luck)


def _from_proposal(proposed_on: date, luck: Luck) -> dict[str, date]:
    found = {"proposed_on": proposed_on}
    for name, start, least, most in FROM_PROPOSAL:
        found[name] = luck.after(found[start], least, most)
    return found


def _shifted(days: dict[str, date], by: timedelta) -> dict[str, date]:
    return {name: day + by for name, day in days.items()}


def _whole(days: dict[str, date], luck: Luck) -> dict[str, date]:
    """With what came before the proposal and after the admission."""
    for name, start, least, most in BEFORE_PROPOSAL:
        days[name] = luck.before(days[start], least, most)
    year_before = add_months_clamp(days["proposed_on"], -12)
    days["activist_on"] = luck.before(year_before, 15, 150)
    return _on_office_days(_probation(_decision(days, luck), luck))


def _before_proposal(anchor: str, day: date, luck: Luck) -> dict[str, date]:
    found = _decision({"activist_on": day}, luck)
    return _on_office_days(_shifted(found, day - found[anchor]))


def _decision(days: dict[str, date], luck: Luck) -> dict[str, date]:
    for name, start, least, most in AROUND_DECISION:
        days[name] = days[start] + timedelta(days=luck.randint(least, most))
    return days


def _probation(days: dict[str, date], luck: Luck) -> dict[str, date]:
    expires = add_months_roll(office_day(days["adopted_on"]), 12)
    days["conversion_applied_on"] = luck.before(expires, 8, 25)
    days["conversion_met_on"] = luck.after(expires, 3, 15)
    days["converted_on"] = luck.after(days["conversion_met_on"], 12, 35)
    days["archived_on"] = luck.after(days["converted_on"], 10, 30)
    return days


# Days from another one, to the same weekday.
BESIDE = (
    ("joint_review_on", "political_review_on", -7),
    ("branch_notified_on", "approved_on", 0),
    ("member_notified_on", "assigned_on", 0),
    ("announced_on", "assigned_on", 0),
    ("conversion_members_on", "conversion_met_on", -14),
    ("conversion_public_on", "conversion_met_on", -14),
    ("conversion_cell_on", "conversion_met_on", -14),
    ("conversion_reviewed_on", "conversion_met_on", -7),
    ("conversion_notified_on", "converted_on", 0),
    ("conversion_talked_on", "converted_on", 7),
    ("conversion_announced_on", "converted_on", 7),
)


def _on_office_days(days: dict[str, date]) -> dict[str, date]:
    found = {name: office_day(day) for name, day in days.items()}
    for name, start, by in BESIDE:
        if start in found:
            found[name] = found[start] + timedelta(days=by)
    return found


def assessed(start: date, until: date, months: int, luck: Luck) -> list[date]:
    """Half-yearly assessments from `start` up to `until`, within two weeks after each half-year."""
    found, number = [], 1
    while (due := add_months_clamp(start, months * number)) <= until:
        found.append(min(until, office_day(luck.after(due, 0, 10))))
        number += 1
    return found
