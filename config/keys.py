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
VAR = Path(os.environ.get("VAR_DIR") or Path(__file__).resolve().parent.parent / "var")


def secret(name: str) -> bytes:
    """The 32 bytes of the key `name`, made on first use.

    Raises ImproperlyConfigured when the environment or the file holds anything but 64
    hexadecimal digits: a damaged key is never replaced by a new one.
    """
    given = os.environ.get(name)
    if given:
        return _decode(given, f"environment variable {name}")
    path = VAR / "keys" / name
    if not path.exists():
        _create(path)
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


def _create(path: Path) -> None:
    """Write a new key so that it appears whole or not at all; the first of two starts wins."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(SIZE))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()
