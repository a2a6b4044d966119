"""The English catalogue: complete, true to the sources, and what an English page shows."""

import html
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path

import polib
import pytest
import time_machine
from django.apps import apps
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat
from django.test import Client
from django.urls import reverse
from django.utils import translation

from casework.context import NAV
from casework.models import Account, Person, Unit
from casework.pipelines import PIPELINES
from casework.rules import Rule
from casework.templatetags.casework_ui import STATES
from casework.workflow import guard_of, steps
from tests.catalogue import HAN, LOCALE, Catalogue, Sources, catalogue, placeholders, translations
from tests.membership import factories as membership
from tests.officers import officer, township, village
from tests.progress.town import commitment, committee
from tests.talent import factories as talent

OURS = ("casework", "membership", "talent", "progress")
# Chinese that an English text keeps, each with its reason.
KEPT_CHINESE: dict[str, str] = {}
# What reads right in Chinese only: full-width marks, and the curly quotes that a Chinese face
# draws at full width. A straight double quote would end the attribute it stands in.
FULL_WIDTH = re.compile(r"[\u3001-\u3011\uff01-\uff5e“”‘’\"]")
TODAY, NOON = date(2028, 10, 20), time(12)
NUMBER, ANSWER = re.compile(r"\d+"), re.compile(r"=[^&]*")
LINK = re.compile(r'href="(/[^"#]*)')
PAGE = re.compile(r"(?!/static/)(?!.*export)[^.]*")  # neither a file nor a download
CHINESE = re.compile(r"[^<>]{0,30}[\u3001-\u3011\u3400-\u9fff\uff01-\uff5e][^<>]{0,30}")
# The name of the other language, an item as its list numbers it, a people of China.
CHINESE_DATA = ("中文", "一（6）", "二（3）", "汉族", *membership.RESOLUTION.values())


@pytest.fixture(scope="module")
def ours() -> Catalogue:
    """The catalogue of this project, read once."""
    return catalogue()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """An empty project with one app and one folder of templates."""
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "__init__.py").touch()
    (tmp_path / "templates").mkdir()
    return tmp_path


def _module(project: Path, source: str) -> Sources:
    (project / "app" / "words.py").write_text(source, encoding="utf-8")
    return Sources(project).read()


def _template(project: Path, source: str) -> Sources:
    (project / "templates" / "page.html").write_text(source, encoding="utf-8")
    return Sources(project).read()


# The catalogue of this project ----------------------------------------------------------


def test_every_text_has_an_english_translation(ours: Catalogue) -> None:
    assert ours.complaints() == []


def test_a_translation_keeps_every_place_for_a_value(ours: Catalogue) -> None:
    wrong = [
        (entry.msgid, words)
        for entry in ours.kept
        for words in translations(entry)
        if placeholders(words) != placeholders(entry.msgid)
    ]
    assert wrong == []


def test_no_translation_holds_chinese_or_its_marks(ours: Catalogue) -> None:
    wrong = [
        words
        for entry in ours.kept
        for words in translations(entry)
        if (HAN.search(words) or FULL_WIDTH.search(words)) and entry.msgid not in KEPT_CHINESE
    ]
    assert wrong == []


def test_the_compiled_catalogue_holds_the_readable_one(ours: Catalogue) -> None:
    compiled = polib.mofile(str(LOCALE / "django.mo"))
    assert {(e.msgid, e.msgstr) for e in compiled} == {(e.msgid, e.msgstr) for e in ours.kept}


def test_the_catalogue_names_no_line_and_no_day(ours: Catalogue) -> None:
    assert {line for entry in ours.kept for _file, line in entry.occurrences} == {""}
    assert not {"POT-Creation-Date", "PO-Revision-Date"} & set(ours.kept.metadata)


# What English shows ---------------------------------------------------------------------


def _rules() -> set[Rule]:
    """Every rule that guards a step of either pipeline, papers among them."""
    models = [pipeline.model for pipeline in PIPELINES.values()]
    return {rule for model in models for step in steps(model) for rule in guard_of(step).rules}


def _words_of_rules() -> Iterator[str]:
    """Titles, blockers and texts; the number of an article stays as its text writes it."""
    for rule in _rules():
        yield from (rule.title, rule.blocker)
        yield from (words for cite in rule.cites for words in (cite.text, cite.text.counts))


def _words_of_steps() -> Iterator[str]:
    for pipeline in PIPELINES.values():
        yield pipeline.title
        yield from (step.custom["label"] for step in steps(pipeline.model))
        yield from pipeline.extra_labels.values()
        yield from (paper.title for paper in pipeline.catalogue)


def _words_of_columns() -> Iterator[str]:
    for model in (model for app in OURS for model in apps.get_app_config(app).get_models()):
        yield model._meta.verbose_name
        for field in model._meta.concrete_fields:
            yield from (label for _value, label in field.flatchoices)


def _words_of_navigation() -> Iterator[str]:
    yield from (item[1] for item in NAV)
    yield from (state.word for state in STATES.values())


@pytest.mark.parametrize(
    "words",
    [_words_of_rules, _words_of_steps, _words_of_columns, _words_of_navigation],
    ids=["rules", "steps", "columns", "navigation"],
)
def test_what_is_declared_once_reads_in_english(words) -> None:
    with translation.override("en"):
        shown = [str(text) for text in words()]
    assert len(shown) > 10
    assert [text for text in shown if HAN.search(text)] == []


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_the_sign_in_page_speaks_the_language_of_the_browser(db, language: str) -> None:
    page = Client().get(reverse("sign-in"), headers={"accept-language": language}).content.decode()
    without_switch = page.replace("中文", "")
    assert bool(HAN.search(without_switch)) == (language == "zh-CN")


def test_the_switch_turns_the_pages_to_english(db) -> None:
    client = Client(headers={"accept-language": "zh-CN"})
    client.post(reverse("set_language"), {"language": "en"})
    page = client.get(reverse("sign-in")).content.decode()
    assert 'lang="en"' in page
    assert not HAN.search(page.replace("中文", ""))


# Every page in English ------------------------------------------------------------------


@pytest.fixture
def english_town(db) -> Iterator[Client]:
    """A township with a case in every stage whose people and places have Latin names."""
    with time_machine.travel(datetime.combine(TODAY, NOON, UTC), tick=False):
        for stage in membership.NEXT:
            membership.application(stage).settle(TODAY)
        for number, stage in enumerate(talent.STAGES, start=5):
            seat = talent.seat_of(village(), number=number)
            talent.talent(stage, seat=seat).settle(TODAY)
        committee()
        commitment(title="Reserve", number="1", problem="-", measure="-", target="-")
        user = officer(Account.Role.TOWNSHIP_OFFICER, township())
        Unit.objects.update(name=Concat(Value("Willow "), Cast("pk", CharField())))
        Unit.objects.update(short_name=F("name"))
        Person.objects.update(name="Lin Xiaohe")
        client = Client(headers={"accept-language": "en"})
        client.force_login(user)
        yield client


def _pages(client: Client) -> Iterator[tuple[str, str]]:
    """Every page that links lead to from the home, one of each form of address."""
    waiting, seen = [reverse("home")], set()
    while waiting:
        address = html.unescape(waiting.pop(0))
        form = NUMBER.sub("1", ANSWER.sub("=", address))
        if form in seen or not PAGE.fullmatch(address):
            continue
        seen.add(form)
        page = client.get(address, follow=True).content.decode()
        yield address, page
        waiting += LINK.findall(page)


def test_no_page_holds_chinese_in_english(english_town: Client) -> None:
    pages = dict(_pages(english_town))
    assert len(pages) > 40
    wrong = {}
    for address, page in pages.items():
        for data in CHINESE_DATA:
            page = page.replace(data, "")
        if found := CHINESE.findall(page):
            wrong[address] = found[:3]
    assert wrong == {}


# How texts are found --------------------------------------------------------------------


def test_texts_are_found_under_any_imported_name(project: Path) -> None:
    found = _module(
        project,
        "from django.utils.translation import gettext as _t\n"
        "from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy as p\n"
        "from django.utils import translation\n"
        'A = _t("甲" "乙")\nB = gettext_lazy("丙")\nC = ngettext("一", "多", 3)\n'
        'D = p("按钮", "开")\nE = translation.gettext("丁")\nF = other("戊")\n',
    )
    assert [(t.context, t.msgid, t.plural) for t in found.texts.values()] == [
        ("", "甲乙", ""),
        ("", "丙", ""),
        ("", "一", "多"),
        ("按钮", "开", ""),
        ("", "丁", ""),
    ]
    assert found.unreadable == []


@pytest.mark.parametrize(
    "call", ['_(f"共{n}人")', "_(words)", '_("共" + n)', "_()"], ids=["f-string", "name", "sum", ""]
)
def test_a_call_without_a_literal_is_named(project: Path, call: str) -> None:
    found = _module(
        project, f"from django.utils.translation import gettext as _\nn = words = ''\nA = {call}\n"
    )
    assert [file for file, _what in found.unreadable] == ["app/words.py"]


@pytest.mark.parametrize(
    ("tag", "key", "plural"),
    [
        ('{% translate "待办" %}', ("", "待办"), ""),
        ('{% translate "开" context "按钮" %}', ("按钮", "开"), ""),
        ('{% include "x.html" with text=_("没有") %}', ("", "没有"), ""),
        ('{{ empty|default:_("没有") }}', ("", "没有"), ""),
        (
            "{% blocktranslate trimmed %}\n  共 {{ n }} 人\n  {% endblocktranslate %}",
            ("", "共 %(n)s 人"),
            "",
        ),
        (
            "{% blocktranslate count n=n %}一人{% plural %}{{ n }}人{% endblocktranslate %}",
            ("", "一人"),
            "%(n)s人",
        ),
    ],
    ids=["tag", "context", "argument", "filter", "trimmed", "plural"],
)
def test_texts_of_a_template_are_found(
    project: Path, tag: str, key: tuple[str, str], plural: str
) -> None:
    found = _template(project, tag)
    assert {k: t.plural for k, t in found.texts.items()} == {key: plural}
    assert found.unreadable == []


def test_chinese_outside_a_tag_is_named_but_not_in_a_comment(project: Path) -> None:
    found = _template(project, "{% comment %}注{% endcomment %}{# 注 #}<p>没有 翻译</p>")
    assert [what for _file, what in found.unreadable] == [
        "text outside a translation: <p>没有 翻译</p>"
    ]


# How the catalogue is kept --------------------------------------------------------------


def _kept(project: Path, source: str, **words: str) -> Catalogue:
    """The catalogue of a project after its texts became `source` and `words` their translations."""
    template = "from django.utils.translation import gettext as _\n"
    made = Catalogue(_module(project, template + source), project)
    made.write()
    kept = polib.pofile(str(project / "django.po"))
    for entry in kept:
        entry.msgstr = words.get(entry.msgid, entry.msgstr)
    (project / "django.po").write_text(str(kept), encoding="utf-8")
    return Catalogue(made.sources, project)


def test_a_translation_stays_when_other_texts_come_and_go(project: Path) -> None:
    _kept(project, 'A = _("甲")\nB = _("乙")\n', 甲="first", 乙="second")
    after = _kept(project, 'A = _("甲")\nC = _("丙")\n')
    assert {entry.msgid: entry.msgstr for entry in after.kept} == {"甲": "first", "丙": ""}


def test_the_check_names_what_is_missing_stale_untranslated_or_in_doubt(project: Path) -> None:
    kept = _kept(project, 'A = _("甲")\nB = _("乙")\nC = _("丙")\n', 甲="first", 丙="third")
    kept.kept[2].flags.append("fuzzy")
    (project / "django.po").write_text(str(kept.kept), encoding="utf-8")
    now = _module(
        project,
        "from django.utils.translation import gettext as _\n"
        'B = _("乙")\nC = _("丙")\nD = _("丁")\n',
    )
    assert Catalogue(now, project).complaints() == [
        "missing: 丁 (app/words.py)",
        "stale: 甲",
        "untranslated: 乙 (app/words.py)",
        "fuzzy: 丙 (app/words.py)",
        "django.mo is not what django.po compiles to",
    ]


def test_writing_twice_changes_nothing(project: Path) -> None:
    catalogue = _kept(project, 'A = _("甲 %(n)s")\n')
    catalogue.write()
    once = [(project / name).read_bytes() for name in ("django.po", "django.mo")]
    Catalogue(catalogue.sources, project).write()
    assert [(project / name).read_bytes() for name in ("django.po", "django.mo")] == once
