"""One sheet as a rectangle of cells, with what its look says about them."""

from dataclasses import dataclass, field
from functools import cached_property

from .text import is_blank


@dataclass
class Look:
    """What a sheet's formats say (0-based row and column): see facts of .xlsx and .xls.

    `month_only`: date cells that show no day. `two_decimals`: numbers shown as 0.00.
    `uncached`: formulas whose result was never saved. `area`: rows × columns in use.
    """

    month_only: set = field(default_factory=set)
    two_decimals: set = field(default_factory=set)
    uncached: set = field(default_factory=set)
    hidden_rows: set = field(default_factory=set)
    hidden_columns: set = field(default_factory=set)
    merged: list = field(default_factory=list)
    area: int = 0


@dataclass
class Grid:
    """Cells from A1, trailing blanks cut; `merged` ranges as (top, left, bottom, right)."""

    name: str
    rows: list
    merged: list = field(default_factory=list)
    look: Look = field(default_factory=Look)
    epoch_1904: bool = False
    untyped: bool = False

    def __post_init__(self):
        while self.rows and all(is_blank(cell) for cell in self.rows[-1]):
            self.rows.pop()
        self.width = max((_used(row) for row in self.rows), default=0)
        self.rows = [[*row[: self.width], *[""] * (self.width - len(row))] for row in self.rows]
        inside = [m for m in self.merged if m[0] < len(self.rows) and m[1] < self.width]
        self.merged = [m for m in inside if m[2] > m[0] or m[3] > m[1]]

    @cached_property
    def _anchors(self):
        anchors = {}
        for top, left, bottom, right in self.merged:
            for row in range(top, min(bottom, len(self.rows) - 1) + 1):
                for column in range(left, min(right, self.width - 1) + 1):
                    anchors[row, column] = (top, left)
        return anchors

    def anchor(self, row, column):
        """The first cell of the merged range that holds a cell, or None."""
        return self._anchors.get((row, column))

    def cell(self, row, column):
        """The cell as it stands; "" outside the grid."""
        line = self.rows[row] if row < len(self.rows) else ()
        return line[column] if column < len(line) else ""

    def spread(self, row, column):
        """The cell's value, or that of the merged range it lies in."""
        return self.cell(*(self.anchor(row, column) or (row, column)))


def _used(row):
    return next((i + 1 for i in range(len(row) - 1, -1, -1) if not is_blank(row[i])), 0)
