"""Several panels taken together: each taster counts once, and what lies between panels is spread too."""

from decimal import Decimal

from marketplace.domain.evaluations import PanelEvaluation, TastedProduct
from marketplace.domain.panels import pool
from tests.domain import samples


def a_panel(
    size: int, cacao: str, *, spread: str | None = "0", quality: str | None = "7", **changes: object
) -> PanelEvaluation:
    given = {
        "panel_size": size,
        "means": {"cacao": Decimal(cacao), "floral_total": None},
        "deviations": {} if spread is None else {"cacao": Decimal(spread)},
        "global_quality": None if quality is None else Decimal(quality),
    }
    return samples.an_evaluation(**(given | changes))


def test_a_single_panel_is_what_it_says() -> None:
    found = pool([a_panel(6, "5", spread="0.4")])
    assert found is not None
    assert (found.panels, found.tasters) == (1, 6)
    assert (found.means["cacao"], found.deviations["cacao"]) == (Decimal("5.00"), Decimal("0.40"))


def test_a_larger_panel_weighs_more() -> None:
    found = pool([a_panel(6, "5"), a_panel(2, "9", quality="9")])
    assert found is not None
    assert found.means["cacao"] == Decimal("6.00")
    assert (found.quality, found.quality_range) == (Decimal("7.50"), (Decimal(7), Decimal(9)))


def test_what_lies_between_panels_is_spread() -> None:
    found = pool([a_panel(4, "4", spread="0"), a_panel(4, "6", spread="0")])
    assert found is not None
    assert found.deviations["cacao"] == Decimal("1.00")


def test_spread_that_one_panel_does_not_state_is_not_told() -> None:
    found = pool([a_panel(4, "4"), a_panel(4, "6", spread=None)])
    assert found is not None
    assert found.deviations == {}


def test_panels_of_another_product_are_left_out() -> None:
    found = pool([a_panel(4, "4"), a_panel(4, "8", product=TastedProduct.CHOCOLATE)])
    assert found is not None
    assert (found.panels, found.means["cacao"]) == (1, Decimal("4.00"))


def test_what_nobody_scored_is_not_there() -> None:
    found = pool([a_panel(4, "4", quality=None)])
    assert found is not None
    assert "floral_total" not in found.means
    assert (found.quality, found.quality_range) == (None, None)


def test_no_panel_has_found_nothing() -> None:
    assert pool([]) is None
