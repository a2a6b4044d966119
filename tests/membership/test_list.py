"""The list: what it shows, what it asks the database, what it says to nonsense."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from casework.models import AuditEvent, Person
from membership.tables import period
from tests.officers import branch

from .conftest import people

LIST = "/membership/"


def names(response) -> list[str]:
    return [row.record.person.name for row in response.context["table"].paginated_rows]


def test_a_row_says_who_what_comes_next_and_how_long_is_left(desk, today):
    people(1, today)
    text = desk.get(LIST).content.decode()
    for words in ("王小一", "柳湾村党支部", "派人谈话", "超期 9 天", "在培养 1 人", "登记申请人"):
        assert words in text


def test_a_page_costs_the_same_for_any_number_of_people(desk, today, django_assert_max_num_queries):
    people(3, today)
    desk.get(LIST)
    with django_assert_max_num_queries(12) as few:
        desk.get(LIST)
    people(27, today)
    with django_assert_max_num_queries(12) as many:
        desk.get(LIST)
    assert len(few) == len(many)


def test_tabs_count_the_five_stages(desk, today, applicant):
    people(2, today, stage="activist", activist_on=date(2026, 7, 1))
    counts = [tab["count"] for tab in desk.get(LIST).context["tabs"]]
    assert counts == [1, 2, 0, 0, 0, 3]
    assert names(desk.get(LIST, {"stage": "applicant"})) == ["林晓禾"]


def test_people_are_found_by_name_initials_and_end_of_the_number(desk, today, applicant):
    people(2, today)
    applicant.person.id_number = "990105199601011234"
    applicant.person.save()
    for asked in ("晓禾", "lxh", "1234"):
        assert names(desk.get(LIST, {"q": asked})) == ["林晓禾"]


def test_the_deadline_filter_agrees_with_the_badge(desk, today):
    late = people(1, today)[0]
    soon = people(1, today, applied_on=date(2026, 7, 1))[0]
    soon.person.name = "李近"
    soon.person.save()
    assert names(desk.get(LIST, {"due": "overdue"})) == [late.person.name]
    assert names(desk.get(LIST, {"due": "soon"})) == ["李近"]
    assert names(desk.get(LIST, {"due": "normal"})) == []


def test_filters_narrow_by_branch_age_education_and_papers(desk, today, applicant):
    young = people(1, today)[0]
    Person.objects.filter(pk=young.person_id).update(education="30", born_on=date(1970, 1, 1))
    assert names(desk.get(LIST, {"education": "30"})) == ["王小一"]
    assert names(desk.get(LIST, {"age": "2"})) == ["王小一"]
    assert names(desk.get(LIST, {"age": "0"})) == ["林晓禾"]
    assert len(names(desk.get(LIST, {"unit": "柳湾"}))) == 2
    applicant.papers.all().delete()
    applicant.settle(today)
    assert "缺" in desk.get(LIST, {"missing": "on"}).content.decode()


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"due": "never"}, "期限"),
        ({"education": "x"}, "学历"),
        ({"unit": "没有的村"}, "没有叫“没有的村”的单位"),
    ],
)
def test_an_answer_nobody_understands_gets_a_sentence_and_loses_nothing(
    desk, today, applicant, asked, sentence
):
    response = desk.get(LIST, {**asked, "q": "晓禾"})
    assert response.status_code == 200
    assert any(sentence in complaint for complaint in response.context["filter"].complaints())
    assert names(response) == ["林晓禾"]
    assert next(iter(asked.values())) in response.content.decode()


@pytest.mark.parametrize(
    "order", ["name", "-unit", "age", "education", "state", "-state", "papers"]
)
def test_every_heading_sorts(desk, today, order):
    people(3, today)
    assert len(names(desk.get(LIST, {"sort": order}))) == 3


def test_a_page_beyond_the_last_shows_the_last(desk, today):
    people(2, today)
    assert len(names(desk.get(LIST, {"page": "99"}))) == 2
    assert desk.get(LIST, {"page": "x", "stage": "nonsense"}).status_code == 200


def test_an_empty_list_says_what_belongs_here(desk):
    assert "还没有人。" in desk.get(LIST).content.decode()
    assert "没有符合条件的人。" in desk.get(LIST, {"q": "无"}).content.decode()


def test_strangers_see_nobody_and_readers_have_no_button(stranger, reader, applicant):
    assert names(stranger.get(LIST)) == []
    text = reader.get(LIST).content.decode()
    assert "林晓禾" in text
    assert reverse("membership:register") not in text


def test_the_workbook_holds_the_filtered_rows_with_masked_numbers(desk, today, applicant):
    applicant.person.id_number = "990105199601011234"
    applicant.person.save()
    people(2, today)
    response = desk.get("/membership/export/", {"q": "晓禾"})
    sheet = load_workbook(BytesIO(b"".join(response.streaming_content))).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(max_row=3)]
    assert rows[0][:4] == ["姓名", "性别", "公民身份号码", "支部"]
    assert rows[1][0] == "林晓禾"
    assert rows[1][2] == "**************1234"
    assert rows[2][0] is None
    event = AuditEvent.objects.get(kind="export")
    assert '"rows": 1' in event.payload


def test_the_workbook_is_for_those_who_may_export(secretary):
    assert secretary.get("/membership/export/").status_code == 403


@pytest.mark.parametrize(
    ("start", "words"),
    [
        (date(2025, 8, 1), "11月9天"),
        (date(2025, 6, 10), "1年1月"),
        (date(2026, 7, 10), "0月0天"),
        (None, "–"),
        (date(2026, 8, 1), "–"),
    ],
)
def test_cultivated_time_is_told_in_words(start, words):
    assert period(start, date(2026, 7, 10)) == words


def test_branch_names_are_offered_while_typing(desk):
    offered = branch().short_name
    assert f'<option value="{offered}">' in desk.get(LIST).content.decode()
