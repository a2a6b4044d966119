"""Every form that edits something carries its version: who comes second is told who was first
and when, keeps what was typed, and overwrites nothing."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
import time_machine
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from casework import accounts, organisations, sanctions
from casework.family import keep
from casework.models import Account, AuditEvent, Import, Person, Relative, Sanction, Unit
from casework.people import correct
from casework.workflow import perform, record
from config.policy import POLICY
from membership.models import Application
from progress import rectification
from progress.models import Commitment
from talent.models import Talent
from tests.casework.test_imports import ONE, TWO, roster
from tests.membership.factories import application
from tests.officers import branch, officer, township, village
from tests.talent.factories import seat_of, talent

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 24)


@pytest.fixture
def office():
    """An officer who has opened a form, and a colleague who is faster."""
    with time_machine.travel(datetime(2026, 11, 24, 4, tzinfo=UTC), tick=False):
        role, place = Account.Role.TOWNSHIP_OFFICER, township()
        branch()
        desk = SimpleNamespace(client=Client(), mine=officer(role, place, "mine"))
        colleague = officer(role, place, "colleague")
        Account.objects.filter(user=colleague).update(display_name="何快")
        desk.colleague = type(colleague).objects.get(pk=colleague.pk)
        desk.client.force_login(desk.mine)
        yield desk


@dataclass(frozen=True)
class Edit:
    """One form: `make` prepares what it edits and returns it; `sent` is typed but the version;
    `faster` is what the colleague does meanwhile; `typed` must still stand in the answer."""

    view: str
    make: Callable
    args: Callable
    sent: dict
    faster: Callable
    typed: str = ""
    version: str = "version"

    def __str__(self) -> str:
        return self.view


def told(case, office):
    record(case, "talk", lambda locked: None, by=office.colleague)


def applicant(office):
    return application("applicant")


def moved(office):
    """A case that the officer has moved one step."""
    case = application("applicant")
    return perform(case, "designate", by=office.mine, on=date(2026, 7, 10)).case


def raised(office):
    case = talent("lead")
    return perform(case, "enter_pool", by=office.mine, on=date(2026, 3, 20)).case


def person(office):
    return Person.objects.create(name="林晓禾", unit=branch())


def corrected(found, office):
    answers = {name: getattr(found, name) for name in ("name", "sex", "born_on", "occupation")}
    answers |= {"ethnicity": "侗族", "education": "", "note": "核对", "version": found.version}
    correct(found, answers, by=office.colleague)


def related(office):
    return Relative.objects.create(person=person(office), relation="父亲", name="林一")


def of_person(row):
    return [row.person_id, row.pk]


def corrected_row(row, office):
    answers = {"relation": "", "name": "林二", "born": "", "standing": "", "workplace": ""}
    answers |= {"circle": "family", "note": "核对", "version": row.version}
    keep(row.person, answers, by=office.colleague, row=row)


def punished(office):
    return Sanction.objects.create(person=person(office), kind="warning", since=date(2026, 3, 1))


def corrected_sanction(row, office):
    answers = {name: getattr(row, name) for name in sanctions.FACTS}
    answers |= {"since": date(2026, 4, 1), "version": row.version}
    sanctions.keep(row.person, answers, by=office.colleague, row=row)


def other_kind(unit, office):
    answers = {name: getattr(unit, name) for name in organisations.FACTS}
    answers |= {"is_temporary": True, "note": "核对", "version": unit.version}
    organisations.change(unit, answers, by=office.colleague)


def item(office):
    return Commitment.objects.create(
        unit=township(), origin="self", number="1", title="事项", due_on=ON, evidence="已办"
    )


def closed(office):
    made = item(office)
    return rectification.close(made, ON, by=office.mine, version=0, found=None)


def with_milestone(office):
    made = item(office)
    made.milestones.create(title="节点", due_on=ON)
    return made


def noted(made, office):
    rectification.note(made, {"responsible": "何快"}, by=office.colleague, version=made.version)


def reserve(office):
    made = talent("reserve", seat=None, seated_on=None)
    made.opening = seat_of(village(), number=7)
    return made


def uploaded(office):
    branch(village("柳河村"))
    file = SimpleUploadedFile("台账.xlsx", roster(ONE, TWO))
    office.client.post(reverse("import"), {"file": file, "as_of": "2026-10-31"})
    return Import.objects.get()


def registered(job, office):
    """One of the roster's people has come in by another way."""
    found = Person(name=ONE[0], unit=branch(village("柳河村")))
    found.id_number = ONE[1]
    found.save()
    told(Application.objects.create(person=found, unit=found.unit), office)


def account(office):
    """An account of the office, before an administrator."""
    guarding = Account.objects.filter(user__in=[office.mine, office.colleague])
    guarding.update(role=Account.Role.SECURITY_ADMINISTRATOR)
    return officer(Account.Role.BRANCH_READER, branch(), "clerk").account


def moved_up(row, office):
    answers = {"role": Account.Role.BRANCH_SECRETARY, "unit": row.unit, "note": "换岗"}
    answers |= {"display_name": row.display_name, "seen": accounts.mark(row)}
    accounts.change(row, **answers, by=office.colleague)


def own(row):
    return [row.pk]


def first_paper(case):
    return [case.pk, case.papers.first().pk]


DESIGNATION = {
    "activist_on": "2026-07-10",
    "activist_decided_by": "committee",
    "recommended_on": "2026-07-03",
    "recommended_by": "members",
    "action": "confirm",
}
FACTS = {"responsible": "李镇长", "measure": "措施", "target": "目标", "evidence": "已办三件"}
ACCOUNT = {
    "display_name": "林小禾",
    "role": "branch_reader",
    "unit": "柳湾村党支部",
    "note": "改名",
}
RELATIVE = {"circle": "family", "workplace": "退休", "note": "核对"}
SANCTION = {"kind": "warning", "since": "2026-03-01", "decided_by": "县纪委", "note": "核对"}
ORGANISATION = {"kind": "branch", "has_committee": "on", "has_cells": "on", "note": "合并后重设"}
NAME = {"name": "林小禾", "note": "打错了"}
LETTER = {"application_letter-state": "complete", "application_letter-remark": "原件在柜"}
FORM = {"lead_form-state": "complete", "lead_form-remark": "原件在柜"}
EDITS = [
    Edit("membership:step", applicant, lambda c: [c.pk, "designate"], DESIGNATION, told, "07-03"),
    Edit(
        "membership:record",
        applicant,
        lambda c: [c.pk, "talk"],
        {"talked_on": "2026-06-11", "talker": "白振", "note": "补正"},
        told,
        "白振",
    ),
    Edit("membership:take-back", moved, own, {"note": "误点了"}, told, "误点了"),
    Edit("membership:papers", applicant, own, LETTER, told, "原件在柜"),
    Edit("membership:remove-paper", applicant, first_paper, {"note": "误登记"}, told, "误登记"),
    Edit(
        "talent:step",
        lambda office: talent("lead"),
        lambda c: [c.pk, "enter_pool"],
        {"pooled_on": "2026-03-21", "action": "confirm"},
        told,
        "03-21",
    ),
    Edit(
        "talent:record",
        raised,
        lambda c: [c.pk, "facts"],
        {"workplace": "上海", "note": "补正"},
        told,
        "上海",
    ),
    Edit("talent:take-back", raised, own, {"note": "误点了"}, told, "误点了"),
    Edit("talent:papers", raised, own, FORM, told, "原件在柜"),
    Edit("talent:remove-paper", raised, first_paper, {"note": "误登记"}, told, "误登记"),
    Edit("talent:choose", reserve, lambda c: [c.opening.pk], {}, told),
    Edit("person-edit", person, own, NAME, corrected, "林小禾"),
    Edit("person-relative", related, of_person, RELATIVE, corrected_row, "退休"),
    Edit("person-relative-remove", related, of_person, {"note": "登记错人"}, corrected_row),
    Edit("person-sanction", punished, of_person, SANCTION, corrected_sanction, "县纪委"),
    Edit("person-sanction-remove", punished, of_person, {"note": "已撤销"}, corrected_sanction),
    Edit("membership:branch-edit", lambda office: branch(), own, ORGANISATION, other_kind, "合并"),
    Edit("commitment-edit", item, own, FACTS, noted, "已办三件"),
    Edit(
        "commitment-close",
        item,
        own,
        {"closed_on": "2026-11-20", "reason": "已完成"},
        noted,
        "已完成",
    ),
    Edit("commitment-reopen", closed, own, {"note": "误销号"}, noted, "误销号"),
    Edit(
        "commitment-milestone",
        with_milestone,
        lambda made: [made.pk, made.milestones.get().pk],
        {},
        noted,
    ),
    Edit("account-edit", account, own, ACCOUNT, moved_up, "林小禾"),
    Edit("import-changes", uploaded, own, {}, registered, version="seen"),
]
# Forms that change something and yet carry no version, and why nothing is lost by that.
NONE_NEEDED = {
    "sign-in": "opens a session",
    "sign-in-code": "opens a session",
    "set_language": "the user's own, the last wins",
    "sign-out": "ends a session",
    "password": "the user's own, asks for the old one",
    "second-factor": "the user's own, asks for a code",
    "draft": "the user's own, the last wins",
    "purpose": "the user's own, the last wins",
    "membership:feed-renew": "the user's own, the last wins",
    "membership:feed-end": "the user's own, the last wins",
    "person-reveal": "changes nothing",
    "person-reveal-family": "changes nothing",
    "person-relative-add": "makes something new",
    "person-sanction-add": "makes something new",
    "membership:register": "makes something new",
    "talent:register": "makes something new",
    "import": "makes something new",
    "import-check": "a switch of a draft; the page that stores carries the mark of what it shows",
    "import-undo": "once, under lock; refused where anybody went on",
    "account-new": "makes something new",
    "four-eyes": "sets a switch to what is asked, once",
    "proposal": "the proposal holds the version of the case it was prepared on",
    "proposals-decide": "each proposal holds the version of the case it was prepared on",
    "membership:batch": "carries one for each person: tests/membership/test_batches.py",
    "star": "the user's own, the last wins",
    "postpone": "the user's own, the last wins",
    "resume": "the user's own, the last wins",
    "text": "adds who compared what, changes nothing",
    "standards-rework": "goes on with what is left to be worked out again",
    "membership:forms-receive": "makes something new",
    "membership:year-plan-copy": "gives places only where nobody has given any",
}


def shown(office, edit, row) -> dict:
    """What the opened form sends: what is typed, and the version it was opened with."""
    if edit.version == "seen":
        page = office.client.get(reverse(edit.view, args=edit.args(row)))
        return {**edit.sent, "seen": page.context["plan"].mark}
    if edit.view == "account-edit":
        return {**edit.sent, "unit": str(row.unit), "version": accounts.mark(row)}
    extra = {"case": row.pk} if edit.view == "talent:choose" else {}
    return {**edit.sent, **extra, "version": row.version}


def state() -> tuple:
    models = (Application, Talent, Person, Relative, Sanction, Unit, Commitment, Import, Account)
    rows = [list(model.objects.order_by("pk").values()) for model in models]
    return rows, AuditEvent.objects.count()


@pytest.mark.parametrize("edit", EDITS, ids=str)
def test_who_comes_second_is_told_who_was_first_and_keeps_what_was_typed(office, edit):
    row = edit.make(office)
    address, sent = reverse(edit.view, args=edit.args(row)), shown(office, edit, row)
    edit.faster(row, office)
    before = state()
    answer = office.client.post(address, sent)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "已由何快于 2026-11-24 12:00 改过" in text
    assert edit.typed in text
    assert state() == before


@pytest.mark.parametrize("edit", EDITS, ids=str)
def test_a_form_without_its_version_changes_nothing(office, edit):
    row = edit.make(office)
    sent = {n: v for n, v in shown(office, edit, row).items() if n != edit.version}
    before = state()
    answer = office.client.post(reverse(edit.view, args=edit.args(row)), sent)
    assert answer.status_code in (409, 422)
    assert state() == before


@pytest.mark.parametrize("edit", EDITS, ids=str)
def test_a_fresh_form_goes_through(office, edit):
    row = edit.make(office)
    sent = shown(office, edit, row)
    before = state()
    answer = office.client.post(reverse(edit.view, args=edit.args(row)), sent)
    assert answer.status_code == 302
    assert state() != before or not edit.sent


# Forms of several rows, whose second comer is tried where they are at home.
TRIED = {
    "membership:batch": "tests/membership/test_batches.py",
    "membership:form-end": "tests/membership/test_form_register.py",
    "membership:year-plan-edit": "tests/membership/test_year_plan.py",
    "standard": "tests/races/test_settings.py",
    "standard-withdraw": "tests/races/test_settings.py",
}


@pytest.mark.parametrize("path", sorted(set(TRIED.values())))
def test_a_form_tried_elsewhere_is_tried_there(path):
    text = (settings.BASE_DIR / path).read_text("utf-8")
    assert {"Stale", "409", "ValidationError"} & {*re.findall(r"\w+", text)}


def test_every_form_that_changes_something_carries_a_version_or_says_why_not():
    changing = {name for name, row in POLICY.items() if row.change}
    tried = {edit.view for edit in EDITS} | TRIED.keys()
    assert changing - tried - NONE_NEEDED.keys() == set()
