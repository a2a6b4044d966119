"""Where a review round stands: six steps, read from its columns. Pure functions."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from casework.rules import Words
from casework.wording import labelled

from .stages import Stage

DONE, CURRENT, TODO = "done", "current", "todo"
PURPOSES = {
    Stage.LEAD: "pool_entry",
    Stage.POOL: "reserve_promotion",
    Stage.RESERVE: "candidate",
    Stage.CANDIDATE: "candidate",
}
TITLES = {
    "recommended": _("推荐"),
    "township": _("镇审核"),
    "joint": _("部门联审"),
    "notice": _("公示"),
    "decided": _("研究决定"),
    "filed": _("备案"),
}


@dataclass(frozen=True)
class ReviewStep:
    """One of the six steps with what there is to say about it; `form` takes its facts."""

    name: str
    state: str
    day: date | None = None
    note: str = ""
    form: str = "round"

    @property
    def title(self) -> Words:
        return TITLES[self.name]

    @property
    def text(self) -> str:
        return f"{self.title} {self.note}".strip()


def purpose_of(stage: str) -> str:
    """The review that leads on from a stage; "" where none does."""
    return PURPOSES.get(stage, "")


def open_round(case):
    """The open round of the present purpose, from prefetched rounds if there are any."""
    wanted = purpose_of(case.stage)
    rounds = (row for row in case.rounds.all() if not row.closed)
    return next((row for row in rounds if row.purpose == wanted), None)


def steps_of(row, on: date) -> list[ReviewStep]:
    """The six steps of a round on a day; the first that is not done is the current one."""
    steps = [_joint(row) if name == "joint" else _step(row, name, on) for name in TITLES]
    current = next((step for step in steps if step.state != DONE), None)
    return [
        ReviewStep(
            step.name, CURRENT if step is current else step.state, step.day, step.note, step.form
        )
        for step in steps
    ]


def _step(row, name: str, on: date) -> ReviewStep:
    day, done, note = {
        "recommended": (row.recommended_on, bool(row.recommended_on), ""),
        "township": (row.township_reviewed_on, row.township_passed is True, _passed(row)),
        "notice": (row.notice_ends_on, _notice_done(row, on), _notice(row, on)),
        "decided": (row.decided_on, bool(row.decided_on), ""),
        "filed": (row.filed_on, bool(row.filed_on), ""),
    }[name]
    return ReviewStep(name, DONE if done else TODO, day, note)


def _passed(row) -> str:
    return _t("没有通过") if row.township_passed is False else ""


def _notice_done(row, on: date) -> bool:
    return bool(row.notice_ends_on and row.notice_ends_on < on and not row.objection)


def _notice(row, on: date) -> str:
    if row.objection:
        return _t("有异议未查清")
    running = row.notice_ends_on and row.notice_ends_on >= on
    return _t("至 %s") % row.notice_ends_on.isoformat() if running else ""


def _joint(row) -> ReviewStep:
    if not row.opinions_asked:
        return ReviewStep("joint", TODO, form="opinions")
    got = row.opinions_asked - row.opinions_open
    note = f"{got}/{row.opinions_asked}"
    if row.opinions_against:
        note += " " + _t("%s 个部门不同意") % row.opinions_against
    clear = not row.opinions_open and not row.opinions_against
    return ReviewStep("joint", DONE if clear else TODO, None, note, "opinions")


# What comes next for a case -----------------------------------------------------------------


@dataclass(frozen=True)
class Next:
    """What comes next, in words, and where it is done: a form to record or a transition."""

    words: str
    form: str = ""
    step: str = ""

    def address(self, pk: int) -> str:
        """The page that does it; "" when there is only to wait."""
        if self.step:
            return reverse("talent:step", args=[pk, self.step])
        return reverse("talent:record", args=[pk, self.form]) if self.form else ""


def forward_of(case) -> str:
    """The transition that leads on; a reserve cadre rises to the committee they are meant for."""
    if case.stage == Stage.RESERVE and case.target == "villagers":
        return "nominate_for_villagers"
    return FORWARD.get(case.stage, "")


def next_of(case, on: date, *, has_need: bool = False, mentored: bool = True) -> Next:
    """What comes next for a case. `has_need`: its village has an open seat."""
    row = open_round(case)
    if case.stage in REVIEWED and row is not None:
        return _in_review(case, row, on)
    if case.stage == Stage.RESERVE and not mentored:
        return Next(_t("指定帮带责任人"), form="mentor")
    if case.stage in IN_POST:
        return Next(str(IN_POST[case.stage][has_need]), form="round" if has_need else "post")
    words, form, step = WAITING.get(case.stage, ("–", "", ""))
    return Next(str(words), form, step)


def _in_review(case, row, on: date) -> Next:
    current = next((step for step in steps_of(row, on) if step.state == CURRENT), None)
    if current is None or (current.name == "filed" and row.decided_on):
        return Next(_t("%s已毕，可以推进") % row, step=forward_of(case))
    return Next(labelled(row, current.text), form=current.form)


REVIEWED = (Stage.LEAD, Stage.POOL, Stage.RESERVE)
FORWARD = {
    Stage.LEAD: "enter_pool",
    Stage.POOL: "promote",
    Stage.RESERVE: "nominate_for_branch",
    Stage.CANDIDATE: "take_seat",
    Stage.SUSPENDED: "resume",
}
IN_POST = {
    Stage.POOL: (_("在岗锻炼"), _("村有空缺，启动评审")),
    Stage.RESERVE: (_("跟班培养"), _("村有空缺，启动评审")),
}
WAITING = {
    Stage.LEAD: (_("启动入库评审"), "round", ""),
    Stage.CANDIDATE: (_("组织补选"), "", "take_seat"),
    Stage.SEATED: (_("在任"), "", ""),
    Stage.SUSPENDED: (_("查清暂停事由"), "", "resume"),
}
