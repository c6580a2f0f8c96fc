"""What a price that is written into a contract must keep: the floors that no bid may break either."""

from dataclasses import replace
from decimal import Decimal

from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.errors import Reason, reason
from marketplace.domain.prices import References, floor_faults
from marketplace.domain.terminals.levels import provisional_amount

JUDGED = "price_amount"
"""The field beside which floors of a price are told; another floor is not of the price's making."""


def lowered_faults(old: ContractTerms, new: ContractTerms, *, references: References) -> list[Reason]:
    """List the floors that a lowered price breaks; what follows a terminal counts as what it comes to today.

    Floors are Fairtrade's, and what the farmers of the lot are paid by these terms. A price that was below them
    already may rise.
    """
    lowest = _least(new, references)
    if lowest >= _least(old, references):
        return []
    field = "price" if lowest == new.price.amount else "differential"
    price = replace(new.price, amount=lowest)
    found = floor_faults(price, new.farm_gate_pen_kg, certificates=new.certificates, references=references)
    if new.farm_gate is not None and lowest < new.farm_gate.amount:
        found.append(reason("bid.below_farm_gate", JUDGED, value=lowest, limit=new.farm_gate.amount))
    return [replace(fault, field=field) for fault in found if fault.field == JUDGED]


def _least(terms: ContractTerms, references: References) -> Decimal:
    today = provisional_amount(terms.pricing, references)
    return terms.price.amount if today is None else min(today, terms.price.amount)
