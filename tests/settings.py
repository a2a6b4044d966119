"""The product's settings, made quick, repeatable and harmless for tests on SQLite."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

if "TESTS_VAR" not in os.environ:  # the first process makes the folder, xdist's workers share it
    os.environ["TESTS_VAR"] = tempfile.mkdtemp(prefix="casework-tests-")
    atexit.register(shutil.rmtree, os.environ["TESTS_VAR"], ignore_errors=True)

OWN_VAR = Path(os.environ["TESTS_VAR"], os.environ.get("PYTEST_XDIST_WORKER", "main"))
os.environ.update(
    VAR_DIR=str(OWN_VAR),
    SECRET_KEY="11" * 32,
    CASEWORK_MASTER_KEY="22" * 32,
    CASEWORK_AUDIT_KEY="33" * 32,
    DJANGO_INSECURE_COOKIES="1",
)
for name in ("DJANGO_DEBUG", "DJANGO_ALLOWED_HOSTS"):
    os.environ.pop(name, None)

from config.databases import sqlite
from config.settings import *  # noqa: F403

OWN_VAR.mkdir(parents=True, exist_ok=True)
STATIC_ROOT = OWN_VAR / "static"
STATIC_ROOT.mkdir(exist_ok=True)

CASEWORK_CHECKPOINTS = None  # tests that need some name a folder of their own
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
# A file, as in the office: threads of the live server and of race tests meet real locks.
DATABASES = {"default": sqlite(OWN_VAR / "db.sqlite3")}
DATABASES["default"]["TEST"] = {"NAME": str(OWN_VAR / "tests.sqlite3")}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
