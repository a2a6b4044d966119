"""How the rosters of recruitment become cases: applicants, activists, candidates, members.

What a roster says is history: it is stored as written and the rules attach what they find.
A full member is stored as a person; the recruitment of the past opens no dossier.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.import_facts import day_of, first_of_month
from casework.importing import Keeper, Line
from casework.models import Person, Unit
from casework.upkeep import settle_all

from . import timing
from .models import Application
from .papers import CATALOGUE
from .stages import IN_PROGRESS, Stage

# Column of the roster: fact of the case.
FACTS = {
    "apply": "applied_on",
    "talk": "talked_on",
    "recommend": "recommended_on",
    "activist": "activist_on",
    "activist_filed": "activist_filed_on",
    "develop": "listed_on",
    "review": "political_review_on",
    "train": "training_ended_on",
    "preexam": "pre_reviewed_on",
    "probation": "adopted_on",
    "convert_apply": "conversion_applied_on",
    "convert": "converted_on",
}
BY_CATEGORY = {
    "入党申请人": Stage.APPLICANT,
    "入党积极分子": Stage.ACTIVIST,
    "发展对象": Stage.PROSPECTIVE,
    "预备党员": Stage.PROBATIONARY,
    "正式党员": Stage.FULL,
}
BY_KIND = {
    "applicant": Stage.APPLICANT,
    "activist": Stage.ACTIVIST,
    "prospective": Stage.PROSPECTIVE,
    "probationary": Stage.PROBATIONARY,
    "member": Stage.FULL,
}
# The newest day says the stage where neither category nor kind does.
BY_DAY = (
    ("convert", Stage.FULL),
    ("probation", Stage.PROBATIONARY),
    ("develop", Stage.PROSPECTIVE),
    ("activist", Stage.ACTIVIST),
    ("apply", Stage.APPLICANT),
)
SINCE = {
    Stage.APPLICANT: "applied_on",
    Stage.ACTIVIST: "activist_on",
    Stage.PROSPECTIVE: "listed_on",
    Stage.PROBATIONARY: "adopted_on",
}


def stage_of(line: Line) -> str:
    """The stage a row puts its person in: by category, by roster, by the newest day."""
    values = line.values
    stage = BY_CATEGORY.get(values.get("category")) or BY_KIND.get(line.kind)
    if stage is None:
        stage = next((stage for key, stage in BY_DAY if values.get(key)), Stage.APPLICANT)
    return stage


def look(lines: list[Line]) -> None:
    """Say of each row whether a dossier is opened, or what stands in the way."""
    running, sole = _running(lines), _sole_branches(lines)
    for line in lines:
        branch = sole.get(line.unit.pk, line.unit)
        stage = stage_of(line)
        _tell_standing(line, stage, branch)
        if stage == Stage.FULL:
            line.held = _("正式党员，只存人员资料")
        elif line.person and line.person.pk in running:
            line.held = _already(running[line.person.pk], stage)
        elif line.person and line.person.standing == Person.Standing.FULL:
            line.held = _("库里已是中共党员，不再建档")
        elif branch is None:
            line.held = _("这个村不止一个党支部或还没有党支部，请写明党支部")
        else:
            line.unit, line.makes = branch, _("建档：%s") % stage.label


def _running(lines) -> dict[int, str]:
    known = [line.person.pk for line in lines if line.person]
    cases = Application.objects.filter(person__in=known, stage__in=IN_PROGRESS)
    return {case.person_id: case.stage for case in cases.only("person_id", "stage")}


def _already(now: str, stage: str) -> str:
    here = Stage(now).label
    if now == stage:
        return _("已在发展党员流程中（%s）") % here
    return _("库里是%(now)s，表里是%(then)s：请在此人页面按步骤办理") % {
        "now": here,
        "then": Stage(stage).label,
    }


def _sole_branches(lines) -> dict[int, Unit | None]:
    """Of each village among the places: its branch where there is one only, else None."""
    villages = {line.unit.pk for line in lines if line.unit.kind == Unit.Kind.VILLAGE}
    found: dict[int, list] = {pk: [] for pk in villages}
    for branch in Unit.objects.branches().filter(parent__in=villages):
        found[branch.parent_id].append(branch)
    return {pk: below[0] if len(below) == 1 else None for pk, below in found.items()}


def _tell_standing(line: Line, stage: str, branch: Unit | None) -> None:
    """What membership means for the person's own record."""
    values = line.values
    if stage == Stage.FULL:
        line.facts["standing"] = Person.Standing.FULL
        line.facts["full_member_on"] = first_of_month(values.get("convert"))
    elif stage == Stage.PROBATIONARY:
        line.facts["standing"] = Person.Standing.PROBATIONARY
    else:
        return
    line.facts["joined_on"] = first_of_month(values.get("probation") or values.get("join"))
    line.facts["affiliation"] = branch
    line.facts = {name: value for name, value in line.facts.items() if value is not None}


def store(lines: list[Line], on) -> list:
    """Open a dossier for each row, in a handful of queries however many."""
    cases = [_case_of(line) for line in lines]
    made = Application.objects.bulk_create(cases, batch_size=500)
    settle_all(made, CATALOGUE, lambda case: timing.deadlines(case, assessed=0), on)
    return made


def _case_of(line: Line) -> Application:
    stage = stage_of(line)
    facts = {name: day_of(line.values.get(key)) for key, name in FACTS.items()}
    case = Application(person=line.person, unit=line.unit, stage=stage, **facts)
    case.talker = line.values.get("talker", "")[:50]
    case.stage_since = facts.get(SINCE[stage])
    case.work_out()
    return case


MAKES = gettext_lazy("建立发展党员档案")
KEYS = frozenset({*FACTS, "talker", "category"})
KEEPERS = {kind: Keeper(KEYS, look, store, MAKES) for kind in (*BY_KIND, "development")}
