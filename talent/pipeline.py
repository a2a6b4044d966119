"""What the shared views need to know of the talent pipeline."""

from django.utils.translation import gettext_lazy as _

from casework.pipelines import Pipeline

from .forms import form_of
from .models import Talent
from .papers import CATALOGUE
from .rosters import KEEPERS
from .steps import BY_SLUG

PIPELINE = Pipeline(
    app="talent",
    model=Talent,
    catalogue=CATALOGUE,
    title=_("人才与后备"),
    form=form_of,
    step_title=lambda slug: BY_SLUG[slug].title,
    keepers=KEEPERS,
)
