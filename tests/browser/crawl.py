"""Finds every page that links lead to from the to-do home, one example of each kind."""

from collections import deque
from collections.abc import Callable, Hashable, Iterator
from urllib.parse import urlsplit

from django.urls import ResolverMatch
from playwright.sync_api import BrowserContext, Error, Page

from .desk import view_of

LINKS = "links => links.map(link => link.href)"


def one_of_each_view(view: ResolverMatch) -> Hashable:
    """One example for each URL name."""
    return view.view_name


def one_of_each_form(view: ResolverMatch) -> Hashable:
    """One example for each URL name and, where it serves several forms, for each of them."""
    return view.view_name, *(value for value in view.kwargs.values() if isinstance(value, str))


class Crawl:
    """A walk through the site in one tab; what went wrong on the way is in `faults`."""

    def __init__(self, context: BrowserContext, home: str, kind: Callable = one_of_each_view):
        self.page, self.home, self.kind = context.new_page(), home, kind
        self.faults: list[str] = []
        self.files: list[str] = []
        self._listen()

    def _listen(self) -> None:
        """Console errors (a CSP violation is one), exceptions, requests to another host."""
        host = urlsplit(self.home).netloc
        self.page.on("console", lambda told: told.type == "error" and self._fault(told.text))
        self.page.on("pageerror", lambda error: self._fault(str(error)))
        self.page.on(
            "request",
            lambda asked: urlsplit(asked.url).netloc not in (host, "") and self._fault(asked.url),
        )

    def _fault(self, words: str) -> None:
        self.faults.append(f"{self.page.url}: {words}")

    def pages(self) -> Iterator[tuple[str, Page]]:
        """(URL name, the page as it stands in the tab), home first."""
        waiting, seen = deque([self.home]), {"home"}
        while waiting:
            address = waiting.popleft()
            if not self._open(address):
                continue
            waiting.extend(self._new_links(seen))
            yield view_of(address).view_name, self.page

    def _open(self, address: str) -> bool:
        """Whether a page stands there; a file is fetched instead."""
        try:
            answer = self.page.goto(address)
        except Error as error:
            if "Download is starting" not in error.message:
                raise
            self._fetch(address)
            return False
        if answer.status != 200:
            self._fault(f"{address} answered {answer.status}")
        return True

    def _fetch(self, address: str) -> None:
        answer = self.page.request.get(address)
        self.files.append(view_of(address).view_name)
        if answer.status != 200 or not answer.body():
            self._fault(f"{address} gave no file")

    def _new_links(self, seen: set) -> list[str]:
        """Links on the page to kinds of pages that were not yet seen."""
        found = []
        for address in self.page.eval_on_selector_all("a[href]", LINKS):
            address = address.partition("#")[0]
            kind = self.kind(view_of(address))
            if kind not in seen:
                seen.add(kind)
                found.append(address)
        return found
