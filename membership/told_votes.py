"""The votes of a case told as facts (docs/evaluate.md): of general meetings and of committees."""

from datetime import date

from django.utils.translation import gettext as _

from casework.standards import as_if

from . import votes
from .choices import EXCLUSIONS
from .models import Exclusion, Gathering, Meeting, Sitting
from .steps import BY_SLUG

NUMBERS = ("eligible", "present", "issued", "returned", "yes", "no", "abstain", "void",
           "written_yes", "written_no", "written_abstain")  # fmt: skip
TEXTS = ("performance", "signed_by")
TALLY = (*NUMBERS, *TEXTS, "written_in_time", "held_on", "signed_on")
PURPOSES = {step.tally: step.met or step.done for step in BY_SLUG.values() if step.tally}
SEATS = ("members", "present", "yes", "no", "abstain")
SITTINGS = {step.sitting: step.done for step in BY_SLUG.values() if step.sitting}
RESOLVED = {"performance": "-", "signed_by": "-"}


class VotesReader:
    """The part of the reader that goes through `votes` and `sittings`."""

    def votes(self, data: dict) -> None:
        self.known("votes", data, PURPOSES)
        for purpose in PURPOSES.keys() & data.keys():
            for one in self.objects(f"votes.{purpose}", _several(data[purpose])):
                self.vote(purpose, one)

    def vote(self, purpose: str, one: dict) -> None:
        where = f"votes.{purpose}"
        self.known(where, one, {*TALLY, "exclusions"})
        told = {name: self.number(where, one[name]) for name in NUMBERS if _said(one, name)}
        held_on = self.day(where, one.get("held_on")) or self.meeting_day(purpose)
        if {"eligible", "present"} - told.keys():
            self.wrong(where, _("须写明 eligible（应到）和 present（实到）"))
        elif held_on is None:
            self.wrong(where, _("须写明 held_on（会议日期）"))
        else:
            told |= {name: str(one[name]) for name in TEXTS if _said(one, name)}
            told |= {"signed_on": self.day(where, one.get("signed_on")), "held_on": held_on}
            in_time = one.get("written_in_time")
            told["written_in_time"] = in_time and self.yes(f"{where}.written_in_time", in_time)
            excluded = self.objects(f"{where}.exclusions", one.get("exclusions", []))
            rows = [self.exclusion(f"{where}.exclusions", row) for row in excluded]
            self.add_vote(where, {"purpose": purpose, **told}, rows)

    def add_vote(self, where: str, told: dict, rows: list[dict]) -> None:
        """Say what contradicts itself; a person is voted on once at a meeting."""
        meeting = Gathering(held_on=told["held_on"])
        with as_if(self.told.settings, beside_stored=True):
            meeting.reckon([Exclusion(**row) for row in rows if row])
        told |= {"left_out": meeting.left_out, "unapproved": meeting.unapproved}
        for words in votes.tally_faults(Meeting(**told)).values():
            self.wrong(where, words)
        self.once(where, told, self.told.votes, votes.VOTE)
        self.told.votes.append(told)
        self.told.exclusions.setdefault(told["held_on"], rows)

    def once(self, where: str, told: dict, before: list[dict], cites: tuple) -> None:
        same = [(one["purpose"], one["held_on"]) for one in before]
        if (told["purpose"], told["held_on"]) in same:
            article = votes.cited(cites, told["held_on"])
            self.wrong(where, _("一次会议对一个人只表决一次（%s）") % article)

    def exclusion(self, where: str, one: dict) -> dict:
        self.known(where, one, {"category", "number", "consent_on", "adopted_on"})
        number = self.number(where, one.get("number", 0))
        if one.get("category") not in EXCLUSIONS or not number:
            self.wrong(where, _("须写明 category（情形）和 number（人数）"))
            return {}
        days = {name: self.day(where, one.get(name)) for name in ("consent_on", "adopted_on")}
        return {"category": one["category"], "number": number, **days}

    def meeting_day(self, purpose: str) -> date | None:
        return met_on(purpose, self.told.columns)

    def sittings(self, data: dict) -> None:
        self.known("sittings", data, SITTINGS)
        for purpose in SITTINGS.keys() & data.keys():
            for one in self.objects(f"sittings.{purpose}", _several(data[purpose])):
                self.sitting(purpose, one)

    def sitting(self, purpose: str, one: dict) -> None:
        where = f"sittings.{purpose}"
        self.known(where, one, {*SEATS, "held_on"})
        told = {name: self.number(where, one[name]) for name in SEATS if _said(one, name)}
        day = self.day(where, one.get("held_on")) or self.told.columns.get(SITTINGS[purpose])
        if {"members", "present"} - told.keys():
            self.wrong(where, _("须写明 members（委员人数）和 present（到会委员）"))
        elif day is None:
            self.wrong(where, _("须写明 held_on（会议日期）"))
        else:
            told |= {"purpose": purpose, "held_on": day}
            for words in votes.sitting_faults(Sitting(**told)).values():
                self.wrong(where, words)
            self.once(where, told, self.told.sittings, votes.COLLECTIVE)
            self.told.sittings.append(told)


def met_on(purpose: str, columns: dict) -> date | None:
    """The day of the general meeting of the purpose; of an outcome whichever there was."""
    if purpose == Meeting.Purpose.OUTCOME:
        outcomes = ("extended_on", "annulment_met_on", "ended_on")
        return next((columns[name] for name in outcomes if columns.get(name)), None)
    return columns.get(PURPOSES[purpose])


def _several(value) -> list[dict]:
    return value if isinstance(value, list) else [value]


def _said(one: dict, name: str) -> bool:
    return one.get(name) is not None


def assume_votes(told) -> None:
    """A meeting without a tally was quorate and unanimous, a committee likewise, and the
    resolution was written; what is told stays as it is."""
    voted = {one["purpose"] for one in told.votes}
    size = max(told.members, 3)
    for purpose in PURPOSES:
        held_on = met_on(purpose, told.columns)
        if held_on and purpose not in voted:
            tally = {"eligible": size, "present": size, "yes": size}
            told.votes.append({"purpose": purpose, "held_on": held_on, **tally})
    for one in told.votes:
        one.update({**RESOLVED, "signed_on": one["held_on"], **_filled(one)})
    sat = {one["purpose"] for one in told.sittings}
    for purpose, day in SITTINGS.items():
        held_on = told.columns.get(day)
        if held_on and purpose not in sat:
            seats = {"members": 3, "present": 3, "yes": 3}
            told.sittings.append({"purpose": purpose, "held_on": held_on, **seats})


def _filled(one: dict) -> dict:
    return {name: value for name, value in one.items() if value not in (None, "")}
