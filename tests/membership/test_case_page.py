"""The case page: everything that blocks, what has happened, who may see the number."""

from datetime import date

import pytest
from django.urls import reverse

from casework.models import AuditEvent
from casework.workflow import perform, take_back
from membership.models import Application, Gathering
from tests.conftest import most_queries
from tests.told import told

from .conftest import people
from .factories import application, day_of, leave_out


def page(client, case) -> str:
    return client.get(case.get_absolute_url()).content.decode()


def test_everything_that_blocks_stands_with_article_and_arithmetic(desk, today):
    (case,) = people(1, today, talked_on=date(2026, 7, 2))
    response = desk.get(case.get_absolute_url())
    shown = response.context["findings"]
    assert {"talked_in_time", "recommended", "paper_application_letter"} <= {
        f["slug"] for f in shown
    }
    text = response.content.decode()
    assert "细则（2026）第7条" in text
    assert f"/membership/{case.pk}/papers/?kind=application_letter" in text
    assert "推进：确定为入党积极分子" in text


def test_nothing_blocks_the_applicant_of_the_factory(desk, applicant):
    response = desk.get(applicant.get_absolute_url())
    assert response.context["findings"] == []
    assert "都符合，可以办" in response.content.decode()


@pytest.mark.parametrize(
    "stage",
    [
        "applicant", "activist", "proposed", "prospective", "pre_reviewed", "adopted",
        "probationary", "extended",
    ],
)  # fmt: skip
def test_every_stage_has_a_page_within_its_budget(
    desk, today, stage, django_assert_max_num_queries
):
    case = application(stage)
    case.settle(today)
    with django_assert_max_num_queries(most_queries(20)):
        response = desk.get(case.get_absolute_url())
    assert response.status_code == 200
    assert sum(one["state"] == "current" for one in response.context["stages"]) == 1


@pytest.mark.parametrize("stage", ["withdrawn", "deceased"])
def test_an_ended_case_still_opens(desk, today, stage):
    (case,) = people(1, today, stage=stage, ended_on=today)
    response = desk.get(case.get_absolute_url())
    assert response.status_code == 200
    assert response.context["forward"] is None


def test_a_full_member_s_dossier_waits_for_the_archive_once(desk, today):
    case = application("full")
    case.settle(today)
    assert desk.get(case.get_absolute_url()).context["forward"] is None
    Application.objects.filter(pk=case.pk).update(archived_on=None)
    forward = desk.get(case.get_absolute_url()).context["forward"]
    assert forward["url"].endswith("/step/archive/")


def test_later_steps_are_locked_until_the_one_before_is_taken(desk, today):
    case = application("proposed")
    case.settle(today)
    states = {
        task["title"]: task["state"] for task in desk.get(case.get_absolute_url()).context["tasks"]
    }
    assert states["9. 确定入党介绍人"] == "done"
    assert states["15. 支部大会讨论"] == "locked"


def test_a_done_step_quotes_the_text_of_its_day(desk, today):
    case = application("activist", law=2014)
    case.settle(today)
    tasks = desk.get(case.get_absolute_url()).context["tasks"]
    assert str(tasks[0]["article"]) == "细则（2014）第8条"


def test_the_timeline_tells_steps_facts_and_who_entered_what(desk, applicant):
    perform(applicant, "designate", by=desk.user, on=date(2026, 7, 10))
    applicant.refresh_from_db()
    url = f"/membership/{applicant.pk}/record/file-activist/"
    desk.post(url, {"activist_filed_on": "2026-07-10", "version": applicant.version})
    applicant.refresh_from_db()
    titles = [event["title"] for event in desk.get(applicant.get_absolute_url()).context["events"]]
    assert "确定为入党积极分子" in titles
    assert "派人谈话" in titles
    text = page(desk, applicant)
    assert "积极分子备案日期 （空） → 2026-07-10" in text


def test_every_vote_tells_who_was_entitled_who_came_and_how_it_went(desk):
    case = application("probationary")
    leave_out(case, 1, "2027-09-20", None)
    vote = case.meetings.get(purpose="admission")
    Gathering.objects.update(chair="陈建国", ballot_inspector="赵明德", ballot_counter="白振")
    for name, value in {"issued": 7, "returned": 7, "written_yes": 1}.items():
        setattr(vote, name, value)
    vote.save()
    case.sittings.filter(purpose="approval").update(chair="孙书记")
    events = desk.get(case.get_absolute_url()).context["events"]
    shown = {event["title"]: event for event in events}
    told = shown["支部大会：接收预备党员"]
    assert {fact["label"]: fact["value"] for fact in told["facts"]} == {
        "主持人": "陈建国",
        "监票人": "赵明德",
        "计票人": "白振",
        "应到和实到": "应到 9，实到 7；另有 1 名未经批准不计入，按应到 10 计算",
        "表决票": "发出 7，收回 7；赞成 6，反对 1，弃权 0，无效 0",
        "书面意见": "赞成 1，反对 0，弃权 0（没有在会前提交，不计入票数）",
        "不计入应到": "年老卧床或长期生病、生活不能自理 1 名"
        "（上级党委同意：2027-09-20，党员大会通过：没有记录，仍计入应到）",
    }
    decided = shown["党委会：审批预备党员"]
    words = "委员 7 到会 6；同意 6 不同意 0 弃权 0；主持人：孙书记"
    assert decided["detail"] == words and decided["link"] == told["link"]


def test_a_step_taken_back_stays_in_the_timeline(desk, applicant):
    perform(applicant, "designate", by=desk.user, on=date(2026, 7, 10))
    take_back(applicant, by=desk.user, note="会议日期记错")
    text = page(desk, applicant)
    assert "确定为入党积极分子（已撤回）" in text
    assert "会议日期记错" in text


def test_an_extension_taken_back_counts_neither_vote_any_more(desk):
    case = application("probationary", step="extend")
    perform(case, "extend", by=desk.user, on=day_of("probationary", "extend"))
    take_back(case, by=desk.user, note="会议日期记错")
    held = [*case.meetings.filter(purpose="outcome"), *case.sittings.filter(purpose="extension")]
    assert [row.withdrawn for row in held] == [True, True]
    assert case.meetings.get(purpose="admission").withdrawn is False


def test_the_full_number_is_shown_once_and_noted_with_its_reason(desk, applicant):
    applicant.person.id_number = "990105199601011234"
    applicant.person.save()
    url = reverse("person-reveal", args=[applicant.person_id])
    text = page(desk, applicant)
    assert "990105199601011234" not in text and f'action="{url}"' in text
    assert desk.post(url, {"note": ""}).status_code == 422
    response = desk.post(url, {"note": "核对档案"})
    assert "990105199601011234" in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert "990105199601011234" not in page(desk, applicant)
    event = AuditEvent.objects.get(kind="reveal")
    assert told(event)["note"] == "核对档案" and "核对档案" not in event.payload
    assert "990105199601011234" not in event.payload


def test_readers_read_and_strangers_find_nothing(reader, stranger, applicant):
    text = page(reader, applicant)
    assert "推进：" not in text
    assert "补材料" not in text
    assert "查看号码" not in text
    assert stranger.get(applicant.get_absolute_url()).status_code == 404
    assert stranger.get("/membership/999999/").status_code == 404
