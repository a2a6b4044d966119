"""Roles: what each may do, and where. Seeing is `visible_to`; doing is here."""

from dataclasses import dataclass
from fnmatch import fnmatchcase

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User

from .models import Account

ROLE = Account.Role


@dataclass(frozen=True)
class Powers:
    """The permissions of a role, as patterns. `Account.reads` says who opens dossiers."""

    allows: tuple[str, ...] = ()
    denies: tuple[str, ...] = ()

    def has(self, permission: str) -> bool:
        return any(fnmatchcase(permission, p) for p in self.allows) and not any(
            fnmatchcase(permission, p) for p in self.denies
        )


# What only the township Party committee decides.
APPROVALS = (
    "membership.pass_pre_review",
    "membership.approve",
    "membership.convert",
    "membership.extend",
    "membership.annul",
    "membership.not_recognise",
)
TOWNSHIP_ONLY = (*APPROVALS, "membership.list_prospective")

POWERS = {
    ROLE.COUNTY_READER: Powers(allows=("casework.read", "casework.export")),
    ROLE.TOWNSHIP_OFFICER: Powers(allows=("casework.*", "membership.*", "talent.*", "progress.*")),
    ROLE.TOWNSHIP_APPROVER: Powers(
        allows=("casework.read", "casework.export", *APPROVALS, "talent.*")
    ),
    ROLE.BRANCH_SECRETARY: Powers(allows=("casework.read", "membership.*"), denies=TOWNSHIP_ONLY),
    ROLE.BRANCH_READER: Powers(allows=("casework.read",)),
    ROLE.SECURITY_ADMINISTRATOR: Powers(allows=("casework.accounts",)),
    ROLE.AUDIT_ADMINISTRATOR: Powers(allows=("casework.audit",)),
}


class RoleBackend(ModelBackend):
    """Signs in by password and answers permissions from the role and the unit."""

    def get_user(self, user_id):
        user = User.objects.select_related("account__unit").filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None

    def has_perm(self, user_obj, perm, obj=None) -> bool:
        """Whether the role grants `perm` and, for an object, whether it lies below the unit."""
        account = getattr(user_obj, "account", None)
        if not user_obj.is_active or account is None:
            return False
        inside = obj is None or _path_of(obj).startswith(account.unit.path)
        return inside and POWERS[account.role].has(perm)


def _path_of(obj) -> str:
    return obj.path if hasattr(obj, "path") else obj.unit.path
