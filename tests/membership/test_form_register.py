"""The register of admission forms: a number is given once, and is somebody's until it is back."""

import json
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from casework import standards
from casework.models import AuditEvent, Person
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
    case = application("pre_reviewed", form_number="", form_issued_on=None, adopted_on=None)
    case.introducers.update(opinion_on=None)
    return case


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


@pytest.mark.parametrize(("rule", "words"), [(True, "往年未用，应退回换发"), (False, "已发放")])
def test_list_and_badge_agree_on_whether_an_old_form_is_to_be_replaced(rule, words):
    numbered("2025-0003", "2025-11-20")
    form = AdmissionForm.objects.select_related("case").get()
    with standards.as_if({"form_year_rule": rule}):
        assert form_register.standing(form, date(2026, 7, 10))[1] == words
        assert AdmissionForm.objects.lapsed(2026).exists() == rule


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


# The pages ---------------------------------------------------------------------------------

URL = "/membership/forms/"


def states(page) -> dict[str, str]:
    today = page.context["table"].today
    rows = page.context["table"].data
    return {row.number: str(form_register.standing(row, today)[1]) for row in rows}


def test_a_range_is_entered_and_entering_it_again_changes_nothing(desk):
    numbered("2026-0002")
    data = {"year": "2026", "first": "2026-0001", "last": "2026-0004"}
    for _again in range(2):
        assert desk.post(f"{URL}receive/", data).status_code == 302
    page = desk.get(URL)
    assert states(page) == {
        "2026-0001": "未发放",
        "2026-0002": "已发放",
        "2026-0003": "未发放",
        "2026-0004": "未发放",
    }
    assert AdmissionForm.objects.filter(received=True).count() == 4
    rows = [json.loads(e.payload)["rows"] for e in AuditEvent.objects.filter(kind="forms_received")]
    assert sorted(rows) == [0, 3]


@pytest.mark.parametrize(
    ("first", "last"),
    [("2026-0009", "2026-0001"), ("A-01", "B-09"), ("001", "0010"), ("甲", "乙"), ("1", "501")],
    ids=["backwards", "two-rows", "two-widths", "no-digits", "too-many"],
)
def test_what_is_no_range_is_explained(desk, first, last):
    page = desk.post(f"{URL}receive/", {"year": "2026", "first": first, "last": last})
    assert page.status_code == 422 and page.context["form"].non_field_errors()
    assert first in page.content.decode() and not AdmissionForm.objects.exists()


def test_a_range_counts_on_as_wide_as_it_began():
    assert form_register.numbers("桃098", "桃101") == ["桃098", "桃099", "桃100", "桃101"]
    assert form_register.numbers("2026-0007", "2026-0007") == ["2026-0007"]
    assert len(form_register.numbers("1", "9")) == 9


def test_a_form_goes_back_is_void_and_neither_after_all(desk):
    received("2026-0001")
    row = AdmissionForm.objects.get()
    address = f"{URL}{row.pk}/"
    data = {"ended_as": "void", "ended_on": "2026-07-09", "remark": "填写错误", "version": "0"}
    assert desk.post(address, data).status_code == 302
    assert states(desk.get(URL)) == {"2026-0001": "已作废"}
    assert desk.post(address, data).status_code == 409
    assert desk.post(address, {"ended_as": "", "version": "1"}).status_code == 302
    row.refresh_from_db()
    assert (row.ended_as, row.ended_on, row.version) == ("", None, 2)
    assert AuditEvent.objects.filter(kind="form_ended").count() == 2


@pytest.mark.parametrize("on", ["", "2026-07-11", "2026-07-07"], ids=["none", "ahead", "before"])
def test_the_day_of_an_end_is_asked_for_and_checked(desk, on):
    numbered("2026-0001", "2026-07-08")
    row = AdmissionForm.objects.get()
    data = {"ended_as": "returned", "ended_on": on, "version": "0"}
    page = desk.post(f"{URL}{row.pk}/", data)
    assert page.status_code == 422 and "ended_on" in page.context["form"].errors


def test_forms_of_earlier_years_that_are_still_out_are_a_list_and_a_notice(desk):
    numbered("2025-0003", "2025-11-20")
    assert states(desk.get(URL, {"show": "lapsed"})) == {"2025-0003": "往年未用，应退回换发"}
    assert not states(desk.get(URL))
    assert desk.get("/membership/year-plan/").context["lapsed"] == 1


def test_a_number_that_two_have_is_told(desk):
    numbered("2026-0001")
    second = numbered("2026-0001")
    assert desk.get(URL).context["doubled"] == [second]


def test_the_page_costs_the_same_for_forty_forms_as_for_two(desk, django_assert_max_num_queries):
    numbered("2026-0001"), numbered("2026-0002")
    with django_assert_max_num_queries(16) as few:
        desk.get(URL)
    for number in range(3, 41):
        numbered(f"2026-{number:04d}")
    with django_assert_max_num_queries(len(few)):
        desk.get(URL)


def test_the_secretary_reads_the_register_and_changes_nothing(secretary):
    numbered("2026-0001")
    row = AdmissionForm.objects.get()
    assert states(secretary.get(URL)) == {"2026-0001": "已发放"}
    answers = [secretary.get(f"{URL}receive/"), secretary.get(f"{URL}{row.pk}/")]
    assert [answer.status_code for answer in answers] == [403, 403]
    with pytest.raises(PermissionDenied):
        form_register.receive(township(), 2026, ["1"], by=secretary.user)
    with pytest.raises(PermissionDenied):
        form_register.end(row, {"ended_as": "void"}, by=secretary.user, version=0)


def test_the_workbook_of_the_register_is_an_event(desk):
    received("2026-0001")
    answer = desk.get(f"{URL}export/")
    assert answer.status_code == 200
    assert AuditEvent.objects.get(kind="export")
