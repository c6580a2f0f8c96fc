"""The list of lots on offer: one lean statement a page, quick at a hundred thousand lots.

Written as SQL, not as mapped rows: building and reading those costs more than the whole page may.
"""

from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import TextClause, text

from marketplace.domain.browsing import LotFilters, LotSort
from marketplace.domain.lots import SaleStage
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.lot_writing import plain_words
from marketplace.queries.counting import remembered_count

PER_PAGE = 24
MOST_COUNTED = 100_000
SHORTEST_GUESS = 3
MOST_WORDS = 8


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


class LotList(NamedTuple):
    """One page of lots; `total` stops at `MOST_COUNTED`; `is_guess` says that words were taken for similar ones."""

    lines: tuple[LotLine, ...]
    total: int
    is_guess: bool = False


COLUMNS = """
    l.code, o.name, o.is_women_led, l.producer_name, l.region, l.province, l.crop_year, l.available_from, l.sales_until,
    l.state, l.bags, l.reserved_bags, l.bag_weight, l.minimum_bags, l.price_amount, l.price_currency, l.price_incoterm,
    l.price_place, l.price_kind, l.price_stack->>'farm_gate', array_to_string(l.certificates, ' '), l.eudr_status,
    l.global_quality, l.off_total, l.cadmium, l.profile::text, l.varieties::text, l.is_fictional
"""
ORDERS: dict[LotSort, str] = {
    LotSort.NEWEST: "l.published_at DESC, l.id DESC",
    LotSort.CHEAPEST: "l.price_amount, l.id",
    LotSort.BEST: "l.global_quality DESC, l.id DESC",
    LotSort.LEAST_CADMIUM: "l.cadmium, l.id",
}
ON_SALE = "l.is_listed AND (l.sales_until IS NULL OR l.sales_until >= :today)"
STAGES: dict[SaleStage | None, str] = {
    None: ON_SALE,
    SaleStage.CURRENT: f"{ON_SALE} AND l.available_from <= :today",
    SaleStage.UPCOMING: f"{ON_SALE} AND l.available_from > :today",
    SaleStage.PAST: (
        "l.visibility = 'public' AND (l.state = 'closed' OR l.state = 'published'"
        " AND (l.reserved_bags >= l.bags OR l.sales_until < :today))"
    ),
    SaleStage.PRIVATE: "l.visibility = 'private' AND l.state = 'published' AND l.organization_id = :own",
}
CONDITIONS: dict[str, str] = {
    "q": "l.search @@ (websearch_to_tsquery('es_unaccent', :q) || websearch_to_tsquery('en_unaccent', :q))",
    "region": "l.region = ANY(:region)",
    "variety": "l.varieties ?| :variety",
    "certificate": "l.certificates @> :certificate",
    "price_min": "l.price_amount >= :price_min",
    "price_max": "l.price_amount <= :price_max",
    "quality_min": "l.global_quality >= :quality_min",
    "cadmium_max": "l.cadmium <= :cadmium_max",
    "moisture_max": "l.moisture <= :moisture_max",
    "flavour": "(l.profile->>:flavour)::numeric >= :flavour_min",
    "eudr": "l.eudr_status = 'ready'",
    "women_led": "l.organization_id IN (SELECT id FROM organizations WHERE is_women_led)",
    "bags_min": "l.bags - l.reserved_bags >= :bags_min",
    "kg_min": "(l.bags - l.reserved_bags) * l.bag_weight >= :kg_min",
}


LIKENESS = text("SET LOCAL pg_trgm.word_similarity_threshold = 0.4")


def list_lots(viewer: Viewer, filters: LotFilters, *, sort: LotSort, page: int, today: date) -> LotList:
    """List one page of the lots that fit, and how many there are; where no word fits, those with similar words."""
    wish = _Wish(viewer, filters, today)
    found = _list(wish, sort, page)
    if found.total or not wish.words:
        return found
    db.session.execute(LIKENESS)
    return _list(wish.guessing(), sort, page)


def count_without_each(viewer: Viewer, filters: LotFilters, *, today: date) -> list[tuple[str, int]]:
    """Say of each filter in use how many lots there would be without it (at most 1,000), most first."""
    names = filters.used
    parts = [f"({_counting(_Wish(viewer, filters.without(name), today).where, 1000)})" for name in names]
    row = db.session.execute(text(f"SELECT {', '.join(parts)}"), _Wish(viewer, filters, today).values).one()
    return sorted(zip(names, row, strict=True), key=lambda each: -each[1])


class _Wish:
    """The filters as conditions and values of a statement."""

    def __init__(self, viewer: Viewer, filters: LotFilters, today: date) -> None:
        self.filters, self.viewer, self.today = filters, viewer, today
        used = tuple(name for name in filters.used if name != "stage")
        self.where = " AND ".join([STAGES[filters.stage], *(CONDITIONS[name] for name in used)])
        self.values: dict[str, object] = {name: _bound(getattr(filters, name)) for name in used}
        self.values |= {"today": today, "flavour_min": filters.flavour_min, "own": viewer.organization_id}
        self.words = [word for word in plain_words(filters.q or "").split() if len(word) >= SHORTEST_GUESS][:MOST_WORDS]

    def guessing(self) -> "_Wish":
        """Ask for similar words instead of the words."""
        other = _Wish(self.viewer, self.filters, self.today)
        alike = " AND ".join(f":word{number} <% l.search_text" for number in range(len(self.words)))
        other.where = other.where.replace(CONDITIONS["q"], alike)
        other.values |= {f"word{number}": word for number, word in enumerate(self.words)}
        other.is_guess = True
        return other

    is_guess = False

    @property
    def key(self) -> tuple[object, ...]:
        """What the number of lots depends on."""
        return self.filters, self.is_guess, self.today, self.viewer.organization_id if self.filters.stage else None


def _list(wish: _Wish, sort: LotSort, page: int) -> LotList:
    skipped = PER_PAGE * (page - 1)
    values = {**wish.values, "limit": PER_PAGE, "offset": skipped}
    rows = db.session.execute(_page(wish.where, ORDERS[sort]), values).all()
    lines = tuple(LotLine(*row) for row in rows)
    is_last = 0 < len(lines) < PER_PAGE or (not lines and page == 1)
    if is_last:
        return LotList(lines, skipped + len(lines), wish.is_guess)
    total = remembered_count(wish.key, lambda: _count(wish))
    return LotList(lines, max(total, skipped + len(lines)), wish.is_guess)


def _count(wish: _Wish) -> int:
    return int(db.session.execute(text(_counting(wish.where, MOST_COUNTED)), wish.values).scalar_one())


def _counting(where: str, most: int) -> str:
    return f"SELECT count(*) FROM (SELECT FROM lots AS l WHERE {where} LIMIT {most}) AS counted"  # noqa: S608 - our own words


@lru_cache(512)
def _page(where: str, order: str) -> TextClause:
    """Pick the ids of a page from an index alone, then read those rows."""
    ids = f"SELECT l.id FROM lots AS l WHERE {where} ORDER BY {order} LIMIT :limit OFFSET :offset"  # noqa: S608 - as below
    return text(
        f"SELECT {COLUMNS} FROM ({ids}) AS page JOIN lots AS l ON l.id = page.id"  # noqa: S608 - our own words
        f" JOIN organizations AS o ON o.id = l.organization_id ORDER BY {order}"
    )


def _bound(value: object) -> object:
    return [str(each) for each in value] if isinstance(value, tuple) else value
