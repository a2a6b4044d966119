"""Registering an applicant: what is derived, what is refused, and with which words."""

from datetime import date

import pytest
from django.urls import reverse

from casework.models import AuditEvent, Person
from casework.person_form import ELSEWHERE
from casework.resident_id import check_character
from membership.models import Application
from tests.officers import branch, township, village

from .factories import member

REGISTER = "/membership/register/"
SEVENTEEN = "99010519980517012"
NUMBER = SEVENTEEN + check_character(SEVENTEEN)


def answers(**changed) -> dict:
    return {
        "id_number": NUMBER,
        "name": "郑一鸣",
        "unit": branch().short_name,
        "applied_on": "2026.7.1",
        "phone": "13900001111",
        "education": "30",
        "ethnicity": "汉族",
        **changed,
    }


def test_birth_and_sex_come_from_the_number(desk):
    response = desk.post(REGISTER, answers())
    case = Application.objects.get()
    assert response.url == case.get_absolute_url()
    assert (case.stage, case.applied_on) == ("applicant", date(2026, 7, 1))
    assert (case.person.born_on, case.person.sex) == (date(1998, 5, 17), "f")
    assert (case.person.id_number, case.person.phone) == (NUMBER, "13900001111")
    assert case.deadlines.get().kind == "talk"
    assert AuditEvent.objects.get().kind == "register"


def test_somebody_known_is_used_again(desk):
    known = Person(name="郑一鸣", unit=branch())
    known.id_number = NUMBER
    known.save()
    desk.post(REGISTER, answers())
    assert Application.objects.get().person == known
    known.refresh_from_db()
    assert known.education == "30"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"id_number": SEVENTEEN + "A"}, "第 18 位应为"),
        ({"id_number": "123"}, "应为 18 位，现为 3 位"),
        ({"id_number": "990105199813170128"}, "不是有效的出生日期"),
        ({"id_number": "990105980517012"}, f"应为 {NUMBER}"),
        ({"applied_on": "大概前年"}, "“大概前年”不是日期"),
        ({"applied_on": "2026-07"}, "没有写到日"),
        ({"applied_on": "2026-07-11"}, "不能晚于今天"),
        ({"unit": "无此村"}, "没有叫“无此村”的单位"),
        ({"phone": "123"}, "手机号码应为"),
        ({"name": ""}, "必填"),
    ],
)
def test_a_wrong_answer_gets_a_sentence_and_the_others_stay(desk, changed, sentence):
    response = desk.post(REGISTER, answers(**changed))
    text = response.content.decode()
    assert response.status_code == 422
    assert sentence in text or ("name" in changed and "error-summary" in text)
    assert 'value="汉族"' in text
    assert not Application.objects.exists()
    assert not AuditEvent.objects.exists()


def test_somebody_in_the_pipeline_is_refused_with_the_way_to_the_case(desk):
    desk.post(REGISTER, answers())
    case = Application.objects.get()
    response = desk.post(REGISTER, answers())
    assert response.status_code == 422
    assert "已在发展党员流程中" in response.content.decode()
    assert case.get_absolute_url() in response.content.decode()
    assert Application.objects.count() == 1


def test_of_a_number_recorded_elsewhere_nothing_more_is_told(desk, stranger):
    desk.post(REGISTER, answers())
    known, told = Person.objects.get(), set()
    for facts in ({}, {"name": "别人"}, {"standing": "full"}):
        for name, value in facts.items():
            setattr(known, name, value)
        known.save()
        text = stranger.post(REGISTER, answers(unit="石桥村党支部")).content.decode()
        told |= {words for words in ("在发展党员流程中", "已登记为", "不一致") if words in text}
        assert str(ELSEWHERE) in text
        assert Application.objects.get().get_absolute_url() not in text
    assert not told


def test_a_member_and_another_name_are_refused(desk):
    known = member("赵满", branch())
    known.id_number = NUMBER
    known.save()
    assert "已登记为党员" in desk.post(REGISTER, answers()).content.decode()
    Person.objects.filter(pk=known.pk).update(standing="none")
    assert "姓名与此身份证号已登记的姓名不一致" in desk.post(REGISTER, answers()).content.decode()


def test_the_branch_is_found_by_letters_within_the_officers_unit(desk, secretary):
    unit = branch(village("高庙村"))
    unit.initials = "GMC"
    unit.save()
    desk.post(REGISTER, answers(unit="gmc"))
    assert Application.objects.get().unit == unit
    text = secretary.post(REGISTER, answers(unit="高庙村党支部")).content.decode()
    assert "没有叫“高庙村党支部”的单位" in text


def test_readers_may_not_register(reader):
    assert reader.get(REGISTER).status_code == 403
    assert reader.post(REGISTER, answers()).status_code == 403


def test_the_list_leads_here(desk):
    township()
    assert reverse("membership:register") in desk.get("/membership/").content.decode()
