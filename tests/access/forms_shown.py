"""The forms of a page as a browser would send them back untouched."""

from html.parser import HTMLParser


class Forms(HTMLParser):
    """Reads every form that posts: {address: {name: value}}."""

    def __init__(self):
        super().__init__()
        self.found: list[tuple[str, dict]] = []
        self._now: dict | None = None
        self._select = self._text = ""

    def handle_starttag(self, tag, pairs):
        facts = {name: value or "" for name, value in pairs}
        if tag == "form" and facts.get("method", "").lower() == "post":
            self._now = {}
            self.found.append((facts.get("action", ""), self._now))
        elif self._now is not None:
            self._field(tag, facts)

    def _field(self, tag, facts):
        name = facts.get("name", "")
        if tag == "select":
            self._select = name
        elif tag == "textarea":
            self._text = name
            self._now[name] = ""
        elif tag == "option" and self._select and ("selected" in facts):
            self._now[self._select] = facts.get("value", "")
        elif tag in ("input", "button") and name:
            self._keep(facts, name)

    def _keep(self, facts, name):
        ticked = facts.get("type") not in ("checkbox", "radio") or "checked" in facts
        if ticked and facts.get("type") != "file":
            self._now.setdefault(name, facts.get("value", ""))

    def handle_data(self, data):
        if self._text and self._now is not None:
            self._now[self._text] += data

    def handle_endtag(self, tag):
        if tag == "form":
            self._now = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._text = ""


def forms_of(page: str) -> list[tuple[str, dict]]:
    """(address, {name: value}) of every form of a page that posts."""
    reader = Forms()
    reader.feed(page)
    return reader.found
