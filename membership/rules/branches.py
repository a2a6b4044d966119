"""What is asked of branches and villages, not of a case (article 37; 2014: 38).

No step waits for these: a list and a report show who fails them. They are conditions on units.
"""

from datetime import date

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casework.dates import latest_start
from casework.rules import INFO, Has, Latest, rule
from casework.texts import LOCAL

from ..papers import both
from ..stages import Stage
from ..standards import YEARS_IDLE, YEARS_WITHOUT_ACTIVIST

CASES_OF_VILLAGE = "children__applications"


def recruited_here() -> Q:
    """The cases of the organisation that recruited (§5.2): who moved in after the meeting was
    recruited elsewhere."""
    return Q(transferred_in_on__isnull=True) | Q(transferred_in_on__lte=F("adopted_on"))


def counted() -> Q:
    """The cases that are a branch's own admissions, by the superior's approval."""
    return recruited_here() & Q(approved_on__isnull=False) & ~Q(stage=Stage.NOT_RECOGNISED)


def last_admission(on: date) -> Latest:
    """Of a branch: the day of its last admission by `on`; NULL where there is none."""
    return Latest("applications", "approved_on", counted(), by="approved_on", approved_on__lte=on)


def admitted_within(years: int, on: date) -> Q:
    """Branches with an admission in the `years` before `on`; the anniversary no longer counts."""
    since = latest_start(on, 12 * years)
    return Q(Has("applications", counted(), approved_on__gt=since, approved_on__lte=on))


@rule(
    cites=both(37, 38),
    title=_("三年内发展过党员"),
    blocker=_("三年以上没有发展党员"),
    severity=INFO,
)
def has_admitted(on):
    """A branch has admitted somebody in the last three years; which number, a county may say."""
    return admitted_within(YEARS_IDLE.on(on), on)


@rule(
    cites=LOCAL(),
    title=_("两年内有入党积极分子"),
    blocker=_("两年以上没有入党积极分子"),
    severity=INFO,
)
def has_activist(on):
    """Somebody of a village's branches is an activist, or became one in the last two years."""
    since = latest_start(on, 12 * YEARS_WITHOUT_ACTIVIST.on(on))
    now = Q(Has(CASES_OF_VILLAGE, stage=Stage.ACTIVIST))
    return now | Q(Has(CASES_OF_VILLAGE, activist_on__gt=since, activist_on__lte=on))
