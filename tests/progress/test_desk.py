"""The own desk: to-dos put off with a reason, starred cases, several to-dos taken together."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client

from casework import audit
from casework.audit_words import sentences
from casework.desk import postpone, resume, set_star
from casework.fields import stored
from casework.models import Account, AuditEvent, Postponement, Star
from progress import todo
from tests.conftest import most_queries
from tests.officers import branch, officer, township, village
from tests.talent.factories import talent

from . import town

pytestmark = pytest.mark.django_db
ROLE = Account.Role
TODAY = town.ON


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(f"{TODAY}T09:00:00+08:00", tick=False):
        yield


def desk_of(role=ROLE.TOWNSHIP_OFFICER, unit=None, name: str = "") -> Client:
    client = Client()
    client.user = officer(role, unit or township(), name)
    client.force_login(client.user)
    return client


@pytest.fixture
def desk() -> Client:
    return desk_of()


def key(*cases, kind: str = "talk") -> str:
    return f"membership:{kind}:{'+'.join(str(case.pk) for case in cases)}"


def names(client, **query) -> list[str]:
    page = client.get("/", query)
    return [line["title"] for _period, own in page.context["periods"] for line in own]


def put_off(client, *cases, until="2026-12-10", reason="本人住院，出院后谈"):
    return client.post("/todo/postpone/", {"due": key(*cases), "until": until, "reason": reason})


# Putting off ------------------------------------------------------------------------------


def test_a_to_do_that_is_put_off_is_gone_until_its_day_and_the_deadline_stays(desk):
    first, second = town.waiting(2)
    before = desk.get("/").context["shell"]["todo_count"]
    answer = put_off(desk, first)
    assert (answer.status_code, answer.url) == (302, "/")
    assert names(desk) == ["申请人1"]
    page = desk.get("/")
    assert page.context["counters"][0]["value"] == "1"
    assert page.context["postponed"] == 1
    assert before - desk.get("/search/").context["shell"]["todo_count"] == 1
    assert first.deadlines.get().due_on == second.deadlines.get().due_on
    with time_machine.travel("2026-12-10T09:00:00+08:00", tick=False):
        again = Client()
        again.force_login(desk.user)
        assert names(again) == ["申请人0", "申请人1"]


def test_it_is_put_off_for_oneself_only(desk):
    (case,) = town.waiting(1)
    put_off(desk, case)
    assert names(desk_of(ROLE.TOWNSHIP_OFFICER, name="another")) == ["申请人0"]


def test_the_trail_and_the_timeline_tell_the_day_and_the_reason(desk):
    (case,) = town.waiting(1)
    put_off(desk, case)
    event = AuditEvent.objects.get(kind="postponed")
    (told,) = sentences([event])
    assert event.person_id == case.person_id
    assert (told["note"], "推迟到 2026-12-10" in told["details"]) == ("本人住院，出院后谈", True)
    kept = f"{event.payload} {stored(Postponement.objects.get(), 'reason')}"
    assert "本人住院" not in kept, "said of a person, and not under the person's key"
    assert audit.first_broken() is None
    page = desk.get(case.get_absolute_url()).content.decode()
    assert "推迟到 2026-12-10" in page


@pytest.mark.parametrize(
    ("until", "reason", "words"),
    [
        ("2026-10-31", "忙", "请写明天以后、一年以内的日期。"),
        ("2027-11-02", "忙", "请写明天以后、一年以内的日期。"),
        ("下周", "忙", "“下周”不是日期"),
        ("2026-12-10", "", "这个字段是必填项"),
    ],
)
def test_without_a_day_or_a_reason_nothing_is_put_off_and_the_typed_stays(
    desk, until, reason, words
):
    (case,) = town.waiting(1)
    answer = put_off(desk, case, until=until, reason=reason)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert f'value="{until}"' in answer.content.decode()
    assert not Postponement.objects.exists()


def test_put_off_again_the_later_word_counts(desk):
    (case,) = town.waiting(1)
    put_off(desk, case)
    put_off(desk, case, until="2026-12-20", reason="外出务工未归")
    row = Postponement.objects.get()
    assert (str(row.until), row.reason) == ("2026-12-20", "外出务工未归")


def test_several_are_put_off_in_one_go_with_an_event_each(desk):
    cases = town.waiting(3)
    put_off(desk, *cases)
    assert names(desk) == []
    assert AuditEvent.objects.filter(kind="postponed").count() == 3


def test_ten_boxes_cost_as_much_as_one(desk, django_assert_max_num_queries):
    cases = town.waiting(10)
    desk.get("/todo/postpone/", {"due": key(cases[0])})
    with django_assert_max_num_queries(8):
        page = desk.get("/todo/postpone/", {"due": [key(case) for case in cases]})
    assert len(page.context["rows"]) == 10


def test_what_is_put_off_is_listed_and_taken_up_again(desk):
    first, second = town.waiting(2)
    put_off(desk, first, second)
    page = desk.get("/todo/postponed/")
    assert [line["title"] for line in page.context["lines"]] == ["申请人0", "申请人1"]
    assert "本人住院，出院后谈" in page.content.decode()
    assert desk.post("/todo/resume/", {"due": key(first)}).url == "/todo/postponed/"
    assert names(desk) == ["申请人0"]
    assert AuditEvent.objects.filter(kind="resumed").count() == 1


def test_what_has_been_done_meanwhile_is_put_off_no_more(desk):
    (case,) = town.waiting(1)
    put_off(desk, case)
    case.deadlines.all().delete()
    assert desk.get("/").context["postponed"] == 0
    assert "没有推迟的待办。" in desk.get("/todo/postponed/").content.decode()


def test_a_to_do_of_the_other_pipeline_is_put_off_alike(desk):
    case = talent("reserve")
    case.deadlines.create(kind="mentor", due_on=TODAY)
    sent = {"due": f"talent:mentor:{case.pk}", "until": "2026-12-10", "reason": "人选未定"}
    assert desk.post("/todo/postpone/", sent).status_code == 302
    assert names(desk) == []


def test_nobody_puts_off_what_lies_elsewhere(desk):
    (case,) = town.waiting(1)
    stranger = desk_of(ROLE.BRANCH_SECRETARY, branch(village("东沟村")))
    assert put_off(stranger, case).url == "/"
    assert not Postponement.objects.exists()
    assert stranger.post("/todo/resume/", {"due": key(case)}).status_code == 404
    assert desk.get("/todo/postpone/", {"due": "membership:nothing:1"}).status_code == 404
    assert desk.get("/todo/postpone/").url == "/"
    beyond = {"due": f"membership:talk:{'9' * 30}"}
    assert desk.get("/todo/postpone/", beyond).url == "/"


def test_whoever_was_moved_meanwhile_lays_nothing_on_the_desk(desk):
    (case,) = town.waiting(1)
    Account.objects.filter(user=desk.user).update(unit=village("东沟村"))
    acts = [
        lambda: set_star(case, by=desk.user, on=True),
        lambda: postpone([(case, "talk", "谈话")], until=TODAY, reason="外出", by=desk.user),
        lambda: resume(case, "talk", "谈话", by=desk.user),
    ]
    for act in acts:
        with pytest.raises(PermissionDenied):
            act()


def test_the_home_costs_the_same_with_a_full_desk(desk, django_assert_max_num_queries):
    cases = town.waiting(3)
    seen = []
    for _round in range(2):
        with django_assert_max_num_queries(most_queries(15)) as queries:
            desk.get("/")
        seen.append(len(queries))
        put_off(desk, *cases[:2])
        desk.post("/star/", {"pipeline": "membership", "case": cases[2].pk, "star": 1})
    assert seen[0] == seen[1]


# Stars ------------------------------------------------------------------------------------


def test_a_star_is_set_on_the_case_and_chooses_among_the_to_dos(desk):
    first, _second = town.waiting(2)
    sent = {"pipeline": "membership", "case": first.pk, "star": 1}
    assert desk.post("/star/", sent).url == first.get_absolute_url()
    assert desk.post("/star/", sent).status_code == 302
    assert Star.objects.count() == 1
    assert 'aria-pressed="true"' in desk.get(first.get_absolute_url()).content.decode()
    lines = [line for _p, own in desk.get("/").context["periods"] for line in own]
    assert [line["starred"] for line in lines] == [True, False]
    assert names(desk, starred="on") == ["申请人0"]
    desk.post("/star/", {**sent, "star": 0})
    assert not Star.objects.exists()
    assert names(desk, starred="on") == []
    assert names(desk_of(name="another"), starred="on") == []


def test_no_star_for_a_strangers_case(desk):
    (case,) = town.waiting(1)
    stranger = desk_of(ROLE.BRANCH_SECRETARY, branch(village("东沟村")))
    sent = {"pipeline": "membership", "case": case.pk, "star": 1}
    assert stranger.post("/star/", sent).status_code == 404
    assert desk.post("/star/", {**sent, "pipeline": "nothing"}).status_code == 404


# Together ---------------------------------------------------------------------------------


def filing(number: int, unit=None) -> list:
    """Activists who are to be filed."""
    cases = [
        town.case(f"积极分子{i}", "1995-01-01", unit, stage="activist", activist_on="2026-10-10")
        for i in range(number)
    ]
    for one in cases:
        one.settle(TODAY)
        one.deadlines.exclude(kind="filing").delete()
    return cases


def test_a_folded_row_leads_to_the_page_of_all_of_them(desk):
    cases = filing(6)
    ((_period, (line,)),) = desk.get("/").context["periods"]
    assert line["title"] == "6 人"
    assert line["action"]["label"] == "一起办 6 人"
    page = desk.get(line["action"]["url"])
    assert [one["case"].pk for one in page.context["lines"]] == [case.pk for case in cases]


def test_whoever_may_not_record_gets_the_list_of_names(desk):
    filing(6)
    ((_period, (line,)),) = desk_of(ROLE.BRANCH_READER, branch()).get("/").context["periods"]
    assert line["action"]["label"] == "看名单"


def test_ticked_to_dos_of_one_kind_go_to_one_page(desk):
    cases = filing(2) + filing(1, branch(village("东沟村")))
    ticked = [key(*cases[:2], kind="filing"), key(cases[2], kind="filing")]
    answer = desk.get("/todo/together/", {"due": ticked})
    numbers = "&".join(f"case={case.pk}" for case in cases)
    assert answer.url == f"/membership/together/?step=file-activist&{numbers}"


@pytest.mark.parametrize(
    ("ticked", "words"),
    [
        ([], "还没有选人。"),
        (["membership:talk:1", "membership:oath:2"], "选的是几件不同的事"),
        (["talent:mentor:1"], "“指定帮带责任人”要一个人一个人地办。"),
    ],
)
def test_what_cannot_be_taken_together_is_said(desk, ticked, words):
    answer = desk.get("/todo/together/", {"due": ticked}, follow=True)
    assert words in answer.content.decode()
    assert answer.redirect_chain == [("/", 302)]


def test_a_row_says_for_whom_the_time_has_come(desk):
    first, second = filing(2)
    second.deadlines.update(opens_on=TODAY + timedelta(days=1))
    deadlines = todo.upcoming(desk.user, TODAY, todo.Filters())
    row = todo.Row(tuple(deadlines), TODAY)
    assert [one.case_id for one in row.open_ones] == [first.pk]
    assert row.key == key(first, second, kind="filing")
