"""A case told as facts (docs/evaluate.md): reads the JSON and says everything that is wrong in it.

Days are written 2026-11-23. Steps may be called by the name of their column, their slug or
their number in the chart.
"""

from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from casework.models import Sanction
from casework.standards import as_if

from .assumed import STANDING, assumed
from .choices import EDUCATION
from .impossible import day_faults, part_faults
from .models import Application
from .papers import CATALOGUE
from .steps import ASIDE, STEPS, RecruitmentStep
from .told_beside import BesideReader
from .told_settings import read_settings
from .told_values import ValuesReader, near
from .told_votes import VotesReader

PARTS = {
    "as_of", "assume", "person", "branch", "mobile", "events", "facts", "votes", "papers",
    "sittings", "mentors", "introducers", "assessments", "education", "training", "transfer",
    "extension", "settings", "recommendations", "appraisals", "notices",
}  # fmt: skip
BRANCH = {"has_committee", "has_cells", "may_recruit", "for_mobile_members", "is_temporary"}
ABOVE = {"approver": True, "approver_temporary": False, "general_branch": False,
         "village_committee": False}  # fmt: skip
COLUMNS = {
    each.name: each
    for each in Application._meta.concrete_fields
    if each.name not in Application.MACHINERY and each.editable
}
GROUPS = {
    "training": {
        "ended_on": "training_ended_on",
        "days": "training_days",
        "hours": "training_hours",
        "passed": "training_passed",
        "exemption": "training_exemption",
        "by": "training_by",
        "mode": "training_mode",
    },
    "transfer": {
        "on": "transferred_in_on",
        "verified_on": "transfer_verified_on",
        "continues": "transfer_continues",
    },
    "extension": {
        "on": "extended_on",
        "approved_on": "extension_approved_on",
        "months": "extension_months",
        "for_discipline": "extension_for_discipline",
    },
}
PLAN = ("places", "used")
COMPANION = {
    "appointed_on", "until", "full_member_on", "sanctions", "opinion_on", "is_relative",
}  # fmt: skip
PHASE = {"cultivate": "activist", "probation-assess": "probation"}


class Untellable(Exception):
    """The facts cannot be read. `faults` has a sentence for each."""

    def __init__(self, faults: list[str]):
        self.faults = faults
        super().__init__("\n".join(faults))


@dataclass
class Told:
    """What was told: columns of the case, its branch, and what lies beside it."""

    columns: dict = field(default_factory=dict)
    as_of: date | None = None
    assume: bool = False
    born_on: date | None = None
    branch: dict = field(default_factory=dict)
    members: int = 0
    above: dict[str, bool] = field(default_factory=ABOVE.copy)
    places: dict[int, dict] = field(default_factory=dict)
    mentors: list[dict] = field(default_factory=list)
    introducers: list[dict] = field(default_factory=list)
    assessments: dict[str, list[date]] = field(default_factory=dict)
    education: dict[str, list[dict]] = field(default_factory=dict)
    written: bool = False
    expelled_on: date | None = None
    votes: list[dict] = field(default_factory=list)
    exclusions: dict[date, list[dict]] = field(default_factory=dict)
    sittings: list[dict] = field(default_factory=list)
    recommendations: list[dict] = field(default_factory=list)
    appraisals: list[dict] = field(default_factory=list)
    notices: list[dict] = field(default_factory=list)
    papers: dict[str, int] | None = None
    again: list[dict] = field(default_factory=list)
    settings: dict = field(default_factory=dict)


def step_called(name: str) -> RecruitmentStep | None:
    """The step with this number or slug."""
    return next((step for step in STEPS if name in (str(step.number), step.slug)), None)


def read(data) -> Told:
    """The facts of a file. Raises Untellable with everything that is wrong."""
    reader = Reader()
    told = reader.whole(data)
    if reader.faults:
        raise Untellable(reader.faults)
    return assumed(told) if told.assume else told


class Reader(VotesReader, BesideReader, ValuesReader):
    """Goes through the parts of a file and collects what is wrong."""

    def __init__(self):
        super().__init__()
        self.told = Told()

    def whole(self, data) -> Told:
        if not self.is_object("-", data):
            return self.told
        self.known("-", data, PARTS)
        told = self.told
        told.as_of = self.day("as_of", data.get("as_of"))
        told.assume = self.yes("assume", data.get("assume", False))
        self.person(self.part(data, "person"))
        told.columns["is_mobile"] = self.yes("mobile", data.get("mobile", False))
        told.settings = read_settings(self.part(data, "settings"), self.wrong)
        self.branch(self.part(data, "branch"))
        self.rows(data)
        self.extensions(data)
        for group, names in GROUPS.items():
            self.group(group, self.part(data, group), names)
        for name, value in self.part(data, "facts").items():
            self.column(f"facts.{name}", name, value)
        self.events(self.part(data, "events"))
        self.votes(self.part(data, "votes"))
        self.sittings(self.part(data, "sittings"))
        self.beside(data)
        self.possible()
        told.papers = self.papers(data.get("papers"))
        return told

    def possible(self) -> None:
        """No day lies before the birth, no part is larger than its whole; days to come are asked
        about on purpose."""
        told = self.told
        for step in (*STEPS, *ASIDE):
            answers = {name: told.columns.get(name) for name in step.columns}
            faults = part_faults(step, answers)
            faults |= day_faults(step, answers, born_on=told.born_on, today=date.max)
            for name, words in faults.items():
                self.wrong(name, words)

    def person(self, data: dict) -> None:
        self.known("person", data, {"born_on", "expelled_on"})
        self.told.born_on = self.day("person.born_on", data.get("born_on"))
        self.told.expelled_on = self.day("person.expelled_on", data.get("expelled_on"))

    def branch(self, data: dict) -> None:
        self.known("branch", data, {*BRANCH, *ABOVE, "full_members", "plan"})
        told = self.told
        told.branch = {
            name: self.yes(f"branch.{name}", data[name]) for name in BRANCH & data.keys()
        }
        told.members = self.number("branch.full_members", data.get("full_members", 0))
        told.above = {
            name: self.yes(f"branch.{name}", data.get(name, usual)) for name, usual in ABOVE.items()
        }
        for year, plan in self.part(data, "plan").items():
            if self.is_object("branch.plan", plan):
                self.known("branch.plan", plan, PLAN)
                told.places[self.number("branch.plan", int(year) if year.isdecimal() else year)] = {
                    name: self.number(f"branch.plan.{name}", plan.get(name, 0)) for name in PLAN
                }

    def rows(self, data: dict) -> None:
        """Mentors, introducers and assessments."""
        for name in ("mentors", "introducers"):
            some = self.people(name, data.get(name) or [])
            setattr(self.told, name, [self.companion(name, one) for one in some])
        held = dict(self.part(data, "assessments"))
        self.told.written = self.yes("assessments.written", held.pop("written", False))
        for phase, days in held.items():
            self.known("assessments", {phase: 0}, PHASE.values())
            self.told.assessments[phase] = self.days(f"assessments.{phase}", days)
        for phase, some in self.part(data, "education").items():
            self.known("education", {phase: 0}, PHASE.values())
            several = some if isinstance(some, list) else [some]
            self.told.education[phase] = [self.lesson(f"education.{phase}", one) for one in several]

    def people(self, where: str, value) -> list[dict]:
        """Those beside the case, one by one or only how many."""
        if isinstance(value, int):
            return [{}] * self.number(where, value)
        return self.objects(where, value)

    def lesson(self, where: str, one) -> dict:
        """One occasion of education: a day, or its day and kind."""
        one = one if isinstance(one, dict) else {"on": one}
        self.known(where, one, {"on", "kind"})
        held_on, kind = self.day(where, one.get("on")), one.get("kind", "lecture")
        if held_on is None or kind not in dict(EDUCATION):
            self.wrong(where, _("须写明 on（日期）；kind 为教育方式"))
        return {"held_on": held_on, "kind": kind}

    def companion(self, where: str, one: dict) -> dict:
        """Somebody beside the case; told by number only, a full member without sanctions."""
        self.known(where, one, COMPANION)
        full = self.day(where, one["full_member_on"]) if "full_member_on" in one else STANDING
        return {
            "full_member_on": full,
            "appointed_on": self.day(where, one.get("appointed_on")),
            "until": self.day(where, one.get("until")),
            "opinion_on": self.day(where, one.get("opinion_on")),
            "is_relative": self.yes(f"{where}.is_relative", one.get("is_relative", False)),
            "sanctions": [
                self.sanction(f"{where}.sanctions", penalty)
                for penalty in self.objects(f"{where}.sanctions", one.get("sanctions", []))
            ],
        }

    def sanction(self, where: str, one: dict) -> dict:
        """A penalty; a last day that is not told is worked out from its kind."""
        self.known(where, one, {"kind", "since", "until", "rights_restored_on"})
        days = ("since", "until", "rights_restored_on")
        since, until, restored = (self.day(where, one.get(name)) for name in days)
        if since is None or one.get("kind") not in Sanction.Kind.values:
            self.wrong(where, _("须写明 kind（处分种类）和 since（生效日）"))
        elif restored and (one["kind"] != Sanction.Kind.PARTY_PROBATION or restored <= since):
            self.wrong(where, _("只有留党察看有恢复党员权利日，且在生效日之后。"))
        found = {"kind": one.get("kind"), "since": since}
        return {**found, "until": until, "rights_restored_on": restored}

    def group(self, where: str, data: dict, names: dict[str, str]) -> None:
        self.known(where, data, names)
        for name in names.keys() & data.keys():
            self.column(f"{where}.{name}", names[name], data[name])

    def extensions(self, data: dict) -> None:
        """A probation may be told to have been extended again; the rules say what of it."""
        several = data.get("extension")
        if isinstance(several, list):
            first, *again = self.objects("extension", several) or [{}]
            for one in again:
                self.known("extension", one, GROUPS["extension"])
            self.told.again = [
                {
                    "on": self.day("extension.on", one.get("on")),
                    "months": self.number("extension.months", one.get("months", 0)) or None,
                }
                for one in again
            ]
            data["extension"] = first

    def column(self, where: str, name: str, value) -> None:
        """One fact of the case, in the kind that its column has."""
        if name in COLUMNS:
            self.told.columns[name] = self.of_kind(where, COLUMNS[name], value)
        else:
            self.wrong(where, _("没有这一项") + near(name, COLUMNS))

    def events(self, data: dict) -> None:
        """The days; a step that is called by two of its names has one day."""
        days = {}
        for name, value in data.items():
            step = step_called(name)
            column = step.done if step and step.done else name
            if days.setdefault(column, value) != value:
                self.wrong(f"events.{name}", _("“%s”填了两次，而且不一样") % column)
            self.event(name, step, value)

    def event(self, name: str, step: RecruitmentStep | None, value) -> None:
        where = f"events.{name}"
        if step is None:
            self.column(where, name, value)
        elif step.done:
            self.column(where, step.done, value)
        else:
            self.row_event(where, step, value)

    def row_event(self, where: str, step, value) -> None:
        """Days of a step that adds rows: of appointments or of assessments."""
        days = self.days(where, value)
        if step.slug in PHASE:
            self.told.assessments.setdefault(PHASE[step.slug], []).extend(days)
            return
        people = getattr(self.told, step.rows)
        for one in people:
            one["appointed_on"] = one["appointed_on"] or (days[0] if days else None)
        if not people:
            people += [{**self.companion(where, {}), "appointed_on": day} for day in days]

    def papers(self, value) -> dict[str, int] | None:
        """How many complete papers of each kind; None: papers are not judged."""
        if value is None:
            return None
        if value == "complete":
            on = self.told.as_of or date.max
            with as_if(self.told.settings, beside_stored=True):
                return {paper.slug: paper.wanted(on) for paper in CATALOGUE}
        if not isinstance(value, dict | list):
            self.wrong("papers", _('应是 "complete"、列表或对象'))
        held = dict(value) if isinstance(value, dict) else {}
        for slug in value if isinstance(value, list) else ():
            held[slug] = held.get(slug, 0) + 1
        self.known("papers", held, CATALOGUE.by_slug)
        return {slug: self.number(f"papers.{slug}", n) for slug, n in held.items()}
