"""Sealed columns: resident ID number and phone.

Each person has a key of their own, wrapped by the master key that lies outside
the database; destroying the person's key makes what it sealed unreadable. A
keyed digest (blind index) finds a number exactly without opening anything.
"""

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE = 12


def _seal(key: bytes, plain: bytes) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, None)


def _open(key: bytes, sealed: bytes) -> bytes:
    sealed = bytes(sealed)
    return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], None)


def new_key() -> bytes:
    """A fresh person key, already wrapped by the master key."""
    return _seal(settings.CASEWORK_MASTER_KEY, AESGCM.generate_key(bit_length=256))


def unwrap(wrapped_key: bytes) -> bytes:
    """The key itself, under whichever master key it lies: while that is replaced there are two."""
    try:
        return _open(settings.CASEWORK_MASTER_KEY, wrapped_key)
    except InvalidTag:
        for master in settings.CASEWORK_OTHER_MASTERS():
            if opens(master, wrapped_key):
                return _open(master, wrapped_key)
        raise


def opens(master: bytes, wrapped_key: bytes) -> bool:
    """Whether the key lies under this master key."""
    try:
        _open(master, wrapped_key)
    except InvalidTag:
        return False
    return True


def rewrap(wrapped_key: bytes, old: bytes, new: bytes) -> bytes:
    """The same key under another master key; what it sealed stays as it is."""
    return _seal(new, _open(old, wrapped_key))


def seal(wrapped_key: bytes, text: str) -> bytes | None:
    """`text` under the person's key; None for nothing."""
    return seal_bytes(wrapped_key, text.encode()) if text else None


def unseal(wrapped_key: bytes | None, sealed: bytes | None) -> str:
    """The text again; "" where nothing was sealed or the key has been destroyed."""
    return unseal_bytes(wrapped_key, sealed).decode()


def seal_bytes(wrapped_key: bytes, data: bytes) -> bytes:
    """`data`, a file for example, under the key."""
    return _seal(unwrap(wrapped_key), data)


def unseal_bytes(wrapped_key: bytes | None, sealed: bytes | None) -> bytes:
    """The bytes again; none where nothing was sealed or the key has been destroyed."""
    if not sealed or not wrapped_key:
        return b""
    return _open(unwrap(wrapped_key), sealed)


def digest(id_number: str) -> str:
    """The blind index of an ID number: HMAC-SHA-256, hexadecimal; "" for none."""
    if not id_number:
        return ""
    key = settings.CASEWORK_INDEX_KEY
    return hmac.new(key, id_number.strip().upper().encode(), hashlib.sha256).hexdigest()
