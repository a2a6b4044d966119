"""A case told as facts: reading it, and what the guards say of it."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from casework.models import AuditEvent, Person, Unit
from membership.models import Application
from membership.steps import STEPS

EXAMPLE = Path(__file__).parents[2] / "docs" / "evaluate-example.json"
MEETING = {"eligible": 9, "present": 7, "yes": 7}


@pytest.fixture
def evaluated(db, tmp_path):
    """Runs the command on facts; the answer's steps by number, and the rest."""

    def run(facts) -> dict:
        path = tmp_path / "facts.json"
        path.write_text(json.dumps(facts), encoding="utf-8")
        said = StringIO()
        call_command("evaluate", str(path), stdout=said)
        answer = json.loads(said.getvalue())
        return {**answer, "steps": {step["number"]: step for step in answer["steps"]}}

    return run


def rules(step: dict, kind: str = "blockers") -> set[str]:
    return {finding["rule"] for finding in step[kind]}


def test_the_example_of_the_documentation_is_judged_as_it_says(evaluated):
    answer = evaluated(json.loads(EXAMPLE.read_text(encoding="utf-8")))
    steps = answer["steps"]
    assert list(steps) == [step.number for step in STEPS] and answer["stage"] == "adopted"
    assert rules(steps[8]) == {"notice_over"} and steps[8]["earliest"] == "2027-07-28"
    assert rules(steps[9], "warnings") == {"introducers_unpunished"}
    assert rules(steps[15], "warnings") == {"meeting_in_time"} and steps[15]["too_late"]
    assert not rules(steps[15]), "one written opinion in time makes five of nine"
    assert (steps[17]["latest"], steps[17]["latest_special"]) == ("2028-01-08", "2028-04-08")
    assert steps[23]["earliest"] == "2028-10-08"


def test_nothing_of_the_facts_is_stored(evaluated):
    models = (Application, Person, Unit, AuditEvent)
    before = [model.objects.count() for model in models]
    evaluated(json.loads(EXAMPLE.read_text(encoding="utf-8")))
    assert [model.objects.count() for model in models] == before


def test_a_finding_says_article_text_and_arithmetic(evaluated):
    facts = {"events": {"activist_on": "2025-03-01", "7": "2026-02-28"}, "assume": True}
    (found,) = [
        each
        for each in evaluated(facts)["steps"][7]["blockers"]
        if each["rule"] == "cultivated_one_year"
    ]
    assert found["citation"] == "R14:13" and found["article"] == "细则（2014）第13条"
    assert found["opens_on"] == "2026-03-01" and "还差 1 天" in found["arithmetic"]


@pytest.mark.parametrize("key", ["15", "adopt", "adopted_on"])
def test_an_event_may_be_called_by_number_slug_or_column(evaluated, key):
    assert evaluated({"events": {key: "2026-06-01"}})["steps"][15]["taken_on"] == "2026-06-01"


def test_each_step_stands_under_the_text_of_its_own_day(evaluated):
    facts = {"events": {"1": "2025-01-01", "2": "2025-01-10", "12": "2026-05-11"}}
    steps = evaluated({**facts, "as_of": "2026-06-01"})["steps"]
    assert [steps[number]["version"] for number in (1, 2, 12, 13)] == ["R14", "R14", "R26", "R26"]
    assert steps[12]["article"] == "细则（2026）第18条"


def test_papers_are_judged_only_when_told(evaluated):
    untold = evaluated({})["steps"][3]
    assert not {rule for rule in rules(untold) if rule.startswith("paper_")}
    told = evaluated({"papers": ["application_letter"]})["steps"][3]
    assert "paper_first_talk_record" in rules(told)
    assert "paper_application_letter" not in rules(told)
    assert not [r for r in rules(evaluated({"papers": "complete"})["steps"][24]) if "paper" in r]


def test_what_is_assumed_gives_way_to_what_is_told(evaluated):
    events = {"3": "2026-07-10", "10": "2027-08-20", "12": "2027-09-01"}
    assumed = evaluated({"events": events, "assume": True})["steps"]
    assert not rules(assumed[10]) and "decided_by_the_right_meeting" not in rules(assumed[3])
    told = evaluated(
        {"events": events, "assume": True, "facts": {"political_review_passed": False}}
    )["steps"]
    assert rules(told[10]) == {"politically_reviewed"}


def test_the_kind_of_organisation_decides(evaluated):
    events = {"15": "2026-06-01", "17": "2026-07-01"}
    plain = evaluated({"events": events, "branch": {}})["steps"][17]
    assert not rules(plain) & {"deliberated", "approver_competent"}
    between = {"village_committee": True, "approver_temporary": True, "is_temporary": True}
    steps = evaluated({"events": events, "branch": between})["steps"]
    assert {"deliberated", "approver_competent"} <= rules(steps[17])
    assert "not_received_by_temporary" in rules(steps[15], "warnings")
    assumed = evaluated({"events": events, "branch": between, "assume": True})["steps"][17]
    assert "deliberated" not in rules(assumed)


def test_the_last_day_of_a_penalty_is_worked_out(evaluated):
    def introduced(**penalty):
        one = {"appointed_on": "2026-12-02", "sanctions": [penalty]}
        told = {"events": {"13": "2027-01-10"}, "introducers": [one, {}]}
        step = evaluated(told)["steps"][9]
        return rules(step) | rules(step, "warnings")

    assert "introducers_unpunished" in introduced(kind="serious_warning", since="2025-12-01")
    assert "introducers_unpunished" not in introduced(kind="warning", since="2025-12-01")
    observed = {"kind": "party_probation_penalty", "since": "2025-01-01"}
    assert "introducers_have_rights" in introduced(**observed)
    assert "introducers_have_rights" not in introduced(**observed, rights_restored_on="2026-01-05")


def test_an_extension_is_judged_by_the_probation_before_it(evaluated):
    facts = {"events": {"15": "2025-09-01", "17": "2025-11-20"}}
    extension = {"on": "2026-09-10", "approved_on": "2026-09-28", "months": 6}
    facts |= {"extension": extension, "votes": {"outcome": MEETING}}
    facts["sittings"] = {"extension": {"members": 7, "present": 6, "yes": 6}}
    answer = evaluated(facts)
    (extended,) = answer["aside"]
    assert extended["slug"] == "extend" and not extended["blockers"]
    assert answer["stage"] == "extended"
    assert answer["steps"][23]["earliest"] == "2027-03-01"


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ([], "应是一个对象"),
        ({"persons": {}}, "不认识“persons”"),
        ({"events": {"26": "2026-01-01"}}, "events.26"),
        ({"events": {"1": "2026-02-30"}}, "“2026-02-30”不是日期"),
        ({"events": {"1": 20260101}}, "不是日期"),
        ({"branch": {"full_members": "many"}}, "branch.full_members"),
        ({"facts": {"training_days": -1}}, "facts.training_days"),
        ({"papers": ["letter"]}, "不认识“letter”"),
        ({"papers": "all"}, "papers"),
        ({"events": {"adoptd_on": "2026-01-01"}}, "是不是“adopted_on”"),
        ({"events": {"1": "20260101"}}, "不是日期"),
        ({"events": {"1": "9999-01-01"}}, "2199"),
        ({"events": {"1": "2026-01-01", "applied_on": "2026-01-02"}}, "填了两次"),
        ({"facts": {"situation": "none"}}, "可填的值里：unit_with_org、"),
        ({"facts": {"political_review_passed": "no"}}, "true 或 false"),
        ({"facts": {"talk_topics": 5}}, "代码的列表"),
        ({"mobile": "false"}, "mobile: .*true 或 false"),
        ({"mentors": "two"}, "mentors: 应是对象的列表"),
        ({"branch": {"plan": {"2026": 3}}}, "branch.plan: 应是一个对象"),
        ({"extension": [{"on": "2026-09-10", "months": 6}, "again"]}, "extension: 应是一个对象"),
        ({"votes": {"admission": "9/5"}}, "votes.admission: 应是一个对象"),
        ({"votes": {"admission": {"present": 3}}}, "eligible"),
        ({"votes": {"admission": {**MEETING, "yes": 8}, }, "events": {"15": "2026-06-01"}}, "之和"),
        ({"mentors": [{"sanctions": [{"kind": "frown", "since": "2026-01-01"}]}]}, "kind"),
        ({"mentors": [{"sanctions": [{"kind": "warning", "since": "2026-01-01",
                                      "rights_restored_on": "2026-02-01"}]}]}, "只有留党察看"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_told_what_is_wrong(evaluated, facts, said):
    with pytest.raises(CommandError, match=said):
        evaluated(facts)


def test_the_introducers_write_between_the_form_and_the_meeting(evaluated):
    facts = {
        "assume": True,
        "events": {"8": "2025-02-20", "13": "2025-05-20", "14": "2025-05-21", "15": "2025-06-10"},
        "introducers": [{"opinion_on": "2025-06-01"}, {"opinion_on": "2025-06-11"}],
    }
    steps = evaluated(facts)["steps"]
    assert not rules(steps[14])
    assert "introducers_wrote_opinions" in rules(steps[15]), "one wrote after the meeting"


def test_a_category_that_the_county_does_not_admit_stays_in_the_denominator(evaluated):
    approved = {"consent_on": "2026-06-01", "adopted_on": "2026-06-10", "number": 2}
    vote = {"eligible": 8, "present": 5, "yes": 5, "exclusions": [{"category": "ill", **approved}]}
    facts = {"events": {"15": "2026-06-10"}, "votes": {"admission": vote}}
    assert "admission_carried" not in rules(evaluated(facts)["steps"][15])
    facts["settings"] = {"eligible_exclusions": ["abroad"]}
    assert "admission_carried" in rules(evaluated(facts)["steps"][15])


def test_every_fault_is_told_at_once(evaluated):
    with pytest.raises(CommandError) as refused:
        evaluated({"x": 1, "events": {"1": "?", "99": "2026-01-01"}})
    assert len(str(refused.value).splitlines()) == 3


def test_a_missing_or_broken_file_is_a_sentence(tmp_path):
    broken = tmp_path / "broken.json"
    broken.write_text("{", encoding="utf-8")
    for path in (broken, tmp_path / "absent.json"):
        with pytest.raises(CommandError, match=path.name):
            call_command("evaluate", str(path))
