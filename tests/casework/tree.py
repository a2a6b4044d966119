"""The township of the example workbooks: the 46 organisations of the project's own list."""

from casework.models import Unit
from casework.names import initials
from casework.rosters import branches
from tests.officers import township

KINDS = (("党总支", Unit.Kind.GENERAL_BRANCH), ("党委", Unit.Kind.COMMITTEE))


def kind_of(short: str) -> str:
    return next((kind for word, kind in KINDS if short.endswith(word)), Unit.Kind.BRANCH)


def grow() -> Unit:
    """The township with its villages and organisations."""
    top, villages = township(), {}
    for one in branches.default():
        above = top
        if one.village:
            above = villages.get(one.village) or _unit(Unit.Kind.VILLAGE, one.village, top)
            villages[one.village] = above
        _unit(kind_of(one.short), one.full, above, one.short, list(one.aliases))
    return top


def _unit(kind, name, parent, short="", aliases=()):
    short = short or name
    return Unit.objects.create(
        kind=kind,
        name=name,
        short_name=short,
        initials=initials(short),
        aliases=list(aliases),
        parent=parent,
    )
