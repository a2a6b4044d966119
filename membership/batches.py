"""The steps that several people of one meeting may take together, and what is each one's own.

What a committee, a general meeting or the Party committee settles for several in one sitting;
each person is still decided upon, and recorded, singly (articles 20, 24; 2014: 21, 25).
"""

from casework.batches import Batch

from .stages import BEFORE_ADMISSION, ON_PROBATION, Stage
from .steps import BY_SLUG

BALLOTS = tuple(
    f"vote-{name}"
    for name in (
        "issued", "returned", "yes", "no", "abstain", "void", "written_yes", "written_no",
        "written_abstain", "written_in_time", "performance",
    )
)  # fmt: skip
SEATS = ("sitting-yes", "sitting-no", "sitting-abstain")
WRITTEN = ("opinion", "companion_opinion", "cell_opinion")
SIGNED = tuple(
    f"introducer-{which}_{what}" for which in ("first", "second") for what in ("on", "opinion")
)

# Assessed every half-year until the admission.
UNDER_CULTIVATION = BEFORE_ADMISSION[1:]
# Meetings of the branch and of its committee; the others are the Party committee's, or no votes.
OF_BRANCH = {
    "designate", "cultivate", "propose", "committee-review", "adopt", "probation-assess",
    "conversion-meeting",
}  # fmt: skip


# As many ballots are given out as people are present, and as many come back, unless it is said.
COUNTED_ALIKE = {"vote-issued": "vote-present", "vote-returned": "vote-issued"}


def _batch(slug: str, *stages: str, own: tuple[str, ...] = ()) -> Batch:
    step = BY_SLUG[slug]
    return Batch(
        slug,
        step.title,
        stages,
        own,
        COUNTED_ALIKE if step.tally else {},
        transition=step.transition,
        done="" if step.transition else step.done,
        of_branch=slug in OF_BRANCH,
    )


BATCHES = {
    batch.slug: batch
    for batch in (
        _batch("designate", Stage.APPLICANT, own=("recommended_on", "recommended_by")),
        _batch("file-activist", Stage.ACTIVIST),
        _batch("cultivate", *UNDER_CULTIVATION, own=WRITTEN),
        _batch("propose", Stage.ACTIVIST),
        _batch("list", Stage.PROPOSED),
        _batch("political-review", Stage.PROSPECTIVE, own=("political_review_passed",)),
        _batch("training", Stage.PROSPECTIVE, own=("training_passed", "training_exemption")),
        _batch("committee-review", Stage.PROSPECTIVE, own=("leaves_on",)),
        _batch("pre-review", Stage.PROSPECTIVE, own=("pre_review_passed",)),
        _batch("form", Stage.PRE_REVIEWED, own=("form_number", *SIGNED)),
        _batch("adopt", Stage.PRE_REVIEWED, own=BALLOTS),
        _batch("approve", Stage.ADOPTED, own=SEATS),
        _batch("org-filing", *ON_PROBATION),
        _batch("assign", *ON_PROBATION, own=("cell",)),
        _batch("oath", *ON_PROBATION),
        _batch("probation-assess", *ON_PROBATION, own=WRITTEN),
        _batch("conversion-meeting", *ON_PROBATION, own=BALLOTS),
        _batch("convert", *ON_PROBATION, own=SEATS),
    )
}
