"""What the pages of the settings and of the texts show, from the declarations of the pipelines."""

from collections.abc import Iterator
from datetime import date

from casework.models import Comparison, Standard
from casework.pipelines import PIPELINES, Pipeline
from casework.ruledocs import every_rule
from casework.rules import Rule
from casework.standards import NUMBERS, Setting, typed
from casework.texts import Source, Text
from casework.wording import listed


def setting_named(key: str) -> Setting | None:
    """The setting with a key; None for a key that no pipeline declares."""
    every = (one for _title, some in headings() for one in some)
    return next((one for one in every if one.key == key), None)


def headings() -> Iterator[tuple]:
    """The settings of every pipeline under their headings."""
    for pipeline in PIPELINES.values():
        yield from pipeline.settings


def fixed() -> list:
    return [one for pipeline in PIPELINES.values() for one in pipeline.fixed]


def sections(today: date) -> list[dict]:
    """The list of settings as they stand. One query."""
    rows: dict[str, list[Standard]] = {}
    for row in standing_rows():
        rows.setdefault(row.key, []).append(row)
    return [
        {"title": title, "lines": [line(one, rows.get(one.key, []), today) for one in some]}
        for title, some in headings()
    ]


def standing_rows():
    """The rows that were not withdrawn, the latest first day first."""
    rows = Standard.objects.filter(withdraws=None, withdrawal=None).select_related("by__account")
    return rows.order_by("-since", "-pk")


def line(setting: Setting, rows: list[Standard], today: date) -> dict:
    """One setting: its value of today, where that comes from, and what comes later."""
    day = setting.since or today
    now = next((row for row in rows if row.since <= day), None)
    later = [row for row in rows if row.since > day]
    value = setting.on(day)
    return {
        "setting": setting,
        "value": setting.words(value),
        "default": setting.words(setting.default),
        "is_default": value == setting.default,
        "source": now.source if now else setting.source,
        "since": now.since if now else None,
        "later": [{"since": row.since, "value": _words(setting, row)} for row in reversed(later)],
    }


def _words(setting: Setting, row: Standard) -> str:
    return setting.words(typed(setting, row.value))


def bounds(setting: Setting) -> dict:
    """The national bound of a number and its articles, for the page."""
    if not setting.cites or setting.kind not in NUMBERS:
        return {}
    least = setting.least == setting.default
    return {
        "least": setting.words(setting.least) if least else "",
        "most": "" if least else setting.words(setting.most),
        "cites": listed(map(str, setting.cites)),
    }


def history(setting: Setting, today: date) -> list[dict]:
    """Every row of a setting, the newest first. One query."""
    rows = Standard.objects.filter(key=setting.key).order_by("-number")
    return [
        {
            "row": row,
            "value": _words(setting, row),
            "withdrawn": hasattr(row, "withdrawal"),
            "may_withdraw": row.since > today and not row.withdraws_id,
        }
        for row in rows.select_related("by__account", "withdrawal", "withdraws")
    ]


def rows_of(setting: Setting) -> list[Standard]:
    """The rows of one setting that were not withdrawn. One query."""
    return list(standing_rows().filter(key=setting.key))


def row_of(setting: Setting, number: int) -> Standard | None:
    return Standard.objects.filter(key=setting.key, number=number).first()


# The texts ----------------------------------------------------------------------------------


def sources() -> list[tuple[Pipeline, Source]]:
    return [(each, source) for each in PIPELINES.values() for source in each.sources]


def texts() -> list[dict]:
    """The texts that the rules follow, each with its last comparison. One query."""
    newest: dict[str, Comparison] = {}
    for row in Comparison.objects.select_related("by__account").order_by("at", "pk"):
        newest[row.text] = row
    return [{"source": one, "compared": newest.get(one.text.code)} for _each, one in sources()]


def comparisons(source: Source):
    """Every comparison of a text, the newest first."""
    return Comparison.objects.filter(text=source.text.code).select_related("by__account")


def source_of(code: str) -> tuple[Pipeline, Source] | None:
    return next((pair for pair in sources() if pair[1].text.code == code), None)


def article_lines(pipeline: Pipeline, text: Text) -> list[dict]:
    """Article by article: what it is about, and the rules that carry it, if any can."""
    carried: dict[str, list[Rule]] = {}
    for rule in every_rule([pipeline]):
        for cite in rule.cites:
            for article in cite.articles if cite.text == text else ():
                carried.setdefault(article, []).append(rule)
    about = {str(number): words for number, words in pipeline.topics.get(text, {}).items()}
    return [
        {
            "article": text.counts % article,
            "about": about.get(article, ""),
            "rules": carried.get(article, []),
        }
        for article in sorted({*carried, *about}, key=_order)
    ]


def _order(article: str) -> tuple:
    return not article.isdigit(), int(article) if article.isdigit() else 0, article
