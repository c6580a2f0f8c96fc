"""A browser for measuring: one connection that stays open, one cookie jar, and forms filled in as they come."""

import http.client
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urlencode, urlsplit


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and after how many milliseconds."""

    status: int
    text: str
    milliseconds: float
    size: int


class Visitor:
    """Somebody signed in, at one server."""

    def __init__(self, server: str, cookie: str) -> None:
        """Open a connection."""
        self._connection = http.client.HTTPConnection(urlsplit(server).netloc, timeout=60)
        self._cookies = dict(part.split("=", 1) for part in cookie.split("; ") if "=" in part)

    def get(self, page: str) -> Answer:
        """Open a page."""
        return self._ask("GET", page, None)

    def post(self, page: str, form: Mapping[str, str]) -> Answer:
        """Send a form."""
        return self._ask("POST", page, urlencode(form))

    def close(self) -> None:
        """Leave."""
        self._connection.close()

    def _ask(self, method: str, page: str, body: str | None) -> Answer:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.perf_counter()
        self._connection.request(method, page, body, headers)
        answer = self._connection.getresponse()
        content = answer.read()
        passed = (time.perf_counter() - began) * 1000
        for set_cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, rest = set_cookie.partition("=")
            self._cookies[name] = rest.partition(";")[0]
        return Answer(answer.status, content.decode(errors="replace"), passed, len(content))


def fields_of(page: str, action: str) -> dict[str, str]:
    """Read what the form that goes to `action` would send as it stands."""
    reader = _Fields(action)
    reader.feed(page)
    return reader.found


class _Fields(HTMLParser):
    """Collects names and values of one form's fields."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self.action, self.found = action, dict[str, str]()
        self._is_inside, self._select, self._area = False, "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a form's beginning, a field, a choice."""
        given = dict(attrs)
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "form":
            self._is_inside = re.sub(r"^https?://[^/]+", "", given.get("action") or self.action) == self.action
        elif not self._is_inside:
            return
        elif tag == "input" and given.get("type") not in ("submit", "file"):
            if given.get("type") not in ("checkbox", "radio") or "checked" in given:
                self.found[name] = value
        elif tag == "select":
            self._select = name
        elif tag == "option" and ("selected" in given or self._select not in self.found):
            self.found[self._select] = value
        elif tag == "textarea":
            self._area, self.found[name] = name, ""

    def handle_endtag(self, tag: str) -> None:
        """Note an end."""
        if tag == "form":
            self._is_inside = False
        elif tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        """Take what stands in a text area."""
        if self._is_inside and self._area:
            self.found[self._area] += data
