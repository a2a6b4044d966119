"""Sealed text: written by saving, read as text, never searched, gone with the key."""

import json
from datetime import date

import pytest
from cryptography.exceptions import InvalidTag
from django.apps import apps
from django.core.exceptions import FieldError
from django.db import connection, transaction
from django.db.models import CharField, TextField

from casework import audit, fold, sealing
from casework.fields import SealedText, stored
from casework.models import AuditEvent, Case, Person
from casework.retention import forget
from casework.workflow import first_facts, perform, record, take_back
from membership.models import Application, ApplicationPaper
from talent.models import DepartmentOpinion, Talent
from tests.audit.trails import clerk, vouched
from tests.membership.factories import NEXT, application, day_of
from tests.talent.factories import talent
from tests.told import told

pytestmark = pytest.mark.django_db
SPRING = date(2026, 5, 1)
WORDS = "培养联系人认为其入党动机端正"


def sealed_columns() -> list:
    return [
        (model, field)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, SealedText)
    ]


# Words beside a case that are no words about the person, and lie in the clear.
PLAIN = {
    "which paper, step, deadline": {"kind", "name", "source", "target", "pipeline"},
    "of those who acted for the Party": {
        "talker", "second_talker", "approval_talker", "oath_leader", "signed_by",
        "refusal_approver", "archive_custodian", "chair", "signer",
    },
    "where something was held or hangs": {
        "talk_place", "notice_place", "second_notice_place", "oath_place", "place", "cell",
        "transferred_from", "transferred_to", "organisation", "second_place",
    },
    "of a numbered sheet of paper": {"form_number", "number", "remark"},
    "of an occasion that many attended": {"topic"},
}  # fmt: skip


def free_texts() -> set[str]:
    """Columns beside a case that somebody types words into and that are not sealed."""
    return {
        field.name
        for model in apps.get_models()
        if issubclass(model, Case) or hasattr(model, "case") or hasattr(model, "round")
        for field in model._meta.concrete_fields
        if isinstance(field, CharField | TextField)
        and field.editable
        and not (field.choices or hasattr(field, "codes"))
    }


def test_whatever_else_is_typed_beside_a_case_says_why_it_is_not_sealed():
    assert free_texts() == set().union(*PLAIN.values())


def in_database(row, name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {name} FROM {row._meta.db_table} WHERE id = %s", [row.pk])
        return cursor.fetchone()[0]


@pytest.fixture
def paper():
    case = application("activist")
    return ApplicationPaper.objects.create(case=case, kind="thought_report_activist", text=WORDS)


def test_every_model_with_a_sealed_column_knows_whose_it_is():
    columns = sealed_columns()
    assert len(columns) > 15
    assert [model for model, _field in columns if not hasattr(model, "whose")] == []


def test_it_reads_as_text_and_lies_sealed(paper):
    assert ApplicationPaper.objects.get(pk=paper.pk).text == WORDS
    lies = in_database(paper, "text")
    assert WORDS not in lies and lies.isascii() and in_database(paper, "remark") == ""


def test_a_row_saved_again_keeps_its_seal_and_a_new_text_gets_a_new_one(paper):
    before = in_database(paper, "text")
    again = ApplicationPaper.objects.get(pk=paper.pk)
    again.text, again.pages = WORDS, 3
    again.save()
    assert in_database(paper, "text") == before
    again.text = "改写"
    again.save()
    assert in_database(paper, "text") != before
    assert ApplicationPaper.objects.get(pk=paper.pk).text == "改写"


@pytest.mark.parametrize("lookup", ["text", "text__contains", "text__startswith", "text__in"])
def test_it_is_never_searched(paper, lookup):
    value = [WORDS] if lookup.endswith("in") else WORDS
    with pytest.raises((TypeError, FieldError), match=r"never searched|Unsupported lookup"):
        ApplicationPaper.objects.filter(**{lookup: value}).exists()
    assert ApplicationPaper.objects.exclude(text="").get() == paper


def test_no_update_writes_it_past_the_row(paper):
    with pytest.raises(TypeError, match="saving its row"):
        ApplicationPaper.objects.update(text="明文")


def test_it_reads_as_nothing_once_the_key_is_destroyed(paper):
    Person.objects.filter(pk=paper.case.person_id).update(key=None, name=sealing.ERASED)
    paper = ApplicationPaper.objects.get(pk=paper.pk)
    assert paper.text == "" and in_database(paper, "text")


def test_a_forged_seal_is_no_text(paper):
    other = application("applicant")
    foreign = sealing.seal(other.person, "他人的材料")
    for token in (foreign.token, "明文", "AAAA"):
        ApplicationPaper.objects.filter(pk=paper.pk).update(text=sealing.Sealed(token))
        with pytest.raises(InvalidTag):
            assert not ApplicationPaper.objects.get(pk=paper.pk).text


def test_nothing_is_written_about_whoever_has_been_forgotten():
    case = application("applicant")
    Application.objects.filter(pk=case.pk).update(**{"stage": "dropped"})
    person = Person.objects.get(pk=case.person_id)
    forget(person, note="本人申请")
    person = Person.objects.get(pk=person.pk)
    with pytest.raises(sealing.Forgotten):
        sealing.wrapped_key(person)
    with pytest.raises(sealing.Forgotten):
        record(Application.objects.get(), "talk", lambda case: None, by=clerk())


def test_a_person_on_record_without_a_key_gets_one_at_the_first_seal():
    person = application("applicant").person
    Person.objects.filter(pk=person.pk).update(key=None)
    first, second = Person.objects.get(pk=person.pk), Person.objects.get(pk=person.pk)
    sealed = sealing.seal(first, WORDS)
    assert sealing.unseal(sealing.wrapped_key(second), sealed) == WORDS


def test_departments_and_rounds_are_sealed_for_the_person_of_the_case():
    case = talent("pool", workplace="温州鞋厂")
    row = case.rounds.create(purpose="pool_entry", closed=True, reason=WORDS)
    opinion = DepartmentOpinion.objects.create(
        round=row, department="police", asked_on="2026-11-02", document_no="公复〔2026〕7号"
    )
    assert DepartmentOpinion.objects.get(pk=opinion.pk).document_no == "公复〔2026〕7号"
    assert "公复" not in in_database(opinion, "document_no")
    assert "温州" not in in_database(case, "workplace")
    assert Talent.objects.get().workplace == "温州鞋厂"


class TestTrail:
    def test_words_about_a_person_need_the_person(self):
        with pytest.raises(TypeError, match="give the person"), transaction.atomic():
            audit.append("talk", by=clerk(), person_id=1, note=WORDS)

    def test_notes_reasons_and_sealed_facts_are_told_under_the_key(self):
        by, case = clerk(), talent("pool")
        vouched()
        with transaction.atomic():
            audit.record("register", by=by, case=case, changed=first_facts(case))

        def suspended(one):
            one.suspended_on, one.end_reason = SPRING, WORDS

        perform(case, "suspend", by=by, on=SPRING, facts=suspended, note=WORDS)
        event = AuditEvent.objects.first()
        assert WORDS not in event.payload
        assert told(event)["note"] == WORDS
        assert told(event)["changed"]["end_reason"] == ["", WORDS]
        step = case.steps.get()
        assert WORDS not in json.dumps(step.changed, ensure_ascii=False)
        assert stored(step, "note") == json.loads(event.payload)["note"]
        assert step.note == WORDS and list(fold.differences()) == []

    def test_taking_back_restores_what_was_sealed(self):
        by, case = clerk(), talent("pool", end_reason="原先的原因")
        vouched()
        with transaction.atomic():
            audit.record("register", by=by, case=case, changed=first_facts(case))

        def suspended(one):
            one.suspended_on, one.end_reason = SPRING, WORDS

        perform(case, "suspend", by=by, on=SPRING, facts=suspended)
        take_back(case, by=by, note="点错了")
        assert Talent.objects.get().end_reason == "原先的原因"
        assert list(fold.differences()) == []

    def test_the_fold_names_a_text_changed_past_the_doors(self):
        by, case = clerk(), talent("pool", end_reason="原先的原因")
        vouched()
        with transaction.atomic():
            audit.record("register", by=by, case=case, changed=first_facts(case))
        for token in (sealing.seal(case.person, "改过").token, "明文", ""):
            Talent.objects.update(end_reason=sealing.Sealed(token) if token else "")
            (found,) = fold.differences()
            assert found.what == "end_reason"

    def test_every_reason_for_setting_a_rule_aside_lies_sealed_by_its_rule(self):
        by, case = clerk(), application("applicant", step="designate")
        Application.objects.filter(pk=case.pk).update(talked_on="2026-07-09")
        Application.objects.filter(pk=case.pk).update(talk_due_on="2026-07-01")
        waive = {"talked_in_time": WORDS}
        perform(case, NEXT["applicant"], by=by, on=day_of("applicant"), waive=waive)
        step = Application.objects.get(pk=case.pk).steps.get()
        assert step.waived == waive
        assert list(stored(step, "waived")) == ["talked_in_time"]
        assert WORDS not in AuditEvent.objects.first().payload
