"""What several browser tests do at the desk: sign in, name a page, count the presses."""

from collections.abc import Callable
from datetime import date
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.urls import ResolverMatch, resolve
from playwright.sync_api import BrowserContext, Locator, Page

from casework import workflow
from membership.models import Application
from tests.purposes import for_checking


def sign_in(context: BrowserContext, address: str, username: str, *, asked=True) -> None:
    """Give the context the session of an officer, without the page; `asked`: the officer has said
    already what files are for."""
    client = Client()
    client.force_login(User.objects.get(username=username))
    if asked:
        for_checking(client)
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


FOCUSED = """() => {
  const node = document.activeElement;
  const words = node.matches("a, button, summary") ? node.textContent.trim() : "";
  return { name: node.name || "", type: node.type || "", words, href: node.href || "",
           value: node.value || "" };
}"""


class Keys:
    """Works a page by keyboard alone: Tab goes on, what is typed is typed on the way, and Enter
    or Space on a link, a button or a box is counted."""

    def __init__(self, page: Page):
        self.page, self.count = page, 0

    def go(self, wanted: Callable[[dict], bool], typed: dict | None = None, most=250) -> None:
        """Tab to what is wanted, typing values by field name and ticking what lies on the table."""
        for _ in range(most):
            self.page.keyboard.press("Tab")
            now = self.page.evaluate(FOCUSED)
            if wanted(now):
                return
            self._type(now, typed or {})
        raise AssertionError("Tab never reached it")

    def _type(self, now: dict, typed: dict) -> None:
        if now["type"] == "checkbox" and now["name"] == "at_hand":
            self.page.keyboard.press("Space")
        elif now["name"] in typed and now["value"] != typed[now["name"]]:
            if now["type"] != "select-one":
                self.page.keyboard.press("Control+a")
            self.page.keyboard.type(typed[now["name"]])

    def press(self, wanted: Callable[[dict], bool], typed: dict | None = None) -> None:
        self.go(wanted, typed)
        self.count += 1
        self.page.keyboard.press("Enter")

    def tick(self, wanted: Callable[[dict], bool]) -> None:
        self.go(wanted)
        self.count += 1
        self.page.keyboard.press("Space")


def button(words: str) -> Callable[[dict], bool]:
    """The control with these words."""
    return lambda now: now["words"] == words


def leads_to(address: str) -> Callable[[dict], bool]:
    """The link with this address."""
    return lambda now: now["href"].endswith(address)


class Presses:
    """Presses buttons and links, and counts them."""

    def __init__(self, page: Page):
        self.page, self.count = page, 0

    def press(self, target: Locator) -> None:
        self.count += 1
        target.click()
