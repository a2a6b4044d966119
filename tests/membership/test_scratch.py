"""试算: the scratch page answers from typed days and stores nothing."""

from casework.models import AuditEvent, Person
from membership.models import Application

URL = "/membership/scratch/"
DAYS = {
    "born_on": "1996-01-01",
    "has_committee": "on",
    "full_members": "9",
    "applied_on": "2026-06-01",
    "talked_on": "2026年7月10日",
    "activist_on": "2026-07-20",
}


def test_the_empty_page_asks_and_answers_nothing(desk):
    page = desk.get(URL)
    assert page.status_code == 200 and not page.context["rows"]


def test_typed_days_are_judged_and_planned(desk):
    rows = {row["number"]: row for row in desk.get(URL, DAYS).context["rows"]}
    assert len(rows) == 25
    assert rows[2]["state"] == "warn" and "实际 2026-07-10" in rows[2]["findings"][0]["arithmetic"]
    assert rows[1]["state"] == "met" and rows[7]["earliest"] == "2027-07-20"
    assert rows[7]["left"].startswith("先办第 4")


def test_the_page_stores_nothing(desk):
    counts = [model.objects.count() for model in (Application, Person, AuditEvent)]
    desk.get(URL, DAYS)
    assert [m.objects.count() for m in (Application, Person, AuditEvent)] == counts


def test_an_unreadable_day_keeps_what_was_typed(desk):
    page = desk.get(URL, {**DAYS, "proposed_on": "2026-13-01"})
    assert page.status_code == 422 and not page.context["rows"]
    assert page.context["form"]["talked_on"].value() == "2026年7月10日"


def test_an_extension_without_months_is_said_to_be_out_of_range(desk):
    facts = {**DAYS, "adopted_on": "2025-09-01", "approved_on": "2025-11-20"}
    page = desk.get(URL, {**facts, "extended_on": "2026-09-10", "extension_months": "13"})
    (extended,) = page.context["aside"]
    assert [found["rule"] for found in extended["findings"]] == ["extension_in_range"]
