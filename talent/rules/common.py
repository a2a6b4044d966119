"""Numbers of the talent pipeline. All are local settings with their source."""

from datetime import date

from casework.rules import Limit
from casework.texts import LOCAL, RECTIFICATION

YOUNG = Limit({date.min: 35}, RECTIFICATION("一（6）"))  # years, 35 included (AGE_LE_INCLUSIVE)
POOL_AGE = Limit({date.min: 45}, LOCAL())  # years; §3.1, most published standards
MONTHS_IN_POOL = Limit({date.min: 0}, LOCAL())
MENTOR_DAYS = Limit({date.min: 30}, LOCAL())
# Circumstances that no window closes: guidance of 2019, and for the villagers' committee
# the law from 2026 on, which adds the expelled.
LASTING = ("crime", "gang", "cult")
STATUTORY = (*LASTING, "expelled")
MINIMUM_EDUCATION = ("10", "20", "30", "41", "44", "47", "60")  # senior secondary and above


def round_for(purpose: str) -> dict:
    """Lookups of the review round that counts: of this purpose and not closed."""
    return {"purpose": purpose, "closed": False}
