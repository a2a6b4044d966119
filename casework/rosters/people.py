"""Findings between rows: one person twice, one number for two people, two posts of one."""

from django.utils.translation import gettext as _

from casework import resident_id

from .findings import row_finding
from .kinds import STAGES, TALENT

POSTS = ("post", "party_post", "village_post")
COMPARED = (
    "sex", "eth", "birth", "phone", "branch", "village", "edu", "native", "work", "league",
    "apply", "talk", "recommend", "activist", "develop", "train", "review", "preexam",
    "probation", "join", "convert",
)  # fmt: skip


def _header(sheet, key):
    return next((column.header.strip() for column in sheet.columns if column.key == key), key)


def _find(sheet, row, code, key, detail):
    row.findings.append(row_finding(code, row.number, _header(sheet, key), key, detail))


def _place(sheet, row, other_sheet, other):
    """How the other row is named: 第18行, or with its sheet."""
    if sheet is other_sheet:
        return _("另见第%(row)s行") % {"row": other.number}
    return _("另见“%(sheet)s”第%(row)s行") % {"sheet": other_sheet.name, "row": other.number}


def _other_stages(one, other):
    """Whether two sheets list different stages: then one person may stand in both."""
    return one is not other and one.kind != other.kind and {one.kind, other.kind} <= set(STAGES)


def _is_cross_post(sheet, row, other):
    """Different posts, or two lines one below the other: such rosters give a line per post."""
    posts = [tuple(r.values.get(key) for key in POSTS) for r in (row, other)]
    together = row.number - other.number == 1
    return sheet.kind in TALENT and any(posts[0]) and (posts[0] != posts[1] or together)


def differs(one, other):
    """Whether two values contradict each other; a month agrees with its days."""
    shorter, longer = sorted((str(one), str(other)), key=len)
    return not longer.startswith(shorter)


def _compare(sheet, row, other_sheet, other):
    where = _place(sheet, row, other_sheet, other)
    if _is_cross_post(sheet, row, other):
        _find(sheet, row, "CROSS_POST", "id", where)
    elif not _other_stages(sheet, other_sheet):
        _find(sheet, row, "DUP_PERSON", "id", where)
    if sheet is not other_sheet:
        _find_conflicts(sheet, row, other, where)


def _find_conflicts(sheet, row, other, where):
    for key in COMPARED:
        one, two = row.values.get(key), other.values.get(key)
        if one is not None and two is not None and differs(one, two):
            _find(sheet, row, "CONFLICT_FIELD", key, f"{one} / {two}，{where}")


def _meet(sheet, row, seen):
    name = row.values.get("name")
    same = [(s, other) for s, other in seen if name and other.values.get("name") == name]
    if same:
        _compare(sheet, row, *same[-1])
    elif name and any(other.values.get("name") for _sheet, other in seen):
        _find(sheet, row, "DUP_ID_DIFF_NAME", "id", _place(sheet, row, *seen[0]))


def compare_people(sheets):
    """Attach the findings between all rows of the sheets; the later row carries them."""
    seen = {}
    for sheet in sheets:
        for row in sheet.rows:
            number = row.values.get("id")
            if not number:
                continue
            group = seen.setdefault(resident_id.upgrade(number), [])
            if group:
                _meet(sheet, row, group)
            group.append((sheet, row))
