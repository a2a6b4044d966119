"""What the shared views need to know of a pipeline. Each app describes itself once."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.functional import Promise

from .documents import Catalogue
from .standards import Fixed, Setting
from .texts import Source

PIPELINES: dict[str, "Pipeline"] = {}


@dataclass(frozen=True)
class Pipeline:
    """`form(case, slug, data, today=, user=)` builds the form of a step or of facts to record
    and offers only what the user may see;
    `title(slug)` names it; `label(step_name)` words a past step of the audit rows; `keepers`
    (casework.importing.Keeper) take in rosters, by their kind; `silent` names the texts of which
    the documentation lists every article, with the reason for each that no rule carries; `pages`
    are what a rule may name as `mend` that is no step of a case: URL name and words; `batches`
    (casework.batches.Batch), by slug, are the steps that several may take in one go; `calendar`
    is the URL name of the page with the days to come, from which reminders are subscribed;
    `settings`, by headings, may be changed by the county, `fixed` may not; `sources` tells of the
    texts where they were read and what is not verified, `topics` what their articles are about."""

    app: str
    model: type
    catalogue: Catalogue
    title: str | Promise
    form: Callable
    step_title: Callable[[str], str | Promise]
    extra_labels: dict = field(default_factory=dict)
    keepers: dict = field(default_factory=dict)
    silent: dict = field(default_factory=dict)
    settings: tuple[tuple[str | Promise, tuple[Setting, ...]], ...] = ()
    fixed: tuple[Fixed, ...] = ()
    sources: tuple[Source, ...] = ()
    topics: dict = field(default_factory=dict)
    pages: dict[str, tuple[str, str | Promise]] = field(default_factory=dict)
    batches: dict = field(default_factory=dict)
    calendar: str = ""

    def __post_init__(self):
        PIPELINES[self.app] = self

    def cases(self, user):
        """The cases the user may see, with what a page shows of them."""
        return self.model.objects.visible_to(user).for_list()
