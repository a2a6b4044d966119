"""Age structure: numbers counted by hand, the list behind each, page, paper and workbook."""

import json
from datetime import date
from decimal import Decimal
from io import BytesIO

import pypdfium2
import pytest
from django.db.models import F, Q
from django.utils.html import strip_tags
from openpyxl import load_workbook

from casework.ages import BULLETIN, PARTY_STATISTICS, completed_years
from casework.models import Account, AuditEvent, Person, Seat
from progress import structure, wording
from progress.populations import ALL, BY_SLUG
from progress.structure import YOUNG, Age, born_in, census, figures
from progress.tables import people_of
from tests.casework.faces import needs_faces
from tests.officers import branch, officer, township, village
from tests.purposes import for_checking

from . import town

pytestmark = pytest.mark.django_db
ROLE = Account.Role
ON = town.ON


@pytest.fixture
def user():
    return officer(ROLE.TOWNSHIP_OFFICER, township())


@pytest.fixture
def signed_in(client, user):
    client.force_login(user)
    return for_checking(client)


def found_of(slug="committee", on=ON, bands=PARTY_STATISTICS, scope=None):
    return figures(BY_SLUG[slug], scope or township(), on, bands)


def test_the_small_town_counts_as_by_hand():
    """58, 33, 30 and one unknown: mean 121 / 3 = 40.3, two of four are 35 or younger."""
    town.committee()
    found = found_of()
    assert found.now.total == 4
    assert found.now.mean == Decimal("40.3")
    assert found.young == 2
    assert [row.count for row in found.rows] == [2, 0, 0, 1, 0, 1]
    assert [row.share for row in found.rows] == [Decimal(f"{n}.0") for n in (50, 0, 0, 25, 0, 25)]


def test_one_person_on_both_committees_counts_once():
    """Worked case 28: secretary and chair are two seats and one person."""
    town.committee()
    head = Person.objects.get(name="贾义")
    assert head.terms.count() == 2
    assert found_of().now.count(BULLETIN[6]) == 1


def test_the_day_decides_who_sits():
    town.committee()
    before = found_of(on=date(2026, 2, 28))
    assert before.now.total == 1
    assert before.now.mean == Decimal("57.0")


def test_a_day_ahead_lets_everybody_age():
    town.committee()
    later = found_of(on=date(2029, 10, 31))
    assert later.now.total == 4
    assert later.young == 1


def test_the_thirty_fifth_birthday_counts_as_young_and_the_thirty_sixth_does_not():
    """Worked cases 1 and 2: born 1987-09-20, 1986-09-21 and 1986-09-20, on 2022-09-20."""
    on, place = date(2022, 9, 20), village()
    for number, born in enumerate(("1987-09-20", "1986-09-21", "1986-09-20")):
        town.sits(town.person(born, born, unit=place), town.seat(place, number), "2022-01-01")
    found = found_of(on=on)
    assert (found.now.total, found.young) == (3, 2)
    chosen = people_of(BY_SLUG["committee"], township(), on, born_in(YOUNG, on))
    assert {one.name for one in chosen} == {"1987-09-20", "1986-09-21"}


@pytest.mark.parametrize("on", ["2026-02-28", "2026-03-01", "2028-02-29", "2026-12-31"])
def test_the_database_counts_years_as_the_dates_do(on):
    """29 February turns on 1 March; a birthday counts; nobody's age is guessed."""
    day = date.fromisoformat(on)
    born = ["2000-02-29", "2000-02-28", "2000-03-01", "1999-12-31", "2000-01-01", on, "2029-01-01"]
    people = [town.person(f"{number}", one) for number, one in enumerate([*born, None])]
    ages = dict(Person.objects.values_list("pk", Age(F("born_on"), on=day)))
    right = [completed_years(date.fromisoformat(one), day) for one in born]
    assert [ages[person.pk] for person in people] == [*right, None]


@pytest.mark.parametrize(
    ("born", "place"),
    [("1990-01-01", 1), ("1989-12-31", 2), ("1964-12-31", 7), ("1965-01-01", 6)],
)
def test_bands_at_the_turn_of_the_year(born, place):
    """Worked case 25: 35, 36, 61 and 60 at 2025-12-31."""
    town.sits(town.person(born, born), town.seat(village()), "2025-01-01")
    found = found_of(on=date(2025, 12, 31), bands=BULLETIN)
    assert [row.count for row in found.rows].index(1) == place


def test_new_members_belong_to_the_year_of_approval():
    """Worked case 25: meeting 2025-12-20, approved 2026-02-10: one of 2026's."""
    town.case("郑一鸣", "1990-01-01", adopted_on="2025-12-20", approved_on="2026-02-10")
    counted = {
        year: census(
            BY_SLUG["new-members"].under(township().path, date(year, 12, 31)),
            BY_SLUG["new-members"],
            date(year, 12, 31),
        ).total
        for year in (2025, 2026)
    }
    assert counted == {2025: 0, 2026: 1}


def test_a_member_joins_the_count_when_approved():
    made = town.case("郑一鸣", "1990-01-01", adopted_on="2025-12-20", approved_on="2026-02-10")
    Person.objects.filter(pk=made.person_id).update(
        standing="probationary", joined_on=date(2025, 12, 20), affiliation=made.unit
    )
    assert found_of("members", on=date(2025, 12, 31)).now.total == 0
    assert found_of("members", on=date(2026, 2, 10)).now.total == 1


def test_an_activist_of_a_past_day_is_counted_until_proposed():
    town.case(
        "郑一鸣",
        "1990-01-01",
        stage="prospective",
        activist_on="2025-01-10",
        proposed_on="2026-02-01",
    )
    town.case("蔡小芸", "1990-01-01", stage="activist", activist_on="2025-06-10")
    days = (date(2025, 1, 9), date(2025, 1, 10), date(2026, 1, 31), date(2026, 2, 1))
    assert [found_of("activists", on=day).now.total for day in days] == [0, 1, 2, 1]


@pytest.mark.parametrize("population", ALL, ids=lambda one: one.slug)
@pytest.mark.parametrize("bands", [BULLETIN, PARTY_STATISTICS], ids=["bulletin", "statistics"])
def test_every_number_is_the_list_behind_it(population, bands):
    town.committee()
    for number, born in enumerate(("1960-01-01", "1985-11-01", "1995-05-05", None)):
        made = town.case(
            f"人{number}",
            born,
            stage="activist",
            activist_on="2026-01-10",
            adopted_on="2026-02-01" if number % 2 else "2026-12-01",
            approved_on="2026-03-01",
        )
        Person.objects.filter(pk=made.person_id).update(standing="full", affiliation=made.unit)
    found = figures(population, township(), ON, bands)
    day = population.age_day(ON)
    for row in found.rows:
        chosen = born_in(row.band, day) if row.band else Q(born_on__isnull=True)
        assert people_of(population, township(), ON, chosen).count() == row.count
    assert sum(row.share for row in found.rows) == (Decimal("100.0") if found.now.total else 0)
    assert sum(place.total for place in found.places) == found.now.total


def test_of_very_many_villages_the_first_are_named_and_all_are_counted(monkeypatch):
    for place in range(4):
        village(f"某{place}村")
    monkeypatch.setattr(structure, "MOST_NAMED", 3)
    found = found_of().without_young
    assert (found.number, len(found.first), found.more) == (4, 3, 1)


def test_villages_without_young_people_are_told_with_and_without_seconded_cadres():
    town.committee()
    village("周营村")
    found = found_of()
    assert [str(unit) for unit in found.without_young.first] == ["周营村"]
    assert {str(unit) for unit in found.without_local_young.first} == {"东沟村", "周营村"}


def test_the_sentence_carries_the_numbers():
    town.committee()
    found = found_of()
    assert wording.summary(found) == (
        "截至2026年10月31日，全镇2个村（社区）共有“两委”成员4人，平均年龄40.3岁，较年初下降16.7岁；"
        "35岁及以下2人，占50.0%，较年初提高50.0个百分点。"
    )


def test_the_page_shows_figures_and_links_to_people(signed_in):
    town.committee()
    page = signed_in.get("/ages/", {"on": "2026年10月31日", "bands": "statistics"})
    text = strip_tags(page.content.decode())
    assert page.status_code == 200
    assert "40.3岁" in text
    assert "出生日期不详" in text
    behind = signed_in.get(
        "/ages/people/", {"object": "committee", "on": "2026-10-31", "high": "35"}
    ).content.decode()
    assert "方宁" in behind and "史林" in behind and "贾义" not in behind


def test_a_day_nobody_can_read_gets_a_sentence_and_no_figures(signed_in):
    page = signed_in.get("/ages/", {"on": "大概前年"})
    assert page.status_code == 422
    assert "不是日期" in page.content.decode()


@pytest.mark.parametrize("address", ["/ages/", "/ages/people/", "/ages/report.pdf"])
def test_a_unit_outside_is_not_found(client, address):
    client.force_login(officer(ROLE.TOWNSHIP_OFFICER, village("柳湾村")))
    assert client.get(address, {"unit": village("东沟村").pk}).status_code == 404


def test_a_branch_secretary_counts_only_the_branch(client):
    own, other = branch(village("柳湾村")), branch(village("东沟村"))
    for place in (own, other, other):
        town.person("党员", "1980-01-01", unit=place, standing="full", affiliation=place)
    user = officer(ROLE.BRANCH_SECRETARY, own)
    client.force_login(user)
    page = client.get("/ages/", {"object": "members"})
    assert page.context["found"].now.total == 1
    assert client.get("/ages/report.pdf").status_code == 403


def test_the_number_of_queries_does_not_grow(signed_in, django_assert_max_num_queries):
    counts = []
    for number in (3, 37):
        for _each in range(number):
            place = village()
            town.sits(town.person("委员", "1980-01-01"), town.seat(place, Seat.objects.count() + 1))
        with django_assert_max_num_queries(15) as seen:
            signed_in.get("/ages/")
        counts.append(len(seen))
    assert counts[0] == counts[1]


def pages_of(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return "".join(text.split())


@needs_faces
def test_the_report_carries_figures_and_the_mark_of_its_event(signed_in):
    town.committee()
    answer = signed_in.get("/ages/report.pdf", {"on": "2026-10-31", "bands": "statistics"})
    text = pages_of(b"".join(answer.streaming_content))
    event = AuditEvent.objects.get(kind="export")
    assert "共有“两委”成员4人，平均年龄40.3岁" in text
    assert "截至2026年10月31日" in text
    assert f"操作留痕第{event.seq}号" in text
    assert event.hash[:16] in text
    told = json.loads(event.payload)
    assert (told["rows"], told["on"], event.subject) == (4, "2026-10-31", "report:ages")


def test_the_workbook_holds_bands_villages_and_people(signed_in):
    town.committee()
    answer = signed_in.get("/ages/report.xlsx", {"on": "2026-10-31", "bands": "statistics"})
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    bands, places, people = (list(sheet.values) for sheet in book)
    assert bands[0] == ("年龄段", "人数", "占比（%）", "年初人数", "较年初（百分点）")
    assert bands[1][:3] == ("35岁及以下", 2, 50)
    assert {row[0]: row[1] for row in places[1:3]} == {"柳湾村": 2, "东沟村": 2}
    assert {row[0] for row in people[1:5]} == {"贾义", "方宁", "史林", "何立"}
    assert AuditEvent.objects.filter(kind="export").count() == 1


@needs_faces
def test_a_report_that_fails_has_been_told_of_all_the_same(signed_in, monkeypatch):
    def broken(*_args):
        raise RuntimeError("paper jam")

    monkeypatch.setattr("progress.reports.ages_paper", broken)
    with pytest.raises(RuntimeError):
        signed_in.get("/ages/report.pdf")
    assert AuditEvent.objects.get().kind == "export"
