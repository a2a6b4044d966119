"""The township's Party organisations, and recognising one by any of its names (§6).

A name that is not in the list is never taken for one that looks like it; near names are
only offered.
"""

import csv
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from .text import fold

LIST = Path(__file__).resolve().parent.parent / "data" / "branches.csv"
NUMERALS = {char: number for number, char in enumerate("零一二三四五六七八九十")}
PARTY = re.compile(r"^(中国共产党|中共)")
AREA = re.compile(r"^([^县市区旗]{1,8}[县市区旗])([^镇乡]{1,8}[镇乡]|[^街]+街道)?")
KIND = re.compile(r"(党总支部委员会|总支部委员会|总支委员会|党总支部|党总支|总支部|总支)$")
CELL = re.compile(r"(党支部委员会|支部委员会|党支部|支部|支委会)$")
COMMITTEE = re.compile(r"(党委|委员会)$")
NUMBER = re.compile(r"第?(十?[一二三四五六七八九]|十|\d{1,2})$")


@dataclass(frozen=True)
class Branch:
    """One organisation: its full name stands on forms and in the value of a cell."""

    full: str
    short: str = ""
    village: str = ""
    aliases: tuple[str, ...] = ()

    @property
    def names(self):
        """Every name it goes by, the full one first."""
        return tuple(filter(None, (self.full, self.short, *self.aliases)))


def _number(text):
    if text.isdecimal():
        return int(text)
    return sum(NUMERALS[char] for char in text)


def _split_kind(name):
    """A folded name without its kind, and the kind: 总支, 支部, 党委 or ""."""
    for pattern, kind in ((KIND, "总支"), (CELL, "支部"), (COMMITTEE, "党委")):
        if match := pattern.search(name):
            return name[: match.start()], kind
    return name, ""


def _common_areas(branches):
    """County and town that most of the full names begin with, longest first."""
    counts = Counter()
    for branch in branches:
        if match := AREA.match(PARTY.sub("", fold(branch.full))):
            counts.update(filter(None, match.groups()))
    return [area for area, count in counts.items() if 2 * count > len(branches)]


class Branches:
    """A list of organisations to look names up in."""

    def __init__(self, branches=()):
        self.all = tuple(branches)
        self._areas = _common_areas(self.all)
        self._memo = {}

    def __iter__(self):
        return iter(self.all)

    def __bool__(self):
        return bool(self.all)

    def key(self, text):
        """What two spellings of one name share: (name, number, kind)."""
        name = re.sub(r"[,，、·\-()（）\"“”]", "", PARTY.sub("", fold(text)))
        for area in self._areas:
            name = name.removeprefix(area)
        name, kind = _split_kind(name)
        match = NUMBER.search(name)
        number = _number(match[1]) if match else 0
        base = name[: match.start()] if match else name
        return (base.removesuffix("村") if len(base) > 1 else base), number, kind

    @cached_property
    def _by_key(self):
        index = {}
        for branch in self.all:
            for name in branch.names:
                index.setdefault(self.key(name), set()).add(branch)
        return index

    @cached_property
    def _by_base(self):
        index = {}
        for (base, number, _kind), found in self._by_key.items():
            index.setdefault((base, number), set()).update(found)
        return index

    def match(self, text):
        """The one organisation that goes by this name, or None."""
        folded = fold(text)
        if folded not in self._memo:
            self._memo[folded] = self._look_up(folded)
        return self._memo[folded]

    def _look_up(self, folded):
        base, number, kind = self.key(folded)
        if not base:
            return None
        found = self._by_key.get((base, number, kind), set())
        if not found and not kind:
            found = self._by_base.get((base, number), set())
            if not number and self._numbered(base):
                return None
        return next(iter(found)) if len(found) == 1 else None

    def _numbered(self, base):
        """Whether a place has a first, a second … branch: its bare name says too little."""
        return any(other == base and number for other, number in self._by_base)

    def near(self, text):
        """Organisations whose name is one character away, or that share the place: to offer."""
        base, number, _kind = self.key(text)
        offers = []
        for (other, other_number, _), found in self._by_key.items():
            same_place = other == base and number != other_number
            typo = other != base and number == other_number and _close(base, other)
            if base and (same_place or typo):
                offers.extend(branch for branch in found if branch not in offers)
        return offers

    @cached_property
    def villages(self):
        """The villages that have an organisation."""
        return frozenset(branch.village for branch in self.all if branch.village)


def _close(one, other):
    return min(len(one), len(other)) > 1 and Levenshtein.distance(one, other, score_cutoff=1) <= 1


def load(path):
    """Branches from a CSV file of four columns: full, short, village, aliases apart by |."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = [[cell.strip() for cell in row] + [""] * 4 for row in csv.reader(file) if row]
    return Branches(
        Branch(full, short, village, tuple(filter(None, aliases.split("|"))))
        for full, short, village, aliases, *_rest in rows[1:]
        if full
    )


@cache
def default():
    """The project's own list, casework/data/branches.csv."""
    return load(LIST)
