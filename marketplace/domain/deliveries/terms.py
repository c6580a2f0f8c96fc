"""A delivery: who brought how much wet or dry cacao, from which plot, when, and how it was paid."""

from enum import StrEnum


class CacaoForm(StrEnum):
    """Whether cacao comes as wet beans with pulp, or dried."""

    WET = "wet"
    DRY = "dry"


class PayMeans(StrEnum):
    """How a farmer was paid."""

    CASH = "cash"
    BANK = "bank"
    WALLET = "wallet"
    OTHER = "other"
