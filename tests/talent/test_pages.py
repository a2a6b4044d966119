"""The list, the case page and the registration of talents, as the officer meets them."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from casework import resident_id
from casework.models import AuditEvent, Person
from talent.models import Talent
from tests.conftest import most_queries
from tests.officers import officer, township, village
from tests.purposes import for_checking
from tests.talent.factories import full_member, talent

pytestmark = pytest.mark.django_db
LIST = reverse("talent:list")


@pytest.fixture
def desk(client):
    """A signed-in officer of the township."""
    client.force_login(officer("township_officer", township()))
    return for_checking(client)


def id_number(born="19950308", number=1) -> str:
    seventeen = f"999999{born}{number:03d}"
    return seventeen + resident_id.check_character(seventeen)


def names(response) -> set[str]:
    return {row.record.person.name for row in response.context["table"].paginated_rows}


def named(case, name: str, **facts):
    case.person.name = name
    for key, value in facts.items():
        setattr(case.person, key, value)
    case.person.save()
    return case


# The list


def test_tabs_count_every_stage_and_choose_one(desk):
    for stage in ("lead", "pool", "suspended"):
        named(talent(stage, unit=village(f"{stage}村")), f"人{stage}")
    page = desk.get(LIST, {"stage": "pool"})
    counts = {tab["label"]: tab["count"] for tab in page.context["tabs"]}
    assert (counts["线索"], counts["人才库"], counts["人选"], counts["暂停"]) == (1, 1, 0, 1)
    assert counts["全部"] == 3
    assert names(page) == {"人pool"}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "qky"}, {"秦可言"}),
        ({"q": "唐"}, {"唐可心"}),
        ({"q": "123X"}, {"秦可言"}),
        ({"age": "0"}, {"秦可言"}),
        ({"age": "2"}, {"唐可心"}),
        ({"education": "secondary"}, {"唐可心"}),
        ({"member": "no"}, {"唐可心"}),
        ({"willing": "yes"}, {"秦可言"}),
        ({"willing": "unknown"}, {"唐可心"}),
        ({"post": "zone"}, {"唐可心"}),
        ({"grade": "excellent"}, {"秦可言"}),
        ({"papers": "missing"}, {"唐可心"}),
        ({"due": "overdue"}, {"唐可心"}),
        ({"q": "nobody"}, set()),
    ],
)
def test_each_filter_finds_its_people(desk, asked, found):
    today = timezone.localdate()
    known = {"born_on": date(today.year - 30, 1, 1), "id_tail": "123X"}
    named(talent("pool", willing=True), "秦可言", **known)
    other = talent("pool", unit=village("东沟村"))
    known = {"born_on": date(today.year - 50, 1, 1), "education": "60", "standing": "none"}
    named(other, "唐可心", **known)
    other.posts.update(kind="zone", grade="good")
    Talent.objects.filter(pk=other.pk).update(papers_missing=2)
    other.deadlines.create(kind="appraisal", due_on=today - timedelta(days=1))
    assert names(desk.get(LIST, asked)) == found


def test_a_row_says_what_comes_next_and_leads_there(desk):
    case = talent("lead")
    review = case.rounds.get(purpose="pool_entry")
    review.opinions.filter(department="court").update(replied_on=None, conclusion="")
    review.count_opinions()
    page = desk.get(LIST)
    assert "入库评审：部门联审 8/9" in page.content.decode()
    assert reverse("talent:record", args=[case.pk, "opinions"]) in page.content.decode()


def test_queries_of_the_list_do_not_grow_with_the_people(desk, django_assert_max_num_queries):
    for number in range(12):
        talent("pool", unit=village(f"{number}号村"))
    with django_assert_max_num_queries(12):
        assert desk.get(LIST, {"stage": "pool"}).context["table"].paginator.count == 12


def test_the_first_day_offers_to_register(desk):
    page = desk.get(LIST).content.decode()
    assert "人才库里还没有人" in page
    assert reverse("talent:register") in page


def test_nothing_found_offers_to_clear_the_filters(desk):
    talent("pool")
    page = desk.get(LIST, {"q": "没有此人"}).content.decode()
    assert "没有符合条件的人" in page
    assert "清除筛选" in page


def test_the_workbook_holds_the_filtered_people_with_masked_numbers(desk):
    case = named(talent("pool"), "秦可言")
    case.person.id_number = id_number()
    case.person.save()
    named(talent("lead", unit=village("东沟村")), "唐可心")
    answer = desk.get(reverse("talent:export"), {"stage": "pool"})
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    head = [cell.value for cell in sheet[1]]
    row = dict(zip(head, (cell.value for cell in sheet[2]), strict=True))
    assert (row["姓名"], row["状态"], row["联审答复"][:3]) == ("秦可言", "人才库", "9/9")
    assert row["身份证号"] == f"**************{id_number()[-4:]}"
    assert sheet["A3"].value is None
    event = AuditEvent.objects.get(kind="export")
    assert '"rows": 1' in event.payload


# Access


@pytest.mark.parametrize("page", ["talent:case", "talent:papers"])
def test_a_stranger_finds_no_case(client, page):
    case = talent("pool")
    client.force_login(officer("township_officer", village("别的村")))
    assert client.get(reverse(page, args=[case.pk])).status_code == 404


def test_a_reader_sees_the_case_without_buttons_and_may_not_write(client):
    case = talent("pool")
    client.force_login(officer("county_reader", township()))
    page = client.get(case.get_absolute_url()).content.decode()
    assert case.person.name in page
    assert "补录" not in page
    assert client.get(reverse("talent:record", args=[case.pk, "post"])).status_code == 403
    assert client.get(reverse("talent:register")).status_code == 403


# The case page


@pytest.mark.parametrize("stage", ["lead", "pool", "reserve", "candidate", "seated", "suspended"])
def test_the_case_page_asks_at_most_twenty_queries(desk, stage, django_assert_max_num_queries):
    case = talent(stage, step="take_seat" if stage == "seated" else "")
    for number in range(3):
        case.hits.create(code="absent", severity="caution", since=date(2026, 1, 1 + number))
    with django_assert_max_num_queries(most_queries(20)):
        assert desk.get(case.get_absolute_url()).status_code == 200


def test_the_case_page_shows_the_six_steps_and_what_blocks(desk):
    case = talent("lead")
    review = case.rounds.get(purpose="pool_entry")
    review.opinions.filter(department="petitions").update(replied_on=None, conclusion="")
    review.count_opinions()
    context = desk.get(case.get_absolute_url()).context
    labels = [step["label"] for step in context["review"]["steps"]]
    assert labels == ["推荐", "镇审核", "部门联审 8/9", "公示", "研究决定", "备案"]
    states = [step["state"] for step in context["review"]["steps"]]
    assert states == ["done", "done", "current", "done", "done", "todo"]
    (blocker,) = [f for f in context["forward"]["open"] if f["state"] == "blocked"]
    assert blocker["arithmetic"] == "已答复 8/9"
    assert blocker["mend"]["url"] == reverse("talent:record", args=[case.pk, "round"])


def test_an_ended_case_keeps_its_page_and_offers_no_step(desk):
    case = talent("pool")
    case.end_reason = "外出"
    case.save()
    Talent.objects.filter(pk=case.pk).update(stage="exited")
    page = desk.get(case.get_absolute_url())
    assert page.context["forward"] is None
    assert "外出" in page.content.decode()


# Registration


def registered(desk, **more):
    answers = {"id_number": id_number(), "name": "秦可言", "standing": "none", "unit": "柳湾村"}
    answers |= {"source": "veteran", "surveyed_on": "2026年1月10日", **more}
    return desk.post(reverse("talent:register"), answers)


def test_the_id_number_tells_birth_and_sex(desk):
    unit = village()
    answer = registered(desk)
    case = Talent.objects.get()
    assert answer.url == case.get_absolute_url()
    assert (case.unit, case.stage, case.surveyed_on) == (unit, "lead", date(2026, 1, 10))
    assert (case.person.born_on, case.person.sex) == (date(1995, 3, 8), Person.Sex.MAN)
    assert AuditEvent.objects.filter(kind="register", person_id=case.person_id).exists()
    page = desk.get(answer.url).content.decode()
    assert "摸排登记日期 （空） → 2026-01-10" in page
    assert "启动评审" in page


def test_the_same_number_in_a_second_village_is_refused_with_a_link(desk):
    village(), village("东沟村")
    registered(desk)
    answer = registered(desk, unit="东沟村")
    assert answer.status_code == 422
    assert "此人已在柳湾村的人才库流程中（线索）" in answer.content.decode()
    assert Talent.objects.get().get_absolute_url() in answer.content.decode()


def test_somebody_on_record_is_taken_and_not_entered_twice(desk):
    person = full_member(village())
    person.id_number = id_number()
    person.save()
    registered(desk, name=person.name)
    assert Talent.objects.get().person == person


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"id_number": "99999919950308001"}, "身份证号应为 18 位"),
        ({"id_number": id_number()[:17] + "Z"}, "身份证号第 18 位应为"),
        ({"id_number": "999999199513080017"}, "不是有效的出生日期"),
        ({"unit": "没有的村"}, "没有叫“没有的村”的单位"),
        ({"surveyed_on": "昨天"}, "“昨天”不是日期"),
        ({"source": ""}, "必填"),
    ],
)
def test_a_wrong_answer_gets_a_sentence_and_keeps_the_rest(desk, wrong, words):
    village()
    answer = registered(desk, **wrong)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "秦可言" in answer.content.decode()
    assert not Talent.objects.exists()


def test_another_name_under_the_same_number_is_refused_without_telling_the_name(desk):
    person = full_member(village())
    person.id_number = id_number()
    person.save()
    answer = registered(desk).content.decode()
    assert "这个身份证号已用另一个姓名登记" in answer
    assert person.name not in answer
