"""The forms and records of the talent pipeline, as data.

A step names what it enters, the articles it rests on, the columns its form asks for,
the rows it adds. Forms, the case page and the documentation read this one table.
"""

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from casework.rules import Words
from casework.texts import (
    ELECTION,
    GUIDANCE19,
    LOCAL,
    ORGANIC18,
    ORGANIC25,
    RECTIFICATION,
    Citation,
)

PLAN = RECTIFICATION("一（6）")


@dataclass(frozen=True)
class PoolStep:
    """One form. `day` is the column of the event's day; `rows` a related table it fills."""

    slug: str
    title: Words
    cites: tuple[Citation, ...]
    fields: tuple[str, ...] = ()
    day: str = ""
    rows: str = ""
    tally: bool = False
    again: bool = False  # may happen more than once: what an earlier one wrote is no draft
    labels: dict[str, Words] = field(default_factory=dict)


ENDING = ("ended_on", "end_reason")

# fmt: off
TRANSITIONS = (
    PoolStep("enter-pool", _("入人才库"), (PLAN,), fields=("pooled_on",), day="pooled_on"),
    PoolStep(
        "promote", _("列为村级后备干部"), (PLAN,), fields=("reserved_on",), day="reserved_on"
    ),
    PoolStep(
        "nominate", _("推荐为人选"), (ELECTION("5"), ORGANIC25("16"), ORGANIC18("13")),
        fields=("nominated_on", "seat"), day="nominated_on", again=True,
    ),
    PoolStep(
        "take-seat", _("当选任职"), (ELECTION("30"), ORGANIC25("23"), ORGANIC18("15")),
        fields=("seated_on",), day="seated_on", tally=True, again=True,
    ),
    PoolStep(
        "exit", _("退回、离任和出库"), (LOCAL(),), fields=ENDING, day="ended_on", again=True,
        labels={"ended_on": _("决定日期")},
    ),
    PoolStep(
        "suspend", _("暂停培养"), (LOCAL(),), fields=("suspended_on", "end_reason"),
        day="suspended_on", again=True,
    ),
    PoolStep(
        "resume", _("恢复培养"), (LOCAL(),), fields=("cleared_on",), day="cleared_on", again=True
    ),
)

RECORDS = (
    PoolStep(
        "facts", _("来源、去向和意愿"), (PLAN,),
        fields=("source", "target", "workplace", "willing", "villager_class"),
    ),
    PoolStep("round", _("评审"), (PLAN, GUIDANCE19()), rows="rounds"),
    PoolStep("opinions", _("部门联审"), (GUIDANCE19(),), rows="opinions"),
    PoolStep("post", _("上岗和考核"), (PLAN,), rows="posts"),
    PoolStep("mentor", _("指定帮带责任人"), (LOCAL(),), rows="mentors"),
    PoolStep("negative", _("负面清单"), (GUIDANCE19(),), rows="hits"),
    PoolStep(
        "seat", _("拟任席位"), (ELECTION(), ORGANIC25("16"), ORGANIC18("13")),
        fields=("seat", "villager_class"),
    ),
    PoolStep(
        "election", _("补选计票"), (ELECTION("29"), ORGANIC25("23"), ORGANIC18("15")),
        rows="elections",
    ),
)
# fmt: on

BY_SLUG = {step.slug: step for step in (*TRANSITIONS, *RECORDS)}
