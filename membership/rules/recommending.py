"""Who spoke for an applicant (article 8), and what the township has undertaken beside: household
representatives and the two-way appraisal (item 二（3） of 2022)."""

from datetime import date

from django.db.models import F, Q
from django.db.models.lookups import GreaterThanOrEqual
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from casework.rules import INFO, WARN, Has, Latest, rule
from casework.texts import LOCAL, RECTIFICATION

from ..papers import both
from ..standards import APPRAISED, HOUSEHOLDS

BY_MEMBERS = ("members", "mass_org", "both")  # whose recommendation article 8 asks for
UNDERTAKEN = RECTIFICATION("二（3）")


def _tally(kind: str) -> tuple[Latest, ...]:
    return tuple(
        Latest("recommendations", name, kind=kind) for name in ("entitled", "present", "favour")
    )


def _tally_words(on, entitled: int, present: int, favour: int) -> str:
    return _t("应参加 %(entitled)s，实际 %(present)s，同意 %(favour)s") % {
        "entitled": entitled,
        "present": present,
        "favour": favour,
    }


@rule(
    cites=both(8, 8),
    title=_("有党员推荐或群团组织推优"),
    blocker=_("没有党员推荐或群团组织推优（户代表推荐不能代替）"),
    mend="designate",
    absence=("recommended_on",),
)
def recommended(on):
    """Members or a people's organisation have recommended the applicant by the day. Household
    representatives may do so beside them, never in their place. Where rows tell who counted how,
    both columns follow from these (`Application.recommended`)."""
    return Q(recommended_on__lte=on, recommended_by__in=BY_MEMBERS)


@rule(
    cites=both(8, 8),
    title=_("党员推荐过半数同意"),
    blocker=_("党员推荐的同意票没有过半数（条文没有规定票数）"),
    severity=INFO,
    reads=_tally("members"),
    says=_tally_words,
    mend="recommend-members",
)
def members_in_favour(on):
    """More than half of the members who took part recommended the applicant, where they were
    counted. The text names no number, so this only tells."""
    short = Q(present__gte=F("favour") * 2)
    return ~Q(Has("recommendations", short, kind="members", held_on__lte=on))


@rule(
    cites=LOCAL(),
    title=_("群团组织推优表写明组织并盖章"),
    blocker=_("群团组织推优没有写明是哪个组织，或推优表没有盖章"),
    severity=WARN,
    mend="recommend-mass-org",
)
def mass_org_sealed(on):
    """A people's organisation that recommended is named and has put its seal to the form
    (catalogue, `mass_org_recommendation`)."""
    unsealed = Q(organisation="") | Q(sealed=False)
    return ~Q(Has("recommendations", unsealed, kind="mass_org", held_on__lte=on))


def _households_for(on: date) -> Q:
    """Two thirds of the households were represented, and more than half of those agreed, as the
    law has it for the villagers' assembly (Organic Law of Villagers' Committees)."""
    enough = GreaterThanOrEqual(F("present") * 3, F("entitled") * 2)
    agreed = Q(present__lt=F("favour") * 2)
    return Q(Has("recommendations", Q(enough), agreed, kind="households", held_on__lte=on))


@rule(
    cites=UNDERTAKEN,
    title=_("户代表推荐到会三分之二以上、过半数同意"),
    blocker=_("户代表推荐到会不足三分之二，或同意没有过半数，或没有票数"),
    severity=INFO,
    reads=_tally("households"),
    says=_tally_words,
    mend="recommend-households",
)
def households_in_favour(on):
    """Where household representatives were asked, two thirds of the households took part and more
    than half of them agreed. It measures support and decides nothing."""
    asked = Has("recommendations", kind="households", held_on__lte=on)
    return ~Q(asked) | _households_for(on)


@rule(
    cites=LOCAL(),
    title=_("户代表推荐通过"),
    blocker=_("县里要求户代表推荐，没有通过的记录"),
    severity=WARN,
    reads=_tally("households"),
    says=_tally_words,
    asked=lambda on: HOUSEHOLDS.on(on),
    mend="recommend-households",
)
def households_asked(on):
    """Where the county asks for it (L-07), household representatives have recommended the
    applicant."""
    return _households_for(on)


def _second_side(**lookups) -> Has:
    """The second side beside a first one; a condition on a row of `appraisals`."""
    told = {"side": "second", **lookups}
    return Has(
        "case__appraisals", Q(**{f"case__appraisals__{name}": v for name, v in told.items()})
    )


def _two_ways(on: date) -> Q:
    """Two sides of different organisations, neither against."""
    agrees = {"conclusion__in": ("support", "conditional"), "held_on__lte": on}
    beside = Q(_second_side(**agrees)) & ~Q(_second_side(organisation=F("organisation")))
    return Q(Has("appraisals", beside, side="first", **agrees))


def _newest(name: str, side: str) -> Latest:
    return Latest("appraisals", name, side=side)


@rule(
    cites=UNDERTAKEN,
    title=_("双向鉴定双方齐全、单位不同、都没有不同意"),
    blocker=_("双向鉴定缺一方，或双方是同一单位，或有一方不同意"),
    severity=INFO,
    reads=(_newest("organisation", "first"), _newest("organisation", "second")),
    says=lambda on, first, second: f"{first}、{second}",
    mend="appraise",
)
def appraised_by_both(on):
    """Where an appraisal was begun, both sides have given it, two different organisations, and
    neither is against."""
    return ~Q(Has("appraisals", held_on__lte=on)) | _two_ways(on)


@rule(
    cites=LOCAL(),
    title=_("双向鉴定双方相隔不超过六个月"),
    blocker=_("双向鉴定双方相隔超过六个月"),
    severity=INFO,
    reads=(_newest("held_on", "first"), _newest("held_on", "second")),
    says=lambda on, first, second: f"{first} → {second}",
    mend="appraise",
)
def appraised_together(on):
    """Both sides of an appraisal lie within six months of each other."""
    apart = Q(_second_side(held_on__gt=F("pairs_until_on")))
    apart |= Q(_second_side(pairs_until_on__lt=F("held_on")))
    return ~Q(Has("appraisals", apart, side="first"))


@rule(
    cites=LOCAL(),
    title=_("已作双向鉴定"),
    blocker=_("县里要求双向鉴定，没有双方都同意的记录"),
    severity=WARN,
    asked=lambda on: APPRAISED.on(on),
    mend="appraise",
)
def appraised(on):
    """Where the county asks for it (L-08), both sides have appraised the applicant."""
    return _two_ways(on)


RECOMMENDED = (
    recommended,
    members_in_favour,
    mass_org_sealed,
    households_in_favour,
    households_asked,
    appraised_by_both,
    appraised_together,
    appraised,
)
