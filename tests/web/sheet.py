"""Pages without a market behind them: the frame, the parts and the pattern book on a bare Flask application."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

from flask import Flask
from flask_babel import Babel

from marketplace.web.assets import register_assets
from marketplace.web.charts import register_charts
from marketplace.web.compression import register_compression
from marketplace.web.formats import register_formats
from marketplace.web.styleguide import blueprint

ROOT = Path(__file__).resolve().parents[2]
EMPTY_ELEMENTS = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


def a_sheet(locale: str = "en") -> Flask:
    """Build an application that shows nothing but the pattern book, in one language."""
    app = Flask("sheet", template_folder=str(ROOT / "templates"), static_folder=None)
    app.config.update(SECRET_KEY="a secret of the tests", TESTING=True, BABEL_DEFAULT_TIMEZONE="America/Lima")
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(ROOT / "translations")
    Babel(app, locale_selector=lambda: locale)
    for register in (register_formats, register_assets, register_charts, register_compression):
        register(app)
    app.register_blueprint(blueprint)
    return app


@dataclass
class Element:
    """One element of a page: its tag, its attributes, and the text in it and its descendants."""

    tag: str
    attributes: dict[str, str | None]
    text: str = field(default="", init=False)

    def __getitem__(self, name: str) -> str:
        """Return an attribute, or nothing."""
        return self.attributes.get(name) or ""


class Page(HTMLParser):
    """The elements of a page in their order; `faults` tells tags that do not match."""

    def __init__(self, html: str) -> None:
        """Read the page."""
        super().__init__()
        self.elements: list[Element] = []
        self.faults: list[str] = []
        self._open: list[Element] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.elements.append(Element(tag, dict(attrs)))
        if tag not in EMPTY_ELEMENTS:
            self._open.append(self.elements[-1])

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element that closes itself."""
        self.elements.append(Element(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """Close an element."""
        if self._open and self._open[-1].tag == tag:
            self._open.pop()
        else:
            self.faults.append(f"</{tag}> at line {self.getpos()[0]}")

    def handle_data(self, data: str) -> None:
        """Give text to all elements that are open."""
        for element in self._open:
            element.text += data

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """List the elements of one kind that have these attributes."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [
            element
            for element in self.elements
            if element.tag == tag and all(element[name] == value for name, value in wanted.items())
        ]

    def one(self, tag: str, **attributes: str) -> Element:
        """Return the only such element."""
        (element,) = self.all(tag, **attributes)
        return element
