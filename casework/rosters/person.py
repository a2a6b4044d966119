"""One row of a roster: its values, and what is found in them."""

from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from casework import resident_id

from ..wording import listed
from . import cells, rules
from .columns import COMPUTED, DAY, DAY_OR_TEXT, MAY_LIE_AHEAD, base_key, form
from .days import Day, Frame, read_day
from .findings import row_finding
from .text import clean, fold, is_blank, is_empty
from .vocabulary import ethnicity_hint

NAMES = {"talker", "secretary", "trainer"}
CHOICES = {"pol", "category", "one_shoulder", "intent", "is_migrant", "is_lost"}


@dataclass
class Row:
    """One person: Excel's row number, values by key, cells as they stand by column letter."""

    number: int
    values: dict = field(default_factory=dict)
    raw: dict = field(default_factory=dict)
    findings: list = field(default_factory=list)


@dataclass
class Sheetwise:
    """What all rows of a sheet share."""

    grid: object
    columns: list
    as_of: date
    branches: object
    kind: str = ""
    sex_codes: dict = field(default_factory=dict)
    filled: dict = field(default_factory=dict)

    def header(self, key):
        """The header of a key as the sheet writes it."""
        return next((fold(c.header) for c in self.columns if c.key == key), key)


class Person:
    """Reads one row: the ID first, then every column, then what follows from them."""

    def __init__(self, sheet, index):
        self.sheet, self.index = sheet, index
        self.row = Row(index + 1)
        self.days, self.states = {}, {}
        self.id_birth, self.trusted, self.sex_by_id = None, False, None

    def read(self):
        """The Row with values and findings."""
        columns = [column for column in self.sheet.columns if column.key]
        self._collect_raw()
        columns.sort(key=lambda column: column.key != "id")
        for column in columns:
            if column.key not in COMPUTED:
                self._read(column)
        self._derive_from_id()
        self._check()
        return self.row

    def _collect_raw(self):
        for column in self.sheet.columns:
            value = self.sheet.grid.cell(self.index, column.index)
            if not is_blank(value):
                self.row.raw[column.letter] = value

    def find(self, code, key, detail=""):
        """Attach a finding to the cell of a key."""
        sentence = row_finding(code, self.row.number, self.sheet.header(key), key, detail)
        self.row.findings.append(sentence)

    def _store(self, key, value):
        if value is not None and value != "":
            self.row.values[key] = value

    def _cell(self, column):
        value = self.sheet.grid.cell(self.index, column.index)
        if is_blank(value):
            return self.sheet.filled.get((self.index, column.index), value)
        return value

    def _read(self, column):
        key, value = base_key(column.key), self._cell(column)
        special = getattr(self, f"_read_{key}", None)
        if special:
            special(column.key, value)
        elif form(key) == DAY:
            self._read_day(column, value)
        elif key in CHOICES:
            self._store(column.key, cells.read_choice(value, key))
        elif key in NAMES:
            self._store(column.key, None if is_empty(value) else cells.read_name(value))
        else:
            self._store(column.key, cells.read_text(value))

    def _note_codes(self, codes, key, value):
        for code in codes:
            self.find(code, key, "" if is_blank(value) else clean(value))

    def _read_id(self, key, value):
        number, codes = cells.read_id(value)
        self._store(key, number)
        if codes == ["ID_PRECISION_LOST"]:
            self.find(codes[0], key)
            self.id_birth = cells.lost_birth(value)
            self.trusted = self.id_birth is not None
            return
        for code in codes:
            self.find(code, key, _masked(number))
        if number and key == "id":
            self.id_birth = resident_id.birth_date(number)
            self.trusted = set(codes) <= {"ID_OLD_15"}
            self.sex_by_id = resident_id.sex(number) if self.trusted else None

    def _read_name(self, key, value):
        name = None if is_empty(value) else cells.read_name(value)
        self._store(key, name)
        if not name:
            self.find("MISSING_NAME", key)

    def _read_sex(self, key, value):
        sex, codes = cells.read_sex(value, self.sheet.sex_codes)
        self._store(key, sex)
        self._note_codes(codes, key, value)
        if sex and self.sex_by_id and sex != self.sex_by_id:
            self.find("SEX_MISMATCH_ID", key, clean(value))

    def _read_eth(self, key, value):
        name, codes = cells.read_ethnicity(value)
        self._store(key, name)
        hint = ethnicity_hint(value)
        ask = _("%(raw)s，是否为%(name)s？") % {"raw": clean(value), "name": hint} if hint else ""
        self._note_codes(codes, key, ask or value)

    def _read_edu(self, key, value):
        level, codes = cells.read_education(value, key)
        self._store(key, level)
        self._note_codes(codes, key, value)

    _read_edu_full = _read_edu_onjob = _read_edu

    def _read_phone(self, key, value):
        number, codes = cells.read_phone(value)
        self._store(key, number)
        self._note_codes(codes, key, value)

    def _read_age(self, key, value):
        self._store(key, cells.read_age(value))

    def _read_branch(self, key, value):
        if is_empty(value):
            return
        branch = self.sheet.branches.match(value)
        self._store(key, branch.full if branch else clean(value))
        if not branch and self.sheet.branches and key == "branch":
            self.find("UNKNOWN_BRANCH", key, self._offer(value))

    def _offer(self, value):
        near = listed(branch.short or branch.full for branch in self.sheet.branches.near(value))
        if not near:
            return clean(value)
        return _("%(raw)s，是否为%(near)s？") % {"raw": clean(value), "near": near}

    def _read_branch_at_join(self, key, value):
        branch = None if is_empty(value) else self.sheet.branches.match(value)
        self._store(key, branch.full if branch else cells.read_text(value))

    def _read_contact1(self, key, value):
        names = cells.read_names(value)
        self._store(key, names[0] if names else None)
        if len(names) > 1 and not self._has_column("contact2"):
            self._store("contact2", "、".join(names[1:]))

    def _read_contact2(self, key, value):
        self._store(key, "、".join(cells.read_names(value)))

    def _read_sponsors(self, key, value):
        names = [self.row.values.get("sponsors"), *cells.read_names(value)]
        self._store("sponsors", "、".join(filter(None, names)))

    def _read_note(self, key, value):
        texts = [self.row.values.get(key), cells.read_text(value)]
        self._store(key, "；".join(filter(None, texts)))

    def _has_column(self, key):
        return any(column.key == key for column in self.sheet.columns)

    def _frame(self, column):
        place, look = (self.index, column.index), self.sheet.grid.look
        return Frame(
            as_of=self.sheet.as_of,
            born=self.id_birth if column.key == "birth" else None,
            epoch_1904=self.sheet.grid.epoch_1904,
            month_only=place in look.month_only,
            two_decimals=place in look.two_decimals,
            untyped=self.sheet.grid.untyped,
        )

    def _read_day(self, column, value):
        reading = read_day(value, self._frame(column))
        if reading.day:
            self.days[column.key] = reading.day
            self._store(column.key, str(reading.day))
        elif reading.state:
            self.states[column.key] = reading.state
        if reading.code == "TEXT_IN_DATE" and column.key in DAY_OR_TEXT:
            self._store(column.key, clean(value))
        elif reading.code:
            self.find(reading.code, column.key, clean(value))
        if reading.code == "DATE_AMBIGUOUS" and not reading.day:
            self._check_year(column.key, value)

    def _check_year(self, key, value):
        if key == "birth" and self.trusted and self.id_birth:
            self.find("BIRTH_MISMATCH_ID", key, clean(value))

    def _derive_from_id(self):
        """Sex and birth of a formula that was saved without its result."""
        for column in self.sheet.columns:
            if (self.index, column.index) not in self.sheet.grid.look.uncached or not self.trusted:
                continue
            if column.key == "sex":
                self._store("sex", self.sex_by_id)
            elif column.key == "birth" and self.id_birth:
                self.days["birth"] = Day(self.id_birth)
                self._store("birth", str(self.days["birth"]))

    @property
    def born(self):
        """The birth date to reckon with: a sound ID's, else the column's, else none."""
        if self.trusted and self.id_birth:
            return Day(self.id_birth)
        return self.days.get("birth")

    def _check(self):
        self._check_birth()
        self._check_future()
        if self.born and self.born.first <= self.sheet.as_of:
            self._check_ages(self.born)
        past = {k: day for k, day in self.days.items() if day.first <= self.sheet.as_of}
        for code, key in rules.order_codes(past):
            self.find(code, key, str(past[key]))
        if rules.is_overdue(self.days, self.states, self._on_probation(), self.sheet.as_of):
            self.find("PROBATION_OVERDUE", "probation", str(self.days["probation"]))

    def _check_birth(self):
        if self.trusted and self.id_birth and "birth" in self.days:
            birth = self.days["birth"]
            for code in rules.birth_codes(birth, self.id_birth):
                self.find(code, "birth", str(birth))

    def _check_future(self):
        for key, day in self.days.items():
            if base_key(key) not in MAY_LIE_AHEAD and day.first > self.sheet.as_of:
                self.find("FUTURE_DATE", key, str(day))

    def _check_ages(self, born):
        as_of, age = self.sheet.as_of, self.row.values.get("age")
        if rules.is_minor(born, as_of):
            self.find("UNDER_18", "birth" if "birth" in self.days else "id", str(born))
        apply = self.days.get("apply")
        if apply and apply.first <= as_of and rules.is_minor(born, apply.last):
            self.find("APPLY_BEFORE_18", "apply", str(apply))
        if age is not None and not any(rules.age_fits(age, b, as_of) for b in self._births()):
            self.find("AGE_MISMATCH", "age", str(age))

    def _births(self):
        """Every birth date the row gives: the ID's, and the column's where they disagree."""
        column = self.days.get("birth")
        agrees = column is None or column.may_be(self.born.value)
        return [self.born] if agrees else [self.born, column]

    def _on_probation(self):
        """Whether the row or its sheet says that the person is on probation."""
        category = self.row.values.get("category")
        if category:
            return category == "预备党员"
        if self.states.get("convert"):
            return True
        by_status = self.row.values.get("pol") == "中共预备党员"
        return by_status or self.sheet.kind == "probationary"


def _masked(number):
    return resident_id.mask(number) if number else ""
