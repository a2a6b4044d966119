"""Notices to the branches: what is due there, which papers are wanting, and the mark of each."""

from io import BytesIO
from zipfile import ZipFile

import pytest
import time_machine
from docx import Document

from casework import seal_line
from casework.models import Account, AuditEvent
from membership.papers import CATALOGUE
from tests.officers import branch, officer, township, village
from tests.purposes import for_checking

from . import town

pytestmark = pytest.mark.django_db
NOTICES, MATRIX = "/todo/notices.docx", "/membership/matrix/notices.docx"
ROLE = Account.Role


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(f"{town.ON}T09:00:00+08:00", tick=False):
        yield


@pytest.fixture
def desk(client):
    client.force_login(officer(ROLE.TOWNSHIP_OFFICER, township()))
    return for_checking(client)


def lacking(name: str, unit=None):
    """An activist who has waited for the filing, with every paper wanting."""
    made = town.case(name, "1995-01-01", unit, stage="activist", activist_on="2026-09-01")
    made.settle(town.ON)
    made.deadlines.exclude(kind="filing").delete()
    return made


def told(answer) -> tuple[bytes, list[str], list[list[str]]]:
    """The file, its lines and the rows of its tables."""
    data = b"".join(answer.streaming_content)
    document = Document(BytesIO(data))
    rows = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    return data, [line.text for line in document.paragraphs if line.text], rows


def test_each_branch_hears_of_its_own_people_and_every_notice_carries_the_mark(desk):
    here, there = lacking("郑一鸣"), lacking("何立", branch(village("东沟村")))
    lacking("没有选的人", branch(village("周营村")))
    ticked = [f"membership:filing:{case.pk}" for case in (here, there)]
    data, lines, rows = told(desk.get(NOTICES, {"due": ticked}))
    event = AuditEvent.objects.get(kind="export")
    assert lines.count("催办通知单") == lines.count(seal_line.line(event)) == 2
    names = [unit.name + "：" for unit in sorted((here.unit, there.unit), key=lambda one: one.path)]
    assert [line for line in lines if line in names] == names
    assert [row[3] for row in rows if row[1] == "郑一鸣"] == [
        "积极分子报上级党委备案",
        *(str(paper.title) for paper in missing(here)),
    ]
    assert not any("没有选的人" in row for row in rows)
    assert f'"rows": {sum(row[0] != "序号" for row in rows)}' in event.payload
    assert len(Document(BytesIO(data)).sections) == 2
    pictures = [name for name in ZipFile(BytesIO(data)).namelist() if "media/" in name]
    assert ZipFile(BytesIO(data)).read(pictures[0]) == seal_line.picture(seal_line.code(event))


def missing(case) -> list:
    kinds = {row.kind for row in case.missing.all()}
    return [paper for paper in CATALOGUE if paper.slug in kinds]


def test_with_nothing_ticked_they_tell_of_what_the_home_shows(desk):
    lacking("郑一鸣")
    lacking("何立", branch(village("东沟村")))
    _data, _lines, rows = told(desk.get(NOTICES, {"unit": branch().pk}))
    assert {row[1] for row in rows} == {"姓名", "郑一鸣"}
    answer = desk.get(NOTICES, {"group": "convert"}, follow=True)
    assert "没有到期的事，不用通知。" in answer.content.decode()


def test_the_dossiers_say_the_same_of_the_papers_with_what_is_to_be_done(desk):
    case = lacking("郑一鸣")
    case.papers.create(kind="first_talk_record", state="defective")
    _data, lines, rows = told(desk.get(MATRIX))
    assert lines[:2] == ["材料缺件通知单", f"{case.unit.name}："]
    asked = {row[3]: row[4:] for row in rows[1:]}
    assert list(asked) == [str(paper.title) for paper in missing(case)]
    assert asked["谈话记录"] == ["细则（2026）第7条", "有缺陷，补正"]
    assert asked["身份证复印件"] == ["本地规定", "补交"]
    answer = desk.get(MATRIX, {"stage": "probationary"}, follow=True)
    assert "没有缺件，不用通知。" in answer.content.decode()


def test_they_cost_the_same_for_any_number_of_people(desk, django_assert_max_num_queries):
    seen = []
    for number in (1, 4):
        for place in range(number):
            lacking(f"人{number}{place}", branch(village(f"村{number}{place}")))
        with django_assert_max_num_queries(20) as queries:
            desk.get(NOTICES)
        seen.append(len(queries))
    assert seen[0] == seen[1]
