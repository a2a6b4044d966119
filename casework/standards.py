"""What a county may set: declared in code with a default, kept as dated rows, read by the rules.

A rule, the planner or a form reads a setting where it would read a `rules.Limit`:

    REVOTE = Setting("revote_wait_months", "A-24", _("…"), Kind.MONTHS, 6, source=_("…"))
    latest_start(on, REVOTE.on(on))

`on(day)` gives the value that holds on the day of the event, so a past event keeps the value of
its day. Choices are text (`if RESTART.on(on) == "transfer"`), yes/no is True or False, a list a
tuple of the chosen names. Read it when the Q is built, never when a module is loaded.

The rows are read once a request, and once more inside every writing transaction where a row has
come in between (`noticed`); a row therefore counts from the next request on. `as_if` puts values
in their place for a case that is told as facts, and for tests.
"""

import threading
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .wording import listed

Words = str | Promise
Value = int | bool | str | tuple[str, ...]
Dated = list[tuple[date, Value]]


class Kind(StrEnum):
    """What a value is. Numbers are whole and not negative."""

    MONTHS = "months"
    DAYS = "days"
    WORKING_DAYS = "working days"
    YEARS = "years"
    COUNT = "count"
    CHOICE = "choice"
    YES_NO = "yes or no"
    LIST = "list"


NUMBERS = {
    Kind.MONTHS: gettext_lazy("%s 个月"),
    Kind.DAYS: gettext_lazy("%s 天"),
    Kind.WORKING_DAYS: gettext_lazy("%s 个工作日"),
    Kind.YEARS: gettext_lazy("%s 周岁"),
    Kind.COUNT: gettext_lazy("%s"),
}
DAYS, PAPERS = "days", "papers"
YES, NO = gettext_lazy("是"), gettext_lazy("否")


@dataclass(frozen=True, eq=False)
class Setting:
    """One question that the text leaves open, or a number that may be made stricter.

    `about` is its number in the specification (A-24); `source` says where the default comes from.
    `least` and `most` bound a number; `cites` are the articles that set the bound, where it is
    national. `refuses` gives, for a value that would drop what is national, the words why.
    `choices` names the values of a choice or a list. `since` fixes the first day of every value
    (a transition happens once). `derives` says what is stored of the cases and rests on it: DAYS,
    which follow from the events, or PAPERS, which are missing as of today.
    """

    key: str
    about: str
    question: Words
    kind: Kind
    default: Value
    source: Words
    least: int = 0
    most: int = 999
    cites: tuple = ()
    choices: Mapping[str, Words] = field(default_factory=dict)
    refuses: Mapping[Value, Words] = field(default_factory=dict)
    unit: Words = ""
    since: date | None = None
    derives: str = ""

    def on(self, day: date) -> Value:
        """The value that holds on `day`: the one with the latest first day, else the default."""
        dated = _current().get(self.key, ())
        place = bisect_right([since for since, _value in dated], day)
        return dated[place - 1][1] if place else self.default

    @property
    def days(self) -> tuple[date, ...]:
        """The days from which another value holds."""
        return tuple(since for since, _value in _current().get(self.key, ()))

    def check(self, value: Value) -> None:
        """Raise ValidationError, with the article, for a value that may not stand."""
        if self.kind in NUMBERS:
            self._check_number(value)
        elif self.kind is Kind.YES_NO and not isinstance(value, bool):
            raise ValidationError(_("应为是或否。"))
        elif self.kind in (Kind.CHOICE, Kind.LIST):
            self._check_names(value)
        if self.kind is not Kind.LIST and value in self.refuses:
            raise ValidationError(self.refuses[value])

    def _check_number(self, value: Value) -> None:
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValidationError(_("应为整数。"))
        if value < self.least:
            raise ValidationError(self._beyond(_("不得少于 %s"), self.least))
        if value > self.most:
            raise ValidationError(self._beyond(_("不得超过 %s"), self.most))

    def _beyond(self, words: str, bound: int) -> str:
        said = words % self.words(bound)
        if not self.cites:
            return f"{said}。"
        national = _("国家规定的要求，县里可以增加或延长，不能减少或缩短")
        return f"{said}（{listed(map(str, self.cites))}）：{national}。"

    def _check_names(self, value: Value) -> None:
        one = self.kind is Kind.CHOICE
        if not isinstance(value, str if one else tuple):
            raise ValidationError(_("没有这个选项。"))
        names = (value,) if one else value
        if any(name not in self.choices for name in names):
            raise ValidationError(_("没有这个选项。"))

    def words(self, value: Value) -> str:
        """The value as people read it."""
        if self.kind in NUMBERS:
            return str(self.unit or NUMBERS[self.kind]) % value
        if self.kind is Kind.YES_NO:
            return str(YES if value else NO)
        names = (value,) if self.kind is Kind.CHOICE else value
        return listed([str(self.choices[name]) for name in names]) or _("无")

    def __str__(self) -> str:
        return str(self.question)


@dataclass(frozen=True)
class Fixed:
    """A question of the specification that is answered once for all, and why it is no setting.

    `key` is what the specification calls it.
    """

    about: str
    question: Words
    answer: Words
    why: Words
    key: str = ""


def typed(setting: Setting, stored) -> Value:
    """A value as JSON holds it, in its own type."""
    return tuple(stored) if setting.kind is Kind.LIST else stored


# What is in force ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Snapshot:
    """The values of all settings; `newest` is the number of the last row read."""

    newest: int | None = None
    values: Mapping[str, Dated] = field(default_factory=dict)


class _Held(threading.local):
    snapshot: Snapshot | None = None
    sure = False
    imagined: Mapping[str, Dated] | None = None


_held = _Held()


def _current() -> Mapping[str, Dated]:
    if _held.imagined is not None:
        return _held.imagined
    if _held.snapshot is None or not _held.sure:
        _held.snapshot, _held.sure = _read(), True
    return _held.snapshot.values


def _read() -> Snapshot:
    """One query. Rows that were withdrawn never counted; of one day the later row does."""
    values: dict[str, Dated] = {}
    rows = apps.get_model("casework", "Standard").objects.order_by("since", "pk")
    found = list(rows.values_list("pk", "key", "since", "value", "withdraws"))
    withdrawn = {withdraws for *_row, withdraws in found}
    for pk, key, since, value, withdraws in found:
        if withdraws is None and pk not in withdrawn:
            said = tuple(value) if isinstance(value, list) else value
            values.setdefault(key, []).append((since, said))
    return Snapshot(max((pk for pk, *_row in found), default=None), values)


def noticed(newest: int | None) -> None:
    """The number of the last row as a query has just seen it: what is held is right, or goes."""
    if newest is None:
        _held.snapshot = Snapshot()
    elif _held.snapshot is None or _held.snapshot.newest != newest:
        _held.snapshot = None
    _held.sure = True


def doubt() -> None:
    """Another request: what is held has to be compared with the last row before it is used."""
    _held.sure = False


def forget() -> None:
    _held.snapshot, _held.sure = None, False


@contextmanager
def as_if(values: Mapping[str, Value | Dated], *, beside_stored: bool = False) -> Iterator[None]:
    """Let these values hold: one for all days, or a list of (day, value); the stored ones are
    set aside altogether, or for these keys only."""
    before = _held.imagined
    told = {
        key: sorted(value) if isinstance(value, list) else [(date.min, value)]
        for key, value in values.items()
    }
    _held.imagined = {**_current(), **told} if beside_stored else told
    try:
        yield
    finally:
        _held.imagined = before


class StandardsMiddleware:
    """Every request finds the settings as they stand when it begins."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        doubt()
        return self.get_response(request)
