"""Contradictory and impossible input is explained with the article of its day; the typed stays.

Each `Slip` is one mistake in an otherwise lawful form, posted to the page itself: nothing is
stored, the page says why and cites the article, and every field holds what was typed. The same
facts told to `evaluate` are refused or found with the same article.
"""

import json
from dataclasses import dataclass, field
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from casework import receipts
from casework.models import AuditEvent
from membership.models import Application
from tests.access.forms_shown import forms_of

from .factories import application, day

pytestmark = pytest.mark.django_db
TODAY = date(2030, 1, 10)  # after everything in the timeline of the factories
VOTE = {"vote-eligible": "9", "vote-present": "7", "vote-yes": "6", "vote-no": "1"}
BALLOTS = {"vote-issued": "7", "vote-returned": "7"}
BESIDE = ("meetings", "sittings", "mentors", "introducers", "assessments")
SITTING = {"sitting-members": "7", "sitting-present": "6", "sitting-yes": "6"}
FORMS = {
    "step/designate": ("applicant", {
        "activist_on": "2026-07-10", "activist_decided_by": "committee",
        "recommended_on": "2026-07-01", "recommended_by": "members",
    }),
    "step/list_prospective": ("proposed", {
        "consent_on": "2027-07-20", "notice_from_on": "2027-07-21", "listed_on": "2027-07-28",
    }),
    "step/pass_pre_review": ("prospective", {
        "pre_reviewed_on": "2027-09-10", "pre_review_passed": "true",
    }),
    "step/adopt": ("pre_reviewed", {"adopted_on": "2027-10-08", **VOTE}),
    "step/approve": ("adopted", {"approved_on": "2027-11-01", **SITTING}),
    "step/convert": ("probationary", {"converted_on": "2028-10-20", **SITTING}),
    "step/extend": (
        "probationary",
        {"extended_on": "2028-10-08", "extension_approved_on": "2028-10-20",
         "extension_months": "6", **VOTE, **SITTING},
    ),
    "step/annul": (
        "probationary",
        {"annulment_met_on": "2028-10-08", "ended_on": "2028-10-20",
         "end_reason": "不履行党员义务", **VOTE, **SITTING},
    ),
    "record/talk": ("applicant", {"talked_on": "2026-06-10", "talker": "白振"}),
    "record/propose": ("activist", {"proposed_on": "2027-07-12"}),
    "record/committee-review": (
        "prospective", {"committee_reviewed_on": "2027-09-01", "sitting-members": "5"},
    ),
    "record/conversion-meeting": (
        "probationary", {"conversion_met_on": "2028-10-08", **VOTE},
    ),
    "record/oath": ("probationary", {"oath_on": "2027-11-10"}),
    "record/cultivate": ("activist", {"held_on": "2027-01-10", "opinion": "成长较快"}),
    "record/introducers": ("prospective", {"appointed_on": "2027-08-01"}),
    "record/mentors": ("activist", {"appointed_on": "2026-07-10"}),
}  # fmt: skip


@dataclass(frozen=True)
class Slip:
    """What is typed otherwise on which form, and the words and article that explain it.

    `articles` are those of the 2026 and of the 2014 text, "" where that text has none of it; the
    case of the latter is four years older. `stage` is where the case stands, if not where the
    form usually finds it.
    """

    form: str
    typed: dict
    said: str
    articles: tuple[str, str]
    stage: str = ""
    known: dict = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.form}-{','.join(f'{name}={value}' for name, value in self.typed.items())}"


def on_every_vote(typed: dict, said: str, articles: tuple[str, str]) -> list[Slip]:
    forms = ("step/adopt", "step/extend", "step/annul", "record/conversion-meeting")
    return [Slip(form, typed, said, articles) for form in forms]


BRANCH_WORK = ("支部工作条例（2018）第12条",) * 2
SLIPS = [
    *on_every_vote({"vote-present": "10"}, "实到人数不能多于应到人数：实到 10，应到 9", (19, 20)),
    *on_every_vote({"vote-issued": "8"}, "发出票不能多于实到人数：发出 8，实到 7", (20, 21)),
    *on_every_vote(
        {**BALLOTS, "vote-returned": "8"}, "收回票不能多于发出票：收回 8，发出 7", (20, 21)),
    *on_every_vote(
        {**BALLOTS, "vote-no": "0"}, "之和应等于收回票：合计 6，收回 7", (20, 21)),
    *on_every_vote(
        {**BALLOTS, "vote-abstain": "1", "vote-void": "1"}, "合计 9，收回 7", (20, 21)),
    *on_every_vote({"vote-yes": "7"}, "之和不能多于实到人数：合计 8，实到 7", (20, 21)),
    *on_every_vote(
        {"vote-written_yes": "2", "vote-written_no": "1"},
        "书面意见不能多于未到会人数：书面意见 3，未到会 2", (20, 21)),
    *on_every_vote({"vote-signed_on": "2026-07-01"}, "决议签署日期不能早于会议日期", (21, 22)),
    Slip("step/approve", {"sitting-present": "8"}, "到会委员不能多于委员人数：到会 8", (24, 25)),
    Slip("step/approve", {"sitting-no": "1"}, "之和不能多于到会委员：合计 7，到会 6", (24, 25)),
    Slip("step/convert", {"sitting-present": "8"}, "到会委员不能多于委员人数", (24, 25)),
    Slip("step/extend", {"sitting-no": "1"}, "之和不能多于到会委员：合计 7，到会 6", (24, 25)),
    Slip("step/annul", {"sitting-present": "8"}, "到会委员不能多于委员人数", (24, 25)),
    Slip("record/committee-review", {"sitting-present": "6"}, "到会 6，委员 5", BRANCH_WORK),
    Slip("step/designate", {"recommended_votes": "9", "recommended_total": "8"},
         "不能多于", (8, 8)),
    Slip("step/designate", {"decision_present": "6", "decision_expected": "5"},
         "不能多于", (8, 8)),
    Slip("step/list_prospective", {"consent_on": "2027-07-11"}, "还没有", (13, 13)),
    Slip("step/list_prospective", {"consent_on": "2027-07-29"}, "还没有", (13, 13)),
    Slip("step/list_prospective", {"notice_from_on": "2027-07-19"}, "早于上级同意", (13, "")),
    Slip("step/list_prospective", {"listed_on": "2027-07-27"}, "公示不足五个工作日", (13, "")),
    Slip("step/pass_pre_review", {"pre_reviewed_on": "2027-08-31"}, "预审没有合格", (18, 19)),
    Slip("step/adopt", {"adopted_on": "2027-09-05"}, "支部大会早于上级党委预审", (18, 19)),
    Slip("step/adopt", {"adopted_on": "2027-09-11"}, "还没有填写入党志愿书", (18, 19)),
    Slip("step/approve", {"approved_on": "2027-10-07"}, "审批日期早于支部大会", (24, 25)),
    Slip("step/approve", {"approved_on": "2027-10-19"}, "还没有派人同本人谈话", (23, 24)),
    Slip("step/approve", {"approved_on": "2028-04-09"}, "超过支部大会后六个月", (25, 26)),
    Slip("step/extend", {"extension_months": "5"}, "不能少于六个月，也不能超过一年", (31, 32)),
    Slip("step/extend", {"extension_months": "13"}, "不能少于六个月，也不能超过一年", (31, 32)),
    Slip("step/extend", {"extended_on": "2028-10-07"}, "大会讨论早于预备期满", (31, 32)),
    Slip("step/extend", {"extended_on": "2029-04-08"}, "预备期只能延长一次", (31, 32),
         stage="extended"),
    Slip("step/convert", {}, "预备期未满", (31, 32), known={"conversion_met_on": "2028-10-07"}),
    Slip("record/introducers", {"first": "陈建国", "second": "陈建国"}, "同一个人", (14, 14)),
    Slip("record/mentors", {"first": "陈建国", "second": "陈建国"}, "同一个人", (9, 9)),
    Slip("record/talk", {"talked_on": "1995-12-31"}, "日期不能早于本人出生", (7, "")),
    Slip("record/cultivate", {"held_on": "1995-12-31"}, "日期不能早于本人出生", (11, "")),
]  # fmt: skip
LATER = [
    Slip("step/adopt", {"adopted_on": "2062-10-08"}, "日期不能晚于今天", (19,)),
    Slip("step/approve", {"approved_on": "2062-10-08"}, "日期不能晚于今天", (25,)),
    Slip("step/extend", {"extended_on": "2062-10-08"}, "日期不能晚于今天", (31,)),
    Slip("record/oath", {"oath_on": "2062-10-08"}, "日期不能晚于今天", (29,)),
    Slip("record/cultivate", {"held_on": "2062-10-08"}, "日期不能晚于今天", (11,)),
    Slip("record/introducers", {"appointed_on": "2062-08-01"}, "日期不能晚于今天", (14,)),
]


def case_for(slip: Slip, law: int) -> Application:
    """A case that the form finds in order, with nothing yet of what the form itself tells."""
    usual, typed = FORMS[slip.form]
    step = slip.form.removeprefix("step/") if slip.form.startswith("step/") else ""
    known = {name: day(value, law) for name, value in slip.known.items()}
    case = application(slip.stage or usual, step=step, law=law, **known)
    own = {name: None for name in typed if name.endswith("_on") and hasattr(case, name)}
    for votes in (case.meetings, case.sittings):
        votes.filter(held_on__in=[getattr(case, name) for name in own]).delete()
    Application.objects.filter(pk=case.pk).update(**own)
    return case


def typed_on(slip: Slip, case: Application, law: int) -> dict:
    """What is sent: days moved to the text's years, people by their number."""
    typed = {**FORMS[slip.form][1], **slip.typed}
    return {name: _sent(name, value, case, law) for name, value in typed.items()}


def _sent(name: str, value: str, case, law: int) -> str:
    if name.endswith("_on"):
        return value if value < "2000" or value > "2060" else day(value, law).isoformat()
    people = {each.member.name: each.member_id for each in case.introducers.all()}
    return str(people.get(value, value))


def article(slip: Slip, law: int) -> str:
    cited = slip.articles[law == 2014]
    return f"细则（{law}）第{cited}条" if isinstance(cited, int) else cited


def explanations(page: dict) -> list[str]:
    """Everything the page says against what was typed, each with its article."""
    said = [words for errors in page["form"].errors.values() for words in errors]
    found = page.get("findings", ())
    return said + [f"{each['requirement']}（{each['article']}）" for each in found]


def kept() -> tuple:
    """What is on record of all cases and what was ever told of them."""
    cases = Application.objects.order_by("pk")
    beside = [list(getattr(case, name).values()) for case in cases for name in BESIDE]
    return list(cases.values()), beside, AuditEvent.objects.count()


def refused_with(desk, slip: Slip, law: int) -> None:
    """Post the slip to its page: it is explained, nothing is stored, the typed is shown again."""
    case = case_for(slip, law)
    sent, before = typed_on(slip, case, law), kept()
    address = f"/membership/{case.pk}/{slip.form}/"
    response = desk.post(address, {**sent, "version": case.version, "action": "confirm"})
    assert response.status_code in (409, 422)
    assert kept() == before
    said = [words for words in explanations(response.context) if slip.said in words]
    assert any(article(slip, law) in words for words in said), explanations(response.context)
    text = response.content.decode()
    assert slip.said in text and article(slip, law) in text
    shown = next(fields for _to, fields in forms_of(text) if "version" in fields)
    assert {name: shown[name].removeprefix("\n") for name in sent} == sent


UNDER_EITHER = [
    pytest.param(slip, law, id=f"{slip}-{law}")
    for slip in SLIPS
    for law, cited in zip((2026, 2014), slip.articles, strict=True)
    if cited
]


@pytest.mark.parametrize(("slip", "law"), UNDER_EITHER)
def test_a_contradiction_is_explained_with_its_article_and_the_typed_stays(desk, slip, law):
    refused_with(desk, slip, law)


@pytest.mark.parametrize("slip", LATER, ids=str)
def test_what_has_not_happened_yet_cannot_be_told(desk, slip):
    refused_with(desk, slip, 2026)


# Several people at once ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "said", "cited"),
    [
        ({"vote-present": "10"}, "实到人数不能多于应到人数：实到 10，应到 9", 19),
        ({"all-vote-yes": "7"}, "合计 8，收回 7", 20),
        ({"adopted_on": "2062-10-08"}, "日期不能晚于今天", 19),
    ],
)
def test_on_the_page_for_several_nobody_is_done_and_the_typed_stays(desk, typed, said, cited):
    case = case_for(Slip("step/adopt", {}, "", ()), 2026)
    own = {"all-vote-yes": "6", "all-vote-no": "1"}
    shared = {"adopted_on": "2027-10-08", "vote-eligible": "9", "vote-present": "7"}
    sent, before = {**shared, **own, **typed}, kept()
    hidden = {"step": "adopt", "case": case.pk, f"{case.pk}-version": case.version}
    token = {receipts.FIELD: receipts.new_token(), "action": "confirm"}
    response = desk.post("/membership/together/", {**sent, **hidden, **token})
    text = response.content.decode()
    assert response.status_code == 422 and kept() == before
    lines = {line["text"] for line in response.context["form"].error_lines()}
    (line,) = [line for line in lines if said in line]
    assert f"细则（2026）第{cited}条" in line and line in text
    shown = next(fields for _to, fields in forms_of(text) if "adopted_on" in fields)
    yes = sent.pop("all-vote-yes"), sent.pop("all-vote-no")
    assert {name: shown[name] for name in sent} == sent
    assert tuple(shown[f"{case.pk}-vote-{name}"] for name in ("yes", "no")) == yes


# What is out of order but did happen -----------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "typed", "said", "cited"),
    [
        ("record/oath", {"oath_on": "2027-10-31"}, "还没有入党宣誓", 29),
        ("record/conversion-meeting", {"conversion_met_on": "2028-10-07"}, "预备期未满", 31),
    ],
)
def test_what_did_happen_out_of_order_is_kept_and_found(desk, form, typed, said, cited):
    slip = Slip(form, typed, said, (cited, ""))
    case = case_for(slip, 2026)
    sent = {**typed_on(slip, case, 2026), "version": case.version, "note": "会议记录如此"}
    assert desk.post(f"/membership/{case.pk}/{form}/", sent).status_code == 302
    assert AuditEvent.objects.filter(kind=form.removeprefix("record/")).count() == 1
    page = desk.get(f"/membership/{case.pk}/step/convert/").context
    (found,) = [words for words in explanations(page) if words.startswith(said + "（")]
    assert article(slip, 2026) in found


# The same facts told to `evaluate` -------------------------------------------------------------


def evaluated(tmp_path, facts: dict) -> dict:
    path, said = tmp_path / "facts.json", StringIO()
    path.write_text(json.dumps(facts), encoding="utf-8")
    call_command("evaluate", str(path), stdout=said)
    return json.loads(said.getvalue())


@pytest.mark.parametrize(("on", "law"), [("2027-10-08", 2026), ("2023-10-08", 2014)])
@pytest.mark.parametrize(
    ("tally", "said", "cited"),
    [
        ({"present": 10}, "实到 10，应到 9", 19),
        ({"issued": 8}, "发出 8，实到 7", 20),
        ({"issued": 7, "returned": 8}, "收回 8，发出 7", 20),
        ({"issued": 7, "returned": 7, "yes": 5}, "合计 6，收回 7", 20),
        ({"yes": 7}, "合计 8，实到 7", 20),
        ({"written_yes": 3}, "书面意见 3，未到会 2", 20),
        ({"signed_on": "2020-01-01"}, "决议签署日期不能早于会议日期", 21),
    ],
)
def test_a_told_tally_names_its_key_and_article(tmp_path, on, law, tally, said, cited):
    told = {"eligible": 9, "present": 7, "yes": 6, "no": 1, **tally}
    with pytest.raises(CommandError) as problem:
        evaluated(tmp_path, {"events": {"adopt": on}, "votes": {"admission": told}})
    lines = str(problem.value).splitlines()
    (line,) = [line for line in lines if said in line]
    assert "votes.admission: " in line
    assert f"细则（{law}）第{cited + (law == 2014)}条" in line


@pytest.mark.parametrize(
    ("facts", "key", "said", "cited"),
    [
        ({"sittings": {"approval": {"members": 7, "present": 8}},
          "events": {"approve": "2027-11-01"}}, "sittings.approval", "到会 8，委员 7", 24),
        ({"person": {"born_on": "1996-01-01"}, "events": {"adopt": "1995-12-31"}},
         "adopted_on", "日期不能早于本人出生：填了 1995-12-31", 19),
        ({"facts": {"recommended_votes": 9, "recommended_total": 8}},
         "recommended_votes", "9，8", 8),
    ],
)  # fmt: skip
def test_told_facts_that_cannot_be_name_their_key_and_article(tmp_path, facts, key, said, cited):
    with pytest.raises(CommandError) as problem:
        evaluated(tmp_path, facts)
    (line,) = [line for line in str(problem.value).splitlines() if said in line]
    assert f"{key}: " in line and f"细则（2026）第{cited}条" in line


TAKEN = {"listed_on": "2027-07-28", "pre_reviewed_on": "2027-09-10", "adopted_on": "2027-10-08"}


@pytest.mark.parametrize(
    ("facts", "where", "rule", "cited"),
    [
        ({"events": {**TAKEN, "adopted_on": "2027-09-05"}}, "adopt", "met_after_pre_review", 18),
        ({"events": {**TAKEN, "consent_on": "2027-07-29"}}, "list", "superior_consented", 13),
        ({"events": {**TAKEN, "consent_on": "2027-07-20", "notice_from_on": "2027-07-19"}},
         "list", "notice_over", 13),
        ({"events": {**TAKEN, "approved_on": "2027-10-07"}}, "approve",
         "approved_after_meeting", 24),
        ({"events": TAKEN, "introducers": 3}, "pre-review", "two_introducers", 14),
        ({"events": TAKEN, "extension": {"on": "2028-10-08", "months": 5}}, "extend",
         "extension_in_range", 31),
        ({"events": TAKEN, "extension": {"on": "2028-10-08", "months": 13}}, "extend",
         "extension_in_range", 31),
        ({"events": TAKEN, "extension": {"on": "2028-10-07", "months": 6}}, "extend",
         "expiry_reached", 31),
        ({"events": TAKEN, "extension": [{"on": "2028-10-08", "months": 6},
                                         {"on": "2029-04-08", "months": 6}]}, "extend",
         "extended_once", 31),
        ({"events": {**TAKEN, "conversion_met_on": "2028-10-07", "converted_on": "2028-10-20"}},
         "convert", "probation_over", 31),
    ],
)  # fmt: skip
def test_told_facts_out_of_order_are_found_with_their_article(tmp_path, facts, where, rule, cited):
    answer = evaluated(tmp_path, {**facts, "assume": True})
    found = [
        blocker
        for step in (*answer["steps"], *answer["aside"])
        for blocker in step["blockers"]
        if step["slug"] == where and blocker["rule"] == rule
    ]
    assert {blocker["article"] for blocker in found} == {f"细则（2026）第{cited}条"}
