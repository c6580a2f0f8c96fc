"""Turns one of everything into a large market: lots, bids with their versions, contracts, samples, threads, tenders."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from marketplace.commands.bench.copies import Connection, Copy, copy_rows, indexes_at_the_end, set_sequences
from marketplace.commands.bench.outlines import BASE, GROUPS, NOTICES, PATTERNS, PLANS, outline

BIDDERS, WORDS_PER_THREAD = 20, 10
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Sides:
    """The pattern's two sides, whom each copy replaces by its own."""

    producer: int
    maker: int

    def of(self, column: str) -> str:
        """Say in SQL which organization stands in a column of a copy."""
        who = f"WHEN {self.producer} THEN c.producer_id WHEN {self.maker} THEN c.maker_id"
        return f"CASE p.{column} {who} ELSE p.{column} END"

    def parties(self) -> str:
        """Say in SQL which organizations may read of a copy."""
        who = f"CASE each WHEN {self.producer} THEN c.producer_id WHEN {self.maker} THEN c.maker_id ELSE each END"
        return f"(SELECT array_agg({who}) FROM unnest(p.party_ids) AS each)"  # noqa: S608 - our own words


@dataclass(frozen=True, slots=True)
class Subjects:
    """Things of one kind in a plan: how a copy is called, and which columns say what is copied as what."""

    plan: str
    kind: str
    code: str
    old: str = "c.old_id"
    new: str = "c.new_id"


BIDS = Subjects("bench_bids", "bid", "'B-2026-' || lpad(c.new_id::text, 7, '0')")
SAMPLES = Subjects("bench_samples", "sample", "'S-2026-' || lpad(c.new_id::text, 8, '0')")
CONTRACTS = Subjects(
    "bench_contracts",
    "contract",
    "'MZ-2026-' || lpad(c.new_contract::text, 7, '0')",
    "c.old_contract",
    "c.new_contract",
)


def multiply(connection: Connection, *, lots: int, say: Say) -> None:
    """Fill the market; ten bids for each lot, a contract for every twentieth bid."""
    connection.execute(PATTERNS)
    for name in PLANS:
        connection.execute(outline(name, lots=lots).encode())
    found = connection.execute("SELECT producer, maker FROM bench_patterns").fetchone()
    assert found is not None  # noqa: S101 - the line above made it
    connection.execute("ALTER TABLE sealed_bids DISABLE TRIGGER USER")  # it takes bids in open tenders only
    with indexes_at_the_end(connection):
        for copy in _copies(Sides(*found)):
            say(f"{copy_rows(connection, copy):>9,} {copy.table}")
        say(f"{connection.execute(NOTICES).rowcount:>9,} notices")
        say("          indexes")
    connection.execute("ALTER TABLE sealed_bids ENABLE TRIGGER USER")
    for name in (*PLANS, "bench_patterns"):
        connection.execute(f"DROP TABLE {name}".encode())
    set_sequences(connection)


def _copies(sides: Sides) -> Iterator[Copy]:
    yield from _people()
    yield from _of_bids(sides)
    yield from _of_contracts(sides)
    yield from _samples(sides)
    yield from _tenders(sides)


def _people() -> Iterator[Copy]:
    own = "p.id = c.old_id"
    fresh = {"id": "c.new_id", "code": "'BENCH-' || c.new_id", "name": "'Bench ' || c.new_id"}
    yield Copy("organizations", "bench_groups", own, fresh)
    yield Copy("organizations", "bench_makers", own, fresh)
    person = "p.acting_for_id = c.old_id"
    mail = {"id": "c.new_id", "email": "'maker' || c.n || '@bench.example'", "acting_for_id": "c.new_id"}
    yield Copy("users", "bench_makers", person, mail)
    place = {"id": "c.new_id", "organization_id": "c.new_id", "user_id": "c.new_id"}
    yield Copy("memberships", "bench_makers", "p.organization_id = c.old_id", place)
    lot = {
        "id": "c.new_id",
        "code": "'BENCH-26-' || c.n",
        "organization_id": "c.producer_id",
        "bags": "20 + c.n % 200",
        "reserved_bags": "0",
        "price_amount": "3900 + (c.n * 37) % 3600",
        "region": "(ARRAY['SAM', 'UCA', 'HUC'])[1 + c.n % 3]",
        "published_at": "p.published_at - make_interval(mins => c.n)",
    }
    yield Copy("lots", "bench_lots", own, lot)


def _of_bids(sides: Sides) -> Iterator[Copy]:
    bid = {
        "id": "c.new_id",
        "code": BIDS.code,
        "lot_id": "c.lot_id",
        "producer_id": "c.producer_id",
        "maker_id": "c.maker_id",
        "opened_by_id": "c.maker_id",
        "written_by_id": sides.of("written_by_id"),
        "bags": "c.bags",
        "fob": "c.usd",
        "terms": _priced("terms"),
        "worth": "jsonb_set(p.worth, '{fob}', to_jsonb(c.usd::text))",
        "valid_until": "p.valid_until - make_interval(mins => c.n % 50000)",
    }
    yield Copy("bids", "bench_bids", "p.id = c.old_id", bid)
    version = {
        "id": "nextval('bid_versions_id_seq')",
        "bid_id": "c.new_id",
        "by_organization_id": sides.of("by_organization_id"),
        "terms": _priced("terms"),
    }
    yield Copy("bid_versions", "bench_bids", "p.bid_id = c.old_id", version)
    yield _history(sides, BIDS)
    yield _turns(sides, BIDS)
    held = {"id": "nextval('reservations_id_seq')", "lot_id": "c.lot_id", "bid_id": "c.new_id", "bags": "c.bags"}
    yield Copy("reservations", "bench_bids", "p.bid_id = c.old_id", held)


def _of_contracts(sides: Sides) -> Iterator[Copy]:
    plan, own = "bench_contracts", "p.contract_id = c.old_contract"
    contract = {
        "id": "c.new_contract",
        "code": CONTRACTS.code,
        "bid_id": "c.new_id",
        "lot_id": "c.lot_id",
        "producer_id": "c.producer_id",
        "maker_id": "c.maker_id",
        "bags": "c.bags",
        "review_by": "p.review_by - make_interval(mins => c.n % 10000)",
        "revised_by_id": sides.of("revised_by_id"),
    }
    yield Copy("contracts", plan, "p.id = c.old_contract", contract)
    linked = {"contract_id": "c.new_contract"}
    number = {"id": "nextval('contract_terms_id_seq')"} | linked
    marks = "md5(c.new_contract || '.' || p.number) || md5(c.new_contract::text)"
    yield Copy("contract_terms", plan, own, number | {"document_hash": marks})
    signed = {"id": "nextval('contract_signatures_id_seq')", "organization_id": sides.of("organization_id")}
    yield Copy("contract_signatures", plan, own, signed | linked)
    yield Copy("contract_approvals", plan, own, {"id": "nextval('contract_approvals_id_seq')"} | linked)
    yield _history(sides, CONTRACTS)
    yield _turns(sides, CONTRACTS)
    yield from _samples_of_contracts(sides)
    yield from _threads(sides)


def _samples_of_contracts(sides: Sides) -> Iterator[Copy]:
    code = "'S-2026-' || lpad((c.new_contract + 2000000)::text, 8, '0')"
    facts = {"id": "c.new_contract + 2000000", "code": code, "contract_id": "c.new_contract", "lot_id": "c.lot_id"}
    both = {"producer_id": "c.producer_id", "maker_id": "c.maker_id"}
    yield Copy("samples", "bench_contracts", "p.contract_id = c.old_contract", facts | both)
    yield Copy(
        "turns",
        "bench_contracts",
        "p.subject_kind = 'sample' AND c.old_contract = (SELECT approved FROM bench_patterns)",
        {"id": "nextval('turns_id_seq')", "subject_id": "c.new_contract + 2000000", "about": code} | _of_turn(sides),
    )


def _threads(sides: Sides) -> Iterator[Copy]:
    plan = "bench_contracts"
    own = "p.subject_kind = 'contract' AND p.subject_id = (SELECT approved FROM bench_patterns)"
    message = {
        "id": "BASE + (c.n / 20) * 20 + (p.id % 2) + 2 * g",
        "subject_id": "c.new_contract",
        "organization_id": sides.of("organization_id"),
        "party_ids": "ARRAY[c.producer_id, c.maker_id]",
    }
    plain = {name: value.replace("BASE", str(BASE)) for name, value in message.items()}
    half = WORDS_PER_THREAD // 2
    for turn in range(half):
        yield Copy("messages", plan, own, plain | {"id": plain["id"].replace("2 * g", str(2 * turn))})
    last = f"{BASE} + (c.n / 20) * 20 + 2 * {half - 1} + 1"
    head = {"subject_id": "c.new_contract", "party_ids": "ARRAY[c.producer_id, c.maker_id]", "last_message_id": last}
    yield Copy("threads", plan, own, head)


def _samples(sides: Sides) -> Iterator[Copy]:
    fresh = {
        "id": "c.new_id",
        "code": SAMPLES.code,
        "lot_id": "c.lot_id",
        "producer_id": "c.producer_id",
        "maker_id": "c.maker_id",
    }
    yield Copy("samples", "bench_samples", "p.id = c.old_id", fresh)
    yield _history(sides, SAMPLES)


def _tenders(sides: Sides) -> Iterator[Copy]:
    fresh = {
        "id": "c.new_id",
        "code": "'T-2026-' || lpad(c.new_id::text, 6, '0')",
        "lot_id": "c.lot_id",
        "producer_id": "c.producer_id",
        "opens_at": "p.opens_at - make_interval(mins => c.n % 10000)",
        "closes_at": "p.closes_at - make_interval(mins => c.n % 10000)",
    }
    yield Copy("tenders", "bench_tenders", "p.id = c.old_id", fresh)
    for place in range(BIDDERS):
        sealed = {
            "id": "nextval('sealed_bids_id_seq')",
            "tender_id": "c.new_id",
            "maker_id": str(BASE + GROUPS + 1 + place) if place else str(sides.maker),
            "amount": f"p.amount + {place}",
            "bid_id": "NULL",
            "receipt": f"md5(c.new_id || '.{place}')",
        }
        yield Copy("sealed_bids", "bench_tenders", "p.tender_id = c.old_id", sealed)


def _history(sides: Sides, of: Subjects) -> Copy:
    values = {
        "id": "nextval('events_id_seq')",
        "subject_id": of.new,
        "at": "p.at - make_interval(secs => 10 * c.n)",
        "organization_id": sides.of("organization_id"),
        "party_ids": sides.parties(),
    }
    return Copy("events", of.plan, f"p.subject_kind = '{of.kind}' AND p.subject_id = {of.old}", values)


def _turns(sides: Sides, of: Subjects) -> Copy:
    values = {"id": "nextval('turns_id_seq')", "subject_id": of.new, "about": of.code} | _of_turn(sides)
    return Copy("turns", of.plan, f"p.subject_kind = '{of.kind}' AND p.subject_id = {of.old}", values)


def _of_turn(sides: Sides) -> dict[str, str]:
    return {
        "organization_id": sides.of("organization_id"),
        "counterparty_id": sides.of("counterparty_id"),
        "due_at": "p.due_at + make_interval(mins => c.n % 30000)",
    }


def _priced(column: str) -> str:
    priced = f"jsonb_set(p.{column}, '{{quote,amount}}', to_jsonb(c.usd::text))"
    return f"jsonb_set({priced}, '{{bags}}', to_jsonb(c.bags))"
