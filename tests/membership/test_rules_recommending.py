"""Who may recommend (article 8), household representatives and the two-way appraisal."""

import pytest
from django.db import IntegrityError, transaction

from casework import fold
from casework.workflow import take_back
from membership.evaluation import evaluate
from membership.models import Application, Recommendation
from membership.told import Untellable, read
from tests.asking import Row
from tests.conftest import most_queries
from tests.membership.factories import application, day
from tests.membership.tables import asked

COUNTED = {"entitled": 30, "present": 20, "favour": 11, "against": 9, "abstain": 0}
SIDE = {"role": "village", "organisation": "东沟村党支部", "conclusion": "support"}


def spoke(kind: str, held_on: str = "2026-07-01", **facts):
    """A change of a case: somebody recommended, and nothing is told in its own columns."""

    def change(case):
        case.recommended_on, case.recommended_by = None, ""
        case.recommendations.create(kind=kind, held_on=day(held_on), **facts)
        case.sum_up_recommendations()
        case.save()

    return change


def beside(kind: str, **facts):
    return lambda case: case.recommendations.create(kind=kind, held_on=day("2026-07-01"), **facts)


def sides(**second):
    """Both sides of an appraisal, the second as told."""

    def change(case):
        case.appraisals.create(side="first", held_on=day("2026-06-20"), **SIDE)
        other = {**SIDE, "organisation": "镇党委", "role": "township", "held_on": day("2026-07-01")}
        case.appraisals.create(side="second", **{**other, **second})

    return change


def recorded(desk, case, slug: str, **answers):
    """What the page of a record answers to these."""
    case.refresh_from_db()
    return desk.post(
        f"/membership/{case.pk}/record/{slug}/", {"version": case.version, "note": "", **answers}
    )


def untold() -> list:
    """What the trail has otherwise about who recommended and when."""
    return [one for one in fold.differences() if one.what.startswith("recommended_")]


BY_HOUSEHOLDS = {"recommended_by": "households"}
SHORT = {**COUNTED, "present": 19, "favour": 19, "against": 0}
HALF = {**COUNTED, "favour": 10, "against": 10}
SPLIT = {**COUNTED, "present": 10, "favour": 5, "against": 5}
ASK, APPRAISE = {"household_recommendation": True}, {"two_way_appraisal": True}

ROWS = [
    Row("recommended", "members-row", "applicant", spoke("members"), fails=False),
    Row("recommended", "day-after", "applicant", spoke("members", "2026-07-11")),
    Row("recommended", "households-row", "applicant", spoke("households", **COUNTED)),
    Row("recommended", "households-column", "applicant", BY_HOUSEHOLDS),
    Row("recommended", "households-under-2014", "applicant", BY_HOUSEHOLDS, law=2014),
    Row("members_in_favour", "half", "applicant", beside("members", **SPLIT)),
    Row("members_in_favour", "over-half", "applicant", beside("members", **COUNTED), fails=False),
    Row("members_in_favour", "not-counted", "applicant", beside("members"), fails=False),
    Row("mass_org_sealed", "no-seal", "applicant", beside("mass_org", organisation="镇团委")),
    Row("mass_org_sealed", "no-name", "applicant", beside("mass_org", sealed=True)),
    Row("households_in_favour", "two-thirds", "applicant", beside("households", **COUNTED), False),
    Row("households_in_favour", "below-two-thirds", "applicant", beside("households", **SHORT)),
    Row("households_in_favour", "just-half", "applicant", beside("households", **HALF)),
    Row("households_in_favour", "unknown", "applicant", beside("households")),
    Row("households_asked", "asked", "applicant", {}, settings=ASK),
    Row(
        "households_asked", "carried", "applicant", beside("households", **COUNTED), False,
        settings=ASK,
    ),
    Row("appraised", "asked", "applicant", {}, settings=APPRAISE),
    Row("appraised", "both", "applicant", sides(), fails=False, settings=APPRAISE),
    Row(
        "appraised", "one-against", "applicant", sides(conclusion="oppose"),
        also=("appraised_by_both",), settings=APPRAISE,
    ),
    Row("appraised_by_both", "one-organisation", "applicant",
        sides(organisation="东沟村党支部")),
    Row("appraised_together", "six-months", "applicant",
        sides(held_on=day("2025-12-20")), fails=False),
    Row("appraised_together", "a-day-more", "applicant", sides(held_on=day("2025-12-19"))),
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("row", ROWS, ids=str)
def test_who_speaks_for_an_applicant(row):
    assert asked(row) == row.expected


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["households", "members"])
def test_a_dossier_entered_later_gets_the_finding_of_its_day(kind):
    facts = {
        "person": {"born_on": "1990-01-01"},
        "events": {"1": "2019-03-01", "2": "2019-03-10", "3": "2019-06-03"},
        "facts": {"recommended_on": "2019-06-01", "recommended_by": kind},
        "assume": True,
    }
    (step,) = [s for s in evaluate(read(facts), day("2026-11-23"))["steps"] if s["number"] == 3]
    found = {one["rule"]: one["citation"] for one in step["blockers"]}
    assert found == ({"recommended": "R14:8"} if kind == "households" else {})


@pytest.mark.django_db
def test_figures_that_do_not_add_up_are_kept_out_everywhere(desk):
    case = application("applicant")
    wrong = {**COUNTED, "against": 8}
    with pytest.raises(IntegrityError), transaction.atomic():
        Recommendation.objects.create(case=case, kind="members", held_on=day("2026-07-01"), **wrong)
    told = {"recommendations": [{"kind": "members", "on": "2026-07-01", **wrong}]}
    with pytest.raises(Untellable, match="19，20"):
        read(told)
    page = recorded(desk, case, "recommend-members", held_on="2026-07-01", **wrong)
    assert page.status_code == 422 and "19，20" in page.content.decode()
    assert not case.recommendations.exists()


@pytest.mark.django_db
def test_household_representatives_are_recorded_corrected_and_shown(desk):
    case = application("applicant")
    first = {"held_on": "2026-07-01", "method": "door", **COUNTED, "abstain": ""}
    assert recorded(desk, case, "recommend-households", **first).status_code == 302
    again = {**first, "favour": "12", "against": "8"}
    assert recorded(desk, case, "recommend-households", **again).status_code == 422, "no reason"
    assert recorded(desk, case, "recommend-households", **again, note="核对原表").status_code == 302
    (row,) = case.recommendations.all()
    assert (row.kind, row.favour, row.abstain) == ("households", 12, 0)
    assert "实际 20 同意 12 不同意 8" in desk.get(case.get_absolute_url()).content.decode()


@pytest.mark.django_db
def test_the_second_side_of_an_appraisal_may_come_later(desk):
    case = application("applicant", recommended_by="")
    assert "/record/appraise/" in desk.get(case.get_absolute_url()).content.decode(), (
        "though blocked"
    )
    first = {f"first-{name}": value for name, value in SIDE.items()}
    first["first-held_on"] = "2026-07-01"
    assert recorded(desk, case, "appraise", **first).status_code == 302
    assert [row.side for row in case.appraisals.all()] == ["first"]
    second = {name.replace("first", "second"): value for name, value in first.items()}
    assert recorded(desk, case, "appraise", **first, **second).status_code == 302
    assert {row.side for row in case.appraisals.all()} == {"first", "second"}


@pytest.mark.django_db
def test_what_a_case_says_of_its_recommendations_follows_from_them(desk):
    case = application("applicant", recommended_on=None, recommended_by="")
    mass_org = {"held_on": "2026-07-03", "organisation": "镇团委", "sealed": "on"}
    recorded(desk, case, "recommend-mass-org", **mass_org)
    case.refresh_from_db()
    assert (case.recommended_on, case.recommended_by) == (day("2026-07-03"), "mass_org")
    recorded(desk, case, "recommend-members", held_on="2026-07-01")
    case.refresh_from_db()
    assert (case.recommended_on, case.recommended_by) == (day("2026-07-01"), "both")
    assert not untold()
    other = {"activist_on": "2026-07-05", "recommended_on": "2026-07-04", "recommended_by": "both"}
    page = recorded(desk, case, "designate", **other, note="核对原表")
    assert page.status_code == 422 and "记录是2026-07-01" in page.content.decode()


@pytest.mark.django_db
def test_taking_the_decision_back_leaves_the_recommendations_standing(desk):
    case = application("applicant", recommended_on=None, recommended_by="")
    told = {"recommended_on": "2026-06-20", "recommended_by": "members"}
    meeting = {"activist_on": "2026-07-10", "activist_decided_by": "committee", **told}
    desk.post(f"/membership/{case.pk}/step/designate/", {**meeting, "version": case.version,
              "action": "confirm"})  # fmt: skip
    recorded(desk, case, "recommend-members", held_on="2026-06-30")
    case = Application.objects.get()
    assert case.stage == "activist"
    take_back(case, by=desk.user, note="会议记录有误")
    case = Application.objects.get()
    assert case.stage == "applicant" and case.recommended_on == day("2026-06-30")
    assert not untold()


@pytest.mark.django_db
def test_a_figure_that_no_database_keeps_is_refused_at_its_field(desk):
    many = {"entitled": 40000, "present": 40000, "favour": 40000}
    page = recorded(desk, application("applicant"), "recommend-members", held_on="2026-07-01",
                    **many)  # fmt: skip
    assert page.status_code == 422 and "32767" in page.content.decode()


ROW = {"kind": "members", "on": "2026-07-01"}
UNKEPT = {
    "kind": {"recommendations": [{**ROW, "kind": ["members"]}]},
    "method": {"recommendations": [{**ROW, "method": ["door"]}]},
    "organisation": {"recommendations": [{**ROW, "organisation": "团" * 51}]},
    "figure": {"recommendations": [{**ROW, "entitled": 40000, "present": 1, "favour": 1}]},
    "place": {"notices": [{"kind": "activist", "posted_on": "2026-07-01", "place": "村" * 51}]},
    "unnamed": {"appraisals": [{"side": "first", "role": "village", "on": "2026-07-01",
                                "conclusion": "support"}]},
    "choice": {"facts": {"recommended_by": "everybody"}},
}  # fmt: skip


@pytest.mark.parametrize("told", UNKEPT.values(), ids=UNKEPT)
def test_facts_that_no_row_could_keep_are_told_as_wrong(told):
    with pytest.raises(Untellable):
        read(told)


@pytest.mark.django_db
def test_told_recommendations_are_not_hidden_by_what_is_assumed():
    told = {
        "events": {"1": "2026-05-20", "2": "2026-06-01", "3": "2026-07-10"},
        "recommendations": [{**ROW, "on": "2026-07-11"}],
        "assume": True,
    }
    (step,) = [s for s in evaluate(read(told), day("2026-11-23"))["steps"] if s["number"] == 3]
    assert "recommended" in {one["rule"] for one in step["blockers"]}


@pytest.mark.django_db
@pytest.mark.parametrize(("figures", "says"), [(SHORT, True), (COUNTED, False)])
def test_the_page_of_one_decided_on_says_what_households_lacked(
    desk, figures, says, django_assert_max_num_queries
):
    case = application("probationary", law=2014)
    case.recommendations.create(kind="households", held_on=case.activist_on, **figures)
    with django_assert_max_num_queries(most_queries(20)):
        page = desk.get(case.get_absolute_url()).content.decode()
    assert "户代表推荐" in page and ("户代表推荐到会不足三分之二" in page) is says
