"""Reading a messy workbook into rows with findings; no database in it.

`read(source, filename, as_of, branches)` gives a `Roster`. Where to look:
columns.py keys and synonyms · header.py which column is which · reader.py files to grids ·
days.py cells.py vocabulary.py values · branches.py organisations · rules.py people.py
findings of one row and between rows · findings.py codes and sentences.
"""

from .branches import Branch, Branches
from .findings import Finding, levels, messages
from .header import Column
from .person import Row
from .roster import Roster, Sheet, read

__all__ = [
    "Branch", "Branches", "Column", "Finding", "Roster", "Row", "Sheet",
    "levels", "messages", "read",
]  # fmt: skip
