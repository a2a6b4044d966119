"""One missing paper is one rule, one blocker, one cell of the matrix — from one definition."""

from datetime import date

import pytest

from casework.documents import COMPLETE, MISSING, NOT_NEEDED
from casework.rules import BLOCK, WARN
from membership.models import Application
from membership.papers import CATALOGUE
from tests.membership.factories import application, day_of

ON = date(2027, 7, 12)


@pytest.fixture
def case(db):
    return application("activist")


def standing(case):
    return CATALOGUE.standing(Application.objects.filter(pk=case.pk), ON)[case.pk]


def test_a_complete_dossier_lacks_nothing(case):
    assert MISSING not in standing(case).values()
    assert CATALOGUE.guard("activist").blockers(case, ON) == []


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        pytest.param(lambda papers: papers.delete(), MISSING, id="absent"),
        pytest.param(lambda papers: papers.update(state="defective"), MISSING, id="defective"),
        pytest.param(lambda papers: papers.update(pages=3), COMPLETE, id="counted"),
    ],
)
def test_blocker_matrix_and_list_say_the_same(case, spoil, expected):
    spoil(case.papers.filter(kind="first_talk_record"))
    paper = CATALOGUE.by_slug["first_talk_record"]
    missing = expected == MISSING
    assert standing(case)["first_talk_record"] == expected
    assert bool(CATALOGUE.guard("activist").blockers(case, ON)) == missing
    assert (case in CATALOGUE.missing_from(Application.objects.all(), paper, ON)) == missing


def test_settling_writes_the_same_missing_papers_and_counters(case):
    case.papers.filter(kind__in=["first_talk_record", "id_copy"]).delete()
    case.settle(ON)
    assert set(case.missing.values_list("kind", flat=True)) == {"first_talk_record", "id_copy"}
    assert (case.papers_missing, case.papers_expected) == (
        2,
        len(CATALOGUE.expected_at("activist")) + held(case),
    )


def held(case) -> int:
    """Papers that are there before their stage: they count as expected as well."""
    early = {paper.slug for paper in CATALOGUE.papers} - {
        paper.slug for paper in CATALOGUE.expected_at("activist")
    }
    return sum(standing(case)[kind] == COMPLETE for kind in early)


def test_a_paper_of_a_later_stage_is_not_needed_yet(case):
    assert standing(case)["conversion_application"] == NOT_NEEDED


def test_three_reports_of_four_are_too_few_and_the_blocker_counts_them(case):
    case.papers.filter(kind="thought_report_activist").first().delete()
    (found,) = CATALOGUE.guard("proposed").blockers(case, ON)
    assert found.arithmetic == "应有 4 份，现有 3 份"
    assert str(found.text) == "缺少《思想汇报》"


@pytest.mark.parametrize(
    ("kind", "circumstance"), [("opinion_cell", "has_cells"), ("mobile_opinions", "is_mobile")]
)
@pytest.mark.django_db
def test_a_conditional_paper_is_asked_for_only_in_its_circumstances(kind, circumstance):
    case = application("pre_reviewed")
    case.papers.filter(kind=kind).delete()
    assert standing(case)[kind] == NOT_NEEDED
    owner = case if hasattr(case, circumstance) else case.unit
    setattr(owner, circumstance, True)
    owner.save()
    assert standing(case)[kind] == MISSING
    assert case in CATALOGUE.missing_from(Application.objects.all(), CATALOGUE.by_slug[kind], ON)


def test_a_case_that_has_ended_lacks_nothing(case):
    assert CATALOGUE.expected_at("withdrawn") == []


def test_a_local_paper_may_be_waived_and_a_national_one_not():
    severities = {paper.need: paper.rule.severity for paper in CATALOGUE}
    assert severities == {"N": BLOCK, "L": WARN, "C": BLOCK}


def test_every_paper_names_its_rule_and_its_form():
    for paper in CATALOGUE:
        assert paper.rule.slug == f"paper_{paper.slug}" and paper.rule.paper == paper.slug
        assert paper.rule.mend == "papers" and paper.slug.split("_")[0] in paper.rule.requires


def test_codes_and_slugs_are_given_once():
    codes = [paper.code for paper in CATALOGUE]
    assert len(set(codes)) == len(codes) == len(CATALOGUE.by_slug)


def test_a_page_of_dossiers_is_one_query(case, django_assert_num_queries):
    application("proposed")
    with django_assert_num_queries(1):
        assert len(CATALOGUE.standing(Application.objects.all(), day_of("activist"))) == 2
