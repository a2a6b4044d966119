"""The texts that rules cite, each with the days it is in force.

A citation is (text, article), never a bare number: the two texts of the
recruitment rules number the same matter differently from article 18 on.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .wording import listed

ARTICLE = _("第%s条")


@dataclass(frozen=True)
class Text:
    """A regulation in one version. `since` and `until` include their days."""

    code: str
    title: str | Promise
    since: date = date.min
    until: date = date.max
    counts: str | Promise = ARTICLE

    def __call__(self, *articles: str | int) -> "Citation":
        return Citation(self, tuple(str(article) for article in articles))

    def in_force(self, on: date) -> bool:
        return self.since <= on <= self.until

    def __str__(self) -> str:
        return str(self.title)


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


R14 = Text("R14", _("细则（2014）"), date(2014, 5, 28), date(2026, 5, 10))
R26 = Text("R26", _("细则（2026）"), date(2026, 5, 11))
BRANCH = Text("ZB", _("支部工作条例（2018）"), date(2018, 10, 28))
ELECTION = Text("ER", _("基层组织选举工作条例（2020）"), date(2020, 7, 13))
ORGANIC18 = Text("OL18", _("村民委员会组织法（2018）"), date(2018, 12, 29), date(2025, 12, 31))
ORGANIC25 = Text("OL25", _("村民委员会组织法（2025）"), date(2026, 1, 1))
GUIDANCE19 = Text("GV19", _("乡村治理指导意见（2019）"), date(2019, 6, 23))
RECTIFICATION = Text("ZG", _("整改清单（2022）"), date(2022, 1, 1), counts=_("第%s项"))
LOCAL = Text("L", _("本地规定"))
