"""Rules into the pool and the reserve: one thing taken away at a time."""

from datetime import date

import pytest

from casework.models import Sanction
from tests.asking import Row
from tests.talent.factories import hold, seat_of
from tests.talent.tables import adds, asked, none_of

POOL, RESERVE = "lead", "pool"  # the stages from which the two steps start


def of_round(purpose, **columns):
    """Change the round of a purpose; saving works its days out anew."""

    def write(case):
        found = case.rounds.get(purpose=purpose)
        for name, value in columns.items():
            setattr(found, name, value)
        found.save()

    return write


def opinion(purpose, **columns):
    """Change what the petitions office answered."""

    def write(case):
        found = case.rounds.get(purpose=purpose)
        found.opinions.filter(department="petitions").update(**columns)
        found.count_opinions()

    return write


def asked_nobody(purpose):
    def write(case):
        found = case.rounds.get(purpose=purpose)
        found.opinions.all().delete()
        found.count_opinions()

    return write


def sanction(since, until=None, kind="warning"):
    return lambda case: Sanction.objects.create(
        person=case.person, kind=kind, since=since, until=until
    )


def every_seat_held(case):
    hold(case.seat, case.person)


def seat_held_by_a_cadre(case):
    hold(case.seat, case.person, holder="seconded_cadre")


def seat_only_elsewhere(case):
    every_seat_held(case)
    seat_of(case.unit.parent, "branch")


def review_rows(purpose, stage, decided, step=""):
    """The rows of one review round; the step is taken on the day the round is decided."""

    def row(rule, words, change, **more):
        return Row(f"{purpose}_{rule}", words, stage, change, step=step, **more)

    def all_of(*rules):
        return tuple(f"{purpose}_{rule}" for rule in rules)

    month = decided[:8]
    before, after = date.fromisoformat(f"{month}19"), date.fromisoformat(f"{month}21")
    today, silent = date.fromisoformat(decided), {"replied_on": None, "conclusion": ""}
    return [
        row("recommended", "unknown", of_round(purpose, recommended_on=None)),
        row(
            "recommended",
            "everything-on-the-day",
            of_round(purpose, recommended_on=today, township_reviewed_on=today),
            fails=False,
        ),
        row("township_reviewed", "tomorrow", of_round(purpose, township_reviewed_on=after)),
        row("recommended", "tomorrow", of_round(purpose, recommended_on=after)),
        row(
            "recommended",
            "round-closed",
            of_round(purpose, closed=True),
            also=all_of(
                "township_reviewed",
                "all_replied",
                "all_clear",
                "joint_review_valid",
                "notice_over",
                "notice_undisputed",
                "decided",
            ),
        ),
        row("township_reviewed", "unknown", of_round(purpose, township_passed=None)),
        row("township_reviewed", "failed", of_round(purpose, township_passed=False)),
        row("township_reviewed", "undated", of_round(purpose, township_reviewed_on=None)),
        row(
            "all_replied",
            "one-silent",
            opinion(purpose, **silent),
            also=all_of("joint_review_valid"),
        ),
        row(
            "all_replied",
            "reply-without-conclusion",
            opinion(purpose, conclusion=""),
            also=all_of("joint_review_valid"),
        ),
        row(
            "all_replied",
            "nobody-asked",
            asked_nobody(purpose),
            also=all_of("joint_review_valid"),
        ),
        row("all_clear", "one-against", opinion(purpose, conclusion="against")),
        row("joint_review_valid", "expired", of_round(purpose, valid_until=before)),
        row(
            "joint_review_valid",
            "last-day",
            of_round(purpose, valid_until=date.fromisoformat(decided)),
            fails=False,
        ),
        row("notice_over", "unknown", of_round(purpose, notice_from_on=None)),
        row("notice_over", "still-up", of_round(purpose, notice_from_on=before)),
        row("notice_undisputed", "objection", of_round(purpose, objection=True)),
        row("decided", "unknown", of_round(purpose, decided_on=None), also=all_of("notice_over")),
        row("decided", "tomorrow", of_round(purpose, decided_on=after)),
    ]


HITS = [
    ("open", {"severity": "bar", "since": "2025-01-01"}, True),
    ("last-day", {"severity": "bar", "since": "2023-03-20", "until": "2026-03-20"}, True),
    ("window-over", {"severity": "bar", "since": "2023-03-19", "until": "2026-03-19"}, False),
    ("tomorrow", {"severity": "bar", "since": "2026-03-21"}, False),
    ("caution", {"severity": "caution", "since": "2025-01-01"}, False),
]
ROWS = [
    Row("adult", "birthday", POOL, {"person__born_on": "2008-03-20"}, fails=False),
    Row("adult", "day-before", POOL, {"person__born_on": "2008-03-21"}),
    Row("adult", "unknown", POOL, {"person__born_on": None}, also=("within_pool_age",)),
    Row("within_pool_age", "forty-five", POOL, {"person__born_on": "1980-03-21"}, fails=False),
    Row("within_pool_age", "forty-six-today", POOL, {"person__born_on": "1980-03-20"}),
    Row("educated", "unknown", POOL, {"person__education": ""}),
    Row("educated", "junior", POOL, {"person__education": "70"}),
    Row("educated", "senior", POOL, {"person__education": "60"}, fails=False),
    *(
        Row(
            "no_bar",
            words,
            POOL,
            adds("hits", code="investigation", **hit),
            fails=fails,
            also=("no_caution",) if words == "caution" else (),
        )
        for words, hit, fails in HITS
    ),
    Row(
        "no_bar",
        "crime-beyond-any-window",
        POOL,
        adds("hits", code="crime", severity="bar", since="2010-01-01", until="2013-01-01"),
    ),
    Row(
        "no_bar",
        "before-the-guidance",
        POOL,
        adds("hits", code="investigation", severity="bar", since="2018-01-01"),
        law=2019,
    ),
    Row(
        "no_bar", "promote", RESERVE, adds("hits", code="land", severity="bar", since="2026-06-20")
    ),
    Row(
        "no_caution",
        "open",
        POOL,
        adds("hits", code="land", severity="caution", since="2026-01-01"),
    ),
    Row(
        "no_caution",
        "window-over",
        POOL,
        adds("hits", code="land", severity="caution", since="2025-01-01", until="2026-03-19"),
        fails=False,
    ),
    Row(
        "no_caution",
        "from-today-to-today",
        POOL,
        adds("hits", code="land", severity="caution", since="2026-03-20", until="2026-03-20"),
    ),
    Row("no_running_sanction", "open", POOL, sanction("2026-01-01")),
    Row("no_running_sanction", "last-day", POOL, sanction("2025-03-20", "2026-03-20")),
    Row("no_running_sanction", "over", POOL, sanction("2025-03-19", "2026-03-19"), fails=False),
    Row("no_running_sanction", "tomorrow", POOL, sanction("2026-03-21"), fails=False),
    Row("no_running_sanction", "promote", RESERVE, sanction("2026-06-20")),
    *review_rows("pool_entry", POOL, "2026-03-20"),
    *review_rows("reserve_promotion", RESERVE, "2026-06-20"),
    *review_rows("candidate", "reserve", "2026-09-20", step="nominate_for_branch"),
    *review_rows("candidate", "reserve", "2026-09-20", step="nominate_for_villagers")[:1],
    Row("appraised_good", "none", RESERVE, none_of("posts")),
    Row("appraised_good", "merely-passed", RESERVE, lambda case: case.posts.update(grade="pass")),
    Row(
        "appraised_good",
        "good",
        RESERVE,
        lambda case: case.posts.update(grade="good"),
        fails=False,
    ),
    Row(
        "appraised_good",
        "tomorrow",
        RESERVE,
        lambda case: case.posts.update(appraised_on="2026-06-21"),
    ),
    Row(
        "appraised_good",
        "today",
        RESERVE,
        lambda case: case.posts.update(appraised_on="2026-06-20"),
        fails=False,
    ),
    Row("village_has_need", "every-seat-held", RESERVE, every_seat_held),
    Row("village_has_need", "held-by-a-cadre", RESERVE, seat_held_by_a_cadre, fails=False),
    Row("village_has_need", "vacant-elsewhere", RESERVE, seat_only_elsewhere),
    Row("long_enough_in_pool", "unknown", RESERVE, {"pooled_on": None}),
    Row("long_enough_in_pool", "same-day", RESERVE, {"pooled_on": "2026-06-20"}, fails=False),
    Row("long_enough_in_pool", "day-after", RESERVE, {"pooled_on": "2026-06-21"}),
]


@pytest.mark.django_db
@pytest.mark.parametrize("row", ROWS, ids=str)
def test_the_steps_into_pool_and_reserve(row):
    assert asked(row) == row.expected
