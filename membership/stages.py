"""The stages of a membership case, and how a screen groups them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Stage(models.TextChoices):
    """Where a case stands; a word that is also the act that leads there says that it is a stage."""

    APPLICANT = "applicant", _("入党申请人")
    ACTIVIST = "activist", _("入党积极分子")
    PROPOSED = "proposed", _("拟定发展对象")
    PROSPECTIVE = "prospective", _("发展对象")
    PRE_REVIEWED = "pre_reviewed", _("已预审")
    ADOPTED = "adopted", _("大会已通过")
    PROBATIONARY = "probationary", _("预备党员")
    EXTENDED = "extended", pgettext_lazy("stage", "延长预备期")
    FULL = "full", _("正式党员")
    WITHDRAWN = "withdrawn", pgettext_lazy("stage", "本人撤回申请")
    DROPPED = "dropped", pgettext_lazy("stage", "取消培养资格")
    REFUSED = "refused", _("未获批准")
    ANNULLED = "annulled", pgettext_lazy("stage", "取消预备党员资格")
    NOT_RECOGNISED = "not_recognised", pgettext_lazy("stage", "不予承认")
    TRANSFERRED_OUT = "transferred_out", _("已转出")
    DECEASED = "deceased", pgettext_lazy("stage", "去世")
    POSTHUMOUS = "posthumous", pgettext_lazy("stage", "追认为党员")


# The order of the process; the rest are ends.
PROCESS = (
    Stage.APPLICANT,
    Stage.ACTIVIST,
    Stage.PROPOSED,
    Stage.PROSPECTIVE,
    Stage.PRE_REVIEWED,
    Stage.ADOPTED,
    Stage.PROBATIONARY,
    Stage.EXTENDED,
    Stage.FULL,
)
BEFORE_MEETING = PROCESS[:5]
BEFORE_ADMISSION = PROCESS[:6]
NOT_ADOPTED = (*BEFORE_MEETING, Stage.DROPPED)  # by no general meeting
ON_PROBATION = (Stage.PROBATIONARY, Stage.EXTENDED)
IN_PROGRESS = PROCESS[:-1]
ENDED = tuple(stage for stage in Stage if stage not in PROCESS)

# The five stages that screens and forms show: slug, words, the machine's stages.
FIVE = (
    ("applicant", _("申请入党"), (Stage.APPLICANT,)),
    ("activist", _("积极分子"), (Stage.ACTIVIST,)),
    (
        "prospective",
        _("发展对象"),
        (Stage.PROPOSED, Stage.PROSPECTIVE, Stage.PRE_REVIEWED, Stage.ADOPTED),
    ),
    ("probationary", _("预备党员"), ON_PROBATION),
    ("full", _("转正"), (Stage.FULL,)),
)


def phase_of(stage: str) -> str:
    """The phase that assessments and education of a case in the stage belong to."""
    return "probation" if stage in ON_PROBATION else "activist"
