"""Where the rows live: PostgreSQL when `DATABASE_URL` names one, otherwise one SQLite file."""

from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

# Every line is measured or required: WAL lets readers read while one writes, FULL loses no
# acknowledged work in a power cut, secure_delete leaves no deleted text in the file.
# trusted_schema stays on: SQLite 3.40, Debian 12's, counts json_valid() as unsafe, and Django
# puts it into the CHECK of every JSONField.
PRAGMAS = {
    "journal_mode": "WAL",
    "synchronous": "FULL",
    "foreign_keys": "ON",
    "recursive_triggers": "ON",
    "secure_delete": "ON",
    "journal_size_limit": "67108864",
}
WAIT_SECONDS = 20


def database(url: str, var: Path) -> dict:
    """The `DATABASES` entry for a postgres:// address, or for `var`/db.sqlite3 when it is empty."""
    return postgres(url) if url else sqlite(var / "db.sqlite3")


def sqlite(path: Path) -> dict:
    """A file whose writers queue (see config.sqlite3) and whose transactions begin IMMEDIATE."""
    pragmas = ";".join(f"PRAGMA {name}={value}" for name, value in PRAGMAS.items())
    return {
        "ENGINE": "config.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": WAIT_SECONDS,
            "init_command": pragmas,
        },
    }


def postgres(url: str) -> dict:
    """Settings from postgres://user:password@host:port/name?option=value.

    A socket folder is written percent-encoded in the host's place or as `?host=`. Split by
    hand because urllib lowers the case of a host, and folders have capitals. Raises
    ImproperlyConfigured when the address is of another kind or names no database.
    """
    parts = urlsplit(url)
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme not in ("postgres", "postgresql") or not name:
        raise ImproperlyConfigured("DATABASE_URL must read postgres://user:password@host:port/name")
    login, _, place = parts.netloc.rpartition("@")
    user, _, password = login.partition(":")
    host, _, port = place.partition(":")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(user),
        "PASSWORD": unquote(password),
        "HOST": options.pop("host", "") or unquote(host),
        "PORT": options.pop("port", "") or port,
        # Rules are many small subqueries: compiling them takes longer than running them.
        "OPTIONS": {**options, "options": f"{options.get('options', '')} -c jit=off".strip()},
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
