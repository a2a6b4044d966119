"""The worked cases of the talent specification, read from tests/data."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from casework.dates import completed_years
from casework.models import Person, Sanction, Term
from casework.workflow import guard_of, open_case, perform
from talent import elections
from talent.models import Talent
from talent.structure import teams
from tests.asking import changed, findings, step_named
from tests.membership.factories import application
from tests.officers import branch, officer, township, village
from tests.talent.factories import NEXT, day_of, full_member, hold, seat_of, talent
from tests.worked import compare, examples, split, worked_cases

TALENT = "talent"
NUMBERS = [
    1,
    2,
    4,
    5,
    6,
    8,
    9,
    11,
    12,
    13,
    15,
    18,
    19,
    20,
    22,
    23,
    24,
    25,
    27,
    28,
    30,
    31,
    35,
]  # 33 is tested with the commitments


def case_of(example: dict, stage: str = "") -> Talent:
    """The example's case: one that nothing blocks, with the example's facts set."""
    own, beside = split(example.get("facts", {}))
    if "seat" in example:
        where = dict(example["seat"])
        place = village(where.pop("village", "柳湾村"))
        branch(place)
        own["seat"] = seat_of(place, "branch", number=9, **where)
    stage, year = stage or example["stage"], example.get("year", 2026)
    case = talent(stage, step=example.get("step", ""), year=year, **own)
    if "affiliation" in example:
        beside["person__affiliation"] = branch(village(example["affiliation"]))
    _circumstances(case, example)
    return changed(case, **beside)


def _circumstances(case, example: dict) -> None:
    case.unit.children.update(**example.get("branch", {"has_cells": False}))
    if "penalty" in example:
        kind, since, until = example["penalty"]
        Sanction.objects.create(person=case.person, kind=kind, since=since, until=until)
    if "hit" in example:
        case.hits.create(**example["hit"])
    if "round" in example:
        found = case.rounds.get(purpose="pool_entry")
        silent = found.opinions.filter(department=example["round"].get("silent"))
        silent.update(replied_on=None, conclusion="")
        found.objection = example["round"].get("objection", False)
        found.count_opinions()


@pytest.mark.django_db
@pytest.mark.parametrize("example", examples(TALENT, "step"))
def test_the_rules_say_what_the_case_says(example):
    case, name = case_of(example), example.get("step") or NEXT[example["stage"]]
    on = day_of(case.stage, name, example.get("year", 2026))
    assert example.get("on", on.isoformat()) == on.isoformat()
    guard = guard_of(step_named(Talent, name, case.stage))
    compare(example, findings(case, name, on), {rule.slug for rule in guard.in_force(on)})


@pytest.mark.parametrize("example", examples(TALENT, "election"))
def test_the_ballots_are_counted(example):
    count = elections.Count(**example["count"])
    assert elections.valid(example["body"], count) == example["valid"]
    if "won" in example:
        assert elections.won(example["body"], count) == example["won"]


@pytest.mark.parametrize("example", examples(TALENT, "age"))
def test_the_age_on_the_day(example):
    born, on = date.fromisoformat(example["born"]), date.fromisoformat(example["on"])
    assert completed_years(born, on) == example["age"]


@pytest.mark.django_db
@pytest.mark.parametrize("example", examples(TALENT, "seated"))
def test_who_is_elected_holds_the_seat(example):
    if "before" in example:
        seat = seat_of(village())
        since, ends = (date.fromisoformat(day) for day in example["before"].values())
        hold(
            seat,
            full_member(village()),
            since.isoformat(),
            term_ends_on=ends,
            holder="seconded_cadre",
        )
        case = talent("candidate", seat=seat, year=example["year"])
    else:
        case = case_of(example, "candidate")
    by = officer("township_officer", township())
    perform(case, "take_seat", by=by, on=case.seated_on)
    case.seat.refresh_from_db()
    term = case.seat.terms.get(until__isnull=True)
    assert case.seat.state == example["state"]
    assert term.holder == example.get("holder", Term.Holder.LOCAL)
    if "term_ends_on" in example:
        assert term.term_ends_on.isoformat() == example["term_ends_on"]


def a_cadre_on_the_villagers_committee():
    cadre = full_member(village(), is_office_cadre=True)
    seat = seat_of(village(), "villagers")
    Term(seat=seat, person=cadre, holder="seconded_cadre", since=date(2026, 1, 1)).full_clean()


def a_second_post_of_a_kind():
    case = talent("pool")
    case.posts.create(kind="zone", since=date(2026, 4, 1))  # another kind is another post
    case.posts.create(kind="vanguard", since=date(2026, 4, 1))


def an_id_number_twice():
    for name in ("甲", "乙"):
        person = Person(name=name, unit=village())
        person.id_number = "990101199001011237"
        person.save()


def a_second_open_entry():
    person = talent("pool").person
    again = Talent(person=person, unit=village("东河村"))
    open_case(again, by=officer("township_officer", township()))


REFUSALS = {
    "seconded cadre as a member of the villagers' committee": a_cadre_on_the_villagers_committee,
    "a second vanguard post for the same time": a_second_post_of_a_kind,
    "the same ID number for somebody else": an_id_number_twice,
    "a second open entry in another village": a_second_open_entry,
}


@pytest.mark.django_db
@pytest.mark.parametrize("example", examples(TALENT, "refused"))
def test_what_cannot_be_is_refused(example):
    with pytest.raises((ValidationError, IntegrityError)), transaction.atomic():
        REFUSALS[example["what"]]()


@pytest.mark.django_db
@pytest.mark.parametrize("example", examples(TALENT, "suspended"))
def test_an_objection_suspends_and_its_clearance_brings_back_where_it_was(example):
    by = officer("township_officer", township())
    case = talent(example["from"], step="suspend", suspended_on=date(2026, 7, 1))
    perform(case, "suspend", by=by, on=date(2026, 7, 1))
    case.refresh_from_db()
    assert (case.stage, case.suspended_from) == ("suspended", example["from"])
    changed(case, cleared_on="2026-11-01")
    case = perform(case, "resume", by=by, on=date(2026, 11, 1)).case
    assert case.stage == example["from"]


@pytest.mark.django_db
@pytest.mark.parametrize("example", examples(TALENT, "team"))
def test_a_person_on_two_seats_is_one_person(example):
    place = village()
    person = full_member(place)
    for number, seat in enumerate(example["seats"], 1):
        body, post = seat.split()
        hold(seat_of(place, body, number=number, post=post), person)
    (team,) = teams(type(place).objects.filter(pk=place.pk), date(2026, 1, 1))
    assert len(team.people) == example["people"]
    assert len(team.cross_appointed) == example["cross_appointed"]
    assert team.one_shoulder == example["one_shoulder"]


@pytest.mark.django_db
@pytest.mark.parametrize("example", examples(TALENT, "activist"))
def test_nobody_over_fifty_becomes_an_activist_without_a_reason(example):
    case = changed(application("applicant", law=2014), person__born_on=example["born"])
    on = date.fromisoformat(example["on"])
    compare(example, findings(case, "designate", on), {"not_over_fifty"})


@pytest.mark.django_db
@pytest.mark.parametrize("example", examples(TALENT, "again"))
def test_a_later_entry_is_a_new_case_and_the_old_one_stays(example):
    by = officer("township_officer", township())
    old = talent("pool", step="leave_store", ended_on=example["exited_on"])
    perform(old, "leave_store", by=by, on=date.fromisoformat(example["exited_on"]))
    again = Talent(
        person=old.person, unit=old.unit, surveyed_on=date.fromisoformat(example["surveyed_on"])
    )
    open_case(again, by=by)
    old.refresh_from_db()
    assert (old.stage, again.stage, again.pooled_on) == ("exited", "lead", None)
    assert old.rounds.exists() and not again.rounds.exists()


def test_every_worked_case_is_here_and_what_is_still_wanting_is_said():
    told = worked_cases(TALENT)
    assert [int(case["case"]) for case in told["cases"]] == NUMBERS
    assert all(case["article"] and case["examples"] for case in told["cases"])
    wanting = {need["case"]: need["needs"] for need in told["needs"]}
    assert set(wanting) == {"1", "6", "13", "19", "20", "23", "33"} and all(wanting.values())
