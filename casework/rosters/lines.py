"""Which rows of a sheet are people, and why the others are not (§1, “Rows to skip”)."""

import re

from .header import fold_header, match
from .text import fold, is_blank

TOTAL = re.compile(r"(本页)?(小计|合计|总计|共计|累计)[:：]?.*|共\d+(人|条|名|户).*|总?人数[:：].*")
FOOTER = re.compile(
    r"(填表人|填报人|制表人?|审核人?|经办人|复核人?|单位负责人|负责人|分管领导|主要领导|填表日期|填报日期|填报单位"
    r"|填报时间|填表时间|填表单位|制表日期|统计截止|截止时间|联系人|报送|注|备注|说明|填表说明|填写说明|盖章)"
    r"(签字|签名|盖章|\(.*?\))*[:：].*|(填表说明|填写说明|盖章|审核|填表人|审核人)|注\d?[:：.、].*"
)
EXAMPLE = re.compile(
    r"例(如|子)?[:：]?.*|.*(示例|样例|范例|填写例|举例|模板)[)\]】]?|\(例\).*|.*\(例\)"
)
UNIT_LINE = re.compile(r"(填报|填表|制表|统计)(单位|日期|时间|截止)|[:：]")


class Lines:
    """Sorts the rows below the header of one sheet."""

    def __init__(self, grid, header):
        self._grid, self._header = grid, header
        places = {column.key: column.index for column in header.columns if column.key}
        self._name, self._id = places.get("name"), places.get("id")
        self._seq = places.get("seq")
        self._known = [c.index for c in header.columns if c.key and c.key != "seq"]
        self._titles = {
            fold(cell) for row in grid.rows[: header.rows[0]] for cell in row if not is_blank(cell)
        }
        self._heads = self._head_words()

    def _head_words(self):
        return [
            {fold_header(v) for row in self._header.rows
             if not is_blank(v := self._grid.spread(row, column))}
            for column in range(self._grid.width)
        ]  # fmt: skip

    def why_above(self, index):
        """Why a row above the header is none: title, unit_line or blank."""
        texts = [fold(cell) for cell in self._grid.rows[index] if not is_blank(cell)]
        if not texts:
            return "blank"
        return "unit_line" if any(UNIT_LINE.search(text) for text in texts) else "title"

    def why_not(self, index):
        """Why a row below the header is no person: a word, or "" for a person."""
        row = self._grid.rows[index]
        filled = [(place, cell) for place, cell in enumerate(row) if not is_blank(cell)]
        if not filled:
            return "blank"
        if self._repeats_header(filled):
            return "header"
        return self._by_words([fold(cell) for _place, cell in filled], row) or self._by_person(row)

    def _repeats_header(self, filled):
        if self._name is not None:
            name = dict(filled).get(self._name)
            if isinstance(name, str) and match(name) == "name":
                return True
        same = sum(fold_header(cell) in self._heads[place] for place, cell in filled)
        return same >= 2 and 2 * same > len(filled)

    def _by_words(self, texts, row):
        name = fold(row[self._name])
        if TOTAL.fullmatch(texts[0]) or (name and TOTAL.fullmatch(name)):
            return "total"
        if EXAMPLE.fullmatch(texts[0]) or EXAMPLE.fullmatch(name):
            return "example"
        if FOOTER.fullmatch(texts[0]) and (len(texts) < 6 or not self._has_id(row)):
            return "footer"
        if len(texts) == 1 and texts[0] in self._titles:
            return "title"
        return ""

    def _has_id(self, row):
        return self._id is not None and not is_blank(row[self._id])

    def _by_person(self, row):
        """A row without name and ID is a person only where three other cells speak."""
        if not is_blank(row[self._name]) or self._has_id(row):
            return ""
        others = [place for place in self._known if not is_blank(row[place])]
        if len(others) >= 3:
            return ""
        return "footer" if others or is_blank(row[self._seq or 0]) else "only_seq"
