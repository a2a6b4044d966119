"""Recommendations, the two-way appraisal and the county's notices of a case told as facts."""

from datetime import date

from django.utils.translation import gettext as _

from . import choices
from .tallies import FIGURES, tally_fault

NOTICE_DAYS = ("posted_on", "second_posted_on", "resolved_on")
NOTICE_PLACES = ("place", "second_place")
METHODS = {"": "", **dict(choices.METHODS)}
LONGEST = 50  # characters of a place or an organisation


class BesideReader:
    """The part of the reader that goes through what others said and what was posted."""

    def beside(self, data: dict) -> None:
        told = self.told
        told.recommendations = self.some("recommendations", data, self.recommendation)
        told.appraisals = self.some("appraisals", data, self.appraisal)
        told.notices = self.some("notices", data, self.notice)

    def some(self, name: str, data: dict, read) -> list[dict]:
        """The rows of a part, one of a kind."""
        rows = self.objects(name, data.get(name) or [])
        found = [read(name, one) for one in rows]
        kinds = [row.get("kind") or row.get("side") for row in found]
        for kind in {kind for kind in kinds if kinds.count(kind) > 1}:
            self.wrong(name, _("“%s”只能有一个") % kind)
        return found

    def words(self, where: str, one: dict, name: str) -> str:
        """A short text that a row keeps."""
        value = one.get(name) or ""
        if not isinstance(value, str) or len(value) > LONGEST:
            self.wrong(where, _("%(name)s 应是不超过 %(most)s 个字的文字") % {
                "name": name, "most": LONGEST,
            })  # fmt: skip
        return value

    def event_day(self, where: str, one: dict, name: str) -> date | None:
        day = self.day(where, one.get(name))
        if day is None:
            self.wrong(where, _("须写明 %s（日期）") % name)
        return day

    def figures(self, where: str, one: dict) -> dict:
        told = {name: self.number(where, one[name]) for name in FIGURES if name in one}
        if told:
            told = {"against": 0, "abstain": 0, **told}
        if words := tally_fault(told):
            self.wrong(where, words)
        return told

    def recommendation(self, where: str, one: dict) -> dict:
        self.known(where, one, {"kind", "on", "organisation", "sealed", "method", *FIGURES})
        return {
            "kind": self.one_of(where, one.get("kind"), choices.RECOMMENDATIONS),
            "held_on": self.event_day(where, one, "on"),
            "organisation": self.words(where, one, "organisation"),
            "sealed": self.yes(f"{where}.sealed", one.get("sealed", False)),
            "method": self.one_of(where, one.get("method") or "", METHODS),
            **self.figures(where, one),
        }

    def appraisal(self, where: str, one: dict) -> dict:
        self.known(where, one, {"side", "role", "organisation", "on", "conclusion", *FIGURES})
        if not one.get("organisation"):
            self.wrong(where, _("须写明 organisation（鉴定单位）"))
        return {
            "side": self.one_of(where, one.get("side"), choices.SIDES),
            "role": self.one_of(where, one.get("role"), choices.APPRAISERS),
            "conclusion": self.one_of(where, one.get("conclusion"), choices.CONCLUSIONS),
            "organisation": self.words(where, one, "organisation"),
            "held_on": self.event_day(where, one, "on"),
            **self.figures(where, one),
        }

    def notice(self, where: str, one: dict) -> dict:
        self.known(where, one, {"kind", "objection", *NOTICE_DAYS, *NOTICE_PLACES})
        days = {name: self.day(where, one.get(name)) for name in NOTICE_DAYS[1:]}
        return {
            "kind": self.one_of(where, one.get("kind"), choices.NOTICES),
            "posted_on": self.event_day(where, one, "posted_on"),
            "objection": self.yes(f"{where}.objection", one.get("objection", False)),
            **{name: self.words(where, one, name) for name in NOTICE_PLACES},
            **days,
        }
