"""Every article of both recruitment texts is carried by a rule or has a reason why not."""

import pytest

from casework.ruledocs import articles, document
from casework.texts import R14, R26
from membership.articles import LAST, in_2014, silent
from membership.pipeline import PIPELINE


@pytest.mark.parametrize("text", [R14, R26], ids=["2014", "2026"])
def test_no_article_is_missing_and_none_is_told_twice(text):
    carried, reasons = set(articles(PIPELINE, text)), silent()[text]
    assert carried | set(reasons) == set(range(1, LAST + 1))
    assert not carried & set(reasons)
    assert all(len(why) > 15 for why in reasons.values())


def test_the_numbers_of_both_texts_are_matched():
    assert [in_2014(n) for n in (1, 17, 18, 25, 39, 40, 41, 44)] == [
        1, 17, 19, 26, 40, None, 41, 44,
    ]  # fmt: skip


@pytest.mark.parametrize("text", [R14, R26], ids=["2014", "2026"])
def test_the_documentation_lists_all_forty_four(text):
    section = document().split(f"## {text}, article by article")[1].split("\n## ")[0]
    numbers = [line.split("|")[1].strip() for line in section.splitlines() if line.startswith("| ")]
    assert numbers[2:] == [str(number) for number in range(1, LAST + 1)]


def test_a_rule_of_both_texts_cites_the_same_matter():
    for rule, older in _both():
        assert older == {in_2014(int(n)) for n in rule}, rule


def _both():
    """The articles of 2026 and those of 2014, of every rule that cites both."""
    newer, older = articles(PIPELINE, R26), articles(PIPELINE, R14)
    slugs = {slug for some in newer.values() for slug in some}
    for slug in slugs & {slug for some in older.values() for slug in some}:
        yield (
            {n for n, some in newer.items() if slug in some},
            {n for n, some in older.items() if slug in some},
        )
