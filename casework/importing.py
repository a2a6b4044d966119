"""What a roster would change: every row placed, matched and judged. Nothing is written here.

Two kinds of problem are never mixed: what cannot be stored (the row is kept out, a value is
left empty) and what breaks a rule, which is history and is stored as it stands.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import identity, resident_id, rosters
from .import_facts import differences, facts_of
from .models import Person, Unit
from .models.units import within
from .person_form import ELSEWHERE
from .pipelines import PIPELINES
from .rosters.branches import Branch, Branches
from .rosters.people import POSTS

ORGANISATIONS = (Unit.Kind.BRANCH, Unit.Kind.GENERAL_BRANCH, Unit.Kind.COMMITTEE)
NO_ID = {
    "ID_BAD_CHECKSUM",
    "ID_BAD_LENGTH",
    "ID_INVALID_DATE",
    "ID_PRECISION_LOST",
    "MISSING_ID",
}
NO_ROW = {"MISSING_NAME", "UNKNOWN_BRANCH", "DUP_PERSON", "DUP_ID_DIFF_NAME"}
LEFT_EMPTY = {
    "TEXT_IN_DATE",
    "DATE_IMPOSSIBLE",
    "DATE_1900_ARTEFACT",
    "FUTURE_DATE",
    "VALUE_UNREAD",
    "EDU_UNKNOWN",
    "ETH_UNKNOWN",
    "PHONE_BAD",
}
BY_ID = {"SEX_MISMATCH_ID", "BIRTH_MISMATCH_ID", "DATE_1904_SHIFT"}
RULES = {
    "UNDER_18",
    "APPLY_BEFORE_18",
    "TALK_GT_30D",
    "ACTIVIST_BEFORE_APPLY",
    "DEVELOP_BEFORE_ACTIVIST",
    "DEVELOP_LT_1Y",
    "PROBATION_OVERDUE",
    "CONVERT_LT_1Y",
}
OUT = gettext_lazy("这一行不导入")
EMPTY = gettext_lazy("此栏先空着，其余照导")
BY_NUMBER = gettext_lazy("按身份证号录入")
AS_WRITTEN = gettext_lazy("照实导入，到个人页面处理")
LOOK = gettext_lazy("请看一眼")

KINDS = {
    "applicant": gettext_lazy("入党申请人名册"),
    "activist": gettext_lazy("入党积极分子名册"),
    "prospective": gettext_lazy("发展对象名册"),
    "probationary": gettext_lazy("预备党员名册"),
    "development": gettext_lazy("发展党员名册"),
    "member": gettext_lazy("党员名册"),
    "cadre": gettext_lazy("村干部花名册"),
    "reserve": gettext_lazy("村级后备干部名册"),
    "talent": gettext_lazy("村级人才名册"),
    "person": gettext_lazy("人员名册"),
}


@dataclass(frozen=True)
class Keeper:
    """How a pipeline keeps the rows of one kind of roster.

    `keys`: the columns it stores beside the person's own. `look(lines)` says of each line what
    stands in the way of a case (`line.held`) and whether a case is made (`line.makes`);
    `store(lines, on)` makes it and returns the made objects.
    """

    keys: frozenset[str]
    look: Callable
    store: Callable
    makes: str | Promise


@dataclass(frozen=True)
class Problem:
    """One finding with the person, the sentence and what will be done about it."""

    sheet: str
    row: int
    name: str
    text: str
    what: str | Promise


@dataclass
class Line:
    """One person of the roster. `unit`, `person` and `differs` are looked up; `out` says why
    the row is kept out; `held` why nothing but the person is stored; `makes` what is made
    beside the person, `seats` where."""

    sheet: object
    row: object
    kind: str
    values: dict
    unit: Unit | None = None
    person: Person | None = None
    facts: dict = field(default_factory=dict)
    differs: list = field(default_factory=list)
    out: str = ""
    held: str = ""
    makes: str = ""
    seats: list = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.values.get("name", "")

    def problem(self, text, what) -> Problem:
        return Problem(self.sheet.name, self.row.number, self.name, text, what)


@dataclass
class Plan:
    """A roster with everything it would change."""

    roster: object
    lines: list = field(default_factory=list)
    unstorable: list = field(default_factory=list)
    rules: list = field(default_factory=list)
    look: list = field(default_factory=list)

    @property
    def taken(self) -> list:
        return [line for line in self.lines if not line.out]

    @property
    def new(self) -> list:
        return [line for line in self.taken if line.person is None]

    @property
    def known(self) -> list:
        return [line for line in self.taken if line.person is not None]

    @property
    def making(self) -> list:
        return [line for line in self.taken if line.makes]

    @property
    def held(self) -> list:
        return [line for line in self.taken if line.held]

    @property
    def kept_out(self) -> list:
        return [line for line in self.lines if line.out]

    @property
    def mark(self) -> str:
        """The same for plans that would do the same: the version that the page carries."""
        told = [
            (line.row.number, line.name, line.out, line.held, str(line.makes))
            + ((line.person.pk, line.person.version) if line.person else ())
            for line in self.lines
        ]
        return hashlib.sha256(repr(told).encode()).hexdigest()


def keeper_of(kind: str) -> Keeper | None:
    """The keeper of a kind of roster; None where only the people are stored."""
    keepers = (pipeline.keepers.get(kind) for pipeline in PIPELINES.values())
    return next(filter(None, keepers), None)


class Places:
    """The units of a township by every name they go by."""

    def __init__(self, unit: Unit):
        self.top = township_of(unit)
        units = list(Unit.objects.filter(within(self.top.path)).select_related("parent"))
        self.here = unit if unit.kind not in (Unit.Kind.TOWNSHIP, Unit.Kind.COUNTY) else None
        self.by_full = {u.name: u for u in units if u.kind in ORGANISATIONS}
        villages = [u for u in units if u.kind == Unit.Kind.VILLAGE]
        self.villages = {name: u for u in villages for name in _village_names(u)}
        self.branches = Branches(_branch(u) for u in self.by_full.values())

    def find(self, values: dict) -> Unit | None:
        """Where a row belongs: its branch, else its village, else the unit chosen for the file."""
        if values.get("branch"):
            return self.by_full.get(values["branch"])
        if values.get("village"):
            return self.villages.get(values["village"].removesuffix("村"))
        return self.here


def township_of(unit: Unit) -> Unit:
    return Unit.objects.filter(pk__in=unit.lineage, kind=Unit.Kind.TOWNSHIP).first() or unit


def _village_names(unit: Unit) -> set[str]:
    names = {unit.name, unit.short_name, *unit.aliases}
    return {name.removesuffix("村") for name in names if name}


def _branch(unit: Unit) -> Branch:
    village = unit.parent if unit.parent and unit.parent.kind == Unit.Kind.VILLAGE else None
    return Branch(
        unit.name, unit.short_name, village.short_name if village else "", (*unit.aliases,)
    )


def plan_of(unit: Unit, data: bytes, file_name: str, as_of, blank_ids: bool = False) -> Plan:
    """Read a file and work out what it would change below `unit`."""
    places = Places(unit)
    plan = Plan(rosters.read(data, file_name, as_of, places.branches))
    if not plan.roster.accepted:
        return plan
    plan.lines = _merged(plan.roster)
    for line in plan.lines:
        _judge(plan, line, places, blank_ids)
    _match(plan, places.top)
    for kind in {line.kind for line in plan.taken}:
        keeper = keeper_of(kind)
        if keeper:
            keeper.look([line for line in plan.taken if line.kind == kind])
    return plan


def _merged(roster) -> list[Line]:
    """A line a row; somebody on two stage sheets is one line, of the later stage."""
    lines, seen = [], {}
    for sheet, row in roster.people:
        line = Line(sheet, row, sheet.kind, dict(row.values))
        number = resident_id.upgrade(line.values["id"]) if line.values.get("id") else ""
        former = seen.get(number)
        if former is not None and _one_person(former, line):
            _join(former, line)
            continue
        if number:
            seen.setdefault(number, line)
        lines.append(line)
    return lines


def _join(former: Line, line: Line) -> None:
    """Two rows of one person: the later stage speaks first, and every post counts."""
    first, second = sorted((former, line), key=_stage_place, reverse=True)
    posts = {
        key: "、".join(dict.fromkeys(filter(None, (former.values.get(key), line.values.get(key)))))
        for key in POSTS
    }
    joined = {**second.values, **first.values}
    former.values = {**joined, **{key: text for key, text in posts.items() if text}}
    former.kind = first.kind


def _stage_place(line) -> int:
    stages = rosters.kinds.STAGES
    return stages.index(line.kind) if line.kind in stages else -1


def _one_person(former, line) -> bool:
    """On another sheet of the same name, or twice in one roster of cadres (two posts)."""
    if former.name != line.name:
        return False
    cross = any(found.code == "CROSS_POST" for found in line.row.findings)
    return cross or not any(f.code == "DUP_PERSON" for f in line.row.findings)


def _judge(plan: Plan, line: Line, places: Places, blank_ids: bool) -> None:
    """Sort the findings of a row and say whether it can be stored."""
    codes = {found.code for found in line.row.findings}
    no_id = NO_ID & codes
    if no_id and blank_ids:
        line.values.pop("id", None)
    for found in line.row.findings:
        _sort(plan, line, found, blank_ids)
    line.unit = places.find(line.values)
    if codes & NO_ROW or (no_id and not blank_ids):
        line.out = next(f.message for f in line.row.findings if f.code in NO_ROW | NO_ID)
    elif line.unit is None:
        line.out = _("第%(row)s行 没有写村或党支部，不知道归哪里") % {"row": line.row.number}
        plan.unstorable.append(line.problem(line.out, OUT))
    line.facts = facts_of(line.values, codes)


def _sort(plan: Plan, line: Line, found, blank_ids: bool) -> None:
    if found.code in NO_ROW or (found.code in NO_ID and not blank_ids):
        plan.unstorable.append(line.problem(found.message, OUT))
    elif found.code in NO_ID or found.code in LEFT_EMPTY or _lost(line, found):
        plan.unstorable.append(line.problem(found.message, EMPTY))
        if found.code == "FUTURE_DATE":
            line.values.pop(found.key, None)
    elif found.code in BY_ID:
        plan.unstorable.append(line.problem(found.message, BY_NUMBER))
    elif found.code in RULES:
        plan.rules.append(line.problem(found.message, AS_WRITTEN))
    else:
        plan.look.append(line.problem(found.message, LOOK))


def _lost(line: Line, found) -> bool:
    return found.code == "DATE_AMBIGUOUS" and found.key not in line.values


def _match(plan: Plan, top: Unit) -> None:
    """Who of the rows is on record already: by ID number, else by name and unit."""
    lines = plan.taken
    wanted = {identity.digest(line.facts["id_number"]): line for line in lines if _numbered(line)}
    people = Person.objects.select_related("unit")
    for person in people.filter(~Q(id_digest=""), id_digest__in=wanted):
        _meet(plan, wanted[person.id_digest], person, top)
    bare = {(line.name, line.unit.pk): line for line in lines if not _numbered(line)}
    names = {name for name, _unit in bare}
    for person in people.filter(id_digest="", name__in=names) if bare else ():
        line = bare.get((person.name, person.unit_id))
        if line:
            _meet(plan, line, person, top)


def _numbered(line: Line) -> bool:
    return bool(line.facts.get("id_number"))


def _meet(plan: Plan, line: Line, person: Person, top: Unit) -> None:
    """The person on record is taken for the row's, unless place or name speak against it."""
    if not person.unit.path.startswith(top.path):
        what = ELSEWHERE
    elif person.name != line.name:
        what = _("此身份证号在库里是 %s") % person.name
    else:
        line.person, line.differs = person, differences(person, line.facts)
        return
    line.out = _("第%(row)s行 %(what)s") % {"row": line.row.number, "what": what}
    plan.unstorable.append(line.problem(line.out, OUT))
