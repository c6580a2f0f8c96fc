"""What a reader asks of the list of demands, as it stands in the address: read strictly, said back, never guessed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from werkzeug.datastructures import MultiDict

from marketplace.domain.demand_browsing import DemandFilters, DemandSort
from marketplace.domain.demands import DemandState
from marketplace.domain.flavours import AXES
from marketplace.forms.numbers import AmbiguousNumberError, read_number
from marketplace.forms.texts import SHORT, tidy

MOST_PAGES = 5_000
KNOWN = ("state", "destination", "flavour", "kg", "maker", "fits", "sort")
Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class DemandAsked:
    """What was asked: filters, order and page; what was typed; and what could not be read, by name."""

    filters: DemandFilters
    sort: DemandSort = DemandSort.NEWEST
    page: int = 1
    typed: tuple[tuple[str, str], ...] = ()
    unread: frozenset[str] = field(default_factory=frozenset)

    def first(self, name: str) -> str:
        """Return what was typed for `name`."""
        return next((value for each, value in self.typed if each == name), "")

    def without(self, name: str) -> list[tuple[str, str]]:
        """Say what the first page of the list without `name` asks."""
        return [each for each in self.typed if each[0] != name]

    def on_page(self, page: int) -> list[tuple[str, str]]:
        """Say what another page of the same list asks."""
        return [*self.typed, ("page", str(page))] if page > 1 else list(self.typed)

    @property
    def used(self) -> tuple[str, ...]:
        """Name the filters in use; the state is a tab and the order no filter."""
        return tuple(dict.fromkeys(name for name, _ in self.typed if name not in ("state", "sort")))


def read_demand_filters(args: MultiDict[str, str], *, is_board: bool) -> DemandAsked:
    """Read a query string; `is_board` is the list of open demands, which knows no states."""
    typed = tuple((name, text) for name in KNOWN if (text := (tidy(args.get(name)) or "")[:SHORT]))
    asked = dict(typed)
    kilograms = _number(asked.get("kg"))
    state = _word(DemandState, asked.get("state"))
    filters = DemandFilters(
        states=(DemandState.OPEN,) if is_board else (state,) if state else (),
        destination=asked.get("destination"),
        flavour=asked["flavour"] if asked.get("flavour") in AXES else None,
        kilograms=kilograms,
        maker=asked.get("maker") if not is_board else None,
        fits=is_board and "fits" in asked,
    )
    return DemandAsked(
        filters=filters,
        sort=_word(DemandSort, asked.get("sort")) or DemandSort.NEWEST,
        page=_page(args.get("page", "")),
        typed=typed,
        unread=frozenset({"kg"} if "kg" in asked and kilograms is None else ()),
    )


def _number(text: str | None) -> Decimal | None:
    try:
        number = read_number(text) if text else None
    except (AmbiguousNumberError, ValueError):
        return None
    return number if number is not None and 0 < number <= MOST_KILOGRAMS else None


def _word(kind: Callable[[str], Word], text: str | None) -> Word | None:
    try:
        return kind(text) if text else None
    except ValueError:
        return None


def _page(text: str) -> int:
    return min(max(int(text), 1), MOST_PAGES) if text.isdecimal() and len(text) < SHORT else 1


MOST_KILOGRAMS = Decimal(10_000_000)
