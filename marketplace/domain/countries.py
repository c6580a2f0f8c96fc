"""What the market must know of countries: who belongs to the European Union, whose rules on deforestation then hold."""

EUROPEAN_UNION: frozenset[str] = frozenset(
    {
        "AT",
        "BE",
        "BG",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "FR",
        "GR",
        "HR",
        "HU",
        "IE",
        "IT",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
    }
)


def needs_due_diligence(destination: str) -> bool:
    """Say whether cacao sent to `destination` (`FR`, `US-CA`) needs a due-diligence pack: Regulation (EU) 2023/1115."""
    return destination.partition("-")[0] in EUROPEAN_UNION
