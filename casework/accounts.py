"""Looking after accounts: every change is an event with before and after, and ends sessions.

Whoever may (`casework.accounts`) may so only within the own unit, and never for the own account.
"""

import hashlib
import secrets

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from . import audit, identity, second_factor
from .access import ACCOUNTS, acting
from .beside import Watch
from .models import Account, Unit
from .sessions import renew_stamp
from .workflow import Stale

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP = 4, 4
TOLD = ("role", "unit_id", "display_name")
ADMIN = Account.Role.SECURITY_ADMINISTRATOR


class Refused(Exception):
    """The change is one's own, or nobody would be left to look after accounts."""


def one_time_password() -> str:
    """Easy to read out: four groups of four, no letter that looks like a digit (79 bits)."""
    groups = ("".join(secrets.choice(ALPHABET) for _i in range(GROUP)) for _g in range(GROUPS))
    return "-".join(groups)


def _allowed(by, unit) -> User:
    fresh = acting(by)
    if not fresh.has_perm(ACCOUNTS, unit):
        raise PermissionDenied
    return fresh


def _held(account: Account, by) -> Account:
    """The account under lock, once `by` may change it."""
    rows = Account.objects.select_related("unit", "user").select_for_update(of=("self",))
    held = rows.get(pk=account.pk)
    _allowed(by, held)
    held.watch = Watch(held)
    return held


def _note(kind: str, account: Account, by, **details) -> None:
    subject = f"casework.account:{account.pk}"
    told = {**details, **audit.beside(account.watch)}
    audit.append(kind, by=by, unit_path=account.unit.path, subject=subject, **told)


def _told(account: Account) -> dict:
    return {name: getattr(account, name) for name in TOLD}


@transaction.atomic
def create(username: str, *, display_name: str, role: str, unit: Unit, by) -> tuple[Account, str]:
    """A new account and its one-time password, which is kept nowhere. Raises PermissionDenied."""
    return _open(username, display_name, role, unit, _allowed(by, unit), Watch())


@transaction.atomic
def first(username: str, unit: Unit) -> str:
    """The one-time password of the first security administrator, made by whoever has the shell;
    a unit that is not stored yet is."""
    watch = Watch(unit)
    unit.save()
    _account, password = _open(username, username, ADMIN, unit, None, watch)
    return password


def _open(
    username: str, display_name: str, role: str, unit: Unit, by, watch: Watch
) -> tuple[Account, str]:
    password = one_time_password()
    user = User.objects.create_user(username, password=password)
    told = {"unit": unit, "role": role, "display_name": display_name}
    account = Account(user=user, key=identity.new_key(), must_change=True, **told)
    renew_stamp(account)
    account.save()
    account.watch = watch.new(account)
    filled = {name: [None, value] for name, value in _told(account).items()}
    _note("account_new", account, by, changed={"username": [None, username], **filled})
    return account, password


def mark(account: Account) -> str:
    """What the form of an account was opened with: another one after every change."""
    return hashlib.sha256("\n".join(map(str, _told(account).values())).encode()).hexdigest()


@transaction.atomic
def change(
    account: Account, *, display_name: str, role: str, unit: Unit, note: str, by, seen: str
) -> bool:
    """Another role, unit or name; sessions end at once. Whether anything changed.

    `seen` is the mark of the form. Raises PermissionDenied outside the own unit, Stale after
    another's change, Refused for the own role or the last administrator.
    """
    held = _held(account, by)
    if mark(held) != seen:
        raise Stale(held)
    _allowed(by, unit)
    before = _told(held)
    held.display_name, held.role, held.unit = display_name, role, unit
    after = _told(held)
    changed = {name: [before[name], after[name]] for name in TOLD if before[name] != after[name]}
    if not changed:
        return False
    moved = changed.keys() - {"display_name"}
    if moved and held.user_id == by.pk:
        raise Refused(_("自己的角色和单位不能自己改，请另一位安全管理员办理。"))
    if before["role"] == ADMIN and role != ADMIN:
        _keep_one(held)
    if moved:
        renew_stamp(held)
    held.save()
    _note("account_changed", held, by, changed=changed, note=note)
    return True


def _keep_one(account: Account) -> None:
    """Somebody else must go on; all are locked, so that two cannot leave at once."""
    others = Account.objects.filter(role=ADMIN, user__is_active=True).select_for_update()
    if all(other.pk == account.pk for other in others):
        raise Refused(_("这是最后一位能用的安全管理员，不能停用，也不能改角色。"))


@transaction.atomic
def set_active(account: Account, active: bool, *, note: str, by) -> None:
    """Shut an account, which ends its sessions at once, or open it again."""
    held = _held(account, by)
    if held.user.is_active == active:
        return
    if not active and held.user_id == by.pk:
        raise Refused(_("自己的账号不能自己停用。"))
    if not active and held.role == ADMIN:
        _keep_one(held)
    User.objects.filter(pk=held.user_id).update(is_active=active)
    renew_stamp(held)
    held.save(update_fields=["stamp"])
    kind = "account_opened" if active else "account_shut"
    _note(kind, held, by, changed={"is_active": [not active, active]}, note=note)


@transaction.atomic
def reset_password(account: Account, *, note: str, by) -> str:
    """A new one-time password; the old one and all sessions end."""
    held, password = _held(account, by), one_time_password()
    held.user.set_password(password)
    held.user.save(update_fields=["password"])
    held.must_change = True
    renew_stamp(held)
    held.save(update_fields=["must_change", "stamp"])
    _note("password_reset", held, by, note=note)
    return password


@transaction.atomic
def reset_second_factor(account: Account, *, note: str, by) -> None:
    """Take a lost second factor away; where a setting asks for one it is enrolled anew."""
    held = _held(account, by)
    if held.user_id == by.pk:
        raise Refused(_("自己的二次验证不能自己重设，请另一位安全管理员办理。"))
    had = bool(held.totp_since)
    second_factor.forget(held)
    renew_stamp(held)
    held.save()
    _note("second_factor_reset", held, by, changed={"totp": [had, False]}, note=note)


@transaction.atomic
def end_sessions(account: Account, *, note: str, by) -> None:
    """Everybody who is signed in with this account has to sign in again."""
    held = _held(account, by)
    renew_stamp(held)
    held.save(update_fields=["stamp"])
    _note("sessions_ended", held, by, note=note)


@transaction.atomic
def set_four_eyes(township: Unit, on: bool, *, note: str, by) -> bool:
    """Whether the Party committee's approvals need two people there. Whether it changed."""
    by = _allowed(by, township)
    held = Unit.objects.select_for_update().get(pk=township.pk, kind=Unit.Kind.TOWNSHIP)
    if held.four_eyes == on:
        return False
    watch = Watch(held)
    Unit.objects.filter(pk=held.pk).update(four_eyes=on)
    audit.append(
        "four_eyes",
        by=by,
        unit_path=held.path,
        subject=f"casework.unit:{held.pk}",
        changed={"four_eyes": [not on, on]},
        note=note,
        **audit.beside(watch),
    )
    return True


@transaction.atomic
def change_own_password(form) -> User:
    """Save Django's form; the first password is replaced and other sessions end."""
    account = _own(form.user)
    user = form.save()
    account.must_change = False
    renew_stamp(account)
    account.save(update_fields=["must_change", "stamp"])
    user.account = account
    _note("password", account, user)
    return user


def _own(user) -> Account:
    rows = Account.objects.select_for_update(of=("self",)).select_related("unit")
    account = rows.get(user=user)
    account.watch = Watch(account)
    return account


def rehash(user, password: str) -> None:
    """Keep the password that was just given as it is hashed nowadays, with its event."""
    encoded = make_password(password)  # dear, so before others have to wait
    with transaction.atomic():
        account = _own(user)
        if User.objects.filter(pk=user.pk, password=user.password).update(password=encoded):
            user.password = encoded
            _note("password_rehashed", account, user)
