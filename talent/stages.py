"""The stages of a talent case."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stage(models.TextChoices):
    LEAD = "lead", _("线索")
    POOL = "pool", _("人才库")
    RESERVE = "reserve", _("村级后备干部")
    CANDIDATE = "candidate", _("人选")
    SEATED = "seated", _("任职")
    SUSPENDED = "suspended", _("暂停培养")
    REJECTED = "rejected", _("评审未通过")
    EXITED = "exited", _("已出库")


# What a tab or a narrow column calls a stage.
SHORT = {
    Stage.LEAD: _("线索"),
    Stage.POOL: _("人才库"),
    Stage.RESERVE: _("后备"),
    Stage.CANDIDATE: _("人选"),
    Stage.SEATED: _("任职"),
    Stage.SUSPENDED: _("暂停"),
    Stage.REJECTED: _("未通过"),
    Stage.EXITED: _("已出库"),
}
PROCESS = (Stage.LEAD, Stage.POOL, Stage.RESERVE, Stage.CANDIDATE, Stage.SEATED)
SUSPENDABLE = (Stage.POOL, Stage.RESERVE, Stage.CANDIDATE)
IN_STORE = (*SUSPENDABLE, Stage.SUSPENDED)
IN_PROGRESS = (*PROCESS, Stage.SUSPENDED)
ENDED = (Stage.REJECTED, Stage.EXITED)
