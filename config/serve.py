"""Start the product in one process: the database brought up to date, then the server.

`python3 run.py` ends here. A start with nothing to do takes less than two seconds, because
migrations, static files and the demonstration are looked at before they are run.
"""

import argparse
import errno
import hashlib
import io
import os
import signal
import socket
import sys
from pathlib import Path

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _
from waitress import create_server

from casework import immutable

LOOPBACK = ("127.0.0.1", "localhost", "::1")
EVERY_ADDRESS = ("0.0.0.0", "::")
THREADS = 8


def main(arguments: list[str]) -> int:
    """Serve until interrupted; 1 when the port is taken."""
    options = _options(arguments)
    _environment(options.host)
    django.setup()
    try:
        listener = _listen(options.host, options.port)
    except OSError as error:
        print(refusal(options.host, options.port, error))
        return 1
    if migrate() and not options.empty:
        call_command("demo", verbosity=0)  # the greeting names the accounts
    for fault in immutable.faults():
        listener.close()
        print(fault)
        return 1
    call_command("audit", "checkpoint", daily=True)
    collect_static()
    server = create_server(WSGIHandler(), sockets=[listener], threads=THREADS, **_proxy())
    print(greeting(options.host, options.port), flush=True)
    server.run()
    return 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="run.py")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on")
    parser.add_argument("--empty", action="store_true", help="start without the demonstration")
    return parser.parse_args(arguments)


def _environment(host: str) -> None:
    """Say what this start implies, before the settings are read.

    Naming hosts means a proxy with HTTPS stands in front; without any, this is plain HTTP
    on the address listened on.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    named = os.environ.get("DJANGO_ALLOWED_HOSTS")
    os.environ.setdefault("DJANGO_INSECURE_COOKIES", "0" if named else "1")
    if not named and host not in LOOPBACK + EVERY_ADDRESS:
        os.environ["DJANGO_ALLOWED_HOSTS"] = host


def _listen(host: str, port: int) -> socket.socket:
    """A socket bound for this process alone; OSError when another one has the port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    alone = getattr(socket, "SO_EXCLUSIVEADDRUSE", socket.SO_REUSEADDR)
    listener.setsockopt(socket.SOL_SOCKET, alone, 1)
    listener.bind((host, port))
    return listener


def refusal(host: str, port: int, error: OSError) -> str:
    """Why there is no listening on that address, and what to type instead."""
    text = _("无法在 %(host)s:%(port)s 上监听：%(reason)s。请用 --port 另选端口，如 --port 8001。")
    reason = _("端口已被占用") if error.errno == errno.EADDRINUSE else error.strerror
    return text % {"host": host, "port": port, "reason": reason}


def _proxy() -> dict:
    """Whose word about HTTPS is taken: the address in TRUSTED_PROXY and nobody else's."""
    address = os.environ.get("TRUSTED_PROXY")
    if not address:
        return {}
    headers = {"x-forwarded-for", "x-forwarded-proto"}
    return {"trusted_proxy": address, "trusted_proxy_headers": headers}


def migrate() -> bool:
    """Apply what is pending; True when the database was new.

    A new version may work out more than the old one did: then everything is worked out again.
    """
    executor = MigrationExecutor(connection)
    new = not executor.loader.applied_migrations
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)
        if not new:
            print(_("已更新到新版本，正在重算期限和缺件……"), flush=True)
            call_command("recount", stdout=io.StringIO())
    return new


def collect_static() -> None:
    """Publish style sheets and scripts under names that change with their content."""
    root = Path(settings.STATIC_ROOT)
    stamp = root / ".sources"
    wanted = _sources()
    if stamp.exists() and stamp.read_text("ascii") == wanted:
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(wanted, "ascii")


def _sources() -> str:
    """A digest of the name, size and time of every static file and of how they are stored."""
    digest = hashlib.sha256(repr(settings.STORAGES).encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            state = os.stat(storage.path(name))
            digest.update(f"{name} {state.st_size} {state.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def greeting(host: str, port: int) -> str:
    """Where to go and how to sign in: the demonstration leaves its accounts in demo.txt."""
    shown = "127.0.0.1" if host in EVERY_ADDRESS else host
    lines = [_("请用浏览器打开 %(address)s") % {"address": f"http://{shown}:{port}/"}]
    accounts = Path(settings.MEDIA_ROOT).with_name("demo.txt")
    if accounts.exists():
        lines.append(accounts.read_text("utf-8").strip())
    elif not get_user_model().objects.exists():
        lines.append(_("尚无账号，请先运行：python3 run.py manage createsuperuser"))
    lines.append(_("按 Ctrl+C 停止。"))
    return "\n".join(lines)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # requests under way are answered
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(0)
