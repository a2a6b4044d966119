"""Who stands beside a case and what was said of the person, for its page: mentors, introducers,
recommendations, appraisals and notices, all by one query."""

from django.db.models import BooleanField, CharField, DateField, SmallIntegerField, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from casework.models import Person
from casework.rules import Guard
from casework.wording import clauses

from .models import Appraisal, Introducer, Mentor, Notice, Recommendation
from .rules.recommending import RECOMMENDED
from .stages import Stage
from .steps import BY_SLUG
from .tallies import FIGURES

RECORDED = {one.kind: one.slug for one in BY_SLUG.values() if one.rows == "recommendations"}

# What is shown of each, in the same places; where a table has nothing for a place, "".
SHOWN = {
    Recommendation: ("held_on", "", "", "kind", "organisation", "", "", "", *FIGURES),
    Appraisal: ("held_on", "", "", "side", "organisation", "role", "conclusion", "", *FIGURES),
    Notice: (
        "posted_on", "second_posted_on", "resolved_on", "kind", "place", "second_place", "",
        "objection", *[""] * len(FIGURES),
    ),
    Mentor: ("appointed_on", "until", "", "member__name", *[""] * (4 + len(FIGURES))),
    Introducer: ("appointed_on", "", "", "member__name", *[""] * (4 + len(FIGURES))),
}  # fmt: skip
KINDS = (
    *[DateField] * 3, *[CharField] * 4, BooleanField, *[SmallIntegerField] * len(FIGURES),
)  # fmt: skip


def beside_of(case) -> dict[type, list]:
    """The rows of these tables by model, in the order of their entry: unsaved copies without the
    sealed texts. One query."""
    parts = [_part(model, number, case) for number, model in enumerate(SHOWN)]
    found = {model: [] for model in SHOWN}
    for number, _pk, *values in sorted(
        parts[0].union(*parts[1:], all=True), key=lambda row: row[:2]
    ):
        model = list(SHOWN)[number]
        found[model].append(_row(model, values))
    return found


def _part(model, number: int, case):
    names = (
        name or Cast(Value(None), kind()) for name, kind in zip(SHOWN[model], KINDS, strict=True)
    )
    rows = model.objects.order_by().filter(case=case)
    return rows.values_list(Cast(Value(number), SmallIntegerField()), "pk", *names)


def _row(model, values: list):
    facts = {name: value for name, value in zip(SHOWN[model], values, strict=True) if name}
    if "member__name" in facts:
        facts["member"] = Person(name=facts.pop("member__name"))
    return model(**facts)


def judged(case, beside: dict[type, list]) -> dict[str, list[str]]:
    """What the rules say of the recommendations and appraisals of somebody decided on already, as
    of that day, by the record that each is about; before the decision its own page says it. One
    query where there are such rows."""
    told = beside[Recommendation] or beside[Appraisal]
    if not told or case.activist_on is None or case.stage == Stage.APPLICANT:
        return {}
    found: dict[str, list[str]] = {}
    for one in Guard(*RECOMMENDED).blockers(case, case.activist_on):
        found.setdefault(one.rule.mend, []).append(str(one))
    return found


def spoken(beside: dict[type, list], said: dict[str, list[str]]) -> list[dict]:
    """What others said of the person and what was posted, each with its day, and with what the
    rules say of it."""
    return [
        _with(tell(row), said.get(_slug(row), ()))
        for model, tell in _HAPPENED.items()
        for row in beside[model]
    ]


def _slug(row) -> str:
    """The record that a row was entered by."""
    if isinstance(row, Appraisal):
        return "appraise"
    return RECORDED[row.kind] if isinstance(row, Recommendation) else ""


def _with(happened: dict, said) -> dict:
    return {**happened, "detail": clauses([happened["detail"], *said])}


def _recommended(row) -> dict:
    return {"day": row.held_on, "title": row.get_kind_display(), "detail": _figures(row)}


def _figures(row) -> str:
    """“应参加 30 实际 26 同意 25 不同意 1 弃权 0”; nothing where nobody counted."""
    if row.entitled is None:
        return row.organisation
    words = _(
        "应参加 %(entitled)s 实际 %(present)s 同意 %(favour)s 不同意 %(against)s 弃权 %(abstain)s"
    )
    counted = words % {name: getattr(row, name) for name in FIGURES}
    return _("，").join(filter(None, (row.organisation, counted)))


def _appraised(row) -> dict:
    said = f"{row.get_role_display()} {row.get_conclusion_display()}"
    return {"day": row.held_on, "title": _("双向鉴定"), "detail": f"{said}，{_figures(row)}"}


def _posted(row) -> dict:
    """From when to when, where, and whether an objection is open."""
    row.work_out()
    parts = [
        _place(row.place, row.posted_on, row.ends_on),
        _place(row.second_place, row.second_posted_on, row.second_ends_on),
        _("有异议，未查清") if row.objection and row.resolved_on is None else "",
    ]
    detail = _("，").join(filter(None, parts))
    return {"day": row.posted_on, "title": row.get_kind_display(), "detail": detail}


def _place(place: str, posted, ends) -> str:
    if posted is None:
        return ""
    words = _("%(place)s %(posted)s 至 %(ends)s")
    return (words % {"place": place, "posted": posted, "ends": ends}).strip()


_HAPPENED = {Recommendation: _recommended, Appraisal: _appraised, Notice: _posted}
