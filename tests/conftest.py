"""Which tests run where, and what several of them share."""

import gc
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import TransactionTestCase
from django.utils import translation
from playwright._impl._driver import compute_driver_executable
from playwright.sync_api import Browser, Page, sync_playwright

from casework import immutable, standards

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
DRIVER = subprocess.run([compute_driver_executable()[0], "--version"], capture_output=True)
CAN_BROWSE = CHROMIUM is not None and DRIVER.returncode == 0
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup", "live_server"}
# Looking for rubbish among what pytest and Django hold took an eighth of the run.
gc.set_threshold(200_000, 50, 50)


def on_postgres() -> bool:
    """Whether this is the second run, on PostgreSQL."""
    return settings.DATABASES["default"]["ENGINE"].endswith("postgresql")


def most_queries(budget: int) -> int:
    """A page's budget, and room for the two marks of the savepoint which in a test stands for
    the transaction; SQLite keeps within the budget with them."""
    return budget + 2 if on_postgres() else budget


def _touches_database(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(fixtures & DATABASE_FIXTURES) or item.get_closest_marker("django_db") is not None


def _belongs(item: pytest.Item) -> bool:
    """Whether the test is part of this run; a long one when asked for, a browser one once."""
    if item.get_closest_marker("long") and os.environ.get("LONG") != "1":
        return False
    if item.get_closest_marker("browser"):
        return CAN_BROWSE and not on_postgres()
    if not _touches_database(item):
        return not on_postgres()
    return on_postgres() in _databases_of(item)


def _databases_of(item: pytest.Item) -> set[bool]:
    """Where the test runs, PostgreSQL being True: on both, and in the long run always.

    Of a test with many examples the short run asks PostgreSQL every third and SQLite the others;
    the first is asked on both, and every example of a race. What pages show it asks SQLite.
    """
    if os.environ.get("LONG") == "1" or "races" in item.path.parts:
        return {False, True}
    if item.get_closest_marker("pages"):
        return {False}
    place = sum(item.callspec.indices.values()) if hasattr(item, "callspec") else 0
    return {False, True} if place == 0 else {place % 3 == 0}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what does not belong to this run; pytest reports the number."""
    foreign = {item for item in items if not _belongs(item)}
    if foreign:
        config.hook.pytest_deselected(items=list(foreign))
        items[:] = [item for item in items if item not in foreign]


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session):
    """While tests are gathered there is no database, and the default settings hold."""
    with standards.as_if({}):
        return (yield)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say so when a whole kind of test could not run here."""
    if not CAN_BROWSE and not on_postgres():
        terminalreporter.write_line(
            "Browser tests did not run: they need Chromium and, on Debian, libatomic1."
        )


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """No test speaks the language of the one before."""
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def _own_settings(request: pytest.FixtureRequest) -> Iterator[None]:
    """No test keeps the settings of the one before; without a database the defaults hold."""
    standards.forget()
    if _touches_database(request.node):
        yield
    else:
        with standards.as_if({}):
            yield
    standards.forget()


@pytest.fixture(scope="session", autouse=True)
def _tables_can_be_emptied() -> Iterator[None]:
    """A transactional test ends by emptying all tables: the triggers of the trail step aside.

    Emptying ends with `post_migrate`, which makes them anew.
    """
    whole = TransactionTestCase._fixture_teardown

    def step_aside(case):
        immutable.remove()
        whole(case)
        immutable.install()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", step_aside)
        yield


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for the whole session.

    Playwright keeps an event loop in this thread, which Django takes for asynchronous code;
    from here on it has to be told otherwise.
    """
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    root = os.name == "posix" and os.geteuid() == 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox"] if root else []
        )
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A fresh page in Chinese at 1366 × 768, the office's commonest screen."""
    context = chromium.new_context(locale="zh-CN", viewport={"width": 1366, "height": 768})
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def root() -> Path:
    """The folder of the project."""
    return Path(settings.BASE_DIR)
