"""The shared frame: icons, states, filters, forms and what the style sheet promises."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import lucide
import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory, modify_settings
from django.utils import translation

from casework.templatetags import casework_ui as ui

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
STATIC = TEMPLATES.parent / "casework" / "static" / "casework"
PARTS = sorted(TEMPLATES.rglob("*.html"))


class Question(forms.Form):
    """A list's filter bar."""

    q = forms.CharField(label="姓名", required=False)
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), ("soon", "30 天内到期")]
    )
    year = forms.BooleanField(label="满一年", required=False)


class Meeting(forms.Form):
    """A step's form."""

    held_on = forms.DateField(label="会议日期", help_text="会上通过的日期")
    place = forms.CharField(label="地点", required=False)


def asked(query: str) -> tuple[dict, Question]:
    request = RequestFactory().get("/people/?" + query)
    form = Question(request.GET)
    form.is_valid()
    return {"request": request}, form


def test_every_state_has_an_icon_that_exists_and_a_word():
    for state, look in ui.STATES.items():
        assert ui.icon(state).startswith("<svg"), state
        assert str(look.word), state


def test_only_what_is_overdue_is_red():
    assert [state for state, look in ui.STATES.items() if look.tone == "overdue"] == ["overdue"]


def test_an_icon_is_hidden_from_screen_readers_and_has_its_size():
    drawing = ui.icon("search", 20)
    assert 'aria-hidden="true"' in drawing
    assert 'width="20"' in drawing


def test_an_unknown_icon_is_refused():
    with pytest.raises(lucide.IconDoesNotExist):
        ui.icon("no-such-icon")


def test_a_badge_escapes_its_words():
    assert "&lt;b&gt;" in ui.badge("soon", "<b>12</b>")


def test_a_mark_says_its_word_to_screen_readers():
    assert '<span class="vh">缺</span>' in ui.mark("absent")


@pytest.mark.parametrize(
    ("value", "shown"), [(date(2026, 1, 3), "2026-01-03"), (None, "–")], ids=["known", "unknown"]
)
def test_days_are_shown_in_one_form(value, shown):
    assert ui.day(value) == shown


def test_a_moment_is_shown_as_its_day_where_the_officer_is():
    late = Context({"at": datetime(2026, 11, 24, 22, 50, tzinfo=UTC)})  # 06:50 on the 25th
    page = Template("{% load casework_ui %}{{ at|day }}")
    assert page.render(late) == "2026-11-25"


@pytest.mark.parametrize(("language", "tag"), [("zh-hans", "zh-CN"), ("en", "en")])
def test_the_page_names_its_language(language, tag):
    with translation.override(language):
        assert ui.page_language() == tag


def test_filters_in_force_are_named_in_words_and_can_be_taken_off_one_by_one():
    context, form = asked("stage=activist&q=zym&state=soon&year=on&page=3")
    assert ui.active_filters(context, form) == [
        {"label": "姓名", "value": "zym", "remove": "?stage=activist&state=soon&year=on"},
        {"label": "状态", "value": "30 天内到期", "remove": "?stage=activist&q=zym&year=on"},
        {"label": "满一年", "value": "", "remove": "?stage=activist&q=zym&state=soon"},
    ]


def test_a_new_question_keeps_the_tab_and_forgets_the_page():
    context, form = asked("stage=activist&q=zym&page=3")
    assert ui.other_parameters(context, form) == [("stage", "activist")]
    assert ui.reset_address(context, form) == "?stage=activist"


@modify_settings(INSTALLED_APPS={"append": "django.forms"})
def test_a_field_ties_label_hint_and_error_together():
    form = Meeting({"held_on": "大概前年"}, renderer=TemplatesSetting())
    html = form.render()
    assert '<label for="id_held_on">会议日期</label>' in html
    assert 'type="text" class="date" name="held_on"' in html
    assert 'id="id_held_on_error"' in html
    assert 'aria-invalid="true"' in html
    described = re.search(r'aria-describedby="([^"]+)"', html)[1].split()
    assert described and all(f'id="{one}"' in html for one in described)


@modify_settings(INSTALLED_APPS={"append": "django.forms"})
def test_fields_that_may_stay_empty_say_so():
    html = Meeting(renderer=TemplatesSetting()).render()
    assert html.count("（可不填）") == 1


def test_every_error_in_the_summary_leads_to_its_field():
    form = Meeting({"held_on": ""})
    html = render_to_string("casework/_error_summary.html", {"form": form})
    assert 'href="#id_held_on"' in html
    assert "data-focus" in html


def test_a_counter_that_stands_at_nothing_is_quiet():
    counters = [{"url": "/a", "label": "超期", "value": 0, "tone": "overdue"}]
    html = render_to_string("casework/_counters.html", {"counters": counters})
    assert "tone-plain" in html and "tone-overdue" not in html


def test_a_blocked_finding_shows_article_arithmetic_and_the_way_out():
    finding = {
        "state": "blocked",
        "requirement": "培养教育满一年",
        "article": "细则（2026）第13条",
        "arithmetic": "还差 12 天",
        "mend": {"url": "/mend", "label": "改日期"},
    }
    html = render_to_string("casework/_findings.html", {"findings": [finding]})
    for text in ("不能办", "培养教育满一年", "细则（2026）第13条", "还差 12 天", 'href="/mend"'):
        assert text in html


@pytest.mark.parametrize("path", PARTS, ids=lambda path: path.name)
def test_no_template_carries_style_or_script_of_its_own(path):
    text = path.read_text("utf-8")
    assert not re.search(
        r"\sstyle=|<style|\son[a-z]+=\"|<script(?![^>]*src=)|//cdn|https?://", text
    )


@pytest.mark.parametrize("path", PARTS, ids=lambda path: path.name)
def test_a_note_in_a_template_is_closed_on_its_line(path):
    for line in path.read_text("utf-8").splitlines():
        assert line.count("{#") == line.count("#}"), line


def test_every_partial_documents_its_context():
    for path in (TEMPLATES / "casework").glob("_*.html"):
        assert path.read_text("utf-8").startswith(("{#", "{% comment %}")), path.name


def test_the_style_sheet_needs_nothing_younger_than_the_floor():
    sheet = re.sub(r"/\*.*?\*/", "", (STATIC / "casework.css").read_text("utf-8"), flags=re.S)
    for feature in (":has(", "color-mix", "@container", "dvh", "http", "&:", "!important"):
        assert feature not in sheet, feature


def test_the_red_of_overdue_is_used_for_nothing_else():
    sheet = (STATIC / "casework.css").read_text("utf-8")
    users = re.findall(r"^(.*)\{[^{}]*var\(--overdue", sheet, flags=re.M)
    assert [user.strip() for user in users] == [".tone-overdue"]


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(
    ("front", "back"),
    [
        ("ink", "page"),
        ("muted", "page"),
        ("primary", "primary-soft"),
        ("overdue", "overdue-soft"),
        ("soon", "soon-soft"),
        ("normal", "normal-soft"),
        ("bar-focus", "bar"),
    ],
)
def test_text_stands_out_from_its_ground(front, back):
    sheet = (STATIC / "casework.css").read_text("utf-8")
    tokens = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", sheet))
    light, dark = sorted((_luminance(tokens[front]), _luminance(tokens[back])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5
