"""Where every gram comes from, under any sequence of deliveries, splits, blends, returns and voids."""

from dataclasses import dataclass, field
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.domain.deliveries.lineage import Line, Lineage, apportion, trace
from marketplace.domain.ids import BatchId, DeliveryId, LotId
from marketplace.domain.mass import Mass

WET = Decimal("0.38")
ONE, TWO = DeliveryId(1), DeliveryId(2)
BOX, BLEND = BatchId(1), BatchId(2)
LOT, OTHER = LotId(1), LotId(2)


def g(grams: int) -> Mass:
    return Mass(Decimal(grams) / 1000)


def test_shares_add_up_and_the_largest_remainder_gets_the_last_gram() -> None:
    assert apportion(10, {1: 1, 2: 1, 3: 1}) == {1: 4, 2: 3, 3: 3}
    assert apportion(2, {1: 1, 2: 2, 3: 0}) == {1: 1, 2: 1}
    assert apportion(5, {}) == {}


def test_a_dry_delivery_goes_into_a_lot_gram_by_gram() -> None:
    found = trace([Line(g(700), delivery=ONE, lot=LOT)], dry_weights={}, dryness={ONE: Decimal(1)})
    assert found.lots == {LOT: {ONE: 700}}


def test_a_batch_is_shared_by_what_is_left_of_each_delivery_dry() -> None:
    lines = [
        Line(g(1000), delivery=ONE, batch=BOX),
        Line(g(380), delivery=TWO, batch=BOX),
        Line(g(501), from_batch=BOX, lot=LOT),
        Line(g(99), from_batch=BOX, lot=OTHER),
    ]
    found = trace(lines, dry_weights={BOX: g(700)}, dryness={ONE: WET, TWO: Decimal(1)})
    assert found.batches == {BOX: {ONE: 350, TWO: 350}}
    assert found.lots == {LOT: {ONE: 251, TWO: 250}, OTHER: {ONE: 49, TWO: 50}}
    assert found.left == {BOX: {ONE: 50, TWO: 50}}


def test_lineage_runs_through_blends_and_what_came_back_is_not_counted() -> None:
    lines = [
        Line(g(100), delivery=ONE, batch=BOX),
        Line(g(60), from_batch=BOX, batch=BLEND),
        Line(g(-20), from_batch=BOX, batch=BLEND),
        Line(g(40), delivery=TWO, batch=BLEND),
        Line(g(80), from_batch=BLEND, lot=LOT),
        Line(g(5), delivery=TWO, lot=OTHER),
        Line(g(-5), delivery=TWO, lot=OTHER),
    ]
    dry = {BOX: g(100), BLEND: g(80)}
    found = trace(lines, dry_weights=dry, dryness={ONE: Decimal(1), TWO: Decimal(1)})
    assert found.lots == {LOT: {ONE: 40, TWO: 40}, OTHER: {}}


def test_an_open_batch_is_worth_what_its_beans_will_weigh() -> None:
    found = trace([Line(g(1000), delivery=ONE, batch=BOX)], dry_weights={}, dryness={ONE: WET})
    assert found.batches == {BOX: {ONE: 380}}


@dataclass
class Store:
    """A group's books kept the plainest way: what came, what each batch weighed, what is left of everything."""

    dryness: dict[DeliveryId, Decimal] = field(default_factory=dict)
    rest: dict[tuple[str, int], int] = field(default_factory=dict)
    dry: dict[BatchId, Mass] = field(default_factory=dict)
    inside: dict[BatchId, int] = field(default_factory=dict)
    lots: dict[LotId, int] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    came: dict[DeliveryId, int] = field(default_factory=dict)

    def deliver(self, grams: int, *, is_wet: bool) -> None:
        """Take so much."""
        number = DeliveryId(len(self.came) + 1)
        self.came[number] = self.rest[("delivery", number)] = grams
        self.dryness[number] = WET if is_wet else Decimal(1)

    def void(self, number: DeliveryId) -> None:
        """Void a delivery of which nothing flowed on."""
        if self.rest[("delivery", number)] == self.came[number]:
            self.came[number] = self.rest[("delivery", number)] = 0

    def close(self, batch: BatchId, percent: int) -> None:
        """Weigh a batch that holds something, dry."""
        if self.inside.get(batch) and batch not in self.dry:
            grams = max(1, self.inside[batch] * percent // 100)
            self.dry[batch] = g(grams)
            self.rest[("batch", batch)] = grams

    def draw(self, source: tuple[str, int], aim: int, grams: int) -> None:
        """Draw grams into batch 1 to 3 or, from 4 on, a lot; whatever the rules forbid does not happen."""
        grams = min(grams, self.rest.get(source, 0))
        batch, lot = (BatchId(aim), None) if aim < 4 else (None, LotId(aim))
        is_wet = source[0] == "delivery" and self.dryness[DeliveryId(source[1])] != 1
        if grams < 1 or (batch in self.dry) or (lot and is_wet) or source == ("batch", batch):
            return
        self._write(source, batch=batch, lot=lot, grams=grams)

    def give_back(self, place: int, grams: int) -> None:
        """Let something flow back, as long as the rules allow it."""
        if not self.lines:
            return
        line = self.lines[place % len(self.lines)]
        source = ("delivery", line.delivery) if line.delivery else ("batch", line.from_batch or 0)
        flowed = sum(each.weight.grams for each in self.lines if _way(each) == _way(line))
        grams = min(grams, flowed)
        if grams > 0 and line.batch not in self.dry:
            self._write(source, batch=line.batch, lot=line.lot, grams=-grams)

    def _write(self, source: tuple[str, int], *, batch: BatchId | None, lot: LotId | None, grams: int) -> None:
        self.rest[source] -= grams
        if batch:
            self.inside[batch] = self.inside.get(batch, 0) + grams
        if lot:
            self.lots[lot] = self.lots.get(lot, 0) + grams
        named = {"delivery": DeliveryId(source[1])} if source[0] == "delivery" else {"from_batch": BatchId(source[1])}
        self.lines.append(Line(g(grams), batch=batch, lot=lot, **named))

    def traced(self) -> Lineage:
        """Follow every gram."""
        return trace(self.lines, dry_weights=self.dry, dryness=self.dryness)


def _way(line: Line) -> tuple[int | None, ...]:
    return line.delivery, line.from_batch, line.batch, line.lot


GRAMS = st.integers(1, 90_000)
MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("deliver"), GRAMS, st.booleans()),
        st.tuples(st.just("draw"), st.integers(1, 8), st.integers(1, 5), GRAMS),
        st.tuples(st.just("blend"), st.integers(1, 3), st.integers(1, 5), GRAMS),
        st.tuples(st.just("close"), st.integers(1, 3), st.integers(30, 100)),
        st.tuples(st.just("return"), st.integers(0, 30), GRAMS),
        st.tuples(st.just("void"), st.integers(1, 8)),
    ),
    max_size=60,
)


def a_store(moves: list[tuple[object, ...]]) -> Store:
    store = Store()
    store.deliver(50_000, is_wet=False)
    store.deliver(80_000, is_wet=True)
    for move in moves:
        _do(store, move)
    return store


def _do(store: Store, move: tuple[object, ...]) -> None:
    what, *rest = move
    numbers = [int(each) for each in rest]  # type: ignore[call-overload]
    if what == "deliver":
        store.deliver(numbers[0], is_wet=bool(rest[1]))
    elif what == "draw":
        store.draw(("delivery", (numbers[0] - 1) % len(store.came) + 1), numbers[1], numbers[2])
    elif what == "blend":
        store.draw(("batch", numbers[0]), numbers[1], numbers[2])
    elif what == "close":
        store.close(BatchId(numbers[0]), numbers[1])
    elif what == "return":
        store.give_back(numbers[0], numbers[1])
    else:
        store.void(DeliveryId((numbers[0] - 1) % len(store.came) + 1))


@settings(max_examples=200, deadline=None)
@given(MOVES)
def test_every_gram_is_accounted_for_whatever_happens(moves: list[tuple[object, ...]]) -> None:
    store = a_store(moves)
    found = store.traced()
    assert {lot: sum(shares.values()) for lot, shares in found.lots.items() if shares} == {
        lot: grams for lot, grams in store.lots.items() if grams
    }
    for batch, dry in store.dry.items():
        assert sum(found.batches[batch].values()) == dry.grams
        assert sum(found.left[batch].values()) == store.rest[("batch", batch)]
    everywhere = [*found.lots.values(), *found.batches.values(), *found.left.values()]
    assert all(grams > 0 for shares in everywhere for grams in shares.values())


@settings(max_examples=100, deadline=None)
@given(MOVES)
def test_of_each_delivery_as_much_flowed_on_as_is_missing(moves: list[tuple[object, ...]]) -> None:
    store = a_store(moves)
    for delivery, grams in store.came.items():
        flowed = sum(line.weight.grams for line in store.lines if line.delivery == delivery)
        assert 0 <= flowed == grams - store.rest[("delivery", delivery)]


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.integers(1, 6).map(DeliveryId), GRAMS, min_size=1), st.lists(GRAMS, max_size=8))
def test_what_left_a_batch_and_what_is_left_is_the_batch_delivery_by_delivery(
    brought: dict[DeliveryId, int], draws: list[int]
) -> None:
    lines, rest = [Line(g(grams), delivery=each, batch=BOX) for each, grams in brought.items()], sum(brought.values())
    for number, grams in enumerate(draws):
        lines.append(Line(g(min(grams, rest)), from_batch=BOX, lot=LotId(number)))
        rest -= min(grams, rest)
    found = trace(lines, dry_weights={BOX: g(sum(brought.values()))}, dryness=dict.fromkeys(brought, Decimal(1)))
    for delivery, grams in brought.items():
        drawn = sum(shares.get(delivery, 0) for shares in found.lots.values())
        assert drawn + found.left[BOX].get(delivery, 0) == grams
