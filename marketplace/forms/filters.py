"""What a reader asks of the list of lots, as it stands in the address: read strictly, said back, never guessed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from decimal import Decimal
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, urlencode

from marketplace.domain.browsing import LotFilters, LotSort
from marketplace.domain.certificates import Scheme
from marketplace.domain.errors import Reason, reason
from marketplace.domain.flavours import TASTES
from marketplace.domain.lots import SaleStage
from marketplace.domain.origins import REGIONS, VARIETIES
from marketplace.forms.numbers import AmbiguousNumberError, read_number
from marketplace.forms.texts import SHORT, tidy

MOST_PARAMETERS = 60
MOST_PAGES = 5_000
MOST = Decimal(1_000_000)
CLEARLY_THERE = Decimal(1)
YES = frozenset({"1", "yes", "true", "on"})
NUMBERS = ("price_min", "price_max", "quality_min", "cadmium_max", "moisture_max", "flavour_min", "bags_min", "kg_min")
SEVERAL: dict[str, tuple[Iterable[str], Callable[[str], Any]]] = {
    "region": (frozenset(REGIONS), str),
    "variety": (frozenset(VARIETIES), str),
    "certificate": (frozenset(Scheme), Scheme),
}
ONE: dict[str, tuple[Iterable[str], Callable[[str], Any]]] = {
    "stage": (frozenset(SaleStage), SaleStage),
    "flavour": (TASTES, str),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked: filters, order and page; what was typed; what could not be understood, by name."""

    filters: LotFilters
    sort: LotSort = LotSort.NEWEST
    page: int = 1
    typed: tuple[tuple[str, str], ...] = ()
    faults: tuple[tuple[str, Reason], ...] = ()
    unknown: tuple[str, ...] = ()

    def __hash__(self) -> int:
        """Count two askings as one when the same was typed."""
        return hash(self.typed)

    def first(self, name: str) -> str:
        """Return what was typed for `name`."""
        return next((value for each, value in self.typed if each == name), "")

    def several(self, name: str) -> tuple[str, ...]:
        """Return all that was typed for `name`."""
        return tuple(value for each, value in self.typed if each == name)

    def without(self, name: str, value: str | None = None) -> str:
        """Return the query string of the first page without `name` (or without one of its values)."""
        dropped = {name, "page", *(("flavour_min",) if name == "flavour" else ())}
        kept = [each for each in self._known() if each[0] not in dropped]
        if value is not None:
            kept += [each for each in self._known() if each[0] == name and each[1] != value]
        return urlencode(kept)

    def on_page(self, page: int) -> str:
        """Return the query string of another page of the same list."""
        kept = [(name, value) for name, value in self._known() if name != "page"]
        return urlencode([*kept, ("page", str(page))] if page > 1 else kept)

    def _known(self) -> list[tuple[str, str]]:
        return [(name, value) for name, value in self.typed if name not in self.unknown]


@lru_cache(2048)
def read_filters(query: str) -> Asked:
    """Read a query string: what is not understood is left out and named, never taken for something else."""
    typed = tuple((name, value) for name, value in parse_qsl(query[:4000], max_num_fields=None)[:MOST_PARAMETERS])
    known = {each.name for each in fields(LotFilters)} | {"sort", "page"}
    reader = _Reader(typed)
    wishes = reader.wishes()
    return Asked(
        filters=LotFilters(**wishes),
        sort=reader.chosen("sort", frozenset(LotSort), kind=LotSort) or LotSort.NEWEST,
        page=reader.page(),
        typed=typed,
        faults=tuple(reader.faults),
        unknown=tuple(dict.fromkeys(name for name, _value in typed if name not in known)),
    )


class _Reader:
    def __init__(self, typed: tuple[tuple[str, str], ...]) -> None:
        self.typed: dict[str, list[str]] = {}
        for name, value in typed:
            self.typed.setdefault(name, []).append(value.strip())
        self.faults: list[tuple[str, Reason]] = []

    def wishes(self) -> dict[str, Any]:
        found: dict[str, Any] = {"q": (tidy(self._last("q")) or "")[:SHORT] or None}
        for name, (known, kind) in SEVERAL.items():
            found[name] = tuple(dict.fromkeys(self._words(name, known, kind)))
        for name, (known, kind) in ONE.items():
            found[name] = self.chosen(name, known, kind=kind)
        for name in NUMBERS:
            found[name] = self._number(name)
        for name in ("eudr", "women_led"):
            found[name] = self._last(name).lower() in YES
        return self._with_flavour(found)

    def chosen(self, name: str, known: Iterable[str], *, kind: Callable[[str], Any]) -> Any:  # noqa: ANN401 - any word
        return next(iter(self._words(name, known, kind)), None)

    def page(self) -> int:
        text = self._last("page")
        return min(max(int(text), 1), MOST_PAGES) if text.isdecimal() and len(text) < SHORT else 1

    def _with_flavour(self, found: dict[str, Any]) -> dict[str, Any]:
        if found["flavour"] and found["flavour_min"] is None:
            found["flavour_min"] = CLEARLY_THERE
        if found["flavour_min"] is not None and not found["flavour"]:
            found["flavour_min"] = None
            self.faults.append(("flavour", reason("filter.flavour_missing")))
        return found

    def _last(self, name: str) -> str:
        return next(reversed(self.typed.get(name, [""])))

    def _words(self, name: str, known: Iterable[str], kind: Callable[[str], Any]) -> list[Any]:
        found = []
        for word in self.typed.get(name, []):
            if word in known:
                found.append(kind(word))
            elif word:
                self.faults.append((name, reason("filter.unknown_value", value=word[:SHORT])))
        return found

    def _number(self, name: str) -> Decimal | None:
        text = self._last(name)
        if not text:
            return None
        number, fault = _read(text)
        if fault:
            self.faults.append((name, fault))
        return number


def _read(text: str) -> tuple[Decimal | None, Reason | None]:
    try:
        number = read_number(text)
    except AmbiguousNumberError as error:
        readings = dict(zip(("first", "second"), error.readings, strict=False))
        code = "filter.two_readings" if len(readings) > 1 else "filter.one_reading"
        return None, reason(code, value=text, **readings)
    except ValueError:
        return None, reason("filter.not_a_number", value=text[:SHORT])
    if not 0 <= number <= MOST:
        return None, reason("filter.negative", value=text)
    return number, None
