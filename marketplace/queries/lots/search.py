"""The list of lots on offer: one lean statement a page, quick at a hundred thousand lots.

Written as SQL, not as mapped rows: building and reading those costs more than the whole page may.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import TextClause, text

from marketplace.domain.browsing import LotFilters, LotSort
from marketplace.domain.viewers import Viewer
from marketplace.queries.counting import remembered, remembered_count
from marketplace.queries.lots.wishes import Wish
from marketplace.queries.reading import read, read_one

PER_PAGE = 24
MOST_COUNTED = 100_000


class LotLine(NamedTuple):
    """One lot of the list; a plain tuple, so that its drawn card can be remembered by its content.

    `profile` and `varieties` are JSON text; `farm_gate` is the farmers' part of the price in USD/t.
    """

    code: str
    group_name: str
    is_women_led: bool
    producer_name: str | None
    region: str
    province: str
    crop_year: int
    available_from: date
    sales_until: date | None
    state: str
    bags: int
    reserved_bags: int
    bag_kilograms: Decimal
    minimum_bags: int
    price_amount: Decimal
    price_currency: str
    price_incoterm: str
    price_place: str
    price_kind: str
    farm_gate: str | None
    certificates: str
    eudr_status: str
    global_quality: Decimal | None
    off_total: Decimal | None
    cadmium: Decimal | None
    profile: str | None
    varieties: str
    is_fictional: bool
    filled: Decimal


class LotList(NamedTuple):
    """Which lots stand on one page; `total` stops at `MOST_COUNTED`.

    `stamp` changes with anything that is shown of them; `is_guess` says that words were taken for similar ones.
    """

    ids: tuple[int, ...]
    stamp: str
    total: int
    is_guess: bool = False


COLUMNS = """
    l.code, o.name, o.is_women_led, l.producer_name, l.region, l.province, l.crop_year, l.available_from, l.sales_until,
    l.state, l.bags, l.reserved_bags, l.bag_weight, l.minimum_bags, l.price_amount, l.price_currency, l.price_incoterm,
    l.price_place, l.price_kind, l.price_stack->>'farm_gate', array_to_string(l.certificates, ' '), l.eudr_status,
    l.global_quality, l.off_total, l.cadmium, l.profile::text, l.varieties::text, l.is_fictional, l.filled
"""
ORDERS: dict[LotSort, str] = {
    LotSort.NEWEST: "l.published_at DESC, l.id DESC",
    LotSort.CHEAPEST: "l.price_amount, l.id",
    LotSort.BEST: "l.global_quality DESC, l.id DESC",
    LotSort.LEAST_CADMIUM: "l.cadmium, l.id",
}
# Order → what a row is placed by, and how rows from there on compare with it.
PLACES: dict[LotSort, tuple[str, str]] = {
    LotSort.NEWEST: ("l.published_at", "<="),
    LotSort.CHEAPEST: ("l.price_amount", ">="),
    LotSort.BEST: ("l.global_quality", "<="),
    LotSort.LEAST_CADMIUM: ("l.cadmium", ">="),
}
DEEP = 50 * PER_PAGE
FEW = 1_000
STAMP = "string_agg(concat_ws('.', l.id, l.version, l.reserved_bags, o.version), ' ' ORDER BY {order})"


def find_lots(viewer: Viewer, filters: LotFilters, *, sort: LotSort, page: int, today: date) -> LotList:
    """Find one page of the lots that fit, and how many there are; where no word fits, those with similar words."""
    wish = Wish(viewer, filters, today)
    if filters.q is None:
        return _find(wish, sort, page)
    found = _find(_among_few(wish), sort, page)
    if found.total or not wish.words:
        return found
    return _find(_among_few(wish.guessing()), sort, page)


class LotLines(NamedTuple):
    """One page of lots with what a list shows of them."""

    lines: tuple[LotLine, ...]
    total: int


def list_lots(viewer: Viewer, filters: LotFilters, *, sort: LotSort, page: int, today: date) -> LotLines:
    """List one page of the lots that fit, and how many there are."""
    found = find_lots(viewer, filters, sort=sort, page=page, today=today)
    return LotLines(tuple(list_lines(viewer, found, filters=filters, today=today)), found.total)


def list_lines(viewer: Viewer, found: LotList, *, filters: LotFilters, today: date) -> list[LotLine]:
    """List what the page shows of the lots that `find_lots` found for this viewer."""
    wish = Wish(viewer, replace(filters, q=None), today)
    rows = read(_lines(wish.where), {**wish.values, "ids": list(found.ids)})
    lines = {row[0]: LotLine._make(row[1:]) for row in rows}
    return [lines[each] for each in found.ids if each in lines]


def count_without_each(viewer: Viewer, filters: LotFilters, *, today: date) -> list[tuple[str, int]]:
    """Say of each filter in use how many lots there would be without it (at most 1,000), most first."""
    names = filters.used
    parts = [f"({_counting(Wish(viewer, filters.without(name), today).where, 1000)})" for name in names]
    counts = read(text(f"SELECT {', '.join(parts)}"), Wish(viewer, filters, today).values)[0]
    return sorted(zip(names, counts, strict=True), key=lambda each: -each[1])


def _among_few(wish: Wish) -> Wish:
    """Look up rare words first: going through all lots in their order until 24 have a rare word takes long."""
    few = remembered(("few", wish.filters.q, wish.is_guess), lambda: _few(wish), is_worth=lambda ids: ids is None)
    return wish if few is None else wish.among(few)


def _few(wish: Wish) -> list[int] | None:
    """List the lots that have the words, or None where there are many; only that is remembered."""
    probe = text(f"SELECT l.id FROM lots AS l WHERE {wish.wording} LIMIT {FEW + 1}")  # noqa: S608 - our own words
    ids = [row[0] for row in read(probe, wish.values)]
    return None if len(ids) > FEW else ids


def _find(wish: Wish, sort: LotSort, page: int) -> LotList:
    skipped = PER_PAGE * (page - 1)
    stamp = _deep_stamp(wish, sort, skipped) if skipped >= DEEP else _stamp(wish, wish.where, sort, offset=skipped)
    ids = tuple(int(each.partition(".")[0]) for each in stamp.split())
    if 0 < len(ids) < PER_PAGE or (not ids and page == 1):
        return LotList(ids, stamp, skipped + len(ids), wish.is_guess)
    total = remembered_count(wish.key, lambda: _count(wish))
    return LotList(ids, stamp, max(total, skipped + len(ids)) if ids else total, wish.is_guess)


def _stamp(wish: Wish, where: str, sort: LotSort, **values: object) -> str:
    return read_one(_page(where, ORDERS[sort]), {**wish.values, "limit": PER_PAGE, "offset": 0, **values}) or ""


def _deep_stamp(wish: Wish, sort: LotSort, skipped: int) -> str:
    """Go on from where a deep page began within the last minute, instead of counting there anew."""
    column, compare = PLACES[sort]
    values = {**wish.values, "offset": skipped}
    place = remembered(
        ("place", wish.key, sort, skipped), lambda: read(_place(wish.where, column, ORDERS[sort]), values)
    )
    if not place:
        return ""
    from_there = f"{wish.where} AND ({column}, l.id) {compare} (:place, :place_id)"
    there, there_id = place[0]
    return _stamp(wish, from_there, sort, place=there, place_id=there_id)


def _count(wish: Wish) -> int:
    return int(read_one(text(_counting(wish.where, MOST_COUNTED)), wish.values))


def _counting(where: str, most: int) -> str:
    return f"SELECT count(*) FROM (SELECT FROM lots AS l WHERE {where} LIMIT {most}) AS counted"  # noqa: S608 - our own words


@lru_cache(512)
def _page(where: str, order: str) -> TextClause:
    """Pick the ids of a page from an index alone, then read only what tells whether those rows have changed."""
    ids = f"SELECT l.id FROM lots AS l WHERE {where} ORDER BY {order} LIMIT :limit OFFSET :offset"  # noqa: S608 - as below
    return text(
        f"SELECT {STAMP.format(order=order)} FROM ({ids}) AS page"  # noqa: S608 - our own words
        " JOIN lots AS l ON l.id = page.id JOIN organizations AS o ON o.id = l.organization_id"
    )


@lru_cache(512)
def _place(where: str, column: str, order: str) -> TextClause:
    return text(f"SELECT {column}, l.id FROM lots AS l WHERE {where} ORDER BY {order} LIMIT 1 OFFSET :offset")  # noqa: S608 - our own words


@lru_cache(512)
def _lines(where: str) -> TextClause:
    return text(
        f"SELECT l.id, {COLUMNS} FROM lots AS l JOIN organizations AS o ON o.id = l.organization_id"  # noqa: S608 - our own words
        f" WHERE l.id = ANY(:ids) AND {where}"
    )
