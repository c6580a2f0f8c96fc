"""One thing has one name (docs/vocabulary.md): the words we agreed not to use name nothing in the market's code.

Left out are words that mean something else in Python, Flask or SQLAlchemy (field, item, order, request, log, task),
and those that are the right word for another thing of the market (parcel, weight, certificate, account; taste, which a
panel does; product, which cacao becomes; offer, what a group asks for a lot).
"""

import ast
import re
from collections.abc import Iterator

from tests.house.exceptions import WORDS, check_listed
from tests.house.sources import Source, python_sources

NEVER = {
    "company": "organization",
    "tenant": "organization",
    "seller": "producer group",
    "supplier": "producer group",
    "buyer": "maker",
    "customer": "maker",
    "admin": "facilitator",
    "broker": "facilitator",
    "grower": "farmer",
    "intake": "delivery",
    "listing": "lot",
    "quantity": "volume",
    "qty": "volume",
    "flavor": "flavour",
    "rfq": "demand",
    "proposal": "counter, or plan",
    "auction": "round",
    "deal": "contract",
    "transition": "step",
    "escrow": "deposit",
    "transfer": "payout",
}


def test_things_are_called_by_their_agreed_names() -> None:
    found = {
        f"{source.name}:{name}": f"say {NEVER[word]}"
        for source in python_sources()
        if source.name.startswith("marketplace/")
        for name in _names(source)
        for word in _words(name)
        if word in NEVER
    }
    check_listed(found, WORDS)


def _names(source: Source) -> Iterator[str]:
    """Yield every name the file gives: to functions, classes, parameters, variables and attributes."""
    yield source.name.rsplit("/", 1)[-1].removesuffix(".py")
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def _words(name: str) -> set[str]:
    """Return the words of a name, in the singular too: `BidOffers` holds bid, offers and offer."""
    parts = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)
    words = {part.lower() for part in parts}
    return words | {word.removesuffix("s") for word in words}
