"""A repair is named by all that is done, and by the first of it."""

from decimal import Decimal

from marketplace.domain.plots.repairs import Repair, RepairKind
from marketplace.domain.plots.shapes import Position, Shape, ShapeKind


def test_a_repair_is_named_by_what_is_done() -> None:
    shape = Shape(ShapeKind.POINT, ((Position(-76_320_000, -8_450_000),),))
    repair = Repair((RepairKind.SWAP_AXES, RepairKind.CLOSE_RING), shape, Decimal("22500.0"))
    assert (repair.kind, repair.code) == (RepairKind.SWAP_AXES, "swap_axes+close_ring")
