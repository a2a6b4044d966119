"""The register of admission forms: a number is given once, and is somebody's until it is back."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from casework.models import Person
from membership import form_register
from membership.models import AdmissionForm, Application
from tests.officers import branch, township, village

from .factories import application

pytestmark = pytest.mark.django_db
FORM = "/membership/{}/record/form/"


def numbered(number: str, issued: str = "2026-07-08", unit=None) -> Application:
    """A case that holds the number, written in the register."""
    person = Person.objects.create(name="秦远", unit=unit or branch(), born_on=date(1996, 1, 1))
    on = date.fromisoformat(issued)
    case = application(
        "pre_reviewed", unit=unit, person=person, form_number=number, form_issued_on=on,
        adopted_on=None,
    )  # fmt: skip
    form_register.give(case)
    return case


def received(*numbers: str, year: int = 2026) -> None:
    for number in numbers:
        AdmissionForm.objects.create(unit=township(), year=year, number=number)


def waits() -> Application:
    """Somebody who passed the pre-review and has no form yet."""
    return application("pre_reviewed", form_number="", form_issued_on=None, adopted_on=None)


def send(desk, case, number: str, on: str = "2026-07-10", **more):
    data = {"form_number": number, "form_issued_on": on, "version": case.version, **more}
    return desk.post(FORM.format(case.pk), data)


def test_a_number_of_the_range_is_suggested_and_written_down(desk):
    received("2026-0001", "2026-0002")
    case = waits()
    form = desk.get(FORM.format(case.pk)).context["form"].parts[0]
    assert form["form_number"].value() == "2026-0001"
    assert send(desk, case, "2026-0001").status_code == 302
    row = AdmissionForm.objects.get(number="2026-0001")
    assert (row.case, row.issued_on) == (case, date(2026, 7, 10))
    assert form_register.next_number(township(), 2026) == "2026-0002"


def test_without_a_range_the_number_after_the_last_is_suggested():
    assert form_register.next_number(township(), 2026) == ""
    numbered("桃2026-0099号"[:-1])
    assert form_register.next_number(township(), 2026) == "桃2026-0100"


def test_a_number_that_somebody_has_is_explained_and_what_was_typed_stays(desk):
    numbered("2026-0007")
    case = waits()
    page = send(desk, case, "2026-0007")
    assert page.status_code == 422
    (words,) = page.context["form"].errors["form_number"]
    assert "秦远" in words and "2026-07-08" in words
    assert 'value="2026-0007"' in page.content.decode()
    case.refresh_from_db()
    assert case.form_number == ""


def test_of_another_branch_nobody_is_named(desk):
    numbered("2026-0007", unit=branch(village("石桥村")))
    (words,) = send(desk, waits(), "2026-0007").context["form"].errors["form_number"]
    assert "秦远" not in words and "石桥" not in words and "另一个支部" in words


@pytest.mark.parametrize("end", AdmissionForm.End.values)
def test_a_number_that_went_back_is_not_given_again(desk, end):
    received("2026-0001", "2026-0002")
    AdmissionForm.objects.filter(number="2026-0001").update(ended_as=end, ended_on=date(2026, 7, 1))
    assert form_register.next_number(township(), 2026) == "2026-0002"
    assert send(desk, waits(), "2026-0001").status_code == 422


def test_a_corrected_number_is_free_again_and_one_never_received_is_gone():
    received("2026-0001")
    case = numbered("2026-0001")
    case.form_number = "2026-0009"
    form_register.give(case)
    assert list(AdmissionForm.objects.spare().values_list("number", flat=True)) == ["2026-0001"]
    case.form_number = "2026-0001"
    form_register.give(case)
    assert [row.case for row in AdmissionForm.objects.all()] == [case]


def test_a_form_of_last_year_stays_theirs_until_it_is_back():
    case = numbered("2025-0003", "2025-11-20")
    assert list(AdmissionForm.objects.lapsed(2026)) == [AdmissionForm.objects.get()]
    assert not AdmissionForm.objects.lapsed(2025)
    case.form_number, case.form_issued_on = "2026-0001", date(2026, 7, 10)
    case.save()
    form_register.give(case)
    assert AdmissionForm.objects.filter(case=case).count() == 2
    assert [row.number for row in AdmissionForm.objects.lapsed(2026)] == ["2025-0003"]
    AdmissionForm.objects.filter(year=2025).update(ended_as="returned", ended_on=date(2026, 7, 10))
    assert not AdmissionForm.objects.lapsed(2026)


@pytest.mark.parametrize(("stage", "used"), [("pre_reviewed", False), ("adopted", True)])
def test_a_form_is_used_once_an_admission_came_of_it(stage, used):
    case = numbered("2025-0003", "2025-11-20")
    Application.objects.filter(pk=case.pk).update(stage=stage, adopted_on=date(2025, 12, 20))
    assert AdmissionForm.objects.lapsed(2026).exists() != used
    assert AdmissionForm.objects.out().exists() != used


def test_the_same_number_may_come_again_in_another_year_but_not_twice_in_one():
    received("0001")
    received("0001", year=2027)
    with pytest.raises(IntegrityError), transaction.atomic():
        received("0001")


def test_a_case_outside_every_township_is_in_no_register():
    case = numbered("2026-0001")
    AdmissionForm.objects.all().delete()
    township().__class__.objects.filter(pk=township().pk).update(kind="committee")
    form_register.give(case)
    assert not AdmissionForm.objects.exists()


def test_whoever_sees_only_a_branch_sees_only_its_forms(desk, secretary, stranger):
    numbered("2026-0001")
    received("2026-0002")
    seen = {
        name: list(AdmissionForm.objects.visible_to(one.user).values_list("number", flat=True))
        for name, one in (("desk", desk), ("secretary", secretary), ("stranger", stranger))
    }
    assert seen == {"desk": ["2026-0001", "2026-0002"], "secretary": ["2026-0001"], "stranger": []}
