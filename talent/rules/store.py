"""Into the pool and on to the reserve: review rounds, negative list, posts, needs."""

from django.db.models import F, Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from casework.dates import add_months_roll, born_by, latest_start
from casework.penalties import running
from casework.rules import BLOCK, WARN, Has, Latest, Rule, rule
from casework.texts import GUIDANCE19, LOCAL, RECTIFICATION

from .common import LASTING, MINIMUM_EDUCATION, MONTHS_IN_POOL, POOL_AGE, round_for


@rule(
    cites=LOCAL(),
    title=_("年满十八周岁"),
    blocker=_("未满十八周岁，或出生日期不详"),
    reads=("person__born_on",),
    opens=lambda born: add_months_roll(born, 216),
    absence=("person__born_on",),
)
def adult(on):
    """The person has turned 18."""
    return Q(person__born_on__lte=born_by(on, 18))


@rule(
    cites=LOCAL(),
    title=_("年龄符合入库标准"),
    blocker=_("超过入库年龄标准（45 周岁以下）"),
    severity=WARN,
    reads=("person__born_on",),
    says=lambda on, born: (
        _t("%(born)s 出生，%(day)s 满 46 周岁") % {"born": born, "day": add_months_roll(born, 552)}
    ),
)
def within_pool_age(on):
    """The person is 45 or younger, as the pool's standard asks."""
    return Q(person__born_on__gt=born_by(on, POOL_AGE.on(on) + 1))


@rule(
    cites=LOCAL(),
    title=_("学历符合入库标准"),
    blocker=_("学历低于入库标准（高中、中专以上），或学历不详"),
    severity=WARN,
)
def educated(on):
    """The person finished senior secondary school or more."""
    return Q(person__education__in=MINIMUM_EDUCATION)


@rule(
    cites=(GUIDANCE19(), LOCAL()),
    title=_("没有负面清单情形"),
    blocker=_("有负面清单“不能”情形"),
    mend="negative",
)
def no_bar(on):
    """No barring circumstance of the negative list is in its window; a crime, gang or cult stays.

    A local window shorter than the national guidance does not open the way.
    """
    open_now = Q(until__isnull=True) | Q(until__gte=on) | Q(code__in=LASTING)
    return ~Q(Has("hits", open_now, severity="bar", since__lte=on))


@rule(
    cites=LOCAL(),
    title=_("没有负面清单“不宜”情形"),
    blocker=_("有负面清单“不宜”情形"),
    severity=WARN,
    mend="negative",
)
def no_caution(on):
    """No cautionary circumstance of the negative list is in its window."""
    open_now = Q(until__isnull=True) | Q(until__gte=on)
    return ~Q(Has("hits", open_now, severity="caution", since__lte=on))


@rule(
    cites=LOCAL(),
    title=_("没有影响期内的党纪处分"),
    blocker=_("党纪处分影响期未满"),
    severity=WARN,
)
def no_running_sanction(on):
    """No Party penalty is in its effect period on the day."""
    return ~Q(Has("person__sanctions", running("person__sanctions", on)))


def _reviewed(purpose: str, slug: str, title, blocker, requires: str, cites, **more) -> Rule:
    """One rule about the open review round of `purpose`."""
    extra = {"severity": more.pop("severity", BLOCK), "reads": more.pop("reads", ())}
    extra["says"] = more.pop("says", None)

    def condition(on):
        days = {name: on for name, value in more.items() if value is None}
        return Q(Has("rounds", **round_for(purpose), **{**more, **days}))

    condition.__name__, condition.__doc__ = f"{purpose}_{slug}", requires
    return Rule(condition, cites, title, blocker, mend="round", **extra)


def review_rules(purpose: str) -> tuple[Rule, ...]:
    """The six steps of a review round: recommend, review, joint review, notice, decide."""
    latest = lambda field: Latest("rounds", field, **round_for(purpose))  # noqa: E731
    return (
        _reviewed(
            purpose,
            "recommended",
            _("已推荐"),
            _("没有推荐，或推荐会议没有记录"),
            "Somebody recommended the person in this round.",
            (RECTIFICATION("一（6）"),),
            recommended_on__lte=None,
        ),
        _reviewed(
            purpose,
            "township_reviewed",
            _("镇级审核通过"),
            _("没有镇级审核记录，或审核没有通过"),
            "The township has reviewed the person.",
            (LOCAL(),),
            township_reviewed_on__lte=None,
            township_passed=True,
        ),
        _reviewed(
            purpose,
            "all_replied",
            _("联审部门已全部答复"),
            _("联审部门还没有全部答复，不答复不等于同意"),
            "Every department asked has replied; silence is not consent.",
            (GUIDANCE19(),),
            opinions_asked__gt=0,
            opinions_open=0,
            reads=(latest("opinions_asked"), latest("opinions_open")),
            says=lambda on, asked, silent: (
                _t("已答复 %(got)s/%(asked)s") % {"got": asked - silent, "asked": asked}
            ),
        ),
        _reviewed(
            purpose,
            "all_clear",
            _("联审没有不同意意见"),
            _("没有联审结果，或有部门不同意"),
            "No department objects.",
            (GUIDANCE19(),),
            opinions_against=0,
        ),
        _reviewed(
            purpose,
            "joint_review_valid",
            _("联审在有效期内"),
            _("没有联审结果，或联审已过有效期"),
            "The joint review is not older than its validity allows.",
            (LOCAL(),),
            severity=WARN,
            reads=(latest("valid_until"),),
            valid_until__gte=None,
            says=lambda on, until: _t("联审有效期至 %(until)s") % {"until": until},
        ),
        _reviewed(
            purpose,
            "notice_over",
            _("公示期满"),
            _("没有公示，或公示期未满"),
            "The public notice has run its full days.",
            (LOCAL(),),
            notice_ends_on__lt=F("decided_on"),
            reads=(latest("notice_ends_on"),),
            says=lambda on, ends: _t("公示至 %(ends)s") % {"ends": ends},
        ),
        _reviewed(
            purpose,
            "notice_undisputed",
            _("公示没有未查清的异议"),
            _("没有公示，或公示有未查清的异议"),
            "No objection from the notice is open.",
            (LOCAL(),),
            objection=False,
        ),
        _reviewed(
            purpose,
            "decided",
            _("镇党委已研究决定"),
            _("镇党委还没有研究决定"),
            "The township Party committee has decided.",
            (LOCAL(),),
            decided_on__lte=None,
        ),
    )


@rule(
    cites=RECTIFICATION("一（6）"),
    title=_("岗位考核良好以上"),
    blocker=_("没有岗位考核良好以上的记录"),
    mend="post",
)
def appraised_good(on):
    """At least one village post was appraised good or excellent."""
    return Q(Has("posts", appraised_on__lte=on, grade__in=["good", "excellent"]))


@rule(
    cites=RECTIFICATION("一（6）"),
    title=_("村班子有需要"),
    blocker=_("村里没有空缺席位，也没有机关干部兼任的席位"),
    severity=WARN,
)
def village_has_need(on):
    """The village has a vacant seat or one held by a seconded office cadre."""
    return Q(Has("unit__seats", state__in=["vacant", "held_seconded"]))


@rule(
    cites=LOCAL(),
    title=_("在库时间符合规定"),
    blocker=_("在库时间不足"),
    reads=("pooled_on",),
    opens=lambda pooled: add_months_roll(pooled, MONTHS_IN_POOL.on(pooled)),
)
def long_enough_in_pool(on):
    """The person has been in the pool for the months the standard asks."""
    return Q(pooled_on__lte=latest_start(on, MONTHS_IN_POOL.on(on)))
