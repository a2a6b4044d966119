"""Findings about one person that follow from values read already (§5).

Every check compares months leniently: only what is certain is found. A day after the
statistics date is a finding of its own and takes no part in the others.
"""

from casework.dates import add_months_clamp, add_months_roll, completed_years

ADULT = 18
SHIFT_1904 = 1462


def before(one, other):
    """Whether a day certainly lies before another."""
    return one.last < other.first


def within_a_year(start, end):
    """Whether less than a year certainly lies between two days."""
    return end.last < add_months_roll(start.first, 12)


def birth_codes(birth, by_id):
    """The birth column against the ID's date."""
    if birth.may_be(by_id):
        return []
    gap = abs(((birth.exact or birth.value) - by_id).days)
    known_day = birth.precision == "day" or birth.exact
    shifted = known_day and gap == SHIFT_1904
    return ["BIRTH_MISMATCH_ID", "DATE_1904_SHIFT"] if shifted else ["BIRTH_MISMATCH_ID"]


def age_fits(age, born, as_of):
    """Whether an age column agrees with the birth date on the statistics date."""
    return completed_years(born.last, as_of) <= age <= completed_years(born.first, as_of)


def is_minor(born, on):
    """Whether somebody certainly was not 18 on a day."""
    return on < add_months_roll(born.first, 12 * ADULT)


def _talk_late(days):
    return days["talk"].first > add_months_clamp(days["apply"].last, 1)


def _activist_early(days):
    return before(days["activist"], days["apply"])


def _develop_early(days):
    return before(days["develop"], days["activist"])


def _develop_soon(days):
    return not _develop_early(days) and within_a_year(days["activist"], days["develop"])


def _convert_soon(days):
    return within_a_year(days["probation"], days["convert"])


# code: (columns it needs, the one it is shown at, the test)
ORDER = {
    "TALK_GT_30D": (("apply", "talk"), "talk", _talk_late),
    "ACTIVIST_BEFORE_APPLY": (("apply", "activist"), "activist", _activist_early),
    "DEVELOP_BEFORE_ACTIVIST": (("activist", "develop"), "develop", _develop_early),
    "DEVELOP_LT_1Y": (("activist", "develop"), "develop", _develop_soon),
    "CONVERT_LT_1Y": (("probation", "convert"), "convert", _convert_soon),
}


def order_codes(days):
    """[(code, key)] of the order rules that the days of one person certainly break."""
    return [
        (code, key)
        for code, (needed, key, broken) in ORDER.items()
        if all(name in days for name in needed) and broken(days)
    ]


def is_overdue(days, states, on_probation, as_of):
    """Whether somebody known to be on probation has passed a year of it, not converted.

    `on_probation`: the category, the sheet or a word like 预备期内 says so.
    """
    if not on_probation or "probation" not in days:
        return False
    converted = "转正" in states.get("convert", "").replace("未转正", "")
    if converted or {"convert", "extend"} & set(days):
        return False
    return add_months_roll(days["probation"].last, 12) < as_of
