"""Text about a person, under the person's key: as columns, steps and events keep it.

Every such text is one seal: base64 of nonce and ciphertext. A column holds it bare; JSON holds it
as `{"sealed": …}`, so that a step row and its event say the same letters, the fold compares them
unopened, and nothing of a text is left once the key is destroyed.
"""

from base64 import b64decode, b64encode
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from . import identity

MARK = "sealed"
ERASED = "已删除"  # the name of whoever has been forgotten
GONE = _("（已删除）")
BROKEN = _("（无法解开）")


class Forgotten(PermissionDenied):
    """The person's key has been destroyed: nothing about them is written any more."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A text under somebody's key."""

    token: str

    def told(self) -> dict:
        """As JSON keeps it."""
        return {MARK: self.token}


def is_sealed(value) -> bool:
    """Whether a value read from JSON is a seal."""
    return isinstance(value, dict) and value.keys() == {MARK}


def wrapped_key(holder) -> bytes:
    """The key of a person or an account as it is stored, made at the first use.

    Raises Forgotten where it was destroyed: with a new one the old seals would seem forged.
    """
    if holder.key is None and holder.forgotten:
        raise Forgotten
    if holder.key is None and holder.pk is None:
        holder.key = identity.new_key()
    elif holder.key is None:
        rows = type(holder)._base_manager.filter(pk=holder.pk)
        rows.filter(key__isnull=True).update(key=identity.new_key())
        holder.key = rows.values_list("key", flat=True).get()
    return holder.key


def seal(holder, text: str) -> Sealed:
    """`text` under the key of the holder."""
    sealed = identity.seal_bytes(wrapped_key(holder), text.encode())
    return Sealed(b64encode(sealed).decode("ascii"))


def unseal(key: bytes | None, sealed: Sealed) -> str:
    """The text again; "" where the key has been destroyed. Raises InvalidTag for a forgery."""
    try:
        return identity.unseal_bytes(key, b64decode(sealed.token, validate=True)).decode()
    except ValueError as fault:  # no base64, or too short for a seal
        raise InvalidTag from fault


def sealed_in(holder, value):
    """A value on its way into JSON, every text in it under seal; what is sealed stays."""
    if isinstance(value, Sealed):
        return value.told()
    if is_sealed(value):
        return value
    if isinstance(value, dict):
        return {name: sealed_in(holder, each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [sealed_in(holder, each) for each in value]
    return seal(holder, value).told() if isinstance(value, str) and value else value


def opened_in(key: bytes | None, value):
    """A value out of JSON as it was told. GONE stands for what was under a destroyed key."""
    if is_sealed(value):
        return _shown(key, Sealed(value[MARK]))
    if isinstance(value, dict):
        return {name: opened_in(key, each) for name, each in value.items()}
    if isinstance(value, list):
        return [opened_in(key, each) for each in value]
    return value


def _shown(key: bytes | None, sealed: Sealed) -> str:
    """A forged seal says so; it must not keep the rest of a page from being read."""
    if not key:
        return str(GONE)
    try:
        return unseal(key, sealed)
    except InvalidTag:
        return str(BROKEN)
