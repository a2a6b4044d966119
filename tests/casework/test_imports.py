"""A roster becomes people, cases and terms; a whole import can be taken back."""

from datetime import date
from pathlib import Path
from time import perf_counter

import pytest
from django.core.exceptions import PermissionDenied

from casework import audit, identity
from casework.import_store import drop_old_uploads, plan_for, store, undo
from casework.models import AuditEvent, Import, Person, Seat, Term, Unit
from casework.person_form import ELSEWHERE
from casework.workflow import NotPossible
from membership.models import Application
from talent.models import Talent
from tests.casework.tree import grow
from tests.casework.workbooks import AS_OF, number, sheet_of, to_bytes
from tests.officers import officer

EXAMPLES = Path(__file__).resolve().parents[3] / "shared/data/rosters/examples"
APPLICANTS, CADRES = "R01_入党申请人登记台账.xlsx", "R06_村两委成员花名册_三行表头.xlsx"
HEAD = ("姓名", "身份证号", "所在党支部", "申请入党时间", "派人谈话时间", "手机号码")
BRANCH = "柳河村党支部"

pytestmark = pytest.mark.django_db
needs_examples = pytest.mark.skipif(
    not EXAMPLES.is_dir(), reason="the shared example workbooks are not beside the repository"
)


@pytest.fixture
def top():
    return grow()


@pytest.fixture
def clerk(top):
    return officer("township_officer", top)


def upload(clerk, data, name="台账.xlsx", **facts):
    job = Import(unit=clerk.account.unit, by=clerk, file_name=name, as_of=AS_OF, **facts)
    job.keep(data)
    job.save()
    return job


def roster(*rows, head=HEAD, title="入党申请人"):
    return to_bytes(sheet_of(head, *rows, title=title))


def example(clerk, name):
    return upload(clerk, (EXAMPLES / name).read_bytes(), name)


ONE = ("张三", number(), BRANCH, "2026-06-01", "2026-06-10", "13900001111")
TWO = ("李四", number("19910203", "224"), BRANCH, "2026-07-01", "", "")


@needs_examples
def test_the_applicants_ledger_comes_in_right(clerk):
    job = store(example(clerk, APPLICANTS), by=clerk)
    fei = Person.objects.with_id_number("379931200505293016").get()
    case = Application.objects.get(person=fei)
    assert (fei.name, fei.sex, fei.education, fei.standing) == ("徐飞", "m", "44", "league")
    assert (fei.born_on, fei.phone, fei.initials) == (date(2005, 5, 29), "19900000676", "xf")
    assert (case.applied_on, case.talked_on) == (date(2024, 9, 16), date(2024, 10, 4))
    assert case.unit.name == "中共示例县桃源镇泉头村支部委员会"
    assert case.stage == "applicant"
    assert job.counts["new"] + job.counts["kept_out"] == job.counts["rows"]
    assert job.counts["cases"] == Application.objects.count() == job.counts["new"] == 215


@needs_examples
def test_only_rows_without_name_sound_number_branch_or_of_one_twice_are_kept_out(clerk):
    plan = plan_for(example(clerk, APPLICANTS))
    out = {"ID_BAD_CHECKSUM", "ID_BAD_LENGTH", "ID_INVALID_DATE", "MISSING_ID", "MISSING_NAME"}
    out |= {"UNKNOWN_BRANCH", "DUP_PERSON"}
    for line in plan.lines:
        codes = {found.code for found in line.row.findings}
        assert bool(codes & out) == bool(line.out), (line.row.number, codes)


@needs_examples
def test_a_broken_rule_never_keeps_a_person_out(clerk):
    plan = plan_for(example(clerk, APPLICANTS))
    minors = [
        line
        for line in plan.lines
        if {"APPLY_BEFORE_18", "UNDER_18"} & {found.code for found in line.row.findings}
    ]
    assert minors and not any(line.out for line in minors)
    assert len(plan.rules) == 8 + 3 + 3


@needs_examples
def test_the_roster_of_cadres_comes_in_right(clerk):
    job = store(example(clerk, CADRES), by=clerk)
    qing = Person.objects.with_id_number("379901196807035656").get()
    posts = {(t.seat.body, t.seat.post, t.since) for t in qing.terms.all()}
    may = date(2020, 5, 1)
    assert posts == {("branch", "secretary", may), ("villagers", "chair", may)}
    assert (qing.standing, qing.joined_on) == ("full", date(1993, 7, 1))
    assert qing.unit.name == "柳河村"
    # 36 stand in the roster; of these one's number is wrong and one's first day lies ahead
    assert Seat.objects.filter(post="secretary").count() == 34
    assert not Seat.objects.filter(state="vacant").exists()
    assert job.counts["terms"] == Term.objects.count()


@needs_examples
def test_one_person_with_two_rows_of_posts_is_one_person(clerk):
    plan = plan_for(example(clerk, CADRES))
    crossed = {
        r.values["id"] for _s, r in plan.roster.people for f in r.findings if f.code == "CROSS_POST"
    }
    assert crossed
    for number_ in crossed:
        assert sum(line.values.get("id") == number_ for line in plan.lines) == 1


def test_nothing_is_written_before_storing(clerk):
    plan = plan_for(upload(clerk, roster(ONE, TWO)))
    assert len(plan.new) == 2
    assert not Person.objects.exists() and not AuditEvent.objects.exists()


def test_the_uploaded_file_is_sealed_in_the_database(clerk):
    data = roster(ONE)
    job = upload(clerk, data)
    assert data not in bytes(job.upload)
    assert Import.objects.get(pk=job.pk).data() == data


def test_a_file_is_dropped_after_a_day_and_an_unfinished_import_with_it(clerk):
    stored, draft = store(upload(clerk, roster(ONE)), by=clerk), upload(clerk, roster(TWO))
    Import.objects.update(uploaded_at="2026-01-01T00:00Z")
    drop_old_uploads()
    stored.refresh_from_db()
    assert stored.data() == b"" and not Import.objects.filter(pk=draft.pk).exists()


def test_an_import_leaves_one_event_and_one_for_each_case_and_the_chain_holds(clerk):
    job = store(upload(clerk, roster(ONE, TWO)), by=clerk)
    kinds = list(AuditEvent.objects.order_by("seq").values_list("kind", flat=True))
    assert kinds == ["register", "register", "import"]
    assert audit.first_broken() is None
    assert job.sha256 in AuditEvent.objects.get(kind="import").payload


def test_no_event_and_no_count_holds_an_identity_number(clerk):
    job = store(upload(clerk, roster(ONE)), by=clerk)
    texts = [event.payload for event in AuditEvent.objects.all()] + [str(job.made), str(job.counts)]
    assert not any(number() in text or "13900001111" in text for text in texts)


def test_deadlines_and_missing_papers_of_imported_cases_are_worked_out(clerk):
    store(upload(clerk, roster(TWO)), by=clerk)
    case = Application.objects.get()
    derived = [(d.kind, d.due_on) for d in case.deadlines.all()]
    papers = case.papers_expected, case.papers_missing, case.missing.count()
    case.settle(date.today())
    assert (
        derived
        == [(d.kind, d.due_on) for d in case.deadlines.all()]
        == [("talk", date(2026, 8, 1))]
    )
    assert papers == (case.papers_expected, case.papers_missing, case.missing.count())


def test_somebody_on_record_is_filled_and_never_overwritten(clerk):
    unit = Unit.objects.get(short_name=BRANCH)
    old = Person(name="张三", unit=unit, occupation="")
    old.id_number, old.phone = number(), "13700002222"
    old.save()
    plan = plan_for(upload(clerk, roster(ONE)))
    assert [d["label"] for d in plan.known[0].differs] == ["手机号码"]
    job = store(upload(clerk, roster(ONE)), by=clerk)
    old.refresh_from_db()
    assert (old.phone, old.sex, old.born_on) == ("13700002222", "m", date(1990, 5, 1))
    assert (job.counts["new"], job.counts["updated"]) == (0, 1)


def test_a_number_on_record_under_another_name_keeps_the_row_out(clerk):
    person = Person(name="王五", unit=clerk.account.unit)
    person.id_number = number()
    person.save()
    plan = plan_for(upload(clerk, roster(ONE)))
    assert plan.lines[0].out == "第2行 此身份证号在库里是 王五"


def test_a_person_of_another_township_is_not_told_about(clerk):
    other = Unit.objects.create(kind="township", name="示例县别镇", short_name="别镇")
    person = Person(name="王五", unit=other)
    person.id_number = number()
    person.save()
    assert plan_for(upload(clerk, roster(ONE))).lines[0].out == f"第2行 {ELSEWHERE}"


def test_the_same_ledger_again_makes_nobody_twice(clerk):
    store(upload(clerk, roster(ONE, TWO)), by=clerk)
    again = plan_for(upload(clerk, roster(ONE, TWO)))
    assert (len(again.new), len(again.known), len(again.making)) == (0, 2, 0)
    assert again.held[0].held == "已在发展党员流程中（入党申请人）"


def test_without_a_number_the_same_person_is_known_by_name_and_branch(clerk):
    row = ("赵六", "", BRANCH, "2026-06-01", "", "")
    store(upload(clerk, roster(row), blank_ids=True), by=clerk)
    assert Person.objects.get().id_digest == ""
    again = plan_for(upload(clerk, roster(row), blank_ids=True))
    assert (len(again.new), len(again.known)) == (0, 1)


def test_a_faulty_number_keeps_the_row_out_or_is_left_empty_as_asked(clerk):
    wrong = number()[:-1] + ("0" if number()[-1] != "0" else "1")
    row = ("赵六", wrong, BRANCH, "2026-06-01", "", "")
    assert plan_for(upload(clerk, roster(row))).taken == []
    store(upload(clerk, roster(row), blank_ids=True), by=clerk)
    assert Person.objects.get().id_number == ""


def test_words_in_a_day_leave_it_empty_and_the_rest_is_stored(clerk):
    row = ("赵六", number(), BRANCH, "大概前年", "", "")
    job = upload(clerk, roster(row))
    assert "大概前年" in plan_for(job).unstorable[0].text
    store(job, by=clerk)
    assert Application.objects.get().applied_on is None


def test_old_numbers_of_fifteen_digits_are_stored_as_eighteen(clerk):
    row = ("赵六", "379901900501123", BRANCH, "2026-06-01", "", "")
    store(upload(clerk, roster(row)), by=clerk)
    assert Person.objects.get().id_number == number()


@pytest.mark.parametrize(
    ("title", "column", "day", "stage", "fact"),
    [
        ("入党积极分子名册", "确定积极分子时间", "2025-03-01", "activist", "activist_on"),
        ("发展对象名册", "确定发展对象时间", "2026-03-01", "prospective", "listed_on"),
        ("预备党员名册", "接收预备党员时间", "2026-03-01", "probationary", "adopted_on"),
    ],
    ids=["activist", "prospective", "probationary"],
)
def test_other_rosters_open_cases_at_their_stage(clerk, title, column, day, stage, fact):
    head = ("姓名", "身份证号", "所在党支部", column)
    data = roster(("张三", number(), BRANCH, day), head=head, title=title)
    store(upload(clerk, data, "名册.xlsx"), by=clerk)
    case = Application.objects.get()
    assert (case.stage, getattr(case, fact)) == (stage, date.fromisoformat(day))
    assert case.stage_since == date.fromisoformat(day)
    assert (case.person.standing == "probationary") == (stage == "probationary")


def test_full_members_are_people_without_a_case(clerk):
    head = ("姓名", "身份证号", "所在党支部", "入党时间", "转正时间")
    data = roster(
        ("张三", number(), BRANCH, "2010-06-01", "2011-06-01"), head=head, title="党员名册"
    )
    store(upload(clerk, data, "党员名册.xlsx"), by=clerk)
    person = Person.objects.get()
    assert not Application.objects.exists()
    assert (person.standing, person.full_member_on) == ("full", date(2011, 6, 1))
    assert person.affiliation.short_name == BRANCH


def test_reserve_cadres_are_entries_of_the_pool(clerk):
    head = ("姓名", "身份证号", "村", "后备职务方向", "列入后备时间", "是否愿意回村任职")
    data = roster(
        ("张三", number(), "柳河村", "村委委员", "2026-03-01", "是"), head=head, title="后备"
    )
    store(upload(clerk, data, "村级后备干部名册.xlsx"), by=clerk)
    entry = Talent.objects.get()
    assert (entry.stage, entry.target, entry.willing) == ("reserve", "villagers", True)
    assert (entry.reserved_on, entry.unit.name) == (date(2026, 3, 1), "柳河村")


def test_a_seat_that_is_held_is_not_taken_from_its_holder(clerk):
    village = Unit.objects.get(kind="village", name="柳河村")
    holder = Person.objects.create(name="原书记", unit=village)
    seat = Seat.objects.create(village=village, body="branch", post="secretary")
    Term.objects.create(seat=seat, person=holder, since=date(2021, 1, 1))
    head = ("姓名", "身份证号", "村", "村党组织职务", "任现职时间")
    data = roster(("张三", number(), "柳河村", "党支部书记", "2026-03"), head=head, title="村两委")
    plan = plan_for(upload(clerk, data, "村两委.xlsx"))
    assert plan.lines[0].held == "村党组织书记 的席位现有任职者，须先免去"
    store(upload(clerk, data, "村两委.xlsx"), by=clerk)
    assert Term.objects.get().person == holder and Person.objects.filter(name="张三").exists()


def test_undoing_puts_everything_back(clerk):
    old = Person(name="张三", unit=Unit.objects.get(short_name=BRANCH))
    old.id_number = number()
    old.save()
    job = store(upload(clerk, roster(ONE, TWO)), by=clerk)
    assert undo(job, by=clerk).state == "undone"
    old.refresh_from_db()
    assert list(Person.objects.all()) == [old] and not Application.objects.exists()
    assert (old.sex, old.phone, old.born_on) == ("", "", None)
    assert audit.first_broken() is None


@needs_examples
def test_undoing_a_roster_of_cadres_takes_back_terms_and_seats(clerk):
    undo(store(example(clerk, CADRES), by=clerk), by=clerk)
    assert not (Term.objects.exists() or Seat.objects.exists() or Person.objects.exists())


def test_nothing_is_undone_once_somebody_went_on(clerk):
    job = store(upload(clerk, roster(ONE, TWO)), by=clerk)
    case = Application.objects.first()
    case.papers.create(kind="application")
    with pytest.raises(NotPossible):
        undo(job, by=clerk)
    assert Application.objects.count() == Person.objects.count() == 2


def test_yesterdays_import_is_not_undone_as_a_whole(clerk):
    job = store(upload(clerk, roster(ONE)), by=clerk)
    Import.objects.update(stored_at="2026-01-01T00:00Z")
    with pytest.raises(NotPossible):
        undo(job, by=clerk)


def test_an_import_is_stored_once(clerk):
    job = upload(clerk, roster(ONE))
    store(job, by=clerk)
    with pytest.raises(NotPossible):
        store(job, by=clerk)


def test_only_who_may_import_stores(clerk, top):
    reader = officer("county_reader", top)
    with pytest.raises(PermissionDenied):
        store(upload(clerk, roster(ONE)), by=reader)


def test_a_failure_in_the_middle_keeps_nothing(clerk, monkeypatch):
    def fail(*args, **details):
        raise RuntimeError("the power is gone")

    job = upload(clerk, roster(ONE, TWO))
    monkeypatch.setattr(audit, "append_all", fail)
    with pytest.raises(RuntimeError):
        store(job, by=clerk)
    job.refresh_from_db()
    assert job.is_draft and not Person.objects.exists() and not Application.objects.exists()


def test_the_number_of_queries_does_not_grow_with_the_rows(clerk, django_assert_max_num_queries):
    rows = [
        (f"甲{n}", number("19900501", f"{n:03}"), BRANCH, "2026-06-01", "", "")
        for n in range(1, 400)
    ]
    job = upload(clerk, roster(*rows))
    with django_assert_max_num_queries(60):
        store(job, by=clerk)
    assert Application.objects.count() == 399


@pytest.mark.long
def test_three_thousand_rows_take_less_than_ten_seconds(clerk):
    births = [f"19{year}{month:02}15" for year in (70, 80, 90) for month in range(1, 6)]
    rows = [
        (f"甲{n}", number(birth, f"{n:03}"), BRANCH, "2026-06-01", "", "")
        for birth in births
        for n in range(1, 201)
    ]
    data = roster(*rows)
    start = perf_counter()
    job = upload(clerk, data)
    plan_for(job)
    store(job, by=clerk)
    assert perf_counter() - start < 10
    assert (
        identity.digest(rows[0][1])
        == Person.objects.get(name="甲1", born_on="1970-01-15").id_digest
    )
