"""Finding the header of a sheet and the key of every column (§1, “Finding the header”)."""

import re
from dataclasses import dataclass

from rapidfuzz import fuzz

from .columns import DAY, JOIN, KEYS, form
from .text import clean, fold, is_blank

SEARCHED_ROWS = 15
LEAST_MATCHES = 3
SUGGEST, TAKE = 75, 88
STARS = re.compile(r"[*＊★☆]")
BRACKETS = re.compile(r"[(\[【〔][^()\[\]【】〔〕]*[)\]】〕]$")
CHILDREN_OF = {"contact1": ("contact1", "contact2"), "sponsors": ("sponsors", "sponsors2")}
GENERIC = {"时间", "日期", "年月", "情况", "名称", "号码", "职务"}
ORDINALS = {"1": 0, "2": 1, "一": 0, "二": 1, "第一": 0, "第二": 1}
ADMINISTRATIVE = re.compile(r"^(填报|填表|单位|统计|截止|制表|日期|附件)|[:：]")


@dataclass
class Column:
    """One column: 0-based index, Excel letter, the header as written, its key or None.

    `path` joins the parents with /; `guessed` asks for confirmation; `suggested` is a key
    that looks like it and was not taken.
    """

    index: int
    letter: str
    header: str
    key: str | None
    path: str = ""
    guessed: bool = False
    suggested: str = ""


@dataclass
class Header:
    """The header of a sheet: its rows (0-based) and its columns."""

    rows: list[int]
    columns: list[Column]


def letter(index):
    """0 → A, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def fold_header(text, brackets=False):
    """A header for comparing; trailing brackets go unless asked for."""
    text = STARS.sub("", fold(text)).strip("\"'“”")
    while not brackets and (shorter := BRACKETS.sub("", text)) != text and shorter:
        text = shorter
    return re.sub(r"[的“”\"]", "", text).rstrip(":").upper()


def _loose(folded):
    """The same for words that people exchange freely: 日期 and 时间, 确定为 and 确定."""
    text = re.sub(r"日期|年月日|年月", "时间", folded)
    return re.sub(r"(确定|列|成|转|接收)为", r"\1", text).replace("接受", "接收")


def _vocabulary():
    exact = {fold_header(word, True): key.key for key in KEYS.values() for word in key.synonyms}
    exact.update((fold_header(word, True), "probation") for word in JOIN.synonyms)
    loose = {}
    for word, key in exact.items():
        loose.setdefault(_loose(word), key)
    return exact, loose


EXACT, LOOSE = _vocabulary()


def match(text):
    """The key of a header by its words, or None."""
    whole, bare = fold_header(text, True), fold_header(text)
    if bare == "人员类别" and re.search(r"农民|务工", whole):
        return "job"
    for folded in (whole, bare):
        if key := EXACT.get(folded) or LOOSE.get(_loose(folded)):
            return key
    return None


def similar(text):
    """(key, likeness 0–100) of the synonym that looks most like a header."""
    folded = _loose(fold_header(text))
    if len(folded) < 3:
        return None, 0
    scores = ((fuzz.ratio(folded, word), word) for word in LOOSE if len(word) > 2)
    score, word = max(scores)
    return LOOSE[word], score


def _under_education(key, levels):
    """学历 and 毕业院校 stand twice, under 全日制 and 在职: the parent says which."""
    onjob = any("在职" in fold(level) for level in levels)
    fulltime = any("全日制" in fold(level) for level in levels)
    if key in ("edu", "edu_full") and (onjob or fulltime):
        return "edu_onjob" if onjob else "edu_full"
    return "school2" if key == "school" and onjob else key


def _under_post(leaf, parent_key):
    if parent_key != "post":
        return None
    if re.search(r"村委|村民委|居委|行政", leaf):
        return "village_post"
    return "party_post" if "党" in leaf else None


def key_of(levels):
    """The key of a column by its header texts from the top level down to its own."""
    *parents, leaf = levels
    folded = fold_header(leaf)
    for parent in reversed(parents):
        parent_key = match(parent)
        if folded in ORDINALS and parent_key:
            return CHILDREN_OF.get(parent_key, (parent_key, None))[ORDINALS[folded]]
        if match(leaf) == "name" and parent_key in ("contact1", "sponsors", "secretary"):
            return parent_key
        if key := _under_post(folded, parent_key):
            return key
        if folded in GENERIC and (key := match(fold(parent) + folded) or parent_key):
            return key
    own = match(leaf) or next((k for p in parents if (k := match(fold(p) + folded))), None)
    return _under_education(own, levels)  # the parent may also stand in brackets: 学历（在职）


def _best_row(rows):
    """The row with the most known headers, 姓名 among them; None where there is none."""
    best, most = None, 0
    for index, row in enumerate(rows[:SEARCHED_ROWS]):
        keys = [key for cell in row if isinstance(cell, str) and (key := match(cell))]
        enough = len(keys) >= LEAST_MATCHES or {"name", "id"} <= set(keys)
        if "name" in keys and enough and len(keys) > most:
            best, most = index, len(keys)
    return best


def _covered(grid, row, column):
    """Whether a cell is part of a merged range that begins above it."""
    anchor = grid.anchor(row, column)
    return anchor is not None and anchor[0] < row


def _is_child_row(grid, index, top):
    """Whether a row continues the header: no person in it, its cells under a parent."""
    if index >= len(grid.rows):
        return False
    keys = {match(cell): column for column, cell in enumerate(grid.rows[top]) if is_text(cell)}
    person = [keys[key] for key in ("seq", "name", "id") if key in keys]
    if any(not is_blank(grid.cell(index, column)) for column in person):
        return False
    filled = [(c, v) for c, v in enumerate(grid.rows[index]) if not is_blank(v)]
    if not filled:
        return _covered(grid, index, keys["name"])
    return all(_fits_below(grid, index, column, value, top) for column, value in filled)


def _fits_below(grid, index, column, value, top):
    if fold_header(value) not in ORDINALS and not is_text(value):
        return False
    above = grid.spread(index - 1, column)
    wide = grid.anchor(index - 1, column) is not None
    bare_gap = not grid.merged and is_blank(above)
    known = match(clean(value)) is not None or fold_header(value) in ORDINALS
    return wide or known or (bare_gap and index == top + 1)


def is_text(value):
    """Whether a cell holds words."""
    return isinstance(value, str) and not is_blank(value)


def _is_parent_row(grid, index):
    """Whether the row above the header holds merged parents (not a title, not 填报单位)."""
    if index < 0:
        return False
    texts = [cell for cell in grid.rows[index] if is_text(cell)]
    if len(texts) < 2 or any(ADMINISTRATIVE.search(fold(text)) for text in texts):
        return False
    wide = [last - first for top, first, _bottom, last in grid.merged if top == index]
    return any(0 < width < grid.width - 1 for width in wide)


def _header_rows(grid, best):
    rows = [best]
    if _is_parent_row(grid, best - 1):
        rows.insert(0, best - 1)
    for index in (best + 1, best + 2):
        if index == rows[-1] + 1 and _is_child_row(grid, index, best):
            rows.append(index)
    return rows


def _levels(grid, rows, column):
    """The header texts over a column from the top down, each once."""
    levels = []
    for row in rows:
        value = grid.spread(row, column)
        if is_blank(value) and not grid.merged and row != rows[-1]:
            value = _left_of(grid.rows[row], column, grid.cell(rows[-1], column))
        text = clean(value)
        if text and text not in levels[-1:]:
            levels.append(text)
    return levels


def _left_of(row, column, below):
    """Without merged cells a parent stands in the first of its columns only."""
    if is_blank(below):
        return ""
    return next((row[c] for c in range(column, -1, -1) if c < len(row) and is_text(row[c])), "")


def _column(grid, rows, index):
    levels = _levels(grid, rows, index)
    if not levels:
        return Column(index, letter(index), "", None)
    header = next(
        (str(v) for row in reversed(rows) if not is_blank(v := grid.spread(row, index))), levels[-1]
    )
    return Column(index, letter(index), header.strip("\n"), key_of(levels), "/".join(levels))


def _guess(columns):
    """Headers that are nearly a synonym: taken (to be confirmed) from 88, offered from 75."""
    taken = {column.key for column in columns}
    for column in columns:
        if column.key or not column.header:
            continue
        key, score = similar(column.header)
        question = fold(column.header).startswith("是否") and form(key) == DAY
        if score >= TAKE and key not in taken and not question:
            column.key, column.guessed = key, True
            taken.add(key)
        elif score >= SUGGEST:
            column.suggested = key


def _number_repeated(columns):
    """A key that stands twice keeps its first place; the second becomes key2. 备注 are joined."""
    seen = {}
    for column in columns:
        key = column.key
        if not key or key == "note":
            continue
        seen[key] = seen.get(key, 0) + 1
        if seen[key] > 1:
            column.key = f"{key.rstrip('2')}{seen[key] + (key.endswith('2'))}"


def find_header(grid):
    """The Header of a grid, or None where no row is one."""
    best = _best_row(grid.rows)
    if best is None:
        return None
    rows = _header_rows(grid, best)
    columns = [_column(grid, rows, index) for index in range(grid.width)]
    _guess(columns)
    _number_repeated(columns)
    return Header(rows, [column for column in columns if column.header])
