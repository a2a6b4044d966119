"""What the shared views need to know of the membership pipeline."""

from django.utils.translation import gettext_lazy as _

from casework.pipelines import Pipeline

from .article_topics import topics
from .articles import SOURCES, silent
from .batches import BATCHES
from .forms import form_of
from .models import Application
from .papers import CATALOGUE
from .rosters import KEEPERS
from .standards import FIXED, SECTIONS
from .steps import BY_SLUG

PIPELINE = Pipeline(
    app="membership",
    model=Application,
    catalogue=CATALOGUE,
    title=_("发展党员"),
    form=form_of,
    step_title=lambda slug: BY_SLUG[slug].title,
    extra_labels={
        "calendar_feed": _("生成日历订阅地址"),
        "calendar_feed_ended": _("停用日历订阅地址"),
        "year_plan": _("修改年度发展计划"),
        "year_plan_copied": _("复制上年的年度发展计划"),
        "forms_received": _("登记志愿书编号"),
        "form_ended": _("志愿书退回或作废"),
    },
    keepers=KEEPERS,
    silent=silent(),
    settings=SECTIONS,
    fixed=FIXED,
    sources=SOURCES,
    topics=topics(),
    batches=BATCHES,
    calendar="membership:calendar",
    pages={"year-plan": ("membership:year-plan", _("看年度计划"))},
)
