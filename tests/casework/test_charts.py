"""One geometry for the page and for paper."""

import re
from xml.etree import ElementTree

import pytest
from reportlab.graphics.shapes import Drawing

from casework import charts
from casework.ages import BULLETIN, PYRAMID
from casework.marks import PALETTE, Box
from tests.casework.faces import needs_faces

SVG = "{http://www.w3.org/2000/svg}"
MEN, WOMEN = [0, 3, 8, 14] + [0] * 10, [0, 2, 6, 0] + [0] * 10

CHARTS = {
    "pyramid": charts.pyramid(PYRAMID, MEN, WOMEN, "年龄<结构>&“全镇”"),
    "bars": charts.bars(BULLETIN, range(8), "各段", "人", ["1%"] * 8),
    "progress": charts.progress_bar(6, 11, "席位替换", "席"),
    "trend": charts.trend([("2024", 46.1), ("2025", None), ("2026", 44.3)], "平均年龄", "岁", 42),
}


def luminance(color: str) -> float:
    parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("chart", CHARTS.values(), ids=CHARTS)
def test_the_page_picture_is_well_formed_named_and_without_style_or_ids(chart):
    root = ElementTree.fromstring(chart.svg())
    assert root.get("role") == "img"
    assert root.get("aria-label").startswith(chart.title)
    attributes = {name for node in root.iter() for name in node.attrib}
    assert not attributes & {"style", "id", "href", "onclick"}


@pytest.mark.parametrize("chart", CHARTS.values(), ids=CHARTS)
def test_no_text_of_a_chart_stands_outside_its_sheet(chart):
    for mark in chart.marks:
        if isinstance(mark, charts.Words):
            reach = charts.text_width(mark.text, mark.size)
            left = mark.x - {"start": 0, "middle": reach / 2, "end": reach}[mark.anchor]
            assert left > -6
            assert left + reach < chart.width + 6


@needs_faces
@pytest.mark.parametrize("chart", CHARTS.values(), ids=CHARTS)
def test_paper_has_the_same_texts_as_the_page(chart):
    page = "".join(re.findall(r"<text[^>]*>([^<]*)</text>", chart.svg()))
    drawing = chart.drawing(400)
    assert isinstance(drawing, Drawing)
    assert drawing.width == 400
    strings = [shape.text for shape in drawing.contents[0].contents if hasattr(shape, "text")]
    unescaped = page.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert "".join(strings) == unescaped.replace("&quot;", '"')


def test_bars_of_a_pyramid_are_as_long_as_their_counts_and_women_are_hatched():
    boxes = [mark for mark in CHARTS["pyramid"].marks if isinstance(mark, Box) and mark.tip]
    lengths = {mark.tip: mark.width for mark in boxes}
    one = lengths["25–29岁 女 6人"] / 6
    for tip, length in lengths.items():
        assert length == pytest.approx(one * int(re.search(r"(\d+)人$", tip)[1]))
    assert {mark.kind for mark in boxes if mark.hatched} == {"women"}


def test_outer_bands_that_nobody_fills_are_left_out():
    texts = CHARTS["pyramid"].texts()
    assert "20–24岁" in texts
    assert "35–39岁" not in texts
    assert "19岁及以下" not in texts


def test_a_pyramid_of_nobody_is_still_a_picture():
    assert charts.pyramid(BULLETIN, [0] * 8, [0] * 8, "空").svg().count("<rect") == 2


def test_hatching_stays_inside_its_bar():
    box = Box(10, 20, 33, 18, "women", hatched=True)
    for x1, y1, x2, y2 in box.hatches():
        assert 10 <= x1 <= x2 <= 43
        assert 20 <= y2 <= y1 <= 38


@pytest.mark.parametrize(
    ("now", "target", "start", "share"),
    [(6, 11, 0, "54.5%"), (3, 0, 8, "62.5%"), (9, 0, 8, "0.0%"), (12, 11, 0, "100.0%")],
    ids=["up", "down", "worse-than-start", "beyond-target"],
)
def test_progress_is_the_share_of_the_way(now, target, start, share):
    assert charts.progress_bar(now, target, "x", start=start).summary.endswith(f"完成{share}")


def test_a_gap_in_a_trend_is_not_bridged():
    points = [("1", 1), ("2", 2), ("3", None), ("4", 4), ("5", 5)]
    assert charts.trend(points, "x").svg().count("<polyline") == 2
    assert charts.trend([], "x").svg().count("<circle") == 0


@pytest.mark.parametrize(("span", "step"), [(31, 10), (4, 1), (0.9, 0.2), (100, 20), (3, 1)])
def test_axis_steps_are_round(span, step):
    assert charts.step_for(span) == pytest.approx(step)


@pytest.mark.parametrize(
    ("kinds", "least"),
    [(("title", "label", "value", "muted", "goal"), 4.5), (("men", "women", "bar", "curve"), 3)],
    ids=["texts", "marks"],
)
def test_colours_stand_out_from_white(kinds, least):
    for kind in kinds:
        assert 1.05 / (luminance(PALETTE[kind]) + 0.05) >= least


@needs_faces
def test_a_picture_for_word_is_a_png():
    assert CHARTS["bars"].png(dpi=72).startswith(b"\x89PNG")
