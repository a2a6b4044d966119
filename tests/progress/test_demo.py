"""The demonstration township: as many people as promised, all of them possible."""

import re
from collections import Counter
from datetime import date, timedelta
from io import StringIO
from itertools import combinations

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.core.management import CommandError, call_command
from django.db.models import F, Q

from casework import audit, fold, resident_id
from casework.ages import completed_years
from casework.four_eyes import propose_back
from casework.models import Person, Seat, Term, Unit
from casework.rosters.branches import default
from casework.rules import BLOCK
from casework.workflow import guard_of, ready, step_behind, steps, take_back
from membership.models import (
    Application,
    ApplicationDeadline,
    ApplicationPaper,
    MissingApplicationPaper,
    Sitting,
)
from membership.stages import Stage
from progress.demo import names, places
from progress.demo.accounts import PASSWORD
from progress.demo.luck import Luck
from progress.demo.township import invent
from progress.models import BaselineSeat, Commitment
from progress.recounting import recount
from talent.models import Talent, TalentDeadline
from talent.stages import Stage as Rise
from talent.structure import cured_villages, replaced

from .invented import ON, kept_apart, loaded

DAYS = [date(2026, 1, 1), date(2026, 5, 12), date(2027, 1, 4), date(2028, 2, 29)]
EVERYTHING_ON_FILE = re.compile("paper_")


@pytest.fixture(scope="module")
def whole_demo(django_db_setup, django_db_blocker):
    with loaded(django_db_blocker, "township"):
        yield


@pytest.fixture
def demo(whole_demo):
    with kept_apart():
        yield


def _in_memory(on: date, seed: str = "1/0"):
    county = places.unit(Unit.Kind.COUNTY, "示例县", None)
    found = places.places(county, names.TOWNSHIPS[0], places.first_list())
    return invent(Luck(seed), on, found, "379901")


def _known(people) -> list[tuple]:
    return sorted((p.name, p.sex, p.born_on, p.id_digest, p.occupation) for p in people)


def _dates_of(case) -> list[date]:
    return [value for name, value in case.facts().items() if isinstance(value, date)]


def test_the_same_seed_and_day_give_the_same_people(demo):
    assert _known(_in_memory(ON).people.people) == _known(Person.objects.all())


def test_another_seed_gives_other_people(demo):
    other = _known(_in_memory(ON, "2/0").people.people)
    assert not set(other) & set(_known(Person.objects.all()))


def test_the_tree_holds_the_organisations_of_the_list(demo):
    organisations = listed_organisations()
    assert sorted(organisations.values_list("name", flat=True)) == sorted(b.full for b in default())
    assert Unit.objects.villages().count() == 36
    assert organisations.filter(parent__kind="township").count() == 4
    assert not organisations.exclude(parent__kind__in=["township", "village"]).exists()
    above = {"general_branch__parent": F("parent")}
    assert organisations.filter(general_branch__kind="general_branch", **above).count() == 6


def listed_organisations():
    found = Unit.objects.filter(kind__in=["branch", "general_branch"])
    return found.exclude(for_mobile_members=True).exclude(is_temporary=True)


def test_there_is_one_organisation_of_every_other_kind(demo):
    assert Unit.objects.get(is_temporary=True).recruits is False
    assert Unit.objects.get(for_mobile_members=True).recruits is False
    branch = Unit.objects.get(kind="committee").branches_below.get(kind="branch")
    talked = branch.applications.filter(approval_talk_on__isnull=False)
    assert talked.exists() and not talked.filter(deliberated_on=None).exists()


def test_a_branch_has_a_committee_from_seven_full_members_on(demo):
    for branch in listed_organisations().branches():
        assert branch.has_committee == (branch.members.filter(standing="full").count() >= 7)
    assert listed_organisations().branches().filter(has_committee=False).count() == 2


def test_the_members_are_as_many_and_as_old_as_promised(demo):
    members = Person.objects.filter(standing__in=["full", "probationary"])
    ages = [completed_years(born, ON) for born in members.values_list("born_on", flat=True)]
    assert 1900 <= len(ages) <= 2100
    assert 0.25 <= sum(age >= 61 for age in ages) / len(ages) <= 0.35
    assert 0.12 <= sum(age <= 35 for age in ages) / len(ages) <= 0.19
    assert not members.filter(Q(affiliation=None) | Q(joined_on=None)).exists()


def test_two_hundred_people_stand_at_every_stage_of_membership(demo):
    year = Q(converted_on__year__lt=ON.year)
    counted = Counter(Application.objects.exclude(year).values_list("stage", flat=True))
    assert set(counted) == set(Stage.values)
    assert counted.pop("posthumous") == 1
    assert sum(counted.values()) == 200
    assert (counted["applicant"], counted["activist"], counted["full"]) == (90, 61, 9)
    assert counted["probationary"] + counted["extended"] == 18


def test_two_hundred_and_thirty_people_stand_at_every_stage_of_the_talent_pipeline(demo):
    counted = Counter(Talent.objects.values_list("stage", flat=True))
    assert set(counted) == set(Rise.values)
    assert sum(counted.values()) == 230
    assert (counted["lead"], counted["pool"], counted["reserve"]) == (61, 105, 48)
    assert (counted["candidate"], counted["seated"]) == (6, 4)


def test_sixty_papers_are_missing_in_the_dossiers_of_twenty_seven_people(demo):
    assert Application.objects.lacking_papers().count() == 27
    assert MissingApplicationPaper.objects.count() == 60
    assert ApplicationPaper.objects.filter(state="defective").exclude(remark="").count() >= 5


def test_a_few_steps_are_overdue_and_some_are_due_soon(demo):
    soon = Q(due_on__gte=ON, due_on__lte=ON + timedelta(days=30))
    both = [ApplicationDeadline.objects, TalentDeadline.objects]
    assert 3 <= sum(rows.filter(due_on__lt=ON).count() for rows in both) <= 6
    assert 8 <= sum(rows.filter(soon).count() for rows in both) <= 12


@pytest.mark.parametrize(
    ("model", "name"),
    [
        (Application, "designate"),
        (Application, "propose"),
        (Application, "list_prospective"),
        (Talent, "enter_pool"),
        (Talent, "promote"),
        (Talent, "nominate_for_branch"),
        (Talent, "take_seat"),
        (Talent, "resume"),
    ],
)
def test_somebody_is_ready_for(demo, model, name):
    assert ready(model, name, ON).exists()


@pytest.mark.parametrize(
    ("name", "source", "column", "rule"),
    [
        ("approve", Stage.ADOPTED, "approved_on", "approved_by_vote"),
        ("convert", Stage.PROBATIONARY, "converted_on", "converted_by_vote"),
    ],
)
def test_somebody_waits_only_for_the_vote_of_the_committee(demo, name, source, column, rule):
    """The committee votes when it decides, so that no vote stands beside an open case."""
    guard = guard_of(next(step for step in steps(Application) if step.name == name))
    lacking = [
        {found.rule.slug for found in guard.blockers(case, ON) if found.severity is BLOCK}
        for case in Application.objects.filter(stage=source)
    ]
    assert {rule} in lacking
    purpose = {"approve": "approval", "convert": "conversion"}[name]
    assert not Sitting.objects.filter(purpose=purpose, **{f"case__{column}": None}).exists()


def test_who_was_recognised_posthumously_has_all_that_the_article_asks_for(demo):
    case = Application.objects.get(stage=Stage.POSTHUMOUS)
    taken = case.steps.get(name="recognise_posthumously")
    step = next(step for step in steps(Application) if step.name == taken.name)
    assert guard_of(step).blockers(case, taken.decided_on) == []
    assert case.papers_missing == 0 and case.papers.exists() and case.person.standing == "none"


def test_every_step_taken_was_allowed_on_its_day(demo):
    """What a guard finds now about that day is a missing paper, or was waived."""
    later = {"expiry_reached", "extended_once", "seat_open", "village_has_need"}  # by the step
    later |= {"roll_agrees", "within_year_plan"}  # the roll has grown, the place is taken since
    for model in (Application, Talent):
        guards = {step.name: guard_of(step) for step in steps(model)}
        for case in model.objects.order_by("stage", "pk")[::4]:
            for step in case.steps.all():
                found = guards[step.name].blockers(case, step.decided_on)
                names_ = {f.rule.slug for f in found if not EVERYTHING_ON_FILE.match(f.rule.slug)}
                assert names_ <= {*step.waived, *later, "converted_in_three_months"}, (case, step)


def test_two_activists_over_fifty_have_a_reason(demo):
    activists = Application.objects.filter(stage="activist").select_related("person")
    old = [
        case for case in activists if completed_years(case.person.born_on, case.activist_on) > 50
    ]
    assert len(old) == 2
    assert all(case.steps.get(name="designate").waived["not_over_fifty"] for case in old)


def test_members_admitted_this_year_are_younger_than_those_of_last_year(demo):
    def mean(year: int) -> float:
        cases = Application.objects.filter(approved_on__year=year).select_related("person")
        ages = [completed_years(case.person.born_on, date(year, 12, 31)) for case in cases]
        return sum(ages) / len(ages)

    assert mean(ON.year) < mean(ON.year - 1)
    assert Application.objects.filter(approved_on__year=ON.year - 2).count() >= 5


def test_no_fact_lies_after_the_day(demo):
    for model in (Application, Talent):
        for case in model.objects.all():
            assert max(_dates_of(case)) <= ON, case
    assert not ApplicationPaper.objects.filter(dated_on__gt=ON).exists()


@pytest.mark.parametrize("on", DAYS, ids=str)
def test_other_days_give_a_township_as_well(on):
    made = _in_memory(on)
    assert Counter(recruit.stage for recruit in made.recruits)["applicant"] == 90
    for one in [*made.recruits, *made.rising]:
        assert max(_dates_of(one.case)) <= on, (one.stage, one.case.facts())
        days = [taken.on for taken in one.taken]
        assert days == sorted(days)
    for team in made.teams:
        assert all(term.until is None or term.until >= term.since for term in team.terms)


def test_id_numbers_are_sound_and_agree_with_the_person(demo):
    people = list(Person.objects.all())
    numbers = [person.id_number for person in people]
    assert len(set(numbers)) == len(people)
    for person, number in zip(people, numbers, strict=True):
        assert resident_id.check(number, ON) == []
        assert number.startswith("3799")
        assert resident_id.birth_date(number) == person.born_on
        assert (resident_id.sex(number) == "男") == (person.sex == "m")
    assert all(re.fullmatch(r"199000\d{5}", person.phone) for person in people[:50])


def test_both_committees_sit_in_every_village(demo):
    for village in Unit.objects.villages():
        seats = Counter(village.seats.values_list("body", flat=True))
        small = village.children.filter(has_committee=False).exists()
        assert seats["branch"] == 2 if small else 3 <= seats["branch"] <= 5
        assert 3 <= seats["villagers"] <= 7
    running = Term.objects.held_on(ON)
    assert not running.filter(seat__body="villagers", holder="seconded_cadre").exists()
    women = running.filter(person__sex="f").values("seat__village").distinct().count()
    assert 30 <= women <= 36


def test_most_secretaries_are_chairs_as_well(demo):
    heads = Term.objects.held_on(ON).filter(seat__post__in=["secretary", "chair"])
    by_village = Counter(heads.values_list("seat__village", "person"))
    assert 25 <= sum(number == 2 for number in by_village.values()) < 36


def test_cadres_hold_seats_in_eight_villages_and_some_are_replaced(demo):
    baseline = Seat.objects.filter(pk__in=BaselineSeat.objects.values("seat"))
    january = Term.objects.held_on(date(ON.year, 1, 1)).filter(holder="seconded_cadre")
    assert set(january.values_list("seat", flat=True)) == set(baseline.values_list("pk", flat=True))
    assert january.count() == 12
    assert baseline.values("village").distinct().count() == 8
    held = Seat.objects.filter(state="held_seconded", body="branch")
    assert held.values("village").distinct().count() == 8
    fates = Counter(row.fate for row in replaced(baseline, ON))
    assert fates == {"replaced": 3, "vacated": 1, "seconded": 8}
    assert not any(cure.cured for cure in cured_villages(baseline, ON))
    assert all(term.person.is_office_cadre for term in january.select_related("person"))


def test_the_ten_items_stand_in_the_words_of_the_source_and_in_the_year(demo):
    items = {item.number: item for item in Commitment.objects.all()}
    assert list(items) == [*(f"S{n}" for n in range(1, 8)), "M1", "M2", "M3"]
    due = {number: item.due_on for number, item in items.items()}
    assert due.pop("S5") == date(ON.year, 11, 30)
    assert due.pop("M2") == date(ON.year, 3, 31)
    assert set(due.values()) == {date(ON.year, 12, 31)}
    assert [n for n, item in items.items() if item.long_term] == ["S3", "M2"]
    assert "有8个村35周岁以下“两委”成员无法从村内部选出" in items["S6"].problem
    assert (items["S6"].metric, items["S6"].baseline) == ("reserve_talent", 8)
    assert (items["M3"].metric, items["M3"].base_year) == ("member_development", ON.year - 1)
    assert all(item.measure and item.target for item in items.values())


def test_a_few_reports_are_copied_and_the_others_are_not_alike(demo):
    papers = ApplicationPaper.objects.exclude(text="").select_related("case__person")
    texts = [paper.text for paper in papers]
    assert all(550 <= len(text) <= 1200 for text in texts)
    sentences = [set(re.findall(r"[^。：\n]{9,}", text)) for text in texts]
    shares = [len(a & b) / min(len(a), len(b)) for a, b in combinations(sentences, 2)]
    assert 4 <= sum(share > 0.6 for share in shares) <= 6
    assert not any(0.3 < share <= 0.6 for share in shares)


def test_the_chain_of_events_holds_and_tells_of_every_step(demo):
    assert audit.first_broken() is None
    taken = sum(
        model._meta.get_field("steps").related_model.objects.count()
        for model in (Application, Talent)
    )
    openings = Application.objects.count() + Talent.objects.count()
    people = Person.objects.filter(applications=None, talents=None).count()
    kinds = Counter(audit.AuditEvent.objects.values_list("kind", flat=True))
    assert (kinds["register"], kinds["roster"]) == (openings, people)
    assert kinds.total() - kinds["vouch"] == taken + openings + people
    assert list(fold.differences()) == []
    for case in Application.objects.exclude(stage="applicant"):
        assert case.last_step().target == case.stage


@pytest.mark.parametrize(
    ("model", "stage", "before"),
    [
        (Application, "activist", "applicant"),
        (Application, "full", "full"),  # the archive is the newest step
        (Talent, "reserve", "pool"),
        (Talent, "seated", "candidate"),
    ],
)
def test_a_step_of_the_demonstration_can_be_taken_back(demo, model, stage, before):
    case = model.objects.filter(stage=stage).first()
    officer = authenticate(username="officer", password=PASSWORD)
    day = case.last_step().name
    case = take_back(case, by=officer, note="录入有误")
    assert case.stage == before
    column = next(step.custom["day"] for step in steps(model) if step.name == day)
    assert getattr(case, column) is None
    assert list(recount(ON, mend=False)) == []


def test_an_approval_of_the_demonstration_is_taken_back_by_two(demo):
    case = Application.objects.filter(stage="probationary").first()
    officer = authenticate(username="officer", password=PASSWORD)
    asked = propose_back(case, step_behind(case, case.last_step()), "录入有误", by=officer, what="")
    approver = authenticate(username="approver", password=PASSWORD)
    case = take_back(case, by=approver, note="录入有误", proposal=asked)
    assert (case.stage, case.approved_on) == ("adopted", None)
    assert list(recount(ON, mend=False)) == []


def test_the_three_officers_can_sign_in(demo):
    for name in ("officer", "secretary", "reader"):
        user = authenticate(username=name, password=PASSWORD)
        assert user.account.display_name
        validate_password(PASSWORD, user)
    secretary = authenticate(username="secretary", password=PASSWORD)
    assert Application.objects.visible_to(secretary).exists()


def test_a_database_with_units_is_left_alone(demo):
    before = Person.objects.count()
    with pytest.raises(CommandError, match="已有单位"):
        call_command("demo", stdout=StringIO())
    assert Person.objects.count() == before


def test_a_day_that_is_none_is_refused_before_anything_is_written(db):
    with pytest.raises(CommandError, match="YYYY-MM-DD"):
        call_command("demo", "--on", "24.11.2026", stdout=StringIO())
    assert not Unit.objects.exists()
