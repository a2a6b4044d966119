"""The texts that rules cite, each with the days it is in force.

A citation is (text, article), never a bare number: the two texts of the
recruitment rules number the same matter differently from article 18 on.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .standards import DAYS, Kind, Setting
from .wording import listed

ARTICLE = _("第%s条")


REVISED_ON = date(2026, 5, 11)  # 细则（2026） issued and in force, art. 44
RULE_VERSION = Setting(
    "rule_version_policy",
    "A-01",
    _("2026 年 5 月 11 日前后的步骤，各适用哪一版细则"),
    Kind.CHOICE,
    "issue",
    source=_("细则（2026）第44条：自发布之日起施行；没有过渡条款，按每一步的日期分"),
    choices={
        "issue": _("2026-05-11（发布之日）起适用 2026 年版"),
        "publication": _("2026-05-18（公开报道之日）起适用 2026 年版"),
    },
    since=REVISED_ON,
    derives=DAYS,
)
PUBLISHED_LATER = timedelta(days=7)


@dataclass(frozen=True)
class Text:
    """A regulation in one version. `since` and `until` include their days.

    `begins` and `ends` are the days as the county reads them, where the change from one version
    to the next is a `moves`-setting (A-01).
    """

    code: str
    title: str | Promise
    since: date = date.min
    until: date = date.max
    counts: str | Promise = ARTICLE
    moves: bool = False
    do_not_call_in_templates = True

    def __call__(self, *articles: str | int) -> "Citation":
        return Citation(self, tuple(str(article) for article in articles))

    def in_force(self, on: date) -> bool:
        return self.begins <= on <= self.ends

    @property
    def begins(self) -> date:
        return self.since + _later() if self.moves and self.since == REVISED_ON else self.since

    @property
    def ends(self) -> date:
        return self.until + _later() if self.moves and self.since != REVISED_ON else self.until

    def __str__(self) -> str:
        return str(self.title)


def _later() -> timedelta:
    return PUBLISHED_LATER if RULE_VERSION.on(REVISED_ON) == "publication" else timedelta(0)


@dataclass(frozen=True)
class Source:
    """Where a text was read, and what of it is not verified."""

    text: Text
    read_in: str | Promise
    official: str | Promise
    unverified: tuple[str | Promise, ...] = ()


@dataclass(frozen=True)
class Citation:
    """Some articles of one text; no article means the text as a whole."""

    text: Text
    articles: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """Short and lasting, for the audit row: "R26:13"."""
        return ":".join([self.text.code, *self.articles])

    def __str__(self) -> str:
        parts = [self.text.counts % article for article in self.articles]
        return f"{self.text}{listed(parts)}"


R14 = Text("R14", _("细则（2014）"), date(2014, 5, 28), date(2026, 5, 10), moves=True)
R26 = Text("R26", _("细则（2026）"), REVISED_ON, moves=True)
BRANCH = Text("ZB", _("支部工作条例（2018）"), date(2018, 10, 28))
ELECTION = Text("ER", _("基层组织选举工作条例（2020）"), date(2020, 7, 13))
ORGANIC18 = Text("OL18", _("村民委员会组织法（2018）"), date(2018, 12, 29), date(2025, 12, 31))
ORGANIC25 = Text("OL25", _("村民委员会组织法（2025）"), date(2026, 1, 1))
GUIDANCE19 = Text("GV19", _("乡村治理指导意见（2019）"), date(2019, 6, 23))
RECTIFICATION = Text("ZG", _("整改清单（2022）"), date(2022, 1, 1), counts=_("第%s项"))
DISCIPLINE18 = Text("JL18", _("纪律处分条例（2018）"), date(2018, 10, 1), date(2023, 12, 31))
DISCIPLINE = Text("JL", _("纪律处分条例（2023）"), date(2024, 1, 1))
LOCAL = Text("L", _("本地规定"))
