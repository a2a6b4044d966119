"""The resolution of a general meeting: what it says, what stays blank, who sees it, the paper."""

from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document

from casework import seal_line, standards
from casework.models import AuditEvent, Unit
from membership.form_texts import BLANK
from membership.models import Application
from membership.opinions import opinion
from membership.resolutions import resolution
from membership.rules.votes import approved_by_vote, resolution_complete
from membership.votes import unresolved
from tests.officers import officer

from .factories import application, day_of, leave_out

pytestmark = pytest.mark.django_db
HALF = "超过应到会有表决权的正式党员的半数"


def made(stage: str, purpose: str, step: str = "", **facts):
    """A case, its vote of the purpose with some facts otherwise, and the resolution."""
    case = application(stage, step=step)
    vote = case.meetings.get(purpose=purpose)
    for name, value in facts.items():
        setattr(vote, name, value)
    vote.save()
    return case, vote, resolution(case, vote)


@pytest.fixture
def elsewhere(today) -> Client:
    """The officer of another township."""
    place = Unit.objects.create(kind="township", name="石桥镇", short_name="石桥镇")
    client = Client()
    client.force_login(officer("township_officer", place, "elsewhere"))
    return client


def address(case, vote, name: str = "resolution") -> str:
    return reverse(f"membership:{name}", args=[case.pk, vote.pk])


# The text -----------------------------------------------------------------------------------


def test_the_admission_has_the_five_elements_of_the_article():
    case, vote, found = made(
        "probationary", "admission", issued=7, returned=7,
        written_yes=1, written_abstain=1, written_in_time=True,
    )  # fmt: skip
    assert found.title == "关于接收林晓禾同志为中共预备党员的决议"
    on = f"{vote.held_on.year}年{vote.held_on.month}月{vote.held_on.day}日"
    assert found.paragraphs == (
        f"{on}，{case.unit.name}召开支部党员大会，讨论接收林晓禾同志为中共预备党员的问题。",
        "大会认为，林晓禾的主要表现是：拥护党的纲领，工作积极，群众威信高。",
        "应到会有表决权的正式党员9名，实到会7名。",
        "大会采取无记名投票方式进行表决。发出表决票7张，收回7张；"
        "赞成6票，反对1票，弃权0票，无效0票；"
        "因故不能到会的党员2名在会前正式提出书面意见，统计在票数内：赞成1名，反对0名，弃权1名。",
        f"赞成共7票，{HALF}，大会同意接收林晓禾同志为中共预备党员。"
        f"预备期一年，自{on}起，至2028年10月7日止。",
    )
    assert found.closing == (case.unit.name, "支部书记（签名）：陈建国", on)
    assert found.lacks == () and BLANK not in found.text


@pytest.mark.parametrize(("shown", "last"), [("before", "10月7日"), ("same", "10月8日")])
def test_the_last_day_of_the_probation_is_printed_as_the_county_has_it(shown, last):
    with standards.as_if({"probation_end_display": shown}):
        _case, _vote, found = made("probationary", "admission")
    assert f"至2028年{last}止。" in found.text


@pytest.mark.parametrize(
    ("stage", "purpose", "step", "title", "outcome"),
    [
        (
            "probationary",
            "conversion",
            "convert",
            "关于林晓禾同志按期转为中共正式党员的决议",
            "大会同意林晓禾同志按期转为中共正式党员。",
        ),
        (
            "extended",
            "conversion",
            "convert",
            "关于林晓禾同志在延长预备期期满后转为中共正式党员的决议",
            "大会同意林晓禾同志在延长预备期期满后转为中共正式党员。",
        ),
        (
            "probationary",
            "outcome",
            "extend",
            "关于将林晓禾同志的预备期延长6个月的决议",
            "大会同意将林晓禾同志的预备期延长6个月。延长后的预备期至2029年4月7日止。",
        ),
        (
            "annulled",
            "outcome",
            "annul",
            "关于取消林晓禾的预备党员资格的决议",
            "大会同意取消林晓禾的预备党员资格。",
        ),
    ],
    ids=["conversion", "after an extension", "extension", "annulment"],
)
def test_each_outcome_has_its_own_words(stage, purpose, step, title, outcome):
    _case, _vote, found = made(stage, purpose, step)
    assert found.title == title
    assert found.paragraphs[-1] == f"赞成共6票，{HALF}，{outcome}"
    assert found.lacks == ()


def test_members_left_out_are_said_and_those_without_approvals_are_counted():
    case, vote, _found = made("probationary", "admission")
    leave_out(case, 2, "2026-01-05", "2026-01-06")
    vote.refresh_from_db()
    assert resolution(case, vote).paragraphs[2] == (
        "应到会有表决权的正式党员9名，实到会7名；"
        "另有2名党员经上级党委同意并经党员大会通过，不计入应到会人数。"
    )
    vote.unapproved = 2
    assert resolution(case, vote).paragraphs[2] == "应到会有表决权的正式党员11名，实到会7名。"


@pytest.mark.parametrize(
    ("tally", "words"),
    [
        ({"yes": 4, "no": 3}, f"赞成共4票，没有{HALF}，没有通过接收"),
        ({"present": 4, "yes": 4, "no": 0}, "实到会人数没有超过应到会有表决权的正式党员的半数"),
        ({"yes": 4, "no": 3, "written_yes": 2}, f"赞成共4票，没有{HALF}"),
    ],
    ids=["too few in favour", "too few present", "written too late"],
)
def test_a_vote_that_failed_says_so(tally, words):
    _case, _vote, found = made("probationary", "admission", **tally)
    assert found.paragraphs[-1].startswith(words)
    assert "大会同意" not in found.text
    assert ("不计入票数" in found.text) is ("written_yes" in tally)


# The opinion of the committee ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("stage", "purpose", "step", "approved"),
    [
        (
            "probationary",
            "admission",
            "",
            "批准接收林晓禾同志为中共预备党员。预备期一年，自2027年10月8日起，至2028年10月7日止。",
        ),
        ("full", "conversion", "", "批准林晓禾同志按期转为中共正式党员。党龄自2028年10月8日起算。"),
        (
            "extended",
            "conversion",
            "convert",
            "批准林晓禾同志在延长预备期期满后转为中共正式党员。党龄自2029年4月8日起算。",
        ),
        (
            "probationary",
            "outcome",
            "extend",
            "批准将林晓禾同志的预备期延长6个月。延长后的预备期至2029年4月7日止。",
        ),
        ("annulled", "outcome", "annul", "批准取消林晓禾的预备党员资格。"),
    ],
    ids=["admission", "conversion", "after an extension", "extension", "annulment"],
)
def test_the_committee_approves_each_matter_with_its_days(stage, purpose, step, approved):
    case, vote, _resolved = made(stage, purpose, step)
    found = opinion(case, vote)
    assert found.paragraphs[1] == approved and found.lacks == ()
    counted = "应到委员7名，实到6名；同意6名，不同意0名，弃权0名。"
    assert found.paragraphs[0].endswith(counted)
    township = Unit.objects.get(kind="township")
    assert found.closing[0] == f"中共{township.name}委员会" in found.paragraphs[0]


def test_the_opinion_waits_for_the_vote_of_the_committee():
    case, vote, _found = made("probationary", "admission")
    with standards.as_if({"probation_end_display": "same"}):
        assert "至2028年10月8日止。" in opinion(case, vote).text
    case.sittings.filter(purpose="approval").update(yes=3)
    assert opinion(case, vote).paragraphs[1].startswith("表决没有达到规定的人数，没有批准接收")
    case.sittings.filter(purpose="approval").update(withdrawn=True)
    found = opinion(case, vote)
    assert found.lacks == ("党委会表决情况",) and f"同意{BLANK}名" in found.text
    vote.carried = False
    assert opinion(case, vote) is None


@pytest.mark.parametrize(
    ("asked", "seats", "enough"),
    [
        ("majority", (7, 6, 4), True),
        ("majority", (8, 8, 4), False),
        ("majority", (9, 5, 5), True),
        ("two_thirds", (9, 5, 5), False),
        ("two_thirds", (9, 6, 5), True),
    ],
)
def test_the_opinion_and_the_rule_count_alike(asked, seats, enough):
    case, vote, _found = made("adopted", "admission")
    told = dict(zip(("members", "present", "yes"), seats, strict=True))
    case.sittings.filter(purpose="approval").update(**told)
    with standards.as_if({"committee_vote_rule": asked}):
        approved = opinion(case, vote).paragraphs[1].startswith("批准")
        met = approved_by_vote.condition(day_of("adopted"))
        assert approved == enough == Application.objects.filter(met, pk=case.pk).exists()


# What is lacking ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "empty", "title"),
    [
        ("performance", "", "本人主要表现"),
        ("signed_by", "", "支部书记签名"),
        ("signed_on", None, "决议签署日期"),
    ],
)
def test_what_the_rule_misses_stands_as_a_blank_and_is_named(name, empty, title):
    case, vote, found = made("adopted", "admission", **{name: empty})
    assert unresolved(vote) == [name]
    assert found.lacks == (title,) and BLANK in found.text
    mine = type(case).objects.filter(pk=case.pk)
    on = date(2030, 1, 1)
    assert not mine.filter(resolution_complete.condition(on)).exists()
    setattr(vote, name, date(2029, 1, 1) if empty is None else "写明")
    vote.save()
    assert mine.filter(resolution_complete.condition(on)).exists()
    assert resolution(case, vote).lacks == ()


def test_a_vote_whose_matter_is_not_known_leaves_it_blank():
    case, vote, _found = made("probationary", "outcome", "extend")
    case.extended_on = None
    found = resolution(case, vote)
    assert found.title == f"关于{BLANK}的决议" and found.lacks == ("决议事项",)


# The page and the paper ---------------------------------------------------------------------


def test_the_case_page_leads_to_the_text(desk):
    case, vote, found = made("probationary", "admission")
    page = desk.get(case.get_absolute_url()).content.decode()
    assert address(case, vote) in page
    page = desk.get(address(case, vote)).content.decode()
    assert found.text in page and "决议还缺" not in page


def test_the_page_names_the_blanks_and_leads_to_the_record(desk, reader):
    case, vote, _found = made("probationary", "admission", signed_by="", performance="")
    record = reverse("membership:record", args=[case.pk, "adopt"])
    page = desk.get(address(case, vote)).content.decode()
    assert "决议还缺：本人主要表现、支部书记签名。" in page and record in page
    page = reader.get(address(case, vote)).content.decode()
    assert "决议还缺" in page and record not in page


@pytest.mark.parametrize(
    ("stage", "purpose", "step"),
    [
        ("probationary", "conversion", "convert"),
        ("probationary", "outcome", "extend"),
        ("annulled", "outcome", "annul"),
    ],
)
def test_every_vote_leads_to_the_record_that_mends_it(desk, stage, purpose, step):
    case, vote, _found = made(stage, purpose, step, signed_by="")
    mend = desk.get(address(case, vote)).context["mend"]
    form = desk.get(mend["url"])
    assert form.status_code == 200
    assert 'name="vote-signed_by"' in form.content.decode()


def test_what_lies_elsewhere_or_was_taken_back_is_not_there(desk, elsewhere):
    case, vote, _found = made("probationary", "admission")
    other = application("probationary", step="extend").meetings.get(purpose="outcome")
    for name in ("resolution", "resolution-word"):
        assert elsewhere.get(address(case, vote, name)).status_code == 404
        assert desk.get(address(case, other, name)).status_code == 404
    vote.withdrawn = True
    vote.save()
    assert desk.get(address(case, vote)).status_code == 404
    assert not AuditEvent.objects.filter(kind="export").exists()


def test_each_paper_says_the_same_and_carries_the_mark_of_its_export(desk):
    case, vote, found = made("probationary", "admission")
    approval = opinion(case, vote)
    answer = desk.get(address(case, vote, "resolution-word"))
    data = b"".join(answer.streaming_content)
    event = AuditEvent.objects.get(kind="export")
    lines = [line.text for line in Document(BytesIO(data)).paragraphs if line.text]
    texts = [[one.title, *one.paragraphs, *one.closing] for one in (found, approval)]
    assert lines == [line for text in texts for line in (*text, seal_line.line(event))]
    assert approval.text in desk.get(address(case, vote)).content.decode()
    pictures = [name for name in ZipFile(BytesIO(data)).namelist() if "media/" in name]
    assert len(pictures) == 1
    code = seal_line.picture(seal_line.code(event))
    assert ZipFile(BytesIO(data)).read(pictures[0]) == code
    assert (event.person_id, event.unit_path) == (case.person_id, case.unit.path)
    assert event.subject == f"membership.application:{case.pk}"
    assert case.person.name not in event.payload


def test_whoever_may_not_export_reads_the_text_only(reader):
    case, vote, _found = made("probationary", "admission")
    word = address(case, vote, "resolution-word")
    page = reader.get(address(case, vote))
    assert page.status_code == 200 and word not in page.content.decode()
    assert reader.get(word).status_code == 403
    assert not AuditEvent.objects.filter(kind="export").exists()
