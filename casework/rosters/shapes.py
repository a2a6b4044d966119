"""Sheets that look like tables of people and are none: cards and statistics (§1)."""

import re

from .header import is_text, match
from .text import fold, is_blank

STATISTICS = re.compile(
    r"合计|小计|总计|总数|人数|岁以下|岁及以下|岁以上|\d+岁?[-—~至]\d+岁|占比|比例|数量"
)


def _labels(row):
    return {place: key for place, cell in enumerate(row) if is_text(cell) and (key := match(cell))}


def _next_filled(row, place):
    return next((i for i in range(place + 1, len(row)) if not is_blank(row[i])), None)


def _starts_card(grid, index, place):
    """姓名 with its value beside it and another label below it."""
    labels = _labels(grid.rows[index])
    beside = _next_filled(grid.rows[index], place)
    below = [grid.rows[i] for i in range(index + 1, min(index + 4, len(grid.rows)))]
    keys_below = {match(row[place]) for row in below if is_text(row[place])} - {None, "name"}
    return bool(keys_below) and (beside is None or beside not in labels)


def is_card_layout(grid):
    """Whether a sheet holds one block of labels and values per person."""
    for index, row in enumerate(grid.rows[:60]):
        for place, key in _labels(row).items():
            if key == "name" and _starts_card(grid, index, place):
                return True
    return False


def _is_number(cell):
    return isinstance(cell, int | float) or (
        is_text(cell) and re.fullmatch(r"\d+(\.\d+)?%?", fold(cell)) is not None
    )


def is_statistics(grid):
    """Whether a sheet counts people: mostly numbers, or heads like 30岁及以下 and 合计."""
    filled = [cell for row in grid.rows for cell in row if not is_blank(cell)]
    numbers = sum(map(_is_number, filled))
    heads = sum(bool(STATISTICS.search(fold(cell))) for cell in filled if is_text(cell))
    return bool(filled) and (heads >= 3 or (heads and 2 * numbers > len(filled)))
