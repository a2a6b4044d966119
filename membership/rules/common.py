"""What several rules share: numbers with their articles, and words for arithmetic."""

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from casework.fields import spelled
from casework.rules import Has, HowMany, Latest, Limit
from casework.texts import BRANCH, R26

from ..stages import BEFORE_ADMISSION
from ..standards import RELATIVE_BAN

HALF_YEAR = Limit({date.min: 6}, R26(11))  # months
TALK = Limit({date.min: 1}, R26(7))  # months
APPROVAL = Limit({date.min: 3}, R26(25))  # months
APPROVAL_AT_MOST = Limit({date.min: 6}, R26(25))  # months
OATH = Limit({date.min: 1}, R26(29))  # months
EXTENSION_AT_LEAST = Limit({date.min: 6}, R26(31))  # months
EXTENSION_AT_MOST = Limit({date.min: 12}, R26(31))  # months
COMMITTEE_FROM = Limit({date.min: 7}, BRANCH("20"))  # full members
ALWAYS = Q(pk__isnull=False)  # of a rule that the county does not ask


def not_full(on: date) -> Q:
    """A person beside the case who was no full member on the day; unknown counts as none."""
    return Q(member__full_member_on__isnull=True) | Q(member__full_member_on__gt=on)


def still_mentor(on: date) -> Q:
    """A mentor on the day: named by then and not replaced on it or before."""
    return Q(appointed_on__lte=on) & (Q(until__isnull=True) | Q(until__gt=on))


def no_relatives(relation: str, of_the_day: Q, on: date) -> Q:
    """Nobody of the relation is known to be a direct relative of the candidate (A-22)."""
    return ~Q(Has(relation, of_the_day, is_relative=True)) if RELATIVE_BAN.on(on) else ALWAYS


def not_overburdened(relation: str, reverse: str, most: int, of_the_day: Q, on: date) -> Q:
    """Nobody of the relation stands beside more than `most` candidates on the day (A-22)."""
    others = {"case__stage__in": BEFORE_ADMISSION, "appointed_on__lte": on}
    if reverse == "mentorships":
        others["until__isnull"] = True
    busy = HowMany(f"member__{reverse}", counting="case", **others)
    return ~Q(Has(relation, of_the_day, Q(busy.at_least(most + 1))))


def companions_wrote(phase: str, on: date) -> Q:
    """Every assessment of the phase held under the 2026 text bears the opinion of those beside."""
    since = {"held_on__gte": R26.begins, "held_on__lte": on}
    return ~Q(Has("assessments", phase=phase, companion_opinion="", **since))


def educated(phase: str, on: date, **rows) -> HowMany:
    """The occasions of education of the phase, held by the day."""
    return HowMany("educations", phase=phase, held_on__lte=on, **rows)


def meeting_for(purpose: str) -> dict:
    """Lookups of the meetings that count: of this purpose and not taken back."""
    return {"purpose": purpose, "withdrawn": False}


def tally_reads(purpose: str) -> tuple:
    return tuple(
        Latest("meetings", field, by="held_on", **meeting_for(purpose))
        for field in ("eligible", "unapproved", "present", "favour")
    )


def tally_words(on: date, eligible: int, unapproved: int, present: int, favour: int) -> str:
    """Whoever was left out without both approvals is counted among those who should attend."""
    eligible += unapproved
    return _("应到 %(eligible)s，实到 %(present)s，赞成 %(favour)s；须超过 %(half)s") % {
        "eligible": eligible,
        "present": present,
        "favour": favour,
        "half": f"{eligible / 2:g}",
    }


def a_year_words(on: date, start: date, opens: date) -> str:
    """“2025-08-17 起满一年为 2026-08-17，还差 12 天”."""
    words = {"start": start, "opens": opens, "days": (opens - on).days}
    if opens > on:
        return _("%(start)s 起满一年为 %(opens)s，还差 %(days)s 天") % words
    return _("%(start)s → %(opens)s") % words


def period_words(on: date, start: date, months: int, opens: date) -> str:
    """“2025-08-17 起满 12 个月为 2026-08-17，还差 12 天”."""
    words = {"start": start, "opens": opens, "months": months, "days": (opens - on).days}
    if opens > on:
        return _("%(start)s 起满 %(months)s 个月为 %(opens)s，还差 %(days)s 天") % words
    return _("%(start)s → %(opens)s") % words


def all_of(column: str, codes) -> Q:
    """Every one of the codes was ticked."""
    return Q(*(Q(**{f"{column}__contains": code}) for code, _words in codes))


def left_out(ticked: str, codes) -> str:
    """“缺：遵纪守法情况、家庭情况”."""
    missing = ",".join(code for code, _words in codes if code not in ticked.split(","))
    return _("缺：%s") % spelled(missing, codes)
