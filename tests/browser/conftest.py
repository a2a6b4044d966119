"""The demonstration township behind a live server, as new for each test, and its officers."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, Page

from .desk import sign_in


def _shared_copy() -> Path:
    """The loaded township as a file; the first test that asks loads it, for every worker."""
    place = Path(os.environ["TESTS_VAR"], "township.sqlite3")
    if not place.exists():
        call_command("demo")
        unfinished = place.with_suffix(f".{os.getpid()}")
        with closing(sqlite3.connect(unfinished)) as copy:
            connection.connection.backup(copy)
        unfinished.replace(place)
    return place


@pytest.fixture
def town(live_server) -> str:
    """The address of a server with the demonstration township. Changes end with the test."""
    with closing(sqlite3.connect(_shared_copy())) as copy:
        connection.ensure_connection()
        copy.backup(connection.connection)
    ContentType.objects.clear_cache()
    return live_server.url


@pytest.fixture
def desk(town: str, page: Page) -> Page:
    """The township officer's desk: signed in, the to-do home open."""
    sign_in(page.context, town, "officer")
    page.goto(town)
    return page


@pytest.fixture
def context_of(
    town: str, chromium: Browser, request: pytest.FixtureRequest
) -> Iterator[Callable[..., BrowserContext]]:
    """Makes a browser context that is signed in as somebody; closed after the test."""
    made: list[BrowserContext] = []

    def make(username: str, **options) -> BrowserContext:
        given = {"locale": "zh-CN", "viewport": {"width": 1366, "height": 768}, **options}
        made.append(chromium.new_context(**given))
        made[-1].set_default_timeout(10_000)
        sign_in(made[-1], town, username)
        return made[-1]

    yield make
    for context in made:
        context.close()


@pytest.fixture
def officer(town: str) -> User:
    """The township officer."""
    return User.objects.get(username="officer")
