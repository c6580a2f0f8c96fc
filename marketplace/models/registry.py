"""Every row class in one place, so that the schema is whole as soon as this room is entered."""

from marketplace.models.base import Base
from marketplace.models.rows.bidding import bids, tenders
from marketplace.models.rows.contracts import (
    amendments,
    call_offs,
    claims,
    contracts,
    fixings,
    samples,
    settlements,
    shipments,
    signatures,
)
from marketplace.models.rows.market import demands, evaluations, lots, references
from marketplace.models.rows.money import (
    bank_accounts,
    books,
    instalments,
    money_papers,
    payments,
    payouts,
    provider_news,
    strays,
)
from marketplace.models.rows.people import (
    accounts,
    addresses,
    certificates,
    notices,
    started_demands,
    started_lots,
    submissions,
)
from marketplace.models.rows.record import events, files, messages, turns
from marketplace.models.rows.rounds import rounds, scenarios
from marketplace.models.rows.traces import (
    batches,
    deliveries,
    farmers,
    passports,
    plots,
    register_imports,
    screenings,
    statements,
)

ROOMS = (
    accounts,
    addresses,
    amendments,
    bank_accounts,
    batches,
    bids,
    books,
    call_offs,
    certificates,
    claims,
    contracts,
    deliveries,
    demands,
    evaluations,
    events,
    farmers,
    files,
    fixings,
    instalments,
    lots,
    messages,
    money_papers,
    notices,
    passports,
    payments,
    payouts,
    plots,
    provider_news,
    references,
    register_imports,
    rounds,
    samples,
    scenarios,
    screenings,
    settlements,
    shipments,
    signatures,
    started_demands,
    started_lots,
    statements,
    strays,
    submissions,
    tenders,
    turns,
)
TABLES = Base.metadata.tables
