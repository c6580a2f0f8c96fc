"""One lot of a list as a card: drawn once, and remembered by what it shows.

A page of the list has 24 cards with a dozen formatted figures each; drawing them anew for every reader would cost
more than finding the lots.
"""

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from flask import current_app
from markupsafe import Markup

from marketplace.domain.cadmium import Verdict, screen
from marketplace.domain.deliveries.balance import traced_percent
from marketplace.domain.lots import LotState, SaleStage, TradeBand, Visibility, sale_stage, trade_band
from marketplace.domain.mass import Mass
from marketplace.domain.money import Currency, Incoterm, UnitPrice
from marketplace.queries.lots.search import LotLine

REMEMBERED = 4096
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Card:
    """What the card of a lot says."""

    line: LotLine
    stage: SaleStage | None
    price: UnitPrice
    farmer_share: Decimal | None
    profile: dict[str, Decimal]
    varieties: tuple[str, ...]
    certificates: tuple[str, ...]
    remaining_bags: int
    remaining: Mass
    minimum: Mass
    band: TradeBand
    cadmium: Verdict | None
    traced: Decimal


@dataclass(frozen=True, slots=True)
class _OnSale:
    state: LotState
    visibility: Visibility
    available_from: date
    sales_until: date | None
    remaining_bags: int


@lru_cache(REMEMBERED)
def draw_card(line: LotLine, locale: str, *, today: date) -> Markup:
    """Draw a lot for readers of `locale`, who are told the stage of sale on `today`."""
    del locale
    macros: Any = current_app.jinja_env.get_template("lots/_entry.html").module
    return Markup(macros.entry(card_of(line, today)))  # noqa: S704 - drawn by a template that escapes


def card_of(line: LotLine, today: date) -> Card:
    """Read what the list's statement found."""
    price = UnitPrice(line.price_amount, Currency(line.price_currency), Incoterm(line.price_incoterm), line.price_place)
    remaining_bags = line.bags - line.reserved_bags
    bag = Mass(line.bag_kilograms)
    on_sale = _OnSale(LotState(line.state), Visibility.PUBLIC, line.available_from, line.sales_until, remaining_bags)
    shares = {name: Decimal(str(share)) for name, share in json.loads(line.varieties).items()}
    return Card(
        line=line,
        stage=sale_stage(on_sale, today=today),
        price=price,
        farmer_share=None if line.farm_gate is None else Decimal(line.farm_gate) / line.price_amount * HUNDRED,
        profile={k: Decimal(str(v)) for k, v in json.loads(line.profile or "{}").items() if v is not None},
        varieties=tuple(sorted(shares, key=lambda name: -shares[name])),
        certificates=tuple(line.certificates.split()),
        remaining_bags=remaining_bags,
        remaining=bag * remaining_bags,
        minimum=bag * line.minimum_bags,
        band=trade_band(bag * line.bags),
        cadmium=None if line.cadmium is None else screen(line.cadmium),
        traced=traced_percent(Mass(line.filled), bag * line.bags),
    )
