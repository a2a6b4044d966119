"""The plan of the year: what branches were given, what they used, what waits, what is left.

Use counts by the general meeting's day, as the step does: a form that is not adopted by
31 December falls into the next year's plan (A-25).
"""

from collections import Counter
from datetime import date

from django.db.models import Count, F, Q

from .models import Application
from .stages import BEFORE_MEETING, Stage


def admissions(year: int):
    """The cases whose meeting admitted in the year, in the organisation that recruited."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    held = Application.objects.filter(adopted_on__gte=first, adopted_on__lte=last)
    elsewhere = Q(transferred_in_on__isnull=False, transferred_in_on__gt=F("adopted_on"))
    return held.exclude(elsewhere).exclude(stage__in=(*BEFORE_MEETING, Stage.DROPPED))


def used_by_branch(year: int, branches) -> Counter:
    """How many each of `branches` (ids or a query of them) admitted in the year. One query."""
    rows = admissions(year).filter(unit__in=branches).order_by()
    return Counter(dict(rows.values_list("unit").annotate(Count("pk"))))
