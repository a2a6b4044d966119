"""Marking papers, several at once, and taking a wrong mark off."""

from datetime import date

import pytest

from casework.models import AuditEvent
from tests.told import told

from .conftest import people


def address(case) -> str:
    return f"/membership/{case.pk}/papers/"


@pytest.fixture
def case(desk, today):
    (made,) = people(1, today)
    return made


def test_several_papers_are_marked_at_once(desk, case):
    facts = {
        "application_letter-state": "complete",
        "application_letter-dated_on": "2026.6.1",
        "application_letter-pages": "3",
        "first_talk_record-state": "defective",
        "first_talk_record-remark": "没有签名",
        "version": case.version,
    }
    missing = case.papers_missing
    assert desk.post(address(case), facts).status_code == 302
    case.refresh_from_db()
    letter, talk = case.papers.all()
    assert (letter.kind, letter.dated_on, letter.pages) == (
        "application_letter",
        date(2026, 6, 1),
        3,
    )
    assert (talk.state, talk.remark) == ("defective", "没有签名")
    assert case.papers_missing <= missing
    event = AuditEvent.objects.get()
    assert event.kind == "paper"
    assert "《谈话记录》有缺陷 没有签名" in told(event)["note"]


def test_one_paper_is_opened_alone_with_room_for_its_text(desk, case):
    url = f"{address(case)}?kind=thought_report_activist"
    kind = "thought_report_activist"
    facts = {f"{kind}-state": "complete", f"{kind}-text": "通过学习……", "version": case.version}
    assert desk.post(url, facts).status_code == 302
    assert case.papers.get().text == "通过学习……"
    assert "通过学习……" in desk.get(url).content.decode()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"dated_on": "去年", "state": "complete"}, "“去年”不是日期"),
        ({"dated_on": "2026-07-11", "state": "complete"}, "形成时间不能晚于今天"),
        ({"pages": "很多", "state": "complete"}, "整数"),
        ({"pages": "2"}, "请选“齐”或“有缺陷”"),
        ({"state": "lost"}, "lost"),
    ],
)
def test_a_wrong_line_gets_a_sentence_and_keeps_the_others(desk, case, changed, sentence):
    wrong = {f"first_talk_record-{name}": value for name, value in changed.items()}
    facts = {"id_copy-state": "complete", "id_copy-remark": "彩印", "version": 0, **wrong}
    response = desk.post(address(case), facts)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert 'value="彩印"' in response.content.decode()
    assert not case.papers.exists()


def test_a_stale_dossier_is_not_written(desk, case):
    facts = {"id_copy-state": "complete", "id_copy-remark": "彩印", "version": case.version + 1}
    response = desk.post(address(case), facts)
    assert response.status_code == 409
    assert 'value="彩印"' in response.content.decode()
    assert not case.papers.exists()


def test_a_wrong_mark_is_taken_off_with_a_reason(desk, case):
    paper = case.papers.create(kind="id_copy", dated_on=date(2026, 6, 2))
    case.settle(date(2026, 7, 10))
    url = f"{address(case)}{paper.pk}/remove/"
    assert desk.get(url).status_code == 200
    assert desk.post(url, {"note": "", "version": case.version}).status_code == 422
    assert desk.post(url, {"note": "放错人", "version": case.version}).status_code == 302
    assert not case.papers.exists()
    note = told(AuditEvent.objects.get())["note"]
    assert "去掉《身份证复印件》齐 2026-06-02；放错人" in note
    assert desk.get(url).status_code == 404


def test_readers_look_and_strangers_do_not(reader, stranger, case):
    assert "登记材料" not in reader.get(address(case)).content.decode()
    assert reader.post(address(case), {}).status_code == 403
    assert stranger.get(address(case)).status_code == 404


def test_what_is_not_needed_yet_is_shown_when_asked_for(desk, applicant):
    assert "入党志愿书" not in desk.get(f"{address(applicant)}?kind=nonsense").content.decode()
    assert "入党志愿书" in desk.get(f"{address(applicant)}?all=1").content.decode()


def test_the_page_costs_the_same_for_any_number_of_papers(
    desk, case, django_assert_max_num_queries
):
    for _copy in range(30):
        case.papers.create(kind="thought_report_activist")
    with django_assert_max_num_queries(10):
        desk.get(address(case))


def test_what_the_next_step_asks_for_can_be_marked_at_once(desk, case):
    text = desk.get(address(case)).content.decode()
    for name in ("入党申请书", "谈话记录", "确定积极分子会议记录"):
        assert name in text
    assert "积极分子备案报告" not in text
