"""Who comes up for review, and what is left of somebody who is forgotten: counts and numbers."""

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import connection

from casework import audit, identity, retention
from casework.models import AuditEvent, Draft, Person, Postponement, Star
from membership.models import Application, Assessment
from tests.casework.workbooks import number
from tests.conftest import on_postgres
from tests.membership.factories import application
from tests.officers import officer, township

TODAY, YEARS = date(2033, 6, 1), 5
PHONE = "13987654321"


def ended(stage: str = "dropped", on: date | None = date(2028, 6, 1)) -> Application:
    """A case that is over, of somebody with number, phone and an assessment."""
    case = application("applicant")
    Application.objects.filter(pk=case.pk).update(stage=stage, stage_since=on)
    Assessment.objects.create(case=case, held_on="2027-01-01", opinion="思想汇报很认真")
    for paper in case.papers.all():
        paper.text, paper.remark = "我志愿加入", "原件在支部"
        paper.save()
    person = case.person
    person.id_number, person.phone = number(), PHONE
    person.save()
    return Application.objects.get(pk=case.pk)


def due(today: date = TODAY) -> list:
    return list(retention.due_for_review(today, YEARS))


@pytest.mark.django_db
class TestReview:
    def test_it_comes_up_on_the_day_the_years_are_over(self):
        case = ended()
        assert due(date(2033, 5, 31)) == []
        assert due(date(2033, 6, 1)) == [case.person]

    @pytest.mark.parametrize(("stage", "on"), [("activist", date(2020, 1, 1)), ("dropped", None)])
    def test_an_open_case_or_an_unknown_end_does_not(self, stage, on):
        ended(stage, on)
        assert due() == []

    @pytest.mark.parametrize("standing", retention.MEMBERS)
    def test_a_members_dossier_is_permanent(self, standing):
        case = ended()
        Person.objects.filter(pk=case.person_id).update(standing=standing)
        assert due() == []

    def test_whoever_is_forgotten_comes_up_no_more(self):
        retention.forget(ended().person, note="期满")
        assert due() == []

    def test_the_leap_day_becomes_the_day_before(self):
        assert retention._years_before(date(2028, 2, 29), 5) == date(2023, 2, 28)

    def test_the_command_lists_them(self, settings):
        case, said = ended(on=date(2001, 1, 1)), StringIO()
        call_command("retention", stdout=said)
        assert f"{case.person_id}\t{case.person}" in said.getvalue()
        assert "2001-01-01" in said.getvalue()


@pytest.mark.django_db
class TestForgetting:
    def test_name_numbers_key_and_free_text_go_and_counts_stay(self):
        case = ended()
        key, sealed = bytes(case.person.key), bytes(case.person.id_sealed)
        retention.forget(case.person, note="本人申请")
        person = Person.objects.get(pk=case.person_id)
        assert (person.name, person.key, person.id_number, person.phone) == ("已删除", None, "", "")
        assert (person.id_digest, person.id_tail) == ("", "")
        assert identity.unseal(person.key, sealed) == "" and key
        assert person.born_on.day == 1 and person.sex == case.person.sex
        case = Application.objects.get()
        assert {paper.text + paper.remark for paper in case.papers.all()} == {""}
        assert {row.opinion for row in case.assessments.all()} == {""}
        assert Application.objects.get().stage == "dropped"

    def test_the_number_may_be_registered_again(self):
        retention.forget(ended().person, note="本人申请")
        assert not Person.objects.with_id_number(number()).exists()

    def test_the_chain_knows_it_and_holds(self):
        case = ended()
        audit_before = AuditEvent.objects.count()
        retention.forget(case.person, note="本人申请")
        event = AuditEvent.objects.first()
        assert (event.kind, event.person_id) == ("forgotten", case.person_id)
        assert AuditEvent.objects.count() == audit_before + 1
        assert audit.first_broken() is None

    def test_drafts_about_the_person_go(self):
        case = ended()
        user = officer("township_officer", township())
        address = f"{case.get_absolute_url()}record/talk/"
        Draft.objects.create(user=user, address=address, sealed=b"x", saved_at="2028-01-01T00:00Z")
        retention.forget(case.person, note="x")
        assert not Draft.objects.exists()

    def test_what_others_laid_out_on_their_desks_about_the_person_goes(self):
        case = ended()
        other = application("applicant")
        user = officer("township_officer", township())
        for number_of_case in (case.pk, other.pk):
            mine = {"user": user, "pipeline": "membership", "case": number_of_case}
            Star.objects.create(**mine)
            Postponement.objects.create(**mine, kind="talk", until=TODAY, reason="住院")
        retention.forget(case.person, note="x")
        assert [row.case for row in (Star.objects.get(), Postponement.objects.get())] == [
            other.pk,
            other.pk,
        ]

    @pytest.mark.parametrize("note", ["", "  "])
    def test_without_a_reason_nobody_is_forgotten(self, note):
        with pytest.raises(ValueError, match="reason"):
            retention.forget(ended().person, note=note)

    def test_nobody_is_forgotten_in_the_middle_of_a_case(self):
        case = ended("activist")
        with pytest.raises(CommandError, match="in progress"):
            call_command("forget", case.person_id, reason="x")
        assert Person.objects.get(pk=case.person_id).key

    def test_a_reader_forgets_nobody(self):
        case = ended()
        with pytest.raises(PermissionDenied):
            retention.forget(case.person, note="x", by=officer("branch_reader", township()))


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(on_postgres(), reason="reads the file of SQLite")
def test_nothing_of_the_forgotten_is_in_the_files_of_the_database():
    """Number, phone, name and key, sealed or plain: in the file, beside it and in a dump."""
    case = ended()
    Person.objects.filter(pk=case.person_id).update(name="欧阳金丝雀")
    person = Person.objects.get(pk=case.person_id)
    sealed = [bytes(each) for each in (person.key, person.id_sealed, person.phone_sealed)]
    canaries = [number().encode(), PHONE.encode(), "欧阳金丝雀".encode(), *sealed]
    call_command("forget", case.person_id, reason="本人申请", stdout=StringIO())
    place = Path(connection.settings_dict["NAME"])
    files = [place, *place.parent.glob(f"{place.name}-*")]
    written = b"".join(each.read_bytes() for each in files)
    dump = "\n".join(connection.connection.iterdump()).encode()
    assert b"casework_person" in written
    in_dump = [each.hex().upper().encode() for each in sealed]
    assert [canary for canary in [*canaries, *in_dump] if canary in written + dump] == []
    assert audit.first_broken() is None
