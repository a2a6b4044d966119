"""What several browser tests do at the desk: sign in, name a page, count the presses."""

from datetime import date
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.urls import ResolverMatch, resolve
from playwright.sync_api import BrowserContext, Locator, Page

from casework import workflow
from membership.models import Application


def sign_in(context: BrowserContext, address: str, username: str) -> None:
    """Give the context the session of an officer, without the page."""
    client = Client()
    client.force_login(User.objects.get(username=username))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])


def view_of(address: str) -> ResolverMatch:
    """The view behind an address. Raises Resolver404."""
    return resolve(urlsplit(address).path or "/")


def waiting_for(kind: str, today: date, step: str = "") -> Application:
    """The case whose deadline of a kind comes first and can be met today; with `step`, one
    that nothing keeps from it."""
    deadlines = Application.deadlines.rel.related_model.objects.filter(kind=kind)
    ready = deadlines.exclude(opens_on__gt=today).select_related("case__person")
    if step:
        ready = ready.filter(case__in=workflow.ready(Application, step, today))
    return ready.earliest("due_on", "pk").case


class Presses:
    """Presses buttons and links, and counts them."""

    def __init__(self, page: Page):
        self.page, self.count = page, 0

    def press(self, target: Locator) -> None:
        self.count += 1
        target.click()
