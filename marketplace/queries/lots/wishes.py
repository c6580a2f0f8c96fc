"""What a reader asks of the list of lots, as the conditions and values of a statement."""

from collections.abc import Sequence
from datetime import date

from marketplace.domain.browsing import LotFilters
from marketplace.domain.lots import SaleStage
from marketplace.domain.viewers import Viewer
from marketplace.models.lots.steps import SHOWN_TO_ALL
from marketplace.models.lots.writing import plain_words

SHORTEST_GUESS = 3
MOST_WORDS = 8

ON_SALE = "l.is_listed AND (l.sales_until IS NULL OR l.sales_until >= :today)"
STAGES: dict[SaleStage | None, str] = {
    None: ON_SALE,
    SaleStage.CURRENT: f"{ON_SALE} AND l.available_from <= :today",
    SaleStage.UPCOMING: f"{ON_SALE} AND l.available_from > :today",
    SaleStage.PAST: f"{SHOWN_TO_ALL} AND (NOT l.is_listed OR l.sales_until < :today)",
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

# Decides nothing, but is worked out before anything else: it lowers how alike words must be for this connection.
LIKENESS = "(SELECT set_config('pg_trgm.word_similarity_threshold', '0.4', false)) IS NOT NULL"


class Wish:
    """The filters as conditions and values of a statement."""

    def __init__(self, viewer: Viewer, filters: LotFilters, today: date) -> None:
        self.filters, self.viewer, self.today, self.is_guess = filters, viewer, today, False
        used = tuple(name for name in filters.used if name != "stage")
        self.where = " AND ".join([STAGES[filters.stage], *(CONDITIONS[name] for name in used)])
        self.values: dict[str, object] = {name: _bound(getattr(filters, name)) for name in used}
        self.values |= {"today": today, "flavour_min": filters.flavour_min, "own": viewer.organization_id}

    @property
    def words(self) -> list[str]:
        """The words sought that are long enough to be guessed at."""
        plain = plain_words(self.filters.q or "").split()
        return [word for word in plain if len(word) >= SHORTEST_GUESS][:MOST_WORDS]

    @property
    def wording(self) -> str:
        """The condition on words: that they are there, or, when guessing, that similar ones are."""
        if not self.is_guess:
            return CONDITIONS["q"]
        return " AND ".join([LIKENESS, *(f":word{number} <% l.search_text" for number in range(len(self.words)))])

    def guessing(self) -> "Wish":
        """Ask for similar words instead of the words."""
        other = Wish(self.viewer, self.filters, self.today)
        other.is_guess = True
        other.where = other.where.replace(CONDITIONS["q"], other.wording)
        other.values |= {f"word{number}": word for number, word in enumerate(self.words)}
        return other

    def among(self, ids: Sequence[int]) -> "Wish":
        """Look among these lots only, which are known to have the words."""
        other = Wish(self.viewer, self.filters, self.today)
        other.is_guess = self.is_guess
        other.where = other.where.replace(CONDITIONS["q"], "l.id = ANY(:among)")
        other.values |= {"among": list(ids)}
        return other

    @property
    def key(self) -> tuple[object, ...]:
        """What the number of lots depends on."""
        return self.filters, self.is_guess, self.today, self.viewer.organization_id if self.filters.stage else None


def _bound(value: object) -> object:
    return [str(each) for each in value] if isinstance(value, tuple) else value
