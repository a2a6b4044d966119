"""Accounts for tests: who signs in, for which unit, as what."""

from django.contrib.auth.models import User

from casework import identity
from casework.models import Account, Unit


def township() -> Unit:
    """The test township, where one person may approve alone; made once."""
    found = Unit.objects.filter(kind=Unit.Kind.TOWNSHIP, name="示例县桃源镇").first()
    return found or Unit.objects.create(
        kind=Unit.Kind.TOWNSHIP,
        name="示例县桃源镇",
        short_name="桃源镇",
        can_approve=True,
        four_eyes=False,
    )


def village(name: str = "柳湾村", **facts) -> Unit:
    """A village of the township; made once per name."""
    found = Unit.objects.filter(kind=Unit.Kind.VILLAGE, name=name).first()
    return found or Unit.objects.create(
        kind=Unit.Kind.VILLAGE, name=name, short_name=name, parent=township(), **facts
    )


def branch(of: Unit | None = None, **facts) -> Unit:
    """The Party branch of a village, with a committee; made once per village."""
    of = of or village()
    found = of.children.filter(kind=Unit.Kind.BRANCH).first()
    named = f"{of.name}党支部"
    facts = {"has_committee": True, **facts}
    return found or Unit.objects.create(
        kind=Unit.Kind.BRANCH, name=named, short_name=named, parent=of, **facts
    )


def officer(role: str, unit: Unit, name: str = "") -> User:
    """A user whose account has the role in the unit."""
    user = User.objects.create(username=name or role)
    told = {"unit": unit, "role": role, "display_name": role}
    Account.objects.create(user=user, key=identity.new_key(), **told)
    return user
