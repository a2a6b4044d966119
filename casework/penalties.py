"""Party penalties (党纪处分): how long each bears on a member, as conditions of both pipelines.

Disciplinary Regulations, articles 8 and 10–13. The last day is worked out once, by `ends_on`, and
stored; every rule that asks whether a penalty runs on a day compares that column: `running`.
"""

from datetime import date

from django.db.models import F, Q

from .dates import DAY, add_months_roll
from .rules import Limit
from .texts import DISCIPLINE

WARNING, SERIOUS_WARNING = "warning", "serious_warning"
REMOVAL_FROM_POST = "removal_from_post"
PARTY_PROBATION, EXPULSION = "party_probation_penalty", "expulsion"

# Months of the effect period (影响期), by the day from which the decision takes effect. Until 2015
# a serious warning barred for one year, like a warning (regulations of 2003, article 12).
EFFECT = {
    WARNING: Limit({date.min: 12}, DISCIPLINE("10")),
    SERIOUS_WARNING: Limit({date.min: 12, date(2016, 1, 1): 18}, DISCIPLINE("10")),
    REMOVAL_FROM_POST: Limit({date.min: 24}, DISCIPLINE("11")),
}
READMISSION = Limit({date.min: 60}, DISCIPLINE("13"))  # months before an expelled may join again
OBSERVED = (12, 24)  # months that 留党察看 may be given for; two years at the most (article 12)
WITHOUT_VOTE = (PARTY_PROBATION, EXPULSION)


def ends_on(kind: str, since: date, rights_restored_on: date | None = None) -> date | None:
    """The last day on which a penalty bears on the member; None while it has no end.

    A warning, serious warning or removal ends by itself. Its effect period is a minimum: the
    member may not be promoted, or introduce, before it is served. Rounding never shortens it, so
    29 February and the 31st roll on to the first of a month, and the anniversary itself still
    belongs to it (“effect to 2026-12-01”, worked case 22; the text does not say, so unverified).
    Rights lost by 留党察看 come back by a decision, never by time: it runs until the day before
    that. An expulsion has no end; how long it bars from joining again is `READMISSION`.
    """
    if kind in EFFECT:
        return add_months_roll(since, EFFECT[kind].on(since))
    if kind == PARTY_PROBATION and rights_restored_on:
        return rights_restored_on - DAY
    return None


def observed_until(since: date, months: int) -> date:
    """The day on which 留党察看 of so many months is served: a minimum, too (article 12)."""
    return add_months_roll(since, months)


def barred_until(since: date) -> date:
    """The first day on which somebody expelled may be admitted again: a minimum (article 13)."""
    return add_months_roll(since, READMISSION.on(since))


def running(sanctions: str, on: date | F, *kinds: str) -> Q:
    """A penalty, of these kinds or of any, that runs on the day. `sanctions` is the way to the
    penalties of a person, "" where penalties themselves are asked; `on` may be a column. The
    first and the last day count."""
    way = f"{sanctions}__" if sanctions else ""
    open_now = Q(**{f"{way}until__isnull": True}) | Q(**{f"{way}until__gte": on})
    found = Q(open_now, **{f"{way}since__lte": on})
    return found & Q(**{f"{way}kind__in": kinds}) if kinds else found


def without_vote(sanctions: str, on: date | F) -> Q:
    """Under probation within the Party (留党察看), or expelled: no right to vote, to elect or to be
    elected (articles 12 and 13)."""
    return running(sanctions, on, *WITHOUT_VOTE)


def in_effect_period(sanctions: str, on: date | F) -> Q:
    """In the effect period of a warning, a serious warning or a removal from post."""
    return running(sanctions, on, *EFFECT)


def expelled(sanctions: str, on: date | F) -> Q:
    """No member any more: expelled by the day."""
    return running(sanctions, on, EXPULSION)
