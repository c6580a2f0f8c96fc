"""The market says no in four words, each with reasons."""

import pytest

from marketplace.domain.errors import NotAllowed, Reason, Refused, reason, refuse_if_any


def test_a_reason_keeps_its_code_field_and_facts() -> None:
    assert reason("lot.moisture_too_high", "moisture", value=8) == Reason(
        "lot.moisture_too_high", "moisture", {"value": 8}
    )


def test_a_bare_code_is_a_reason_without_facts() -> None:
    assert NotAllowed("act.not_yours").reasons == (Reason("act.not_yours"),)


def test_the_first_reason_names_the_error() -> None:
    assert Refused("one.thing", reason("another.thing")).code == "one.thing"


def test_all_reasons_are_told_at_once() -> None:
    with pytest.raises(Refused, match=r"one\.thing, another\.thing"):
        refuse_if_any([reason("one.thing"), reason("another.thing")])


def test_without_reasons_nothing_is_refused() -> None:
    refuse_if_any(())
