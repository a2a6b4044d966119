"""Word documents, read back with python-docx and as XML."""

from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import etree

from casework.charts import bars
from casework.word import Letter
from tests.casework.faces import needs_faces

pytestmark = needs_faces


@pytest.fixture(scope="module")
def data() -> bytes:
    letter = Letter("关于村“两委”年龄结构的报告", author="中共桃源镇委员会")
    letter.addressee("中共示例县委组织部：")
    letter.heading("一、基本情况")
    letter.heading("（一）总体情况", 2)
    letter.paragraph("王𬭎\x00任职。\n第二段。")
    letter.table(["姓名", "票数"], [["张㛃", 5], ["䶮", None]], numeric=(1,), title="表1")
    letter.chart(bars(["甲"], [1], "图1"))
    letter.signature("中共桃源镇委员会", date(2026, 11, 3))
    return letter.render()


def part(data: bytes, name: str):
    return etree.fromstring(ZipFile(BytesIO(data)).read(f"word/{name}.xml"))


def test_the_page_is_the_frame_of_the_standard(data):
    section = Document(BytesIO(data)).sections[0]
    twips = [
        measure // 635
        for measure in (
            section.page_width,
            section.page_height,
            section.top_margin,
            section.left_margin,
            section.right_margin,
            section.bottom_margin,
        )
    ]
    assert twips == [11906, 16838, 2098, 1588, 1474, 1984]


def test_the_texts_stand_in_order_with_their_styles(data):
    paragraphs = [p for p in Document(BytesIO(data)).paragraphs if p.text]
    assert [(p.style.name, p.text) for p in paragraphs] == [
        ("公文标题", "关于村“两委”年龄结构的报告"),
        ("公文主送", "中共示例县委组织部："),
        ("公文一级", "一、基本情况"),
        ("公文二级", "（一）总体情况"),
        ("公文正文", "王𬭎任职。"),
        ("公文正文", "第二段。"),
        ("表题", "表1"),
        ("公文落款", "中共桃源镇委员会"),
        ("公文落款", "2026年11月3日"),
    ]


def test_faces_are_named_with_what_stands_in_for_them(data):
    styles = part(data, "styles")
    faces = set(styles.xpath("//@w:eastAsia", namespaces=styles.nsmap))
    assert {"方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "黑体"} <= faces
    table = part(data, "fontTable")
    query = "//w:font[@w:name='仿宋_GB2312']/w:altName/@w:val"
    assert table.xpath(query, namespaces=table.nsmap) == ["仿宋,FangSong"]


def test_page_numbers_stand_at_the_outer_edge(data):
    document = Document(BytesIO(data))
    assert document.settings.odd_and_even_pages_header_footer
    section = document.sections[0]
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
    assert (odd.paragraph_format.right_indent.pt, even.paragraph_format.left_indent.pt) == (14, 14)
    assert odd._p.xpath("w:fldSimple/@w:instr") == ["PAGE"]


def test_the_head_of_a_table_is_repeated_and_rows_are_not_cut(data):
    table = Document(BytesIO(data)).tables[0]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["姓名", "票数"],
        ["张㛃", "5"],
        ["䶮", ""],
    ]
    heads = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
    assert heads == [True, False, False]


def test_paragraph_properties_keep_the_order_of_the_schema(data):
    order = ["keepNext", "snapToGrid", "spacing", "ind", "jc", "outlineLvl"]
    styles = part(data, "styles")
    for properties in styles.xpath("//w:style/w:pPr", namespaces=styles.nsmap):
        names = [etree.QName(node).localname for node in properties]
        known = [order.index(name) for name in names if name in order]
        assert known == sorted(known)


def test_a_chart_is_a_picture_with_a_description(data):
    body = part(data, "document")
    assert body.xpath("//*[local-name()='docPr']/@descr") == ["图1：甲 1"]


def test_a_landscape_page_is_turned():
    section = Document(BytesIO(Letter("x", landscape=True).render())).sections[0]
    assert section.page_width > section.page_height
