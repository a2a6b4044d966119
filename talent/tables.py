"""The list of talent cases and the table of village teams."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from casework import due
from casework.models import Person
from casework.templatetags.casework_ui import badge
from casework.wording import listed

from .models import Talent
from .reviewing import next_of
from .stages import SHORT
from .structure import age_of

NUM = {"th": {"class": "num"}, "td": {"class": "num"}}
FROZEN = {"th": {"class": "freeze"}, "td": {"class": "freeze"}}


class TalentTable(tables.Table):
    """One row a case; `page_of` prefetches what the columns read."""

    name = tables.Column(
        accessor="person__name", verbose_name=_("姓名"), order_by="person__pinyin", attrs=FROZEN
    )
    unit = tables.Column(verbose_name=_("村"), order_by="unit__path")
    stage = tables.Column(verbose_name=_("阶段"), order_by="stage")
    age = tables.Column(
        accessor="person__born_on", verbose_name=_("年龄"), order_by="-person__born_on", attrs=NUM
    )
    education = tables.Column(
        accessor="person__get_education_display",
        verbose_name=_("学历"),
        order_by="person__education",
    )
    standing = tables.Column(
        accessor="person__get_standing_display", verbose_name=_("政治面貌"), orderable=False
    )
    source = tables.Column(verbose_name=_("来源"), orderable=False)
    post = tables.Column(empty_values=(), verbose_name=_("岗位 / 考核"), orderable=False)
    mentor = tables.Column(empty_values=(), verbose_name=_("帮带责任人"), orderable=False)
    next = tables.Column(empty_values=(), verbose_name=_("下一步"), orderable=False)
    state = tables.Column(empty_values=(), verbose_name=_("状态"), orderable=False)
    papers = tables.Column(
        empty_values=(), verbose_name=_("材料"), order_by="-papers_missing", attrs=NUM
    )

    class Meta:
        model = Talent
        fields = ()
        order_by_field = "sort"

    def __init__(self, data, *, today, user, stage="", **options):
        super().__init__(data, exclude=("stage",) if stage else ("",), **options)
        self.today, self.user = today, user
        self.caption = _t("人才名册")

    def render_name(self, value, record):
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), value)

    def render_stage(self, record):
        return SHORT[record.stage]

    def render_education(self, record):
        return EDUCATION.get(record.person.education) or record.person.get_education_display()

    def render_standing(self, record):
        return STANDING[record.person.standing]

    def render_age(self, record):
        return age_of(record.person, self.today)

    def render_post(self, record):
        return _newest_post(record) or "–"

    def render_mentor(self, record):
        return mentor_words(record) or "–"

    def render_next(self, record):
        coming = next_of(
            record, self.today, has_need=record.has_need, mentored=bool(mentor_words(record))
        )
        url = coming.address(record.pk) if self.user.has_perm("talent.record", record) else ""
        return format_html('<a href="{}">{}</a>', url, coming.words) if url else coming.words

    def render_state(self, record):
        nearest = min(record.deadlines.all(), key=lambda row: row.due_on, default=None)
        if nearest is None:
            return badge("normal")
        state = due.state(nearest.due_on, self.today)
        return badge(state, due.words(nearest.due_on, self.today) if state != due.NORMAL else "")

    def render_papers(self, record):
        if not record.papers_expected:
            return "–"
        return f"{record.papers_expected - record.papers_missing}/{record.papers_expected}"


# Short words of a narrow column; the workbook and the case page use the full ones.
EDUCATION = {"20": _("本科"), "30": _("大专"), "44": _("职高")}
STANDING = {
    Person.Standing.NONE: _("群众"),
    Person.Standing.LEAGUE: _("团员"),
    Person.Standing.PROBATIONARY: _("预备党员"),
    Person.Standing.FULL: _("党员"),
    Person.Standing.OTHER: _("其他"),
}


def _newest_post(case) -> str:
    """The post taken up last with its grade; how many more there are."""
    rows = [row for row in case.posts.all() if row.until is None]
    if not rows:
        return ""
    words = f"{rows[-1]} {rows[-1].get_grade_display()}".strip()
    return f"{words} +{len(rows) - 1}" if len(rows) > 1 else words


def post_words(case) -> str:
    """The posts that run, each with its newest grade: “先锋岗 良好”."""
    rows = [row for row in case.posts.all() if row.until is None]
    return listed(f"{row} {row.get_grade_display()}".strip() for row in rows)


def mentor_words(case) -> str:
    return listed(row.mentor.name for row in case.mentors.all() if row.until is None)


def team_row(team) -> dict:
    """The figures of one village, for the page and the workbook alike."""
    return {
        "village": str(team.village),
        "path": team.village.path,
        "secretary": team.secretary.person.name if team.secretary else "",
        "one_shoulder": team.one_shoulder,
        "quota": len(team.in_use),
        "filled": len(team.filled),
        "vacant": len(team.vacant),
        "seconded": len(team.seconded),
        "people": len(team.people),
        "cross": len(team.cross_appointed),
        "young_local": len(team.young_local),
        "young_any": len(team.young_any),
        "elders": len(team.elders),
        "women": len(team.women),
        "mean_age": team.mean_age,
        "reserves": team.reserves,
        "full": team.branches.full,
        "recruited": "·".join(map(str, team.branches.recruited)),
    }


class TeamTable(tables.Table):
    """One row a village, of `team_row`; a number leads to the seats or people behind it."""

    village = tables.Column(verbose_name=_("村"), order_by="path", attrs=FROZEN)
    secretary = tables.Column(empty_values=(), verbose_name=_("书记（主任）"), orderable=False)
    filled = tables.Column(verbose_name=_("实有/应配"), orderable=False, attrs=NUM)
    vacant = tables.Column(verbose_name=_("空缺"), attrs=NUM)
    seconded = tables.Column(verbose_name=_("兼任"), attrs=NUM)
    people = tables.Column(verbose_name=_("人数"), attrs=NUM)
    young_local = tables.Column(verbose_name=_("35↓本村"), attrs=NUM)
    young_any = tables.Column(verbose_name=_("35↓含兼任"), attrs=NUM)
    elders = tables.Column(verbose_name=_("60↑"), attrs=NUM)
    women = tables.Column(verbose_name=_("女"), attrs=NUM)
    mean_age = tables.Column(verbose_name=_("平均"), attrs=NUM)
    reserves = tables.Column(verbose_name=_("后备"), attrs=NUM)
    full = tables.Column(verbose_name=_("党员(60↑)"), attrs=NUM)
    recruited = tables.Column(verbose_name=_("近三年发展"), orderable=False)

    class Meta:
        order_by_field = "sort"

    def __init__(self, teams, **options):
        super().__init__([{**team_row(team), "team": team} for team in teams], **options)
        self.caption = _t("村与班子")

    def render_village(self, value, record):
        return format_html('<a href="{}">{}</a>', _village_url(record), value)

    def render_secretary(self, value, record):
        if not value:
            return badge("lacking", _t("空缺"))
        age = record["team"].secretary.age
        words = f"{value} {age}" if age is not None else value
        return f"{words} {_t('一肩挑')}" if record["one_shoulder"] else words

    def render_filled(self, value, record):
        return f"{value}/{record['quota']}"

    def render_vacant(self, value, record):
        return _led(record, value, "vacant")

    def render_seconded(self, value, record):
        return _led(record, value, "seconded")

    def render_young_local(self, value, record):
        return _led(record, value, "young-local")

    def render_young_any(self, value, record):
        return _led(record, value, "young-any")

    def render_elders(self, value, record):
        return _led(record, value, "elders")

    def render_women(self, value, record):
        return _led(record, value, "women")

    def render_reserves(self, value, record):
        village = record["team"].village.pk
        url = f"{reverse('talent:list')}?stage=reserve&unit={village}"
        return format_html('<a href="{}">{}</a>', url, value) if value else value

    def render_full(self, value, record):
        elders = record["team"].branches.elders
        return f"{value} ({100 * elders / value:.0f}%)" if value else value

    def render_recruited(self, value, record):
        years = record["team"].years_without_recruit
        if not years:
            return value
        look, words = LEDGER[years]
        return format_html("{} {}", value, badge(look, words))


# Whole years in which a village developed no member: the ledger's colours.
LEDGER = {
    1: ("data", _("一年")),
    2: ("soon", _("两年")),
    3: ("overdue", _("三年以上")),
}


def _village_url(record: dict) -> str:
    return reverse("talent:village", args=[record["team"].village.pk])


def _led(record: dict, value: int, show: str):
    """A number that leads to what it counts; nothing to lead to where it is none."""
    if not value:
        return value
    return format_html('<a href="{}?show={}">{}</a>', _village_url(record), show, value)
