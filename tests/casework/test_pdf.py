"""Printed pages, read back with pypdfium2."""

from datetime import UTC, date, datetime

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework import fonts, typesetting
from casework.charts import bars
from casework.pdf import Paper
from casework.typesetting import NO_END, NO_START, Style, ZhParagraph, break_lines, pieces
from tests.casework.faces import needs_faces

pytestmark = needs_faces

MADE = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)
RARE = "张㛃、王𬭎、䶮、赟、喆、堃"
PRIVATE = "\ue863"
TEXT = (
    "截至2026年10月31日，全镇36个村（社区）共有“两委”成员216人；35岁及以下38人，占17.6%，"
    "详见《桃源镇村级后备力量“雏鹰计划”实施方案》（桃组发〔2026〕3号），按GB/T 9704-2012排版。"
)


def paper(**options) -> Paper:
    return Paper("年龄结构", as_of=date(2026, 10, 31), generated_at=MADE, **options)


def pages(data: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(data)
    texts = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return texts


def test_rare_names_are_copied_as_they_were_written():
    sheet = paper()
    sheet.paragraph(RARE)
    sheet.table(["姓名"], [["王𬭎"], ["䶮"]])
    sheet.chart(bars(["王𬭎"], [1], "图1 张㛃"))
    text = "".join(pages(sheet.render()))
    assert RARE in text
    assert text.count("𬭎") == 3
    assert text.count("䶮") == 2
    assert not sheet.missing


def test_a_character_that_no_face_has_is_named_and_never_a_box():
    sheet = paper()
    sheet.paragraph(f"王{PRIVATE}同志")
    sheet.table(["姓名"], [[f"李{PRIVATE}"]])
    assert [glyph.code for glyph in sheet.missing] == ["U+E863"]
    assert "U+E863" in str(sheet.missing[0])
    text = "".join(pages(sheet.render()))
    assert "王〔U+E863〕同志" in text
    assert "缺字" in text


def test_the_same_input_gives_the_same_bytes():
    def render() -> bytes:
        sheet = paper(foot="留痕第1号")
        sheet.paragraph(TEXT)
        sheet.chart(bars(["甲"], [1], "图"))
        return sheet.render()

    assert render() == render()


def test_every_page_carries_its_number_the_days_and_the_audit_mark():
    sheet = paper(foot="留痕第1042号")
    sheet.table(["序号", "姓名"], [[number, "张㛃"] for number in range(120)])
    texts = pages(sheet.render())
    assert len(texts) > 2
    for number, text in enumerate(texts, 1):
        assert f"— {number} —" in text
        assert "截至2026-10-31" in text
        assert "生成于2026-11-24" in text
        assert "留痕第1042号" in text
        assert "姓名" in text


def test_page_numbers_change_sides_with_the_page():
    sheet = paper()
    sheet.paragraph("甲")
    sheet.page_break()
    sheet.paragraph("乙")
    document = pypdfium2.PdfDocument(sheet.render())
    places = []
    for number, page in enumerate(document, 1):
        text = page.get_textpage()
        match = text.search(f"— {number} —").get_next()
        places.append(text.get_charbox(match[0])[0] / page.get_width())
    document.close()
    assert places[0] > 0.7
    assert places[1] < 0.3


def test_all_faces_are_embedded():
    sheet = paper()
    sheet.paragraph(TEXT)
    data = sheet.render()
    assert data.count(b"/FontFile2") >= 2


def test_a_landscape_page_is_wider_than_high():
    document = pypdfium2.PdfDocument(paper(landscape=True).render())
    assert document[0].get_width() > document[0].get_height()
    document.close()


def test_an_empty_table_prints_its_head_and_markup_is_plain_text():
    sheet = paper()
    sheet.table(["甲<b>", "乙&"], [])
    sheet.paragraph("<font>&amp;")
    text = "".join(pages(sheet.render()))
    assert "甲<b>" in text
    assert "<font>&amp;" in text


@pytest.mark.parametrize("room", range(60, 320, 10))
def test_no_line_begins_or_ends_with_the_wrong_mark_and_none_is_too_wide(room):
    lines = break_lines(TEXT, fonts.SONG, 12, room, room)
    assert "".join(lines).replace(" ", "") == TEXT.replace(" ", "")
    for line in lines:
        assert fonts.width(line, fonts.SONG, 12) <= room + 0.01
    if room >= 120:
        assert not [line for line in lines[1:] if line[0] in NO_START]
        assert not [line for line in lines if line[-1] in NO_END]


@pytest.mark.parametrize(
    "whole",
    ["17.6%", "10,000", "2026-10-31", "International", "31–35", "——", "……", "《方"],
)
def test_numbers_words_and_pairs_are_kept_whole(whole):
    assert any(whole in piece for piece in pieces(f"共{whole}人"))


@given(st.text(alphabet="中文，。《》（）“”12a .—…", max_size=80), st.integers(30, 200))
def test_breaking_loses_nothing_but_blanks(text, room):
    lines = break_lines(text, fonts.SONG, 12, room, room)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_a_paragraph_splits_without_losing_text_or_leaving_a_line_alone():
    paragraph = ZhParagraph(TEXT * 3, Style(fonts.SONG, 12, 20, indent=2))
    paragraph.wrap(300, 1000)
    first, second = paragraph.split(300, 105)
    assert first.text + second.text == paragraph.text
    first.wrap(300, 1000)
    second.wrap(300, 1000)
    assert len(first.lines) == 5
    assert [*first.lines, *second.lines] == paragraph.lines
    assert paragraph.split(300, 25) == []


def test_no_usable_font_is_refused_with_one_line_of_advice(monkeypatch):
    monkeypatch.setattr(fonts, "folders", list)
    fonts.forget()
    try:
        with pytest.raises(fonts.NoFont, match="fonts-arphic-uming") as refusal:
            paper()
        assert "\n" not in str(refusal.value)
    finally:
        monkeypatch.undo()
        fonts.forget()


def test_a_wrong_font_in_the_settings_is_named(settings):
    settings.CASEWORK_FONTS = {"song": "/nowhere/simsun.ttc"}
    fonts.forget()
    try:
        with pytest.raises(fonts.NoFont, match=r"simsun\.ttc"):
            paper()
    finally:
        settings.CASEWORK_FONTS = {}
        fonts.forget()


def test_invisible_characters_are_dropped_and_blanks_kept():
    assert fonts.clean("张\u200b㛃\ufe00　甲\n乙\x07") == "张㛃　甲 乙"
    assert typesetting.may_break("甲", "乙")
