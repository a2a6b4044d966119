"""The instance's secret keys: from the environment, or made once and kept in a file.

A key is 32 random bytes, written as 64 hexadecimal digits in both places. Whoever loses
`CASEWORK_MASTER_KEY` loses every encrypted field: the backup of the key files is a backup
of its own, kept apart from the database.
"""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

SIZE = 32
MASTER, BEFORE = "CASEWORK_MASTER_KEY", "CASEWORK_MASTER_KEY_BEFORE"
VAR = Path(os.environ.get("VAR_DIR") or Path(__file__).resolve().parent.parent / "var")


def secret(name: str, first: bytes = b"") -> bytes:
    """The 32 bytes of the key `name`; on first use it becomes `first`, or is made.

    Raises ImproperlyConfigured when the environment or the file holds anything but 64
    hexadecimal digits: a damaged key is never replaced by a new one.
    """
    given = os.environ.get(name)
    if given:
        return _decode(given, f"environment variable {name}")
    path = VAR / "keys" / name
    if not path.exists():
        _create(path, first)
    return _decode(path.read_text(encoding="ascii"), str(path))


def _decode(text: str, source: str) -> bytes:
    """The bytes of 64 hexadecimal digits, or ImproperlyConfigured naming the source only."""
    try:
        key = bytes.fromhex(text.strip())
    except ValueError:
        key = b""
    if len(key) != SIZE:
        raise ImproperlyConfigured(f"{source} must hold {SIZE * 2} hexadecimal digits.")
    return key


def optional(name: str) -> bytes:
    """The key `name`, or nothing where the environment gives none and no file holds one."""
    there = os.environ.get(name) or (VAR / "keys" / name).exists()
    return secret(name) if there else b""


def others() -> list[bytes]:
    """The master key as it stands in its place now, and the one before it while it is replaced.

    A server that was started earlier finds here what opens rows wrapped since.
    """
    return [secret(MASTER), *filter(None, [optional(BEFORE)])]


def replace_master() -> None:
    """Put a new master key in the place of the present one, which is kept as the one before.

    Does nothing while one is being replaced: a broken rotation goes on with the same keys.
    Raises ImproperlyConfigured where the key stands in the environment: it is replaced there.
    """
    if optional(BEFORE):
        return
    if os.environ.get(MASTER):
        raise ImproperlyConfigured(f"Set {BEFORE} to the present {MASTER} and {MASTER} anew.")
    place = VAR / "keys" / MASTER
    _create(place.with_name(BEFORE), secret(MASTER))
    draft = place.with_name(f"{MASTER}.new")
    draft.unlink(missing_ok=True)
    _create(draft)
    os.replace(draft, place)


def drop_before() -> None:
    """Remove the file of the key before. The backups made with it still need it elsewhere."""
    (VAR / "keys" / BEFORE).unlink(missing_ok=True)


def _create(path: Path, key: bytes = b"") -> None:
    """Write a key so that it appears whole or not at all; the first of two starts wins."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write((key or secrets.token_bytes(SIZE)).hex())
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()
