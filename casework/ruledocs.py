"""Writes docs/rules.md: what each step of a pipeline asks, from the rules themselves."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import override

from .pipelines import PIPELINES, Pipeline
from .rules import Rule, Severity
from .workflow import guard_of, steps

SEVERITIES = {
    Severity.BLOCK: "stops",
    Severity.WARN: "needs a reason",
    Severity.INFO: "tells",
}
HEAD = """# The rules

Written by `python3 run.py manage rules` from `membership/rules/`, `talent/rules/` and both
catalogues of papers; a test fails when this file is stale. Do not edit it.

A step asks every rule that one of its texts puts into force **on the day of the event**.
*stops*: the step cannot be taken. *needs a reason*: it can, with a recorded reason. *tells*: it
only shows. The texts and their days:
"""
COLUMNS = "| rule | 标题 | requires | severity | articles |\n| --- | --- | --- | --- | --- |"


def document() -> str:
    """The whole of docs/rules.md, in the order of the pipelines and their steps."""
    with override("zh-hans"):
        pipelines = [PIPELINES[name] for name in sorted(PIPELINES)]
        parts = [HEAD, _texts(pipelines), *map(_pipeline, pipelines), _index(pipelines)]
        parts += [_whole(pipeline, text) for pipeline in pipelines for text in pipeline.silent]
        return "\n".join(parts)


def every_rule(pipelines: Iterable[Pipeline]) -> list[Rule]:
    """Every rule of every pipeline once, in order of first use."""
    found = {}
    for pipeline in pipelines:
        for step in steps(pipeline.model):
            found |= {(pipeline.app, rule.slug): rule for rule in guard_of(step).rules}
    return list(found.values())


def _texts(pipelines) -> str:
    """The texts that rules cite, with the days they are in force."""
    texts = {cite.text for rule in every_rule(pipelines) for cite in rule.cites}
    lines = ["| code | text | in force |", "| --- | --- | --- |"]
    for text in sorted(texts, key=lambda text: text.code):
        lines.append(f"| {text.code} | {text} | {_span(text)} |")
    return "\n".join(lines) + "\n"


def _span(text) -> str:
    since = "always" if text.since.year == 1 else f"{text.since} –"
    return since if text.until.year == 9999 else f"{since} {text.until}"


def _pipeline(pipeline: Pipeline) -> str:
    sections = [_step(pipeline, name, ways) for name, ways in _ways(pipeline.model)]
    return f"## {pipeline.app} {pipeline.title}\n\n" + "\n".join(sections)


def _ways(model) -> Iterator[tuple[str, list]]:
    """Each transition once, with every stage it starts from."""
    named = {}
    for step in steps(model):
        named.setdefault(step.name, []).append(step)
    yield from named.items()


def _step(pipeline: Pipeline, name: str, ways: list) -> str:
    first, stage = ways[0], pipeline.model.Stage
    sources = "、".join(str(stage(step.source).label) for step in ways)
    targets = getattr(first.target, "allowed_states", None) or (first.target,)
    goal = " / ".join(str(stage(target).label) for target in targets)
    rules = guard_of(first).rules
    rows = [_row(rule) for rule in rules]
    title = f"### {first.custom['label']} `{name}`"
    way = f"{sources} → {goal} · permission `{first.permission}` · {_counted(rules)}"
    return "\n".join([title, "", way, "", COLUMNS, *rows, ""])


def _counted(rules) -> str:
    papers = sum(bool(rule.paper) for rule in rules)
    own = len(rules) - papers
    words = f"{own} rule{'' if own == 1 else 's'}"
    return f"{words}, {papers} papers" if papers else words


def _row(rule: Rule) -> str:
    cites = "; ".join(_short(cite) for cite in rule.cites)
    cells = (f"`{rule.slug}`", rule.title, rule.requires, SEVERITIES[rule.severity], cites)
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"


def _short(cite) -> str:
    articles = ", ".join(cite.articles)
    return f"{cite.text.code} {articles}".strip()


def articles(pipeline: Pipeline, text) -> dict[int, list[str]]:
    """The rules that each article of a text carries, by its number."""
    found: dict[int, list[str]] = {}
    for rule in every_rule([pipeline]):
        for cite in rule.cites:
            for article in cite.articles if cite.text == text else ():
                found.setdefault(int(article), []).append(rule.slug)
    return found


def _whole(pipeline: Pipeline, text) -> str:
    """Every article of a text: the rules that carry it, or why none does."""
    carried, silent = articles(pipeline, text), pipeline.silent[text]
    lines = [f"## {text}, article by article", "", "| article | carried by |", "| --- | --- |"]
    for article in range(1, max(*carried, *silent) + 1):
        rules = ", ".join(f"`{slug}`" for slug in carried.get(article, ()))
        lines.append(f"| {article} | {rules or 'no rule: ' + silent[article]} |")
    return "\n".join(lines) + "\n"


def _index(pipelines) -> str:
    """From each article to the rules that cite it."""
    found = {}
    for rule in every_rule(pipelines):
        for cite in rule.cites:
            for article in cite.articles or ("",):
                found.setdefault((cite.text, article), {})[rule.slug] = rule
    lines = [
        "## From the articles to the rules",
        "",
        "| text | article | rules |",
        "| --- | --- | --- |",
    ]
    for (text, article), slugs in sorted(found.items(), key=_article_order):
        rules = ", ".join(f"`{slug}`" for slug in slugs)
        lines.append(f"| {text} | {article or _('整体')} | {rules} |")
    return "\n".join(lines) + "\n"


def _article_order(item) -> tuple:
    (text, article), _slugs = item
    return text.code, not article.isdigit(), int(article) if article.isdigit() else 0, article
