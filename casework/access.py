"""Roles: what each may do, and where. Seeing is `visible_to`; doing is here.

Nothing about rights is kept between requests: the account is read anew at each, and once
more inside the transaction of every step.
"""

from dataclasses import dataclass
from fnmatch import fnmatchcase

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import make_password, verify_password
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import Subquery

from . import standards
from .models import Account, Standard

ROLE = Account.Role
ACCOUNTS = "casework.accounts"
STANDARDS = "casework.change_standards"
COMPARE = "casework.compare_texts"
DECIDE = "casework.decide"
BACK = "membership.take_back"


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
# Where approving takes two people, the officer prepares and the approver decides: DECIDE. What is
# the township's besides: who is listed, what the county gave it for its branches.
TOWNSHIP_ONLY = (
    *APPROVALS,
    "membership.list_prospective",
    "membership.recognise_posthumously",
    "membership.change_plan",
    "membership.change_form",
)

POWERS = {
    ROLE.COUNTY_READER: Powers(allows=("casework.read", "casework.export")),
    # Another office's: whoever prepares the dossiers grants nobody a role and sets no rule.
    ROLE.TOWNSHIP_OFFICER: Powers(
        allows=("casework.*", "membership.*", "talent.*", "progress.*"),
        denies=(ACCOUNTS, STANDARDS, DECIDE),
    ),
    ROLE.TOWNSHIP_APPROVER: Powers(
        # Of what may be taken back, only what the role may also take: see workflow.take_back.
        allows=("casework.read", "casework.export", DECIDE, *APPROVALS, BACK, "talent.*")
    ),
    ROLE.BRANCH_SECRETARY: Powers(allows=("casework.read", "membership.*"), denies=TOWNSHIP_ONLY),
    ROLE.BRANCH_READER: Powers(allows=("casework.read",)),
    ROLE.SECURITY_ADMINISTRATOR: Powers(allows=(ACCOUNTS, STANDARDS)),
    ROLE.AUDIT_ADMINISTRATOR: Powers(allows=("casework.audit",)),
}


class RoleBackend(ModelBackend):
    """Signs in by password and answers permissions from the role and the unit."""

    def get_user(self, user_id):
        """The user as of now, with account and unit; None for whoever may not work here."""
        newest = Subquery(Standard.objects.order_by("-pk").values("pk")[:1])
        users = User.objects.select_related("account__unit").annotate(newest_standard=newest)
        user = users.filter(pk=user_id).first()
        if user:
            standards.noticed(user.newest_standard)
        return user if user and self.user_can_authenticate(user) else None

    def authenticate(self, request, username=None, password=None, **credentials):
        """Who it is, by password; an unknown name takes as long. Django would hash an old password
        anew here, which is a change with an event of its own: `accounts.rehash`."""
        user = User.objects.filter(username=username).first()
        if user is None:
            make_password(password)
            return None
        right, _outdated = verify_password(password, user.password)
        return user if right and self.user_can_authenticate(user) else None

    def user_can_authenticate(self, user) -> bool:
        """Active, with an account, and no superuser: Django would ask those for no permission."""
        return user.is_active and not user.is_superuser and hasattr(user, "account")

    def has_perm(self, user_obj, perm, obj=None) -> bool:
        """Whether the role grants `perm` and, for an object, whether it lies below the unit."""
        account = getattr(user_obj, "account", None)
        if not user_obj.is_active or account is None:
            return False
        inside = obj is None or _path_of(obj).startswith(account.unit.path)
        return inside and POWERS[account.role].has(perm)


def _path_of(obj) -> str:
    return obj.path if hasattr(obj, "path") else obj.unit.path


# Rights that change -----------------------------------------------------------------------

NOW = (
    "SELECT u.is_active, u.is_superuser, a.role, n.path,"
    " (SELECT max(s.id) FROM casework_standard s) FROM auth_user u"
    " JOIN casework_account a ON a.user_id = u.id JOIN casework_unit n ON n.id = a.unit_id"
    " WHERE u.id = %s"
)
HELD = " FOR SHARE OF u, a"


def acting(by) -> User:
    """The user as the rights stand now, and stand still until the transaction ends.

    A role revoked while the request was under way is noticed here, and so is a changed setting
    (the caller holds the case, so what follows is reckoned with it). One query, which on
    PostgreSQL holds the account; on SQLite the transaction is the only writer. Raises
    PermissionDenied for whoever may not work here any more.
    """
    with connection.cursor() as cursor:
        cursor.execute(NOW + HELD * (connection.vendor == "postgresql"), [by.pk])
        now = cursor.fetchone()
    if now is None:
        raise PermissionDenied
    *now, newest = now
    standards.noticed(newest)
    fresh = by if tuple(now) == _known(by) else RoleBackend().get_user(by.pk)
    if fresh is None or not RoleBackend().user_can_authenticate(fresh):
        raise PermissionDenied
    return fresh


def _known(by) -> tuple | None:
    """The same columns as the request read them."""
    account = getattr(by, "account", None)
    return account and (by.is_active, by.is_superuser, account.role, account.unit.path)
