"""Workbooks of the talent pipeline: the reserve ledger and the village teams (talent.md §6)."""

from collections.abc import Iterator
from dataclasses import replace

from django.db.models import Prefetch
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from casework.excel import Column, Sheet

from .models import Mentorship
from .structure import age_of, in_need
from .tables import mentor_words, post_words, team_row

LEDGER = (
    Column(_("序号"), "number", "number", 6),
    Column(_("村"), "village"),
    Column(_("姓名"), "name"),
    Column(_("性别"), "sex", width=6),
    Column(_("民族"), "ethnicity"),
    Column(_("身份证号"), "id_number", "id", 22),
    Column(_("出生日期"), "born_on", "date", 12),
    Column(_("年龄"), "age", "number", 6),
    Column(_("学历"), "education"),
    Column(_("政治面貌"), "standing"),
    Column(_("入党日期"), "joined_on", "date", 12),
    Column(_("组织关系所在党组织"), "affiliation"),
    Column(_("人员来源"), "source"),
    Column(_("现从业"), "occupation"),
    Column(_("所在岗位和考核"), "post"),
    Column(_("培养方向"), "target"),
    Column(_("帮带责任人"), "mentor"),
    Column(_("入库日期"), "pooled_on", "date", 12),
    Column(_("列入后备日期"), "reserved_on", "date", 12),
    Column(_("联审答复"), "joint_review"),
    Column(_("最近考核日期"), "appraised_on", "date", 12),
    Column(_("状态"), "stage"),
    Column(_("备注"), "remark"),
)


def _worded(columns) -> list[Column]:
    """The columns with their titles in the reader's language."""
    return [replace(column, title=str(column.title)) for column in columns]


def with_rows(cases):
    """`cases` with rounds, posts and mentors; one query each."""
    guided = Prefetch("mentors", Mentorship.objects.select_related("mentor"))
    return cases.prefetch_related("rounds", "posts", guided)


def page_of(cases):
    """`cases` with everything that a row of the list or of the ledger reads. Five queries.

    Rounds, posts and mentors are prefetched by `with_rows`, deadlines here.
    """
    rows = in_need(cases.for_list()).defer("person__key", "person__id_sealed")
    return with_rows(rows).prefetch_related("deadlines")


def ledger(cases, on) -> Sheet:
    """The reserve ledger of some cases on a day; ID numbers masked."""
    rows = page_of(cases).select_related("person__affiliation")
    name = _t("村级后备干部台账")
    return Sheet(name, _worded(LEDGER), _ledger_rows(rows, on), title=name)


def _ledger_rows(cases, on) -> Iterator[dict]:
    for number, case in enumerate(cases, 1):
        yield {"number": number, **_of_person(case.person, on), **_of_case(case)}


def _of_person(person, on) -> dict:
    return {
        "name": person.name,
        "sex": person.get_sex_display(),
        "ethnicity": person.ethnicity,
        "id_number": person.masked_id,
        "born_on": person.born_on,
        "age": age_of(person, on),
        "education": person.get_education_display(),
        "standing": person.get_standing_display(),
        "joined_on": person.joined_on,
        "affiliation": str(person.affiliation or ""),
        "occupation": person.occupation,
    }


def _of_case(case) -> dict:
    appraised = [row.appraised_on for row in case.posts.all() if row.appraised_on]
    return {
        "village": str(case.unit),
        "source": case.get_source_display(),
        "post": post_words(case),
        "target": case.get_target_display(),
        "mentor": mentor_words(case),
        "pooled_on": case.pooled_on,
        "reserved_on": case.reserved_on,
        "joint_review": _joint_words(case),
        "appraised_on": max(appraised, default=None),
        "stage": case.get_stage_display(),
        "remark": case.end_reason,
    }


def _joint_words(case) -> str:
    """The newest joint review: how many answered and until when it may be relied on."""
    asked = [row for row in case.rounds.all() if row.opinions_asked]
    if not asked:
        return ""
    row = asked[-1]
    got = f"{row.opinions_asked - row.opinions_open}/{row.opinions_asked}"
    return (
        _t("%(got)s，有效期至 %(until)s") % {"got": got, "until": row.valid_until}
        if (row.valid_until)
        else got
    )


TEAMS = (
    Column(_("村"), "village"),
    Column(_("书记"), "secretary"),
    Column(_("一肩挑"), "one_shoulder", width=8),
    Column(_("应配席位"), "quota", "number"),
    Column(_("实有"), "filled", "number"),
    Column(_("空缺"), "vacant", "number"),
    Column(_("机关兼任"), "seconded", "number"),
    Column(_("两委人数"), "people", "number"),
    Column(_("交叉任职"), "cross", "number"),
    Column(_("35岁以下（本村）"), "young_local", "number"),
    Column(_("35岁以下（含兼任）"), "young_any", "number"),
    Column(_("60岁以上"), "elders", "number"),
    Column(_("女性"), "women", "number"),
    Column(_("平均年龄"), "mean_age", "number"),
    Column(_("后备"), "reserves", "number"),
    Column(_("正式党员"), "full", "number"),
    Column(_("近三年发展"), "recruited"),
)


def teams_sheet(teams) -> Sheet:
    """The village teams as a workbook."""
    name = _t("村班子一览")
    notes = [_t("两委人数 = 村党组织成员 + 村委会成员 − 交叉任职，每人只计一次。")]
    return Sheet(name, _worded(TEAMS), map(team_row, teams), title=name, notes=notes)
